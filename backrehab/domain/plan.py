"""The plan of a day: which exercises, in which order, within the time and the 48 hours.

In words: docs/clinical-rules.md#the-plan-of-a-day. Doses are the caller's; here an exercise is a
key and about so many seconds.
"""

from collections.abc import Iterable, Mapping, Sequence

from backrehab.domain.plan_records import (
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
    week_ahead,
)
from backrehab.domain.rules import RuleSet

__all__ = [
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

    Heavy exercises keep their distance (rules.heavy). With a budget the plan never takes longer:
    what gives way first stands first in `gives_way` (a programme's key or a part). Each exercise
    that is wanted is either in the plan or left out with its reason; but a warm-up that nothing
    is left for is not named.
    """
    kind = day_kind(choices, situation, rules)
    left: list[tuple[Planned, LeftOut]] = []
    possible: list[Planned] = []
    for item in wanted_today(choices, situation, rules):
        if item.exercise in situation.skipped:
            left.append((item, LeftOut.SKIPPED))
        elif item.heavy and not heavy_allowed(
            situation.today, situation.last_heavy_on, rules.heavy
        ):
            left.append((item, LeftOut.HEAVY_TOO_SOON))
        else:
            possible.append(item)
    # Only now, so that a heavy form that must wait takes no light one with it.
    items = _each_once(possible)
    left = [(one, why) for one, why in left if one in _each_once([each for each, _ in left])]
    if budget_seconds is not None:
        left += _drop_until_it_fits(items, budget_seconds, gives_way)
    return DayPlan(kind, tuple(_without_idle_warm_up(items, choices)), tuple(left))


def wanted_today(
    choices: Choices, situation: Situation, rules: RuleSet
) -> tuple[Planned, ...]:
    """Everything that belongs to such a day, in its order, before anything is left out. An
    exercise may be there more than once, with different doses."""
    kind = day_kind(choices, situation, rules)
    if kind is DayKind.PAUSED:
        return ()
    if kind is DayKind.EASY:
        return choices.easy
    kept = _kept_today(choices, kind)
    sides = [
        (side, [item for item in side.items if is_due(item, situation)]) for side in choices.sides
    ]
    main: list[Planned] = []
    # On a lighter day a heavy stage is named too, so that the person sees why it is not there.
    if choices.stage is not None and (kind is DayKind.STAGE or choices.stage.heavy):
        main = [choices.stage] if kind in {DayKind.STAGE, DayKind.LIGHT} else []
    if kind is DayKind.LIGHT or _fundamentals_join(choices, situation, kind, rules):
        main += choices.fundamentals
    training = kind in {DayKind.STAGE, DayKind.LIGHT}
    warms_up = training or any(side.warm_up_first and due for side, due in sides)
    return (
        *(choices.warm_up if warms_up else ()),
        *(one.planned for one in kept if one.as_warm_up),
        *main,
        *(choices.branches if kind is DayKind.STAGE else ()),
        *(item for _, due in sides for item in due),
        *(one.planned for one in kept if not one.as_warm_up),
    )


def _kept_today(choices: Choices, kind: DayKind) -> list[Kept]:
    """What is kept up on such a day. Heavy exercises belong to the days of the stage: on one
    between, they would push the stage itself away."""
    training = kind in {DayKind.STAGE, DayKind.LIGHT}
    return [
        one
        for one in choices.kept
        if (training or one.daily) and (kind is DayKind.STAGE or not one.planned.heavy)
    ]
