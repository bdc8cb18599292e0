"""At which dose a stage is taken up again."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, FlareUp
from backrehab.progression.history import load_history
from backrehab.progression.levels import LOWEST, last_green_level, last_level, look_up_green_level
from backrehab.progression.models import Enrolment
from backrehab.progression.rulesets import current_rules
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import RED, TODAY, enrolment_of, noon

pytestmark = pytest.mark.django_db

BELOW, HERE = "bar-hang", "seated-row"
# The latest day on the stage, with those around it.
LOOKED_UP = 1


def ago(dates: int) -> date:
    return TODAY - timedelta(days=dates)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    user = make_person(now=at("2025-09-01 09:00"), baseline=3)
    enter_stage(user, HERE, ago(20))
    return user


def level(user: User) -> tuple[int, int]:
    """The level, and what it costs to find it."""
    place = enrolment_of(user)
    loaded = load_history(user, place, rules=current_rules(), today=TODAY)
    with CaptureQueriesContext(connection) as captured:
        found = last_green_level(user, place, BELOW, loaded, today=TODAY)
    assert found == look_up_green_level(user, place, BELOW, today=TODAY)
    return found, len(captured)


def test_the_window_tells_it_without_a_query(person: User) -> None:
    make_days(person, [ago(28)], stage=BELOW, dose_level=2)
    make_days(person, [ago(25)], stage=BELOW, dose_level=3)
    make_days(person, [ago(22)], stage=BELOW, dose_level=4, worst=RED)
    assert level(person) == (3, 0)


def test_what_lies_further_back_is_looked_up(person: User) -> None:
    make_days(person, [ago(120)], stage=BELOW, dose_level=3)
    make_days(person, [ago(50)], stage=BELOW, sets_done=0, worst=None, morning=None)
    make_days(person, [ago(2)], stage=HERE, worst=RED)
    assert level(person) == (3, LOOKED_UP)


def test_no_further_back_than_the_last_weeks_of_the_stage(person: User) -> None:
    """The window of today holds more dates of it, as the stage above has the longer one."""
    Enrolment.objects.filter(user=person).update(stage_key="deadlift")
    make_days(person, [ago(40)], stage=BELOW, dose_level=3)
    make_days(person, [ago(n) for n in range(6, 20)], stage=BELOW, dose_level=4, worst=RED)
    assert level(person) == (LOWEST, LOOKED_UP)


@pytest.mark.parametrize(("first", "found"), [(28, (3, 0)), (29, (LOWEST, LOOKED_UP))])
def test_the_last_weeks_end_once_all_is_told_of_the_latest_day(
    person: User, first: int, found: tuple[int, int]
) -> None:
    """27 dates until three after it; days of another stage, and one that was only begun, shift
    nothing."""
    make_days(person, [ago(first)], stage=BELOW, dose_level=3)
    make_days(person, [ago(5)], stage=BELOW, dose_level=4, worst=RED)
    make_days(person, [ago(4)], stage=BELOW, sets_done=0, worst=None, morning=None)
    make_days(person, [ago(3)], stage=HERE, dose_level=4)
    assert level(person) == found


def test_a_flare_up_of_long_ago_tells_nothing_of_what_was_usual(person: User) -> None:
    """A morning of 5 would be calm if the scores of those dates counted."""
    make_days(person, [ago(100)], stage=BELOW, morning=5)
    make_days(person, [ago(2)], stage=HERE)
    for n in range(101, 107):
        DailyScore.objects.create(user=person, on=ago(n), score=8, given_at=noon(ago(n)))
    spell = FlareUp.objects.create(user=person, started_on=ago(106), ended_on=ago(101))
    assert level(person) == (LOWEST, LOOKED_UP)
    spell.delete()
    assert level(person) == (3, LOOKED_UP)


def test_nobody_was_there(person: User) -> None:
    assert level(person) == (LOWEST, LOOKED_UP)


def last(user: User) -> int:
    place = enrolment_of(user)
    known = load_history(user, place, rules=current_rules(), today=TODAY)
    return last_level(user, place, known)


def test_the_last_dose_of_a_stage_is_found_however_long_ago(person: User) -> None:
    """Days of another stage, and one that was only begun, tell nothing of it."""
    assert last(person) == enrolment_of(person).dose_level == 1
    make_days(person, [ago(150)], stage=HERE, dose_level=2)
    make_days(person, [ago(140)], stage=HERE, dose_level=4)
    make_days(person, [ago(130)], stage=HERE, sets_done=0, worst=None, morning=None, dose_level=5)
    make_days(person, [ago(120), ago(2)], stage=BELOW, dose_level=6)
    assert last(person) == 4
    make_days(person, [ago(5)], stage=HERE, dose_level=3)
    make_days(person, [ago(1)], stage=HERE, sets_done=0, worst=None, morning=None, dose_level=5)
    assert last(person) == 3


@pytest.mark.parametrize("seed", range(40))
def test_known_and_looked_up_are_the_same(person: User, seed: int) -> None:
    """Whatever was told, and whenever the stage was left."""
    dice = Random(seed)
    left = dice.randrange(1, 70)
    for n in sorted(dice.sample(range(1, 90), dice.randrange(3, 50)), reverse=True):
        scores = {key: dice.choice([1, 2, 2, 3, 5, RED]) for key in ("before", "worst")}
        make_days(
            person,
            [ago(n)],
            stage=BELOW if n > left else HERE,
            dose_level=dice.randrange(1, 5),
            morning=dice.choice([None, 2, 2, 3, RED]),
            **scores,
        )
    if dice.random() < 0.3:
        # On the way back to a stage, which goes by all of its days.
        back = {"dose_shares": [60, 80], "dose_from": ago(dice.randrange(1, 60))}
        Enrolment.objects.filter(user=person).update(**back)
    if dice.random() < 0.5:
        start = dice.randrange(2, 60)
        FlareUp.objects.create(
            user=person, started_on=ago(start), ended_on=ago(dice.randrange(1, start))
        )
    level(person)
