"""Words that say what is so now: a step back, limits of the health check, what a stage needs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, TrainingDay
from backrehab.progression.services import confirm_technique
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, today

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]
STEPPED = "One step back, to: Bar hang Too much on Thursday 5 March and Monday 9 March"


@pytest.fixture
def user_below(catalogue: Catalogue) -> User:
    """One more day that is too much leads them one stage down."""
    user = person_on("seated-row", weekday_mask=0b111_1111)
    TrainingDay.objects.filter(user=user, on=date(2026, 3, 5)).update(worst=9)
    touch(user)
    return user


@pytest.fixture
def stepped_back(user_below: User, sign_in: SignIn) -> Client:
    """Two days that were too much; the second one is today, and leads one stage down."""
    client = sign_in(user_below)
    with at_monday():
        post(client, "before", score="1", level="1")
        post(client, "stop")
    return client


def test_a_step_back_is_told_until_the_next_training(stepped_back: Client) -> None:
    with at_monday("2026-03-09 20:00"):
        assert STEPPED in today(stepped_back)
    with time_machine.travel(at("2026-03-12 09:00"), tick=False):
        assert STEPPED in today(stepped_back)
        post(stepped_back, "before", score="1", level="1")
        post(stepped_back, "finish", sets_done="2", worst="1")
        assert "One step back" not in today(stepped_back)


@at_monday()
def test_a_dose_that_led_a_step_back_is_given_no_reason(sign_in: SignIn, user_below: User) -> None:
    """What is suggested is a dose of the stage below by now, and so is the reason for it."""
    client = sign_in(user_below)
    reason = "Same dose: do 2 more in the last set when it feels easy."
    assert reason in today(client)
    post(client, "before", score="1", level="3")
    assert reason in today(client)
    post(client, "finish", sets_done="3", worst="9")
    page = today(client)
    assert STEPPED in page
    assert "Seated row 3 × 12 repetitions Done" in page
    assert reason not in page
    assert "dose of this stage" not in page


def test_a_stop_by_mistake_leads_to_the_log(stepped_back: Client) -> None:
    with at_monday("2026-03-09 20:00"):
        page = stepped_back.get("/today/")
        assert "Pressed by mistake? Take it back in the pain log" in words(page.text)
        assert 'href="/log/2026-03-09/"' in page.text


@at_monday()
def test_strong_pain_at_rest_says_so_and_asks_for_a_score(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("bar-hang")
    make_screening(user, now=MORNING, read=True, K2="yes")
    client = sign_in(user)
    page = today(client)
    assert "You told of strong pain at rest in your health check." in page
    assert "Your pain is too high for training right now" not in page
    assert "It is better: answer again" in page
    assert "It leaves only the easy routine for now" in page
    assert "How is your back today?" in page
    post(client, "daily", score="3")
    assert DailyScore.objects.get(user=user, on=MONDAY).score == 3
    assert "How is your back today?" not in today(client)


@at_monday()
def test_a_leg_symptom_asks_for_answers_and_not_for_a_clinician(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    client = sign_in(person_on("bar-hang"))
    post(client, "before", score="1", level="1")
    post(client, "finish", sets_done="1", worst="1", leg="on")
    told = "You told of a leg symptom. A few questions about it come first."
    for path in ("/today/", "/ladder/", "/programmes/"):
        page = words(client.get(path).text)
        assert told in page, path
        assert "look at your back first" not in page, path
        assert "until somebody has looked at your back" not in page, path


@at_monday()
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"E1": "yes"}, "Your health check says that you need medical help now."),
        ({"C9": "yes"}, "Your health check says that somebody should look at your back first."),
        ({"C8": "yes"}, "It keeps the plan to light exercises for now"),
    ],
)
def test_the_line_of_the_health_check_says_what_it_says(
    sign_in: SignIn, catalogue: Catalogue, answers: dict[str, str], said: str
) -> None:
    user = person_on("seated-row")
    make_screening(user, now=MORNING, read=True, **answers)
    page = today(sign_in(user))
    assert said in page
    assert "Please answer the health check again" not in page


@at_monday()
def test_the_health_check_is_found_when_it_is_not_due(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    client = sign_in(person_on("bar-hang"))
    assert client.get("/settings/").text.count('href="/screening/result/"') == 2
    assert client.get("/log/").text.count('href="/screening/result/"') == 1


@at_monday()
@pytest.mark.parametrize(("equipment", "told"), [(["floor"], True), (["floor", "barbell"], False)])
def test_a_stage_that_nothing_at_hand_fits_says_so_before_it_opens(
    sign_in: SignIn, catalogue: Catalogue, equipment: list[str], *, told: bool
) -> None:
    user = make_person(now=at("2026-01-05 09:00"), equipment=equipment)
    enter_stage(user, "pull-through", date(2026, 1, 5))
    confirm_technique(user=user, now=MORNING)
    days = [MONDAY - timedelta(days=n) for n in (20, 17, 14, 11, 8, 5, 2, 1)]
    make_days(user, days, stage="pull-through", before=1, worst=1, morning=1)
    make_screening(user, now=MORNING, read=True)
    page = today(sign_in(user))
    assert "The deadlift is ready to open" in page
    assert ("Nothing you have fits it yet. It needs:" in page) is told


@pytest.mark.parametrize(
    ("hour", "title"), [("09", "Good morning"), ("17", "This morning's score")]
)
def test_nobody_says_good_morning_in_the_evening(
    sign_in: SignIn, catalogue: Catalogue, hour: str, title: str
) -> None:
    user = person_on("bar-hang")
    make_days(user, [MONDAY - timedelta(days=1)], morning=None)
    touch(user)
    with at_monday(f"2026-03-09 {hour}:00"):
        page = today(sign_in(user))
    assert title in page
    assert ("Good morning" in page) is (title == "Good morning")


@at_monday()
def test_a_limit_within_a_word_keeps_its_number(sign_in: SignIn, catalogue: Catalogue) -> None:
    """ "Mild" reaches up to 3: alone it would say that a mild pain is more than mild."""
    user = person_on("deadlift", hide_numbers=True)
    TrainingDay.objects.filter(user=user, on=date(2026, 3, 7)).update(worst=3)
    touch(user)
    page = today(sign_in(user))
    assert "Worst pain mild (3 of 10); this stage asks for mild (2 of 10) or less." in page
    assert "Usual pain mild (2 of 10) or less" in page
    assert "No score above moderate (4 of 10)" in page
    other = person_on("seated-row", hide_numbers=True)
    TrainingDay.objects.filter(user=other, on=date(2026, 3, 7)).update(before=3, worst=4)
    touch(other)
    assert "Worst pain moderate; this stage asks for mild or less." in today(sign_in(other))


@at_monday()
@pytest.mark.parametrize("held", [True, False])
def test_two_ready_stages_say_which_to_open_first(
    sign_in: SignIn, catalogue: Catalogue, *, held: bool
) -> None:
    user = make_person(now=at("2026-01-05 09:00"))
    enter_stage(user, "deadlift", date(2026, 1, 5))
    days = [MONDAY - timedelta(days=n) for n in (19, 16, 13, 10, 7, 4, 1)]
    make_days(user, days, stage="deadlift", before=1, worst=1, morning=1)
    make_screening(user, now=MORNING, read=True)
    user.enrolments.update(
        technique_confirmed_at=MORNING, hold_test_passed_at=MORNING if held else None
    )
    touch(user)
    page = today(sign_in(user))
    assert "The barbell row is ready to open" in page
    assert page.count("The hyper row is ready as well. If you want it too, open it first") == held
