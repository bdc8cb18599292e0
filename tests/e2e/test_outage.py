"""The database is gone while somebody fills in a form: a calm answer, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backrehab.painlog.models import TrainingDay
from tests.e2e.outage import find_it_again, lose_the_database
from tests.e2e.visitor import Visitor
from tests.factories import at
from tests.factories_diary import make_person

pytestmark = pytest.mark.browser

BEFORE = "How is your back right now?"


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "without"])
def test_the_database_is_gone(server: str, visit: Callable[..., Visitor], javascript: bool) -> None:
    person = make_person(now=at("2026-03-01 09:00"))
    ada = visit(javascript=javascript)
    ada.sign_in(person)
    ada.go("/today/")
    lose_the_database(ada, "/today/before/")
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    if javascript:
        # The page stays as it is, with a message.
        ada.says("What you typed is still here.")
        expect(ada.main.get_by_role("group", name=BEFORE).get_by_label("3")).to_be_checked()
    else:
        ada.says("We cannot reach your diary right now")
    assert not TrainingDay.objects.filter(user=person).exists()

    find_it_again(ada)
    ada.press("Save and start" if javascript else "Send it again")
    ada.says("Saved. Here is your plan.")
    # htmx tells the console of a status that it does not show.
    told = ["Response Status Error Code 503 from /today/before/"] * javascript
    ada.comes_to(lambda: [one.partition(",")[0] for one in ada.complaints], told)
    ada.excuse(*told)
    assert [day.before for day in TrainingDay.objects.filter(user=person)] == [3]
