"""Shorter checks: what they ask, and that they never lift anything."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.screening import (
    AGE_BANDS,
    Answer,
    AnswerError,
    Problem,
    Scope,
    TriageOutcome,
    assess,
)
from backrehab.domain.screening_scopes import Standing, add, lay_off_dates, narrow
from tests.domain.diaries import RULES
from tests.domain.test_screening import FORM, calm

SHORTER = [scope for scope in Scope if scope is not Scope.FULL]
ADULTS = [band for band in AGE_BANDS if band != "under_18"]
ON = date(2026, 3, 2)
FIRST_SCREENS = {
    Scope.EMERGENCY: "E1 E2 E3 E4 E5 E6 E7 E8",
    Scope.SHORT: "E1 E2 E3 E4 E5 E6 E7 E8 C1 C5 C7 C8 K2",
    Scope.LEG: "C7 C8 E5 E6",
}


def part(scope: Scope, *, age: str = "18_54", **known: str):
    return narrow(FORM, scope, known=calm(**known), age_band=age)


def outcome(scope: Scope, *, age: str = "18_54", known: dict | None = None, **changes: str) -> str:
    form = part(scope, age=age, **(known or {}))
    answers = {key: value for key, value in calm(**changes).items() if key in form.questions}
    return assess(form, answers, age_band=age).outcome.value


@pytest.mark.parametrize("scope", SHORTER)
def test_the_questions(scope):
    asked = [item.key for group in part(scope).groups for item in group.questions]
    assert asked == FIRST_SCREENS[scope].split()


def test_all_of_it_is_the_questionnaire_itself():
    assert narrow(FORM, Scope.FULL, known={"C6": "yes"}, age_band="18_54") is FORM


TABLE = [
    # (scope, age, known from before, answers now, outcome of the shorter check alone)
    ("emergency", "18_54", {}, {}, "clear"),
    ("emergency", "18_54", {}, {"E1": "yes"}, "emergency"),
    ("emergency", "18_54", {}, {"E6": "yes"}, "clear"),
    ("emergency", "18_54", {}, {"E6": "yes", "E6_unexamined": "no"}, "clinician"),
    ("emergency", "70_plus", {}, {"E7_minor": "yes"}, "clinician_today"),
    ("emergency", "18_54", {}, {"E7_minor": "yes"}, "clear"),
    ("emergency", "18_54", {"C6": "yes"}, {"E7_minor": "yes"}, "clinician_today"),
    ("emergency", "18_54", {"C6": "yes", "C9": "yes", "K4": "yes"}, {}, "clear"),
    ("short", "18_54", {}, {"C1": "yes"}, "clinician_today"),
    ("short", "18_54", {}, {"C5": "yes"}, "light_only"),
    ("short", "18_54", {"C3": "yes"}, {"C5": "yes"}, "clinician_today"),
    ("short", "18_54", {}, {"C7": "not_sure"}, "clinician"),
    ("short", "18_54", {}, {"K2": "yes"}, "caution"),
    ("short", "55_64", {"C11_first": "yes"}, {"C8": "yes"}, "clinician"),
    ("short", "55_64", {"C11_first": "yes", "K4": "yes"}, {}, "clear"),
    ("leg", "18_54", {}, {"C7": "yes"}, "clinician"),
    ("leg", "18_54", {}, {"C8": "yes"}, "light_only"),
    ("leg", "18_54", {}, {"C8": "yes", "C8_worse": "yes"}, "clinician"),
    ("leg", "18_54", {}, {"E5": "yes"}, "emergency"),
    ("leg", "18_54", {"C7": "yes"}, {}, "clear"),
]


@pytest.mark.parametrize(("scope", "age", "known", "changes", "expected"), TABLE)
def test_what_a_shorter_check_adds(scope, age, known, changes, expected):
    assert outcome(Scope(scope), age=age, known=known, **changes) == expected


@pytest.mark.parametrize("scope", SHORTER)
def test_other_questions_are_unknown_in_it(scope):
    with pytest.raises(AnswerError) as caught:
        assess(part(scope), {"K3": "yes"}, age_band="18_54")
    assert caught.value.problems["K3"] is Problem.UNKNOWN_QUESTION


some_answers = st.fixed_dictionaries({key: st.sampled_from(Answer) for key in FORM.questions})


@given(some_answers, some_answers, st.sampled_from(SHORTER), st.sampled_from(ADULTS))
def test_a_shorter_check_never_lifts_anything(known, now, scope, age):
    first = assess(FORM, known, age_band=age)
    before = standing(first)
    form = narrow(FORM, scope, known=known, age_band=age)
    found = assess(form, {key: now[key] for key in form.questions}, age_band=age)
    after = add(before, found, FORM, on=ON + timedelta(days=5))
    assert after.outcome.severity >= before.outcome.severity
    assert after.limits >= before.limits
    assert set(after.codes) >= set(before.codes)
    assert after.on == before.on
    if before.ask_again_on is not None:
        assert after.ask_again_on is not None
        assert after.ask_again_on <= before.ask_again_on


@given(some_answers, some_answers, st.sampled_from(SHORTER), st.sampled_from(ADULTS))
def test_it_finds_what_all_the_questions_would_find(known, now, scope, age):
    """With its answers in the place of the older ones, no outcome is milder than in full."""
    form = narrow(FORM, scope, known=known, age_band=age)
    answers = {key: now[key] for key in form.questions}
    found = assess(form, answers, age_band=age)
    after = add(standing(assess(FORM, known, age_band=age)), found, FORM, on=ON)
    full = assess(FORM, {**known, **answers}, age_band=age)
    assert after.outcome.severity >= full.outcome.severity


def standing(found) -> Standing:
    days = found.ask_again_in_days
    again = None if days is None else ON + timedelta(days=days)
    return Standing(found.outcome, found.codes, found.limits, ON, again)


def test_the_earlier_date_to_ask_again_counts():
    form = part(Scope.SHORT)
    answers = {key: value for key, value in calm(C5="yes").items() if key in form.questions}
    found = assess(form, answers, age_band="18_54")
    none = Standing(TriageOutcome.CLEAR, (), frozenset(), ON, None)
    soon = Standing(TriageOutcome.CAUTION, ("K2",), frozenset({"flare_up_only"}), ON, ON)
    assert add(none, found, FORM, on=ON).ask_again_on == ON + timedelta(days=7)
    assert add(soon, found, FORM, on=ON).ask_again_on == ON
    assert add(soon, found, FORM, on=ON).codes == ("C5", "K2")


@pytest.mark.parametrize(("gently", "short", "full"), [(False, 15, 29), (True, 8, 15)])
def test_how_long_a_lay_off_asks_for_what(gently, short, full):
    dates = lay_off_dates(RULES.lay_off, last_trained_on=ON, gently=gently)
    assert dates.short_from == ON + timedelta(days=short)
    assert dates.full_from == ON + timedelta(days=full)
