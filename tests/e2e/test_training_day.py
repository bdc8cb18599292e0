"""A day's training with its scores, through htmx and without JavaScript."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.painlog.models import PerformedSet, TrainingDay
from tests.e2e.conftest import NOW
from tests.e2e.visitor import Visitor
from tests.factories import at
from tests.factories_diary import make_days, make_person

pytestmark = pytest.mark.browser

MONDAY = NOW.date()
FRIDAY_BEFORE, SUNDAY = date(2026, 3, 6), date(2026, 3, 8)
BEFORE = "How is your back right now?"
WORST = "Worst pain during the exercises"


@pytest.fixture
def person(server: str) -> User:
    """Somebody who trained yesterday and has not told how the morning is."""
    user = make_person(now=at("2026-03-01 09:00"), weekday_mask=0b111_1111)
    make_days(user, [FRIDAY_BEFORE])
    make_days(user, [SUNDAY], morning=None)
    touch(user)
    return user


def arrive(visitor: Visitor, person: User) -> Visitor:
    visitor.sign_in(person)
    visitor.go("/today/")
    return visitor


def day_of(person: User) -> TrainingDay:
    return TrainingDay.objects.get(user=person, on=MONDAY)


def sets_of(person: User) -> int:
    return PerformedSet.objects.filter(user=person, on=MONDAY).count()


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "without"])
def test_a_whole_day(
    visit: Callable[..., Visitor],
    clock: time_machine.Traveller,
    person: User,
    javascript: bool,
) -> None:
    ada = arrive(visit(javascript=javascript), person)

    def nothing_jumped() -> None:
        """Under htmx the page stays, and the focus never falls out of the day."""
        ada.until(lambda: (ada.loads == 1) is javascript)
        if javascript:
            ada.focus_comes_to("#day")

    ada.choose("How is your back this morning?", "2")
    ada.press("Save morning score")
    ada.says("Morning score saved.")
    nothing_jumped()
    assert TrainingDay.objects.get(user=person, on=SUNDAY).morning == 2

    ada.press("Save and start")
    ada.says("Choose a number from 0 to 10.")
    nothing_jumped()
    assert not TrainingDay.objects.filter(user=person, on=MONDAY).exists()

    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.says("Saved. Here is your plan.")
    nothing_jumped()
    assert day_of(person).before == 3

    set_button = ada.main.locator("#set-bar-hang-morning-1")
    for pressed, done in (("true", 1), ("false", 0), ("true", 1)):
        set_button.click()
        ada.main.locator(f"#set-bar-hang-morning-1[aria-pressed={pressed}]").wait_for()
        assert sets_of(person) == done
        nothing_jumped()
        if javascript:
            expect(set_button).to_be_focused()

    ada.main.get_by_label("Sets done today").select_option("1")
    ada.press("Save")
    ada.says("Choose a number from 0 to 10.")
    nothing_jumped()
    expect(ada.main.get_by_label("Sets done today")).to_have_value("1")
    assert day_of(person).worst is None

    clock.move_to(at("2026-03-09 09:30"))
    ada.choose(WORST, "4")
    ada.tick("More painkiller than usual")
    ada.press("Save")
    ada.says("Done for now")
    nothing_jumped()
    day = day_of(person)
    assert (day.before, day.worst, day.sets_done, day.extra_meds, day.stop) == (
        3,
        4,
        1,
        True,
        False,
    )

    # In the evening the second hang goes wrong.
    clock.move_to(at("2026-03-09 19:00"))
    ada.press("Stop: this makes it worse")
    ada.says("Stopped for today")
    nothing_jumped()
    assert day_of(person).stop is True
    ada.comes_to(lambda: [status for status, _path in ada.refused], [422, 422])


def test_the_message_stands_beside_the_field_and_keeps_the_focus(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = arrive(visit(), person)
    ada.press("Save and start")
    error = ada.main.locator("#beforeform_score_error")
    expect(error).to_have_text("Choose a number from 0 to 10.")
    scale = ada.main.get_by_role("group", name=BEFORE)
    expect(scale).to_have_attribute(
        "aria-describedby", "beforeform_score_error beforeform_score_words"
    )
    expect(scale).to_have_id("beforeform_score_group")
    expect(scale.get_by_role("radio", name="0", exact=True)).to_be_focused()
    expect(ada.page).to_have_title("Today · Back Rehab")
    ada.comes_to(lambda: ada.refused, [(422, "/today/before/")])


def test_a_high_score_takes_the_exercises_away(visit: Callable[..., Visitor], person: User) -> None:
    ada = arrive(visit(), person)
    ada.choose(BEFORE, "9")
    ada.press("Save and start")
    ada.says("No exercise today")
    ada.focus_comes_to("#day")
    expect(ada.main.get_by_role("heading", name="Easy routine")).to_be_visible()
    expect(ada.button("Save and start")).to_have_count(0)
    expect(ada.main.locator("#exercise-bar-hang")).to_have_count(0)
    assert day_of(person).before == 9


def test_what_a_screen_reader_hears(visit: Callable[..., Visitor], person: User) -> None:
    ada = arrive(visit(), person)
    ada.choose(BEFORE, "2")
    ada.press("Save and start")
    # What has the focus is read out, so the announcer does not say it once more; a region that says
    # it by itself would be the third.
    notice = ada.main.get_by_text("Saved. Here is your plan.").locator("xpath=..")
    expect(notice).to_be_focused()
    expect(notice).to_have_role("paragraph")
    announcer = ada.page.locator("#announcer")
    expect(announcer).to_have_text("")
    expect(announcer).to_have_attribute("aria-live", "polite")
    # A press that keeps the focus is told there.
    ada.main.locator("#set-bar-hang-morning-1").click()
    expect(announcer).to_have_text("Bar hang: set 1 is done.")


def test_a_new_page_says_what_was_done(visit: Callable[..., Visitor], person: User) -> None:
    ada = arrive(visit(), person)
    ada.go("/settings/schedule/")
    ada.press("Save")
    ada.at("/settings/")
    said = "Saved."
    expect(ada.main.locator(".messages")).to_have_text(said)
    expect(ada.page.locator("#announcer")).to_have_text(said)


def test_what_was_typed_elsewhere_on_the_page_stays(
    visit: Callable[..., Visitor], person: User
) -> None:
    """A press replaces the whole day; what is not sent yet is still there, and still not sent."""
    ada = arrive(visit(), person)
    morning = ada.main.locator("form[action='/today/morning/']").first
    morning.locator("input[type=radio][value='2']").check(force=True)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.says("Saved. Here is your plan.")
    expect(morning.locator("input[type=radio][value='2']")).to_be_checked()
    ada.main.locator("#finish summary").click()
    ada.choose(WORST, "4")
    ada.tick("More painkiller than usual in the 6 hours before")
    ada.main.locator("button.set").first.click()
    ada.main.locator("button.set[aria-pressed=true]").first.wait_for(state="attached")
    finish = ada.main.locator("#finish")
    expect(finish.locator("input[name=worst][value='4']")).to_be_checked()
    expect(finish.locator("input[name=extra_meds]")).to_be_checked()
    assert TrainingDay.objects.get(user=person, on=SUNDAY).morning is None
    assert day_of(person).worst is None
    finish.get_by_role("button", name="Save").click()
    ada.says("Done for now")
    assert (day_of(person).worst, day_of(person).extra_meds) == (4, True)
