"""Scenarios that ask for the plan of the day, and their answers (docs/scenarios.md#plan).

The answer shows what the product would do on that date: a step back, the way on after a break, an
open flare-up; then the exercises within the time and the distance between heavy days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from backrehab.domain.dose import NextDose, StartDose, next_dose
from backrehab.domain.flare_up import FlareDay, advice, can_end, resume
from backrehab.domain.gate import no_exercise_today
from backrehab.domain.ladder_line import main_line, stage_below
from backrehab.domain.lay_off import find_lay_off
from backrehab.domain.ledger import Ledger
from backrehab.domain.plan import (
    Choices,
    DayPlan,
    Part,
    Planned,
    PublishedPlan,
    Side,
    Situation,
    plan_day,
)
from backrehab.domain.rules import Asks
from backrehab.domain.scenario_dose import (
    OF_TRAINING,
    Levels,
    dose_json,
    levels_of,
    suggest,
)
from backrehab.domain.scenario_dose import OPTIONAL as OPTIONAL_OF_DOSE
from backrehab.domain.scenario_fields import (
    REQUIRED,
    Person,
    Published,
    ScenarioError,
    check_fields,
    check_person,
    read_date,
    read_each,
    read_flag,
    read_opens,
    read_person,
    read_text,
    read_whole,
)
from backrehab.domain.step_back import find_step_back

OPTIONAL = OPTIONAL_OF_DOSE | {
    "budget_minutes",
    "programmes",
    "train_today",
    "gets_about",
    "resume_level",
    "reds_dealt_with_on",
}
FUNDAMENTALS = "fundamentals"
MOST_MINUTES = 24 * 60
MOST_LEVEL = 9
SECONDS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Change:
    """What changes on the ladder today: as it is said in the answer, the stage to go on with, and
    the shares of its dose; `eases` leaves nothing but the easy routine."""

    said: dict[str, Any] | None
    stage: str
    shares: tuple[int, ...] = ()
    eases: bool = False


def answer_plan(fields: Mapping[str, Any], published: Published) -> dict[str, Any]:
    """The plan of today, as JSON values; raises ScenarioError."""
    check_fields(fields, required=REQUIRED, optional=OPTIONAL, path="")
    if published.plan is None:
        raise ScenarioError("ask: nothing to plan from was given")
    person = read_person(fields, published, of_training=OF_TRAINING)
    check_person(person)
    if "opens" in fields:
        read_opens(fields["opens"], person)
    levels = levels_of(fields, person, published)
    ledger = Ledger(person.history, person.rules, person.today)
    change = _find_change(fields, person, ledger)
    dose = _dose(fields, person, levels, change)
    asked = Asked(fields, person, ledger, change, dose)
    plan = _plan(asked, published.plan)
    suggested = dose_json(dose, person.rules)
    return {
        "ask": "plan",
        "kind": plan.kind.value,
        "stage": change.stage,
        "change": change.said,
        "dose": {name: suggested[name] for name in suggested if name not in {"ask", "rules"}},
        "items": [{"exercise": one.exercise, "part": one.part.value} for one in plan.items],
        "left_out": [
            {"exercise": one.exercise, "reason": reason.value} for one, reason in plan.left_out
        ],
        "minutes": ceil(plan.seconds / SECONDS_A_MINUTE),
        "rules": person.rules.version,
    }


def _find_change(fields: Mapping[str, Any], person: Person, ledger: Ledger) -> Change:
    """A flare-up that is open, a step back, or the way on after a break: the first that fits."""
    history, rules = person.history, person.rules
    if history.in_flare_up:
        return _flare_up(fields, person, ledger)
    dealt_with = fields.get("reds_dealt_with_on")
    after = None if dealt_with is None else read_date(dealt_with, "reds_dealt_with_on")
    back = find_step_back(ledger, stage=history.stage, after=after, rules=rules)
    below = stage_below(history.stage, rules)
    if back is not None and below is not None:
        reds = [on.isoformat() for on in back.reds]
        said: dict[str, Any] = {"what": "step_back", "reason": back.reason.value, "reds": reds}
        return Change(said, below)
    lay_off = find_lay_off(
        stage=history.stage,
        last_trained_on=_last_trained_on(person),
        today=person.today,
        rules=rules,
        gently=read_flag(fields.get("gently", False), "gently"),
    )
    if lay_off is None or lay_off.asks is Asks.NOTHING:
        return Change(None, history.stage)
    said = {
        "what": "lay_off",
        "band": lay_off.band,
        "days": lay_off.days,
        "asks": lay_off.asks.value,
        "shares": list(lay_off.shares),
        "starts_over": lay_off.starts_over,
    }
    return Change(said, lay_off.stage_to, lay_off.shares)


def _flare_up(fields: Mapping[str, Any], person: Person, ledger: Ledger) -> Change:
    history, rules, today = person.history, person.rules, person.today
    start = min(spell.start for spell in history.flare_ups if spell.end is None)
    gets_about = fields.get("gets_about")
    if gets_about is not None:
        gets_about = read_flag(gets_about, "gets_about")
    dates = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    days = [
        FlareDay(on, ledger.first_score(on.toordinal()), gets_about if on == today else None)
        for on in dates
    ]
    usual = ledger.usual(start.toordinal() - 1)
    check = can_end(days, start=start, usual=usual, today=today, rules=rules)
    advised = advice(days, start=start, today=today, rules=rules)
    back = resume(stage=history.stage, start=start, end=today, rules=rules)
    said = {
        "what": "flare_up",
        "since": start.isoformat(),
        "can_end": check.met,
        "advice": None if advised is None else advised.value,
        "resume": {"stage": back.stage_to, "share": back.share},
    }
    return Change(said, history.stage, eases=True)


def _last_trained_on(person: Person) -> date | None:
    return max((day.on for day in person.history.days if day.trained), default=None)


def _dose(fields: Mapping[str, Any], person: Person, levels: Levels, change: Change) -> NextDose:
    """The suggested dose; after a change the first one at the level it goes on with."""
    level = read_whole(fields.get("resume_level", 1), "resume_level", least=1, most=MOST_LEVEL)
    if change.said is None or change.eases:
        return suggest(fields, person, levels)
    if change.stage not in levels:
        raise ScenarioError("dose_levels: missing")
    there = levels[change.stage]
    return next_dose(
        [],
        levels=there,
        tier=person.rules.stages[change.stage].tier,
        rules=person.rules,
        today=person.today,
        start=StartDose(person.today, min(level, len(there)), change.shares),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that was worked out before the plan itself."""

    fields: Mapping[str, Any]
    person: Person
    ledger: Ledger
    change: Change
    dose: NextDose


def _plan(asked: Asked, published: PublishedPlan) -> DayPlan:
    fields, person, ledger, change = asked.fields, asked.person, asked.ledger, asked.change
    rules, today, history = person.rules, person.today, person.history
    budget = fields.get("budget_minutes")
    if budget is not None:
        budget = read_whole(budget, "budget_minutes", least=1, most=MOST_MINUTES)
    followed = read_each(fields.get("programmes", []), "programmes", read_text)
    scores = ledger.scores_given(today.toordinal())
    too_high = no_exercise_today(
        score=max(scores, default=None), usual=ledger.usual(today.toordinal() - 1), rules=rules
    )
    situation = Situation(
        today=today,
        weekdays=history.training_weekdays,
        paused=history.screening.needs_clinician,
        easy_only=change.eases or too_high,
        training=read_flag(fields.get("train_today", False), "train_today"),
        follows_fundamentals=FUNDAMENTALS in followed,
        last_heavy_on=_last_heavy_on(person),
    )
    return plan_day(
        _choices(person, published, change.stage, asked.dose, followed),
        situation,
        rules=rules,
        budget_seconds=None if budget is None else budget * SECONDS_A_MINUTE,
        gives_way=published.gives_way,
    )


def _last_heavy_on(person: Person) -> date | None:
    heavy = person.rules.heavy.exercises
    before = (day for day in person.history.days if day.trained and day.on < person.today)
    return max((day.on for day in before if day.stage in heavy), default=None)


def _choices(
    person: Person,
    published: PublishedPlan,
    stage: str,
    dose: NextDose,
    followed: tuple[str, ...],
) -> Choices:
    facts, line = published.stages[stage], main_line(person.rules)
    before = line[: line.index(stage)] if stage in line else line
    kept = (published.stages[key].kept for key in before if key in published.stages)
    return Choices(
        warm_up=published.warm_up,
        stage=Planned(
            exercise=facts.exercise,
            part=Part.STAGE,
            seconds=facts.seconds(dose.amount),
            heavy=facts.exercise in person.rules.heavy.exercises,
        ),
        kept=tuple(one for one in kept if one is not None),
        fundamentals=published.fundamentals,
        sides=tuple(
            _side(published, key, n) for n, key in enumerate(followed) if key != FUNDAMENTALS
        ),
        easy=published.easy,
    )


def _side(published: PublishedPlan, key: str, place: int) -> Side:
    if key not in published.sides:
        raise ScenarioError(
            f"programmes[{place}]: must be one of {', '.join(sorted(published.sides))}"
        )
    return published.sides[key]
