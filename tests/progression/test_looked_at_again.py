"""Openings of the heavy stages, looked at again after an entry before them was corrected."""

from dataclasses import fields
from datetime import timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.domain.rules import RuleSet
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, TrainingDay
from backrehab.painlog.services import Report
from backrehab.progression import logbook, rulesets, services
from backrehab.progression.changes import record
from backrehab.progression.entries import Entry
from backrehab.progression.models import Transition, TransitionKind
from tests.factories import make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import READY, TODAY, enrolment_of, fresh, noon

pytestmark = pytest.mark.django_db

START = TODAY - timedelta(days=60)
DAYS = [TODAY - timedelta(days=n) for n in (22, 19, 15, 12, 8, 5, 1)]


def make_lifter() -> User:
    """The deadlift was opened today; its gate asks for the hip hinge and for the hold."""
    user = make_person(now=noon(START), baseline=2)
    enter_stage(user, "pull-through", START)
    make_days(user, DAYS, stage="pull-through", before=1, worst=1, morning=1)
    make_screening(user, now=noon(TODAY - timedelta(days=2)), read=True)
    services.confirm_technique(user=fresh(user), now=READY)
    services.record_hold_test(user=fresh(user), held=True, pain=1, now=READY)
    services.open_stage(user=fresh(user), stage_key="deadlift", now=READY)
    return fresh(user)


@pytest.fixture
def lifter(catalogue: Catalogue) -> User:
    return make_lifter()


def correct(user: User, catalogue: Catalogue, *, worst: int) -> list[tuple[str, str]]:
    """Another worst pain on the last day but one; every decision that was looked at again."""
    report = Report(sets_done=2, worst=worst)
    logbook.correct_day(
        Entry(user, READY + timedelta(days=1)),
        on=DAYS[-2],
        typed=logbook.TypedDay(before=1, morning=1, level=3, report=report),
        catalogue=catalogue,
    )
    rows = Transition.objects.filter(user=user, kind="reviewed").order_by("id")
    return [(row.stage_to, row.decision["status"]) for row in rows]


def test_what_was_asked_and_confirmed_then_stands(lifter: User, catalogue: Catalogue) -> None:
    """What the gate had accepted is not asked of the corrected log once more."""
    # A failed hold today says nothing about the day of the opening.
    services.record_hold_test(user=fresh(lifter), held=False, pain=6, now=READY)
    assert correct(lifter, catalogue, worst=2) == []
    assert correct(fresh(lifter), catalogue, worst=9) == [("deadlift", "not_yet")]
    assert correct(fresh(lifter), catalogue, worst=1)[1:] == [("deadlift", "ready")]


def test_what_others_reported_that_day_says_nothing(lifter: User, catalogue: Catalogue) -> None:
    other = make_person(now=noon(START))
    make_days(other, [*DAYS, TODAY], stage="pull-through", before=9, worst=10, morning=9)
    TrainingDay.objects.filter(user=other, on=TODAY).update(started_at=READY)
    DailyScore.objects.create(user=other, on=TODAY, score=9, given_at=READY)
    assert correct(lifter, catalogue, worst=2) == []


def test_what_was_decided_of_others_says_nothing(lifter: User, catalogue: Catalogue) -> None:
    other = make_lifter()
    assert correct(other, catalogue, worst=9) == [("deadlift", "not_yet")]
    assert correct(lifter, catalogue, worst=2) == []
    assert correct(fresh(lifter), catalogue, worst=9) == [("deadlift", "not_yet")]
    assert correct(fresh(lifter), catalogue, worst=1)[1:] == [("deadlift", "ready")]
    assert Transition.objects.filter(user=other, kind="reviewed").count() == 1


def test_when_others_entered_the_stage_says_nothing(catalogue: Catalogue) -> None:
    """Days before one's own entry do not count; those before somebody else's do."""
    other = make_person(now=noon(START))
    record(
        enrolment_of(other),
        kind=TransitionKind.OPENED,
        stage_to="pull-through",
        now=noon(TODAY - timedelta(days=2)),
    )
    assert correct(make_lifter(), catalogue, worst=2) == []


class ShortSighted(RuleSet):
    """Rules that look back over three dates only."""

    @property
    def window_dates(self) -> int:
        return 3


def test_newer_rules_that_look_back_less_hide_no_older_opening(
    lifter: User, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadlift was opened by rules that saw the changed day; those are asked once more."""
    published = rulesets.all_rule_sets()
    known = rulesets.current_rules()
    newer = ShortSighted(**{one.name: getattr(known, one.name) for one in fields(known)})
    monkeypatch.setattr(rulesets, "all_rule_sets", lambda: published | {"later": newer})
    monkeypatch.setattr(rulesets, "CURRENT_VERSION", "later")
    assert correct(lifter, catalogue, worst=9) == [("deadlift", "not_yet")]
