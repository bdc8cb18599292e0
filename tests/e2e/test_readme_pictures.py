"""The four pictures of the README; `make screenshots` takes them over into docs/images/."""

from collections.abc import Callable

import pytest

from tests.e2e.audit import SCREENSHOTS, settle
from tests.e2e.states.diary import demo, mixed_days
from tests.e2e.states.people import ready
from tests.e2e.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
SHARPNESS = 1.2


@pytest.mark.parametrize(
    ("name", "person", "path", "at_the_top"),
    [
        ("today-phone", demo, "/today/", ""),
        ("ladder", ready, "/ladder/", ".gate"),
        ("how-it-decides", None, "/how-it-decides/", "[aria-labelledby=colours]"),
        ("pain-log", mixed_days, "/log/", ".log-list"),
    ],
    ids=["today-phone", "ladder", "how-it-decides", "pain-log"],
)
def test_picture(
    visit: Callable[..., Visitor],
    name: str,
    person: Callable[[], object] | None,
    path: str,
    at_the_top: str,
) -> None:
    ada = visit(size=PHONE, device_scale_factor=SHARPNESS)
    if person:
        ada.sign_in(person())
    ada.go(path)
    settle(ada)
    if at_the_top:
        top = ada.main.locator(at_the_top).first.evaluate("one => one.getBoundingClientRect().top")
        ada.page.evaluate("top => scrollBy(0, top - 16)", top)
    folder = SCREENSHOTS / "readme"
    folder.mkdir(parents=True, exist_ok=True)
    picture = ada.page.screenshot(path=folder / f"{name}.png")
    assert len(picture) < MOST_BYTES
