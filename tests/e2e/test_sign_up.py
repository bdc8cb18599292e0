"""From the first page to the plan of the day, on a phone, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.progression.models import Enrolment
from tests.e2e.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.browser

PARTS_OF_THE_HEALTH_CHECK = 6


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_from_the_first_page_to_the_plan(visit: Callable[..., Visitor], javascript: bool) -> None:
    email = f"ada-{javascript}@example.org".lower()
    # Chromium reports the older name of Asia/Kolkata.
    ada = visit(javascript=javascript, zone="Asia/Calcutta")
    ada.go("/")
    ada.follow("Create an account")
    ada.at("/accounts/signup/")
    ada.fill("E-mail address", email)
    ada.fill("Password", PASSWORD)
    ada.press("Create account")
    ada.at("/accounts/confirm-email/")
    ada.fill("Code", ada.code_by_mail())
    ada.press("Go on")

    ada.at("/start/consent/")
    for box in ada.main.get_by_role("checkbox").all():
        ada.presses += 1
        box.check()
    ada.press("I agree, go on")

    ada.at("/start/about/")
    zone = ada.main.get_by_label("Your time zone")
    expect(zone).to_have_value("Asia/Kolkata" if javascript else "UTC")
    zone.select_option("Asia/Kolkata")
    ada.choose("How old are you?", "18 to 54")
    ada.choose("Do you know the hip hinge?", "New to me")
    ada.press("Go on")

    ada.at("/screening/")
    ada.press("Start the questions")
    for part in range(1, PARTS_OF_THE_HEALTH_CHECK + 1):
        ada.at(f"/screening/part-{part}/")
        ada.press("No to all of these")
    ada.at("/screening/result/")
    ada.press("I have read this. Go on")

    ada.at("/start/baseline/")
    ada.choose("Your average pain over the last 7 days", "4")
    ada.press("Go on")
    ada.at("/start/schedule/")
    ada.press("Go on")
    ada.at("/start/equipment/")
    ada.press("Go on")
    ada.at("/start/done/")
    ada.press("Start my plan")

    ada.at("/today/")
    ada.says("Stage 1: Bar hang")
    user = User.objects.get(email=email)
    assert user.time_zone == "Asia/Kolkata"
    assert Enrolment.objects.get(user=user).stage_key == "bar-hang"
    # Typing not counted. One press an answer, one to go on, and no page without a question.
    assert ada.presses <= 25
    ada.comes_to(lambda: ada.refused, [])
