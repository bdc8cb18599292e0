"""Drills with levels, stored: answers, the level that is open, and the leg."""

from datetime import date, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.domain.drills import Comfort, LevelReason
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.drills import latest_answers
from backrehab.painlog.models import DrillAnswer
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.drills import answer, chains_of, open_drills, programme_of
from backrehab.progression.entries import Entry
from backrehab.screening.models import Reason, ScreeningRun
from backrehab.screening.queries import current_screening
from tests.factories import at, make_screening
from tests.factories_diary import make_person

NOW = at("2026-03-02 08:30")
TODAY = date(2026, 3, 2)
CHAIN = ("prone-lying", "prone-on-elbows", "prone-press-up")

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(catalogue: Catalogue) -> User:
    return make_person(now=NOW)


def say(user: User, catalogue: Catalogue, key: str, comfort: str, *, days: int = 0) -> None:
    answer(
        Entry(user, NOW + timedelta(days=days)),
        exercise_key=key,
        comfort=Comfort(comfort),
        catalogue=catalogue,
    )


def open_now(user: User, catalogue: Catalogue, *, days: int = 0, key: str = "sciatica"):
    (drill,) = open_drills(
        user,
        [catalogue.programmes[key]],
        catalogue=catalogue,
        screening=current_screening(user),
        today=TODAY + timedelta(days=days),
    )
    return drill


def test_the_chains(catalogue):
    assert chains_of(catalogue.programmes["sciatica"]) == (CHAIN,)
    assert chains_of(catalogue.programmes["easy-routine"]) == (("marching-1", "marching-2"),)
    assert chains_of(catalogue.programmes["warm-up"]) == ()


def test_every_chain_belongs_to_one_programme(catalogue):
    keys = [
        key
        for programme in catalogue.programmes.values()
        for chain in chains_of(programme)
        for key in chain
    ]
    assert len(keys) == len(set(keys))
    assert programme_of("marching-2", catalogue) == catalogue.programmes["easy-routine"]
    assert programme_of("bar-hang", catalogue) is None


def test_marching_level_2_opens_only_when_level_1_does_not_hurt(user, catalogue):
    assert open_now(user, catalogue, key="easy-routine").now.key == "marching-1"
    say(user, catalogue, "marching-1", "hurts")
    assert open_now(user, catalogue, key="easy-routine").now.key == "marching-1"
    say(user, catalogue, "marching-1", "fine", days=1)
    assert open_now(user, catalogue, days=1, key="easy-routine").now.key == "marching-2"


def test_three_levels_and_back(user, catalogue):
    say(user, catalogue, CHAIN[0], "fine")
    say(user, catalogue, CHAIN[1], "fine", days=1)
    assert open_now(user, catalogue, days=1).now.key == CHAIN[2]
    say(user, catalogue, CHAIN[2], "hurts", days=2)
    drill = open_now(user, catalogue, days=2)
    assert (drill.now.key, drill.now.reason) == (CHAIN[1], LevelReason.FELL_BACK)


def test_the_latest_answer_of_a_date_stands(user, catalogue):
    say(user, catalogue, CHAIN[0], "hurts")
    say(user, catalogue, CHAIN[0], "fine")
    row = DrillAnswer.objects.get()
    assert (row.on, row.comfort) == (TODAY, "fine")


def test_further_down_stops_the_drill_until_all_was_asked(user, catalogue):
    say(user, catalogue, CHAIN[0], "further_down")
    assert current_screening(user).reason is Reason.LEG_SYMPTOM_REPORTED
    drill = open_now(user, catalogue)
    assert (drill.now.stopped, drill.now.reason) == (True, LevelReason.STOPPED)
    with pytest.raises(EntryRefused):
        say(user, catalogue, CHAIN[0], "further_down")
    assert ScreeningRun.objects.filter(reason=Reason.LEG_SYMPTOM_REPORTED).count() == 1
    make_screening(user, now=NOW + timedelta(days=1))
    drill = open_now(user, catalogue, days=1)
    assert (drill.now.stopped, drill.now.level) == (False, 1)


def test_a_later_answer_does_not_hide_what_stopped_it(user, catalogue):
    say(user, catalogue, CHAIN[0], "further_down")
    ids = {catalogue.exercises[CHAIN[0]].id}
    DrillAnswer.objects.create(
        user=user,
        on=TODAY + timedelta(days=1),
        exercise_id=ids.copy().pop(),
        comfort="fine",
        given_at=NOW,
    )
    (row,) = latest_answers(user, ids)
    assert (row.on, row.comfort, row.stopped_on) == (TODAY + timedelta(days=1), "fine", TODAY)
    assert open_now(user, catalogue, days=1).now.stopped


def test_what_somebody_else_answered_counts_for_nobody_else(user, catalogue):
    say(user, catalogue, CHAIN[0], "fine")
    for days, comfort in enumerate(("hurts", "further_down"), start=1):
        say(make_person(now=NOW), catalogue, CHAIN[0], comfort, days=days)
    rows = latest_answers(user, [catalogue.exercises[CHAIN[0]].id])
    assert [(row.on, row.comfort, row.stopped_on) for row in rows] == [(TODAY, "fine", None)]
    assert open_now(user, catalogue, days=3).now.key == CHAIN[1]


REFUSED = [("bar-hang", "fine"), ("nowhere", "fine"), (CHAIN[1], "fine"), (CHAIN[2], "hurts")]


@pytest.mark.parametrize(("key", "comfort"), REFUSED)
def test_only_open_levels_of_drills_are_answered(user, catalogue, key, comfort):
    before = user.log_version
    with pytest.raises(EntryRefused):
        say(user, catalogue, key, comfort)
    assert not DrillAnswer.objects.exists()
    user.refresh_from_db()
    assert user.log_version == before


@pytest.mark.parametrize("days", [1, 3, 30])
def test_the_answers_cost_one_query(user, catalogue, django_assert_num_queries, days):
    ids = [catalogue.exercises[key].id for key in CHAIN]
    for day in range(days):
        say(user, catalogue, CHAIN[0], "fine", days=day)
    other = make_person(now=NOW)
    say(other, catalogue, CHAIN[0], "hurts")
    with django_assert_num_queries(1):
        rows = latest_answers(user, ids)
    assert [(row.on, row.comfort) for row in rows] == [(TODAY + timedelta(days=days - 1), "fine")]


def test_programmes_without_levels_cost_nothing(user, catalogue, django_assert_num_queries):
    screening = current_screening(user)
    with django_assert_num_queries(0):
        found = open_drills(
            user,
            [catalogue.programmes["warm-up"]],
            catalogue=catalogue,
            screening=screening,
            today=TODAY,
        )
    assert found == ()
