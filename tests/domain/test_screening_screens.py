"""The order of the screens: urgent ones first, follow-ups right after their group."""

import json
from pathlib import Path

from backrehab.domain.screening_data import parse_questionnaire
from backrehab.domain.screening_screens import screens

DATA = json.loads(
    (Path(__file__).parents[2] / "fixtures/screening/questionnaire-2026.1.json").read_text()
)
FORM = parse_questionnaire(DATA)
PARTS = ["part-1", "part-2", "part-3", "part-4", "part-5", "part-6"]


def keys(answers: dict[str, str], *, age: str = "18_54", ask_age: bool = False) -> list[str]:
    return [s.key for s in screens(FORM, answers, age_band=age, ask_age=ask_age)]


def test_somebody_without_a_yes_sees_six_screens():
    assert keys({}) == PARTS
    found = screens(FORM, {}, age_band="18_54", ask_age=False)
    assert [(s.number, s.total) for s in found] == [(n, 6) for n in range(1, 7)]
    assert all(s.allows_no_to_all for s in found)
    assert sum(len(s.questions) for s in found) == 23


def test_the_age_is_asked_right_after_the_urgent_questions():
    found = keys({}, age="", ask_age=True)
    assert found == ["part-1", "part-2", "age", "part-3", "part-4", "part-5", "part-6"]


def test_follow_ups_come_right_after_their_group():
    assert keys({"E6": "yes"})[:4] == ["part-1", "part-2", "part-2-more", "part-3"]
    (more,) = [
        s for s in screens(FORM, {"E6": "not_sure"}, age_band="18_54", ask_age=False) if s.follow_up
    ]
    assert [item.key for item in more.questions] == ["E6-changing", "E6-unexamined"]
    assert (more.number, more.total, more.allows_no_to_all) == (2, 6, False)


def test_older_people_are_asked_more():
    def asked(age: str) -> set[str]:
        found = screens(FORM, {}, age_band=age, ask_age=False)
        return {item.key for screen in found for item in screen.questions}

    assert asked("55_64") - asked("18_54") == {"C11-first"}
    assert asked("70_plus") - asked("65_69") == {"C6-new", "E7-minor"}


def test_a_screen_is_open_until_everything_on_it_is_answered():
    first = screens(FORM, {}, age_band="18_54", ask_age=False)[0]
    three = {"E1": "no", "E2": "no", "E3": "not_sure"}
    assert first.open(three, "18_54")
    assert not first.open(three | {"E4": "no"}, "18_54")
    age = screens(FORM, {}, age_band="", ask_age=True)[2]
    assert (age.open({}, ""), age.open({}, "18_54"), age.allows_no_to_all) == (True, False, False)
