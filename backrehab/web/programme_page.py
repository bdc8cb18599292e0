"""The page of one programme: what it is for, its exercises and doses, and how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.domain.drills import LevelReason
from backrehab.domain.plan import DATES_A_WEEK
from backrehab.exercises.cards import ExerciseCard, ItemCard, ProgrammeCard
from backrehab.exercises.catalogue import best_variant, missing_text
from backrehab.exercises.models import Limit
from backrehab.exercises.sources import DEFAULT
from backrehab.painlog.models import PerformedSet
from backrehab.progression.drills import OpenDrill, open_drills
from backrehab.progression.plan import EASY_PROGRAMME
from backrehab.web.day_plan import Mode, Today
from backrehab.web.hip import no_pressure
from backrehab.web.pause import Pause
from backrehab.web.person import Person
from backrehab.web.programmes import Standing, State, notice_of, often_text, standing_of
from backrehab.web.without_consent import ONLY_FOR_ENTRIES

DAILY_REVERSE_HYPER = "daily-reverse-hyper"
WEEKS_SHOWN = 4
# Where more of a programme is to be found.
MORE = {
    "hip": ("hip", "hip_test", "hip_release"),
    "sciatica": ("leg_check", "breaks"),
    "easy-routine": ("flare_up",),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A page where the programme goes on."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An exercise of the programme; `left_out` says why it is not in this person's plan, and `asks`
    is whether to ask how it felt."""

    exercise: ExerciseCard
    dose_text: str
    often_text: str
    note: str
    level: int
    levels: int
    open_now: bool
    asks: bool
    left_out: str
    missing: str
    sources: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One date of the last weeks, and whether the programme was done on it."""

    day: str
    done: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Streak:
    """On how many of the last dates it was done; the dots say the same, the oldest first."""

    lines: Sequence[str]
    weeks: Sequence[Sequence[Dot]]


@dataclass(frozen=True, slots=True)
class Source:
    """Exercises whose amounts have the same sources."""

    names: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """Everything on the page."""

    card: ProgrammeCard
    notice: Pause | None
    clinician_first: bool
    for_later: bool
    standing: Standing
    links: Sequence[Link]
    items: Sequence[Item]
    levels: Sequence[str]
    streak: Streak | None
    sources: Sequence[Source]


def programme_page(person: Person, key: str) -> ProgrammePage:
    """Work out the page: as many queries as Today needs to know the kind of day, one for drills
    with levels, one for the days on which it was done."""
    card = person.catalogue.programmes[key]
    drills = open_drills(
        person.user,
        [card],
        catalogue=person.catalogue,
        screening=person.snapshot.screening,
        today=person.today,
    )
    today, standing = Today(person), standing_of(person, card)
    notice = notice_of(today)
    paused = today.mode is Mode.PAUSED
    asks = notice is None and standing.state is State.RUNNING
    # In a flare-up the easy routine is what there is for now, once nothing is to be asked first.
    for_now = key == EASY_PROGRAMME and not paused and not today.asks_first
    for_later = notice is not None and not for_now
    return ProgrammePage(
        card=card,
        notice=notice,
        clinician_first=paused,
        for_later=for_later,
        standing=standing,
        links=_links(person, key),
        items=[_item(person, item, drills, for_later=for_later, asks=asks) for item in card.items],
        levels=[level_text(person, one) for one in drills if one.now.stopped or not for_later],
        streak=streak_of(person, card) if key == DAILY_REVERSE_HYPER else None,
        sources=_sources(person, card.items),
    )


def _links(person: Person, key: str) -> list[Link]:
    texts = {
        "hip": _("The side of the hip: tests and releases"),
        "hip_test": _("Do the test"),
        "hip_release": _("Begin a release"),
        "leg_check": _("Leg check: past the knee or not?"),
        "breaks": _("Breaks from sitting"),
        "flare_up": _("I tweaked my back"),
    }
    left_out = {"hip_release"} if no_pressure(person) else set()
    if person.user.withdrawn_at:
        left_out |= ONLY_FOR_ENTRIES
    return [Link(reverse(name), texts[name]) for name in MORE.get(key, ()) if name not in left_out]


# The exercises


def _item(
    person: Person, item: ItemCard, drills: Iterable[OpenDrill], *, for_later: bool, asks: bool
) -> Item:
    exercise = person.catalogue.exercises[item.exercise_key]
    drill = next((one for one in drills if exercise.key in one.chain), None)
    stopped = for_later or drill is None or drill.now.stopped
    open_now = not stopped and drill is not None and drill.now.key == exercise.key
    has = person.user.equipment
    has_way = best_variant(exercise, has) is not None
    return Item(
        exercise=exercise,
        dose_text=item.dose.text,
        often_text=often_text(item.times_a_week),
        note=item.note,
        level=item.level if drill else 0,
        levels=len(drill.chain) if drill else 0,
        open_now=open_now,
        asks=asks and open_now,
        left_out=_left_out(person, exercise),
        missing="" if has_way else missing_text(exercise, has, person.catalogue),
        sources=", ".join(_("our default") if one == DEFAULT else one for one in item.dose.sources),
    )


def _left_out(person: Person, exercise: ExerciseCard) -> str:
    """What of the health check leaves the exercise out of this person's plan."""
    limits = exercise.blocked_by & person.snapshot.screening.limits
    if not limits:
        return ""
    names = ", ".join(str(limit.label) for limit in Limit if limit in limits)
    return _("Left out of your plan because of your health check: %(limits)s.") % {"limits": names}


def level_text(person: Person, drill: OpenDrill) -> str:
    """Which level of a drill is open now, and why."""
    now, exercises = drill.now, person.catalogue.exercises
    words = {"level": now.level, "name": exercises[now.key].name}
    words |= {"below": now.level - 1, "above": now.level + 1}
    return {
        LevelReason.FIRST: _("Level %(level)d is open: %(name)s. Everybody begins here."),
        LevelReason.OPENED: _(
            "Level %(level)d is open: %(name)s, because level %(below)d did not hurt."
        ),
        LevelReason.HURT: _(
            "Level %(level)d stays: %(name)s. It hurt last time, so go gently and only as far as "
            "it does not hurt."
        ),
        LevelReason.FELL_BACK: _(
            "Level %(level)d is open: %(name)s, because level %(above)d hurt. Once this one does "
            "not hurt, the next opens again."
        ),
        LevelReason.STOPPED: _(
            "Stopped: pain or tingling moved further down the leg. Answer the health check first."
        ),
    }[now.reason] % words


def _sources(person: Person, items: Iterable[ItemCard]) -> list[Source]:
    """Who says so, of every amount; the same lines only once."""
    named: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        name = person.catalogue.exercises[item.exercise_key].name
        named.setdefault(item.dose.source_texts, []).append(name)
    return [Source(", ".join(names), lines) for lines, names in named.items()]


# On how many days


def streak_of(person: Person, card: ProgrammeCard) -> Streak:
    """On how many of the last dates at least one set was ticked. One query."""
    ids = [person.catalogue.exercises[item.exercise_key].id for item in card.items]
    dates = [person.today - timedelta(days=n) for n in range(WEEKS_SHOWN * DATES_A_WEEK)][::-1]
    done = set(
        PerformedSet.objects.filter(
            user=person.user, exercise_id__in=ids, on__gte=dates[0], on__lte=dates[-1]
        )
        .order_by()
        .values_list("on", flat=True)
        .distinct()
    )
    dots = [Dot(date_format(on, "D"), on in done, on == person.today) for on in dates]
    return Streak(
        lines=_streak_lines(dates, done),
        weeks=[dots[at : at + DATES_A_WEEK] for at in range(0, len(dots), DATES_A_WEEK)],
    )


def _streak_lines(dates: Sequence[date], done: set[date]) -> list[str]:
    """The counts in words; what was not done is not spoken of."""
    if not done:
        return [_("Your days will show here. One short set is a fine beginning.")]
    week = sum(on in done for on in dates[-DATES_A_WEEK:])
    counts = [(week, DATES_A_WEEK), (len(done), len(dates))]
    return [
        _("%(n)d of the last %(days)d days") % {"n": n, "days": days} for n, days in counts if n
    ]
