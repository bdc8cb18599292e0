"""What is read of dates before the window: the latest training day looks as it does in the log."""

from datetime import timedelta

import pytest

from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Baseline, DailyScore, FlareUp
from backrehab.web.log import Period, read_log
from tests.factories_diary import make_days, make_person
from tests.progression.scenes import TODAY, fresh, noon, person_at, snapshot_made

pytestmark = pytest.mark.django_db

NOW = noon(TODAY)
LAST = TODAY - timedelta(days=60)


def test_flare_ups_before_a_latest_day_of_long_ago_are_known(catalogue: Catalogue) -> None:
    """The scores of one in the week before it tell nothing of what was usual, also where a later
    one is the latest."""
    user = make_person(now=noon(LAST - timedelta(days=30)), baseline=2)
    make_days(user, [LAST - timedelta(days=n) for n in (9, 0)], morning=4)
    for first, last in ((-6, -2), (4, 6)):
        began, ended = LAST + timedelta(days=first), LAST + timedelta(days=last)
        FlareUp.objects.create(user=user, started_on=began, ended_on=ended)
    for ago in range(2, 7):
        on = LAST - timedelta(days=ago)
        DailyScore.objects.create(user=user, on=on, score=8, given_at=NOW)
    touch(user)
    ((verdict, _),) = snapshot_made(user, NOW).decisions[0].days
    (told,) = read_log(person_at(fresh(user), NOW), Period(LAST, LAST)).entries
    assert (verdict.on, verdict.ref) == (LAST, 2)
    assert told.reason == "Next morning 4; it was 2 before you trained that day."


def test_a_latest_day_of_long_ago_goes_by_the_answer_of_then(catalogue: Catalogue) -> None:
    """Later answers about the average pain change nothing of it."""
    user = make_person(now=noon(LAST - timedelta(days=30)), baseline=2)
    make_days(user, [LAST], before=0, worst=0, morning=4)
    for ago in (50, 20):
        on = TODAY - timedelta(days=ago)
        Baseline.objects.create(user=user, on=on, score=9, given_at=NOW)
    touch(user)
    ((verdict, _),) = snapshot_made(user, NOW).decisions[0].days
    assert (verdict.on, verdict.ref) == (LAST, 2)
