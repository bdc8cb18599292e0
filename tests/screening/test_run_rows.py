"""The run in force, read as plain values, gives the state that the model gives."""

from datetime import date
from typing import Any

import pytest

from backrehab.accounts.models import User
from backrehab.json_rows import JsonRows
from backrehab.prepared import Prepared
from backrehab.screening.queries import current_screening, read_run, run_listed, state_of
from backrehab.screening.services import acknowledge, record_clearance, record_leg_symptom
from tests.factories import at, make_screening, make_user

pytestmark = pytest.mark.django_db

NOW = at("2026-03-02 08:30")
RUNS = Prepared[tuple[str]](
    lambda user: User.objects.filter(pk=user).values_list(JsonRows(run_listed(user))), user=int
)
# What is stored one after the other: answers, or what was recorded after them.
STEPS: list[dict[str, Any] | str] = [
    {},
    {"K2": "yes", "K3": "yes"},
    "read",
    {"C8": "yes", "C9": "yes", "K3": "yes"},
    "cleared",
    "leg",
    {"E1": "yes"},
    {},
    "cleared",
]


def check(user: User) -> None:
    found = RUNS.first(user=user.pk)
    assert found is not None
    assert state_of(read_run(found[0]), user) == current_screening(user)


def test_after_every_step() -> None:
    user = make_user()
    check(user)
    for step in STEPS:
        if isinstance(step, dict):
            run = make_screening(user, now=NOW, **step)
        elif step == "read":
            acknowledge(user, run=run, now=NOW)
        elif step == "leg":
            record_leg_symptom(user, now=NOW)
        else:
            record_clearance(user, cleared_on=date(2026, 3, 4), now=at("2026-03-12 09:00"))
        check(user)
