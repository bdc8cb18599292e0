"""The ladder page: every stage with its status, what stands in the way, and the story so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.domain.asked import asked_by_gate, opened_by
from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Code, Criterion, GateDecision, Status
from backrehab.domain.rules import TierName
from backrehab.domain.way_back import ReturnCriteria
from backrehab.exercises.cards import StageCard
from backrehab.progression.changes import by_short_way, resting_stages
from backrehab.progression.explain import in_sentence
from backrehab.progression.explain_criteria import CriterionText, explain_criterion
from backrehab.progression.plan import finished_stages
from backrehab.web.gate_card import GateCard, gate_cards
from backrehab.web.ladder_picture import LadderPicture, ladder_picture
from backrehab.web.person import Person
from backrehab.web.setbacks import (
    ConcernText,
    FlareText,
    concern_texts,
    flare_text,
    welcome_back,
)
from backrehab.web.story import Story, read_story

STATUSES = {
    "current": ("play", gettext_lazy("You are here")),
    "finished": ("check", gettext_lazy("Open, kept up in your plan")),
    "ready": ("up", gettext_lazy("Ready to open")),
    "return": ("again", gettext_lazy("Ready to go back to")),
    "next": ("lock", gettext_lazy("Next")),
    "held": ("pause", gettext_lazy("On hold")),
    "resting": ("moon", gettext_lazy("Resting")),
    "locked": ("lock", gettext_lazy("Locked")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One stage on the ladder page. `asked` is what the gate, or the short way back, that leads to
    it asks for; `has_card` whether a card on the page says how far that is."""

    stage: StageCard
    status: str
    status_text: str
    icon: str
    tier_text: str
    after: str
    note: str
    asked: Sequence[CriterionText]
    way_back: bool
    has_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderPage:
    """Everything on the page. `paused_since` is empty unless the person paused the ladder, and
    `away` unless a break is to be settled on Today before anything opens."""

    picture: LadderPicture
    rungs: Sequence[Rung]
    gates: Sequence[GateCard]
    story: Story
    flare: FlareText | None
    concerns: Sequence[ConcernText]
    paused_since: str
    away: str
    needs_technique: bool
    needs_hold_test: bool
    stuck_weeks: int
    forms: dict[str, Any]


def ladder_page(
    person: Person, *, forms: dict[str, Any], story_page: int | None = None
) -> LadderPage:
    """Work out the page: one query beside the person's own."""
    enrolment, paused_on = person.enrolment, person.enrolment.paused_on
    away = welcome_back(person) if paused_on is None else None
    shows_gates = paused_on is None and away is None
    gates = gate_cards(person) if shows_gates else ()
    ahead = person.snapshot.decisions if shows_gates else ()
    codes = {criterion.code for decision in ahead for criterion in decision.criteria}
    cards = {gate.opens for gate in gates}
    rungs = [_rung(person, stage, cards) for stage in person.catalogue.stages.values()]
    return LadderPage(
        picture=ladder_picture(
            person,
            {rung.stage.key: rung.status for rung in rungs},
            ahead=ahead,
            waits="" if shows_gates else _waits(paused=paused_on is not None),
        ),
        rungs=rungs,
        gates=gates,
        story=read_story(person, story_page),
        flare=flare_text(person),
        concerns=concern_texts(person),
        paused_since=date_format(paused_on, "l j F") if paused_on else "",
        away="" if away is None else away.headline,
        needs_technique=Code.TECHNIQUE in codes and enrolment.technique_confirmed_at is None,
        needs_hold_test=Code.HOLD_TEST in codes and enrolment.hold_test_passed_at is None,
        stuck_weeks=_stuck_weeks(person),
        forms=forms,
    )


def _waits(*, paused: bool) -> str:
    """Why nothing opens at all."""
    if paused:
        return _("Nothing opens until you go on with the ladder.")
    return _("Today says how you go on after the break; then the gate looks again.")


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


def _rests(person: Person, key: str) -> bool:
    """Whether the stage was opened once and is out of reach now."""
    enrolment, rules = person.enrolment, person.rules
    if not person.catalogue.stages[key].side_branch:
        return key in resting_stages(enrolment, rules)
    below = {*finished_stages(rules, enrolment.stage_key), enrolment.stage_key}
    return enrolment.branch_opened_on is not None and below.isdisjoint(opened_by(rules, key))


def _status(person: Person, key: str) -> str:
    """What stands in the badge of a stage: a key of STATUSES."""
    enrolment = person.enrolment
    if key == enrolment.stage_key:
        return "current"
    rests = _rests(person, key)
    if key in finished_stages(person.rules, enrolment.stage_key):
        return "finished"
    if person.catalogue.stages[key].side_branch and enrolment.branch_opened_on and not rests:
        return "finished"
    decision = next((one for one in person.snapshot.decisions if one.opens == key), None)
    ready = decision is not None and decision.status is Status.READY and person.following.on_ladder
    if rests:
        back = by_short_way(enrolment, key, person.rules)
        return "resting" if not ready else "return" if back else "ready"
    return "locked" if decision is None else _status_ahead(decision, ready=ready)


def _status_ahead(decision: GateDecision, *, ready: bool) -> str:
    if ready:
        return "ready"
    return "held" if decision.status is Status.ON_HOLD else "next"


def _rung(person: Person, stage: StageCard, cards: set[str]) -> Rung:
    rules, key = person.rules, stage.key
    status = _status(person, key)
    icon, text = STATUSES[status]
    before = opened_by(rules, key)
    names = [person.catalogue.stages[one].name for one in before]
    way_back = by_short_way(person.enrolment, key, rules) and _rests(person, key)
    asked: Sequence[CriterionText] = ()
    if before and status in {"locked", "next", "held", "resting"}:
        asked = [
            explain_criterion(criterion, rules)
            for criterion in _asked(person, before[0], key, way_back=way_back)
            if not criterion.code.of_steady_route
        ]
    return Rung(
        stage=stage,
        status=status,
        status_text=str(text),
        icon=icon,
        tier_text=tier_text(rules.stages[key].tier),
        after=_(" or ").join(names),
        note=_resting_note(person, stage, names) if _rests(person, key) else "",
        asked=asked,
        way_back=way_back,
        has_card=key in cards,
    )


def _asked(person: Person, before: str, key: str, *, way_back: bool) -> Sequence[Criterion]:
    """What leads to a stage asks for; nothing of a side branch that only waits for its stage."""
    if person.catalogue.stages[key].side_branch and person.enrolment.branch_opened_on:
        return ()
    kind = ReturnCriteria if way_back else Criteria
    return asked_by_gate(person.rules, stage=before, opens=key, kind=kind)


def _resting_note(person: Person, stage: StageCard, after: Sequence[str]) -> str:
    """How a stage that was opened before opens again."""
    if stage.side_branch:
        return _("Opened before. It comes back by itself once you are at the %(stage)s again.") % {
            "stage": in_sentence(after[0])
        }
    if by_short_way(person.enrolment, stage.key, person.rules):
        return _("Opened before. A short way back leads here.")
    return _("Opened before. After the long break it opens again by its own gate.")
