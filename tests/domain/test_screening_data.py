"""A faulty questionnaire is refused, and the complaint names the entry and the field."""

import copy
import json
from pathlib import Path

import pytest

from backrehab.domain.screening import AgeIn, Alarm, AtLeast
from backrehab.domain.screening_data import QuestionnaireError, parse_questionnaire

DATA = json.loads(
    (Path(__file__).parents[2] / "fixtures/screening/questionnaire-2026.1.json").read_text()
)
E1, E6_CHANGING = DATA["groups"][0]["questions"][0], DATA["groups"][1]["follow_ups"][0]


def fault(path: str, value: object) -> str:
    """The complaint about the data with one place changed; "a.0.b" is data["a"][0]["b"]."""
    data = copy.deepcopy(DATA)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = data
    for step in way:
        place = place[step]
    if value is DELETED:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(QuestionnaireError) as caught:
        parse_questionnaire(data)
    return str(caught.value)


DELETED = object()
FAULTS = [
    ("scopes", DELETED, "questionnaire.scopes: must be a list with at least one entry"),
    ("scopes.0.key", "tiny", "scopes[tiny].key: must be one of: short, emergency, leg"),
    ("scopes.2", DELETED, "questionnaire.scopes: there is no scope leg"),
    ("scopes.1.key", "emergency", "scopes[emergency].key: is there twice"),
    ("scopes.2.key", DELETED, "scopes[2].key: must be one of: short, emergency, leg"),
    ("scopes.0.groups", [], "scopes[emergency].groups: must be a list with at least one entry"),
    (
        "scopes.0.groups.0.questions",
        ["E9"],
        "scopes[emergency].groups[part-1].questions: there is no such question E9",
    ),
    (
        "scopes.0.groups.0.questions",
        ["E6-changing"],
        "scopes[emergency].groups[part-1].questions: there is no such question E6-changing",
    ),
    (
        "scopes.0.groups.0.questions",
        [],
        "scopes[emergency].groups[part-1].questions: must be a list with at least one entry",
    ),
    (
        "scopes.2.groups.0.follow_ups",
        ["C8-worse"],
        "scopes[leg].groups: E6 is there without its follow-up E6-changing",
    ),
    ("version", "", "questionnaire.version: must be a text that is not empty"),
    ("version", DELETED, "questionnaire.version: must be a text that is not empty"),
    ("colour", "red", "questionnaire.colour: unknown field"),
    ("sources", "NICE", "questionnaire.sources: must be a list of texts"),
    ("timing", DELETED, "timing: must be a mapping of fields"),
    ("timing.periodic_days", 0, "timing.periodic_days: must be a whole number of days, 1 or more"),
    ("timing.draft_days", True, "timing.draft_days: must be a whole number of days, 1 or more"),
    ("timing.draft_days", "2", "timing.draft_days: must be a whole number of days, 1 or more"),
    ("groups", [], "questionnaire.groups: must be a list with at least one entry"),
    ("groups.0", 7, "groups[0]: must be a mapping of fields"),
    ("groups.0.title", " ", "groups[part-1].title: must be a text that is not empty"),
    ("groups.0.key", "result", "groups[result].key: is reserved"),
    ("groups.0.key", "part-2-more", "groups[part-2-more].key: is reserved"),
    ("groups.1.key", "part-1", "groups[part-1]: is there twice"),
    ("groups.0.urgent", "yes", "groups[part-1].urgent: must be true or false"),
    ("groups.3.urgent", True, "groups[part-4].urgent: urgent groups come first"),
    ("groups.0.questions", [], "groups[part-1].questions: must be a list with at least one entry"),
    (
        "groups.0.questions.0.text",
        None,
        "groups[part-1].questions[E1].text: must be a text that is not empty",
    ),
    (
        "groups.0.questions.0.alarm",
        "not_sure",
        "groups[part-1].questions[E1].alarm: must be one of: yes, no",
    ),
    (
        "groups.0.questions.0.items",
        ["", "x"],
        "groups[part-1].questions[E1].items: must be a list of texts",
    ),
    ("groups.0.questions.1.key", "E1", "questions[E1]: is there twice"),
    (
        "groups.0.questions.1.show_if",
        "E1",
        "questions[E2].show_if: only a follow-up depends on an answer",
    ),
    (
        "groups.1.follow_ups.0.show_if",
        DELETED,
        "groups[part-2].follow_ups[E6-changing].show_if: a follow-up says when it is asked",
    ),
    (
        "groups.1.follow_ups.0.show_if",
        "C1",
        "questions[E6-changing].show_if: there is no question C1 by then",
    ),
    (
        "groups.1.follow_ups.0.show_if",
        {"not": ["E6"]},
        "groups[part-2].follow_ups[E6-changing].show_if.not: must be one of all, any, two_of, age",
    ),
    ("rules", None, "questionnaire.rules: must be a list with at least one entry"),
    (
        "rules.0.outcome",
        "fine",
        (
            "rules[E1].outcome: must be one of: clear, caution, light_only, "
            "clinician, clinician_today, emergency"
        ),
    ),
    (
        "rules.0.outcome",
        "clear",
        "rules[E1].outcome: a rule says more than clear; caution names a limit",
    ),
    ("rules.0.limits", ["no_bar"], "rules[E1].limits: there is no limit no_bar"),
    ("rules.0.reason", "", "rules[E1].reason: must be a text that is not empty"),
    (
        "rules.0.when",
        [],
        "rules[E1].when: must be a question's key or one of all, any, two_of, age",
    ),
    ("rules.0.when", {"all": []}, "rules[E1].when.all: must be a list with at least one entry"),
    ("rules.0.when", {"age": ["40"]}, "rules[E1].when.age: there is no age band 40"),
    ("rules.0.when", "E99", "rules[E1].when: there is no question E99 by then"),
    ("rules.0.when", "E2", "questions[E1]: no rule makes use of it"),
    ("rules.0.code", "E2", "rules[E2]: is there twice"),
    ("rules.0.code", DELETED, "rules[0].code: must be a text that is not empty"),
    (
        "rules.0.ask_again_in_days",
        0,
        "rules[E1].ask_again_in_days: must be a whole number of days, 1 or more",
    ),
    ("rules.0.at_once", 1, "rules[E1].at_once: must be true or false"),
    ("limits.0.text", "", "limits[no_hang].text: must be a text that is not empty"),
]


@pytest.mark.parametrize(("path", "value", "complaint"), FAULTS)
def test_faults_name_entry_and_field(path, value, complaint):
    assert fault(path, value) == complaint


@pytest.mark.parametrize("data", [None, [], "x", 7])
def test_it_must_be_a_mapping(data):
    with pytest.raises(QuestionnaireError, match="questionnaire: must be a mapping of fields"):
        parse_questionnaire(data)


def test_conditions_become_values():
    rules = {rule.code: rule for rule in parse_questionnaire(DATA).rules}
    assert rules["E1"].when == Alarm("E1")
    assert rules["C11.under_18"].when == AgeIn(frozenset({"under_18"}))
    assert rules["C3.C4"].when == AtLeast(2, (Alarm("C3"), Alarm("C4")))
    assert rules["C3-C6.two"].when == AtLeast(
        2,
        (Alarm("C3"), Alarm("C4"), Alarm("C5"), AtLeast(1, (Alarm("C6"), Alarm("C6-new")))),
    )


def test_emergencies_are_decided_at_once_and_severe_rules_are_lifted_by_an_assessment():
    for rule in parse_questionnaire(DATA).rules:
        if rule.outcome == "emergency":
            assert rule.at_once, rule.code
        if rule.outcome.blocks_exercise:
            assert rule.lifted, rule.code
    lifted = {r.code for r in parse_questionnaire(DATA).rules if r.lifted}
    milder = {r.code for r in parse_questionnaire(DATA).rules if not r.outcome.blocks_exercise}
    assert lifted & milder == {"C5", "C11", "K1"}
