"""The words for an outcome: what it is called, what it means, and what to do now.

The product never says what somebody has or has not got, only what this app can't rule out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from backrehab.accounts.models import User
from backrehab.domain.screening import (
    Answer,
    LimitText,
    Question,
    Questionnaire,
    Scope,
    TriageOutcome,
    alarming,
)
from backrehab.screening.models import Reason, ScreeningRun
from backrehab.screening.queries import UNDER_18_LIMIT, ScreeningState
from backrehab.screening.questionnaire import questionnaire
from backrehab.screening.services import can_clear

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Words:
    """An outcome in words: a title, what it means, and what to do, step by step."""

    title: str
    lead: str
    to_do: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """All that the result page shows. `kind` chooses its look: an outcome's value, or "open"."""

    kind: str
    words: Words
    reasons: tuple[str, ...]
    limits: tuple[LimitText, ...]
    support: bool
    state: ScreeningState
    cleared_on: date | None
    full_on: date | None
    may_clear: bool
    may_ask_again: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A question of the note, with the answer that was given."""

    text: str
    items: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class NotePart:
    """The answers of one day: those that mattered, and what else was asked."""

    on: date
    reason: str
    scope: str
    mattered: tuple[NoteLine, ...]
    others: tuple[NoteLine, ...]
    complete: bool
    reported: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What a clinician may want to read; `parts` newest first: a shorter check stands on others."""

    on: date
    reason: str
    age: str
    outcome: str
    assessed_on: date | None
    parts: tuple[NotePart, ...]


def describe_result(run: ScreeningRun, state: ScreeningState, user: User) -> Result:
    """The result page of this run. No query."""
    form = None if state.asks_for_answers else questionnaire(run.version)
    under_18 = UNDER_18_LIMIT in state.limits
    emergency = state.outcome is TriageOutcome.EMERGENCY
    return Result(
        kind=kind_of(state),
        words=words_for(state),
        reasons=() if state.cleared or form is None else _reasons(form, run),
        limits=() if form is None else _limits(form, state),
        support="support" in state.limits,
        state=state,
        cleared_on=_cleared_on(run),
        full_on=run.stands_on,
        may_clear=can_clear(run, user),
        may_ask_again=not emergency and not under_18,
    )


def kind_of(state: ScreeningState) -> str:
    """Which page it is."""
    return OPEN if state.unfinished or state.outcome is None else state.outcome.value


def emergency_words(state: ScreeningState) -> Words | None:
    """Title, meaning and advice of an emergency that stands; None without one."""
    return _emergency() if state.outcome is TriageOutcome.EMERGENCY else None


def words_for(state: ScreeningState) -> Words:
    """The title, meaning and advice for this state."""
    if state.outcome is TriageOutcome.EMERGENCY:
        return _emergency()
    if UNDER_18_LIMIT in state.limits:
        return _under_18()
    if state.unfinished:
        return _unfinished()
    if state.asks_for_answers:
        return _leg_symptom()
    if state.outcome is TriageOutcome.CLINICIAN_TODAY:
        return _clinician_today()
    if state.outcome is TriageOutcome.CLINICIAN:
        return _clinician()
    if state.outcome in (TriageOutcome.LIGHT_ONLY, TriageOutcome.CAUTION):
        return _with_limits(state)
    # The questions that are left come after an assessment, and say nothing of what led to it.
    assessed = state.cleared or state.reason is Reason.UNFINISHED
    return _after_assessment() if assessed else _clear()


def _emergency() -> Words:
    return Words(
        _("Get medical help now"),
        _(
            "Some of your answers can be signs of something serious. This app can't rule that out. "
            "Somebody has to examine you at once."
        ),
        (
            _("Call the emergency number, or let somebody bring you to an emergency department."),
            _("Don't drive yourself."),
            _("Say which of the signs below you marked, and show the note."),
            _("Do no exercises for now. Your plan stays locked."),
        ),
    )


def _clinician_today() -> Words:
    return Words(
        _("See a clinician today"),
        _("Your answers need a check today. This app can't rule out an illness behind the pain."),
        (
            _("Call a doctor or an out-of-hours service now, and ask to be seen today."),
            _("If you feel much worse, call the emergency number."),
            _("Do no exercises until then. Your plan is paused; you can still read."),
        ),
    )


def _clinician() -> Words:
    return Words(
        _("See a clinician first"),
        _(
            "Your answers need a check in person. This app can't rule out that your back "
            "needs something else than exercise."
        ),
        (
            _("Book a visit with a doctor or physiotherapist."),
            _("Take the note along. It says what you answered."),
            _("Your plan is paused until then. You can still read about every exercise."),
        ),
    )


def _leg_symptom() -> Words:
    return Words(
        _("A leg symptom comes first"),
        _(
            "You wrote that a leg has new or worse pain, numbness, tingling or weakness. "
            "This app can't rule out that a nerve is involved, so your plan is paused."
        ),
        (
            _("Answer the questions again. It takes about two minutes."),
            _("They tell you whether to see a clinician first."),
        ),
    )


def _under_18() -> Words:
    return Words(
        _("Back Rehab is for adults"),
        _(
            "Backs that are still growing need advice in person. Please talk to a parent and to a "
            "doctor about the pain."
        ),
    )


def _unfinished() -> Words:
    return Words(
        _("A few questions are left"),
        _(
            "You recorded that a clinician assessed you. The questions had stopped early, so some "
            "were never asked. Your plan opens once they are answered."
        ),
    )


def _with_limits(state: ScreeningState) -> Words:
    if state.flare_up_only:
        return _easy_routine_only()
    return _light_only() if state.outcome is TriageOutcome.LIGHT_ONLY else _caution()


def _easy_routine_only() -> Words:
    return Words(
        _("You can go on, with the easy routine only"),
        _(
            "Your pain at rest is strong, so no other exercise is shown for now. "
            "This app can't rule everything out: if something changes, answer again."
        ),
    )


def _light_only() -> Words:
    return Words(
        _("You can go on, with light exercises"),
        _(
            "Your answers call for some care. The plan keeps to its light exercises for now. "
            "This app can't rule everything out: if something changes, answer again."
        ),
    )


def _caution() -> Words:
    return Words(
        _("You can go on, with a few limits"),
        _(
            "The plan takes your answers into account. This app can't rule everything out: "
            "if something changes, answer again."
        ),
    )


def _clear() -> Words:
    return Words(
        _("You can go on"),
        _(
            "No warning sign was among your answers. This app can't rule everything out: "
            "if something changes, answer again."
        ),
    )


def _after_assessment() -> Words:
    return Words(
        _("You can go on"),
        _(
            "A clinician has assessed what you answered. This app can't rule everything out: "
            "if something changes, answer again."
        ),
    )


def _reasons(form: Questionnaire, run: ScreeningRun) -> tuple[str, ...]:
    """Why, in words: for each row of the table its most severe rule; limits speak for themselves.

    Where a clinician comes first, only what led there counts.
    """
    texts = {rule.code: rule for rule in form.rules}
    blocked = TriageOutcome(run.outcome).blocks_exercise
    rows: dict[str, str] = {}
    for code in run.fired:
        rule = texts[code]
        if rule.outcome is not TriageOutcome.CAUTION and rule.outcome.blocks_exercise >= blocked:
            rows.setdefault(rule.row, _(rule.reason))
    return tuple(rows.values())


def _limits(form: Questionnaire, state: ScreeningState) -> tuple[LimitText, ...]:
    """The named limits in force; not while a page says that nothing is to be done at all."""
    if state.blocks_exercise:
        return ()
    return tuple(limit for key, limit in form.limits.items() if key in state.limits)


def urgent_signs() -> tuple[str, ...]:
    """The signs that need help at once, in words, from the rules that lead to an emergency."""
    return tuple(
        _(rule.reason) for rule in questionnaire().rules if rule.outcome is TriageOutcome.EMERGENCY
    )


def answer_words() -> dict[str, str]:
    """How the answers read."""
    return {Answer.YES: _("Yes"), Answer.NO: _("No"), Answer.NOT_SURE: _("Not sure")}


def describe_note(
    run: ScreeningRun, state: ScreeningState, under: Sequence[ScreeningRun] = ()
) -> Note:
    """The note of this run; `under` is what it stands on (`queries.checks_under`). No query."""
    return Note(
        on=run.on,
        reason=run.get_reason_display(),
        age=run.get_age_band_display(),
        outcome=words_for(state).title,
        assessed_on=_cleared_on(run),
        parts=tuple(_part(one) for one in (run, *under)),
    )


def _cleared_on(run: ScreeningRun) -> date | None:
    clearance = getattr(run, "clearance", None)
    return clearance.cleared_on if clearance else None


def _part(run: ScreeningRun) -> NotePart:
    lines: dict[bool, list[NoteLine]] = {True: [], False: []}
    if run.version:
        for question in questionnaire(run.version).questions.values():
            if question.key in run.answers:
                lines[_mattered(run, question)].append(_line(question, run))
    return NotePart(
        on=run.on,
        reason=run.get_reason_display(),
        scope=scope_words()[Scope(run.scope)],
        mattered=tuple(lines[True]),
        others=tuple(lines[False]),
        complete=run.complete,
        reported=not run.version,
    )


def scope_words() -> dict[Scope, str]:
    """What a check is called by how much it asks."""
    return {
        Scope.FULL: _("All questions"),
        Scope.SHORT: _("A shorter check"),
        Scope.EMERGENCY: _("Signs of an emergency only"),
        Scope.LEG: _("Pain down the leg only"),
    }


def _mattered(run: ScreeningRun, question: Question) -> bool:
    """Whether the answer is a warning, or belongs to one: a follow-up says more about it."""
    return question.follow_up or alarming(question, run.answers[question.key])


def _line(question: Question, run: ScreeningRun) -> NoteLine:
    return NoteLine(
        _(question.text),
        tuple(_(item) for item in question.items),
        answer_words()[run.answers[question.key]],
    )
