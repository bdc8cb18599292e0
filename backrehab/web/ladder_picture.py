"""The ladder as a picture: a step for each stage, and in words what is behind, here and next.

Geometry is in units of the drawing, y down; the browser scales the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.domain.decision import GateDecision, Status
from backrehab.exercises.cards import StageCard
from backrehab.exercises.movements.poses import figures
from backrehab.progression.words import when_name
from backrehab.web.gate_card import waits_for_consent
from backrehab.web.movement import Movement, movement
from backrehab.web.person import Person

WIDE, HIGH = 720, 306
# How high the lowest step is, and how much each one is higher.
LOWEST, RISE = 64, 22
# Units to a centimetre, the same for all figures.
SIZE = 0.58
# Between a figure and the mark above it.
ABOVE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `x`, `y` and `width` are its upper edge; the figure (if the exercise has one) lies
    at `left`, `top`, `broad` and `tall`; the flag of the current step stands at `flag`."""

    stage: StageCard
    status: str
    x: int
    y: int
    width: int
    figure: Movement | None
    left: int
    top: int
    broad: int
    tall: int
    flag: int

    @property
    def middle(self) -> int:
        """The middle of the step."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderPicture:
    """The steps from the lowest to the highest, and the picture in words. `behind` is empty on
    the first stage; `gate` is the stage whose card says more about what is ahead, if one does."""

    wide: int
    high: int
    steps: Sequence[Step]
    behind: str
    here: str
    ahead: str
    gate: str


def ladder_picture(
    person: Person, statuses: dict[str, str], *, ahead: Sequence[GateDecision], waits: str
) -> LadderPicture:
    """The picture; `statuses` are those of the page. `waits` says why nothing opens at all, and is
    empty if the decisions `ahead` count. No query."""
    stages = [one for one in person.catalogue.stages.values() if not one.side_branch]
    names = [one.name for one in stages if statuses[one.key] == "finished"]
    decision = None if waits else _next_gate(person, stages, ahead)
    return LadderPicture(
        wide=WIDE,
        high=HIGH,
        steps=[
            _step(person, stage, statuses[stage.key], place, len(stages))
            for place, stage in enumerate(stages)
        ],
        behind=", ".join(names),
        here=_("%(name)s, stage %(number)s of %(all)s")
        % {"name": person.stage.name, "number": person.stage.number, "all": len(stages)},
        ahead=waits or _ahead(person, decision),
        gate=decision.opens if decision else "",
    )


def _step(person: Person, stage: StageCard, status: str, place: int, count: int) -> Step:
    width = WIDE // count
    x, y = place * width, HIGH - LOWEST - place * RISE
    card = person.catalogue.exercises.get(stage.exercise_key)
    figure = movement(card) if card else None
    left = top = broad = tall = 0
    if figure is not None:
        _x, bottom, wide, high = figures()[stage.exercise_key].box
        broad, tall = round(wide * SIZE), round(high * SIZE)
        left = x + (width - broad) // 2
        # The floor of the figure is the step.
        top = round(y - tall - bottom * SIZE)
    return Step(
        stage=stage,
        status=status,
        x=x,
        y=y,
        width=width,
        figure=figure,
        left=left,
        top=top,
        broad=broad,
        tall=tall,
        flag=min(top, y) - ABOVE,
    )


def _next_gate(
    person: Person, stages: Sequence[StageCard], decisions: Sequence[GateDecision]
) -> GateDecision | None:
    """The decision about the next stage; above the highest step there may be the side branch
    left."""
    keys = [one.key for one in stages]
    if person.enrolment.branch_opened_on is None:
        keys += [one.key for one in person.catalogue.stages.values() if one.side_branch]
    ahead = sorted(
        (one for one in decisions if one.opens in keys), key=lambda d: keys.index(d.opens)
    )
    return next(iter(ahead), None)


def _ahead(person: Person, decision: GateDecision | None) -> str:
    """The next stage and when it opens at the earliest, or why not."""
    if decision is None:
        return _("Nothing. This is the highest stage.")
    name = person.catalogue.stages[decision.opens].name
    return _("%(name)s: %(when)s") % {"name": name, "when": _when(decision, person)}


def _when(decision: GateDecision, person: Person) -> str:
    if decision.status is Status.READY:
        return _("ready to open now")
    if decision.status is Status.ON_HOLD:
        return _("on hold while the flare-up lasts")
    if decision.status is Status.SEE_CLINICIAN and person.snapshot.screening.waits_for_answers:
        return _("paused until you answered the questions")
    if decision.status is Status.SEE_CLINICIAN:
        return _("paused until somebody has looked at your back")
    if decision.problem is not None:
        return _("your log holds something that cannot be read")
    if waits_for_consent(person, decision):
        return _("not while no new days are stored")
    if not person.snapshot.screening.lets_open(person.rules.tiers[decision.tier]):
        return _("shut while your health check keeps the plan to easier exercises")
    if decision.earliest_on is None:
        return _("not in the next %(days)s days as things are; the gate below says why") % {
            "days": person.rules.horizon
        }
    return _("at the earliest %(date)s") % {"date": when_name(decision.earliest_on, decision.as_of)}
