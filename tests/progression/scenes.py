"""Scenes that the tests of the services share: somebody whose next stage is ready to open, and
days told through the services."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from backrehab.accounts.models import User
from backrehab.domain.plan import Part
from backrehab.exercises.cards import DoseCard
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.services import Report
from backrehab.progression import diary
from backrehab.progression.changes import MOVED_FIELDS, apply, record
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from backrehab.progression.plan import Planner, plan_from
from backrehab.progression.planned import DayPlan, PlannedExercise
from backrehab.progression.programmes import get_following
from backrehab.progression.rulesets import current_rules
from backrehab.progression.services import get_enrolment
from backrehab.progression.settling import Settled
from backrehab.progression.snapshot import Snapshot, current_snapshot, make_snapshot
from backrehab.web.day_plan import Mode, Today
from backrehab.web.person import Person
from tests.factories import at
from tests.factories_diary import make_days, make_person

STARTED = at("2026-03-01 09:00")
# Sunday: asked; calm days at the full dose on Monday, Wednesday, Saturday and Monday.
LIGHT_DAYS = [date(2026, 3, n) for n in (2, 4, 7, 9)]
# Tuesday: the morning score of Monday is in, and the seated row is ready.
READY = at("2026-03-10 08:00")
TODAY = date(2026, 3, 10)
# A worst pain that makes any day red.
RED = 8


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=UTC)


def ready_person(**fields: object) -> User:
    """Somebody who may open the seated row on Tuesday 10 March; baseline 3, every score 2."""
    user = make_person(now=STARTED, **fields)  # type: ignore[arg-type]
    make_days(user, LIGHT_DAYS)
    return user


def calm_fortnight(user: User, stage: str, until: date) -> list[TrainingDay]:
    """Six calm days of a stage over 15 dates, enough for every tier; the last is yesterday."""
    dates = [until - timedelta(days=n) for n in (16, 13, 10, 7, 4, 1)]
    return make_days(user, dates, stage=stage, worst=2, before=1, morning=1)


def fresh(user: User) -> User:
    """The person as the next request sees them."""
    return User.objects.get(pk=user.pk)


def enrolment_of(user: User) -> Enrolment:
    enrolment = get_enrolment(user)
    assert enrolment is not None
    return enrolment


def snapshot_read(user: User, now: datetime) -> Snapshot:
    """The snapshot as a page of a new request gets it."""
    return _snapshot(user, now, stored=True)


def snapshot_made(user: User, now: datetime) -> Snapshot:
    """The snapshot worked out afresh from the rows."""
    return _snapshot(user, now, stored=False)


def _snapshot(user: User, now: datetime, *, stored: bool) -> Snapshot:
    user = fresh(user)
    make = current_snapshot if stored else make_snapshot
    return make(
        user,
        enrolment_of(user),
        rules=current_rules(),
        catalogue=get_catalogue(),
        now=now,
    )


def today_of(user: User, now: datetime) -> Today:
    """The day as a page of a new request works it out."""
    return Today(person_at(user, now))


def plan_at(user: User, now: datetime) -> DayPlan:
    """The plan of the day that a page shows."""
    return Today(person_at(user, now)).plan


def training_plan_at(user: User, now: datetime) -> DayPlan:
    """The plan of a training day, as a page that was made before anything went wrong has it."""
    return today_of(user, now).plan_of(Mode.TRAINING)


def person_at(user: User, now: datetime) -> Person:
    """The person of a new request at that instant."""
    user = fresh(user)
    following = get_following(user)
    assert following is not None
    return Person(user, now, following, current_rules())


def log_of(user: User) -> list[Transition]:
    """Every decision, oldest first."""
    return list(Transition.objects.filter(user=user).order_by("at", "id"))


def train(
    user: User,
    on: date,
    *,
    before: int = 2,
    worst: int = 2,
    morning: int | None = 2,
    **report: Any,
) -> Entry:
    """One training day through the services: the suggested dose, done in full, at noon; and the
    morning after. The last of these entries."""
    now = noon(on)
    person = person_at(user, now)
    dose = person.snapshot.dose
    day = diary.begin_day(
        Entry(person.user, now),
        score=before,
        level=dose.level,
        catalogue=person.catalogue,
        dose=dose,
    )
    told = {"sets_done": day.sets_prescribed, "worst": worst, **report}
    last = Entry(fresh(user), now)
    diary.finish(last, report=Report(**told))
    if morning is not None:
        last = Entry(fresh(user), noon(on + timedelta(days=1)) - timedelta(hours=4))
        diary.give_morning(last, on=on, score=morning)
    return last


def too_much(user: User, on: date, **fields: Any) -> Entry:
    """A red training day: so much pain that nothing else matters."""
    return train(user, on, worst=RED, morning=None, **fields)


def moved(enrolment: Enrolment) -> dict[str, Any]:
    """What decisions change on a place on the ladder."""
    return {name: getattr(enrolment, name) for name in MOVED_FIELDS}


def replayed(user: User) -> dict[str, Any]:
    """The place on the ladder that the decision log alone gives."""
    place = Enrolment(user=user)
    for row in log_of(user):
        apply(place, row)
    return moved(place)


def climber(*stages: str, **fields: Any) -> User:
    """Somebody who opened these stages one after the other, as decided, the last on Tuesday."""
    user = ready_person(**fields)
    enrolment = enrolment_of(user)
    for stage in stages:
        record(enrolment, kind=TransitionKind.OPENED, stage_to=stage, now=READY)
    return fresh(user)


def plan_for(
    planner: Planner,
    *,
    stage_key: str,
    stage_dose: DoseCard | None,
    branch_open: bool = False,
    **situation: bool,
) -> DayPlan:
    """The plan of a day; `situation` as for `plan_from`."""
    choices = planner.choices(
        stage_key=stage_key, stage_dose=stage_dose, loaded=False, branch_open=branch_open
    )
    return plan_from(planner, choices, stage_dose=stage_dose, **situation)


def others_of(plan: DayPlan) -> tuple[PlannedExercise, ...]:
    """Everything but the warm-up and the stage."""
    return plan.of(*set(Part) - {Part.WARM_UP, Part.STAGE})


def replaced_by(planned: PlannedExercise) -> str:
    """The name of the exercise whose place this one takes; empty for most."""
    instead = planned.stand_in
    return instead.asked.name if instead is not None and instead.because else ""


def check_kept(entry: Entry) -> Settled:
    """What an entry kept is what a page that reads everything anew finds."""
    user, now, settled = entry.user, entry.now, entry.settled
    assert settled is not None
    following = get_following(user)
    assert following is not None
    place, read = settled.following.ladder, following.ladder
    assert (moved(place), place.pk) == (moved(read), read.pk)
    assert settled.following.running == following.running
    assert settled.snapshot == snapshot_read(user, now) == snapshot_made(user, now)
    assert settled.loaded.read.version == fresh(user).log_version
    return settled
