"""What an entry sets off on the ladder: a step back, stored as a decision with its numbers."""

from datetime import datetime

from backrehab.accounts.models import User
from backrehab.accounts.versions import read_version
from backrehab.domain.ladder_line import stage_below
from backrehab.domain.rules import RuleSet
from backrehab.domain.step_back import StepBack
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.changes import record
from backrehab.progression.levels import last_green_level
from backrehab.progression.models import Enrolment, TransitionKind
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import make_snapshot, store_snapshot


def settle(user: User, enrolment: Enrolment, *, now: datetime) -> None:
    """Bring the ladder in line with the log as it is now, and keep the new answer of the gate for
    the pages. The caller holds the lock and the transaction."""
    rules, catalogue = current_rules(), get_catalogue()
    today = user.local_date(now)
    snapshot = make_snapshot(user, enrolment, rules=rules, catalogue=catalogue, today=today)
    below = stage_below(enrolment.stage_key, rules)
    if snapshot.step_back is not None and below is not None:
        _step_back(user, enrolment, snapshot.step_back, below, rules=rules, now=now)
        snapshot = make_snapshot(user, enrolment, rules=rules, catalogue=catalogue, today=today)
    store_snapshot(
        enrolment, snapshot, version=read_version(user), rules=rules, catalogue=catalogue
    )


def _step_back(
    user: User, enrolment: Enrolment, found: StepBack, below: str, *, rules: RuleSet, now: datetime
) -> None:
    """One stage down, at the dose that last went well there."""
    today = user.local_date(now)
    record(
        enrolment,
        kind=TransitionKind.STEPPED_BACK,
        stage_to=below,
        now=now,
        reason=found.reason.value,
        decision={"reds": [on.isoformat() for on in found.reds]},
        dose_level=last_green_level(user, enrolment, below, rules=rules, today=today),
    )
