"""How quickly a password would be guessed, found out here and without asking anybody."""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from math import log10
from pathlib import Path
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Powers of ten: with fewer guesses than this a password is refused. Sign-in lets through a few
# guesses in minutes, so this is a matter of centuries there; it also slows a stolen table down.
FEWEST_GUESSES = 9.0
# What comes after this many characters can only make it better.
READ = 64
SHORTEST_WORD, LONGEST_WORD = 3, 24
# What people write instead of letters.
DISGUISES = str.maketrans("013457@$!", "oieastasi")
OWN_WORDS = ("backrehab", "rehab", "deadlift", "lowerback")
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
LINES = tuple(row[::step] for row in ROWS for step in (1, -1))
YEAR = re.compile(r"(?:19|20)\d\d")
# Guesses for a run along the keys, for a year, and for a character that fits nothing.
RUN, A_YEAR, A_DIGIT, A_CHARACTER = 1.5, 2.0, 1.0, 1.4
# One more for a word that is written with capitals or disguised.
VARIED = 0.5


@cache
def ranks() -> dict[str, int]:
    """The common passwords that come with Django, which leaked ones were counted for, by rank."""
    # Django keeps the list beside its validators; it is sorted by how often each was found.
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = {word: rank for rank, line in enumerate(lines, 1) if (word := line.strip())}
    return found | dict.fromkeys(OWN_WORDS, 1)


def guesses(password: str) -> float:
    """About how many guesses this password takes, as a power of ten.

    The cheapest way to put it together counts: of common passwords (also in disguise), runs along
    the keys, repeats, years, and single characters.
    """
    text = password[:READ]
    cheapest = [0.0] + [float("inf")] * len(text)
    for start in range(len(text)):
        for end, cost in _parts(text, start):
            cheapest[end] = min(cheapest[end], cheapest[start] + cost)
    return cheapest[-1]


def _parts(text: str, start: int) -> Iterator[tuple[int, float]]:
    """The parts that may begin there: where each ends, and what it takes to guess."""
    one = text[start]
    yield start + 1, A_DIGIT if one.isdecimal() else A_CHARACTER
    if YEAR.match(text, start):
        yield start + 4, A_YEAR
    longest = min(len(text), start + LONGEST_WORD)
    for end in range(start + SHORTEST_WORD, longest + 1):
        part = text[start:end]
        low = part.lower()
        if len(set(low)) == 1 or any(low in line for line in LINES):
            yield end, RUN + log10(len(part))
        plain = low.translate(DISGUISES)
        rank = ranks().get(low) or ranks().get(plain) or ranks().get(low[::-1])
        if rank:
            yield end, log10(rank) + 1 + (0.0 if part == low == plain else VARIED)
    # The same again: worth no more than how often.
    for length in range(1, start + 1):
        if text.startswith(text[start - length : start], start):
            yield start + length, 0.5


class GuessablePasswordValidator:
    """Refuses a password that is common, or put together from what is common."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002
        """ValidationError if it is guessed too quickly."""
        if guesses(password) < FEWEST_GUESSES:
            raise ValidationError(
                _("This is too easy to guess. Add a word or two that do not belong together."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """For the operator's forms; people read the rule beside the field."""
        return _("Your password can’t be a common one, or common ones put together.")
