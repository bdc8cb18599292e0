"""Checks of one value of a catalogue file; each yields every fault and where it is."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models as django_models

from backrehab.exercises.sources import source_faults
from backrehab.exercises.wording import forbidden_words

type Entry = dict[str, Any]
# A fault: where in the value (a path such as ".cues[2]", or empty), and what is wrong there.
type Fault = tuple[str, str]
type Check = Callable[[Any], Iterator[Fault]]

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry; a `default` makes it optional."""

    check: Check
    required: bool = True
    default: Any = None


type Spec = Mapping[str, Field]


def optional(check: Check, *, default: Any) -> Field:
    """A field that may be left out."""
    return Field(check, required=False, default=default)


def text(most: int) -> Check:
    """A text of 1 to `most` characters, without spaces around it and without forbidden words."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield "", f"must be a text, not {kind_of(value)}"
            return
        if not value or value != value.strip():
            yield "", "must be a text without spaces at its ends, and not empty"
        if len(value) > most:
            yield "", f"is {len(value)} characters long; at most {most} are allowed"
        for word in forbidden_words(value):
            yield "", f"has the forbidden word {word!r}"

    return check


def key(value: Any) -> Iterator[Fault]:
    """A short name in lower-case letters, digits and single hyphens."""
    if not isinstance(value, str):
        yield "", f"must be a text, not {kind_of(value)}"
    elif not KEY.fullmatch(value) or len(value) > 48:
        yield "", f"{value!r} is not a key (lower-case letters, digits, hyphens; at most 48)"


def whole_number(lowest: int, highest: int) -> Check:
    """A whole number within bounds; true and false are no numbers."""

    def check(value: Any) -> Iterator[Fault]:
        if type(value) is not int:
            yield "", f"must be a whole number, not {kind_of(value)}"
        elif not lowest <= value <= highest:
            yield "", f"is {value}; it must be from {lowest} to {highest}"

    return check


def flag(value: Any) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield "", f"must be true or false, not {kind_of(value)}"


def choice(options: type[django_models.TextChoices]) -> Check:
    """One of a fixed set of words."""

    def check(value: Any) -> Iterator[Fault]:
        if value not in options.values:
            yield "", f"{value!r} is unknown; known are {', '.join(options.values)}"

    return check


def list_of(item: Check, fewest: int, most: int) -> Check:
    """A list of `fewest` to `most` things."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield "", f"must be a list, not {kind_of(value)}"
            return
        if not fewest <= len(value) <= most:
            yield "", f"has {len(value)} entries; it must have from {fewest} to {most}"
        for number, part in enumerate(value):
            for path, message in item(part):
                yield f"[{number}]{path}", message

    return check


def entry(spec: Spec, *rules: Check) -> Check:
    """An object with exactly the fields of `spec`; `rules` look at it whole once its types fit."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield "", f"must be an object, not {kind_of(value)}"
            return
        faults = list(field_faults(value, spec))
        yield from faults
        if not faults:
            for rule in rules:
                yield from rule(value)

    return check


def field_faults(value: Entry, spec: Spec) -> Iterator[Fault]:
    """Unknown fields, missing fields, and what is wrong within the fields."""
    for name in value:
        if name not in spec:
            yield f".{name}", f"unknown field; known are {', '.join(spec)}"
    for name, field in spec.items():
        if name in value:
            yield from ((f".{name}{path}", message) for path, message in field.check(value[name]))
        elif field.required:
            yield f".{name}", "is missing"


def kind_of(value: Any) -> str:
    """The JSON name of a value's type."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def filled(value: Entry, spec: Spec) -> Entry:
    """The valid entry with the defaults of the fields that it leaves out."""
    return {name: value.get(name, field.default) for name, field in spec.items()}


# Rules that look at more than one field.


def sourced(value: Entry) -> Iterator[Fault]:
    """Every entry names a source, or says why its figures are our default."""
    for fault in source_faults(value.get("sources", []), value.get("default_reason", "")):
        yield ".sources", fault


def dosed(value: Entry) -> Iterator[Fault]:
    """Repetitions or seconds, and at least one slot that is not optional, each slot once."""
    if ("repetitions" in value) == ("hold_seconds" in value):
        yield ".repetitions", "give either repetitions or hold_seconds: one of the two"
    slots = value["slots"]
    if all(slot.get("optional", False) for slot in slots):
        yield ".slots", "every slot is optional; at least one must not be"
    names = [slot["slot"] for slot in slots]
    if len(set(names)) < len(names):
        yield ".slots", "names a slot of the day twice"


def substitute_needs_a_limit(value: Entry) -> Iterator[Fault]:
    """A substitute only makes sense where a limit rules the exercise out."""
    if "substitute" in value and not value.get("blocked_by"):
        yield ".substitute", "there is nothing to take the place of: blocked_by is empty"


def each_once(*names: str) -> Check:
    """No value stands twice in these lists taken together."""

    def check(value: Entry) -> Iterator[Fault]:
        everything = [item for name in names for item in value.get(name, [])]
        for item in sorted({one for one in everything if everything.count(one) > 1}):
            yield f".{names[0]}", f"{item!r} is named twice"

    return check


def longest(model: type[django_models.Model], field: str) -> int:
    """The column's length: the one source of how long a text may be."""
    length: int = getattr(model._meta.get_field(field), "max_length")  # noqa: B009
    return length


def column(model: type[django_models.Model], field: str) -> Check:
    """A text that fits the column."""
    return text(longest(model, field))
