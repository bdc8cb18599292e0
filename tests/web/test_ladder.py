"""The ladder page: statuses, opening, confirmations, and the story."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import save_numbers
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.progression.models import Enrolment, Transition
from backrehab.progression.rulesets import current_rules
from backrehab.progression.timer_rules import timer_rules
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

START = date(2026, 3, 1)
READY_ON = date(2026, 3, 9)
# session, user, enrolment with the catalogue version, decisions
QUERIES = 4


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"), weekday_mask=0b111_1111)


@pytest.fixture
def ready(person: User) -> User:
    """Eight calm days, so that the seated row may open on 9 March."""
    make_days(person, [START + timedelta(days=n) for n in range(8)])
    touch(person)
    return person


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day(day: str = "2026-03-09") -> time_machine.travel:
    return time_machine.travel(at(f"{day} 09:00"), tick=False)


def press_open(client: Client, stage: str, key: str = "") -> object:
    return client.post(f"/ladder/open/{stage}/", {"key": key or str(uuid4())}, follow=True)


def statuses(client: Client) -> dict[str, str]:
    html = client.get("/ladder/").content.decode()
    found = re.findall(r'<li class="rung (\w+)[^"]*" id="stage-([\w-]+)"', html)
    return {stage: status for status, stage in found}


@on_day("2026-03-01")
def test_a_new_person_stands_on_the_first_stage(client: Client) -> None:
    assert statuses(client) == {
        "bar-hang": "current",
        "seated-row": "next",
        "reverse-hyper": "locked",
        "hyper-row": "locked",
        "pull-through": "locked",
        "deadlift": "locked",
        "barbell-row": "locked",
    }


@on_day("2026-03-01")
def test_a_locked_stage_can_be_read(client: Client) -> None:
    page = text(client.get("/ladder/"))
    assert "Usual pain 2 or less" in page
    assert "4 calm days among the last 5" in page
    assert "You know the hip hinge" in page


@on_day()
def test_the_page_costs_the_same_whatever_the_history(
    client: Client, ready: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    make_days(ready, [START - timedelta(days=n) for n in range(1, 300)])
    touch(ready)
    client.get("/ladder/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/ladder/")


@on_day()
def test_one_press_opens_the_stage_and_stores_the_decision(client: Client, ready: User) -> None:
    assert statuses(client)["seated-row"] == "ready"
    page = text(press_open(client, "seated-row"))
    assert "Seated row is open." in page
    enrolment = Enrolment.objects.get(user=ready)
    assert (enrolment.stage_key, enrolment.entered_on) == ("seated-row", READY_ON)
    opened = Transition.objects.get(kind="opened")
    assert (opened.stage_from, opened.stage_to, opened.on) == ("bar-hang", "seated-row", READY_ON)
    assert (opened.rules_version, opened.route) == ("2026.1", "standard")
    assert opened.decision["criteria"][0][:4] == ["green_days", 3, 4, True]
    assert statuses(client)["bar-hang"] == "finished"
    assert "Opened: Seated row" in page


@on_day()
def test_the_second_tab_gets_a_fresh_page_and_no_second_opening(
    client: Client, ready: User
) -> None:
    press_open(client, "seated-row")
    page = text(press_open(client, "seated-row"))
    assert "Seated row was open already." in page
    assert Transition.objects.filter(kind="opened").count() == 1


@on_day()
def test_the_same_press_twice_is_answered_with_the_first_result(
    client: Client, ready: User
) -> None:
    key = str(uuid4())
    press_open(client, "seated-row", key)
    assert "Seated row is open." in text(press_open(client, "seated-row", key))
    assert Transition.objects.filter(kind="opened").count() == 1


@on_day("2026-03-05")
def test_a_closed_gate_stays_closed(client: Client, person: User) -> None:
    make_days(person, [START, START + timedelta(days=1)])
    touch(person)
    assert "not ready to open any more" in text(press_open(client, "seated-row"))
    assert Enrolment.objects.get(user=person).stage_key == "bar-hang"
    assert Transition.objects.filter(kind="opened").count() == 0


@on_day()
@pytest.mark.parametrize("stage", ["deadlift", "bar-hang"])
def test_only_the_next_stage_opens(client: Client, ready: User, stage: str) -> None:
    assert "That stage does not come next." in text(press_open(client, stage))
    assert Enrolment.objects.get(user=ready).stage_key == "bar-hang"


@on_day()
def test_an_unknown_stage_is_not_found(client: Client) -> None:
    assert client.post("/ladder/open/handstand/", {"key": str(uuid4())}).status_code == 404


@on_day()
def test_the_hinge_needs_every_point(client: Client, person: User) -> None:
    enter_stage(person, "pull-through", START)
    assert "The hip hinge" in text(client.get("/ladder/"))
    refused = client.post("/ladder/technique/", {"key": str(uuid4()), "checks": ["0", "1"]})
    assert refused.status_code == 422
    assert "Not all points are true yet." in text(refused)
    assert re.search(r'value="1"[^>]*checked', refused.content.decode())
    client.post("/ladder/technique/", {"key": str(uuid4()), "checks": ["0", "1", "2", "3"]})
    assert Enrolment.objects.get(user=person).technique_confirmed_at == at("2026-03-09 09:00")


@on_day()
@pytest.mark.parametrize(
    ("held", "pain", "passed"), [("yes", "2", True), ("yes", "3", False), ("no", "0", False)]
)
def test_the_hold_test(client: Client, person: User, held: str, pain: str, passed: bool) -> None:
    enter_stage(person, "deadlift", START)
    assert "Back hold" in text(client.get("/ladder/"))
    client.post("/ladder/hold-test/", {"key": str(uuid4()), "held": held, "pain": pain})
    assert (Enrolment.objects.get(user=person).hold_test_passed_at is not None) is passed


@on_day()
def test_its_limits_in_words_for_who_hides_numbers(client: Client, person: User) -> None:
    enter_stage(person, "deadlift", START)
    page = text(client.get("/ladder/"))
    assert "pain must stay at 2 or less." in page
    assert "A score today, below 6 and less than 3 above your usual" in page
    assert "A 30-second back hold at pain 2 or less" in page
    save_numbers(user=person, hide=True)
    page = text(client.get("/ladder/"))
    assert "pain must stay at mild (2 of 10) or less." in page
    assert "A score today, below moderate (6 of 10) and less than 3 above your usual" in page
    assert "A 30-second back hold at pain mild (2 of 10) or less" in page


@on_day()
def test_the_hold_test_has_a_timer_for_the_seconds_of_the_rule(
    client: Client, person: User
) -> None:
    assert "<hold-timer" not in client.get("/ladder/").text
    enter_stage(person, "deadlift", START)
    page = client.get("/ladder/").text
    seconds, ready = current_rules().hold_test.seconds, timer_rules().ready_seconds
    timing = f'max-seconds="{seconds}" ready-seconds="{ready}" last-seconds="3" '
    assert f'{timing}announce-at="{seconds // 2}"' in page
    # It leads to the question, and writes nothing anywhere.
    (leads_to,) = re.findall(r'href="#([\w-]+)" data-part="next" hidden', page)
    assert f'<fieldset class="field" id="{leads_to}">' in page
    assert " field=" not in page


@on_day()
def test_a_hold_test_without_an_answer_is_refused(client: Client, person: User) -> None:
    enter_stage(person, "deadlift", START)
    refused = client.post("/ladder/hold-test/", {"key": str(uuid4()), "pain": "11"})
    assert refused.status_code == 422
    assert "Choose yes or no." in text(refused)
    assert "Pain is a whole number from 0 to 10." in text(refused)


@pytest.mark.parametrize("path", ["open/seated-row", "technique", "hold-test"])
def test_changes_are_posted(client: Client, path: str) -> None:
    assert client.get(f"/ladder/{path}/").status_code == 405


@pytest.mark.parametrize("path", ["", "open/seated-row/", "technique/"])
def test_strangers_sign_in_first(path: str) -> None:
    response = Client().post(f"/ladder/{path}")
    assert response.headers["Location"].startswith("/accounts/login/")


@on_day("2026-04-12")
def test_six_weeks_at_a_stage_offer_a_report(client: Client, person: User) -> None:
    assert "6 weeks at this stage" in text(client.get("/ladder/"))
    make_days(person, [date(2026, 4, 10)])
    touch(person)
    page = text(client.get("/ladder/report/"))
    assert "What was reported from 2 March 2026 to 12 April 2026." in page
    assert "Fri 10 Apr Bar hang 2 2 2 2 of 2 Calm day: Worst pain 2, next morning 2." in page


@on_day("2026-04-20")
def test_the_weeks_at_a_stage_are_those_of_progress(client: Client, person: User) -> None:
    """Also where counting began anew after a break: six weeks ago, on 9 March."""
    person.enrolments.update(entered_on=date(2026, 3, 9), dose_from=date(2026, 3, 9))
    touch(person)
    assert "7 weeks at this stage" in text(client.get("/ladder/"))
    assert "Bar hang 1 March 2026 0 51 0" in text(client.get("/progress/tables/"))


@on_day("2026-04-11")
def test_less_than_six_weeks_offer_none(client: Client) -> None:
    assert "at this stage" not in text(client.get("/ladder/")).replace("You are here", "")


@on_day("2026-04-12")
def test_the_report_costs_the_same_for_any_history(
    client: Client, person: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    make_days(person, [date(2026, 4, 11) - timedelta(days=n) for n in range(200)])
    touch(person)
    client.get("/ladder/report/")
    # session, user, enrolments with the catalogue version; the dates; decisions; the stays
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        client.get("/ladder/report/")


def test_the_report_is_read_only(client: Client) -> None:
    assert client.post("/ladder/report/").status_code == 405
    assert Client().get("/ladder/report/").headers["Location"].startswith("/accounts/login/")


@on_day()
def test_it_says_who_should_not_follow_it(client: Client) -> None:
    """As the page of each other programme does."""
    page = text(client.get("/ladder/"))
    assert (
        "Who should not do it Pain that comes from a nerve has to be examined first. "
        "The two lifts at the end are only for people who know them" in page
    )
