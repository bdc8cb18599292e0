"""The flare-up page: putting the ladder on hold, and going on with it."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp
from backrehab.screening.models import Reason, ScreeningRun
from tests.factories import at, make_screening
from tests.factories_diary import make_person
from tests.web.reading import words

pytestmark = pytest.mark.django_db

PAGE, BEGIN, END = "/flare-up/", "/flare-up/begin/", "/flare-up/end/"
MISTAKE = "/flare-up/mistake/"
MONDAY = date(2026, 3, 9)
# session, user, enrolment with the catalogue version
QUERIES = 3


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_monday(instant: str = "2026-03-09 09:00") -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def text(client: Client, path: str = PAGE) -> str:
    return words(client.get(path).text)


def press(client: Client, path: str, key: str = "") -> str:
    return client.post(path, {"key": key or str(uuid4())}).headers["Location"]


def spells(person: User) -> list[tuple[date, date | None]]:
    return list(FlareUp.objects.filter(user=person).values_list("started_on", "ended_on"))


@on_monday()
def test_what_the_button_does_is_said_before_it_is_pressed(client: Client, person: User) -> None:
    page = text(client)
    assert "First, look for warning signs" in page
    assert "Nothing you have opened closes." in page
    assert spells(person) == []


@on_monday()
def test_after_an_emergency_it_says_what_to_do_and_not_what_to_look_for(
    client: Client, person: User
) -> None:
    press(client, BEGIN)
    make_screening(person, now=at("2026-03-09 09:05"), read=True, E1="yes")
    touch(person)
    page = text(client)
    assert "Get medical help now" in page
    assert "See the numbers to call" in page
    assert "First, look for warning signs" not in page


@on_monday()
def test_one_press_puts_the_ladder_on_hold_and_asks_the_questions(
    client: Client, person: User
) -> None:
    assert press(client, BEGIN) == "/screening/?reason=flare_up"
    assert spells(person) == [(MONDAY, None)]
    assert "On hold since today." in text(client)
    with on_monday("2026-03-10 09:00"):
        assert "On hold since Monday 9 March." in text(client)
    today = text(client, "/today/")
    assert "Your plan is on hold" in today
    assert "Easy routine" not in today
    make_screening(person, now=at("2026-03-09 09:05"), reason=Reason.FLARE_UP, read=True)
    assert "Easy routine" in text(client, "/today/")


@on_monday()
def test_it_says_what_to_leave_and_what_to_do(client: Client, person: User) -> None:
    """The source's first word about a tweaked back (S2), once the questions are answered."""
    press(client, BEGIN)
    page = text(client)
    assert "Answer a few questions first. Then an easy routine is on the Today page." in page
    assert "Answer the questions Go to Today" in page
    make_screening(person, now=at("2026-03-09 09:05"), reason=Reason.FLARE_UP, read=True)
    assert "Answer the questions" not in text(client)
    assert (
        "Do the easy routine on the Today page, only as far as it does not hurt. Avoid hard "
        "bending, arching and twisting to loosen it up: that irritates more. Move about as usual"
    ) in text(client)


@on_monday()
def test_getting_about_is_asked_for_in_our_words(client: Client) -> None:
    press(client, BEGIN)
    refused = client.post("/today/daily/", {"key": str(uuid4()), "score": 4})
    assert refused.status_code == 422
    assert "Choose “Yes, nearly” or “Not yet”." in refused.text


@on_monday()
def test_the_score_asks_what_it_needs_also_when_somebody_should_look_first(
    client: Client, person: User
) -> None:
    press(client, BEGIN)
    make_screening(person, now=at("2026-03-09 09:05"), read=True, C9="yes")
    page = client.get("/today/").text
    assert "Your plan is paused" in words(page)
    assert page.count('name="gets_about"') == 2
    good_score(client, "2026-03-09 09:10", gets_about="no")
    assert person.daily_scores.get().gets_about is False
    assert 'name="gets_about"' not in client.get("/today/").text


@on_monday()
def test_the_notice_says_how_long_these_questions_take(client: Client) -> None:
    press(client, BEGIN)
    page = text(client, "/today/")
    notice = "Time for the health check It takes less than a minute, and asks for the signs that"
    assert notice in page
    assert "about two minutes" not in page
    assert "Less than a minute." in text(client, "/screening/?reason=flare_up")


@on_monday()
def test_after_a_new_version_of_the_questions_all_are_asked(client: Client) -> None:
    ScreeningRun.objects.update(version="2025.1")
    press(client, BEGIN)
    notice = "Time for the health check It takes about two minutes."
    assert notice in text(client, "/today/")
    assert "About two minutes." in text(client, "/screening/?reason=flare_up")


def good_score(client: Client, instant: str, score: int = 3, gets_about: str = "yes") -> None:
    with on_monday(instant):
        data = {"key": str(uuid4()), "score": score, "gets_about": gets_about}
        assert client.post("/today/daily/", data).status_code == 302


def whole_one(client: Client, first: str, last: str) -> None:
    """Begun and over: both are dates running, with good scores."""
    with on_monday(f"{first} 09:00"):
        press(client, BEGIN)
    good_score(client, f"{first} 12:00")
    good_score(client, f"{last} 12:00")
    with on_monday(f"{last} 18:00"):
        assert press(client, END) == "/today/"


def test_going_on_again_ends_it_on_that_date(client: Client, person: User) -> None:
    whole_one(client, "2026-03-09", "2026-03-10")
    assert spells(person) == [(MONDAY, date(2026, 3, 10))]
    with on_monday("2026-03-10 19:00"):
        page = text(client, "/today/")
        assert "Your flare-up is over" in page
        assert "Today still belongs to it" in page
        assert "Your plan is on hold" not in page
    with on_monday("2026-03-11 09:00"):
        page = text(client, "/today/")
        assert "How is your back right now?" in page
        assert "Part of the dose, to find your way back step by step." in page


def test_what_is_missing_is_said(client: Client, person: User) -> None:
    """Usual 3, so 4 is the limit: nothing, then one good date, then all of it."""
    with on_monday():
        press(client, BEGIN)
        page = text(client)
        assert "Pain 4 or less on 2 days running, the last of them today: 0 so far." in page
        assert page.count("Not yet") == 2
        assert "It looks over" not in page
    good_score(client, "2026-03-09 12:00", gets_about="no")
    with on_monday("2026-03-09 13:00"):
        assert "the last of them today: 1 so far." in text(client)
    good_score(client, "2026-03-10 12:00", gets_about="no")
    with on_monday("2026-03-10 13:00"):
        page = text(client)
        assert (page.count("Not yet"), page.count("Met")) == (1, 1)
        response = client.post(END, {"key": str(uuid4())})
        assert response.status_code == 422
        assert "It is not over yet by the rule." in response.text
    assert spells(person) == [(MONDAY, None)]


def test_what_comes_after_is_said_before(client: Client, person: User) -> None:
    with on_monday():
        press(client, BEGIN)
    good_score(client, "2026-03-09 12:00")
    good_score(client, "2026-03-10 12:00")
    with on_monday("2026-03-10 13:00"):
        for page in (text(client), text(client, "/today/")):
            assert "It looks over" in page
            assert "You go on with the bar hang, at most at 70% of your last dose." in page


@pytest.mark.parametrize(
    ("instant", "advice"),
    [
        ("2026-03-15 12:00", None),
        ("2026-03-16 12:00", "After 7 days your pain is not clearly lower."),
        ("2026-03-23 12:00", "After 14 days you still can't get about as usual."),
        ("2026-04-20 12:00", "After 42 days the pain is still there."),
    ],
)
def test_advice_while_it_lasts(client: Client, instant: str, advice: str | None) -> None:
    with on_monday():
        press(client, BEGIN)
    good_score(client, "2026-03-09 12:00", score=6, gets_about="no")
    good_score(client, instant, score=6, gets_about="no")
    with on_monday(instant):
        for page in (text(client), text(client, "/today/")):
            found = [line for line in ADVICE if line in page]
            assert found == ([advice] if advice else [])


ADVICE = [
    "After 7 days your pain is not clearly lower.",
    "After 14 days you still can't get about as usual.",
    "After 42 days the pain is still there.",
]


# By mistake


@on_monday()
def test_a_mistake_is_taken_back(client: Client, person: User) -> None:
    before = text(client, "/today/")
    press(client, BEGIN)
    assert "I pressed it by mistake: take it back" in text(client)
    key = str(uuid4())
    assert press(client, MISTAKE, key) == "/today/"
    assert press(client, MISTAKE, key) == "/today/"
    assert spells(person) == []
    client.get("/today/")  # the words of thanks are read
    assert text(client, "/today/") == before


def test_only_on_the_day_it_began(client: Client, person: User) -> None:
    with on_monday():
        press(client, BEGIN)
    with on_monday("2026-03-10 09:00"):
        assert "by mistake" not in text(client)
        response = client.post(MISTAKE, {"key": str(uuid4())})
        assert response.status_code == 422
        assert "That can only be taken back on the day it began." in response.text
    assert spells(person) == [(MONDAY, None)]


@on_monday()
def test_the_same_press_twice_is_one_flare_up(client: Client, person: User) -> None:
    key = str(uuid4())
    press(client, BEGIN, key)
    press(client, BEGIN, key)
    press(client, BEGIN)
    assert spells(person) == [(MONDAY, None)]


@on_monday()
def test_a_late_repeat_does_not_begin_it_again(client: Client, person: User) -> None:
    key = str(uuid4())
    press(client, BEGIN, key)
    press(client, MISTAKE)
    press(client, BEGIN, key)
    assert spells(person) == []


@on_monday()
@pytest.mark.parametrize("path", [END, MISTAKE])
def test_without_a_flare_up_there_is_nothing_to_end(
    client: Client, person: User, path: str
) -> None:
    response = client.post(path, {"key": str(uuid4())})
    assert (response.status_code, "No flare-up is open." in response.text) == (422, True)
    assert spells(person) == []


@on_monday()
@pytest.mark.parametrize("path", [BEGIN, END, MISTAKE])
def test_a_press_without_its_key_changes_nothing(client: Client, person: User, path: str) -> None:
    assert client.post(path).headers["Location"] == PAGE
    assert "This page was out of date" in text(client)
    assert spells(person) == []


@on_monday()
def test_the_date_is_the_persons_own(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    person = make_person(now=at("2026-03-01 09:00"), time_zone="Pacific/Auckland")
    with on_monday("2026-03-09 12:00"):
        press(sign_in(person), BEGIN)
    assert spells(person) == [(date(2026, 3, 10), None)]


@on_monday()
def test_somebody_elses_flare_up_stays_open(
    catalogue: Catalogue, client: Client, sign_in: Callable[[User], Client]
) -> None:
    other = make_person(now=at("2026-03-01 09:00"))
    press(sign_in(other), BEGIN)
    for path in (END, MISTAKE):
        assert client.post(path, {"key": str(uuid4())}).status_code == 422
    assert spells(other) == [(MONDAY, None)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_flare_ups(
    client: Client, person: User, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    for day in range(count):
        whole_one(client, f"2026-03-0{2 + 2 * day}", f"2026-03-0{3 + 2 * day}")
    with on_monday():
        for _ in range(2):
            client.get(PAGE)
            with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
                client.get(PAGE)
            press(client, BEGIN)  # and the same while one is open
    assert len(spells(person)) == count + 1


def test_wrong_methods(client: Client) -> None:
    assert client.post(PAGE).status_code == 405
    assert client.get(BEGIN).status_code == 405
    assert client.get(END).status_code == 405
    assert client.get(MISTAKE).status_code == 405


@pytest.mark.parametrize(
    ("path", "method"), [(PAGE, "get"), (BEGIN, "post"), (END, "post"), (MISTAKE, "post")]
)
def test_strangers_sign_in_first(db: None, path: str, method: str) -> None:
    answer = getattr(Client(), method)(path)
    assert answer.headers["Location"].startswith("/accounts/login/?next=/")


EASY = ("Do the easy routine on the Today page", "The plan of the day becomes an easy routine.")
MOVE = "Move about as usual as well as you can."


@on_monday()
@pytest.mark.parametrize(
    ("answers", "title", "moves"),
    [
        ({}, "", True),
        ({"C9": "yes"}, "Your plan is paused", True),
        ({"E1": "yes"}, "Get medical help now", False),
    ],
)
def test_no_routine_is_promised_that_the_health_check_keeps_back(
    client: Client, person: User, answers: dict[str, str], title: str, *, moves: bool
) -> None:
    wish = Reason.OWN_WISH
    make_screening(person, now=at("2026-03-09 08:00"), reason=wish, read=True, **answers)
    page = text(client)
    assert title in page
    assert (EASY[1] in page) == (not answers)
    FlareUp.objects.create(user=person, started_on=MONDAY)
    touch(person)
    page = text(client)
    assert title in page
    assert (EASY[0] in page) == (not answers)
    assert (MOVE in page) == moves
    assert ("Rest is not the answer." in page) == (not answers)
    # Why Today asks whether somebody gets about.
    told = "A flare-up is open, day 1. About this flare-up"
    assert (told in text(client, "/today/")) == ("C9" in answers)
