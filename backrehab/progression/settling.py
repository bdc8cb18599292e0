"""What an entry sets off on the ladder: a step back, stored as a decision with its numbers."""

from dataclasses import dataclass
from datetime import datetime

from backrehab.accounts.models import User
from backrehab.domain.ladder_line import stage_below
from backrehab.domain.step_back import StepBack
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.changes import carry_over, record, unstored_place
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.history_read import HistoryRead, WentBack
from backrehab.progression.levels import last_green_level
from backrehab.progression.models import Enrolment, TransitionKind
from backrehab.progression.programmes import Following
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import Snapshot, snapshot_of, store_snapshot


@dataclass(frozen=True, slots=True)
class Settled:
    """How things stand after an entry: what was read last, and what follows from it."""

    following: Following
    loaded: Loaded
    snapshot: Snapshot


def settle(
    user: User,
    following: Following,
    *,
    now: datetime,
    then: datetime | None = None,
    read: HistoryRead | None = None,
) -> Settled:
    """Bring the ladder in line with the log as it is now, and `then` if that is on a later date;
    keep the new answer of the gate for the pages. `read` is what the entry read of it, as it
    is now. The caller holds the lock and the transaction."""
    later = then if then is not None and user.local_date(then) > user.local_date(now) else None
    settled = _settle(user, following, now, read, is_last=later is None)
    if later is not None:
        settled = _settle(user, following, later)
    store_snapshot(
        following.ladder,
        settled.snapshot,
        version=settled.loaded.read.version,
        rules=current_rules(),
        catalogue=get_catalogue(),
        beside=unstored_place(following.ladder),
    )
    return settled


def _settle(
    user: User,
    following: Following,
    now: datetime,
    read: HistoryRead | None = None,
    *,
    is_last: bool = True,
) -> Settled:
    """How things stand at that instant, once what they call for is done; where they are looked at
    again for a later date, what that leads to is left to be seen then."""
    enrolment, rules, catalogue = following.ladder, current_rules(), get_catalogue()
    today = user.local_date(now)

    def look(read: HistoryRead | None) -> tuple[Loaded, Snapshot]:
        loaded = load_history(user, enrolment, rules=rules, today=today, read=read)
        return loaded, snapshot_of(
            user, enrolment, loaded, rules=rules, catalogue=catalogue, now=now
        )

    loaded, snapshot = look(read)
    below = stage_below(enrolment.stage_key, rules)
    if snapshot.step_back is not None and below is not None:
        read = _step_back(user, enrolment, snapshot.step_back, below, loaded, now=now)
        if is_last:
            loaded, snapshot = look(read)
    return Settled(following, loaded, snapshot)


def _step_back(
    user: User, enrolment: Enrolment, found: StepBack, below: str, loaded: Loaded, *, now: datetime
) -> HistoryRead:
    """One stage down, at the dose that last went well there; what was read, as it is then."""
    today, left = user.local_date(now), enrolment.stage_key
    record(
        enrolment,
        kind=TransitionKind.STEPPED_BACK,
        stage_to=below,
        now=now,
        reason=found.reason.value,
        decision={"reds": [on.isoformat() for on in found.reds]},
        dose_level=last_green_level(user, enrolment, below, loaded, today=today),
        stores_place=False,
    )
    step = WentBack(left, today, found.reds)
    return carry_over(enrolment, loaded.read.after_step_back(step))
