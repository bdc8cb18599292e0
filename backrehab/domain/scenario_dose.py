"""Scenarios that ask for the dose inside the stage, and their answers (docs/scenarios.md#dose)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from backrehab.domain.amounts import Amount, Load, Unit
from backrehab.domain.dose import FULL, DosedDay, NextDose, StartDose, kept_share, next_dose
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day
from backrehab.domain.rules import RuleSet
from backrehab.domain.scenario_fields import (
    REQUIRED,
    Person,
    Published,
    ScenarioError,
    check_fields,
    check_person,
    read_date,
    read_each,
    read_flag,
    read_object,
    read_opens,
    read_person,
    read_whole,
)

OPTIONAL = frozenset(
    {
        "ask",
        "opens",
        "dose_levels",
        "start_dose",
        "load_step_kg",
        "gently",
        "branch_opened_today",
    }
)
OF_TRAINING = frozenset({"level", "share", "extra", "load_kg", "band"})
START_FIELDS = frozenset({"on", "level", "shares"})
EACH_FIELDS = {"repetitions": Unit.REPETITIONS, "hold_seconds": Unit.SECONDS}
# Room for whatever people do; more is a typing mistake.
MOST = 1000
STEP_KG = Fraction(5, 2)


@dataclass(frozen=True, slots=True)
class Dosed:
    """What a training day says about the dose."""

    level: int
    share: int
    extra: int | None
    load: Load | None


def answer_dose(fields: Mapping[str, Any], published: Published) -> dict[str, Any]:
    """The dose to suggest today, as JSON values; raises ScenarioError."""
    check_fields(fields, required=REQUIRED, optional=OPTIONAL, path="")
    person = read_person(fields, published, of_training=OF_TRAINING)
    check_person(person)
    if "opens" in fields:
        read_opens(fields["opens"], person)
    dose, _kept = suggest(fields, person, levels_of(fields, person, published))
    return dose_json(dose, person.rules)


type Levels = Mapping[str, tuple[Amount, ...]]


def levels_of(fields: Mapping[str, Any], person: Person, published: Published) -> Levels:
    """The dose levels of each stage: the published ones, but for the current stage the
    scenario's own if it has any."""
    stage = person.history.stage
    levels = dict(published.levels) | _own_levels(fields, stage)
    if stage not in levels:
        raise ScenarioError("dose_levels: missing")
    return levels


def suggest(fields: Mapping[str, Any], person: Person, levels: Levels) -> tuple[NextDose, int]:
    """The dose to suggest today, and how much of what is kept up, in percent; raises
    ScenarioError."""
    stage = person.history.stage
    dosed = read_each(
        fields["days"], "days", lambda item, path: _dosed(item, path, levels, person.rules)
    )
    days = _dosed_days(person, dosed)
    course: dict[str, Any] = {
        "rules": person.rules,
        "today": person.today,
        "start": start_of(fields, person, levels),
        "gap_days": _gap_days(person),
        "gently": read_flag(fields.get("gently", False), "gently"),
    }
    dose = next_dose(
        days,
        levels=levels[stage],
        tier=person.rules.stages[stage].tier,
        step_kg=_step(fields.get("load_step_kg")),
        branch_opened_today=read_flag(
            fields.get("branch_opened_today", False), "branch_opened_today"
        ),
        **course,
    )
    return dose, kept_share(days, **course)


def dose_json(dose: NextDose, rules: RuleSet) -> dict[str, Any]:
    """A suggested dose in the scenario format."""
    each = next(name for name, unit in EACH_FIELDS.items() if unit is dose.amount.unit)
    load = dose.load
    return {
        "ask": "dose",
        "level": dose.level,
        "share": dose.share,
        "sets": dose.amount.sets,
        each: dose.amount.each,
        "load_kg": None if load is None or load.kg is None else _number(load.kg),
        "band": None if load is None else load.band,
        "reason": dose.reason.value,
        "because_of": dose.because_of.isoformat() if dose.because_of else None,
        "rules": rules.version,
    }


def _number(value: Fraction) -> float:
    return value.numerator if value.denominator == 1 else float(value)


def _dosed_days(person: Person, dosed: tuple[Dosed | None, ...]) -> list[DosedDay]:
    """The training days of the stage, each with its colour as of today."""
    ledger = Ledger(person.history, person.rules, person.today)
    steady = person.rules.tier_of(person.history.stage).steady_route
    return [
        _dosed_day(day, said, ledger, steady_route=steady)
        for day, said in zip(person.history.days, dosed, strict=True)
        if said is not None and day.stage == person.history.stage
    ]


def _dosed_day(day: Day, said: Dosed, ledger: Ledger, *, steady_route: bool) -> DosedDay:
    t = day.on.toordinal()
    return DosedDay(
        on=day.on,
        level=said.level,
        share=said.share,
        fully_done=day.done >= 1,
        colour=ledger.colour(t),
        settled=steady_route and ledger.is_settled(t),
        extra_repetitions=said.extra,
        load=said.load,
    )


def _gap_days(person: Person) -> int | None:
    """Days since the last training day before today, of any stage."""
    trained = [day.on for day in person.history.days if day.trained and day.on < person.today]
    return (person.today - max(trained)).days if trained else None


def _dosed(
    data: object, path: str, levels: Mapping[str, tuple[Amount, ...]], rules: RuleSet
) -> Dosed | None:
    """What a day says about the dose; None for a day without training."""
    fields = read_object(data, path)
    if "stage" not in fields:
        return None
    # Of another stage without published levels any level may be.
    most = len(levels.get(fields["stage"], ())) or MOST
    extra = fields.get("extra")
    return Dosed(
        level=read_whole(fields.get("level", 1), f"{path}.level", least=1, most=most),
        share=read_whole(fields.get("share", FULL), f"{path}.share", least=1, most=FULL),
        extra=None if extra is None else read_whole(extra, f"{path}.extra", least=0, most=MOST),
        load=_load(fields, path, rules),
    )


def _load(fields: Mapping[str, Any], path: str, rules: RuleSet) -> Load | None:
    kg, band = fields.get("load_kg"), fields.get("band")
    if kg is not None and band is not None:
        raise ScenarioError(f"{path}.band: not together with load_kg")
    if band is not None:
        return Load.of(band=read_whole(band, f"{path}.band", least=1, most=rules.dose.bands))
    if kg is None:
        return None
    if isinstance(kg, bool) or not isinstance(kg, int | float) or not 0 <= kg <= MOST:
        raise ScenarioError(f"{path}.load_kg: must be a number from 0 to {MOST}")
    return Load.of(kg=Fraction(str(kg)))


def _step(value: object) -> Fraction:
    if value is None:
        return STEP_KG
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST:
        raise ScenarioError(f"load_step_kg: must be a number over 0, up to {MOST}")
    return Fraction(str(value))


def start_of(fields: Mapping[str, Any], person: Person, levels: Levels) -> StartDose:
    """How the current stage was entered or resumed; raises ScenarioError."""
    most = len(levels[person.history.stage])
    fields = read_object(fields.get("start_dose", {}), "start_dose")
    check_fields(fields, required=frozenset(), optional=START_FIELDS, path="start_dose")
    on, entered = person.history.entered_on, person.history.entered_on
    if "on" in fields:
        on = read_date(fields["on"], "start_dose.on")
    if not entered <= on <= person.today:
        raise ScenarioError(f"start_dose.on: must be a date from {entered} to {person.today}")
    return StartDose(
        on=on,
        level=read_whole(fields.get("level", 1), "start_dose.level", least=1, most=most),
        shares=read_each(fields.get("shares", []), "start_dose.shares", _percent),
    )


def _percent(value: object, path: str) -> int:
    return read_whole(value, path, least=1, most=FULL)


def _own_levels(fields: Mapping[str, Any], stage: str) -> dict[str, tuple[Amount, ...]]:
    """The levels that the scenario gives its own stage, if it does."""
    if "dose_levels" not in fields:
        return {}
    levels = read_each(fields["dose_levels"], "dose_levels", _amount)
    if not levels:
        raise ScenarioError("dose_levels: must have at least one level")
    for i, (lower, higher) in enumerate(pairwise(levels), start=1):
        if higher.unit is not lower.unit:
            raise ScenarioError(f"dose_levels[{i}]: must count what the level before counts")
        if higher.volume < lower.volume:
            raise ScenarioError(f"dose_levels[{i}]: must not be less than the level before")
    return {stage: levels}


def _amount(data: object, path: str) -> Amount:
    fields = read_object(data, path)
    named = [name for name in EACH_FIELDS if name in fields]
    if len(named) > 1:
        raise ScenarioError(f"{path}.{named[1]}: not together with {named[0]}")
    each = named[0] if named else "repetitions"
    check_fields(fields, required=frozenset({"sets", each}), optional=frozenset(), path=path)
    return Amount(
        sets=read_whole(fields["sets"], f"{path}.sets", least=1, most=MOST),
        each=read_whole(fields[each], f"{path}.{each}", least=1, most=MOST),
        unit=EACH_FIELDS[each],
    )
