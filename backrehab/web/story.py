"""The story of the ladder: every stored decision in words, the latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from backrehab.domain.decision import Route
from backrehab.progression.decision_form import read_decision
from backrehab.progression.explain import DayText, explain_days, is_way_back
from backrehab.progression.explain_changes import explain_change
from backrehab.progression.explain_criteria import CriterionText, explain_criterion
from backrehab.progression.models import Transition
from backrehab.progression.rulesets import all_rule_sets
from backrehab.web.person import Person

# The latest decisions: the whole story for most people.
MOST_DECISIONS = 30
# How many one page of the whole story holds.
PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One decision of the story; `moved` says that it led to another stage. `facts`, `criteria` and
    `days` are the numbers it was made on."""

    kind: str
    moved: bool
    icon: str
    on_text: str
    title: str
    detail: str
    rules_version: str
    facts: Sequence[tuple[str, str]]
    criteria: Sequence[CriterionText]
    days: Sequence[DayText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A part of the story. `page` is None for the latest decisions, else counts from 1; `older`
    and `newer` are the pages beside it, None where there is nothing."""

    told: Sequence[Told]
    page: int | None
    older: int | None
    newer: int | None


def read_story(person: Person, page: int | None = None) -> Story:
    """The latest decisions, or one page of all of them; one query."""
    size = MOST_DECISIONS if page is None else PAGE
    first = 0 if page is None else (page - 1) * PAGE
    own = Transition.objects.filter(user=person.user, enrolment=person.enrolment)
    rows = list(own[first : first + size + 1])
    older = 1 if page is None else page + 1
    return Story(
        told=tell(person, rows[:size]),
        page=page,
        older=older if len(rows) > size else None,
        newer=page - 1 if page is not None and page > 1 else None,
    )


def read_period(person: Person, first: date, last: date) -> Sequence[Told]:
    """What was decided on the dates first … last, the latest first and as many as a page holds;
    one query."""
    own = Transition.objects.filter(user=person.user, enrolment=person.enrolment)
    return tell(person, own.filter(on__gte=first, on__lte=last)[:PAGE])


def tell(person: Person, rows: Iterable[Transition]) -> list[Told]:
    """Decisions in words, by the rules of their time."""
    return [_told(person, row) for row in rows]


def _told(person: Person, row: Transition) -> Told:
    rules = all_rule_sets()[row.rules_version]
    text = explain_change(row, stages=person.catalogue.stages, rules=rules)
    criteria: list[CriterionText] = []
    days: Sequence[DayText] = ()
    if "criteria" in row.decision:
        decision = read_decision(row.decision)
        steady = row.route == Route.STEADY
        criteria = [
            explain_criterion(
                c, rules, decision.tier, decision=decision, way_back=is_way_back(decision)
            )
            for c in decision.criteria
            if c.code.of_steady_route == steady
        ]
        days = explain_days(decision, rules, decision.as_of)
    return Told(
        kind=row.kind,
        moved=row.stage_from != row.stage_to,
        icon=text.icon,
        on_text=date_format(row.on, "j F Y"),
        title=text.title,
        detail=text.detail,
        rules_version=row.rules_version,
        facts=text.facts,
        criteria=criteria,
        days=days,
    )
