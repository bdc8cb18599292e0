"""What changes the screening: answers saved, a run recorded, read, or dealt with by a clinician.

Each service is one transaction, which `touch` starts: a person's changes happen one by one, and
every decision made before them is known to be stale.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from backrehab.accounts.models import AgeBand, User
from backrehab.accounts.versions import touch
from backrehab.domain import screening as rules
from backrehab.domain.screening import Questionnaire, Scope, TriageOutcome
from backrehab.domain.screening_scopes import Standing, add, narrow
from backrehab.domain.screening_screens import Screen, screens
from backrehab.screening.models import Clearance, Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.queries import (
    OPEN_EMERGENCY,
    current_draft,
    last_full_answers,
    run_in_force,
    state_of,
)
from backrehab.screening.questionnaire import CURRENT_VERSION, questionnaire


class NothingToClear(Exception):  # noqa: N818 - a refusal, not a fault
    """No run of this person waits for a clinician's assessment."""


class ClearanceDateError(ValueError):
    """The date of the assessment is in the future, or before the questions were answered."""

    def __init__(self, *, earliest: date, latest: date) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(f"not from {earliest} to {latest}")


class AllMustBeAsked(Exception):  # noqa: N818 - a refusal, not a fault
    """A shorter check has nothing to stand on (see `ScreeningState.allows_narrow`)."""


def form_for(user: User, scope: Scope, age_band: str) -> Questionnaire:
    """The current questionnaire in that scope; a shorter one costs one query for what is known."""
    known = {} if scope is Scope.FULL else last_full_answers(user)
    return narrow(questionnaire(), scope, known=known, age_band=age_band)


def form_of(user: User, draft: ScreeningDraft) -> Questionnaire:
    """The questions of this draft."""
    return form_for(user, Scope(draft.scope), age_of(user, draft))


def screens_of(
    user: User, draft: ScreeningDraft, form: Questionnaire | None = None
) -> tuple[Screen, ...]:
    """The screens of this draft's questions, given the answers so far."""
    form = form or form_of(user, draft)
    return screens(form, draft.answers, age_band=age_of(user, draft), ask_age=not user.age_band)


def age_of(user: User, draft: ScreeningDraft) -> str:
    """The age band: the person's own, else the one answered here, else empty."""
    return user.age_band or draft.age_band


def first_open(found: tuple[Screen, ...], draft: ScreeningDraft, age_band: str) -> Screen | None:
    """The first screen with something left to answer."""
    return next((screen for screen in found if screen.open(draft.answers, age_band)), None)


def assessed_codes(follows: ScreeningRun | None) -> frozenset[str]:
    """The codes of the rules that a clinician dealt with, in the run that is followed."""
    return frozenset(follows.fired) if follows else frozenset()


def start_draft(
    user: User, *, reason: Reason, again: bool, now: datetime, scope: Scope = Scope.FULL
) -> ScreeningDraft:
    """Begin the questions, or go on with those half answered; `again` begins anew.

    After an assessment that left questions open, the answers it was about are carried over. All is
    asked where a shorter `scope` has nothing to stand on; half an answer to another scope is
    dropped.
    """
    with transaction.atomic():
        touch(user)
        run = run_in_force(user)
        draft = current_draft(user, now=now)
        if draft is not None and not again and draft.scope == state_of(run, user).scope_for(scope):
            return draft
        draft = _begin(user, run, reason=reason, scope=scope, now=now)
        draft.save(force_insert=True)
        return draft


def _begin(
    user: User, run: ScreeningRun | None, *, reason: Reason, scope: Scope, now: datetime
) -> ScreeningDraft:
    """A draft in the place of any other; `run` is in force. It is not stored yet."""
    state = state_of(run, user)
    follows = run if state.unfinished else None
    # Two servers' clocks may differ a little, and it must not seem begun before a leg symptom.
    begun = now if run is None else max(now, run.completed_at)
    ScreeningDraft.objects.filter(user=user).delete()
    return ScreeningDraft(
        user=user,
        reason=reason,
        scope=state.scope_for(scope).value,
        version=CURRENT_VERSION,
        answers=dict(follows.answers) if follows else {},
        age_band=follows.age_band if follows else "",
        follows=follows,
        started_at=begun,
        updated_at=begun,
    )


def save_first_screen(
    user: User,
    *,
    reason: Reason,
    scope: Scope,
    screen_key: str,
    answers: Mapping[str, str],
    now: datetime,
) -> str | None:
    """Begin the questions anew with the answers of one screen; as `save_screen` otherwise."""
    with transaction.atomic():
        touch(user)
        draft = _begin(user, run_in_force(user), reason=reason, scope=scope, now=now)
        draft.answers |= answers
        return _save(user, draft, screen_key=screen_key, now=now)


def save_screen(
    user: User,
    *,
    screen_key: str,
    answers: Mapping[str, str],
    age_band: str = "",
    back: bool = False,
    now: datetime,
) -> str | None:
    """Keep the answers of one screen and say which screen comes next; None when the run is done.

    As soon as the outcome stands (an emergency, or nothing left to ask) the run is recorded.
    `answers` are checked by the form; AnswerError for anything unknown, and nothing is kept then.
    """
    with transaction.atomic():
        touch(user)
        draft = current_draft(user, now=now)
        if draft is None:
            return None
        draft.answers |= answers
        draft.age_band = age_band or draft.age_band
        return _save(user, draft, screen_key=screen_key, back=back, now=now)


def _save(
    user: User, draft: ScreeningDraft, *, screen_key: str, back: bool = False, now: datetime
) -> str | None:
    """Store the draft with what was answered, or the run that it comes to."""
    age, assessed = age_of(user, draft), assessed_codes(draft.follows)
    form = form_of(user, draft)
    found = screens_of(user, draft, form)
    done = rules.decided(form, draft.answers, age_band=age, assessed=assessed)
    left = first_open(found, draft, age)
    keys = [screen.key for screen in found]
    # A follow-up that is no longer called for leads on to whatever is left.
    place = keys.index(screen_key) if screen_key in keys else len(keys) - 1
    at_end = place == len(keys) - 1 and not back
    if done and (left is not None or at_end):
        _record(
            user,
            form,
            answers=draft.answers,
            age_band=age,
            reason=Reason(draft.reason),
            scope=Scope(draft.scope),
            follows=draft.follows,
            now=now,
        )
        return None
    # Two servers' clocks may differ a little.
    draft.updated_at = max(now, draft.started_at)
    draft.save()
    if at_end and left is not None:
        return left.key
    return keys[max(place - 1, 0) if back else place + 1]


def record_run(
    user: User,
    *,
    answers: Mapping[str, str],
    age_band: str,
    reason: Reason,
    now: datetime,
    scope: Scope = Scope.FULL,
    follows: ScreeningRun | None = None,
) -> ScreeningRun:
    """Assess the answers by the current questionnaire and store both; the draft is gone then.

    `age_band` fills the person's own where that is empty. Raises AnswerError for garbage or gaps.
    A narrower `scope` adds to what is in force and lifts nothing; AllMustBeAsked if it can't.
    """
    with transaction.atomic():
        touch(user)
        return _record(
            user,
            form_for(user, scope, age_band),
            answers=answers,
            age_band=age_band,
            reason=reason,
            scope=scope,
            follows=follows,
            now=now,
        )


def _record(
    user: User,
    form: Questionnaire,
    *,
    answers: Mapping[str, str],
    age_band: str,
    reason: Reason,
    scope: Scope,
    follows: ScreeningRun | None,
    now: datetime,
) -> ScreeningRun:
    found = rules.assess(form, answers, age_band=age_band, assessed=assessed_codes(follows))
    asked = {item.key for item in rules.asked(form, answers, age_band=age_band)}
    if age_band and not user.age_band:
        user.age_band = AgeBand(age_band).value
        user.save(update_fields=["age_band"])
    ScreeningDraft.objects.filter(user=user).delete()
    run = ScreeningRun(
        user=user,
        reason=reason,
        version=form.version,
        age_band=age_band,
        answers={key: str(answer) for key, answer in answers.items() if key in asked},
        outcome=found.outcome.value,
        limits=sorted(found.limits),
        fired=list(found.codes),
        ask_again_in_days=found.ask_again_in_days,
        complete=found.complete,
        follows=follows,
        on=user.local_date(now),
        completed_at=now,
    )
    if scope is not Scope.FULL:
        _stand_on(run_in_force(user), run, found, scope=scope)
    run.save(force_insert=True)
    return run


def _stand_on(
    before: ScreeningRun | None, run: ScreeningRun, found: rules.Assessment, *, scope: Scope
) -> None:
    """Turn a shorter check into what is in force after it. What is no news needs no reading."""
    user = run.user
    state, form = state_of(before, user), questionnaire()
    if before is None or not state.allows_narrow:
        raise AllMustBeAsked
    standing = standing_of(before, user)
    # Somebody who travelled west may be a date behind their last answers.
    run.on = max(run.on, standing.on)
    after = add(standing, found, form, on=run.on)
    run.scope = scope.value
    run.outcome, run.fired = after.outcome.value, list(after.codes)
    run.limits = sorted(after.limits)
    run.stands_on = after.on
    run.ask_again_in_days = (
        None if after.ask_again_on is None else (after.ask_again_on - after.on).days
    )
    asks_emergency = scope in {Scope.EMERGENCY, Scope.SHORT}
    run.short_on = run.on if scope is Scope.SHORT else before.short_on
    run.emergency_on = run.on if asks_emergency else before.emergency_on
    if state.acknowledged and not set(found.codes) - set(standing.codes):
        run.acknowledged_at = run.completed_at


def standing_of(run: ScreeningRun, user: User) -> Standing:
    """What this run in force comes to: after an assessment, what that left of it."""
    state, clearance = state_of(run, user), getattr(run, "clearance", None)
    lifted = {rule.code for rule in questionnaire(run.version).rules if rule.lifted}
    if state.outcome is None or state.on is None:
        raise AllMustBeAsked
    return Standing(
        outcome=state.outcome,
        codes=tuple(code for code in run.fired if clearance is None or code not in lifted),
        limits=frozenset(run.limits if clearance is None else clearance.limits),
        on=state.on,
        ask_again_on=state.ask_again_on,
    )


def record_leg_symptom(user: User, *, now: datetime, locked: bool = False) -> ScreeningRun:
    """A leg symptom was written in the log: clinician first, until the questions are asked again.
    `locked`: the caller's entry holds the lock of the person.

    Answers given before it no longer count, nor does a questionnaire that was begun before it
    (docs/clinical-rules.md#the-gate, docs/screening.md).
    """
    with transaction.atomic():
        if not locked:
            touch(user)
        return ScreeningRun.objects.create(
            user=user,
            reason=Reason.LEG_SYMPTOM_REPORTED,
            version="",
            age_band=user.age_band,
            outcome=TriageOutcome.CLINICIAN.value,
            complete=False,
            on=user.local_date(now),
            completed_at=now,
        )


def acknowledge(user: User, *, run: ScreeningRun, now: datetime) -> bool:
    """Record, once, that the person read the outcome of this run of theirs; whether it was new."""
    with transaction.atomic():
        touch(user)
        return bool(
            ScreeningRun.objects.filter(pk=run.pk, user=user, acknowledged_at__isnull=True).update(
                acknowledged_at=max(now, run.completed_at)
            )
        )


def can_clear(run: ScreeningRun | None, user: User) -> bool:
    """Whether a clinician's assessment would lift something of this run. No query.

    A leg symptom from the log is lifted by asking again, and being under 18 by nothing.
    """
    if run is None or run.reason == Reason.LEG_SYMPTOM_REPORTED:
        return False
    if user.age_band == AgeBand.UNDER_18 or getattr(run, "clearance", None) is not None:
        return False
    lifted = {rule.code for rule in questionnaire(run.version).rules if rule.lifted}
    return bool(lifted & set(run.fired))


def record_clearance(user: User, *, cleared_on: date, now: datetime) -> Clearance:
    """Record that a clinician assessed the person on that local date; what is left then counts.

    Every emergency that is still open is closed with it. Limits, and the K rules that an
    assessment does not lift, stay. Raises NothingToClear, or ClearanceDateError unless
    run's date <= `cleared_on` <= today.
    """
    with transaction.atomic():
        touch(user)
        run = run_in_force(user)
        if run is None or not can_clear(run, user):
            raise NothingToClear
        today = user.local_date(now)
        if not run.on <= cleared_on <= today:
            raise ClearanceDateError(earliest=run.on, latest=today)
        acknowledge(user, run=run, now=now)
        others = ScreeningRun.objects.filter(OPEN_EMERGENCY, user=user).exclude(pk=run.pk)
        for other in others:
            _clear(other, cleared_on=max(cleared_on, other.on), now=now)
        return _clear(run, cleared_on=cleared_on, now=now)


def _clear(run: ScreeningRun, *, cleared_on: date, now: datetime) -> Clearance:
    left = what_is_left(run)
    return Clearance.objects.create(
        run=run,
        asked_on=run.on,
        cleared_on=cleared_on,
        recorded_at=now,
        outcome=left.outcome.value,
        limits=sorted(left.limits),
        ask_again_in_days=left.ask_again_in_days,
    )


def what_is_left(run: ScreeningRun) -> rules.Summary:
    """What remains of a run once a clinician has assessed the person, by its own version."""
    return rules.after_assessment(questionnaire(run.version), run.fired)
