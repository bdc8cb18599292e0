"""Pain in words, for people who hide numbers; the words are data in `fixtures/pain-words.json`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from backrehab.domain.pain import HIGHEST, LOWEST

type Score = int | float | Decimal | Fraction | None

FILE = Path(settings.BASE_DIR) / "fixtures" / "pain-words.json"
NOT_SAID = "–"
# Set for one request by the middleware, so that sentences far below the view know of it.
_hidden: ContextVar[bool] = ContextVar("numbers_hidden", default=False)


@contextmanager
def numbers(*, hidden: bool) -> Iterator[None]:
    """While inside, `pain_text` speaks in words if `hidden`, else in numbers."""
    token = _hidden.set(hidden)
    try:
        yield
    finally:
        _hidden.reset(token)


def are_hidden() -> bool:
    """Whether the page that is being made shows words in place of pain scores."""
    return _hidden.get()


def pain_words(score: Score, hide: bool) -> str:  # noqa: FBT001 - reads well: pain_words(4, True)
    """A pain score (0 to 10, or a mean of scores) for a page: its number, or its word if `hide`.

    A score that nobody gave is a dash in both.
    """
    if score is None or isinstance(score, bool):
        return NOT_SAID
    if hide:
        return _(word_of(score))
    return f"{score:.2f}".rstrip("0").rstrip(".")


def pain_text(score: Score) -> str:
    """`pain_words` as the page that is being made wants it."""
    return pain_words(score, are_hidden())


def limit_text(limit: float) -> str:
    """The highest score that is meant ("2 or less", "above 2"), as the page wants it. In words one
    that lies within a word is named with its number: the word alone would also mean scores above
    it. A limit for the difference of two scores has no word of its own and stays a number."""
    return _limit_words(limit, is_exact=limit in _ends())


def least_text(limit: float) -> str:
    """The same for the lowest score that is meant ("6 or more", "below 6"): its word alone would
    also mean scores below it, unless it is the first of its word."""
    return _limit_words(limit, is_exact=limit - 1 in _ends())


def exact_text(score: float | None) -> str:
    """A score, in words with its number: for a sentence that compares two of one word."""
    return NOT_SAID if score is None else _limit_words(score, is_exact=False)


def share_a_word(*scores: float | None) -> bool:
    """Whether words alone would call different scores the same."""
    given = {score for score in scores if score is not None}
    return are_hidden() and len({word_of(score) for score in given}) < len(given)


def _limit_words(limit: float, *, is_exact: bool) -> str:
    text = pain_text(limit)
    if is_exact or not are_hidden():
        return text
    return _("%(words)s (%(limit)s of 10)") % {"words": text, "limit": f"{limit:g}"}


def _ends() -> set[int]:
    """The highest score of each word."""
    return {up_to for up_to, _words in pain_steps()}


def word_of(score: float | Decimal | Fraction) -> str:
    """The word of the first step that reaches up to the score."""
    steps = pain_steps()
    return next((words for up_to, words in steps if score <= up_to), steps[-1][1])


@cache
def pain_steps() -> tuple[tuple[int, str], ...]:
    """The words in force, each with the highest score it stands for."""
    return read_steps(FILE)


def read_steps(path: Path) -> tuple[tuple[int, str], ...]:
    """Read and check the file; raises ImproperlyConfigured naming the file, entry and field."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["words"]
        steps = tuple((entry["up_to"], entry["words"]) for entry in entries)
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(f"{path.name}: it cannot be read ({error}).") from error
    for number, (up_to, words) in enumerate(steps, 1):
        if type(up_to) is not int or not LOWEST <= up_to <= HIGHEST:
            raise ImproperlyConfigured(f"{path.name}: entry {number}, field up_to is {up_to!r}.")
        if not isinstance(words, str) or not words.strip():
            raise ImproperlyConfigured(f"{path.name}: entry {number}, field words is {words!r}.")
    ends = [up_to for up_to, _words in steps]
    if any(one >= other for one, other in pairwise(ends)) or ends[-1:] != [HIGHEST]:
        raise ImproperlyConfigured(
            f"{path.name}: field up_to must rise from entry to entry, to {HIGHEST}."
        )
    return steps
