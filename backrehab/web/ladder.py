"""The ladder page: every stage with its status, and the story so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.domain.asked import asked_by_gate, opened_by
from backrehab.domain.decision import Code, Status
from backrehab.domain.rules import TierName
from backrehab.exercises.cards import StageCard
from backrehab.progression.explain_criteria import CriterionText, explain_criterion
from backrehab.progression.models import Transition, TransitionKind
from backrehab.progression.plan import finished_stages
from backrehab.progression.rulesets import all_rule_sets
from backrehab.progression.stored import read_decision
from backrehab.web.gate_card import GateCard, gate_cards
from backrehab.web.person import Person

# The latest decisions; a person opens at most six stages, so this is the whole story for most.
MOST_DECISIONS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One stage on the ladder page. `asked` is what the gate that leads to it asks for."""

    stage: StageCard
    status: str
    status_text: str
    icon: str
    tier_text: str
    after: str
    asked: Sequence[CriterionText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One decision of the story."""

    on_text: str
    title: str
    detail: str
    kind: str
    rules_version: str
    criteria: Sequence[CriterionText]


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderPage:
    """Everything on the page."""

    rungs: Sequence[Rung]
    gates: Sequence[GateCard]
    story: Sequence[Told]
    needs_technique: bool
    needs_hold_test: bool
    technique_confirmed: bool
    hold_test_passed: bool
    stuck_weeks: int
    forms: dict[str, Any]


def ladder_page(person: Person, *, forms: dict[str, Any]) -> LadderPage:
    """Work out the page: one query beside the person's own."""
    gates = gate_cards(person)
    enrolment = person.enrolment
    codes = {c.code for d in person.snapshot.decisions for c in d.criteria}
    return LadderPage(
        rungs=[_rung(person, stage) for stage in person.catalogue.stages.values()],
        gates=gates,
        story=_story(person),
        needs_technique=Code.TECHNIQUE in codes and enrolment.technique_confirmed_at is None,
        needs_hold_test=Code.HOLD_TEST in codes and enrolment.hold_test_passed_at is None,
        technique_confirmed=enrolment.technique_confirmed_at is not None,
        hold_test_passed=enrolment.hold_test_passed_at is not None,
        stuck_weeks=_stuck_weeks(person),
        forms=forms,
    )


def _stuck_weeks(person: Person) -> int:
    """Whole weeks at this stage, once they are so many that a report is offered."""
    days = (person.today - person.enrolment.entered_on).days
    return days // 7 if days >= person.rules.report_after_days else 0


def tier_text(tier: TierName) -> str:
    """A tier in words."""
    return {
        TierName.LIGHT: _("light"),
        TierName.MODERATE: _("moderate"),
        TierName.HEAVY: _("heavy"),
    }[tier]


def _status(person: Person, key: str) -> str:
    enrolment = person.enrolment
    if key == enrolment.stage_key:
        return "current"
    if key in finished_stages(person.rules, enrolment.stage_key):
        return "finished"
    if person.catalogue.stages[key].side_branch and enrolment.branch_opened_on:
        return "finished"
    for decision in person.snapshot.decisions:
        if decision.opens == key:
            return "ready" if decision.status is Status.READY else "next"
    return "locked"


def _rung(person: Person, stage: StageCard) -> Rung:
    rules = person.rules
    status = _status(person, stage.key)
    icon, text = {
        "current": ("play", _("You are here")),
        "finished": ("check", _("Open, kept up in your plan")),
        "ready": ("up", _("Ready to open")),
        "next": ("lock", _("Next")),
        "locked": ("lock", _("Locked")),
    }[status]
    before = opened_by(rules, stage.key)
    names = [person.catalogue.stages[key].name for key in before]
    asked: Sequence[CriterionText] = ()
    if before and status in {"locked", "next"}:
        criteria = asked_by_gate(rules, stage=before[0], opens=stage.key)
        texts = [explain_criterion(c, rules) for c in criteria if not c.code.of_steady_route]
        asked = texts
    return Rung(
        stage=stage,
        status=status,
        status_text=text,
        icon=icon,
        tier_text=tier_text(rules.stages[stage.key].tier),
        after=_(" or ").join(names),
        asked=asked,
    )


def _story(person: Person) -> list[Told]:
    rows = Transition.objects.filter(enrolment=person.enrolment)[:MOST_DECISIONS]
    return [_told(person, row) for row in rows]


def _told(person: Person, row: Transition) -> Told:
    name = {"stage": person.catalogue.stages[row.stage_to].name}
    criteria: list[CriterionText] = []
    if row.decision:
        rules = all_rule_sets()[row.rules_version]
        decision = read_decision(row.decision)
        steady = row.route == "steady"
        criteria = [
            explain_criterion(c, rules)
            for c in decision.criteria
            if c.code.of_steady_route == steady
        ]
    title, detail = _title_and_detail(row)
    return Told(
        on_text=date_format(row.on, "j F Y"),
        title=title % name,
        detail=detail,
        kind=row.kind,
        rules_version=row.rules_version,
        criteria=criteria,
    )


def _title_and_detail(row: Transition) -> tuple[str, str]:
    if row.kind == TransitionKind.STARTED:
        return _("Started with: %(stage)s"), ""
    if row.kind == TransitionKind.OPENED:
        return _("Opened: %(stage)s"), _opened_detail(row)
    return _("Looked at again: %(stage)s"), _reviewed_detail(row)


def _opened_detail(row: Transition) -> str:
    if row.route == "steady":
        return _("By the route for steady pain, as a trial at the lowest dose.")
    return _("Every condition was met.")


def _reviewed_detail(row: Transition) -> str:
    if row.decision["status"] == Status.READY:
        return _("With the log as corrected, it would have opened on that day after all.")
    return _(
        "An entry was changed later. With the log as it is now, this stage would not have opened "
        "on that day. It stays open: nothing closes by itself."
    )
