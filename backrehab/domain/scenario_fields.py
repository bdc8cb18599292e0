"""Reading the fields of a scenario, strictly: what is not exactly right is refused by its name.

A typing mistake can never look like a calm day. The format is described in docs/scenarios.md.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from backrehab.domain.amounts import Amount
from backrehab.domain.pain import is_score
from backrehab.domain.plan import PublishedPlan
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import RuleSet
from backrehab.domain.validity import find_problem


class ScenarioError(ValueError):
    """Not a valid scenario; the message is "field: what is wrong"."""


ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# What every scenario needs, whatever it asks.
REQUIRED = frozenset(
    {
        "rules",
        "today",
        "stage",
        "entered_on",
        "baseline",
        "training_weekdays",
        "screening",
        "screened_on",
        "technique_confirmed",
        "hold_test_passed",
        "flare_ups",
        "days",
    }
)
TRAINING_REQUIRED = frozenset({"on", "stage", "done", "before", "worst"})
TRAINING_OPTIONAL = frozenset(
    {"target_dose", "stop", "leg", "extra_meds", "morning", "morning_timing"}
)
REST_FIELDS = frozenset({"on", "daily"})


@dataclass(frozen=True, slots=True)
class Published:
    """What was published beside the scenario: rule sets by version, dose levels by stage, and what
    a day is planned from."""

    rule_sets: Mapping[str, RuleSet]
    levels: Mapping[str, tuple[Amount, ...]]
    plan: PublishedPlan | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What every scenario says: one person's history, read by a rule set, on one date."""

    history: History
    rules: RuleSet
    today: date


def read_person(
    fields: Mapping[str, Any], published: Published, *, of_training: Collection[str] = ()
) -> Person:
    """The person of a scenario whose fields were checked; a training day may also have the fields
    `of_training`, which are not read here."""
    rules = published.rule_sets.get(read_text(fields["rules"], "rules"))
    if rules is None:
        raise ScenarioError(f"rules: must be one of {', '.join(sorted(published.rule_sets))}")
    today = read_date(fields["today"], "today")
    history = _history(fields, rules, frozenset(of_training))
    return Person(history, rules, today)


def check_person(person: Person) -> None:
    """Refuse what no history can be, such as two records for one date."""
    if problem := find_problem(person.history, person.rules, person.today):
        raise ScenarioError(problem)


def read_opens(value: object, person: Person) -> str:
    """The stage in question, directly after the current one."""
    opens, stage = read_text(value, "opens"), person.history.stage
    if opens not in person.rules.stages[stage].opens:
        raise ScenarioError(f"opens: {opens!r} is not directly after {stage!r}")
    return opens


def _history(fields: Mapping[str, Any], rules: RuleSet, of_training: frozenset[str]) -> History:
    stage = _stage(fields["stage"], "stage", rules)
    entered_on = read_date(fields["entered_on"], "entered_on")
    return History(
        stage=stage,
        entered_on=entered_on,
        # One baseline for all dates: in force before anything else happened.
        baselines=(BaselineAnswer(date.min, _score(fields["baseline"], "baseline")),),
        training_weekdays=_weekdays(fields["training_weekdays"]),
        screening=read_choice(Outcome, fields["screening"], "screening"),
        screened_on=read_date(fields["screened_on"], "screened_on"),
        technique_confirmed=read_flag(fields["technique_confirmed"], "technique_confirmed"),
        hold_test_passed=read_flag(fields["hold_test_passed"], "hold_test_passed"),
        flare_ups=read_each(fields["flare_ups"], "flare_ups", _flare_up),
        days=read_each(
            fields["days"], "days", lambda item, path: _day(item, path, rules, of_training)
        ),
    )


def _day(data: object, path: str, rules: RuleSet, of_training: frozenset[str]) -> Day:
    fields = read_object(data, path)
    if "stage" not in fields:
        check_fields(fields, required=frozenset({"on"}), optional=REST_FIELDS, path=path)
        daily = fields.get("daily")
        return Day(
            on=read_date(fields["on"], f"{path}.on"),
            daily=None if daily is None else _score(daily, f"{path}.daily"),
        )
    optional = TRAINING_OPTIONAL | of_training
    check_fields(fields, required=TRAINING_REQUIRED, optional=optional, path=path)
    morning = fields.get("morning")
    flags = {
        name: read_flag(fields.get(name, False), f"{path}.{name}")
        for name in ("target_dose", "stop", "leg", "extra_meds")
    }
    timing = read_choice(Timing, fields.get("morning_timing", "on_time"), f"{path}.morning_timing")
    return Day(
        on=read_date(fields["on"], f"{path}.on"),
        stage=_stage(fields["stage"], f"{path}.stage", rules),
        done=_share(fields["done"], f"{path}.done"),
        before=_score(fields["before"], f"{path}.before"),
        worst=_score(fields["worst"], f"{path}.worst"),
        morning=None if morning is None else _score(morning, f"{path}.morning"),
        morning_timing=timing,
        target_dose=flags["target_dose"],
        stop=flags["stop"],
        leg=flags["leg"],
        extra_meds=flags["extra_meds"],
    )


def _flare_up(data: object, path: str) -> FlareUp:
    fields = read_object(data, path)
    check_fields(fields, required=frozenset({"from", "to"}), optional=frozenset(), path=path)
    end = fields["to"]
    return FlareUp(
        start=read_date(fields["from"], f"{path}.from"),
        end=None if end is None else read_date(end, f"{path}.to"),
    )


def read_object(data: object, path: str) -> Mapping[str, Any]:
    """An object with fields."""
    if not isinstance(data, Mapping):
        raise ScenarioError(f"{path}: must be an object")
    return data


def check_fields(
    fields: Mapping[str, Any], *, required: frozenset[str], optional: frozenset[str], path: str
) -> None:
    """Refuse a field that is neither required nor optional, and a required one that is missing."""
    dot = f"{path}." if path else ""
    for name in fields:
        if name not in required | optional:
            # Whatever a name is made of, it must not look like something else in the message.
            shown = name if name.isidentifier() else repr(name)
            raise ScenarioError(f"{dot}{shown}: unknown field")
    for name in sorted(required):
        if name not in fields:
            raise ScenarioError(f"{dot}{name}: missing")


def read_each[T](data: object, path: str, parse: Callable[[object, str], T]) -> tuple[T, ...]:
    """A list, each entry read by `parse`, which is given its path."""
    if not isinstance(data, list):
        raise ScenarioError(f"{path}: must be a list")
    return tuple(parse(item, f"{path}[{i}]") for i, item in enumerate(data))


def read_text(value: object, path: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ScenarioError(f"{path}: must be text")
    return value


def read_date(value: object, path: str) -> date:
    """A date as ISO 8601 writes it in full."""
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ScenarioError(f"{path}: must be a date like 2026-03-09")


def _score(value: object, path: str) -> int:
    if not is_score(value):
        raise ScenarioError(f"{path}: must be a whole number from 0 to 10")
    return int(value)  # type: ignore[call-overload,no-any-return]


def read_whole(value: object, path: str, *, least: int, most: int) -> int:
    """A whole number within limits."""
    if type(value) is not int or not least <= value <= most:
        raise ScenarioError(f"{path}: must be a whole number from {least} to {most}")
    return value


def _share(value: object, path: str) -> float:
    """A share from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ScenarioError(f"{path}: must be a number from 0 to 1")
    return float(value)


def read_flag(value: object, path: str) -> bool:
    """A plain yes or no."""
    if not isinstance(value, bool):
        raise ScenarioError(f"{path}: must be true or false")
    return value


def read_choice[E: StrEnum](kind: type[E], value: object, path: str) -> E:
    """One of the values of an enumeration."""
    if not isinstance(value, str) or value not in set(kind):
        raise ScenarioError(f"{path}: must be one of {', '.join(kind)}")
    return kind(value)


def _stage(value: object, path: str, rules: RuleSet) -> str:
    stage = read_text(value, path)
    if stage not in rules.stages:
        raise ScenarioError(f"{path}: there is no stage {stage!r}")
    return stage


def _weekdays(value: object) -> frozenset[int]:
    if not isinstance(value, list) or any(
        type(day) is not int or not 0 <= day <= 6 for day in value
    ):
        raise ScenarioError("training_weekdays: must be a list of numbers from 0 (Monday) to 6")
    return frozenset(value)
