"""The week of a plan: which day is of what kind, and when an exercise is due.

In words: docs/clinical-rules.md#the-plan-of-a-day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from backrehab.domain.plan_records import DATES_A_WEEK, Choices, DayKind, Planned, Situation
from backrehab.domain.rules import HeavyRule, RuleSet, WeekRule


def heavy_allowed(today: date, last_heavy_on: date | None, rule: HeavyRule) -> bool:
    """Whether heavy work may be done today; a second slot of the same date always may."""
    if last_heavy_on is None or last_heavy_on >= today:
        return True
    return (today - last_heavy_on).days >= rule.dates_apart


def is_planned(situation: Situation) -> bool:
    """Whether the person trains today: a training weekday, or one on which they said so."""
    return situation.training or situation.today.weekday() in situation.weekdays


def day_kind(choices: Choices, situation: Situation, rules: RuleSet) -> DayKind:
    """A day with the stage's exercise, one of strengthening without it (too soon after heavy work,
    or while it is withheld), or a day of rest; unless the plan is paused, or only the easy routine
    is left."""
    if situation.paused:
        return DayKind.PAUSED
    if situation.easy_only:
        return DayKind.EASY
    stage, today = choices.stage, situation.today
    planned = is_planned(situation)
    if stage is not None and planned:
        too_soon = stage.heavy and not heavy_allowed(today, situation.last_heavy_on, rules.heavy)
        return DayKind.LIGHT if too_soon or stage.withheld else DayKind.STAGE
    if situation.follows_fundamentals and (
        planned or today.weekday() in filling_weekdays(situation.weekdays, rules.week)
    ):
        return DayKind.LIGHT
    return DayKind.REST


def filling_weekdays(planned: frozenset[int], week: WeekRule) -> frozenset[int]:
    """The weekdays on which the fundamentals fill a week that has fewer strengthening days than it
    aims at: each time the one farthest from all the others, Monday before Sunday."""
    chosen = set(planned)
    while len(chosen) < week.least:
        free = [day for day in range(DATES_A_WEEK) if day not in chosen]
        chosen.add(max(free, key=lambda day: (_nearest(day, chosen), -day)))
    return frozenset(chosen - planned)


def _nearest(day: int, others: Iterable[int]) -> int:
    around = ((day - other) % DATES_A_WEEK for other in others)
    return min((min(gap, DATES_A_WEEK - gap) for gap in around), default=DATES_A_WEEK)


def week_ahead(
    choices: Choices, situation: Situation, rules: RuleSet
) -> tuple[tuple[date, DayKind], ...]:
    """The kinds of the next seven dates, today first, if every planned day is trained and nothing
    pauses or eases the plan."""
    found, last_heavy = [], situation.last_heavy_on
    for ahead in range(DATES_A_WEEK):
        on = situation.today + timedelta(days=ahead)
        that_day = Situation(
            today=on,
            weekdays=situation.weekdays,
            training=situation.training and not ahead,
            follows_fundamentals=situation.follows_fundamentals,
            last_heavy_on=last_heavy,
        )
        kind = day_kind(choices, that_day, rules)
        if kind is DayKind.STAGE and choices.stage is not None and choices.stage.heavy:
            last_heavy = on
        found.append((on, kind))
    return tuple(found)


def is_due(item: Planned, situation: Situation) -> bool:
    """Whether an exercise of so many times a week is due: not done that often in the last week,
    and not too soon after the last time. One on wish only (0 times) never is."""
    if not item.times_a_week:
        return False
    done = situation.done_on.get(item.exercise, frozenset())
    week = [on for on in done if 0 < (situation.today - on).days < DATES_A_WEEK]
    apart = DATES_A_WEEK // item.times_a_week
    far_enough = all((situation.today - on).days >= apart for on in week)
    return situation.today in done or (len(week) < item.times_a_week and far_enough)
