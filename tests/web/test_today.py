"""Today: what it shows on each kind of day, and what its forms do."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, PerformedSet, TrainingDay
from backrehab.painlog.services import start_flare_up
from backrehab.screening.queries import current_screening
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text
from tests.web.today_pages import MONDAY, MORNING, at_monday, post, tick

pytestmark = pytest.mark.django_db

# session, user, enrolments with the catalogue version, what was entered today
QUERIES = 4


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


@at_monday()
def test_a_training_day_asks_for_pain_first(client: Client) -> None:
    page = text(client.get("/today/"))
    assert "Monday 9 March" in page
    assert "Stage 1: Bar hang" in page
    assert "How is your back right now?" in page
    assert "Also today: 4 exercises Warm-up Walking on the spot 2 minutes" in page


@at_monday()
@pytest.mark.parametrize("days", [1, 3, 400])
def test_today_costs_the_same_whatever_the_history(
    client: Client, person: User, django_assert_num_queries: Callable[[int], object], days: int
) -> None:
    make_days(person, [MONDAY - timedelta(days=n) for n in range(1, days + 1)])
    touch(person)
    client.get("/today/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/today/")


@at_monday()
def test_pain_before_then_sets_then_the_report(client: Client, catalogue: Catalogue) -> None:
    assert post(client, "before", score="3", level="1").status_code == 302  # type: ignore[attr-defined]
    for slot in ("morning", "evening"):
        post(client, "set", set=tick(catalogue, "bar-hang", slot, 1))
    post(client, "finish", sets_done="2", worst="4", extra_meds="on")
    day = TrainingDay.objects.get()
    assert (day.before, day.worst, day.sets_done, day.extra_meds) == (3, 4, 2, True)
    assert (day.stage_key, day.dose_level, day.target_dose) == ("bar-hang", 1, False)
    page = text(client.get("/today/"))
    assert "Done for now" in page
    assert "2 of 2 sets, worst pain 4" in page


@at_monday()
def test_under_htmx_only_the_day_comes_back(client: Client) -> None:
    html = post(client, "before", htmx=True, score="3", level="1").content.decode()  # type: ignore[attr-defined]
    assert html.lstrip().startswith('<div id="day">')
    assert "<html" not in html
    assert "Saved. Here is your plan." in html


@at_monday()
def test_ticking_twice_is_once_and_can_be_taken_back(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="3", level="1")
    value = tick(catalogue, "bar-hang", "morning", 1)
    post(client, "set", set=value)
    post(client, "set", set=value)
    assert PerformedSet.objects.count() == 1
    assert TrainingDay.objects.get().sets_done == 1
    post(client, "set", set=tick(catalogue, "bar-hang", "morning", 1, done=False))
    assert PerformedSet.objects.count() == 0
    assert TrainingDay.objects.get().sets_done == 0


@at_monday()
def test_two_sets_of_one_page_are_two_submissions(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="3", level="1")
    key = str(uuid4())
    post(client, "set", key=key, set=tick(catalogue, "bar-hang", "morning", 1))
    post(client, "set", key=key, set=tick(catalogue, "bar-hang", "evening", 1))
    assert TrainingDay.objects.get().sets_done == 2


@at_monday()
def test_sets_of_the_stage_need_a_score_first(client: Client, catalogue: Catalogue) -> None:
    response = post(client, "set", set=tick(catalogue, "bar-hang", "morning", 1))
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "First tell how your back is now." in text(response)
    assert PerformedSet.objects.count() == 0


@at_monday()
@pytest.mark.parametrize(
    ("score", "message"),
    [
        ("-1", "Pain is a whole number from 0 to 10."),
        ("11", "Pain is a whole number from 0 to 10."),
        ("3.5", "Pain is a whole number from 0 to 10."),
        ("a lot", "Pain is a whole number from 0 to 10."),
        ("", "Choose a number from 0 to 10."),
    ],
)
def test_a_wrong_score_is_refused_beside_its_field(
    client: Client, score: str, message: str
) -> None:
    response = post(client, "before", score=score, level="1")
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert message in text(response)
    assert TrainingDay.objects.count() == 0


@at_monday()
def test_what_was_typed_is_kept(client: Client) -> None:
    post(client, "before", score="3", level="1")
    response = post(client, "finish", sets_done="1", worst="12", leg="on")
    html = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert re.search(r'<option value="1" selected', html)
    assert re.search(r'name="leg"[^>]*checked', html)
    assert TrainingDay.objects.get().finished_at is None


@at_monday()
def test_the_same_form_twice_has_one_effect(client: Client) -> None:
    key = str(uuid4())
    post(client, "before", key=key, score="3", level="1")
    post(client, "before", key=key, score="5", level="1")
    assert TrainingDay.objects.get().before == 3
    other = post(client, "before", key=str(uuid4()), score="5", level="1")
    # Told, and not dropped in silence.
    assert other.status_code == 422  # type: ignore[attr-defined]
    assert "There is an entry for today already." in text(other)  # type: ignore[arg-type]
    assert TrainingDay.objects.get().before == 3


@at_monday()
def test_high_pain_means_no_exercise(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="6", level="1")
    page = text(client.get("/today/"))
    assert "No exercise today" in page
    assert "Easy routine" in page
    assert "I tweaked my back" in page
    response = post(client, "set", set=tick(catalogue, "bar-hang", "morning", 1))
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert TrainingDay.objects.get().sets_done == 0


@at_monday()
def test_pain_well_over_the_usual_means_no_exercise(client: Client, person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=n) for n in range(1, 6)], before=1, morning=1)
    touch(person)
    post(client, "before", score="4", level="1")
    assert "No exercise today" in text(client.get("/today/"))


@at_monday()
def test_stop_ends_the_day(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="3", level="1")
    post(client, "stop")
    day = TrainingDay.objects.get()
    assert day.stop
    page = text(client.get("/today/"))
    assert page.count("Stopped for today") == 1
    assert "How bad was it?" in page
    refused = post(client, "set", set=tick(catalogue, "bar-hang", "morning", 1))
    assert refused.status_code == 422  # type: ignore[attr-defined]
    post(client, "finish", sets_done="0", worst="7")
    day.refresh_from_db()
    assert (day.stop, day.worst) == (True, 7)


@at_monday()
def test_a_leg_symptom_pauses_the_plan_and_asks(client: Client, person: User) -> None:
    post(client, "before", score="3", level="1")
    response = post(client, "finish", sets_done="1", worst="3", leg="on")
    assert response.headers["Location"] == "/screening/"  # type: ignore[attr-defined]
    assert current_screening(person).gate_outcome == "clinician"
    assert "Your plan is paused" in text(client.get("/today/"))


@at_monday()
def test_a_later_round_never_lowers_the_worst_pain(client: Client) -> None:
    post(client, "before", score="3", level="1")
    post(client, "finish", sets_done="1", worst="5")
    post(client, "finish", sets_done="2", worst="2")
    day = TrainingDay.objects.get()
    assert (day.worst, day.sets_done) == (5, 2)


@at_monday()
def test_the_morning_check_in(client: Client, person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=1)], morning=None)
    touch(person)
    assert "Good morning" in text(client.get("/today/"))
    post(client, "morning", on="2026-03-08", score="2")
    day = TrainingDay.objects.get()
    assert (day.morning, day.morning_timing, day.morning_on) == (2, "on_time", MONDAY)
    assert "Good morning" not in text(client.get("/today/"))


@at_monday()
def test_a_refused_check_in_keeps_its_place(client: Client, person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=1)], morning=None)
    touch(person)
    response = post(client, "morning", htmx=True, on="2026-03-08", score="")
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "Choose a number from 0 to 10." in text(response)
    assert TrainingDay.objects.get().morning is None


@at_monday("2026-03-09 03:30")
def test_before_four_there_is_no_check_in(client: Client, person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=1)], morning=None)
    touch(person)
    assert "Good morning" not in text(client.get("/today/"))
    response = post(client, "morning", on="2026-03-08", score="2")
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "too early" in text(response)


@at_monday()
def test_a_closed_morning_is_refused(client: Client, person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=3)], morning=None)
    response = post(client, "morning", on="2026-03-06", score="2")
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "closed" in text(response)
    assert TrainingDay.objects.get().morning is None


@at_monday("2026-03-10 09:00")
def test_a_rest_day_has_an_optional_score(client: Client) -> None:
    page = text(client.get("/today/"))
    assert "Rest day" in page
    post(client, "daily", score="2")
    assert DailyScore.objects.get().score == 2
    assert "2 of 10 today" in text(client.get("/today/"))
    assert "How is your back right now?" in text(client.get("/today/?train"))


@at_monday()
def test_going_easier_is_allowed_until_the_first_set(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    make_days(person, [date(2026, 3, 4), date(2026, 3, 6)], dose_level=1, target_dose=False)
    touch(person)
    post(client, "before", score="2", level="2")
    assert TrainingDay.objects.get(on=MONDAY).dose_level == 2
    assert "Take it easier today" in text(client.get("/today/"))
    post(client, "dose", dose="1-100")
    assert TrainingDay.objects.get(on=MONDAY).dose_level == 1
    post(client, "set", set=tick(catalogue, "bar-hang", "morning", 1))
    refused = post(client, "dose", dose="2-100")
    assert refused.status_code == 422  # type: ignore[attr-defined]


@at_monday()
def test_a_higher_dose_than_suggested_is_not_to_be_had(client: Client) -> None:
    post(client, "before", score="2", level="3")
    assert TrainingDay.objects.get().dose_level == 1


@at_monday()
def test_a_flare_up_puts_the_plan_on_hold(client: Client, person: User) -> None:
    start_flare_up(user=person, on=MONDAY)
    touch(person)
    page = text(client.get("/today/"))
    assert "Your plan is on hold" in page
    assert "On hold: Seated row" in page
    assert "Pull-through 3" not in page


@at_monday()
def test_finished_stages_stay_in_the_plan(client: Client, person: User) -> None:
    enter_stage(person, "pull-through", date(2026, 3, 2))
    post(client, "before", score="1", level="1")
    page = text(client.get("/today/"))
    assert "Keeping up what you have" in page
    assert "Bar hang" in page
    assert "Reverse hyper" in page


@at_monday()
def test_a_limit_of_the_screening_changes_the_plan(client: Client, person: User) -> None:
    make_screening(person, now=MORNING, read=True, K3="yes")
    page = text(client.get("/today/"))
    assert "In place of: Bar hang" in page


@at_monday()
@pytest.mark.parametrize("value", ["", "x", "1:session:1", "999999:morning:1:1", "1:a:1:2"])
def test_a_button_that_makes_no_sense_changes_nothing(client: Client, value: str) -> None:
    post(client, "before", score="2", level="1")
    response = post(client, "set", set=value)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert PerformedSet.objects.count() == 0


@at_monday()
def test_a_form_without_its_key_is_refused_kindly(client: Client) -> None:
    response = client.post("/today/before/", {"score": "3", "level": "1"})
    assert response.status_code == 422
    assert "This page was out of date" in text(response)
    assert TrainingDay.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "morning",
        "before",
        "dose",
        "set",
        "skip",
        "drill",
        "go-on",
        "finish",
        "stop",
        "daily",
    ],
)
def test_entries_are_posted(client: Client, path: str) -> None:
    assert client.get(f"/today/{path}/").status_code == 405


def test_today_is_read(client: Client) -> None:
    assert client.post("/today/").status_code == 405


@pytest.mark.parametrize("path", ["", "before/", "set/"])
def test_strangers_sign_in_first(path: str) -> None:
    response = Client().get(f"/today/{path}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


@at_monday()
def test_personal_pages_are_never_stored(client: Client) -> None:
    response = client.get("/today/")
    assert response.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in response.headers["Vary"]


@at_monday("2026-03-10 09:00")
def test_stop_on_a_rest_day_counts_too(client: Client, person: User) -> None:
    enter_stage(person, "seated-row", date(2026, 3, 2))
    assert "Stop: this makes it worse" in text(client.get("/today/"))
    post(client, "stop")
    day = TrainingDay.objects.get()
    assert (day.stop, day.stage_key, day.before, day.sets_done) == (True, "seated-row", None, 0)
    assert "Stopped for today" in text(client.get("/today/"))


@at_monday()
def test_stop_stands_on_every_exercise_of_the_easy_routine(client: Client) -> None:
    post(client, "before", score="8", level="1")
    html = client.get("/today/").content.decode()
    assert html.count("Stop: this makes it worse") == html.count('<article class="planned')


@at_monday()
def test_the_buttons_say_what_the_report_says(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="2", level="1")
    post(client, "set", set=tick(catalogue, "bar-hang", "midday", 1))
    post(client, "finish", sets_done="2", worst="2")
    done = PerformedSet.objects.order_by("slot").values_list("slot", flat=True)
    assert list(done) == ["midday", "morning"]
    post(client, "finish", sets_done="1", worst="2")
    assert list(PerformedSet.objects.values_list("slot", flat=True)) == ["morning"]
    assert TrainingDay.objects.get().sets_done == 1
