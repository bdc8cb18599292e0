"""The database refuses what must not be."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from backrehab.domain.screening import TriageOutcome
from backrehab.screening.models import Clearance, ScreeningDraft, ScreeningRun
from tests.factories import at, make_screening

NOW = at("2026-03-02 08:30")
TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


BAD_RUNS = [
    {"reason": "boredom"},
    {"outcome": "fine"},
    {"age_band": "40"},
    {"age_band": "", "complete": True},
    {"acknowledged_at": NOW - timedelta(seconds=1)},
    {"version": ""},
    {"ask_again_in_days": 0},
    {"reason": "leg_symptom_reported"},
    {"reason": "leg_symptom_reported", "version": "", "complete": False, "outcome": "clear"},
    {"scope": "half"},
    {"scope": "short"},
    {"stands_on": TODAY},
    {"short_on": TODAY},
    {"emergency_on": TODAY},
    {"scope": "short", "stands_on": TODAY + timedelta(days=1)},
]


@pytest.mark.parametrize("changes", BAD_RUNS)
def test_runs_that_are_refused(user, changes):
    fields = {
        "user": user,
        "reason": "start",
        "version": "2026.1",
        "age_band": "18_54",
        "outcome": TriageOutcome.CLEAR.value,
        "complete": True,
        "on": TODAY,
        "completed_at": NOW,
    }
    assert not refused(lambda: ScreeningRun.objects.create(**fields))
    assert refused(lambda: ScreeningRun.objects.create(**fields | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"cleared_on": TODAY - timedelta(days=1)},
        {"outcome": "clinician"},
        {"outcome": "emergency"},
        {"ask_again_in_days": 0},
    ],
)
def test_clearances_that_are_refused(user, changes):
    fields = {
        "run": make_screening(user, C9="yes", now=NOW),
        "asked_on": TODAY,
        "cleared_on": TODAY,
        "recorded_at": NOW,
        "outcome": "clear",
    }
    assert refused(lambda: Clearance.objects.create(**fields | changes))
    assert not refused(lambda: Clearance.objects.create(**fields))
    assert refused(lambda: Clearance.objects.create(**fields))


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "leg_symptom_reported"},
        {"version": ""},
        {"age_band": "40"},
        {"updated_at": NOW - timedelta(seconds=1)},
    ],
)
def test_drafts_that_are_refused(user, changes):
    fields = {
        "user": user,
        "reason": "start",
        "version": "2026.1",
        "started_at": NOW,
        "updated_at": NOW,
    }
    assert refused(lambda: ScreeningDraft.objects.create(**fields | changes))
    assert not refused(lambda: ScreeningDraft.objects.create(**fields))
    assert refused(lambda: ScreeningDraft.objects.create(**fields))
