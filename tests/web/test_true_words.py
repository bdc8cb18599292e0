"""Pages say what happened: no number that was never given, no stage that was never opened."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts import services
from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import DailyScore
from backrehab.progression.diary import give_daily
from backrehab.progression.entries import Entry
from backrehab.progression.models import LADDER
from backrehab.progression.programmes import pause_programme, start_programme
from backrehab.progression.setbacks import begin_flare_up
from backrehab.screening.models import Reason
from backrehab.screening.services import record_clearance
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)
FORENOON = at("2026-03-20 09:00")


@pytest.fixture(autouse=True)
def on_friday() -> object:
    with time_machine.travel(FORENOON, tick=False):
        yield


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-02-01 09:00"), baseline=1)


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize("path", ["/log/", "/ladder/report/", "/progress/tables/"])
def test_a_score_before_the_next_training_is_not_called_a_morning(
    client: Client, person: User, path: str
) -> None:
    make_days(person, [ago(4)], before=1, worst=2, morning=None)
    make_days(person, [ago(3)], before=5, worst=5, morning=5)
    touch(person)
    page = text(client.get(path))
    assert "Before your next training: 5; it was 1 before you trained that day." in page
    assert "Next morning 5;" not in page


@pytest.mark.parametrize(
    ("before", "against"),
    [(5, "it was 5 before you trained that day."), (0, "your usual was 1.")],
)
def test_what_a_morning_is_compared_with_is_called_what_it_is(
    client: Client, person: User, before: int, against: str
) -> None:
    """The higher of the usual and the pain before the training: of a sore day it is the latter."""
    make_days(person, [ago(9), ago(8), ago(7)], before=1, worst=1, morning=1)
    make_days(person, [ago(4)], before=before, worst=before, morning=7)
    touch(person)
    for path in ("/log/", "/ladder/report/"):
        assert f"Next morning 7; {against}" in text(client.get(path)), path


def test_yesterday_waits_for_this_morning_in_the_charts_too(client: Client, person: User) -> None:
    make_days(person, [ago(1)], morning=None)
    touch(person)
    for path in ("/log/", "/progress/", "/progress/tables/"):
        page = text(client.get(path))
        assert "aiting for the morning score" in page, path
        assert "aiting for tomorrow morning" not in page, path
    make_days(person, [TODAY], morning=None)
    touch(person)
    assert "1 × waiting for tomorrow morning." in text(client.get("/progress/"))


def test_the_gate_card_says_once_that_a_day_is_left_out(client: Client, person: User) -> None:
    make_days(person, [ago(3)], morning=None)
    touch(person)
    assert text(client.get("/ladder/")).lower().count("it is left out") == 1


def test_who_never_left_the_first_stage_reads_of_no_other(client: Client, person: User) -> None:
    make_days(person, [ago(30)])
    touch(person)
    page = text(client.get("/ladder/"))
    assert "Welcome back. Today says how you go on" in page
    assert "Everything you had opened" not in page
    pause_programme(user=person, key=LADDER, now=FORENOON)
    assert "Everything you had opened" not in text(client.get("/ladder/"))
    enter_stage(person, "seated-row", ago(40))
    assert "Everything you had opened is still here." in text(client.get("/ladder/"))


@pytest.mark.parametrize("path", ["/today/", "/ladder/", "/ladder/report/"])
def test_nobody_is_told_to_train_today_with_too_much_pain(
    client: Client, person: User, path: str
) -> None:
    User.objects.filter(pk=person.pk).update(weekday_mask=0b111_1111)
    made = {"before": 3, "worst": 3, "morning": 3}
    make_days(person, [ago(9), ago(7), ago(6)], **made)
    touch(person)
    assert "Earliest tomorrow, if today is a calm day: worst pain" in text(client.get(path))
    give_daily(Entry(person, FORENOON), score=6)
    page = text(client.get(path))
    assert "if today is" not in page
    assert (
        "Earliest tomorrow by the rule. On the days you can train it is Sunday 22 March, if "
        "Saturday is a calm day: worst pain 5 or less, and the next morning no more than 1 above "
        "your usual."
    ) in page


@pytest.mark.parametrize(
    ("stage", "to", "rest"),
    [("bar-hang", "bar hang", False), ("deadlift", "seated row", True)],
)
def test_starting_over_from_the_first_stage_leaves_none_above(
    client: Client, person: User, stage: str, to: str, rest: bool
) -> None:
    enter_stage(person, stage, date(2025, 10, 1))
    make_days(person, [date(2025, 11, 1)], stage=stage)
    touch(person)
    page = text(client.get("/today/"))
    assert f"You start again with the {to}, at its first dose." in page
    assert ("The stages above rest." in page) is rest


def test_the_report_says_of_a_break_what_today_says(client: Client, person: User) -> None:
    make_days(person, [ago(30)])
    touch(person)
    page = text(client.get("/ladder/report/"))
    changes = re.findall(r"<li>(You stay .*?|Counting .*?)</li>", client.get("/today/").text)
    assert len(changes) == 2
    assert " ".join(changes[:1]) in page
    assert changes[1] in page
    assert "30 days without training" in page
    assert "Suggested dose" not in page
    assert "Earliest" not in page


def test_the_score_of_a_day_without_training_is_not_one_before_it(
    client: Client, person: User
) -> None:
    make_days(person, [ago(2)])
    DailyScore.objects.create(user=person, on=ago(1), score=7, given_at=FORENOON)
    touch(person)
    html = client.get("/ladder/report/").text
    assert "Thu 19 Mar – – – – – No training. Pain that day: 7." in text(
        client.get("/ladder/report/")
    )
    # On a phone each number stands beside its name.
    names = re.findall(r'<td data-name="(.*?)">', html)
    assert names == ["Before", "Worst", "Next morning", "Sets"]


def test_after_an_urgent_result_today_says_that_help_is_needed_now(
    client: Client, person: User
) -> None:
    make_screening(person, now=FORENOON, E1="yes")
    response = client.get("/today/")
    page = text(response)
    assert "Get medical help now Some of your answers can be signs of something serious." in page
    assert "Somebody has to examine you at once. Your plan is paused." in page
    assert "should look at your back first" not in page
    main = response.text.split("<main")[1]
    assert re.search(r'<a class="button" href="/help/urgent/">.*?See the numbers to call', main)
    assert 'href="/screening/result/"' in main


PAGES_THAT_WAIT = [
    "/ladder/",
    "/hip/",
    "/hip/test/",
    "/hip/release/",
    "/programmes/",
    "/programmes/fundamentals/",
]


@pytest.mark.parametrize("path", PAGES_THAT_WAIT)
def test_after_an_urgent_result_no_page_says_it_mildly(
    client: Client, person: User, path: str
) -> None:
    make_screening(person, now=FORENOON, E1="yes")
    response = client.get(path)
    assert "Get medical help now Some of your answers can be signs" in text(response)
    assert "should look at your back first" not in text(response)
    main = response.text.split("<main")[1]
    assert main.count('<section class="notice urgent">') == 1
    assert re.search(r'<a class="button" href="/help/urgent/">.*?See the numbers to call', main)


@pytest.mark.parametrize("path", PAGES_THAT_WAIT)
def test_after_a_milder_result_they_say_whom_to_see(
    client: Client, person: User, path: str
) -> None:
    make_screening(person, now=FORENOON, C9="yes")
    page = text(client.get(path))
    assert "Your plan is paused Your last health check says that somebody should look" in page
    assert "Get medical help now" not in page


def test_a_milder_result_stays_as_it_was(client: Client, person: User) -> None:
    make_screening(person, now=FORENOON, C9="yes")
    page = text(client.get("/today/"))
    assert "Your plan is paused Your last health check says that somebody should look" in page


@pytest.mark.parametrize("path", ["/today/", "/ladder/", "/programmes/", "/exercises/bar-hang/"])
def test_who_was_assessed_is_not_told_that_somebody_should_look(
    client: Client, person: User, path: str
) -> None:
    """The questions stopped early at an urgent result: those that are left keep the plan shut."""
    make_screening(person, now=at("2026-03-20 08:00"), partial=True, read=True, E1="yes")
    record_clearance(person, cleared_on=TODAY, now=at("2026-03-20 08:30"))
    page = text(client.get(path))
    assert "somebody should look at your back" not in page
    assert "until somebody has looked at your back" not in page
    assert "A few questions are left" in page
    assert "Answer the questions that are left" in page
    if path == "/today/":
        assert "Paused until you answered the questions." in page
        assert "A few questions of your health check are left." in page


def test_the_report_names_no_date_while_the_ladder_is_paused(client: Client, person: User) -> None:
    make_days(person, [ago(n) for n in (2, 4, 6)])
    touch(person)
    assert "Next: Seated row" in text(client.get("/ladder/report/"))
    pause_programme(user=person, key=LADDER, now=FORENOON)
    page = text(client.get("/ladder/report/"))
    assert "The ladder is paused since 20 March 2026. Nothing opens until it goes on." in page
    assert "Next: Seated row" not in page
    assert "Earliest" not in page


@pytest.mark.parametrize(
    "path", ["/programmes/", "/programmes/sciatica/", "/programmes/easy-routine/", "/hip/"]
)
def test_the_easy_routine_is_not_named_before_the_questions(
    client: Client, person: User, path: str
) -> None:
    """Today shows it once the signs of an emergency were asked for."""
    begin_flare_up(Entry(person, FORENOON))
    page = text(client.get(path))
    assert "A few questions come first." in page
    assert "Go to Today" in page
    assert "See the easy routine" not in page
    later = "To read for later. Nothing of it is for now." in page
    assert later is (path != "/programmes/")
    make_screening(person, now=FORENOON, reason=Reason.FLARE_UP, read=True)
    touch(person)
    page = text(client.get(path))
    assert "A few questions come first." not in page
    assert "See the easy routine" in page


def test_no_day_is_planned_without_consent(client: Client, person: User) -> None:
    """Today has nothing but the way back to it."""
    assert "minutes in all." in text(client.get("/programmes/"))
    services.withdraw_health_consent(user=person, now=FORENOON)
    page = text(client.get("/programmes/"))
    assert "You took back your consent, so nothing new is stored and no day is planned." in page
    assert "Nothing is planned for today. Go to Today" in page
    assert "Training" not in page
    page = text(client.get("/programmes/sciatica/"))
    assert "To read for later. Nothing of it is for now." in page


def follow(person: User, *keys: str) -> None:
    """The ladder is paused, and these programmes are followed in its place."""
    pause_programme(user=person, key=LADDER, now=FORENOON)
    for key in keys:
        start_programme(user=person, key=key, catalogue=get_catalogue(), now=FORENOON)


def test_a_day_without_the_ladder_is_not_called_rest_or_lighter(
    client: Client, person: User
) -> None:
    follow(person)
    assert "Thu Rest" in text(client.get("/programmes/"))
    follow(person, "sciatica")
    assert "Thu Daily exercises" in text(client.get("/programmes/"))
    follow(person, "fundamentals")
    assert "Fri Strengthening" in text(client.get("/programmes/"))
    page = text(client.get("/today/"))
    assert "Your day Your ladder is paused. Below is what you follow besides." in page
    assert "ighter day" not in page


def test_a_paused_ladder_does_not_go_on_after_a_flare_up(client: Client, person: User) -> None:
    follow(person, "sciatica")
    begin_flare_up(Entry(person, FORENOON - timedelta(days=1)))
    make_screening(person, now=FORENOON, reason=Reason.FLARE_UP, read=True)
    for days in (1, 0):
        give_daily(Entry(person, FORENOON - timedelta(days=days)), score=1, gets_about=True)
    stays = "Your ladder stays paused until you go on with it."
    for path in ("/today/", "/flare-up/"):
        page = text(client.get(path))
        assert f"{stays} You go on with the bar hang" in page
        assert "It is over: go on with my ladder" not in page
        assert "It is over " in page
    answer = client.post("/flare-up/end/", {"key": str(uuid4())}, follow=True)
    page = text(answer)
    assert f"Good. {stays}" in page
    assert f"so the easy routine stays for today. {stays}" in page
    assert "your ladder goes on" not in page


MARKED = "<span>Please check what is marked below.</span></p></noscript>"


def test_a_form_that_comes_back_without_scripts_says_so_at_the_top(
    client: Client, person: User
) -> None:
    """The field that is marked may be far below; scripts go to it by themselves."""
    assert MARKED not in client.get("/today/").text
    refused = client.post("/today/before/", {"key": str(uuid4())})
    assert refused.status_code == 422
    assert "<title>Please check: Today · Back Rehab</title>" in refused.text
    assert refused.text.index(MARKED) < refused.text.index("<h1>")
    refused = client.post("/today/before/", {"key": str(uuid4())}, headers={"HX-Request": "true"})
    assert MARKED not in refused.text
    # What a button sent is told at the top already, and nothing is marked.
    refused = client.post("/today/set/", {"key": str(uuid4()), "set": "x"})
    assert refused.status_code == 422
    assert MARKED not in refused.text
    assert "Please check: " not in refused.text
    assert MARKED in client.post("/ladder/technique/", {"key": str(uuid4())}).text
