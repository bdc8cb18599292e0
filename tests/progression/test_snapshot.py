"""The snapshot that pages read is always what a fresh computation gives, whatever happened."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from backrehab.accounts import services as accounts
from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.loader import FIXTURES, load_catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report, record_baseline
from backrehab.progression import diary, logbook, services
from backrehab.progression.logbook import DayEntry
from backrehab.progression.models import Enrolment
from backrehab.progression.plan import Planner, training_plan
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import (
    Snapshot,
    current_snapshot,
    read_snapshot,
    snapshot_json,
)
from backrehab.screening.services import (
    ClearanceDateError,
    NothingToClear,
    record_clearance,
    record_leg_symptom,
)
from tests.factories import make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    STARTED,
    TODAY,
    enrolment_of,
    fresh,
    ready_person,
    snapshot_made,
    snapshot_read,
)

pytestmark = pytest.mark.django_db

REFUSALS = (EntryRefused, services.GateClosed, NothingToClear, ClearanceDateError)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person()


def test_it_survives_being_stored(person: User) -> None:
    made = snapshot_made(person, READY)
    stored = json.loads(json.dumps(snapshot_json(made)))
    assert read_snapshot(stored) == made


def test_it_is_worked_out_once_and_then_read(
    person: User, django_assert_num_queries: Callable[..., object]
) -> None:
    def page() -> Callable[[], Snapshot]:
        """A new request, which has the person, their place and the catalogue at hand."""
        user, catalogue = fresh(person), get_catalogue()
        enrolment = enrolment_of(user)
        return lambda: current_snapshot(
            user, enrolment, rules=current_rules(), catalogue=catalogue, today=TODAY
        )

    first = page()
    # The five of the history, and one to store it.
    with django_assert_num_queries(6):
        made = first()
    second = page()
    with django_assert_num_queries(0):
        assert second() == made


def test_a_new_day_makes_a_new_one(person: User) -> None:
    assert snapshot_read(person, READY).decisions[0].status == "ready"
    later = READY + timedelta(days=8)
    seen = snapshot_read(person, later)
    assert (seen.on, seen.decisions[0].status) == (TODAY + timedelta(days=8), "not_yet")


def test_another_catalogue_makes_a_new_one(person: User, tmp_path: Path) -> None:
    before = snapshot_read(person, READY)
    assert before.dose.level == 3
    load_catalogue(shorter_hang(tmp_path))
    after = snapshot_read(person, READY)
    assert (after.dose.level, after) == (2, snapshot_made(person, READY))


def test_the_stored_one_is_what_is_read(person: User) -> None:
    """Were it worked out for each page, the tests here would prove nothing."""
    snapshot_read(person, READY)
    TrainingDay.objects.filter(on=LIGHT_DAYS[-1]).update(stop=True)  # and not counted
    assert snapshot_read(person, READY) != snapshot_made(person, READY)
    touch(person)
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


def test_what_was_undone_leaves_no_snapshot_behind(person: User) -> None:
    """Within a transaction that fails the count is higher; the next change gets the same count."""
    with suppress(ZeroDivisionError), transaction.atomic():
        diary.give_daily(user=person, score=9, now=READY)
        snapshot_read(person, READY)
        raise ZeroDivisionError
    diary.give_daily(user=fresh(person), score=1, now=READY)
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


def test_a_page_after_a_refusal_claims_no_count_that_was_undone(person: User) -> None:
    """A refused form is shown again by the same request, with the person it had read before."""
    with pytest.raises(EntryRefused):
        diary.finish(user=person, report=Report(sets_done=2, worst=2), now=READY)
    current_snapshot(
        person,
        enrolment_of(person),
        rules=current_rules(),
        catalogue=get_catalogue(),
        today=TODAY,
    )
    diary.give_daily(user=fresh(person), score=9, now=READY)
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


@pytest.mark.parametrize(
    ("stage", "change"),
    [
        (
            "bar-hang",
            lambda user: services.open_stage(user=user, stage_key="seated-row", now=READY),
        ),
        ("pull-through", lambda user: services.confirm_technique(user=user, now=READY)),
        (
            "deadlift",
            lambda user: services.record_hold_test(user=user, held=True, pain=0, now=READY),
        ),
    ],
    ids=["open", "hinge", "hold"],
)
def test_a_step_on_the_ladder_shows_at_once(
    person: User, stage: str, change: Callable[[User], object]
) -> None:
    enter_stage(person, stage, date(2026, 3, 1))
    before = snapshot_read(person, READY)
    change(fresh(person))
    after = snapshot_read(person, READY)
    assert after == snapshot_made(person, READY)
    assert after != before


# A long row of everything that can happen


def shorter_hang(folder: Path) -> Path:
    """The catalogue with one dose level less for the bar hang."""
    files = Path(shutil.copytree(FIXTURES, folder / "catalogue"))
    stages = json.loads((files / "stages.json").read_text())
    stages[0]["levels"].pop()
    (files / "stages.json").write_text(json.dumps(stages))
    return files


class Life:
    """One person, the clock, and dice."""

    def __init__(self, user: User, seed: int, other_catalogue: Path) -> None:
        self.user = user
        self.dice = random.Random(seed)
        self.now = STARTED
        self.catalogues = [FIXTURES, other_catalogue]

    @property
    def today(self) -> date:
        return self.user.local_date(self.now)

    @property
    def enrolment(self) -> Enrolment:
        return enrolment_of(self.user)

    @property
    def catalogue(self) -> Catalogue:
        return get_catalogue()

    def score(self) -> int:
        return self.dice.choice([0, 1, 1, 2, 2, 2, 3, 4, 6, 9])

    def past_date(self) -> date:
        return self.today - timedelta(days=self.dice.randrange(5))

    def report(self) -> Report:
        rare = self.dice.random
        return Report(
            sets_done=self.dice.randrange(3),
            worst=self.score(),
            stop=rare() < 0.1,
            leg=rare() < 0.03,
            extra_meds=rare() < 0.1,
        )

    def entry(self) -> DayEntry:
        morning = self.score() if self.dice.random() < 0.5 else None
        return DayEntry(before=self.score(), morning=morning, level=3, report=self.report())

    # Time

    def next_morning(self) -> None:
        zone = ZoneInfo(self.user.time_zone)
        on = self.today + timedelta(days=self.dice.choice([1, 1, 1, 2, 9]))
        at = time(self.dice.choice([3, 7, 23]))
        self.now = datetime.combine(on, at, tzinfo=zone).astimezone(UTC)

    def hours_later(self) -> None:
        self.now += timedelta(hours=self.dice.randrange(1, 6))

    # The diary

    def begin(self) -> None:
        level = self.dice.randrange(1, 5)
        diary.begin_day(
            user=self.user, score=self.score(), level=level, catalogue=self.catalogue, now=self.now
        )

    def change_dose(self) -> None:
        level = self.dice.randrange(1, 4)
        diary.change_dose(user=self.user, level=level, catalogue=self.catalogue, now=self.now)

    def tick(self) -> None:
        catalogue = self.catalogue
        planner = Planner(self.user, catalogue, frozenset(), frozenset())
        plan = training_plan(planner, self.enrolment, current_rules(), 1)
        exercise, slot, number = self.dice.choice(sorted(plan.sets))
        done = self.dice.random() < 0.8
        one = diary.SetTick(exercise_id=exercise, slot=slot, number=number, done=done)
        diary.tick(user=self.user, tick=one, plan=plan, catalogue=catalogue, now=self.now)

    def finish(self) -> None:
        diary.finish(user=self.user, report=self.report(), now=self.now)

    def stop(self) -> None:
        diary.stop(user=self.user, catalogue=self.catalogue, now=self.now)

    def morning(self) -> None:
        on = self.today - timedelta(days=self.dice.choice([1, 1, 2]))
        diary.give_morning(user=self.user, on=on, score=self.score(), now=self.now)

    def daily(self) -> None:
        diary.give_daily(user=self.user, score=self.score(), now=self.now)

    def flare_up(self) -> None:
        diary.begin_flare_up(user=self.user, now=self.now)

    def flare_up_over(self) -> None:
        diary.finish_flare_up(user=self.user, now=self.now)

    # The log

    def add(self) -> None:
        logbook.add_day(
            user=self.user,
            on=self.past_date(),
            entry=self.entry(),
            catalogue=self.catalogue,
            now=self.now,
        )

    def correct(self) -> None:
        logbook.correct_day(
            user=self.user,
            on=self.past_date(),
            entry=self.entry(),
            catalogue=self.catalogue,
            now=self.now,
        )

    def delete(self) -> None:
        logbook.delete_day(user=self.user, on=self.past_date(), now=self.now)

    def correct_daily(self) -> None:
        logbook.correct_daily(user=self.user, on=self.past_date(), score=self.score(), now=self.now)

    def delete_daily(self) -> None:
        logbook.delete_daily(user=self.user, on=self.past_date(), now=self.now)

    # The ladder

    def open(self) -> None:
        (stage, *_) = current_rules().stages[self.enrolment.stage_key].opens
        services.open_stage(user=self.user, stage_key=stage, now=self.now)

    def open_on_merit(self) -> None:
        """Ten calm days fall from the sky, so that the dice get up the ladder too."""
        dates = [self.today - timedelta(days=n) for n in range(19, 0, -2)]
        TrainingDay.objects.filter(user=self.user).delete()
        self.user.flare_ups.all().delete()
        self.user.daily_scores.filter(on=self.today).delete()
        make_days(self.user, dates, stage=self.enrolment.stage_key, before=0, worst=0, morning=0)
        enrolment = self.enrolment
        enrolment.entered_on = enrolment.started_on = min(dates[0], enrolment.started_on)
        enrolment.save()
        touch(self.user)
        make_screening(self.user, now=self.now)
        services.confirm_technique(user=self.user, now=self.now)
        self.open()

    def hinge(self) -> None:
        services.confirm_technique(user=self.user, now=self.now)

    def hold(self) -> None:
        services.record_hold_test(user=self.user, held=True, pain=self.score(), now=self.now)

    def baseline(self) -> None:
        record_baseline(user=self.user, score=self.score(), now=self.now)

    # The health check

    def screened(self) -> None:
        changes = self.dice.choice([{}, {}, {"C8": "yes"}, {"C9": "yes"}, {"K3": "yes"}])
        make_screening(self.user, now=self.now, read=True, **changes)

    def leg(self) -> None:
        record_leg_symptom(self.user, now=self.now)

    def cleared(self) -> None:
        record_clearance(self.user, cleared_on=self.today, now=self.now)

    # Settings and catalogue, as their pages and commands do it

    def setting(self) -> None:
        with transaction.atomic():
            touch(self.user)
            zones = ["Europe/London", "Pacific/Auckland", "Pacific/Kiritimati", "America/Denver"]
            self.dice.choice(
                [
                    lambda: accounts.save_schedule(
                        user=self.user, weekdays=self.dice.sample(range(7), 3)
                    ),
                    lambda: accounts.save_time_zone(
                        user=self.user, time_zone=self.dice.choice(zones)
                    ),
                    lambda: accounts.save_equipment(user=self.user, keys=["band"]),
                    lambda: accounts.save_about(
                        user=self.user,
                        age_band=self.dice.choice(["18_54", "70_plus"]),
                        hinge_experience="some",
                    ),
                ]
            )()

    def catalogue_loaded(self) -> None:
        load_catalogue(self.dice.choice(self.catalogues))

    def undone(self) -> None:
        """Something happens, a page is even made of it, and then all of it is undone."""
        happens = getattr(self, self.dice.choice(["begin", "daily", "screened", "hinge", "add"]))
        with suppress(ZeroDivisionError), transaction.atomic():
            with suppress(*REFUSALS):
                happens()
            snapshot_read(self.user, self.now)
            raise ZeroDivisionError


OPERATIONS = [name for name in vars(Life) if not name.startswith("_")]
OPERATIONS = [
    name
    for name in OPERATIONS
    if name not in {"today", "enrolment", "catalogue", "score", "past_date", "report", "entry"}
]
# What happens most: days go by, with their scores.
USUAL = ["next_morning", "begin", "tick", "finish", "morning", "daily"] * 4


@pytest.mark.parametrize("seed", range(8))
def test_it_never_goes_stale(catalogue: Catalogue, tmp_path: Path, seed: int) -> None:
    user = make_person(now=STARTED, baseline=2)
    life = Life(user, seed, shorter_hang(tmp_path))
    did: Counter[str] = Counter()
    told = []
    for operation in [*OPERATIONS, *life.dice.choices(OPERATIONS + USUAL, k=70)]:
        life.user = fresh(user)
        snapshot_read(life.user, life.now)
        refused = ""
        try:
            getattr(life, operation)()
        except REFUSALS:
            refused = " (refused)"
        did[operation + refused] += 1
        told.append(f"{life.now:%d %b %H:%M} {operation}{refused}")
        made = snapshot_made(user, life.now)
        # Twice: the first may have to be worked out, the second is read.
        assert snapshot_read(user, life.now) == made, told
        assert snapshot_read(user, life.now) == made, told
    # Not all was refused: stages opened, and a third of what was tried was done.
    assert did["open_on_merit"] >= 1
    assert sum(n for name, n in did.items() if "(refused)" not in name) > len(told) / 3
