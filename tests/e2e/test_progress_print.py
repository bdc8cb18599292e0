"""My last 4 weeks fit two sides of A4, also with an entry on every date."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from backrehab.accounts.models import User
from tests.e2e.states.diary import demo
from tests.e2e.states.people import EVERY_DAY, TODAY
from tests.e2e.visitor import Visitor
from tests.factories_diary import make_person
from tests.progress_people import at, diary

pytestmark = pytest.mark.browser

PAGE = re.compile(rb"/Type\s*/Page\b")


def every_day() -> User:
    user = make_person(now=at(TODAY - timedelta(days=60)), weekday_mask=EVERY_DAY)
    diary(user, last=TODAY - timedelta(days=1), dates=60, rest_days=False)
    return user


@pytest.mark.parametrize("person", [demo, every_day])
def test_two_sides_at_most(visit: Callable[..., Visitor], person: Callable[[], User]) -> None:
    visitor = visit()
    visitor.sign_in(person())
    visitor.go("/progress/print/")
    assert len(PAGE.findall(visitor.page.pdf(format="A4", prefer_css_page_size=True))) == 2
    # A browser that knows no named pages takes its own margins.
    plain = visitor.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom"), "15mm"))
    assert len(PAGE.findall(plain)) == 2
