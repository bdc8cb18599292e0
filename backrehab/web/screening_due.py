"""Whether health questions are due, for a person with everything that is known of them."""

from backrehab.accounts.models import User
from backrehab.domain.decision import Code, GateDecision
from backrehab.progression.breaks import asked_after
from backrehab.screening.queries import Due, what_is_due
from backrehab.web.person import Person, load_person

# What somebody can do about a gate on the spot.
SAYABLE = {Code.SCREENING, Code.TECHNIQUE, Code.HOLD_TEST}


def due_for(person: Person) -> Due | None:
    """What is to be asked today, and why; None if nothing is. No query beside the snapshot's."""
    snapshot, today = person.snapshot, person.today
    last = snapshot.last_trained_on
    return what_is_due(
        snapshot.screening,
        today=today,
        lay_off=asked_after(person.user, person.enrolment, last, person.rules, today=today),
        flare_up_started_on=snapshot.flare_up_since,
        before_first_deadlift=any(map(_waits_for_screening, snapshot.decisions)),
    )


def due_for_user(user: User) -> Due | None:
    """The same for somebody who may not have finished the start; nothing is due before that."""
    if user.started_at is None:
        return None
    try:
        return due_for(load_person(user))
    except LookupError:
        return None


def _waits_for_screening(decision: GateDecision) -> bool:
    """Whether a heavier stage would open but for an older health check."""
    unmet = {criterion.code for criterion in decision.unmet}
    return Code.SCREENING in unmet and unmet <= SAYABLE
