"""Two morning scores that are asked on the same day, each told from the other."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import words
from tests.web.today_pages import MONDAY, at_monday, post

pytestmark = pytest.mark.django_db

LATE = "Late, for Saturday: how is your back now?"
ON_TIME = "How is your back this morning?"
FOLDED = '<details class="card"><summary><h2>Still missing'


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """Trained on Saturday and on Sunday, and gave no score since."""
    user = make_person(now=at("2026-03-01 09:00"))
    make_days(user, [MONDAY - timedelta(days=n) for n in (1, 2)], morning=None)
    touch(user)
    return user


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


@at_monday()
def test_two_mornings_are_told_apart(client: Client) -> None:
    """Sunday's is asked, Saturday's is late and folded away; each is answered by itself."""
    html = client.get("/today/").text
    assert (words(html).count(ON_TIME), words(html).count(LATE)) == (1, 1)
    assert "You trained yesterday." in words(html)
    folded = html[html.index(FOLDED) :]
    assert "Still missing: the morning after Saturday" in words(folded.split("</summary>")[0])
    assert LATE in words(folded.split("</details>")[0])
    post(client, "morning", on="2026-03-08", score="2")
    # Alone it is not folded, for then it is the question of the morning.
    html = client.get("/today/").text
    assert (ON_TIME in words(html), LATE in words(html), FOLDED in html) == (False, True, False)
    post(client, "morning", on="2026-03-07", score="4")
    given = TrainingDay.objects.order_by("on").values_list("morning", "morning_timing")
    assert list(given) == [(4, "late"), (2, "on_time")]


@at_monday()
@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("reverse-hyper", "A score given now still counts for it, as late."),
        ("pull-through", "A score given now is too late to make it a calm day, but it still tells"),
    ],
)
def test_a_late_morning_says_what_it_is_good_for(
    client: Client, person: User, stage: str, said: str
) -> None:
    """In the heavy stages a late one never counts: the log would say so afterwards."""
    enter_stage(person, stage, MONDAY - timedelta(days=7))
    TrainingDay.objects.update(stage_key=stage)
    touch(person)
    assert f"You trained on Saturday. {said}" in words(client.get("/today/").text)


def trained_at(person: User, instant: str) -> None:
    """Sunday's training alone, ended at that instant."""
    TrainingDay.objects.exclude(on=MONDAY - timedelta(days=1)).delete()
    TrainingDay.objects.update(started_at=at(instant), last_exercise_at=at(instant))
    touch(person)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("reverse-hyper", "A score given now still counts for it, as late."),
        ("pull-through", "A score given now is too late to make it a calm day, but it still tells"),
    ],
)
def test_hours_decide_what_is_late_on_the_next_date_too(
    client: Client, person: User, stage: str, said: str
) -> None:
    """Who trained at six is late from noon on."""
    trained_at(person, "2026-03-08 06:00")
    TrainingDay.objects.update(stage_key=stage)
    with at_monday("2026-03-09 11:59"):
        assert "You trained yesterday." in words(client.get("/today/").text)
    with at_monday("2026-03-09 12:00"):
        page = words(client.get("/today/").text)
        assert f"You trained on Sunday. {said}" in page
        assert "Late, for Sunday: how is your back now?" in page
        assert ("You trained yesterday." in page, ON_TIME in page) == (False, False)
        post(client, "morning", on="2026-03-08", score="2")
    assert TrainingDay.objects.get().morning_timing == "late"


def test_hours_decide_what_is_on_time_on_the_second_date_too(client: Client, person: User) -> None:
    """Who trained until after midnight is on time in the small hours of the second date."""
    trained_at(person, "2026-03-09 00:30")
    with at_monday("2026-03-10 06:00"):
        page = words(client.get("/today/").text)
        assert "You trained on Sunday. A score given now still counts for it, on time." in page
        assert ("Late, for Sunday" in page, "For Sunday: how is your back now?" in page) == (
            False,
            True,
        )
        post(client, "morning", on="2026-03-08", score="2")
    assert TrainingDay.objects.get().morning_timing == "on_time"


def test_a_late_morning_is_that_of_the_stage_that_was_trained(client: Client, person: User) -> None:
    """After a step back from a heavy stage the day is still one of that stage."""
    TrainingDay.objects.update(stage_key="pull-through")
    touch(person)
    with at_monday():
        page = words(client.get("/today/").text)
    assert "You trained on Saturday. A score given now is too late to make it a calm day" in page


@at_monday()
def test_a_refused_late_morning_is_not_folded(client: Client) -> None:
    html = post(client, "morning", htmx=True, on="2026-03-07", score="").text
    assert FOLDED not in html
    assert f"{LATE} Choose a number from 0 to 10." in words(html)
    # The question of this morning is as it was.
    assert words(html).count("Choose a number from 0 to 10.") == 1
    assert ON_TIME in words(html)


@at_monday()
def test_the_kept_page_names_the_day_in_each_question(client: Client) -> None:
    """It does not know when it is looked at, so nothing on it is this morning's or late."""
    page = words(client.get("/today/offline/").text)
    for day in ("Saturday", "Sunday"):
        assert page.count(f"The morning after {day}: how is your back?") == 1
    assert (ON_TIME in page, LATE in page) == (False, False)


@at_monday()
@pytest.mark.parametrize("days", [1, 2])
def test_two_cost_no_more_queries_than_one(
    client: Client,
    person: User,
    django_assert_num_queries: Callable[[int], object],
    days: int,
) -> None:
    if days == 1:
        client.post("/today/morning/", {"key": str(uuid4()), "on": "2026-03-07", "score": "2"})
    client.get("/today/")
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        client.get("/today/")
