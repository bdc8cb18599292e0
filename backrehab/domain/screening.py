"""The screening (triage): questions and rules as data, and what a set of answers means.

"Not sure" counts as the alarming answer everywhere: on an E question as the source demands, on a C
or K question because a needless check costs less than a missed one. For a reassuring question
("Has a doctor looked into this pain?") the alarming answer is "no", so not sure counts as no there.
No condition can negate, therefore a more alarming answer never gives a milder outcome.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from backrehab.domain.records import Outcome


class Answer(StrEnum):
    """What a person may answer."""

    NO = "no"
    YES = "yes"
    NOT_SURE = "not_sure"


class Scope(StrEnum):
    """How much is asked: all of it, or a part (docs/screening.md#shorter-checks)."""

    FULL = "full"
    SHORT = "short"
    EMERGENCY = "emergency"
    LEG = "leg"


class TriageOutcome(StrEnum):
    """What the person is told, from the mildest to the most severe."""

    CLEAR = "clear"
    CAUTION = "caution"
    LIGHT_ONLY = "light_only"
    CLINICIAN = "clinician"
    CLINICIAN_TODAY = "clinician_today"
    EMERGENCY = "emergency"

    @property
    def severity(self) -> int:
        """0 for clear, higher for more severe."""
        return SEVERITY[self]

    @property
    def blocks_exercise(self) -> bool:
        """Whether a clinician comes before any exercise."""
        return self.severity >= SEVERITY[TriageOutcome.CLINICIAN]


SEVERITY = {outcome: place for place, outcome in enumerate(TriageOutcome)}

# What the gate is told of each: it knows four (docs/clinical-rules.md).
GATE_OUTCOMES = {
    TriageOutcome.CLEAR: Outcome.CLEAR,
    TriageOutcome.CAUTION: Outcome.CLEAR,
    TriageOutcome.LIGHT_ONLY: Outcome.LIGHT_ONLY,
    TriageOutcome.CLINICIAN: Outcome.CLINICIAN,
    TriageOutcome.CLINICIAN_TODAY: Outcome.CLINICIAN,
    TriageOutcome.EMERGENCY: Outcome.EMERGENCY,
}

# The age bands that rules speak of, youngest first; "" is an age not known yet.
UNDER_18 = "under_18"
AGE_BANDS = (UNDER_18, "18_54", "55_64", "65_69", "70_plus")


@dataclass(frozen=True, slots=True)
class Alarm:
    """The question was asked and its answer is the alarming one, or not sure."""

    question: str


@dataclass(frozen=True, slots=True)
class AgeIn:
    """The person is of one of these age bands; an unknown age is of none."""

    bands: frozenset[str]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of these conditions hold: 1 is "any", all of them is "all"."""

    count: int
    of: tuple["Condition", ...]


type Condition = Alarm | AgeIn | AtLeast


@dataclass(frozen=True, slots=True)
class Question:
    """One idea, asked in plain words; `row` is its row in the published table."""

    key: str
    row: str
    text: str
    help: str
    items: tuple[str, ...]
    alarm: Answer
    show_if: Condition | None
    follow_up: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that share a screen; the follow-ups they call for share the next."""

    key: str
    title: str
    intro: str
    urgent: bool
    questions: tuple[Question, ...]
    follow_ups: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """When `when` holds, `outcome` and `limits` follow.

    `at_once`: decided without the questions that are still open.
    `lifted`: falls away once a clinician has assessed the person.
    """

    code: str
    row: str
    reason: str
    when: Condition
    outcome: TriageOutcome
    limits: frozenset[str]
    ask_again_in_days: int | None
    at_once: bool
    lifted: bool


@dataclass(frozen=True, slots=True)
class LimitText:
    """A named limit of the plan, in words for the person."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Intervals:
    """After how many days what is asked again, or a draft forgotten; `timing` in the file."""

    periodic_days: int
    before_deadlift_days: int
    draft_days: int


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of the questions, the rules and their words; never changed once published.

    `scopes` has the groups of each shorter check. In such a check (`screening_scopes.narrow`)
    `carried` are the questions whose alarming answer is known from the last time all was asked.
    """

    version: str
    status: str
    sources: tuple[str, ...]
    intervals: Intervals
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    limits: Mapping[str, LimitText]
    scopes: Mapping[Scope, tuple[Group, ...]] = field(default_factory=dict)
    scope: Scope = Scope.FULL
    carried: frozenset[str] = frozenset()

    @property
    def questions(self) -> dict[str, Question]:
        """Every question and follow-up by its key, in the order asked."""
        return {
            question.key: question
            for group in self.groups
            for question in (*group.questions, *group.follow_ups)
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of rules comes to."""

    outcome: TriageOutcome
    limits: frozenset[str]
    ask_again_in_days: int | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a set of answers means; `complete` is False if it was decided before all was asked."""

    version: str
    outcome: TriageOutcome
    fired: tuple[Rule, ...]
    limits: frozenset[str]
    ask_again_in_days: int | None
    complete: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that fired, the most severe first."""
        return tuple(rule.code for rule in self.fired)


class Problem(StrEnum):
    """What is wrong with an answer."""

    UNKNOWN_QUESTION = "unknown_question"
    NOT_AN_ANSWER = "not_an_answer"
    MISSING = "missing"
    UNKNOWN_AGE_BAND = "unknown_age_band"


class AnswerError(ValueError):
    """Answers that cannot be assessed: the problem of each question (or of `age_band`)."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        self.problems = dict(problems)
        super().__init__(", ".join(f"{key}: {problem}" for key, problem in self.problems.items()))


def holds(condition: Condition, alarms: frozenset[str], age_band: str) -> bool:
    """Whether the condition holds, given the questions with an alarming answer."""
    match condition:
        case Alarm(question):
            return question in alarms
        case AgeIn(bands):
            return age_band in bands
        case AtLeast(count, of):
            return sum(holds(part, alarms, age_band) for part in of) >= count


def alarming(question: Question, answer: object) -> bool:
    """Whether the answer counts as a warning; not sure always does, no answer never does."""
    return answer in (question.alarm, Answer.NOT_SURE)


def asked(
    questionnaire: Questionnaire, answers: Mapping[str, object], *, age_band: str
) -> tuple[Question, ...]:
    """The questions that this person is asked, given the answers so far, in order."""
    alarms = questionnaire.carried | frozenset(
        question.key
        for group in questionnaire.groups
        for question in group.questions
        if _shown(question, frozenset(), age_band) and alarming(question, answers.get(question.key))
    )
    return tuple(
        question
        for group in questionnaire.groups
        for question in (*group.questions, *group.follow_ups)
        if _shown(question, alarms, age_band)
    )


def _shown(question: Question, alarms: frozenset[str], age_band: str) -> bool:
    return question.show_if is None or holds(question.show_if, alarms, age_band)


def check_answers(
    questionnaire: Questionnaire, answers: Mapping[str, object], *, age_band: str
) -> None:
    """Raise AnswerError for an unknown question, answer or age band; gaps are allowed here."""
    known = questionnaire.questions
    problems = {key: Problem.UNKNOWN_QUESTION for key in answers if key not in known}
    for key, answer in answers.items():
        if not isinstance(answer, str) or answer not in set(Answer):
            problems.setdefault(key, Problem.NOT_AN_ANSWER)
    if age_band not in ("", *AGE_BANDS):
        problems["age_band"] = Problem.UNKNOWN_AGE_BAND
    if problems:
        raise AnswerError(problems)


def assess(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    age_band: str,
    assessed: frozenset[str] = frozenset(),
) -> Assessment:
    """What the answers mean, by the published table (docs/screening.md, in `questionnaire.rules`).

    `answers`: question key -> "yes", "no" or "not_sure"; answers to follow-ups that are not asked
    are left aside. `age_band`: one of AGE_BANDS, "" while unknown. `assessed`: codes of rules that
    a clinician has dealt with; those that an assessment lifts no longer count. Of a shorter check
    only the rules fire that its own answers bring about.
    Raises AnswerError for garbage, and for gaps unless a rule that decides at once has fired.
    """
    check_answers(questionnaire, answers, age_band=age_band)
    shown = asked(questionnaire, answers, age_band=age_band)
    alarms = questionnaire.carried | frozenset(
        item.key for item in shown if alarming(item, answers.get(item.key))
    )
    fired = [
        rule
        for rule in questionnaire.rules
        if holds(rule.when, alarms, age_band)
        and not (rule.lifted and rule.code in assessed)
        and not _known_before(questionnaire, rule, age_band)
    ]
    gaps = {item.key: Problem.MISSING for item in shown if item.key not in answers}
    if not age_band:
        gaps["age_band"] = Problem.MISSING
    if gaps and not any(rule.at_once for rule in fired):
        raise AnswerError(gaps)
    left = summarise(fired)
    return Assessment(
        version=questionnaire.version,
        outcome=left.outcome,
        fired=tuple(sorted(fired, key=lambda rule: -rule.outcome.severity)),
        limits=left.limits,
        ask_again_in_days=left.ask_again_in_days,
        complete=not gaps,
    )


def _known_before(questionnaire: Questionnaire, rule: Rule, age_band: str) -> bool:
    """Whether, in a shorter check, the rule held without its answers already."""
    return questionnaire.scope is not Scope.FULL and holds(
        rule.when, questionnaire.carried, age_band
    )


def summarise(fired: Iterable[Rule]) -> Summary:
    """The most severe outcome of these rules, all their limits, and the first day to ask again.

    While a clinician comes first there is no such day: seeing one takes its place.
    """
    rules = tuple(fired)
    outcome = max(
        (rule.outcome for rule in rules), key=SEVERITY.__getitem__, default=TriageOutcome.CLEAR
    )
    again = [rule.ask_again_in_days for rule in rules if rule.ask_again_in_days is not None]
    return Summary(
        outcome=outcome,
        limits=frozenset[str]().union(*(rule.limits for rule in rules)),
        ask_again_in_days=min(again) if again and not outcome.blocks_exercise else None,
    )


def after_assessment(questionnaire: Questionnaire, codes: Collection[str]) -> Summary:
    """What is left of the rules that fired (their codes), once a clinician has assessed the person.

    Where a clinician was to be seen, only named limits are asked about again: the assessment has
    answered the rest.
    """
    fired = [rule for rule in questionnaire.rules if rule.code in codes]
    blocked = summarise(fired).outcome.blocks_exercise
    return summarise(
        replace(rule, ask_again_in_days=None) if blocked and not rule.limits else rule
        for rule in fired
        if not rule.lifted
    )


def decided(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    age_band: str,
    assessed: frozenset[str] = frozenset(),
) -> bool:
    """Whether the outcome stands already: nothing is left to ask, or it must be shown at once."""
    try:
        assess(questionnaire, answers, age_band=age_band, assessed=assessed)
    except AnswerError as error:
        if set(error.problems.values()) == {Problem.MISSING}:
            return False
        raise
    return True


def gate_outcome(outcome: TriageOutcome) -> Outcome:
    """What the gate is told: named limits alone (caution) leave it clear."""
    return GATE_OUTCOMES[outcome]
