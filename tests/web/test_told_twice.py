"""What was told in two ways, on two devices or twice: nothing is lost, and nothing contradicts."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import MorningTiming, PerformedSet, TrainingDay
from tests.factories import at
from tests.web.reading import words
from tests.web.today_pages import MONDAY, at_monday, person_on, post, tick, today
from tests.web.waiting_entries import EIGHT, refusal, send

pytestmark = pytest.mark.django_db

STORED = {"state": "stored", "said": ""}


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return person_on("seated-row", weekday_mask=127)


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def row() -> TrainingDay:
    return TrainingDay.objects.get(on=MONDAY)


def add_to_log(client: Client, sets: int) -> None:
    data = {"on": MONDAY, "level": 3, "before": 1, "sets_done": sets, "worst": 2}
    assert client.post("/log/add/", {"key": str(uuid4()), **data}).status_code == 302


def press(client: Client, catalogue: Catalogue, number: int, *, done: bool = True) -> int:
    post(client, "set", set=tick(catalogue, "seated-row", "session", number, done=done))
    day = row()
    assert PerformedSet.objects.filter(on=MONDAY).count() == min(day.sets_done, 3)
    return day.sets_done


@at_monday("2026-03-09 18:00")
def test_sets_from_the_log_are_ticked_off_on_today(client: Client, catalogue: Catalogue) -> None:
    add_to_log(client, 3)
    assert "left for later today" not in today(client)
    assert press(client, catalogue, 1) == 3
    assert press(client, catalogue, 2, done=False) == 2
    assert press(client, catalogue, 2, done=False) == 2
    assert press(client, catalogue, 2) == 3


@at_monday("2026-03-09 18:00")
def test_what_was_refused_gets_a_key_of_its_own(client: Client) -> None:
    """A page that was gone back to has a key under which something was stored already."""
    used = str(uuid4())
    typed = {"key": used, "on": MONDAY, "level": 3, "before": 1, "sets_done": 3, "worst": 2}
    assert client.post("/log/add/", typed).status_code == 302
    sunday = MONDAY - timedelta(days=1)
    refused = client.post("/log/add/", typed | {"on": sunday, "worst": ""})
    assert (refused.status_code, used in refused.text) == (422, False)
    (key,) = re.findall(r'name="key" value="([^"]+)"', refused.text)
    assert client.post("/log/add/", typed | {"on": sunday, "morning": 1, "key": key})
    assert TrainingDay.objects.get(on=sunday).morning == 1
    # So does what the services refuse.
    refused = client.post("/log/add/", typed | {"key": (other := str(uuid4()))})
    assert "There is an entry for that day." in refused.text
    assert other not in refused.text


@at_monday("2026-03-09 18:00")
def test_fewer_sets_in_the_log_and_one_more_on_today(client: Client, catalogue: Catalogue) -> None:
    add_to_log(client, 1)
    assert "There are still 2 sets left" in today(client)
    # The first is ticked off already, as the log said one.
    assert press(client, catalogue, 1) == 1
    assert press(client, catalogue, 3) == 2


@at_monday("2026-03-09 18:00")
def test_a_number_that_was_corrected_counts(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="1", level="3")
    assert [press(client, catalogue, number) for number in (1, 2, 3)] == [1, 2, 3]
    data = {"key": str(uuid4()), "level": 3, "before": 1, "sets_done": 1, "worst": 2}
    assert client.post(f"/log/{MONDAY}/", data).status_code == 302
    assert press(client, catalogue, 1) == 1
    assert press(client, catalogue, 2) == 2


@at_monday("2026-03-09 18:00")
def test_a_stop_that_waited_does_not_move_the_end_of_training(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    post(client, "before", score="1", level="3")
    press(client, catalogue, 1)
    assert send(client, "/today/stop/", made=EIGHT, person=person).json()["state"] == "stored"
    assert (row().stop, row().last_exercise_at) == (True, at("2026-03-09 18:00"))
    with at_monday("2026-03-10 20:00"):
        post(client, "morning", on=str(MONDAY), score="1")
    assert row().morning_timing == MorningTiming.ON_TIME


def test_a_set_whose_answer_was_lost_is_stored(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    key, one = str(uuid4()), tick(catalogue, "seated-row", "session", 1)
    with at_monday():
        post(client, "before", score="1", level="3")
        for _ in range(2):
            answer = send(client, "/today/set/", made=EIGHT, person=person, key=key, set=one)
            assert answer.json()["state"] == "stored"
    with at_monday("2026-03-12 09:00"):
        again = send(client, "/today/set/", made=EIGHT, person=person, key=key, set=one)
        assert (again.status_code, again.json()) == (200, STORED)
        other = tick(catalogue, "seated-row", "session", 2)
        told = refusal(send(client, "/today/set/", made=EIGHT, person=person, key=key, set=other))
        assert told.startswith("That day is closed.")
    assert row().sets_done == 1


@at_monday("2026-03-09 12:00")
def test_what_came_since_does_not_take_back_that_it_is_stored(client: Client, person: User) -> None:
    """In a flare-up the score of a day asks for more than it did before."""
    key = str(uuid4())
    for _ in range(2):
        answer = send(client, "/today/daily/", made=EIGHT, person=person, key=key, score=2)
        assert answer.json()["state"] == "stored"
        client.post("/flare-up/begin/", {"key": str(uuid4())})
    new = send(client, "/today/daily/", made=EIGHT, person=person, score=2)
    assert refusal(new) == "Choose “Yes, nearly” or “Not yet”."


@at_monday("2026-03-09 12:00")
@pytest.mark.parametrize("made", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_an_instant_without_a_date_is_refused(client: Client, person: User, made: str) -> None:
    User.objects.filter(pk=person.pk).update(time_zone="Pacific/Honolulu")
    told = refusal(send(client, "/today/daily/", made=made, person=person, score=1))
    assert told == "The time of this entry cannot be right. Please enter it again."


GONE_ON = "Nothing was saved: the day has gone on since. This is how it is now."


@at_monday()
@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("before", {"score": "", "level": "3"}),
        ("daily", {"score": "11"}),
        ("dose", {"dose": "9-100"}),
        ("morning", {"score": "", "on": "2026-03-07"}),
    ],
)
def test_a_form_that_is_gone_from_the_day_is_answered_at_its_top(
    sign_in: Callable[[User], Client],
    catalogue: Catalogue,
    path: str,
    data: dict[str, str],
    htmx: bool,
) -> None:
    """In another tab the first set was done. What is wrong with a field had no place any more."""
    client = sign_in(person_on("seated-row"))
    post(client, "before", score="2", level="3")
    post(client, "set", set=tick(catalogue, "seated-row", "session", 1))
    answer = post(client, path, htmx=htmx, **data)
    assert answer.status_code == 422
    assert GONE_ON in words(answer.text)
    assert "Seated row" in words(answer.text)
