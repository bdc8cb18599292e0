"""Decisions as JSON values, for the decision log and the snapshot, and back again.

The rows of the log are never changed, so this form is written out and stays as it is.
"""

from datetime import date
from typing import Any

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
from backrehab.domain.rules import TierName


def decision_json(decision: GateDecision) -> dict[str, Any]:
    """A decision in full: status, route, every criterion with its numbers and dates, every day."""
    earliest_on = decision.earliest_on
    return {
        "status": decision.status.value,
        "route": decision.route.value if decision.route else None,
        "stage": decision.stage,
        "opens": decision.opens,
        "tier": decision.tier.value,
        "rules": decision.rules_version,
        "as_of": decision.as_of.isoformat(),
        "earliest_on": None if earliest_on is None else earliest_on.isoformat(),
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
    earliest_on = data["earliest_on"]
    return GateDecision(
        status=Status(data["status"]),
        route=Route(data["route"]) if data["route"] else None,
        stage=data["stage"],
        opens=data["opens"],
        tier=TierName(data["tier"]),
        rules_version=data["rules"],
        as_of=date.fromisoformat(data["as_of"]),
        earliest_on=None if earliest_on is None else date.fromisoformat(earliest_on),
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
    return verdict, STANDING_OF[standing]
