"""What holds for the suggested dose whatever happened: over random days, and over whole courses."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.amounts import Amount, Load, Unit
from backrehab.domain.colours import Colour
from backrehab.domain.dose import DosedDay, DoseReason, NextDose, StartDose, next_dose, short_break
from backrehab.domain.rules import TierName
from backrehab.progression.published_levels import published_levels
from tests.domain.diaries import RULES, TODAY, back
from tests.domain.doses import no_heavier
from tests.domain.strategies import seeds

LEVELS = published_levels()
STEP = Fraction(5, 2)
# What can be prescribed: the way back, half, a set fewer of two or three, a tenth less, and all.
SHARES = (50, 66, 70, 80, 90, 100)
# From calm to too much.
WORSE = [
    {"colour": Colour.GREEN, "settled": False},
    {"colour": Colour.STEADY, "settled": True},
    {"colour": Colour.STEADY, "settled": False},
    {"colour": Colour.UNSETTLED, "settled": False},
    {"colour": Colour.RED, "settled": False},
]
NOT_RAISING = [colour for colour in Colour if colour is not Colour.GREEN]

loads = st.one_of(
    st.none(),
    st.sampled_from([Fraction(10), Fraction(40), Fraction(60)]).map(lambda kg: Load.of(kg=kg)),
    st.integers(1, 5).map(lambda band: Load.of(band=band)),
)
days = st.builds(
    DosedDay,
    on=st.integers(1, 40).map(back),
    level=st.integers(1, 4),
    share=st.sampled_from(SHARES),
    fully_done=st.booleans(),
    colour=st.sampled_from(Colour),
    settled=st.booleans(),
    extra_repetitions=st.none() | st.integers(0, 4),
    load=loads,
)
# Mostly what leads up, or a raise would hardly ever be seen.
good_days = st.builds(
    DosedDay,
    on=st.integers(1, 40).map(back),
    level=st.just(4),
    share=st.just(100),
    fully_done=st.just(True),
    colour=st.sampled_from([Colour.GREEN, Colour.GREEN, Colour.GREEN, Colour.STEADY]),
    settled=st.just(True),
    extra_repetitions=st.sampled_from([2, 3, 2, 1, None]),
    load=st.sampled_from([Load.of(kg=Fraction(60)), Load.of(band=2), None]),
)
# And what leads down: two days running of these are rare among the others.
bad_days = st.builds(
    DosedDay,
    on=st.integers(1, 40).map(back),
    level=st.sampled_from([3, 4]),
    share=st.sampled_from([50, 100]),
    fully_done=st.just(True),
    colour=st.sampled_from([Colour.UNSETTLED, Colour.UNSETTLED, Colour.RED, Colour.GREEN]),
    load=st.sampled_from([Load.of(kg=Fraction(60)), None]),
)
courses = st.one_of(
    st.lists(days, max_size=8, unique_by=lambda day: day.on),
    st.lists(good_days, min_size=2, max_size=4, unique_by=lambda day: day.on),
    st.lists(bad_days, min_size=2, max_size=4, unique_by=lambda day: day.on),
)
starts = st.builds(
    StartDose,
    on=st.just(back(40)),
    level=st.integers(1, 3),
    shares=st.sampled_from([(), (50,), (70,), (50, 80)]),
)
settings_of_stage = st.fixed_dictionaries(
    {
        "levels": st.sampled_from(sorted(LEVELS)).map(lambda key: LEVELS[key]),
        "tier": st.sampled_from(TierName),
        "start": starts,
        "gap_days": st.none() | st.integers(1, 40),
        "gently": st.booleans(),
        "branch_opened_today": st.booleans(),
    }
)


def dose(history: list[DosedDay], asked: dict[str, Any], **changes: Any) -> NextDose:
    return next_dose(history, rules=RULES, today=TODAY, **(asked | changes))


def latest(history: list[DosedDay]) -> DosedDay:
    return max(history, key=lambda day: day.on)


def amount_done(day: DosedDay, levels: tuple[Amount, ...]) -> Amount:
    """What was prescribed on a day."""
    return levels[min(day.level, len(levels)) - 1].share_of(Fraction(day.share, 100))


def with_latest(history: list[DosedDay], **changes: Any) -> list[DosedDay]:
    last = latest(history)
    return [replace(day, **changes) if day is last else day for day in history]


some_courses = courses.filter(bool)


@given(some_courses, settings_of_stage)
def test_a_red_day_never_raises_the_next(history: list[DosedDay], asked: dict[str, Any]) -> None:
    history = with_latest(history, colour=Colour.RED)
    found, last = dose(history, asked), latest(history)
    assert found.amount.volume <= amount_done(last, asked["levels"]).volume
    assert found.level <= min(last.level, len(asked["levels"]))
    assert no_heavier(found.load, last.load)
    lowered = (found.load, found.level) != (last.load, min(last.level, len(asked["levels"])))
    assert (found.reason is DoseReason.LOWERED_AFTER_RED) is lowered
    assert found.share <= min(last.share, 50)


@given(some_courses, settings_of_stage, st.sampled_from(NOT_RAISING))
def test_nothing_but_a_good_day_raises_the_next(
    history: list[DosedDay], asked: dict[str, Any], colour: Colour
) -> None:
    """Amber, without a morning, awaited: not the volume, not the level, not the load."""
    history = with_latest(history, colour=colour, settled=False)
    found, last = dose(history, asked), latest(history)
    assert found.amount.volume <= amount_done(last, asked["levels"]).volume
    assert no_heavier(found.load, last.load)
    assert (found.level <= last.level, found.share <= last.share) == (True, True)
    assert found.reason is not DoseReason.RAISED


@given(courses, settings_of_stage, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    history: list[DosedDay], asked: dict[str, Any], rng: Random
) -> None:
    mixed = rng.sample(history, k=len(history))
    assert dose(mixed, asked) == dose(history, asked)


@given(courses, settings_of_stage, days)
def test_what_is_not_before_today_or_not_since_the_start_does_not_count(
    history: list[DosedDay], asked: dict[str, Any], other: DosedDay
) -> None:
    around = [replace(other, on=TODAY), replace(other, on=asked["start"].on - timedelta(days=1))]
    assert dose([*history, *around], asked) == dose(history, asked)


@given(some_courses, settings_of_stage, st.none() | st.integers(0, 1))
def test_without_the_extra_repetitions_nothing_is_raised(
    history: list[DosedDay], asked: dict[str, Any], extra: int | None
) -> None:
    last_two = sorted(history, key=lambda day: day.on)[-2:]
    for lacking in last_two:
        changed = [
            replace(day, extra_repetitions=extra) if day is lacking else day for day in history
        ]
        if asked["levels"][0].unit is Unit.REPETITIONS:
            assert dose(changed, asked).reason is not DoseReason.RAISED


@given(some_courses, settings_of_stage, st.sampled_from(SHARES[:-1]))
def test_a_day_at_less_than_all_of_it_never_counts_towards_a_raise(
    history: list[DosedDay], asked: dict[str, Any], share: int
) -> None:
    for partial in sorted(history, key=lambda day: day.on)[-2:]:
        changed = [replace(day, share=share) if day is partial else day for day in history]
        assert dose(changed, asked).reason is not DoseReason.RAISED


@given(some_courses, settings_of_stage, st.data())
def test_a_worse_day_never_asks_for_more(
    history: list[DosedDay], asked: dict[str, Any], data: st.DataObject
) -> None:
    """Whichever day it was: the same days with one of them worse give no higher dose."""
    place = data.draw(st.integers(0, len(history) - 1))
    better, worse = sorted(data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=2)))
    doses = []
    for colour in (better, worse):
        changed = [*history]
        changed[place] = replace(changed[place], **WORSE[colour])
        doses.append(dose(changed, asked))
    better_dose, worse_dose = doses
    assert worse_dose.amount.volume <= better_dose.amount.volume
    assert worse_dose.level <= better_dose.level
    assert no_heavier(worse_dose.load, better_dose.load)


@given(courses, settings_of_stage)
def test_a_raise_is_one_step_and_the_target_is_never_exceeded(
    history: list[DosedDay], asked: dict[str, Any]
) -> None:
    found, levels = dose(history, asked), asked["levels"]
    assert 1 <= found.level <= len(levels)
    assert 1 <= found.share <= 100
    assert found.amount.volume <= levels[found.level - 1].volume <= levels[-1].volume
    if not history:
        return
    last = latest(history)
    risen = (found.level > min(last.level, len(levels)), not no_heavier(found.load, last.load))
    assert sum(risen) == (found.reason is DoseReason.RAISED)
    if risen[0]:
        assert (found.level, found.load) == (last.level + 1, last.load)
    if risen[1]:
        assert found.level == len(levels)
        check_load_step(last.load, found.load)


def check_load_step(before: Load | None, after: Load | None) -> None:
    """2.5 to 10 % more, or the smallest plate, or the next colour."""
    assert before is not None
    assert after is not None
    if before.band is not None:
        assert after.band == before.band + 1 <= RULES.dose.bands
        return
    assert before.kg is not None
    assert after.kg is not None
    more = after.kg - before.kg
    share = more / before.kg
    assert Fraction(1, 40) <= share <= Fraction(1, 10) or more == STEP


@given(settings_of_stage)
def test_with_nothing_trained_it_is_the_dose_of_the_start(asked: dict[str, Any]) -> None:
    start, levels = asked["start"], asked["levels"]
    share = start.shares[0] if start.shares else 100
    amount = levels[start.level - 1].share_of(Fraction(share, 100))
    reason = DoseReason.RESUMING if start.shares else DoseReason.FIRST
    assert dose([], asked, gap_days=None) == NextDose(start.level, share, amount, None, reason)


@given(courses, settings_of_stage)
def test_a_break_never_asks_for_more(history: list[DosedDay], asked: dict[str, Any]) -> None:
    found, without = dose(history, asked), dose(history, asked, gap_days=None)
    if asked["gently"] or short_break(asked["gap_days"], RULES) is None:
        assert found == without
        return
    assert found.reason is not DoseReason.RAISED
    assert found.level <= without.level
    assert found.amount.volume <= without.amount.volume
    assert no_heavier(found.load, without.load)
    if without.share == 100:
        assert found.reason is DoseReason.LAY_OFF
        assert found.amount.volume < without.amount.volume


# Whole courses: somebody who does what is suggested, or less, whatever the days are like.


def live(rng: Random, *, stage: str, tier: TierName) -> Iterator[tuple[NextDose, DosedDay]]:
    """Training days with the dose that was suggested for each, over twenty weeks."""
    today, trained = date(2026, 1, 5), list[DosedDay]()
    start = StartDose(today, rng.randint(1, 2), rng.choice([(), (50, 80), (70,)]))
    load = rng.choice([Load.of(kg=Fraction(20)), Load.of(band=1), None])
    colours = rng.choice([[Colour.GREEN], [*[Colour.GREEN] * 6, *Colour]])
    for _ in range(140):
        today += timedelta(days=1)
        if rng.random() > 0.6:
            continue
        gap = (today - trained[-1].on).days if trained else None
        asked = next_dose(
            trained,
            levels=LEVELS[stage],
            tier=tier,
            rules=RULES,
            today=today,
            start=start,
            gap_days=gap,
        )
        easier = rng.random() < 0.05
        day = DosedDay(
            on=today,
            level=max(1, asked.level - easier),
            share=asked.share,
            fully_done=rng.random() < 0.95,
            colour=rng.choice(colours),
            settled=rng.random() < 0.5,
            extra_repetitions=rng.choice([2, 2, 2, 3, 1]),
            load=asked.load if trained else load,
        )
        yield asked, day
        trained.append(day)


def rises(course: list[DosedDay]) -> list[date]:
    """The dates on which the level or the load was higher than the time before."""
    return [
        after.on
        for before, after in pairwise(course)
        if after.level > before.level or not no_heavier(after.load, before.load)
    ]


@given(seeds, st.sampled_from(["pull-through", "deadlift", "barbell-row", "hyper-row"]))
def test_heavy_goes_up_at_most_once_a_week(seed: int, stage: str) -> None:
    course = [day for _, day in live(Random(seed), stage=stage, tier=TierName.HEAVY)]
    for first, second in pairwise(rises(course)):
        assert (second - first).days >= RULES.dose.heavy_raise_dates


@given(seeds, st.sampled_from(sorted(LEVELS)))
def test_over_a_whole_course_the_load_goes_up_by_small_steps(seed: int, stage: str) -> None:
    tier = RULES.stages[stage].tier
    course = list(live(Random(seed), stage=stage, tier=tier))
    for (_, before), (asked, _) in pairwise(course):
        if not no_heavier(asked.load, before.load):
            check_load_step(before.load, asked.load)
        assert asked.amount.volume <= LEVELS[stage][-1].volume


@pytest.mark.parametrize("stage", sorted(LEVELS))
def test_good_days_lead_to_the_target_and_then_to_more_load(stage: str) -> None:
    """The proofs above would hold of a rule that never raises anything."""
    tier = RULES.stages[stage].tier
    reached = []
    for seed in range(20):
        course = [day for _, day in live(Random(seed), stage=stage, tier=tier)]
        top = max(day.level for day in course)
        heavier = any(not no_heavier(course[-1].load, day.load) for day in course)
        reached.append((top, heavier))
    assert max(reached) == (len(LEVELS[stage]), True)


@pytest.mark.parametrize("stage", sorted(LEVELS))
def test_of_what_is_published_a_smaller_share_is_never_more(stage: str) -> None:
    for level in LEVELS[stage]:
        volumes = [level.share_of(Fraction(share, 100)).volume for share in SHARES]
        assert volumes == sorted(volumes)
        assert volumes[0] * 2 <= level.volume
    assert [level.volume for level in LEVELS[stage]] == sorted(
        level.volume for level in LEVELS[stage]
    )
