"""What entries cost that move somebody on the ladder."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from backrehab.progression.snapshot import read_snapshot
from tests.factories import at, make_screening
from tests.factories_diary import make_days
from tests.progression.scenes import enrolment_of, fresh, snapshot_made
from tests.web.test_saving import FINISH, MORNING_AFTER, STOP, TYPED, statements
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post

pytestmark = pytest.mark.django_db

# The decision. How things stand at the stage that it leads to was read for it.
MOVE = 1
GO_ON, FLARE_UP_OVER = 8 + MOVE, 9 + MOVE
# The dates around a training day from before the window, and whether anything was done on the stage
# below.
LONG = 2
# Where the days of the stage below lie before the window: the latest and those around it.
LOOKED_UP = 1
# A day that was begun goes on there.
GOES_ON = 1
AGO = {"in the window": 20, "long ago": 63}


@pytest.fixture(params=AGO)
def where(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tired(catalogue: Catalogue, where: str) -> User:
    """One day on the row was too much; the hang went well, lately or long ago."""
    user = person_on("seated-row")
    entered_on = MONDAY - timedelta(days=AGO[where] - 1)
    Enrolment.objects.filter(user=user).update(entered_on=entered_on)
    make_days(user, [MONDAY - timedelta(days=AGO[where])], stage="bar-hang")
    make_days(user, [MONDAY - timedelta(days=3)], stage="seated-row", worst=9, stop=True)
    touch(user)
    return user


@at_monday()
@pytest.mark.parametrize(
    ("entry", "told", "cost"),
    [("finish", {"sets_done": 1, "worst": 9}, FINISH + TYPED + MOVE), ("stop", {}, STOP + MOVE)],
)
def test_a_step_back(
    tired: User,
    where: str,
    sign_in: Callable[[User], Client],
    *,
    entry: str,
    told: dict[str, object],
    cost: int,
) -> None:
    client = sign_in(tired)
    client.get("/today/")
    post(client, "before", score=1, level=3)
    cost += LOOKED_UP if where == "long ago" else 0
    assert statements(lambda: post(client, entry, htmx=True, **told)) == cost
    place = enrolment_of(tired)
    assert (place.stage_key, place.dose_level, place.entered_on) == ("bar-hang", 3, MONDAY)
    # Stored together with what it leads to.
    assert place.snapshot["on"] == str(MONDAY)


@at_monday()
@pytest.mark.parametrize(("dates", "longer"), [(20, 0), (35, LONG)])
def test_going_on_after_a_break(
    catalogue: Catalogue, sign_in: Callable[[User], Client], dates: int, longer: int
) -> None:
    user = person_on("seated-row")
    user.training_days.all().delete()
    make_days(user, [MONDAY - timedelta(days=dates)], stage="seated-row")
    make_screening(user, now=MORNING, read=True)
    touch(user)
    client = sign_in(user)
    client.get("/today/")
    assert statements(lambda: post(client, "go-on", htmx=True)) == GO_ON + longer
    assert user.transitions.filter(kind="lay_off").exists()
    assert enrolment_of(user).dose_from == MONDAY


@at_monday()
def test_a_flare_up_ends(catalogue: Catalogue, sign_in: Callable[[User], Client]) -> None:
    user = person_on("seated-row")
    began = MONDAY - timedelta(days=5)
    setbacks.begin_flare_up(Entry(user, at(f"{began} 09:00")))
    for n in range(4):
        on = MONDAY - timedelta(days=n)
        DailyScore.objects.create(
            user=user, on=on, score=1, gets_about=True, given_at=at(f"{on} 08:00")
        )
    touch(user)
    client = sign_in(user)
    client.get("/today/")
    assert statements(lambda: client.post("/flare-up/end/", {"key": uuid4()})) == FLARE_UP_OVER
    assert user.transitions.filter(kind="resumed").exists()
    assert enrolment_of(user).dose_from == MONDAY


@at_monday()
def test_a_step_back_on_a_day_that_was_begun(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    """The morning after a training day is told when the day's first score was given already."""
    user = person_on("seated-row")
    yesterday = MONDAY - timedelta(days=1)
    make_days(user, [MONDAY - timedelta(days=AGO["in the window"])], stage="bar-hang")
    Enrolment.objects.filter(user=user).update(entered_on=MONDAY - timedelta(days=19))
    make_days(user, [MONDAY - timedelta(days=5)], stage="seated-row", worst=9, stop=True)
    make_days(user, [yesterday], stage="seated-row", morning=None, worst=3)
    touch(user)
    client = sign_in(user)
    client.get("/today/")
    post(client, "before", score=1, level=3)
    assert not user.training_days.get(on=MONDAY).trained
    entry = partial(post, client, "morning", htmx=True, on=yesterday, score=9)
    assert statements(entry) == MORNING_AFTER + MOVE + GOES_ON
    place = enrolment_of(user)
    assert (place.stage_key, place.dose_level) == ("bar-hang", 3)
    day = user.training_days.get(on=MONDAY)
    assert (day.stage_key, day.dose_level, day.before) == ("bar-hang", 3, 1)
    assert read_snapshot(place.snapshot) == snapshot_made(fresh(user), MORNING)
