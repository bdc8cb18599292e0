"""The system check of what is published in `fixtures/`: each file by itself, and one with another.

Most of it is read when it is first needed. A fault is to stop the start instead of a page.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from backrehab.accounts.consent_texts import all_texts
from backrehab.accounts.numbers import pain_steps
from backrehab.accounts.periods import periods
from backrehab.accounts.schedule_advice import schedule_advice
from backrehab.accounts.sitting_breaks import sitting_breaks
from backrehab.domain.rules import RuleSet
from backrehab.exchange.readme import table_words
from backrehab.exercises.anatomy import plates
from backrehab.exercises.movements.poses import body, figures
from backrehab.painlog.hip_figures import hip_figures
from backrehab.progression.day_rules import day_rules
from backrehab.progression.published_levels import published_exercises
from backrehab.progression.rulesets import all_rule_sets, current_rules
from backrehab.progression.technique import hip_hinge
from backrehab.progression.timer_rules import timer_rules

# Each raises an error that names file, entry and field. The questionnaire and the emergency numbers
# have a check of their own, and the catalogue is checked when it is loaded.
READERS: tuple[Callable[[], object], ...] = (
    all_rule_sets,
    all_texts,
    body,
    day_rules,
    figures,
    hip_figures,
    hip_hinge,
    pain_steps,
    periods,
    plates,
    schedule_advice,
    sitting_breaks,
    table_words,
    timer_rules,
)


def check_published(**_kwargs: Any) -> list[checks.CheckMessage]:
    """An error for each file that is not right, and where the rules and the catalogue differ."""
    faults = [fault for read in READERS for fault in _faults_of(read)]
    faults = faults or list(_faults_of_both())
    return [checks.Error(fault, id="backrehab.E002") for fault in faults]


def _faults_of(read: Callable[[], object]) -> Iterator[str]:
    try:
        read()
    except (ValueError, OSError, ImproperlyConfigured) as error:
        yield str(error)


def _faults_of_both() -> Iterator[str]:
    try:
        exercises = published_exercises()
    except (KeyError, TypeError, ValueError, OSError):
        # `manage.py load_catalogue` names what is wrong with it.
        return
    yield from faults_between(current_rules(), exercises)


def faults_between(rules: RuleSet, exercises: Mapping[str, str]) -> Iterator[str]:
    """What the rules and the published stages (their exercises by their keys) do not agree on."""
    name = f"{rules.version}.json"
    for key in rules.stages:
        if key not in exercises:
            yield f"{name}: rules.stages: stages.json has no stage {key!r}"
    for key, exercise in exercises.items():
        if key not in rules.stages:
            yield f"stages.json: {key}: rules.stages of {name} has no such stage"
        # Sets are known by their exercise, also where they keep up an earlier stage.
        elif exercise != key and key in {*rules.heavy.exercises, *rules.heavy.when_loaded}:
            yield f"stages.json: {key}: exercise: must be {key!r}, as in rules.heavy of {name}"
