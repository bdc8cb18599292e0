"""When the questions are due again."""

from datetime import date, timedelta

import pytest

from backrehab.domain.screening_scopes import LayOffDates
from backrehab.screening.models import Reason
from backrehab.screening.queries import (
    NO_SCREENING,
    current_screening,
    due_reason,
)
from tests.factories import at, make_screening

NOW = at("2026-03-02 08:30")
TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


def test_due(user):
    assert due_reason(NO_SCREENING, today=TODAY) is Reason.START
    make_screening(user, now=NOW)
    state = current_screening(user)

    def due(days: int, **facts) -> Reason | None:
        return due_reason(state, today=TODAY + timedelta(days=days), **facts)

    assert (due(0), due(83), due(84)) == (None, None, Reason.PERIODIC)
    assert due(3, flare_up_started_on=TODAY + timedelta(days=1)) is Reason.FLARE_UP
    assert due(27, before_first_deadlift=True) is None
    assert due(28, before_first_deadlift=True) is Reason.BEFORE_DEADLIFT
    later = TODAY + timedelta(days=20)
    assert due(19, lay_off=LayOffDates(later, later, later)) is None
    assert due(20, lay_off=LayOffDates(later, later, later)) is Reason.LAY_OFF
    assert due(1, lay_off=LayOffDates(TODAY, TODAY, TODAY)) is None


def test_a_flare_up_on_the_date_of_a_health_check(user):
    """The first one came before it; of a later one nobody knows, and one for it came after."""
    found = {}
    for reason in (Reason.START, Reason.PERIODIC, Reason.FLARE_UP):
        make_screening(user, now=NOW, reason=reason)
        state = current_screening(user)
        found[reason] = due_reason(state, today=TODAY, flare_up_started_on=TODAY)
    assert found == {Reason.START: Reason.FLARE_UP, Reason.PERIODIC: None, Reason.FLARE_UP: None}


@pytest.mark.parametrize(("changes", "days"), [({"C5": "yes"}, 7), ({"C8": "yes"}, 14)])
def test_due_again_after_an_answer_that_is_watched(user, changes, days):
    make_screening(user, now=NOW, **changes)
    state = current_screening(user)
    assert due_reason(state, today=TODAY + timedelta(days=days - 1)) is None
    assert due_reason(state, today=TODAY + timedelta(days=days)) is Reason.ASK_AGAIN
