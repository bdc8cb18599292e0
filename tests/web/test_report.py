"""The report for a physiotherapist: what it says first, and the ways to it and to paper."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import withdraw_health_consent
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, FlareUp, TrainingDay
from backrehab.progression import programmes, setbacks
from backrehab.progression.entries import Entry
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.factories_setbacks import flare_up, take_up_again
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post

pytestmark = pytest.mark.django_db

REPORT = "/ladder/report/"
SHEETS = (REPORT, "/progress/print/")


def read(client: Client, path: str = REPORT) -> str:
    return words(client.get(path).text)


@at_monday()
def test_usual_pain_and_health_check_come_first(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = person_on("seated-row")
    page = read(sign_in(user))
    assert "Usual pain now 1 Health check You can go on (5 January 2026)" in page
    make_screening(user, now=MORNING, read=True, C8="yes")
    page = read(sign_in(user))
    assert "Health check You can go on, with light exercises (9 March 2026)" in page


@at_monday()
def test_a_shorter_check_is_dated_by_itself(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """On 5 January, when all was asked, the answer was another."""
    client = sign_in(person_on("seated-row"))
    answers = {"C7": "yes", "C8": "no", "E5": "no", "E6": "no"}
    assert client.post("/leg-check/", answers).status_code == 302
    dates = "9 March 2026; all its questions were asked on 5 January 2026"
    assert f"Health check See a clinician first ({dates})" in read(client)


@at_monday()
@pytest.mark.parametrize(
    "waits", ["flare-up", "clinician", "light", "easy", "paused", "consent", ""]
)
def test_no_dose_is_suggested_while_the_plan_holds_none(
    sign_in: Callable[[User], Client], catalogue: Catalogue, waits: str
) -> None:
    user = person_on("pull-through")
    answers = {"clinician": {"C7": "yes"}, "light": {"C8": "yes"}, "easy": {"K2": "yes"}}
    make_screening(user, now=MORNING, read=True, **answers.get(waits, {}))
    if waits == "flare-up":
        setbacks.begin_flare_up(Entry(user, MORNING))
    if waits == "paused":
        programmes.pause_programme(user=user, key="ladder", now=MORNING)
    if waits == "consent":
        withdraw_health_consent(user=user, now=MORNING)
    page = read(sign_in(user))
    assert ("Suggested dose None for now Full dose" in page) is bool(waits)
    assert ("Suggested dose 3 × 12 repetitions Full dose" in page) is not bool(waits)


@at_monday()
def test_the_usual_pain_is_that_of_today_as_everywhere(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """The score of today counts: until yesterday it was 1."""
    user = person_on("pull-through", last=MONDAY - timedelta(days=5))
    TrainingDay.objects.filter(user=user, on__lt=MONDAY - timedelta(days=5)).delete()
    DailyScore.objects.create(user=user, on=MONDAY, score=2, given_at=MORNING)
    DailyScore.objects.create(
        user=user, on=MONDAY - timedelta(days=2), score=2, given_at=MORNING - timedelta(days=2)
    )
    client = sign_in(user)
    page = read(client)
    assert "Usual pain now 1.5 " in page
    assert "Usual pain 2 or less Yours: 1.5" in page
    assert "Usual pain, first and latest 1 and 1.5" in read(client, "/progress/print/")


@at_monday()
def test_without_a_score_of_the_week_nobody_knows_the_usual_pain(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """Those of a flare-up do not count; the average of the start is not that of now."""
    user = person_on("seated-row", last=MONDAY - timedelta(days=8))
    FlareUp.objects.create(user=user, started_on=MONDAY - timedelta(days=7))
    for n in range(7):
        on, given = MONDAY - timedelta(days=n), MORNING - timedelta(days=n)
        DailyScore.objects.create(user=user, on=on, score=6, given_at=given)
    touch(user)
    page = read(sign_in(user))
    told = "no score of the last 7 days counts. The average told before: 2 Health check"
    assert f"Usual pain now Not known: {told}" in page


@at_monday()
def test_a_stage_that_was_kept_after_a_break_is_named_since_it_was_reached(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """Counting begins anew after the break; the stage is the same."""
    user = make_person(now=at("2025-11-03 09:00"))
    make_days(user, [date(2025, 12, 29)])
    take_up_again(user, on=MONDAY - timedelta(days=50))
    assert user.enrolments.get().entered_on == MONDAY - timedelta(days=50)
    client = sign_in(user)
    assert "Current stage since 3 November 2025." in read(client)
    assert "Stage Bar hang, since 3 November 2025" in read(client, "/progress/print/")
    assert "Bar hang 3 November 2025 0 127 0" in read(client, "/progress/tables/")


@at_monday()
@pytest.mark.parametrize(("dates", "moved"), [(2, False), (9, True)])
def test_a_flare_up_that_led_down_is_a_change_of_stage(
    sign_in: Callable[[User], Client], catalogue: Catalogue, dates: int, moved: bool
) -> None:
    user, last = person_on("seated-row"), MONDAY - timedelta(days=1)
    flare_up(user, first=last - timedelta(days=dates - 1), last=last)
    page = read(sign_in(user))
    assert ("8 March 2026: Going on after a flare-up: Bar hang" in page) is moved
    assert page.count("Going on after a flare-up") == moved


@at_monday()
def test_an_easier_dose_of_today_stands_beside_the_suggested_one(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    client = sign_in(person_on("seated-row"))
    suggested = "Suggested dose 3 × 12 repetitions"
    alone = f"{suggested} Full dose of the stage"
    assert alone in read(client)
    post(client, "before", score="2", level="3")
    assert alone in read(client)
    post(client, "dose", dose="1-100")
    told = "2 × 8 repetitions, easier than suggested, by own choice (suggested: 3 × 12 repetitions)"
    assert f"{suggested} Dose today {told} Full dose of the stage" in read(client)
    post(client, "dose", dose="3-100")
    assert alone in read(client)


@at_monday()
def test_conditions_are_listed_once(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """From the deadlift two gates ask much the same; alone, the side branch is told."""
    page = read(sign_in(person_on("deadlift")))
    assert page.count("Next: Barbell row") == 1
    assert "Next: Hyper row" not in page
    assert page.count("A score today, below 6") == 1
    assert "Next: Hyper row" in read(sign_in(person_on("barbell-row")))


@at_monday()
def test_the_date_to_count_on_stands_beside_the_earliest(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = person_on("bar-hang")
    enter_stage(user, "bar-hang", MONDAY)
    client = sign_in(user)
    told = "At the pace of your plan, count on"
    assert told in read(client, "/today/")
    assert told in read(client)


@at_monday()
@pytest.mark.parametrize("path", SHEETS)
def test_a_button_prints(
    sign_in: Callable[[User], Client], catalogue: Catalogue, path: str
) -> None:
    client = sign_in(person_on("seated-row"))
    assert client.get(path).text.count("data-print") == 1
    assert f'href="{path}"' in client.get("/progress/").text


@at_monday()
def test_an_optional_score_can_be_taken_back(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """Of a radio group that was touched nothing else leads back to no answer."""
    client = sign_in(person_on("seated-row"))
    page = client.get("/log/add/").text
    assert '<input type="radio" name="morning" value="" checked>' in page
    assert 'name="before" value=""' not in page
    corrected = client.get("/log/2026-03-07/").text
    assert '<input type="radio" name="morning" value="">' in corrected


@at_monday()
def test_getting_about_is_no_dose(sign_in: Callable[[User], Client], catalogue: Catalogue) -> None:
    user = person_on("bar-hang")
    FlareUp.objects.create(user=user, started_on=MONDAY)
    DailyScore.objects.create(user=user, on=MONDAY, score=6, gets_about=False, given_at=MORNING)
    page = read(sign_in(user))
    told = "No training. Pain that day: 6. In a flare-up. Gets about as usual: not yet. –"
    assert told in page
    assert "Gets about as usual not yet" in read(sign_in(user), "/log/")


@at_monday()
def test_each_row_is_headed_by_its_day(sign_in: Callable[[User], Client]) -> None:
    user = person_on("bar-hang")
    make_days(user, [MONDAY - timedelta(days=3)])
    touch(user)
    assert '<th scope="row" class="nowrap">Fri 6 Mar</th>' in sign_in(user).get(REPORT).text
