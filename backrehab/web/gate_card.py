"""The gate card: the decision on one stage in prepared words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.domain.decision import Code, Criterion, GateDecision, Status
from backrehab.domain.pace import Ahead
from backrehab.exercises.catalogue import has_way, missing_text
from backrehab.progression.explain import (
    DayText,
    explain_days,
    headline,
    in_sentence,
    is_way_back,
    summary,
)
from backrehab.progression.explain_criteria import CriterionText, explain_criterion
from backrehab.progression.stand_ins import replaced_because
from backrehab.progression.words import when_name
from backrehab.web.pause import why_shut
from backrehab.web.person import Person

WAITS_FOR_CONSENT = gettext_lazy(
    "It stays as it is for now: you took back your consent, so no new days are stored that could "
    "open it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCard:
    """One stage directly ahead: may it open, why, why not yet, and when at the earliest."""

    opens: str
    name: str
    status: str
    headline: str
    summary: str
    pace_text: str
    instead_text: str
    before_opening: Sequence[str]
    ready: bool
    side_branch: bool
    way_back: bool
    needs_technique: bool
    needs_hold_test: bool
    needs_score: bool
    needs_screening: bool
    criteria: tuple[CriterionText, ...]
    steady_criteria: tuple[CriterionText, ...]
    days: tuple[DayText, ...]
    met: int
    rules_version: str

    @property
    def asked(self) -> int:
        """How many criteria the standard route has."""
        return len(self.criteria)


def gate_card(
    person: Person, decision: GateDecision, ahead: Ahead | None = None, *, printed: bool = False
) -> GateCard:
    """The card of one decision; `ahead` is what to expect at the pace of the plan. What is
    `printed` names the date of today as well in its conditions: it is read on other days."""
    texts = _lines(person, decision, printed=printed)
    name = person.catalogue.stages[decision.opens].name
    unmet = {criterion.code for criterion in decision.unmet}
    waits = waits_for_consent(person, decision)
    criteria = tuple(text for c, text in texts if not c.code.of_steady_route)
    return GateCard(
        opens=decision.opens,
        name=name,
        status=decision.status.value,
        headline=headline(decision, name),
        summary=str(WAITS_FOR_CONSENT)
        if waits
        else summary(decision, person.rules, ahead, screening=person.snapshot.screening),
        pace_text="" if waits else _pace_text(decision, ahead),
        instead_text=_instead_text(person, decision),
        before_opening=_before_opening(person, decision),
        ready=decision.status is Status.READY,
        side_branch=person.catalogue.stages[decision.opens].side_branch,
        way_back=is_way_back(decision),
        needs_technique=Code.TECHNIQUE in unmet,
        needs_hold_test=Code.HOLD_TEST in unmet,
        needs_score=any(c.code is Code.TODAY_SCORE and c.observed is None for c, _text in texts),
        needs_screening=Code.SCREENING in unmet and decision.status is Status.NOT_YET,
        criteria=criteria,
        steady_criteria=tuple(text for c, text in texts if c.code.of_steady_route),
        days=explain_days(decision, person.rules, person.today),
        met=sum(text.met for text in criteria),
        rules_version=decision.rules_version,
    )


def waits_for_consent(person: Person, decision: GateDecision) -> bool:
    """Whether the days that are missing cannot come, so that no date can be named."""
    missing = decision.status is Status.NOT_YET and decision.problem is None
    return missing and person.user.withdrawn_at is not None


def _lines(
    person: Person, decision: GateDecision, *, printed: bool
) -> list[tuple[Criterion, CriterionText]]:
    """Each criterion with its words; of a log that cannot be read no line says anything."""
    rules, back = person.rules, is_way_back(decision)
    today = None if printed else person.today
    found = []
    for c in decision.criteria if decision.problem is None else ():
        text = explain_criterion(
            c, rules, decision.tier, today=today, decision=decision, way_back=back
        )
        found.append((c, _with_health_check(text, person, decision)))
    return found


def _with_health_check(
    text: CriterionText, person: Person, decision: GateDecision
) -> CriterionText:
    """The line of the health check with what it says, if it is that which keeps the gate shut."""
    state = person.snapshot.screening
    if text.code != Code.SCREENING or text.met or state.asks_for_answers or not state.asked:
        return text
    if state.blocks_exercise:
        return replace(text, detail=why_shut(state))
    if state.flare_up_only:
        return replace(text, detail=_("It leaves only the easy routine for now"))
    if not state.lets_open(person.rules.tiers[decision.tier]):
        return replace(text, detail=_("It keeps the plan to light exercises for now"))
    return text


def _before_opening(person: Person, decision: GateDecision) -> list[str]:
    """What to know before a stage is opened: things that it needs, and what it takes away."""
    if decision.status is not Status.READY:
        return []
    catalogue, found = person.catalogue, []
    card, equipment = catalogue.exercise_of(decision.opens), person.user.equipment
    if not has_way(card, equipment) and not card.substitute_key:
        things = missing_text(card, equipment, catalogue)
        found.append(_("Nothing you have fits it yet. It needs: %(things)s.") % {"things": things})
    if not catalogue.stages[decision.opens].side_branch:
        found += [
            _(
                "The %(name)s is ready as well. If you want it too, open it first: after this one "
                "its gate looks at the days of the new stage."
            )
            % {"name": in_sentence(catalogue.stages[other.opens].name)}
            for other in person.snapshot.decisions
            if other.status is Status.READY
            and catalogue.stages[other.opens].side_branch
            and not _branch_open(person)
        ]
    return found


def _pace_text(decision: GateDecision, ahead: Ahead | None) -> str:
    """When to count on it, where the dose or the days between heavy work take longer than the
    earliest date."""
    if ahead is None or ahead.count_on is None or ahead.count_on == ahead.on:
        return ""
    return _("At the pace of your plan, count on %(date)s, if every training day is calm.") % {
        "date": when_name(ahead.count_on, decision.as_of)
    }


def _instead_text(person: Person, decision: GateDecision) -> str:
    """That what takes the place of the stage's exercise counts too; empty where nothing does, and
    while nothing counts."""
    if decision.status not in {Status.NOT_YET, Status.READY}:
        return ""
    card = person.catalogue.exercise_of(decision.stage)
    limits = person.snapshot.screening.limits
    if not replaced_because(card, limits=limits, equipment=person.user.equipment):
        return ""
    other = person.catalogue.exercises[card.substitute_key]
    return _("%(other)s takes the place of the %(name)s. Its days count the same.") % {
        "other": other.name,
        "name": in_sentence(card.name),
    }


def gate_cards(person: Person, *, printed: bool = False) -> Sequence[GateCard]:
    """A card for each stage directly ahead that is not open yet."""
    return [
        gate_card(person, decision, ahead, printed=printed)
        for decision, ahead in zip(person.snapshot.decisions, person.snapshot.ahead, strict=True)
        if not (person.catalogue.stages[decision.opens].side_branch and _branch_open(person))
    ]


def _branch_open(person: Person) -> bool:
    return person.enrolment.branch_opened_on is not None
