"""A refused form says what is missing, and the focus is there, with scripts and on a whole page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from backrehab.accounts.models import User
from tests.e2e.states.people import agreed, newcomer, trainee
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# The words that belong to the element with the focus: of itself, of its group, or its own.
SAID = """() => {
  const focused = document.activeElement;
  if (focused.matches("[role=alert]")) return focused.innerText.trim();
  const ids = [focused, focused.closest("fieldset")].map((one) => one?.getAttribute("aria-describedby"));
  const found = ids.join(" ").split(/\\s+/).map((id) => document.getElementById(id));
  return found.filter((one) => one?.matches(".error")).map((one) => one.innerText.trim()).join(" ");
}"""
NOBODY = None
# Address, who is there, and the button that sends nothing or nonsense.
FORMS = [
    ("/accounts/signup/", NOBODY, "form[action*=signup] button"),
    ("/accounts/login/", NOBODY, "form[action*=login] button"),
    ("/accounts/password/reset/", NOBODY, "main form button"),
    ("/start/consent/", newcomer, "main form button"),
    ("/start/about/", agreed, "main form button"),
    ("/today/", trainee, "form[action='/today/before/'] button"),
    ("/log/add/", trainee, "main form button.button"),
    ("/leg-check/", trainee, "main form .move-next"),
]


@pytest.mark.parametrize(("path", "who", "button"), FORMS, ids=[form[0] for form in FORMS])
def test_the_focus_is_where_the_fault_is(
    browser: "Browser", server: str, path: str, who: Callable[[], User] | None, button: str
) -> None:
    with Visitor.arrive(browser, server) as visitor:
        if who:
            visitor.sign_in(who())
        visitor.go(path)
        visitor.forget()
        visitor.page.locator(button).first.click()
        wrong = visitor.page.locator("main .error, main form [role=alert]").first
        wrong.wait_for()
        visitor.gives(SAID, wrong.inner_text().strip())
        visitor.until(lambda: {status for status, _path in visitor.refused} <= {422})
