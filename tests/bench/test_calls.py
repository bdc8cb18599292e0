"""What a page costs may only change on purpose: `make instructions-update` writes the new counts.

The counts are those of function calls, which are the same on every run and take seconds.
`make check` compares instructions as well (docs/performance.md). Calls are compared on the Python
they are from.
"""

import json
import os
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import time_machine

from backrehab.accounts.models import User
from tests.bench.calls import count_all
from tests.bench.pages import PAGES, Worker, undone
from tests.bench.people import HISTORIES, make_people
from tests.bench.prepare import MORNING, TODAY

FILE = Path(__file__).with_name("calls.json")
TOLERANCE = 0.03
# Ten years cost what one year does.
MOST_GROWTH = 1.10
# Of a week less is shown: fewer days before the gate, in the log and in the charts.
MOST_OF_A_WEEK = {
    "Today": 1.08,
    "Save a pain score": 1.13,
    "Ladder": 1.15,
    "Progress": 1.21,
    "Pain log": 1.19,
    "Log entry": 1.16,
    "Open a stage": 1.21,
}
# Today beside the floor. Calls rise less than time does: 4 times the time is the target.
MOST_OF_THE_FLOOR = {"Today": 3.4}
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

WEEK, YEAR, DECADE = HISTORIES


@pytest.fixture
def counts(catalogue: Any, settings: Any) -> dict[str, dict[str, int]]:
    """Calls of each page for each history."""
    settings.ROOT_URLCONF = "tests.bench.urls"
    with time_machine.travel(MORNING, tick=False):
        return count_all(Worker(TODAY), make_people(TODAY))


@pytest.mark.django_db
def test_pages_cost_what_they_did(counts: dict[str, dict[str, int]]) -> None:
    if os.environ.get("UPDATE_COUNTS"):
        FILE.write_text(json.dumps({"python": PYTHON, "calls": counts}, indent=2) + "\n")
    kept = json.loads(FILE.read_text())
    for page, row in counts.items():
        assert row[DECADE] <= row[YEAR] * MOST_GROWTH, page
        assert row[DECADE] <= row[WEEK] * MOST_OF_A_WEEK.get(page, 1.01), page
        assert row[DECADE] <= counts["Floor"][DECADE] * MOST_OF_THE_FLOOR.get(page, 100), page
        assert row[YEAR] <= kept["calls"][page][YEAR] * 2, page
    if kept["python"] != PYTHON:
        pytest.skip(f"calls are from Python {kept['python']}: only their limits were looked at")
    changed = {
        f"{page}, {history}": (kept["calls"].get(page, {}).get(history, 0), now)
        for page, row in counts.items()
        for history, now in row.items()
        if abs(now - kept["calls"].get(page, {}).get(history, 0)) > now * TOLERANCE
    }
    assert changed == {}, "if that is meant, write the new counts with: make instructions-update"


@pytest.mark.django_db
def test_forms_are_not_refused(catalogue: Any, settings: Any) -> None:
    """A refusal would cost less, and be measured in the place of an entry."""
    settings.ROOT_URLCONF = "tests.bench.urls"
    with time_machine.travel(MORNING, tick=False):
        worker, people = Worker(TODAY), make_people(TODAY)
        forms = [page for page in PAGES if page.form is not None]
        for page, pair in product(forms, people.values()):
            before = page.visitor(pair)
            with undone(page):
                worker.send(worker.environ(page, before), page)
                after = User.objects.get(pk=before.user.pk)
            assert after.log_version > before.user.log_version, (page.name, before.user.email)
