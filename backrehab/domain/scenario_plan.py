"""Scenarios that ask for the plan of the day, and their answers (docs/scenarios.md#plan).

The answer shows what the product would do on that date: a step back, the way on after a break, an
open flare-up; then the exercises within the time and the distance between heavy days.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from backrehab.domain.dose import FULL, NextDose, StartDose, kept_share, next_dose
from backrehab.domain.flare_up import Said, advice, can_end, flare_days, resume
from backrehab.domain.gate import no_exercise_today
from backrehab.domain.ladder_line import main_line, stage_below, stages_within
from backrehab.domain.lay_off import LayOff, counted_from, find_break
from backrehab.domain.ledger import Ledger
from backrehab.domain.plan import (
    Choices,
    DayPlan,
    Part,
    Planned,
    PublishedPlan,
    Situation,
    plan_day,
)
from backrehab.domain.rules import Asks, RuleSet
from backrehab.domain.scenario_dose import (
    OF_TRAINING,
    Levels,
    dose_json,
    levels_of,
    start_of,
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
from backrehab.domain.step_back import step_back_due

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
class Wishes:
    """What a scenario may say beside the history, read strictly whether or not it matters today."""

    budget_seconds: int | None
    followed: tuple[str, ...]
    train_today: bool
    gets_about: bool | None
    resume_level: int
    dealt_with_on: date | None
    gently: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What changes on the ladder today: as it is said in the answer, the stage to go on with, and
    the shares of its dose; `eases` leaves nothing but the easy routine, and what `starts_over`
    does so at the first level."""

    said: dict[str, Any] | None
    stage: str
    shares: tuple[int, ...] = ()
    eases: bool = False
    starts_over: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is worked out before the plan itself."""

    person: Person
    wishes: Wishes
    ledger: Ledger
    published: PublishedPlan
    taken_up_on: date


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
    wishes = _wishes(fields, person, published.plan)
    taken_up_on = start_of(fields, person, levels).on
    asked = Asked(person, wishes, ledger, published.plan, taken_up_on)
    # Asked even where a change overrules it, so that no fault in its fields goes unseen.
    as_before = suggest(fields, person, levels)
    change = _find_change(asked)
    goes_on = change.said is None or change.eases
    dose, share = as_before if goes_on else _dose(asked, levels, change)
    choices = _choices(asked, change.stage, dose, Fraction(share, FULL))
    plan = _plan(asked, change, choices, loaded_on=_loaded_on(fields, person))
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


def _wishes(fields: Mapping[str, Any], person: Person, published: PublishedPlan) -> Wishes:
    budget = fields.get("budget_minutes")
    if budget is not None:
        budget = read_whole(budget, "budget_minutes", least=1, most=MOST_MINUTES)
    gets_about = fields.get("gets_about")
    dealt_with = fields.get("reds_dealt_with_on")
    if dealt_with is not None:
        dealt_with = read_date(dealt_with, "reds_dealt_with_on")
        if dealt_with > person.today:
            raise ScenarioError(f"reds_dealt_with_on: must not be after {person.today}")
    return Wishes(
        budget_seconds=None if budget is None else budget * SECONDS_A_MINUTE,
        followed=_followed(fields.get("programmes", []), published),
        train_today=read_flag(fields.get("train_today", False), "train_today"),
        gets_about=None if gets_about is None else read_flag(gets_about, "gets_about"),
        resume_level=read_whole(
            fields.get("resume_level", 1), "resume_level", least=1, most=MOST_LEVEL
        ),
        dealt_with_on=dealt_with,
        gently=read_flag(fields.get("gently", False), "gently"),
    )


def _followed(data: object, published: PublishedPlan) -> tuple[str, ...]:
    """The programmes beside the ladder, each named once."""
    followed = read_each(data, "programmes", read_text)
    for place, key in enumerate(followed):
        if key not in published.sides:
            known = ", ".join(sorted(published.sides))
            raise ScenarioError(f"programmes[{place}]: must be one of {known}")
        if key in followed[:place]:
            raise ScenarioError(f"programmes[{place}]: {key} is named twice")
    return followed


def _find_change(asked: Asked) -> Change:
    """A flare-up that is open (the day it ends is its last), a step back, or the way on after a
    break: the first that fits."""
    person, wishes = asked.person, asked.wishes
    history, rules = person.history, person.rules
    if history.flare_up_since is not None:
        return _flare_up(asked, history.flare_up_since)
    if any(spell.covers(person.today) for spell in history.flare_ups):
        return Change(None, history.stage, eases=True)
    back = step_back_due(
        asked.ledger,
        stage=history.stage,
        entered_on=history.entered_on,
        after=wishes.dealt_with_on,
        rules=rules,
    )
    below = stage_below(history.stage, rules)
    if back is not None and below is not None:
        reds = [on.isoformat() for on in back.reds]
        said: dict[str, Any] = {"what": "step_back", "reason": back.reason.value, "reds": reds}
        return Change(said, below)
    trained = [day for day in history.days if day.trained]
    lay_off = find_break(
        stage=history.stage,
        last_trained_on=counted_from(
            unstopped_on=max((day.on for day in trained if not day.stop), default=None),
            stopped_on=[day.on for day in trained if day.stop],
            stage=history.stage,
            taken_up_on=asked.taken_up_on,
            rules=rules,
            gently=wishes.gently,
        ),
        taken_up_on=asked.taken_up_on,
        today=person.today,
        rules=rules,
        gently=wishes.gently,
    )
    if lay_off is None or lay_off.asks is Asks.NOTHING:
        return Change(None, history.stage)
    return _after_break(lay_off)


def _after_break(lay_off: LayOff) -> Change:
    said = {
        "what": "lay_off",
        "band": lay_off.band,
        "days": lay_off.days,
        "asks": lay_off.asks.value,
        "shares": list(lay_off.shares),
        "starts_over": lay_off.starts_over,
    }
    return Change(said, lay_off.stage_to, lay_off.shares, starts_over=lay_off.starts_over)


def _flare_up(asked: Asked, start: date) -> Change:
    person, ledger = asked.person, asked.ledger
    history, rules, today = person.history, person.rules, person.today
    given: dict[date, Said] = {day.on: (day.daily, None) for day in history.days}
    daily, _nothing = given.get(today, (None, None))
    given[today] = (daily, asked.wishes.gets_about)
    days = flare_days(ledger, given, start=start, today=today)
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


def _dose(asked: Asked, levels: Levels, change: Change) -> tuple[NextDose, int]:
    """The first dose after a change, at the level it goes on with, and the share of what is kept
    up."""
    person = asked.person
    if change.stage not in levels:
        raise ScenarioError("dose_levels: missing")
    there = levels[change.stage]
    level = 1 if change.starts_over else min(asked.wishes.resume_level, len(there))
    course: dict[str, Any] = {
        "rules": person.rules,
        "today": person.today,
        "start": StartDose(person.today, level, change.shares),
    }
    tier = person.rules.stages[change.stage].tier
    return next_dose([], levels=there, tier=tier, **course), kept_share([], **course)


def _plan(asked: Asked, change: Change, choices: Choices, *, loaded_on: frozenset[date]) -> DayPlan:
    person, wishes = asked.person, asked.wishes
    rules, today, history = person.rules, person.today, person.history
    too_high = no_exercise_today(
        score=_pain_now(asked.ledger),
        usual=asked.ledger.usual(today.toordinal() - 1),
        rules=rules,
    )
    situation = Situation(
        today=today,
        weekdays=history.training_weekdays,
        paused=history.screening.needs_clinician,
        easy_only=change.eases or too_high,
        training=wishes.train_today,
        follows_fundamentals=FUNDAMENTALS in wishes.followed,
        last_heavy_on=_last_heavy_on(asked, loaded_on),
    )
    return plan_day(
        choices,
        situation,
        rules=rules,
        budget_seconds=wishes.budget_seconds,
        gives_way=asked.published.gives_way,
    )


def _pain_now(ledger: Ledger) -> int | None:
    """The highest that was told today: once training was begun, of `before` and the score of the
    day alone, as a high worst pain is no pain now (docs/clinical-rules.md#no-exercise-today)."""
    day = ledger.days.get(ledger.today)
    if day is None or not day.trained:
        return max(ledger.scores_given(ledger.today), default=None)
    return max((one for one in (day.before, day.daily) if one is not None), default=None)


def _loaded_on(fields: Mapping[str, Any], person: Person) -> frozenset[date]:
    """The dates on which a weight was used."""
    pairs = zip(person.history.days, fields["days"], strict=True)
    return frozenset(day.on for day, said in pairs if said.get("load_kg"))


def _last_heavy_on(asked: Asked, loaded_on: frozenset[date]) -> date | None:
    """The latest date before today on which the stage was heavy, by itself or by its load."""
    person, is_heavy = asked.person, asked.person.rules.heavy.is_heavy
    done = (day for day in person.history.days if day.trained and day.on < person.today)
    return max(
        (day.on for day in done if is_heavy(day.stage or "", loaded=day.on in loaded_on)),
        default=None,
    )


def _finished(stage: str, rules: RuleSet) -> tuple[str, ...]:
    """The stages of the main line that were done before this one; before a side branch those up to
    the one it hangs on, because further ones may never have been opened."""
    line = main_line(rules)
    if stage in line:
        return line[: line.index(stage)]
    return line[: line.index(stage_below(stage, rules) or line[0]) + 1]


def _choices(asked: Asked, stage: str, dose: NextDose, share: Fraction) -> Choices:
    """All that could be in the plan; of what is kept up that share."""
    published, rules = asked.published, asked.person.rules
    facts = published.stages[stage]
    within = stages_within(asked.person.history.screening, rules)
    withheld = {one.exercise for key, one in published.stages.items() if key not in within}
    kept = (published.stages[key].kept_at(share) for key in _finished(stage, rules))
    followed = (published.sides[key] for key in asked.wishes.followed if key != FUNDAMENTALS)
    return Choices(
        warm_up=published.warm_up,
        stage=Planned(
            exercise=facts.exercise,
            part=Part.STAGE,
            seconds=facts.seconds(dose.amount),
            heavy=rules.heavy.is_heavy(facts.exercise, loaded=dose.is_loaded),
            withheld=facts.exercise in withheld,
        ),
        kept=tuple(
            replace(one, planned=_held(one.planned, withheld)) for one in kept if one is not None
        ),
        fundamentals=published.fundamentals,
        sides=tuple(
            replace(side, items=tuple(_held(item, withheld) for item in side.items))
            for side in followed
        ),
        easy=published.easy,
    )


def _held(item: Planned, withheld: Collection[str]) -> Planned:
    return replace(item, withheld=item.exercise in withheld)
