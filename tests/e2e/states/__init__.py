"""Every page, in every state that looks different: how to get there.

A state is a function that takes a visitor to the page. `@shows("ladder")` names the address it ends
at; the function's name is the name of its pictures. `tests/e2e/test_pages.py` looks at all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.e2e.visitor import Visitor

type Arrive = Callable[[Visitor], None]


@dataclass(frozen=True)
class State:
    """A page in one state; `page` is the name of its address."""

    name: str
    page: str
    arrive: Arrive


STATES: list[State] = []


def shows(page: str) -> Callable[[Arrive], Arrive]:
    """Add the function to the list of states."""

    def add(arrive: Arrive) -> Arrive:
        name = arrive.__name__.replace("_", "-")  # type: ignore[attr-defined]
        assert name not in {state.name for state in STATES}, name
        STATES.append(State(name=name, page=page, arrive=arrive))
        return arrive

    return add


def all_states() -> list[State]:
    """The states of all areas."""
    from tests.e2e.states import (  # noqa: F401
        account,
        diary,
        hip,
        legs,
        offline,
        privacy,
        programmes,
        progress,
        public,
        screening,
        setbacks,
        settings,
        start,
        story,
    )

    return STATES
