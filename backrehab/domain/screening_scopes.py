"""Shorter checks: which part of the questions is asked, and how its result is added to the last.

A shorter check never lifts anything: what is in force after it is at least as strict as before, and
the date on which all was asked stays (docs/screening.md#shorter-checks).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backrehab.domain.rules import Asks, LayOffRule
from backrehab.domain.screening import (
    Assessment,
    Questionnaire,
    Scope,
    TriageOutcome,
    alarming,
    asked,
)


def narrow(
    questionnaire: Questionnaire,
    scope: Scope,
    *,
    known: Mapping[str, object],
    age_band: str,
) -> Questionnaire:
    """The questionnaire with the questions of that scope only; all of it for Scope.FULL.

    `known` are the answers of the last time all was asked. Those to questions that are left out
    now still count in rules that speak of several: thin bones matter after a small fall.
    """
    if scope is Scope.FULL:
        return questionnaire
    groups = questionnaire.scopes[scope]
    part = replace(questionnaire, groups=groups, scope=scope)
    carried = frozenset(
        question.key
        for question in asked(questionnaire, known, age_band=age_band)
        if question.key not in part.questions and alarming(question, known.get(question.key))
    )
    return replace(part, carried=carried)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force: `on` is when all was asked (or a clinician's date for it)."""

    outcome: TriageOutcome
    codes: tuple[str, ...]
    limits: frozenset[str]
    on: date
    ask_again_on: date | None


def add(before: Standing, found: Assessment, questionnaire: Questionnaire, *, on: date) -> Standing:
    """What is in force after a shorter check on `on`: the worse outcome, all limits, the earlier
    date to ask again; the date on which all was asked stays."""
    codes = {*before.codes, *found.codes}
    days = found.ask_again_in_days
    again = [before.ask_again_on, None if days is None else on + timedelta(days=days)]
    fired = sorted(
        (rule for rule in questionnaire.rules if rule.code in codes),
        key=lambda rule: -rule.outcome.severity,
    )
    return Standing(
        outcome=worst((before.outcome, found.outcome)),
        codes=tuple(rule.code for rule in fired),
        limits=before.limits | found.limits,
        on=before.on,
        ask_again_on=min((day for day in again if day is not None), default=None),
    )


def worst(outcomes: Iterable[TriageOutcome]) -> TriageOutcome:
    """The most severe of them."""
    return max(outcomes, key=lambda outcome: outcome.severity)


@dataclass(frozen=True, slots=True)
class LayOffDates:
    """From which date of a lay-off on the short check is asked, from which all of it, and from
    which the pain of the last week as well."""

    short_from: date
    full_from: date
    baseline_from: date


def lay_off_dates(rule: LayOffRule, *, last_trained_on: date, gently: bool) -> LayOffDates:
    """The dates for somebody who trained last on that date; `gently`: the next stricter row counts
    (aged 65 or more, or sitting most of the day; docs/clinical-rules.md)."""
    bands = sorted(rule.bands.values(), key=lambda band: band.from_days)
    starts = [band.from_days for band in bands]
    if gently:
        starts = [starts[0], *starts[:-1]]
    asks = list(zip(starts, (band.asks for band in bands), strict=True))

    def first(*wanted: Asks) -> date:
        return last_trained_on + timedelta(days=min(days for days, ask in asks if ask in wanted))

    return LayOffDates(
        short_from=first(Asks.SHORT, Asks.FULL, Asks.FULL_WITH_BASELINE),
        full_from=first(Asks.FULL, Asks.FULL_WITH_BASELINE),
        baseline_from=first(Asks.FULL_WITH_BASELINE),
    )
