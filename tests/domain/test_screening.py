"""What answers mean: cases by hand from docs/screening.md, and properties of all answers."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.records import Outcome
from backrehab.domain.screening import (
    AGE_BANDS,
    Answer,
    AnswerError,
    Problem,
    TriageOutcome,
    after_assessment,
    alarming,
    asked,
    assess,
    decided,
    gate_outcome,
)
from backrehab.domain.screening_data import parse_questionnaire

DATA = json.loads(
    (Path(__file__).parents[2] / "fixtures/screening/questionnaire-2026.1.json").read_text()
)
FORM = parse_questionnaire(DATA)
QUESTIONS = FORM.questions
MAIN = [question for question in QUESTIONS.values() if not question.follow_up]
ADULTS = [band for band in AGE_BANDS if band != "under_18"]


def calm(**changes: str) -> dict[str, str]:
    """The reassuring answer to every question, follow-ups too, except for the changes."""
    answers = {key: "no" if item.alarm is Answer.YES else "yes" for key, item in QUESTIONS.items()}
    return answers | {key.replace("_", "-"): value for key, value in changes.items()}


def outcome_of(age: str = "18_54", **changes: str) -> str:
    return assess(FORM, calm(**changes), age_band=age).outcome.value


TABLE = [
    # (what the person says, age band, answers that are not calm, outcome)
    ("nothing", "18_54", {}, "clear"),
    ("nothing, 70 or older", "70_plus", {}, "clear"),
    ("E1 numb saddle", "18_54", {"E1": "yes"}, "emergency"),
    ("E1 not sure", "18_54", {"E1": "not_sure"}, "emergency"),
    ("E2 bladder", "18_54", {"E2": "yes"}, "emergency"),
    ("E3 bowels", "18_54", {"E3": "yes"}, "emergency"),
    ("E4 sex", "18_54", {"E4": "not_sure"}, "emergency"),
    ("E5 both legs", "18_54", {"E5": "yes"}, "emergency"),
    ("E6 weak leg, new", "18_54", {"E6": "yes", "E6_changing": "no"}, "emergency"),
    ("E6 weak leg, unsure if old", "18_54", {"E6": "yes", "E6_changing": "not_sure"}, "emergency"),
    ("E6 not sure, new", "18_54", {"E6": "not_sure", "E6_changing": "no"}, "emergency"),
    ("E6 old, never examined", "18_54", {"E6": "yes", "E6_unexamined": "no"}, "clinician"),
    (
        "E6 old, unsure if examined",
        "18_54",
        {"E6": "yes", "E6_unexamined": "not_sure"},
        "clinician",
    ),
    ("E6 old and examined", "18_54", {"E6": "yes"}, "clear"),
    ("E7 serious fall", "18_54", {"E7": "yes"}, "emergency"),
    ("E7 minor fall, thin bones", "18_54", {"C6": "yes", "E7_minor": "yes"}, "clinician_today"),
    ("E7 minor fall, 70 or older", "70_plus", {"E7_minor": "yes"}, "clinician_today"),
    ("E7 minor fall, unsure, 70+", "70_plus", {"E7_minor": "not_sure"}, "clinician_today"),
    ("E7 minor fall, young, strong bones", "18_54", {"E7_minor": "yes"}, "clear"),
    ("E7 minor fall at 69", "65_69", {"E7_minor": "yes"}, "clear"),
    ("E8 chest pain", "18_54", {"E8": "yes"}, "emergency"),
    ("C1 fever", "18_54", {"C1": "yes"}, "clinician_today"),
    ("C1 fever, very ill", "18_54", {"C1": "yes", "C1_very": "yes"}, "emergency"),
    ("C1 fever, unsure how ill", "18_54", {"C1": "yes", "C1_very": "not_sure"}, "emergency"),
    ("C2 weak immune system", "18_54", {"C2": "yes"}, "clinician"),
    ("C2 with fever", "18_54", {"C2": "yes", "C1": "yes"}, "clinician_today"),
    ("C2 getting worse", "18_54", {"C2": "yes", "C2_worse": "yes"}, "clinician_today"),
    ("C3 cancer, not checked", "18_54", {"C3": "yes", "C3_unchecked": "no"}, "clinician"),
    (
        "C3 cancer, unsure if checked",
        "18_54",
        {"C3": "yes", "C3_unchecked": "not_sure"},
        "clinician",
    ),
    ("C3 cancer, pain checked", "18_54", {"C3": "yes"}, "light_only"),
    ("C4 weight loss", "18_54", {"C4": "yes"}, "clinician"),
    ("C4 with C3, even checked", "18_54", {"C4": "yes", "C3": "yes"}, "clinician_today"),
    ("C5 constant, alone, short", "18_54", {"C5": "yes"}, "light_only"),
    ("C5 constant for weeks", "18_54", {"C5": "yes", "C5_long": "yes"}, "clinician"),
    ("C5 with C2", "18_54", {"C5": "yes", "C2": "yes"}, "clinician"),
    ("C5 with C1", "18_54", {"C5": "yes", "C1": "yes"}, "clinician_today"),
    ("C5 with C3: two of C3 to C6", "18_54", {"C5": "yes", "C3": "yes"}, "clinician_today"),
    ("C5 with C6: two of C3 to C6", "18_54", {"C5": "yes", "C6": "yes"}, "clinician_today"),
    ("C4 with C6: two of C3 to C6", "18_54", {"C4": "yes", "C6": "not_sure"}, "clinician_today"),
    ("C6 thin bones", "18_54", {"C6": "yes"}, "clinician"),
    ("C6 new pain at 70", "70_plus", {"C6_new": "yes"}, "clinician"),
    ("C6 new pain at 69 is not asked", "65_69", {"C6_new": "yes"}, "clear"),
    ("C6 both halves are one sign", "70_plus", {"C6": "yes", "C6_new": "yes"}, "clinician"),
    ("C6 new pain at 70 and C5", "70_plus", {"C6_new": "yes", "C5": "yes"}, "clinician_today"),
    ("C7 nerve signs past the knee", "18_54", {"C7": "yes"}, "clinician"),
    ("C8 past the knee only", "18_54", {"C8": "yes"}, "light_only"),
    ("C8 getting worse", "18_54", {"C8": "yes", "C8_worse": "yes"}, "clinician"),
    ("C9 pregnant", "18_54", {"C9": "yes"}, "clinician"),
    ("C10 limited exercise", "18_54", {"C10": "not_sure"}, "clinician"),
    ("C11 first pain after 55", "55_64", {"C11_first": "yes"}, "light_only"),
    ("C11 first pain after 55, with K4", "55_64", {"C11_first": "yes", "K4": "yes"}, "clinician"),
    ("C11 with an old, examined E6", "65_69", {"C11_first": "yes", "E6": "yes"}, "clinician"),
    ("C11 is not asked before 55", "18_54", {"C11_first": "yes"}, "clear"),
    ("C11 under 18", "under_18", {}, "clinician"),
    ("C11 under 18 with E1", "under_18", {"E1": "yes"}, "emergency"),
    ("K1 morning stiffness", "18_54", {"K1": "yes"}, "light_only"),
    ("K2 strong at rest", "18_54", {"K2": "yes"}, "caution"),
    ("K2 for a week", "18_54", {"K2": "yes", "K2_week": "yes"}, "clinician"),
    ("K3 shoulder", "18_54", {"K3": "yes"}, "caution"),
    ("K4 blood thinners", "18_54", {"K4": "not_sure"}, "caution"),
    ("K5 hard to cope", "18_54", {"K5": "yes"}, "caution"),
    ("K3 with C8", "18_54", {"K3": "yes", "C8": "yes"}, "light_only"),
    ("K5 with C9", "18_54", {"K5": "yes", "C9": "yes"}, "clinician"),
    ("C9 with E2", "18_54", {"C9": "yes", "E2": "yes"}, "emergency"),
]


@pytest.mark.parametrize(
    ("age", "changes", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_table_of_outcomes(age, changes, expected):
    assert outcome_of(age, **changes) == expected


def test_every_row_of_the_table_is_in_the_cases():
    rows = {QUESTIONS[key.replace("_", "-")].row for _, _, changes, _ in TABLE for key in changes}
    assert rows == {item.row for item in QUESTIONS.values()}
    assert rows == (
        {f"E{n}" for n in range(1, 9)}
        | {f"C{n}" for n in range(1, 12)}
        | {f"K{n}" for n in range(1, 6)}
    )


LIMITS = [
    ("18_54", {"K1": "yes"}, {"book_assessment"}, None),
    ("18_54", {"K2": "yes"}, {"flare_up_only"}, 7),
    ("18_54", {"K3": "yes", "K4": "not_sure"}, {"no_hang", "no_pressure"}, None),
    ("18_54", {"K5": "yes"}, {"support"}, None),
    ("18_54", {"C5": "yes"}, set(), 7),
    ("18_54", {"C8": "yes"}, set(), 14),
    ("18_54", {"C8": "yes", "C5": "yes"}, set(), 7),
    ("18_54", {"C8": "yes", "C9": "yes", "K3": "yes"}, {"no_hang"}, None),
    ("under_18", {}, {"under_18"}, None),
]


@pytest.mark.parametrize(("age", "changes", "limits", "again"), LIMITS)
def test_limits_and_the_day_to_ask_again(age, changes, limits, again):
    found = assess(FORM, calm(**changes), age_band=age)
    assert (found.limits, found.ask_again_in_days) == (limits, again)


def test_gate_outcomes():
    assert {item.value: gate_outcome(item) for item in TriageOutcome} == {
        "clear": Outcome.CLEAR,
        "caution": Outcome.CLEAR,
        "light_only": Outcome.LIGHT_ONLY,
        "clinician": Outcome.CLINICIAN,
        "clinician_today": Outcome.CLINICIAN,
        "emergency": Outcome.EMERGENCY,
    }


def test_what_fired_comes_most_severe_first():
    found = assess(FORM, calm(K3="yes", C8="yes", C9="yes", E2="yes"), age_band="18_54")
    assert found.codes == ("E2", "C9", "C8", "K3")
    assert found.version == "2026.1"


LEFTOVERS = [
    # (answers, what is left after an assessment: outcome, limits, days)
    ({"E1": "yes"}, "clear", set(), None),
    ({"E1": "yes", "K3": "yes"}, "caution", {"no_hang"}, None),
    ({"C9": "yes", "K4": "yes"}, "caution", {"no_pressure"}, None),
    ({"C3": "yes", "C3_unchecked": "no"}, "light_only", set(), None),
    ({"C5": "yes", "C5_long": "yes"}, "clear", set(), None),
    ({"C8": "yes", "C8_worse": "yes"}, "light_only", set(), None),
    ({"K2": "yes", "K2_week": "yes"}, "caution", {"flare_up_only"}, 7),
    ({"K1": "yes", "C8": "yes"}, "light_only", set(), 14),
    ({"K1": "yes"}, "clear", set(), None),
]


@pytest.mark.parametrize(("changes", "outcome", "limits", "days"), LEFTOVERS)
def test_what_is_left_after_an_assessment(changes, outcome, limits, days):
    fired = assess(FORM, calm(**changes), age_band="18_54").codes
    left = after_assessment(FORM, fired)
    assert (left.outcome.value, left.limits, left.ask_again_in_days) == (outcome, limits, days)


def test_an_assessed_sign_no_longer_counts_but_another_does():
    answers = calm(E1="yes")
    assessed = frozenset({"E1"})
    assert assess(FORM, answers, age_band="18_54", assessed=assessed).outcome == "clear"
    again = answers | {"E2": "yes"}
    assert assess(FORM, again, age_band="18_54", assessed=assessed).outcome == "emergency"


def test_an_emergency_stands_before_all_is_asked():
    found = assess(FORM, {"E1": "no", "E2": "not_sure"}, age_band="")
    assert (found.outcome, found.complete) == (TriageOutcome.EMERGENCY, False)
    assert decided(FORM, {"E2": "yes"}, age_band="18_54")
    assert not decided(FORM, {"E2": "no"}, age_band="18_54")
    assert not decided(FORM, {"E6": "yes"}, age_band="18_54")
    assert decided(FORM, {"E6": "yes", "E6-changing": "no"}, age_band="18_54")
    assert not decided(FORM, {"C9": "yes"}, age_band="18_54")
    assert decided(FORM, {}, age_band="under_18")


def test_gaps_are_named():
    answers = calm()
    del answers["K3"]
    with pytest.raises(AnswerError) as caught:
        assess(FORM, answers, age_band="")
    assert caught.value.problems == {"K3": Problem.MISSING, "age_band": Problem.MISSING}
    assert str(caught.value) == "K3: missing, age_band: missing"


@pytest.mark.parametrize("garbage", ["", "YES", "maybe", 1, True, None, [], ["yes"], {"yes": 1}])
def test_garbage_is_refused(garbage):
    with pytest.raises(AnswerError) as caught:
        assess(FORM, calm(E1="yes") | {"K3": garbage}, age_band="18_54")
    assert caught.value.problems == {"K3": Problem.NOT_AN_ANSWER}
    with pytest.raises(AnswerError):
        decided(FORM, {"K3": garbage}, age_band="18_54")


def test_unknown_questions_and_ages_are_refused():
    with pytest.raises(AnswerError) as caught:
        assess(FORM, calm() | {"X1": "no"}, age_band="old")
    assert caught.value.problems == {
        "X1": Problem.UNKNOWN_QUESTION,
        "age_band": Problem.UNKNOWN_AGE_BAND,
    }


answer = st.sampled_from([item.value for item in Answer])
answers_to_all = st.fixed_dictionaries(dict.fromkeys(QUESTIONS, answer))
mostly_calm = st.dictionaries(st.sampled_from(list(QUESTIONS)), answer, max_size=4).map(
    lambda changes: calm() | changes
)
any_answers = answers_to_all | mostly_calm


@given(any_answers, st.sampled_from(AGE_BANDS), st.sampled_from(list(QUESTIONS)), st.booleans())
def test_a_more_alarming_answer_never_gives_a_milder_outcome(answers, age, key, unsure):
    alarm = "not_sure" if unsure else QUESTIONS[key].alarm.value
    before = assess(FORM, answers, age_band=age)
    after = assess(FORM, answers | {key: alarm}, age_band=age)
    assert after.outcome.severity >= before.outcome.severity
    assert after.limits >= before.limits


@given(any_answers, st.sampled_from(AGE_BANDS), st.sampled_from([item.key for item in MAIN]))
def test_a_yes_never_gives_a_milder_outcome(answers, age, key):
    before = assess(FORM, answers, age_band=age)
    after = assess(FORM, answers | {key: "yes"}, age_band=age)
    assert after.outcome.severity >= before.outcome.severity


@given(any_answers, st.sampled_from(AGE_BANDS), st.sampled_from(list(QUESTIONS)))
def test_not_sure_counts_as_the_alarming_answer(answers, age, key):
    unsure = assess(FORM, answers | {key: "not_sure"}, age_band=age)
    alarmed = assess(FORM, answers | {key: QUESTIONS[key].alarm.value}, age_band=age)
    assert unsure.fired == alarmed.fired


@given(any_answers, st.integers(0, len(ADULTS) - 2))
def test_an_older_age_never_gives_a_milder_outcome(answers, place):
    younger, older = (assess(FORM, answers, age_band=ADULTS[place + n]) for n in (0, 1))
    assert older.outcome.severity >= younger.outcome.severity


@given(any_answers, st.sampled_from(AGE_BANDS))
def test_the_outcome_is_that_of_the_most_severe_rule(answers, age):
    found = assess(FORM, answers, age_band=age)
    severest = max((rule.outcome.severity for rule in found.fired), default=0)
    assert found.outcome.severity == severest
    left = after_assessment(FORM, found.codes)
    assert left.outcome.severity <= found.outcome.severity
    assert left.limits <= found.limits
    assert not left.outcome.blocks_exercise


some_answers = st.dictionaries(st.sampled_from(list(QUESTIONS)), answer)


@given(
    some_answers,
    st.sampled_from(["", *AGE_BANDS]),
    st.sampled_from(["E1", "E2", "E3", "E4", "E5", "E7", "E8"]),
    st.sampled_from(["yes", "not_sure"]),
)
def test_gaps_never_hide_an_emergency(answers, age, key, alarm):
    found = assess(FORM, answers | {key: alarm}, age_band=age)
    assert found.outcome is TriageOutcome.EMERGENCY


@given(some_answers, st.sampled_from(["", *AGE_BANDS]))
def test_an_outcome_that_stands_is_not_undone_by_the_rest(answers, age):
    if decided(FORM, answers, age_band=age):
        early = assess(FORM, answers, age_band=age)
        full = assess(FORM, calm() | answers, age_band=age or "18_54")
        assert full.outcome.severity >= early.outcome.severity
        assert set(full.codes) >= set(early.codes)


@given(any_answers, st.sampled_from(AGE_BANDS))
def test_answers_that_are_not_asked_do_not_count(answers, age):
    shown = {item.key for item in asked(FORM, answers, age_band=age)}
    seen = {key: value for key, value in answers.items() if key in shown}
    assert assess(FORM, seen, age_band=age) == assess(FORM, answers, age_band=age)


def test_every_question_can_be_asked_and_can_matter():
    alarms = {key: item.alarm.value for key, item in QUESTIONS.items()}
    assert {item.key for item in asked(FORM, alarms, age_band="70_plus")} == set(QUESTIONS)
    for key, question in QUESTIONS.items():
        calmer = {key: "no" if question.alarm is Answer.YES else "yes"}
        # Worsening pain says nothing new about an infection where there is fever.
        others = alarms | ({"C1": "no"} if key == "C2-worse" else {})
        with_it = set(assess(FORM, others, age_band="70_plus").codes)
        without = set(assess(FORM, others | calmer, age_band="70_plus").codes)
        assert without < with_it, key


def test_every_rule_can_fire():
    alarms = {key: item.alarm.value for key, item in QUESTIONS.items()}
    fired = set(assess(FORM, alarms, age_band="70_plus").codes)
    assert fired == {rule.code for rule in FORM.rules} - {"C11.under_18"}
    assert assess(FORM, calm(), age_band="under_18").codes == ("C11.under_18",)


def test_any_other_yes_names_every_other_main_question():
    """C11: a first pain after 55 is for a clinician with any other yes; E signs are so anyway."""
    for question in MAIN:
        if question.key != "C11-first":
            changes = {question.key: "yes"}
            answers = calm(C11_first="yes") | changes
            found = assess(FORM, answers, age_band="70_plus")
            assert found.outcome.blocks_exercise, question.key


def test_alarming_takes_no_answer_for_calm():
    assert not alarming(QUESTIONS["E1"], None)
    assert not alarming(QUESTIONS["E6-changing"], None)
