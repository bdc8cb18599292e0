"""The pain log: what it lists, and what can be added, corrected and deleted."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Amendment, DailyScore, TrainingDay
from backrehab.progression.rulesets import current_rules
from backrehab.screening.queries import current_screening
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)
# session, user, enrolments with the catalogue version, everything of the dates
QUERIES = 4


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day(instant: str = "2026-03-20 09:00") -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def entry(**changes: object) -> dict[str, object]:
    fields = {"key": str(uuid4()), "level": "1", "before": "2", "sets_done": "2", "worst": "3"}
    return {**fields, **changes}


@on_day()
def test_an_empty_log_says_what_to_do(client: Client) -> None:
    page = text(client.get("/log/"))
    assert "Nothing in these dates" in page
    assert "There may be entries further back." in page
    assert "Go to Today" in page
    chosen = text(client.get("/log/?first=2026-03-01&last=2026-03-02"))
    assert "Choose other dates, or see your latest days. See the latest days" in chosen


@on_day()
def test_each_day_has_its_colour_and_reason(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 10)])
    make_days(person, [date(2026, 3, 12)], worst=8)
    DailyScore.objects.create(user=person, on=date(2026, 3, 14), score=1, given_at=at("2026-03-14"))
    page = text(client.get("/log/"))
    assert "Thursday 12 March 2026 Too much Worst pain 8." in page
    assert "Tuesday 10 March 2026 Calm day Worst pain 2, next morning 2." in page
    assert "Saturday 14 March 2026 No training" in page


@on_day()
def test_a_day_that_was_only_begun_says_why_it_is_no_training(client: Client, person: User) -> None:
    begun = {"worst": None, "morning": None, "sets_done": 0}
    make_days(person, [date(2026, 3, 12), date(2026, 3, 20)], **begun)
    page = text(client.get("/log/"))
    assert (
        "Thursday 12 March 2026 No training Only the pain before the exercises was told, so it is "
        "no training day of your stage."
    ) in page
    assert "No training So far only the pain before the exercises was told." in page


def shown(client: Client, path: str) -> tuple[int, str]:
    """How many entries the page has, and of which dates."""
    response = client.get(path)
    said = re.search(r"From \d+ \w+ \d+ to \d+ \w+ \d+", text(response))
    return response.text.count('class="log-entry"'), said[0] if said else ""


@on_day()
def test_at_first_a_week_of_daily_entries_or_two_weeks_of_few(client: Client, person: User) -> None:
    make_days(person, [TODAY - timedelta(days=n) for n in (1, 5, 13, 14)])
    assert shown(client, "/log/") == (3, "From 7 March 2026 to 20 March 2026")
    make_days(person, [TODAY - timedelta(days=n) for n in (2, 3, 4, 6, 7, 8)])
    assert shown(client, "/log/") == (7, "From 13 March 2026 to 20 March 2026")
    # What was left out comes next.
    older = re.search(r'href="(/log/\?[^"]*)">Older days', client.get("/log/").text)
    assert older is not None
    assert shown(client, unescape(older[1])) == (3, "From 27 February 2026 to 12 March 2026")


@on_day()
@pytest.mark.parametrize("days", [1, 3, 28])
def test_the_log_costs_the_same_for_any_number_of_days(
    client: Client, person: User, django_assert_num_queries: Callable[[int], object], days: int
) -> None:
    make_days(person, [TODAY - timedelta(days=n) for n in range(1, days + 1)])
    client.get("/log/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/log/")


@on_day()
def test_a_period_is_chosen_and_never_too_long(client: Client, person: User) -> None:
    make_days(person, [TODAY - timedelta(days=n) for n in range(1, 200)])
    page = text(client.get("/log/?first=2026-03-10&last=2026-03-11"))
    assert "11 March 2026" in page
    assert "9 March 2026" not in page
    html = client.get("/log/?first=2020-01-01&last=2026-03-19").content.decode()
    assert html.count('class="log-entry"') == 92


@on_day()
def test_dates_that_cannot_all_be_shown(client: Client, person: User) -> None:
    make_days(person, [TODAY])

    def at_dates(dates: str) -> str:
        return text(client.get(f"/log/?{dates}"))

    def said(dates: str) -> str:
        note = re.search(r" to 20 March 2026(?:\. )?(.*?) Friday 20 March", at_dates(dates))
        assert note is not None
        return note[1]

    assert said("last=2026-03-20") == ""
    assert said("first=2025-12-19&last=2026-03-20") == ""
    cut = "At most 92 days are shown at once: these are the latest of them."
    assert said("first=2025-12-18&last=2026-03-20") == cut
    assert said("first=2020-01-01") == cut
    left_out = "Dates after today are left out: they are still to come."
    assert said("first=2026-03-10&last=2026-03-21") == left_out
    assert said("first=2020-01-01&last=9999-12-31") == f"{cut} {left_out}"
    ahead = at_dates("first=2026-03-21&last=2026-04-01")
    assert "From 21 March 2026 to 1 April 2026. These dates are still to come" in ahead
    assert "so there is nothing yet. Nothing in these dates" in ahead
    assert "Older days" not in ahead
    assert shown(client, "/log/?first=9999-12-31")[0] == 0


@on_day()
def test_the_colour_of_the_first_day_shown_is_the_true_one(client: Client, person: User) -> None:
    make_days(person, [TODAY - timedelta(days=n) for n in range(2, 12)], before=1, morning=1)
    make_days(person, [TODAY - timedelta(days=1)], before=1, morning=4)
    whole = re.findall(r'pill (\w+)"', client.get("/log/").content.decode())
    one = client.get("/log/?first=2026-03-19&last=2026-03-19").content.decode()
    assert re.findall(r'pill (\w+)"', one) == whole[:1] == ["red"]


@on_day()
@pytest.mark.parametrize("dates", ["last=0001-01-05", "first=0001-01-01&last=0001-01-01"])
def test_dates_long_before_anybody(client: Client, dates: str) -> None:
    assert shown(client, f"/log/?{dates}")[0] == 0


@on_day()
def test_older_days_show_every_entry_once(client: Client, person: User) -> None:
    """Page by page, first where there is one almost every day, then where there are few."""
    make_days(person, [TODAY - timedelta(days=n) for n in range(1, 90)])
    TrainingDay.objects.filter(user=person, on__lt=TODAY - timedelta(days=40)).exclude(
        on__day__in=[3, 17]
    ).delete()
    person.enrolments.update(started_on=TODAY - timedelta(days=100))
    path, seen = "/log/", []
    for _page in range(12):
        html = client.get(path).text
        seen += re.findall(r'href="/log/(\d{4}-\d\d-\d\d)/"', html)
        older = re.search(r'href="(/log/\?[^"]*)">Older days', html)
        if older is None:
            break
        path = unescape(older[1])
    assert older is None
    kept = TrainingDay.objects.filter(user=person).order_by("-on").values_list("on", flat=True)
    assert seen == [str(on) for on in kept]


@on_day()
def test_dates_the_wrong_way_round(client: Client) -> None:
    response = client.get("/log/?first=2026-03-10&last=2026-03-01")
    assert response.status_code == 422
    assert "This date comes after the other one." in text(response)
    assert client.get("/log/?first=tomorrow").status_code == 422


@on_day()
def test_a_day_is_added(client: Client) -> None:
    response = client.post("/log/add/", entry(on="2026-03-19", morning="2", extra_meds="on"))
    assert response.headers["Location"] == "/log/"
    day = TrainingDay.objects.get()
    assert (day.on, day.before, day.worst, day.morning) == (date(2026, 3, 19), 2, 3, 2)
    assert (day.sets_done, day.extra_meds, day.stage_key) == (2, True, "bar-hang")


@on_day()
@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("2026-03-21", "This date is still to come."),
        ("2026-03-17", "That day is closed."),
        ("2026-02-30", "Give a date as year, month and day, such as 2026-03-27."),
        ("", "Choose the date of that day."),
    ],
)
def test_a_day_that_cannot_be_added(client: Client, on: str, message: str) -> None:
    response = client.post("/log/add/", entry(on=on))
    assert response.status_code == 422
    assert message in text(response)
    assert re.search(r'value="3"[^>]*checked', response.content.decode())
    assert TrainingDay.objects.count() == 0


@on_day()
def test_nobody_adds_a_number_of_sets_unnoticed(client: Client, person: User) -> None:
    empty = client.get("/log/add/").text
    sets = re.search(r'<select name="sets_done".*?</select>', empty, re.DOTALL)
    assert sets is not None
    assert re.findall(r'<option value="(\d*)"( selected)?', sets[0])[0] == ("", " selected")
    refused = client.post("/log/add/", entry(on="2026-03-19", sets_done="", worst="7"))
    assert refused.status_code == 422
    assert "Choose how many sets you did." in text(refused)
    assert re.search(r'name="worst" value="7"[^>]*checked', refused.text)
    assert TrainingDay.objects.count() == 0
    # A day that is corrected has its number.
    make_days(person, [date(2026, 3, 19)], sets_done=1)
    page = client.get("/log/2026-03-19/").text
    sets = re.search(r'<select name="sets_done".*?</select>', page, re.DOTALL)
    assert sets is not None
    assert re.findall(r'<option value="(\d*)"( selected)?', sets[0])[:2] == [
        ("0", ""),
        ("1", " selected"),
    ]


@on_day()
def test_a_day_is_added_once(client: Client) -> None:
    data = entry(on="2026-03-19")
    client.post("/log/add/", data)
    client.post("/log/add/", data)
    assert TrainingDay.objects.count() == 1
    response = client.post("/log/add/", entry(on="2026-03-19"))
    assert response.status_code == 422
    assert "There is an entry for that day." in text(response)


@on_day()
def test_a_correction_within_48_hours_is_only_a_correction(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 19)])
    client.post("/log/2026-03-19/", entry(worst="5", morning="3"))
    day = TrainingDay.objects.get()
    assert (day.worst, day.morning, day.dose_level) == (5, 3, 1)
    assert Amendment.objects.count() == 0


@on_day()
def test_a_later_change_is_kept_as_an_amendment(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 10)])
    client.post("/log/2026-03-10/", entry(worst="5", morning="3"))
    kept = Amendment.objects.get()
    assert (kept.kind, kept.old["worst"], kept.new["worst"]) == ("corrected", 2, 5)
    page = text(client.get("/log/2026-03-10/"))
    assert "On 20 March 2026. It said: Before 2 Worst 2 Next morning 2 Sets 2 of 2" in page


@on_day()
def test_the_pages_say_the_times_of_the_rule_set(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_days(person, [date(2026, 3, 19)])
    assert "Today and the 2 days before can be added." in text(client.get("/log/add/"))
    assert "After 48 hours the old numbers" in text(client.get("/log/2026-03-19/"))
    rules = current_rules()
    diary = replace(rules.diary, addable_dates=2, correction_hours=72)
    other = replace(rules, diary=diary)
    monkeypatch.setattr("backrehab.web.person.current_rules", lambda: other)
    assert "Today and the day before can be added." in text(client.get("/log/add/"))
    assert "After 72 hours the old numbers" in text(client.get("/log/2026-03-19/"))


@on_day()
def test_a_morning_cannot_be_invented_later(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 10)], morning=None)
    response = client.post("/log/2026-03-10/", entry(morning="2"))
    assert response.status_code == 422
    assert "That morning score is closed" in text(response)
    assert TrainingDay.objects.get().morning is None


@on_day()
def test_a_leg_symptom_added_later_asks_the_questions(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 19)])
    response = client.post("/log/2026-03-19/", entry(leg="on"))
    assert response.headers["Location"] == "/screening/"
    assert current_screening(person).gate_outcome == "clinician"


@on_day()
def test_an_entry_is_deleted(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 10)])
    assert client.post("/log/2026-03-10/delete/", {"key": str(uuid4())}).status_code == 302
    assert TrainingDay.objects.count() == 0
    assert Amendment.objects.get().kind == "deleted"


@on_day()
def test_a_daily_score_is_corrected_and_deleted(client: Client, person: User) -> None:
    DailyScore.objects.create(user=person, on=date(2026, 3, 14), score=1, given_at=at("2026-03-14"))
    assert client.get("/log/2026-03-14/").status_code == 200
    client.post("/log/2026-03-14/", {"key": str(uuid4()), "score": "4"})
    assert DailyScore.objects.get().score == 4
    refused = client.post("/log/2026-03-14/", {"key": str(uuid4()), "score": "14"})
    assert refused.status_code == 422
    client.post("/log/2026-03-14/delete/", {"key": str(uuid4())})
    assert DailyScore.objects.count() == 0


@on_day()
def test_a_correction_of_a_day_that_was_deleted_elsewhere_says_so(
    client: Client, person: User
) -> None:
    make_days(person, [date(2026, 3, 19)])
    client.post("/log/2026-03-19/delete/", {"key": str(uuid4())})
    answer = client.post("/log/2026-03-19/", entry())
    assert answer.status_code == 404
    page = text(answer)
    assert "That day is not in your log" in page
    assert "There is no entry for Thursday 19 March 2026, so nothing was saved." in page
    # Back from the log, or by an old link.
    page = text(client.get("/log/2026-03-19/"))
    assert "There is no entry for Thursday 19 March 2026. If there was one, it was deleted." in page
    assert "Back to the pain log Add a day" in page


@on_day()
def test_another_persons_day_is_not_found(client: Client, catalogue: Catalogue) -> None:
    other = make_person(now=at("2026-03-01 09:00"))
    make_days(other, [date(2026, 3, 19)])
    assert client.get("/log/2026-03-19/").status_code == 404
    assert client.post("/log/2026-03-19/", entry()).status_code == 404
    client.post("/log/2026-03-19/delete/", {"key": str(uuid4())})
    assert TrainingDay.objects.filter(user=other).count() == 1


@on_day()
@pytest.mark.parametrize("path", ["2026-02-30", "2026-13-01", "not-a-date"])
def test_dates_that_do_not_exist_are_not_found(client: Client, path: str) -> None:
    assert client.get(f"/log/{path}/").status_code == 404


def test_wrong_methods(client: Client) -> None:
    assert client.post("/log/").status_code == 405
    assert client.put("/log/add/").status_code == 405
    assert client.get("/log/2026-03-19/delete/").status_code == 405


@pytest.mark.parametrize("path", ["", "add/", "2026-03-19/", "2026-03-19/delete/"])
def test_strangers_sign_in_first(path: str) -> None:
    assert Client().get(f"/log/{path}").headers["Location"].startswith("/accounts/login/")


@on_day()
def test_a_change_makes_the_gate_look_again(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 19)])
    touch(person)
    assert "Worst pain 2, next morning 2." in text(client.get("/today/"))
    client.post("/log/2026-03-19/", entry(worst="8", morning="2"))
    assert "Worst pain 8." in text(client.get("/today/"))
