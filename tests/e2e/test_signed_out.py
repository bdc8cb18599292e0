"""The sign-in ends in the middle of a form: a message, the way back, and nothing is stored."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.painlog.models import TrainingDay
from tests.e2e.conftest import NOW
from tests.e2e.visitor import PASSWORD, Visitor
from tests.factories import at
from tests.factories_diary import make_days, make_person

pytestmark = pytest.mark.browser

BEFORE = "How is your back right now?"
SIGNED_OUT = "You were signed out, so this was not saved. Sign in, and it is still here."
STILL_HERE = "What you typed is still here. Save it to keep it."
WORST = "Worst pain during the exercises"
OUT_OF_DATE = "This page was out of date, so nothing was saved. Please send it again."


@pytest.fixture
def person(server: str) -> User:
    user = make_person(now=at("2026-03-01 09:00"))
    user.set_password(PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    user.save()
    return user


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "without"])
def test_the_session_ended(visit: Callable[..., Visitor], person: User, javascript: bool) -> None:
    ada = visit(javascript=javascript)
    ada.sign_in(person)
    ada.go("/today/")
    ada.choose(BEFORE, "3")
    ada.sign_out_elsewhere()
    ada.press("Save and start")
    ada.at("/accounts/login/")
    ada.says(SIGNED_OUT)
    assert not TrainingDay.objects.filter(user=person).exists()

    ada.fill("E-mail address", person.email)
    ada.fill("Password", PASSWORD)
    ada.press("Sign in")
    ada.at("/today/")
    # What was typed is back, but only the next press stores it.
    expect(ada.main.get_by_role("group", name=BEFORE).get_by_label("3")).to_be_checked()
    assert not TrainingDay.objects.filter(user=person).exists()
    ada.press("Save and start")
    ada.says("Saved. Here is your plan.")
    assert TrainingDay.objects.get(user=person).before == 3
    # Nothing waits any more.
    expect(ada.main.get_by_text(STILL_HERE)).to_have_count(0)


def test_what_came_back_outlives_another_press(visit: Callable[..., Visitor], person: User) -> None:
    """Until it is saved itself, it stays typed, and the page goes on saying so."""
    make_days(person, [NOW.date()], worst=None, morning=None, sets_done=0)
    ada = visit()
    ada.sign_in(person)
    ada.go("/today/")
    ada.main.get_by_text("After the exercises").click()
    ada.choose(WORST, "4")
    ada.tick("More painkiller than usual in the 6 hours before")
    ada.sign_out_elsewhere()
    ada.press("Save")
    ada.at("/accounts/login/")
    ada.fill("E-mail address", person.email)
    ada.fill("Password", PASSWORD)
    ada.press("Sign in")
    ada.says(STILL_HERE)
    ada.button(re.compile("Set 1")).last.click()
    ada.says("set 1 is done.")
    worst = ada.main.get_by_role("group", name=WORST)
    expect(worst.get_by_label("4")).to_be_checked()
    expect(ada.main.get_by_text(STILL_HERE)).to_have_count(1)
    ada.press("Save")
    ada.says("Saved. Tomorrow morning, tell how your back is.")
    expect(ada.main.get_by_text(STILL_HERE)).to_have_count(0)
    day = TrainingDay.objects.get(user=person)
    assert (day.worst, day.extra_meds) == (4, True)


def test_the_connection_is_gone(visit: Callable[..., Visitor], person: User) -> None:
    ada = visit()
    ada.sign_in(person)
    ada.go("/today/")
    ada.choose(BEFORE, "3")
    ada.page.context.set_offline(True)
    ada.press("Save and start")
    ada.says("That could not be sent.")
    expect(ada.main.get_by_role("group", name=BEFORE).get_by_label("3")).to_be_checked()
    ada.page.context.set_offline(False)
    ada.press("Save and start")
    ada.says("Saved. Here is your plan.")
    expect(ada.main.get_by_text("That could not be sent.")).to_have_count(0)
    ada.comes_to(lambda: ada.loads, 1)
    # htmx logs a request that failed; that is all it may say.
    ada.excuse("htmx:")


def test_the_token_of_the_form_is_gone_under_htmx(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = visit()
    ada.sign_in(person)
    ada.go("/today/")
    ada.choose(BEFORE, "3")
    ada.page.context.clear_cookies(name="csrftoken")
    ada.press("Save and start")
    ada.says(OUT_OF_DATE)
    assert not TrainingDay.objects.filter(user=person).exists()
    ada.comes_to(lambda: ada.refused, [(403, "/today/before/")])
    expect(ada.main.get_by_role("group", name=BEFORE).get_by_label("3")).to_be_checked()
    ada.press("Save and start")
    ada.says("Saved. Here is your plan.")
    expect(ada.main.get_by_text(OUT_OF_DATE)).to_have_count(0)
    expect(ada.main.get_by_text(STILL_HERE)).to_have_count(0)


def test_the_token_of_the_form_is_gone_without_javascript(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = visit(javascript=False)
    ada.sign_in(person)
    ada.go("/today/")
    ada.choose(BEFORE, "3")
    ada.page.context.clear_cookies(name="csrftoken")
    ada.press("Save and start")
    ada.at("/today/before/")
    assert not TrainingDay.objects.filter(user=person).exists()
    ada.follow("Open the page again")
    ada.at("/today/")
    ada.says(STILL_HERE)
    ada.press("Save and start")
    ada.says("Saved. Here is your plan.")
    assert TrainingDay.objects.get(user=person).before == 3
