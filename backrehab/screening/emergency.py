"""The numbers to call: the operator's own, or those of the country in `fixtures/screening/`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from backrehab.screening.questionnaire import fixtures

TABLE = "emergency-numbers.json"
COUNTRY = re.compile(r"[A-Z]{2}")
DIALLED = re.compile(r"\+?[0-9*#][0-9*# -]{0,23}")
LISTS = ("emergency", "advice", "support")


class EmergencyNumbersError(ValueError):
    """The table or the operator's numbers are faulty; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as it is read, with what it is for if the operator said so."""

    shown: str
    label: str = ""

    @property
    def link(self) -> str:
        """The `tel:` address."""
        return "tel:" + "".join(sign for sign in self.shown if sign not in " -")


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to call: `emergency` is never empty; `known` is False when the country is not listed."""

    country: str
    known: bool
    emergency: tuple[Number, ...]
    advice: tuple[Number, ...]
    support: tuple[Number, ...]


def contacts() -> Contacts:
    """The numbers for the people who use this installation."""
    return find_contacts(settings.EMERGENCY_COUNTRY, tuple(settings.EMERGENCY_NUMBERS))


@cache
def find_contacts(country: str, own: tuple[str, ...]) -> Contacts:
    """The numbers of a country (two letters); `own` ones take the place of its emergency numbers.

    An own number is "999" or "Ambulance=999". EmergencyNumbersError for what can't be dialled.
    """
    table = load_table(fixtures() / TABLE)
    entry = table["countries"].get(country)
    lists = {name: _numbers(entry or table["fallback"], name) for name in LISTS}
    if own:
        lists["emergency"] = tuple(_own_number(text) for text in own)
    return Contacts(
        country=entry["name"] if entry else country,
        known=entry is not None or bool(own),
        emergency=lists["emergency"],
        advice=lists["advice"],
        support=lists["support"],
    )


def _numbers(entry: Mapping[str, Any], name: str) -> tuple[Number, ...]:
    return tuple(Number(text) for text in entry.get(name, []))


def _own_number(text: str) -> Number:
    label, _, shown = text.rpartition("=")
    if not DIALLED.fullmatch(shown.strip()):
        raise EmergencyNumbersError(
            f"EMERGENCY_NUMBERS: {text!r} is not a number such as 999 or Ambulance=999"
        )
    return Number(shown.strip(), label.strip())


def load_table(path: Path) -> dict[str, Any]:
    """The table of numbers, checked; EmergencyNumbersError names file, country and field."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise EmergencyNumbersError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        data = {}
    countries = data.get("countries")
    if not isinstance(countries, dict) or not isinstance(data.get("fallback"), dict):
        raise EmergencyNumbersError(f"{path.name}: needs the fields countries and fallback")
    _check_entry(f"{path.name}: fallback", data["fallback"], {*LISTS})
    for country, entry in countries.items():
        where = f"{path.name}: countries[{country}]"
        if not COUNTRY.fullmatch(country):
            raise EmergencyNumbersError(f"{where}: a country is two capital letters")
        _check_entry(where, entry, {"name", *LISTS})
        if not isinstance(entry.get("name"), str) or not entry["name"]:
            raise EmergencyNumbersError(f"{where}.name: must be a text that is not empty")
    checked: dict[str, Any] = data
    return checked


def _check_entry(where: str, entry: object, fields: set[str]) -> None:
    if not isinstance(entry, dict):
        raise EmergencyNumbersError(f"{where}: must be a mapping of fields")
    unknown = sorted(set(entry) - fields)
    if unknown:
        raise EmergencyNumbersError(f"{where}.{unknown[0]}: unknown field")
    for name in LISTS:
        numbers = entry.get(name, [])
        if not isinstance(numbers, list) or (name == "emergency" and not numbers):
            raise EmergencyNumbersError(f"{where}.{name}: must be a list of numbers")
        for number in numbers:
            if not isinstance(number, str) or not DIALLED.fullmatch(number):
                raise EmergencyNumbersError(f"{where}.{name}: {number!r} can't be dialled")
