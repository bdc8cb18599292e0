"""The rest of the app with the keyboard alone; a day of training is in `test_keyboard.py`."""

from collections.abc import Callable

import pytest

from backrehab.accounts.models import User
from backrehab.progression.models import Enrolment
from tests.e2e.states.people import ready, trainee
from tests.e2e.test_keyboard import Keys
from tests.e2e.visitor import DESKTOP, PASSWORD, PHONE, Visitor

pytestmark = pytest.mark.browser

PARTS_OF_THE_HEALTH_CHECK = 6
sizes = pytest.mark.parametrize("size", [PHONE, DESKTOP])


@sizes
def test_from_sign_up_to_the_plan(visit: Callable[..., Visitor], size: tuple[int, int]) -> None:
    # An address is sent a code now and then only, whoever asks.
    ada, email = visit(size=size), f"keys{size[0]}@example.org"
    keys = Keys(ada)

    def answer(*stops: str) -> None:
        """Tick or press each of these on the page, with the space bar."""
        for stop in stops:
            keys.tab_to(stop)
            keys.press("Space")

    def type_in(name: str, words: str) -> None:
        keys.tab_to(f"main [name={name}]")
        ada.page.keyboard.type(words)

    ada.go("/accounts/signup/")
    type_in("email", email)
    type_in("password1", PASSWORD)
    keys.press("Enter")
    ada.at("/accounts/confirm-email/")
    type_in("code", ada.code_by_mail())
    keys.press("Enter")
    ada.at("/start/consent/")
    for _box in range(ada.main.get_by_role("checkbox").count()):
        answer("main input[type=checkbox]:not(:checked)")
    answer("main form button[type=submit], main form button.button")
    ada.at("/start/about/")
    answer("[name=age_band]")
    keys.press("ArrowDown")
    answer("[name=hinge_experience]", "main form button.button")
    ada.at("/screening/")
    answer("main form button[type=submit]")
    for part in range(1, PARTS_OF_THE_HEALTH_CHECK + 1):
        ada.at(f"/screening/part-{part}/")
        answer(".move-no")
    ada.at("/screening/result/")
    answer("main form button")
    ada.at("/start/baseline/")
    answer("main input[type=radio]", "main form button.button")
    for page in ("schedule", "equipment", "done"):
        ada.at(f"/start/{page}/")
        answer("main form button.button")
    ada.at("/today/")
    assert Enrolment.objects.get(user__email=email).stage_key == "bar-hang"
    ada.comes_to(lambda: ada.refused, [])


@sizes
def test_the_ladder_opens(visit: Callable[..., Visitor], size: tuple[int, int]) -> None:
    person = ready()
    ada = visit(size=size)
    ada.sign_in(person)
    ada.go("/ladder/")
    keys = Keys(ada)
    keys.tab_to("form[action='/ladder/open/seated-row/'] button")
    keys.press("Enter")
    ada.main.locator("form[action='/ladder/open/seated-row/']").wait_for(state="detached")
    assert Enrolment.objects.get(user=person).stage_key == "seated-row"


@sizes
def test_a_setting_and_a_flare_up(visit: Callable[..., Visitor], size: tuple[int, int]) -> None:
    person = trainee()
    ada = visit(size=size)
    ada.sign_in(person)
    ada.go("/settings/schedule/")
    keys = Keys(ada)
    keys.tab_to("main [type=checkbox]")
    keys.press("Space")
    keys.tab_to("main form button.button")
    keys.press("Enter")
    ada.at("/settings/")
    assert User.objects.get(pk=person.pk).weekday_mask == person.weekday_mask - 1
    keys.tab_to(".site-footer a[href='/flare-up/']", at_most=90)
    keys.press("Enter")
    ada.at("/flare-up/")
    keys.tab_to("form[action='/flare-up/begin/'] button")
    keys.press("Enter")
    ada.at("/screening/")
