"""The exercises of Today in the order to look at them: what is next stands first, in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.domain.plan import Part
from backrehab.progression.planned import DayPlan, PlannedExercise
from backrehab.progression.ticks import SetTick
from backrehab.web.day_plan import Today
from backrehab.web.so_far import leaves_the_rest

# The key of a section by the part of the plan; a programme's section has the programme's key.
WARM_UP, STAGE, KEPT, EASY = "warm-up", "stage", "kept", "easy"
KEYS = {Part.WARM_UP: WARM_UP, Part.STAGE: STAGE, Part.MAINTENANCE: KEPT, Part.BRANCH: KEPT}


@dataclass(frozen=True, slots=True)
class Section:
    """Exercises that belong together, those still to be done first; it folds away unless it holds
    the one that is next (its key is `now`), or the one that was just ticked. `left` if the rest of
    the day is to be left, so that nothing is next."""

    key: str
    title: str
    programme: str
    exercises: Sequence[PlannedExercise]
    now: str
    open: bool
    left: bool

    @property
    def done(self) -> int:
        """How many of them are complete."""
        return sum(planned.complete for planned in self.exercises)

    @property
    def is_stage(self) -> bool:
        """Whether it is the exercise of the stage, which has a card of its own."""
        return self.key == STAGE


@dataclass(frozen=True, slots=True)
class Ticked:
    """The set whose button was just pressed: what happened to it, and the value of the button that
    takes it back (empty for one that was taken back). `moves_on` if the exercise is now done."""

    key: str
    text: str
    undo: str
    moves_on: bool


def sections_of(today: Today, touched: str = "") -> list[Section]:
    """What is still to be done first, then what is complete; each in the order of the plan. A
    warm-up that was passed over is never next. `touched` is the key of what was just ticked."""
    found: dict[str, list[PlannedExercise]] = {}
    for planned in today.plan.exercises:
        key = KEYS.get(planned.part) or planned.programme or planned.part.value
        found.setdefault(key, []).append(planned)
    begun = today.day is not None and bool(today.day.sets_done)

    def late(key: str) -> tuple[bool, bool]:
        complete = all(planned.complete for planned in found[key])
        return complete, key == WARM_UP and begun

    order = sorted(found, key=late)
    waiting = [key for key in order if not (key == WARM_UP and begun)]
    undone = (one.exercise.key for key in waiting for one in found[key] if not one.complete)
    left = leaves_the_rest(today)
    now = "" if left else next(undone, "")
    return [_section(today, key, found[key], now, touched, left=left) for key in order]


def _section(
    today: Today, key: str, exercises: list[PlannedExercise], now: str, touched: str, *, left: bool
) -> Section:
    programmes = today.person.catalogue.programmes
    titles = {WARM_UP: _("Warm-up"), KEPT: _("Keeping up what you have")}
    title = titles.get(key) or (programmes[key].name if key in programmes else "")
    return Section(
        key=key,
        title=title,
        programme=key if key in programmes and key != WARM_UP else "",
        exercises=sorted(exercises, key=lambda planned: planned.complete),
        now=now if any(one.exercise.key == now for one in exercises) else "",
        open=any(
            one.exercise.key == now or (one.exercise.key == touched and not one.complete)
            for one in exercises
        ),
        left=left,
    )


def ticked_of(plan: DayPlan, tick: SetTick | None) -> Ticked | None:
    """What to say of the set that was just ticked or taken back, if it is in the plan."""
    found = (one for one in plan.exercises if tick and one.tick_id == tick.exercise_id)
    planned = next(found, None)
    if tick is None or planned is None:
        return None
    moves_on = tick.done and planned.complete
    text = _("%(name)s: set %(number)d is done.") if tick.done else _("%(name)s: taken back.")
    if moves_on:
        text = _("%(name)s: all done.")
    return Ticked(
        key=planned.exercise.key,
        text=text % {"name": planned.exercise.name, "number": tick.number},
        undo=f"{tick.exercise_id}:{tick.slot}:{tick.number}:0" if tick.done else "",
        moves_on=moves_on,
    )
