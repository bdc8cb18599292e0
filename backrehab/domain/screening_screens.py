"""The order in which the screening is asked, one short screen after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from backrehab.domain.screening import Answer, Group, Question, Questionnaire, asked

AGE_SCREEN = "age"
FOLLOW_UP_SUFFIX = "-more"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: a group, the follow-ups it calls for, or the age; `number` of `total` parts."""

    key: str
    group: Group | None
    questions: tuple[Question, ...]
    follow_up: bool
    number: int
    total: int

    def open(self, answers: Mapping[str, object], age_band: str) -> bool:
        """Whether something on it is not answered yet."""
        if self.group is None:
            return not age_band
        return any(question.key not in answers for question in self.questions)

    @property
    def allows_no_to_all(self) -> bool:
        """Whether "no" is the reassuring answer to everything on it."""
        return bool(self.questions) and all(item.alarm is Answer.YES for item in self.questions)


def screens(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    age_band: str,
    ask_age: bool,
) -> tuple[Screen, ...]:
    """The screens in their order, given the answers so far.

    Urgent groups come first; the age, where it is not known, comes right after them.
    """
    shown = {item.key for item in asked(questionnaire, answers, age_band=age_band)}
    groups: list[Group | None] = list(questionnaire.groups)
    if ask_age:
        groups.insert(sum(group.urgent for group in questionnaire.groups), None)
    found: list[Screen] = []
    for number, group in enumerate(groups, start=1):
        if group is None:
            found.append(Screen(AGE_SCREEN, None, (), False, number, len(groups)))  # noqa: FBT003
            continue
        for follow_up, key, candidates in (
            (False, group.key, group.questions),
            (True, group.key + FOLLOW_UP_SUFFIX, group.follow_ups),
        ):
            questions = tuple(item for item in candidates if item.key in shown)
            if questions:
                found.append(Screen(key, group, questions, follow_up, number, len(groups)))
    return tuple(found)
