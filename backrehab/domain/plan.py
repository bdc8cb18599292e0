"""The plan of a day: which exercises, in which order, within the time and the 48 hours.

In words: docs/clinical-rules.md#the-plan-of-a-day. Doses are the caller's; here an exercise is a
key and about so many seconds.
"""

from collections.abc import Iterable, Mapping, Sequence

from backrehab.domain.plan_records import (
    DATES_A_WEEK,
    Choices,
    DayKind,
    DayPlan,
    Kept,
    LeftOut,
    Part,
    Planned,
    PublishedPlan,
    Side,
    Situation,
    StageFacts,
)
from backrehab.domain.plan_week import (
    day_kind,
    filling_weekdays,
    heavy_allowed,
    is_due,
    is_planned,
    week_ahead,
)
from backrehab.domain.rules import RuleSet

__all__ = [
    "DATES_A_WEEK",
    "Choices",
    "DayKind",
    "DayPlan",
    "Kept",
    "LeftOut",
    "Part",
    "Planned",
    "PublishedPlan",
    "Side",
    "Situation",
    "StageFacts",
    "day_kind",
    "filling_weekdays",
    "heavy_allowed",
    "is_due",
    "is_planned",
    "plan_day",
    "wanted_today",
    "week_ahead",
]


def plan_day(
    choices: Choices,
    situation: Situation,
    *,
    rules: RuleSet,
    budget_seconds: int | None = None,
    gives_way: Sequence[str] = (),
) -> DayPlan:
    """The plan of `situation.today`.

    Heavy exercises keep their distance (rules.heavy), and what is withheld, or cannot be done with
    what the person has, is left out. With a budget the plan never takes longer: what gives way
    first stands first in `gives_way` (a programme's key or a part). Each exercise that is wanted is
    either in the plan or left out with its reason; but a warm-up that nothing is left for is not
    named.
    """
    left: list[tuple[Planned, LeftOut]] = []
    possible: list[Planned] = []
    for item in wanted_today(choices, situation, rules):
        reason = _why_left_out(item, situation, rules)
        if reason is None:
            possible.append(item)
        else:
            left.append((item, reason))
    # Merged only now, so that a heavy form that has to wait takes no light one with it.
    items = _each_once(possible)
    there = {item.exercise for item in items}
    why = {
        item.exercise: reason
        for item, reason in left
        # What stays as the stage's says itself what it needs.
        if reason is not LeftOut.NO_EQUIPMENT or item.exercise not in there
    }
    named = _each_once(item for item, _ in left if item.exercise in why)
    left = [(item, why[item.exercise]) for item in named]
    if budget_seconds is not None:
        left += _drop_until_it_fits(items, budget_seconds, gives_way)
    kind = day_kind(choices, situation, rules)
    return DayPlan(kind, tuple(_without_idle_warm_up(items, choices)), tuple(left))


def _why_left_out(item: Planned, situation: Situation, rules: RuleSet) -> LeftOut | None:
    """What keeps an exercise out of the day, whatever else is in it; the first that fits."""
    if item.exercise in situation.skipped:
        return LeftOut.SKIPPED
    if item.withheld:
        return LeftOut.LIGHT_ONLY
    # The stage's stays and says what it needs: without it nobody would know what to train.
    if item.unfit and item.part is not Part.STAGE:
        return LeftOut.NO_EQUIPMENT
    if item.heavy and not heavy_allowed(situation.today, situation.last_heavy_on, rules.heavy):
        return LeftOut.HEAVY_TOO_SOON
    return None


def wanted_today(choices: Choices, situation: Situation, rules: RuleSet) -> tuple[Planned, ...]:
    """Everything that belongs to such a day, in its order, before anything is left out. An
    exercise may be there more than once, each time with another dose."""
    kind = day_kind(choices, situation, rules)
    if kind is DayKind.PAUSED:
        return ()
    if kind is DayKind.EASY:
        return choices.easy
    kept = _kept_today(choices, kind)
    due = {
        side.key: [item for item in side.items if is_due(item, situation)] for side in choices.sides
    }
    warms_up = kind is not DayKind.REST or any(
        side.warm_up_first and due[side.key] for side in choices.sides
    )
    return (
        *(choices.warm_up if warms_up else ()),
        *(one.planned for one in kept if one.as_warm_up),
        *_main_work(choices, situation, kind, rules),
        *(item for items in due.values() for item in items),
        *(one.planned for one in kept if not one.as_warm_up),
    )


def _main_work(
    choices: Choices, situation: Situation, kind: DayKind, rules: RuleSet
) -> list[Planned]:
    """The stage, the fundamentals and the side branch, as the kind of day has them."""
    found: list[Planned] = []
    stage = choices.stage
    # On a planned day between heavy ones, or while it is withheld, the stage is named too, so that
    # the person sees why it is not there.
    if stage is not None and (
        kind is DayKind.STAGE or (kind is DayKind.LIGHT and is_planned(situation))
    ):
        found.append(stage)
    if kind is DayKind.LIGHT or _fundamentals_join(choices, situation, kind, rules):
        found += choices.fundamentals
    return [*found, *(choices.branches if kind is DayKind.STAGE else ())]


def _kept_today(choices: Choices, kind: DayKind) -> list[Kept]:
    """What is kept up on such a day. Heavy exercises belong to the days of the stage: on one
    between, they would push the stage itself away."""
    training = kind in {DayKind.STAGE, DayKind.LIGHT}
    return [
        one
        for one in choices.kept
        if (training or one.daily) and (kind is DayKind.STAGE or not one.planned.heavy)
    ]


def _fundamentals_join(
    choices: Choices, situation: Situation, kind: DayKind, rules: RuleSet
) -> bool:
    """With no day of the week left to fill, whoever follows the fundamentals does them on the days
    of the ladder, as often as they are due."""
    if kind is not DayKind.STAGE or not situation.follows_fundamentals:
        return False
    if filling_weekdays(situation.weekdays, rules.week):
        return False
    return all(is_due(item, situation) for item in choices.fundamentals)


def _each_once(items: Iterable[Planned]) -> list[Planned]:
    """Each exercise once: the stage's before a programme's before one that is kept up."""
    rank = {Part.STAGE: 0, Part.BRANCH: 1, Part.FUNDAMENTALS: 2, Part.PROGRAMME: 3}
    ordered = list(items)
    best: dict[str, int] = {}
    for place, item in enumerate(ordered):
        there = best.get(item.exercise)
        if there is None or rank.get(item.part, 4) < rank.get(ordered[there].part, 4):
            best[item.exercise] = place
    return [item for place, item in enumerate(ordered) if best[item.exercise] == place]


def _drop_until_it_fits(
    items: list[Planned], budget: int, gives_way: Sequence[str]
) -> list[tuple[Planned, LeftOut]]:
    """Take out what gives way until the rest fits; last of all the stage, then the warm-up. The
    order does not depend on the budget, so that a bigger one never has less."""
    order = {name: place for place, name in enumerate(gives_way)}
    dropped = []
    while items and sum(item.seconds for item in items) > budget:
        goes = min(items, key=lambda item: (_place(item, order, items), -items.index(item)))
        items.remove(goes)
        dropped.append((goes, LeftOut.TIME))
    return dropped


def _place(item: Planned, order: Mapping[str, int], items: Sequence[Planned]) -> int:
    """How early an item gives way. One move of the warm-up and the stage stay longest."""
    if item.part is Part.WARM_UP:
        moves = sum(other.part is Part.WARM_UP for other in items)
        return len(order) + (1 if moves > 1 else 3)
    if item.part is Part.STAGE:
        return len(order) + 2
    name = item.programme if item.programme in order else item.part.value
    return order.get(name, len(order))


def _without_idle_warm_up(items: list[Planned], choices: Choices) -> list[Planned]:
    """The items without the warm-up if nothing is left that needs one; what is kept up every day,
    and programmes that say so, need none."""
    daily = [one.planned for one in choices.kept if one.daily]
    at_ease = {item for side in choices.sides if not side.warm_up_first for item in side.items}
    at_ease.update(daily)
    if any(item.part is not Part.WARM_UP and item not in at_ease for item in items):
        return items
    return [item for item in items if item.part is not Part.WARM_UP or item in daily]
