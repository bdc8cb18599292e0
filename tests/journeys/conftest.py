"""A frozen clock for each journey."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from backrehab.exercises.cards import Catalogue
from tests.factories import at
from tests.journeys.browser import Browser


@pytest.fixture
def browser_at(catalogue: Catalogue) -> Iterator[Callable[..., Browser]]:
    """`browser_at("2026-02-02 07:00", zone)`: a browser of somebody new, at that instant (UTC)."""
    travels: list[time_machine.travel] = []

    def open_browser(instant: str, zone: str, email: str) -> Browser:
        travel = time_machine.travel(at(instant), tick=False)
        traveller = travel.start()
        travels.append(travel)
        return Browser(traveller, zone, email)

    yield open_browser
    for travel in travels:
        travel.stop()
