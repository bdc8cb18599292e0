"""Parsing typed rules from plain data: what is not exactly right is refused by its path."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin, get_type_hints


class RulesError(ValueError):
    """The data is not a valid rule set; the message names entry and field."""


def number_paths(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Every number in the data with its dotted path; the tiers' share one path under `*`."""
    for key, value in data.items():
        path = f"{prefix}{'*' if prefix == 'tiers.' else key}"
        if isinstance(value, Mapping):
            yield from number_paths(value, f"{path}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, value


def parse(kind: Any, value: Any, path: str) -> Any:
    """`value` as `kind`: a dataclass, a collection, an enumeration or a plain value."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _parse_fields(kind, value, path)
    if origin in {Union, types.UnionType}:
        return None if value is None else parse(inner[0], value, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise RulesError(f"{path}: must be a list")
        return tuple(parse(inner[0], item, f"{path}.{i}") for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, Mapping) or not value:
            raise RulesError(f"{path}: must be an object with entries")
        return {
            parse(inner[0], key, path): parse(inner[1], item, f"{path}.{key}")
            for key, item in value.items()
        }
    return _parse_plain(kind, value, path)


def _parse_fields(kind: Any, value: Any, path: str) -> Any:
    """A dataclass from an object that has exactly its fields."""
    if not isinstance(value, Mapping):
        raise RulesError(f"{path}: must be an object")
    names = {field.name for field in fields(kind)}
    if unknown := set(value) - names:
        raise RulesError(f"{path}: unknown field {min(unknown)!r}")
    if missing := names - set(value):
        raise RulesError(f"{path}: missing field {min(missing)!r}")
    hints = get_type_hints(kind)
    return kind(**{name: parse(hints[name], value[name], f"{path}.{name}") for name in names})


def _parse_plain(kind: Any, value: Any, path: str) -> Any:
    """One plain value; numbers must not be negative."""
    if kind is Fraction:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise RulesError(f"{path}: must be a share from 0 to 1")
        return Fraction(str(value))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if not isinstance(value, str) or value not in set(kind):
            raise RulesError(f"{path}: must be one of {', '.join(kind)}")
        return kind(value)
    if type(value) is not kind or value == "":
        raise RulesError(f"{path}: must be of type {kind.__name__}")
    if kind is int and value < 0:
        raise RulesError(f"{path}: must not be negative")
    return value
