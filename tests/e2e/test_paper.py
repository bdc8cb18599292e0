"""What somebody prints: the whole plan, and nothing that can only be pressed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.states.people import TODAY, training, with_days
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser


def test_the_plan_has_every_exercise_and_a_box_for_each_set(visit: Callable[..., Visitor]) -> None:
    ada = visit()
    ada.sign_in(training(user=with_days(1)))
    ada.go("/today/")
    ada.page.emulate_media(media="print")
    expect(ada.main.get_by_text("Shoulder circles", exact=True)).to_be_visible()
    expect(ada.main.locator("#set-bar-hang-morning-1")).to_be_visible()
    expect(ada.main.locator("#set-bar-hang-morning-1")).to_have_css("border-top-style", "solid")
    expect(ada.button("Stop: this makes it worse").first).to_be_hidden()
    expect(ada.main.get_by_text("How to do it").first).to_be_hidden()
    expect(ada.main.get_by_text("After the exercises")).to_be_hidden()
    # A part that is folded on the screen.
    ada.main.locator("details.section[open] > summary").first.evaluate("one => one.click()")
    expect(ada.main.get_by_text("Shoulder circles", exact=True)).to_be_visible()


def test_the_plan_has_every_exercise_before_the_day_begins(visit: Callable[..., Visitor]) -> None:
    ada = visit()
    ada.sign_in(with_days(1))
    ada.go("/today/")
    ada.page.emulate_media(media="print")
    expect(ada.main.get_by_role("link", name="Shoulder circles")).to_be_visible()


def test_paper_has_no_form_to_correct_or_to_search(visit: Callable[..., Visitor]) -> None:
    ada = visit()
    ada.sign_in(with_days(1))
    ada.go(f"/log/{TODAY - timedelta(days=1)}/")
    ada.page.emulate_media(media="print")
    expect(ada.main.get_by_role("heading", name="Bar hang")).to_be_visible()
    expect(ada.main.get_by_text("Pain before the exercises")).to_be_hidden()
    ada.go("/exercises/")
    expect(ada.main.get_by_role("link", name="Bar hang")).to_be_visible()
    expect(ada.main.get_by_label("Search", exact=True)).to_be_hidden()
