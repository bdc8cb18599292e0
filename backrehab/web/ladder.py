"""The ladder page: every stage with its status, what stands in the way, and the story so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backrehab.accounts.numbers import are_hidden
from backrehab.domain.asked import asked_by_gate, opened_by
from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Code, GateDecision, Status
from backrehab.domain.rules import TierName
from backrehab.domain.way_back import ReturnCriteria
from backrehab.exercises.cards import StageCard
from backrehab.progression.changes import by_short_way, resting_stages
from backrehab.progression.explain import in_sentence
from backrehab.progression.explain_criteria import CriterionText, explain_criterion
from backrehab.progression.plan import finished_stages
from backrehab.progression.rulesets import all_rule_sets
from backrehab.progression.words import day_name
from backrehab.web.gate_card import GateCard, gate_cards
from backrehab.web.ladder_picture import LadderPicture, ladder_picture
from backrehab.web.pause import Pause, pause_of, paused_by_screening
from backrehab.web.person import Person
from backrehab.web.setbacks import (
    ConcernText,
    FlareText,
    concern_texts,
    flare_text,
    welcome_back,
)
from backrehab.web.stays import stage_since
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
    `away` unless a break is to be settled on Today next, before anything opens."""

    picture: LadderPicture
    rungs: Sequence[Rung]
    gates: Sequence[GateCard]
    story: Story
    pause: Pause | None
    flare: FlareText | None
    concerns: Sequence[ConcernText]
    paused_since: str
    away: str
    has_opened: bool
    needs_score: bool
    needs_technique: bool
    needs_hold_test: bool
    hold_waits: str
    stuck_weeks: int
    forms: dict[str, Any]


def ladder_page(
    person: Person, *, forms: dict[str, Any], story_page: int | None = None
) -> LadderPage:
    """Work out the page: one query beside the person's own, one for somebody who is stuck, and
    those of `pause_of` before the back hold."""
    enrolment, paused_on = person.enrolment, person.enrolment.paused_on
    away = welcome_back(person) if paused_on is None else None
    shows_gates = paused_on is None and away is None
    gates = gate_cards(person) if shows_gates else ()
    ahead = person.snapshot.decisions if shows_gates else ()
    codes = {criterion.code for decision in ahead for criterion in decision.criteria}
    cards = {gate.opens for gate in gates}
    needs_hold_test = Code.HOLD_TEST in codes and enrolment.hold_test_passed_at is None
    hold_pause = pause_of(person) if needs_hold_test else None
    reach = _reach(person)
    rungs = [_rung(person, stage, cards, reach) for stage in person.catalogue.stages.values()]
    return LadderPage(
        picture=ladder_picture(
            person,
            {rung.stage.key: rung.status for rung in rungs},
            ahead=ahead,
            waits="" if shows_gates else _waits(person),
        ),
        rungs=rungs,
        gates=gates,
        story=read_story(person, story_page),
        pause=paused_by_screening(person.snapshot.screening),
        flare=flare_text(person),
        concerns=concern_texts(person),
        paused_since=_paused_since(paused_on, person.today) if paused_on else "",
        away="" if away is None or _is_held(person) else away.headline,
        has_opened=any(rung.status in {"finished", "resting"} for rung in rungs),
        needs_score=any(gate.needs_score for gate in gates),
        needs_technique=Code.TECHNIQUE in codes and enrolment.technique_confirmed_at is None,
        needs_hold_test=needs_hold_test,
        hold_waits="" if hold_pause is None else hold_pause.text,
        stuck_weeks=_stuck_weeks(person),
        forms=forms,
    )


def _paused_since(on: date, today: date) -> str:
    if on == today:
        return _("You paused the ladder today")
    return _("You paused the ladder on %(day)s") % {"day": day_name(on)}


def _is_held(person: Person) -> bool:
    """Whether Today says something else than how it goes on after a break."""
    return person.snapshot.screening.blocks_exercise or person.snapshot.flare_up is not None


def _waits(person: Person) -> str:
    """Why nothing opens at all."""
    if person.enrolment.paused_on is not None:
        return _("Nothing opens until you go on with the ladder.")
    if person.snapshot.screening.blocks_exercise:
        return _("Nothing opens while your plan is paused.")
    if person.snapshot.flare_up is not None:
        return _("Nothing opens while the flare-up lasts.")
    return _("Today says how you go on after the break; then the gate looks again.")


def _stuck_weeks(person: Person) -> int:
    """Whole weeks at this stage, once so many have passed since counting began that a report is
    offered; then one query."""
    counted = (person.today - person.enrolment.entered_on).days
    if counted < person.rules.report_after_days:
        return 0
    return (person.today - stage_since(person)).days // 7


def tier_text(tier: TierName) -> str:
    """A tier in words."""
    return {
        TierName.LIGHT: _("light"),
        TierName.MODERATE: _("moderate"),
        TierName.HEAVY: _("heavy"),
    }[tier]


@dataclass(frozen=True, slots=True)
class Reach:
    """The stages below the current one, and those that were opened once and are out of reach."""

    finished: frozenset[str]
    resting: frozenset[str]


def _reach(person: Person) -> Reach:
    enrolment, rules = person.enrolment, person.rules
    finished = frozenset(finished_stages(rules, enrolment.stage_key))
    resting = set(resting_stages(enrolment, rules))
    below = {*finished, enrolment.stage_key}
    for key, stage in person.catalogue.stages.items():
        if stage.side_branch:
            resting.discard(key)
            if enrolment.branch_opened_on and below.isdisjoint(opened_by(rules, key)):
                resting.add(key)
    return Reach(finished, frozenset(resting))


def _status(person: Person, key: str, reach: Reach) -> str:
    """What stands in the badge of a stage: a key of STATUSES."""
    enrolment = person.enrolment
    if key == enrolment.stage_key:
        return "current"
    rests = key in reach.resting
    if key in reach.finished:
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


def _rung(person: Person, stage: StageCard, cards: set[str], reach: Reach) -> Rung:
    rules, key = person.rules, stage.key
    status, rests = _status(person, key, reach), key in reach.resting
    icon, text = STATUSES[status]
    before = opened_by(rules, key)
    names = [person.catalogue.stages[one].name for one in before]
    way_back = rests and by_short_way(person.enrolment, key, rules)
    asked: Sequence[CriterionText] = ()
    if before and status in {"locked", "next", "held", "resting"}:
        asked = _asked(person, before[0], key, way_back=way_back)
    return Rung(
        stage=stage,
        status=status,
        status_text=str(text),
        icon=icon,
        tier_text=tier_text(rules.stages[key].tier),
        after=_(" or ").join(names),
        note=_resting_note(person, stage, names) if rests else "",
        asked=asked,
        way_back=way_back,
        has_card=key in cards,
    )


def _asked(person: Person, before: str, key: str, *, way_back: bool) -> Sequence[CriterionText]:
    """What leads to a stage asks for; nothing of a side branch that only waits for its stage."""
    if person.catalogue.stages[key].side_branch and person.enrolment.branch_opened_on:
        return ()
    kind = ReturnCriteria if way_back else Criteria
    return _asked_texts(
        person.rules.version, before, key, kind, hidden=are_hidden(), language=get_language()
    )


@lru_cache(maxsize=256)
def _asked_texts(
    version: str,
    before: str,
    key: str,
    kind: type[Criteria],
    *,
    hidden: bool,
    language: str | None,
) -> Sequence[CriterionText]:
    """By a published rule set, so the same for everybody who reads them in the same words."""
    del hidden, language
    rules = all_rule_sets()[version]
    tier = rules.stages[before].tier
    return tuple(
        explain_criterion(criterion, rules, tier, way_back=kind is ReturnCriteria)
        for criterion in asked_by_gate(rules, stage=before, opens=key, kind=kind)
        if not criterion.code.of_steady_route
    )


def _resting_note(person: Person, stage: StageCard, after: Sequence[str]) -> str:
    """How a stage that was opened before opens again."""
    if stage.side_branch:
        return _("Opened before. It comes back by itself once you are at the %(stage)s again.") % {
            "stage": in_sentence(after[0])
        }
    if by_short_way(person.enrolment, stage.key, person.rules):
        return _("Opened before. A short way back leads here.")
    return _("Opened before. After the long break it opens again by its own gate.")
