"""The ladder page when it went down, is on hold or paused, and when somebody should look."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore
from backrehab.painlog.services import start_flare_up
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import LADDER, Enrolment, Transition
from backrehab.progression.programmes import pause_programme
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.factories_setbacks import flare_up, return_days, step_back, take_up_again
from tests.progression.scenes import fresh
from tests.web.reading import text, words
from tests.web.test_hip_release import told_before_the_lock
from tests.web.test_ladder import statuses

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
STEPPED_BACK = MONDAY - timedelta(days=10)
# session, user, enrolments with the catalogue version, decisions
QUERIES = 4


@pytest.fixture(autouse=True)
def on_monday() -> object:
    with time_machine.travel(at("2026-03-09 09:00"), tick=False):
        yield


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-02-12 09:00"), weekday_mask=0b111_1111)


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


@pytest.fixture
def returning(person: User) -> User:
    """Stepped back from the deadlift ten days ago, and calm days since."""
    step_back(person, stage="deadlift", on=STEPPED_BACK)
    return_days(person, today=MONDAY)
    touch(person)
    return person


def ladder(client: Client, query: str = "") -> str:
    return text(client.get(f"/ladder/{query}"))


def card(client: Client, stage: str) -> str:
    html = client.get("/ladder/").content.decode()
    found = re.search(
        rf'<section class="card gate[^"]*" id="gate-{stage}".*?</section>', html, re.DOTALL
    )
    return words(found.group()) if found else ""


def test_a_stage_that_was_left_rests_and_says_what_the_way_back_takes(
    client: Client, person: User
) -> None:
    step_back(person, stage="deadlift", on=MONDAY)
    assert statuses(client) == {
        "bar-hang": "finished",
        "seated-row": "finished",
        "reverse-hyper": "finished",
        "hyper-row": "locked",
        "pull-through": "current",
        "deadlift": "resting",
        "barbell-row": "locked",
    }
    page = ladder(client)
    assert "Resting" in page
    assert "Opened before. A short way back leads here. See how far it is: Deadlift" in page
    assert "What the short way back asks for" in page
    told = card(client, "deadlift")
    assert "The short way back Back to the deadlift" in told
    assert "You opened it before, so less is asked this time. Earliest" in told
    assert "3 calm days since you went back a step 0 so far" in told
    assert "7 days from the first to the last calm day No calm day that counts yet" in told
    assert "of 7 conditions are met" in told
    assert "hip hinge" not in told


def test_the_way_back_opens_with_one_press(client: Client, returning: User) -> None:
    assert statuses(client)["deadlift"] == "return"
    assert "You can go back to the deadlift" in card(client, "deadlift")
    assert "Go back to: Deadlift" in card(client, "deadlift")
    pressed = client.post("/ladder/open/deadlift/", {"key": str(uuid4())}, follow=True)
    page = text(pressed)
    assert "Deadlift is open again. Start it at its lowest dose." in page
    assert "Back again: Deadlift 9 March 2026" in page
    assert Transition.objects.filter(user=returning).latest("id").route == "return"
    assert statuses(client)["deadlift"] == "current"


def test_several_stages_rest_and_the_nearest_one_comes_first(client: Client, person: User) -> None:
    step_back(person, stage="deadlift", on=date(2026, 2, 26))
    make_days(person, [date(2026, 3, n) for n in (2, 5)], stage="pull-through", worst=8)
    touch(person)
    flare_up(person, first=date(2026, 3, 6), last=date(2026, 3, 7))
    shown = statuses(client)
    assert (shown["reverse-hyper"], shown["pull-through"]) == ("current", "resting")
    assert shown["deadlift"] == "resting"
    assert card(client, "pull-through")
    assert not card(client, "deadlift")
    assert ladder(client).count("A short way back leads here.") == 2


def test_after_starting_over_each_stage_opens_by_its_own_gate(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    person = make_person(now=at("2025-09-01 09:00"))
    client = sign_in(person)
    enter_stage(person, "deadlift", date(2025, 11, 1))
    make_days(person, [date(2025, 11, 10)], stage="deadlift")
    take_up_again(person, on=MONDAY)
    shown = statuses(client)
    assert shown["seated-row"] == "current"
    assert [shown[key] for key in ("reverse-hyper", "pull-through", "deadlift")] == ["resting"] * 3
    page = ladder(client)
    assert page.count("Opened before. After the long break it opens again by its own gate.") == 3
    assert "What the short way back asks for" not in page
    assert "Next: Reverse hyper" in card(client, "reverse-hyper")
    assert "Going on after a break: Seated row" in page


def test_a_side_branch_rests_with_the_stage_it_hangs_on(client: Client, person: User) -> None:
    enter_stage(person, "deadlift", date(2026, 2, 20))
    Enrolment.objects.filter(user=person).update(branch_opened_on=date(2026, 2, 25))
    touch(person)
    assert statuses(client)["hyper-row"] == "finished"
    step_back(person, stage="deadlift", on=MONDAY)
    assert statuses(client)["hyper-row"] == "resting"
    assert "Opened before. It comes back by itself once you are at the deadlift again." in ladder(
        client
    )


def test_an_open_flare_up_puts_everything_on_hold(client: Client, person: User) -> None:
    setbacks.begin_flare_up(Entry(person, at("2026-03-06 09:00")))
    page = ladder(client)
    assert "On hold since Friday 6 March Everything you had earned is still here." in page
    assert 'href="/flare-up/"' in client.get("/ladder/").content.decode()
    assert statuses(client)["seated-row"] == "held"
    assert "On hold: Seated row" in card(client, "seated-row")


def test_what_was_earned_stays_in_a_flare_up(client: Client, returning: User) -> None:
    setbacks.begin_flare_up(Entry(returning, at("2026-03-09 08:30")))
    shown = statuses(client)
    assert (shown["pull-through"], shown["deadlift"]) == ("current", "resting")
    assert "On hold: Deadlift" in card(client, "deadlift")


def test_two_bad_days_at_the_first_stage_ask_for_a_clinician(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 4), date(2026, 3, 7)], worst=8)
    touch(person)
    page = ladder(client)
    assert "Please see a clinician 2 days within 14 days were too much" in page
    assert 'href="/ladder/report/"' in client.get("/ladder/").content.decode()


def test_nothing_to_worry_about_is_not_mentioned(client: Client) -> None:
    page = ladder(client)
    assert "Please see a clinician" not in page
    assert "On hold" not in page
    assert "You paused the ladder" not in page


def test_a_paused_ladder_says_so(client: Client, returning: User) -> None:
    pause_programme(user=returning, key=LADDER, now=timezone.now())
    page = ladder(client)
    assert "You paused the ladder today" in page
    assert 'href="/programmes/"' in client.get("/ladder/").content.decode()
    assert statuses(client)["deadlift"] == "resting"
    assert not card(client, "deadlift")


def test_after_a_break_today_comes_first(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    person = make_person(now=at("2026-01-05 09:00"))
    make_days(person, [date(2026, 2, 10)])
    client = sign_in(person)
    assert "27 days without training Welcome back." in ladder(client)
    assert not card(client, "seated-row")


def test_the_setbacks_cost_no_query_of_their_own(
    client: Client, returning: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    setbacks.begin_flare_up(Entry(returning, at("2026-03-09 08:30")))
    client.get("/ladder/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/ladder/")


def test_the_report_tells_what_went_on(client: Client, returning: User) -> None:
    flare_up(returning, first=date(2026, 3, 7), last=date(2026, 3, 8))
    page = text(client.get("/ladder/report/"))
    assert "Suggested dose" in page
    assert "27 February 2026: One step back, to: Pull-through 2 days within 14 days" in page
    assert "7 March 2026 to 8 March 2026" in page
    assert "In a flare-up." in page


def test_the_report_names_a_worry_and_a_flare_up_that_goes_on(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 4), date(2026, 3, 7)], worst=8)
    setbacks.begin_flare_up(Entry(person, at("2026-03-08 09:00")))
    page = text(client.get("/ladder/report/"))
    assert "Why somebody should look at the back 2 days within 14 days" in page
    assert "since 8 March 2026, not over yet" in page
    assert "The stage did not change in these weeks." in page


def emergency(user: User) -> None:
    make_screening(user, now=timezone.now(), read=True, E1="yes")


def clinician_first(user: User) -> None:
    make_screening(user, now=timezone.now(), read=True, C7="yes")


def flared(user: User) -> None:
    start_flare_up(user=user, on=MONDAY)


def hurting(user: User) -> None:
    DailyScore.objects.create(user=user, on=MONDAY, score=7, given_at=timezone.now())


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        # The gates are not shown either.
        (emergency, "Somebody has to examine you at once. Your plan is paused."),
        (clinician_first, "somebody should look at your back first. So the hold waits."),
        (flared, "only the easy routine is in your plan. So the hold waits."),
        (hurting, "only the easy routine is in your plan. So the hold waits."),
    ],
)
def test_no_back_hold_while_no_exercise_is_shown(
    client: Client, person: User, happens: Callable[[User], None], why: str
) -> None:
    """Thirty seconds of it are the hardest that the ladder page asks for."""
    enter_stage(person, "deadlift", MONDAY - timedelta(days=20))
    hold = {"held": "yes", "pain": "1"}
    assert "<hold-timer" in client.get("/ladder/").text
    happens(person)
    touch(person)
    page = client.get("/ladder/")
    assert "<hold-timer" not in page.text
    assert why in text(page)
    refused = client.post("/ladder/hold-test/", {"key": str(uuid4()), **hold}, follow=True)
    assert "The plan is paused for now, so nothing was saved." in text(refused)
    assert Enrolment.objects.get(user=person).hold_test_passed_at is None


def test_a_back_hold_is_judged_by_what_another_tab_told_meanwhile(
    client: Client, person: User
) -> None:
    enter_stage(person, "deadlift", MONDAY - timedelta(days=20))
    hold = {"key": str(uuid4()), "held": "yes", "pain": "1"}
    with told_before_the_lock(
        lambda: setbacks.begin_flare_up(Entry(fresh(person), timezone.now()))
    ):
        refused = client.post("/ladder/hold-test/", hold, follow=True)
    assert "The plan is paused for now, so nothing was saved." in text(refused)
    assert Enrolment.objects.get(user=person).hold_test_passed_at is None
