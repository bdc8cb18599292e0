"""Gate scenarios: a JSON object a physiotherapist can read, in; a decision, out.

The format is described in docs/scenarios.md. Parsing is strict: whatever is not exactly right is
refused with the field's name, so that a typing mistake can never look like a calm day.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from backrehab.domain.decision import GateDecision
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.pain import is_score
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import RuleSet
from backrehab.domain.validity import find_problem


class ScenarioError(ValueError):
    """Not a valid scenario; the message is "field: what is wrong"."""


ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
REQUIRED = [
    "rules",
    "today",
    "stage",
    "opens",
    "entered_on",
    "baseline",
    "training_weekdays",
    "screening",
    "screened_on",
    "technique_confirmed",
    "hold_test_passed",
    "flare_ups",
    "days",
]
TRAINING_REQUIRED = {"on", "stage", "done", "before", "worst"}
TRAINING_OPTIONAL = {"target_dose", "stop", "leg", "extra_meds", "morning", "morning_timing"}
REST_FIELDS = {"on", "daily"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question to the gate: may `opens` open on `today`?"""

    history: History
    opens: str
    rules: RuleSet
    today: date


def decide(data: object, rule_sets: Mapping[str, RuleSet]) -> dict[str, Any]:
    """The decision for one scenario, as JSON values; raises ScenarioError."""
    asked = parse_scenario(data, rule_sets)
    return as_json(
        evaluate_gate(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)
    )


def parse_scenario(data: object, rule_sets: Mapping[str, RuleSet]) -> Scenario:
    """The scenario in `data`, the value of a JSON object; raises ScenarioError."""
    fields = _object(data, "scenario")
    _check_fields(fields, required=set(REQUIRED), optional=set(), path="")
    rules = rule_sets.get(_text(fields["rules"], "rules"))
    if rules is None:
        raise ScenarioError(f"rules: must be one of {', '.join(sorted(rule_sets))}")
    today = _date(fields["today"], "today")
    history = _history(fields, rules)
    opens = _text(fields["opens"], "opens")
    if opens not in rules.stages[history.stage].opens:
        raise ScenarioError(f"opens: {opens!r} is not directly after {history.stage!r}")
    if problem := find_problem(history, rules, today):
        raise ScenarioError(problem)
    return Scenario(history, opens, rules, today)


def as_json(decision: GateDecision) -> dict[str, Any]:
    """The decision in the scenario format."""
    return {
        "status": decision.status.value,
        "route": decision.route.value if decision.route else None,
        "earliest_on": decision.earliest_on.isoformat() if decision.earliest_on else None,
        "rules": decision.rules_version,
        "criteria": [
            {
                "code": criterion.code.value,
                "needed": criterion.needed,
                "observed": criterion.observed,
                "met": criterion.met,
            }
            for criterion in decision.criteria
        ],
        "colours": {day.verdict.on.isoformat(): day.verdict.colour.value for day in decision.days},
    }


def _history(fields: Mapping[str, Any], rules: RuleSet) -> History:
    stage = _stage(fields["stage"], "stage", rules)
    entered_on = _date(fields["entered_on"], "entered_on")
    return History(
        stage=stage,
        entered_on=entered_on,
        # One baseline for all dates: in force before anything else happened.
        baselines=(BaselineAnswer(date.min, _score(fields["baseline"], "baseline")),),
        training_weekdays=_weekdays(fields["training_weekdays"]),
        screening=_choice(Outcome, fields["screening"], "screening"),
        screened_on=_date(fields["screened_on"], "screened_on"),
        technique_confirmed=_flag(fields["technique_confirmed"], "technique_confirmed"),
        hold_test_passed=_flag(fields["hold_test_passed"], "hold_test_passed"),
        flare_ups=_each(fields["flare_ups"], "flare_ups", _flare_up),
        days=_each(fields["days"], "days", lambda item, path: _day(item, path, rules)),
    )


def _day(data: object, path: str, rules: RuleSet) -> Day:
    fields = _object(data, path)
    if "stage" not in fields:
        _check_fields(fields, required={"on"}, optional=REST_FIELDS, path=path)
        daily = fields.get("daily")
        return Day(
            on=_date(fields["on"], f"{path}.on"),
            daily=None if daily is None else _score(daily, f"{path}.daily"),
        )
    _check_fields(fields, required=TRAINING_REQUIRED, optional=TRAINING_OPTIONAL, path=path)
    morning = fields.get("morning")
    flags = {
        name: _flag(fields.get(name, False), f"{path}.{name}")
        for name in ("target_dose", "stop", "leg", "extra_meds")
    }
    timing = _choice(Timing, fields.get("morning_timing", "on_time"), f"{path}.morning_timing")
    return Day(
        on=_date(fields["on"], f"{path}.on"),
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
    fields = _object(data, path)
    _check_fields(fields, required={"from", "to"}, optional=set(), path=path)
    end = fields["to"]
    return FlareUp(
        start=_date(fields["from"], f"{path}.from"),
        end=None if end is None else _date(end, f"{path}.to"),
    )


def _object(data: object, path: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ScenarioError(f"{path}: must be an object")
    return data


def _check_fields(
    fields: Mapping[str, Any], *, required: set[str], optional: set[str], path: str
) -> None:
    dot = f"{path}." if path else ""
    for name in fields:
        if name not in required | optional:
            # Whatever a name is made of, it must not look like something else in the message.
            shown = name if name.isidentifier() else repr(name)
            raise ScenarioError(f"{dot}{shown}: unknown field")
    for name in sorted(required):
        if name not in fields:
            raise ScenarioError(f"{dot}{name}: missing")


def _each[T](data: object, path: str, parse: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(data, list):
        raise ScenarioError(f"{path}: must be a list")
    return tuple(parse(item, f"{path}[{i}]") for i, item in enumerate(data))


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise ScenarioError(f"{path}: must be text")
    return value


def _date(value: object, path: str) -> date:
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


def _share(value: object, path: str) -> Fraction:
    """A share from 0 to 1, exactly as written: 0.8 is 4/5."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ScenarioError(f"{path}: must be a number from 0 to 1")
    return Fraction(str(value))


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise ScenarioError(f"{path}: must be true or false")
    return value


def _choice[E: (Outcome, Timing)](kind: type[E], value: object, path: str) -> E:
    if not isinstance(value, str) or value not in set(kind):
        raise ScenarioError(f"{path}: must be one of {', '.join(kind)}")
    return kind(value)


def _stage(value: object, path: str, rules: RuleSet) -> str:
    stage = _text(value, path)
    if stage not in rules.stages:
        raise ScenarioError(f"{path}: there is no stage {stage!r}")
    return stage


def _weekdays(value: object) -> frozenset[int]:
    if not isinstance(value, list) or any(
        type(day) is not int or not 0 <= day <= 6 for day in value
    ):
        raise ScenarioError("training_weekdays: must be a list of numbers from 0 (Monday) to 6")
    return frozenset(value)
