"""Today: leaving out, drills with levels, going on after a break, another way, loads."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DrillAnswer, FlareUp, PerformedSet, Skip, TrainingDay
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Transition
from backrehab.progression.services import get_enrolment
from backrehab.screening.queries import current_screening
from tests.factories import make_screening
from tests.factories_diary import exercise_id, make_days
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, tick, today

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]
PATHS = ["skip", "drill", "go-on", "way"]


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return person_on("seated-row")


@pytest.fixture
def client(person: User, sign_in: SignIn) -> Client:
    return sign_in(person)


# Who may, and how


@pytest.mark.parametrize("path", PATHS)
def test_only_by_a_button(client: Client, path: str) -> None:
    assert client.get(f"/today/{path}/").status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_sign_in_first(db: None, path: str) -> None:
    location = Client().post(f"/today/{path}/").headers["Location"]
    assert location.startswith("/accounts/login/?next=/")


@at_monday()
@pytest.mark.parametrize("path", PATHS)
def test_a_form_without_its_key_is_refused_kindly(client: Client, path: str) -> None:
    response = client.post(f"/today/{path}/", {"skip": "1:1", "drill": "marching-1:fine"})
    assert response.status_code == 422
    assert "This page was out of date" in words(response.text)
    assert (Skip.objects.count(), DrillAnswer.objects.count()) == (0, 0)


@at_monday()
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("skip", {"skip": ""}),
        ("skip", {"skip": "seated-row:1"}),
        ("skip", {"skip": "1:2"}),
        ("skip", {"skip": "9999999999:1"}),
        ("drill", {"drill": "marching-1"}),
        ("drill", {"drill": "marching-1:well"}),
        ("drill", {"drill": "Marching 1:fine"}),
        ("way", {}),
    ],
)
def test_a_button_that_makes_no_sense(client: Client, path: str, data: dict[str, object]) -> None:
    response = post(client, path, **data)
    assert response.status_code == 422
    assert "That button was not understood" in words(response.text)
    assert (Skip.objects.count(), DrillAnswer.objects.count()) == (0, 0)


# Leaving out


@at_monday()
def test_skipped_and_taken_in_again(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="1", level="3")
    hang = exercise_id(catalogue, "bar-hang")
    for htmx in (False, True):
        assert post(client, "skip", htmx=htmx, skip=f"{hang}:1").status_code == 200 + 102 * (
            not htmx
        )
    assert Skip.objects.get().exercise_id == hang
    page = today(client)
    assert "1 exercise left out today Bar hang Skipped: your own choice. Take it in again" in page
    refused = post(client, "set", set=f"{hang}:morning:1:1")
    assert refused.status_code == 422
    assert "not part of today's plan" in words(refused.text)
    post(client, "skip", skip=f"{hang}:0")
    assert not Skip.objects.exists()
    assert "left out today" not in today(client)


@at_monday()
def test_a_set_from_a_page_of_before_a_flare_up_says_why_it_is_refused(
    client: Client, catalogue: Catalogue
) -> None:
    post(client, "before", score="1", level="3")
    one = tick(catalogue, "seated-row", "session", 1)
    setbacks.begin_flare_up(Entry(User.objects.get(), MORNING))
    for htmx in (False, True):
        refused = post(client, "set", htmx=htmx, set=one)
        assert refused.status_code == 422
        assert "The plan is paused for now, so nothing was saved." in words(refused.text)
    assert not PerformedSet.objects.exists()


@at_monday()
def test_the_same_press_of_skip_is_one(client: Client, catalogue: Catalogue) -> None:
    """A late repeat of the first press does not leave it out again."""
    hang, key = exercise_id(catalogue, "bar-hang"), str(uuid4())
    post(client, "skip", key=key, skip=f"{hang}:1")
    post(client, "skip", key=key, skip=f"{hang}:0")
    post(client, "skip", key=key, skip=f"{hang}:1")
    assert not Skip.objects.exists()


@at_monday()
@pytest.mark.parametrize("key", ["deadlift", "hip-bump"])
def test_what_is_not_in_the_plan_cannot_be_skipped(
    client: Client, catalogue: Catalogue, key: str
) -> None:
    response = post(client, "skip", skip=f"{exercise_id(catalogue, key)}:1")
    assert (response.status_code, Skip.objects.count()) == (422, 0)


@at_monday()
def test_a_skip_is_nobody_elses(client: Client, sign_in: SignIn, catalogue: Catalogue) -> None:
    other = person_on("seated-row")
    post(client, "skip", skip=f"{exercise_id(catalogue, 'bar-hang')}:1")
    assert "left out today" not in today(sign_in(other))
    assert not other.skips.exists()


# Drills with levels


@at_monday()
def test_a_drill_is_answered_once(client: Client, person: User) -> None:
    setbacks.begin_flare_up(Entry(person, MORNING))
    key = str(uuid4())
    for _ in range(2):
        assert post(client, "drill", key=key, drill="marching-1:fine").status_code == 302
    assert [(row.user_id, row.comfort, row.on) for row in DrillAnswer.objects.all()] == [
        (person.pk, "fine", MONDAY)
    ]


@at_monday()
@pytest.mark.parametrize(
    ("drill", "message"),
    [
        ("marching-2:fine", "This level is not open yet."),
        ("plank:fine", "This exercise has no levels."),
        ("no-such-drill:fine", "This exercise has no levels."),
    ],
)
def test_a_drill_that_cannot_be_answered(
    client: Client, person: User, drill: str, message: str
) -> None:
    setbacks.begin_flare_up(Entry(person, MORNING))
    response = post(client, "drill", drill=drill)
    assert (response.status_code, message in words(response.text)) == (422, True)
    assert not DrillAnswer.objects.exists()


@at_monday()
def test_further_down_the_leg_pauses_everything(client: Client, person: User) -> None:
    setbacks.begin_flare_up(Entry(person, MORNING))
    post(client, "drill", drill="marching-1:further_down")
    assert current_screening(person).gate_outcome == "clinician"
    assert "Your plan is paused" in today(client)
    make_screening(person, now=MORNING, read=True)
    page = today(client)
    assert "Your plan is on hold" in page


# After a break


@at_monday()
def test_going_on_after_a_break(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("seated-row", last=MONDAY - timedelta(days=20))
    client = sign_in(user)
    refused = post(client, "go-on")
    assert refused.status_code == 422
    assert "A few questions come first." in words(refused.text)
    assert post(client, "before", score="1", level="3").status_code == 422
    assert TrainingDay.objects.filter(user=user, on=MONDAY).count() == 0
    make_screening(user, now=MORNING, read=True)
    key = str(uuid4())
    for _ in range(2):
        assert post(client, "go-on", key=key).status_code == 302
    assert post(client, "go-on").status_code == 302
    assert Transition.objects.filter(user=user, kind="lay_off").count() == 1
    page = today(client)
    assert "Welcome back. Here is your plan." in page
    assert "Before you start" in page
    assert "Part of the dose, to find your way back step by step." in page
    # Level 3 is 3 x 12; half of it is two sets of 9.
    assert "2 × 9 repetitions" in page


@at_monday()
def test_going_on_without_a_break_changes_nothing(client: Client, person: User) -> None:
    assert post(client, "go-on").status_code == 302
    assert not Transition.objects.filter(user=person, kind="lay_off").exists()


@at_monday()
def test_nobody_goes_on_for_somebody_else(
    client: Client, sign_in: SignIn, catalogue: Catalogue
) -> None:
    other = person_on("deadlift", last=MONDAY - timedelta(days=40))
    make_screening(other, now=MORNING, read=True)
    post(client, "go-on")
    enrolment = get_enrolment(other)
    assert enrolment is not None
    assert enrolment.stage_key == "deadlift"


# By mistake: an address of the flare-up page


@at_monday()
def test_a_mistake_of_somebody_else_stays(client: Client, catalogue: Catalogue) -> None:
    other = person_on("seated-row")
    setbacks.begin_flare_up(Entry(other, MORNING))
    assert client.post("/flare-up/mistake/", {"key": str(uuid4())}).status_code == 422
    assert FlareUp.objects.filter(user=other, ended_on=None).count() == 1


# Repetitions on top, and loads


def field(html: str, name: str) -> str:
    here = f'[^>]*name="{name}"'
    found = re.search(f"<input{here}[^>]*>|<select{here}.*?</select>", html, re.DOTALL)
    return found[0] if found else ""


@pytest.fixture
def lifter(catalogue: Catalogue) -> User:
    """Pull-throughs with a weight, in pounds."""
    return person_on("pull-through", unit="lb", equipment=["cable"])


@at_monday()
def test_a_weight_in_pounds_is_kept_in_kilograms(sign_in: SignIn, lifter: User) -> None:
    client = sign_in(lifter)
    post(client, "before", score="1", level="3")
    html = client.get("/today/").text
    assert "The weight you used, in lb" in words(html)
    post(client, "finish", sets_done="3", worst="1", extra_repetitions="2", load="45")
    day = TrainingDay.objects.get(user=lifter, on=MONDAY)
    # 45 international pounds of 0.45359237 kg, to the gram.
    assert (day.load_kg, day.extra_repetitions, day.band) == (Decimal("20.412"), 2, None)
    html = client.get("/today/").text
    assert 'value="45"' in field(html, "load")
    assert re.search(r'<option value="2" selected>', field(html, "extra_repetitions"))


@at_monday()
def test_a_weight_with_a_comma(sign_in: SignIn, lifter: User) -> None:
    client = sign_in(lifter)
    post(client, "before", score="1", level="3")
    post(client, "finish", sets_done="3", worst="1", load="42,5")
    # 42.5 international pounds of 0.45359237 kg, to the gram.
    assert TrainingDay.objects.get(user=lifter, on=MONDAY).load_kg == Decimal("19.278")


@at_monday()
@pytest.mark.parametrize("load", ["-1", "501", "heavy", "1.234", "4,2,5"])
def test_a_weight_that_is_none(sign_in: SignIn, lifter: User, load: str) -> None:
    client = sign_in(lifter)
    post(client, "before", score="1", level="3")
    response = post(client, "finish", sets_done="3", worst="1", load=load)
    assert response.status_code == 422
    assert f'value="{load}"' in field(response.text, "load")
    day = TrainingDay.objects.get(user=lifter, on=MONDAY)
    assert (day.load_kg, day.finished_at) == (None, None)


@at_monday()
def test_a_band_is_kept_and_shown_again(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("seated-row", equipment=["band"])
    client = sign_in(user)
    post(client, "before", score="1", level="3")
    assert "The band you used" in words(client.get("/today/").text)
    post(client, "finish", sets_done="3", worst="1", band="2", extra_repetitions="0")
    assert TrainingDay.objects.get(user=user, on=MONDAY).band == 2
    bands = field(client.get("/today/").text, "band")
    chosen = re.search(r'<option value="2" selected>([^<]+)', bands)
    assert chosen is not None
    assert chosen[1] == "Red (light)"
    assert post(client, "finish", sets_done="3", worst="1", band="6").status_code == 422


@at_monday()
def test_a_hold_asks_for_no_repetitions(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("bar-hang"))
    post(client, "before", score="1", level="3")
    html = client.get("/today/").text
    assert (field(html, "extra_repetitions"), field(html, "load"), field(html, "band")) == (
        "",
        "",
        "",
    )


@at_monday()
def test_what_went_well_is_more_next_time(sign_in: SignIn, lifter: User) -> None:
    """Two calm days at the full dose with 45 lb; the smallest plate is 5 lb, to the gram."""
    lifter.load_step_kg = Decimal("2.268")
    lifter.save(update_fields=["load_step_kg"])
    lifter.training_days.all().delete()
    calm = {"before": 1, "worst": 1, "morning": 1, "extra_repetitions": 2}
    dose = {"dose_level": 4, "sets_prescribed": 3, "sets_done": 3, "load_kg": "20.412"}
    days = [MONDAY - timedelta(days=n) for n in (9, 3)]
    make_days(lifter, days, stage="pull-through", **dose, **calm)
    page = today(sign_in(lifter))
    # No whole number of plates lies within 2.5 to 10 % more, so it is one plate more.
    assert "3 × 15 repetitions · 50 lb" in page
    assert "A little more than last time: your last days went well." in page


@at_monday()
@pytest.mark.parametrize(
    ("band", "shown"),
    [(2, "Green (medium)"), (4, "Black (very strong)"), (5, "Black (very strong)")],
)
def test_a_stronger_band_is_suggested_by_its_name(
    sign_in: SignIn, catalogue: Catalogue, band: int, shown: str
) -> None:
    user = person_on("seated-row", equipment=["band"])
    user.training_days.all().delete()
    calm = {"before": 1, "worst": 1, "morning": 1, "extra_repetitions": 2}
    dose = {"dose_level": 4, "sets_prescribed": 3, "sets_done": 3, "band": band}
    days = [MONDAY - timedelta(days=n) for n in (9, 3)]
    make_days(user, days, stage="seated-row", **dose, **calm)
    assert f"· {shown}" in today(sign_in(user))


# Another way


@at_monday()
def test_another_way_for_today(sign_in: SignIn, catalogue: Catalogue) -> None:
    """The first way that fits is the cable machine; the bench row with dumbbells is another."""
    user = person_on("seated-row", equipment=["cable", "band", "dumbbells", "bench"])
    client = sign_in(user)
    refused = post(client, "way", way="any")
    assert (refused.status_code, TrainingDay.objects.filter(on=MONDAY).count()) == (422, 0)
    post(client, "before", score="1", level="3")
    ways = re.findall(r'name="way" value="([^"]+)"', client.get("/today/").text)
    assert len(ways) >= 1
    key = str(uuid4())
    for _ in range(2):
        assert post(client, "way", key=key, way=ways[0]).status_code == 302
    assert TrainingDay.objects.get(user=user, on=MONDAY).variant_key == ways[0]
    assert ways[0] not in re.findall(r'name="way" value="([^"]+)"', client.get("/today/").text)


@at_monday()
def test_a_way_that_does_not_exist(client: Client) -> None:
    post(client, "before", score="1", level="3")
    response = post(client, "way", way="no-such-way")
    assert response.status_code == 422
    assert TrainingDay.objects.get(on=MONDAY).variant_key == ""
