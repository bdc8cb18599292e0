"""At which dose a stage is taken up again: the last one there, or the last that went well."""

from datetime import date, timedelta

from django.db.models import QuerySet

from backrehab.accounts.models import User
from backrehab.domain.colours import Colour
from backrehab.domain.ledger import Ledger
from backrehab.domain.rules import RuleSet
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.queries import TRAINED
from backrehab.progression.history import load_history
from backrehab.progression.models import Enrolment

LOWEST = 1
# Of the latest day's own morning, which is needed for its colour.
DATES_AFTER = 2


def last_level(user: User, enrolment: Enrolment) -> int:
    """The dose level of the latest training day of the current stage; the lowest without one."""
    return _of_stage(user, enrolment.stage_key).values_list("dose_level", flat=True).first() or (
        enrolment.dose_level
    )


def last_green_level(
    user: User, enrolment: Enrolment, stage: str, *, rules: RuleSet, today: date
) -> int:
    """The dose level of the latest calm day of a stage, looked for in the last weeks there; the
    lowest if there was none (docs/clinical-rules.md#step-back)."""
    latest = _of_stage(user, stage).values_list("on", flat=True).first()
    if latest is None:
        return LOWEST
    as_of = min(today, latest + timedelta(days=DATES_AFTER + 1))
    loaded = load_history(user, enrolment, rules=rules, today=as_of, stage=stage)
    ledger = Ledger(loaded.history, rules, as_of)
    for row in loaded.rows:
        verdict = ledger.verdicts.get(row.on.toordinal())
        if verdict and verdict.stage == stage and verdict.colour is Colour.GREEN:
            return row.dose_level
    return LOWEST


def _of_stage(user: User, stage: str) -> "QuerySet[TrainingDay]":
    return TrainingDay.objects.filter(TRAINED, user=user, stage_key=stage).order_by("-on")
