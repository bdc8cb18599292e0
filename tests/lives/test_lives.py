"""Many random days of made-up people, lived through the real pages and forms.

A life that fails tells its last steps, and how to live it again: LIFE=17 lives that one alone,
LIFE=17-40 these, and STEPS says how many steps each of them has.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine

from backrehab.exercises.cards import Catalogue
from tests.factories import at
from tests.lives.chosen import next_step
from tests.lives.follow import follow, random_days
from tests.lives.life import Life
from tests.thorough import is_nightly

pytestmark = pytest.mark.django_db

# Few and short in every run; some twenty minutes of them each night.
LIVES, FOLLOWED, STEPS = (60, 30, 80) if is_nightly() else (2, 1, 12)
STEPS = int(os.environ.get("STEPS", STEPS))
# How often all pages are looked at, after each step that the rule is asked.
LOOKS = 0.3
TOLD = 45
HERE = "tests/lives"


def asked_for() -> range:
    """The seeds that LIFE names; none in an ordinary run."""
    first, _, last = os.environ.get("LIFE", "").partition("-")
    return range(int(first), int(last or first) + 1) if first else range(0)


def seed_of(number: int) -> int:
    """The same in every ordinary run, others each night. Only the number names the test, because
    all that run a part of the tests have to name them alike."""
    if asked := asked_for():
        return asked[number]
    return int.from_bytes(os.urandom(4)) if is_nightly() else number


@contextmanager
def lived(number: int) -> Iterator[Life]:
    """A life on its own clock; if anything is wrong with it, with how it came to that."""
    seed = seed_of(number)
    with time_machine.travel(at("2026-01-01 12:00"), tick=False) as traveller:
        life = Life(seed, traveller)
        try:
            life.settle_in()
            yield life
        except Exception as error:
            error.add_note("\n".join(life.story[-TOLD:]))
            error.add_note(f"Again: LIFE={seed} STEPS={STEPS} .venv/bin/python -m pytest {HERE}")
            raise


@pytest.mark.parametrize("number", range(len(asked_for()) or LIVES))
def test_whatever_happens_the_pages_tell_what_is_stored(catalogue: Catalogue, number: int) -> None:
    with lived(number) as life:
        for _ in range(STEPS):
            next_step(life)
            life.check(pages=life.looks.random() < LOOKS)


@pytest.mark.parametrize("number", range(len(asked_for()) or FOLLOWED))
def test_lived_as_planned_a_stage_opens_on_the_date_named(
    catalogue: Catalogue, number: int
) -> None:
    with lived(number) as life:
        random_days(life)
        follow(life)
