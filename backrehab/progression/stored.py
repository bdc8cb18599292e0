"""Decisions as JSON values, for the decision log and the snapshot, and back again."""

from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import TextChoices

from backrehab.domain.amounts import Amount, Load, Unit
from backrehab.domain.colours import Cause, Colour, Verdict
from backrehab.domain.decision import (
    Code,
    Criterion,
    GateDecision,
    JudgedDay,
    Route,
    Standing,
    Status,
)
from backrehab.domain.dose import DoseReason, NextDose
from backrehab.domain.records import Outcome
from backrehab.domain.rules import TierName
from backrehab.domain.screening import TriageOutcome
from backrehab.json_rows import read_date
from backrehab.screening.models import Reason
from backrehab.screening.queries import ScreeningState


def date_json(on: date | None) -> str | None:
    """A date, or nothing; `read_date` is the inverse."""
    return None if on is None else on.isoformat()


def decision_json(decision: GateDecision) -> dict[str, Any]:
    """A decision in full: status, route, every criterion with its numbers and dates, every day."""
    return {
        "status": decision.status.value,
        "route": decision.route.value if decision.route else None,
        "stage": decision.stage,
        "opens": decision.opens,
        "tier": decision.tier.value,
        "rules": decision.rules_version,
        "as_of": decision.as_of.isoformat(),
        "earliest_on": date_json(decision.earliest_on),
        "problem": decision.problem,
        "criteria": [
            [c.code, c.needed, c.observed, c.met, [on.isoformat() for on in c.days]]
            for c in decision.criteria
        ],
        # In the order of a `Verdict`. Members of a StrEnum are written as their text.
        "days": [[on.isoformat(), *seen, standing] for (on, *seen), standing in decision.days],
    }


def read_decision(data: dict[str, Any]) -> GateDecision:
    """The inverse of `decision_json`."""
    return GateDecision(
        status=Status(data["status"]),
        route=Route(data["route"]) if data["route"] else None,
        stage=data["stage"],
        opens=data["opens"],
        tier=TierName(data["tier"]),
        rules_version=data["rules"],
        as_of=date.fromisoformat(data["as_of"]),
        earliest_on=read_date(data["earliest_on"]),
        problem=data["problem"],
        criteria=tuple(
            Criterion(Code(code), needed, observed, met, tuple(map(date.fromisoformat, days)))
            for code, needed, observed, met, days in data["criteria"]
        ),
        days=tuple(_read_day(day) for day in data["days"]),
    )


# A page reads a month of days: looked up here, a member takes a tenth of the time.
COLOUR_OF = {colour.value: colour for colour in Colour}
CAUSE_OF = {cause.value: cause for cause in Cause}
STANDING_OF = {standing.value: standing for standing in Standing}


def _read_day(data: list[Any]) -> JudgedDay:
    on, stage, colour, cause, *scores, standing = data
    verdict = Verdict(date.fromisoformat(on), stage, COLOUR_OF[colour], CAUSE_OF[cause], *scores)
    return JudgedDay(verdict, STANDING_OF[standing])


def dose_json(dose: NextDose) -> dict[str, Any]:
    """A suggested dose; a weight is kept as an exact fraction, as text."""
    load = dose.load
    return {
        "level": dose.level,
        "share": dose.share,
        "amount": [dose.amount.sets, dose.amount.each, dose.amount.unit.value],
        "kg": None if load is None or load.kg is None else str(load.kg),
        "band": None if load is None else load.band,
        "reason": dose.reason.value,
        "because_of": date_json(dose.because_of),
    }


def read_dose(data: dict[str, Any]) -> NextDose:
    """The inverse of `dose_json`."""
    sets, each, unit = data["amount"]
    kg = data["kg"]
    return NextDose(
        level=data["level"],
        share=data["share"],
        amount=Amount(sets, each, Unit(unit)),
        load=Load.of(kg=None if kg is None else Fraction(kg), band=data["band"]),
        reason=DoseReason(data["reason"]),
        because_of=read_date(data["because_of"]),
    )


def screening_json(state: ScreeningState) -> dict[str, Any]:
    """The screening state as JSON values."""
    return {field.name: _plain(getattr(state, field.name)) for field in fields(state)}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, StrEnum | TextChoices) else value


def read_screening(data: dict[str, Any]) -> ScreeningState:
    """The inverse of `screening_json`."""
    return ScreeningState(
        gate_outcome=Outcome(data["gate_outcome"]),
        outcome=TriageOutcome(data["outcome"]) if data["outcome"] else None,
        on=read_date(data["on"]),
        short_on=read_date(data.get("short_on")),
        emergency_on=read_date(data.get("emergency_on")),
        limits=frozenset(data["limits"]),
        ask_again_on=read_date(data["ask_again_on"]),
        run_id=data["run_id"],
        acknowledged=data["acknowledged"],
        reason=Reason(data["reason"]) if data["reason"] else None,
        cleared=data["cleared"],
        unfinished=data["unfinished"],
        version=data["version"],
        complete=data["complete"],
    )
