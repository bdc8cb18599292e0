"""Reference implementation of the dose inside a stage, transcribed from docs/clinical-rules.md.

Written from "Dose" and the short band of "After a break" alone, to be compared with the product's
own implementation: it shares no code with it. The numbers come from the data of the rule set.

Readings chosen (each: the words; the reading taken here)
 1. "The first line that fits decides", and "a break": the other lines leave nothing over, so a
    break is a last step on top of what they say, also where nothing was trained yet. The day that
    decided is the one it is counted from. "As small": no more repetitions or seconds in all.
 2. "Running": one training day right after the other; one without a morning keeps them apart.
 3. "Each good day leads to the next share", "or the share where the way back had been": a good day
    at the share of the way back, or more, leads to the next. One at half after a red day ends that
    half only. One at less than was asked for leads nowhere.
 4. "Nothing is more": no day but a good one is followed by more than was asked for, even if more
    was prescribed; and half after a red day is asked for until a good day.
 5. "Rounded down to whole plates", "one colour less": one plate, or the first colour, is the least.
    Where the load cannot be lowered the level is, and where neither can all stays. Of two plates
    that are as near, the lighter one. Nothing on the bar is no load.
 6. "After 7 dates at both": from the first of the days running at this level and load, whatever
    their shares, to today.
 7. Why there is no raise: nothing to raise; what the last day lacks; the day before it; the time.
 8. Less than one repetition (or step) a set takes more sets away; a shorter hold is itself a step.
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, NamedTuple

RULES = Path(__file__).parents[2] / "fixtures/rules/2026.1.json"
NUMBERS = json.loads(RULES.read_text(encoding="utf-8"), parse_float=Fraction)
DOSE: dict[str, Any] = NUMBERS["dose"]
SHORT, MEDIUM = (NUMBERS["lay_off"]["bands"][band] for band in ("short", "medium"))
NO_MORNING = {"pending": "awaits_morning", "unscored": "no_morning"}
HOLD_STEP = 5
ALL = 100
HALF = int(DOSE["share_after_red"] * ALL)

type Load = tuple[str, Fraction | int] | None


class Day(NamedTuple):
    """A training day; `share` in percent; a load is ("kg", weight) or ("band", place)."""

    on: date
    level: int
    share: int
    fully_done: bool
    colour: str
    settled: bool
    extra: int | None
    load: Load


class Level(NamedTuple):
    """So many sets of so many repetitions, or seconds, each."""

    sets: int
    each: int
    hold: bool


class Dose(NamedTuple):
    """What is suggested; sets and how much each of them has are worked out last."""

    level: int
    share: int
    load: Load
    reason: str
    because_of: date | None
    sets: int = 0
    each: int = 0


class Asked(NamedTuple):
    """The question: everything that the answer depends on, but the days."""

    today: date
    levels: Sequence[Level]
    tier: str
    start_on: date
    start_level: int
    shares: Sequence[int]
    gap: int | None
    plate: Fraction
    gently: bool
    branch_opened_today: bool = False


def next_dose(every_day: Sequence[Day], asked: Asked) -> Dose:
    """The dose to suggest today."""
    days = sorted(day for day in every_day if asked.start_on <= day.on < asked.today)
    found = without_break(days, asked) if days else nothing_trained_yet(asked)
    if found.reason == "raised" and asked.branch_opened_today:
        last = days[-1]
        found = Dose(last.level, ALL, last.load, "stage_opened", asked.today)
    is_break = asked.gap is not None and SHORT["from_days"] <= asked.gap < MEDIUM["from_days"]
    if is_break and not asked.gently:
        if found.reason == "raised":
            found = found._replace(level=days[-1].level, load=days[-1].load)
        return less_after_break(found, asked)
    return Dose(*found[:5], *part_of(asked.levels[found.level - 1], Fraction(found.share, ALL)))


def less_after_break(found: Dose, asked: Asked) -> Dose:
    """One set fewer, or most of a single set, unless the dose is as small already."""
    whole = asked.levels[found.level - 1]
    amount = part_of(whole, Fraction(found.share, ALL))
    sets = whole.sets - SHORT["sets_fewer"]
    share = Fraction(sets, whole.sets) if sets else Fraction(SHORT["first_share"])
    fewer = (sets, whole.each) if sets else part_of(whole, share)
    if amount[0] * amount[1] <= fewer[0] * fewer[1]:
        return Dose(*found[:5], *amount)
    since = asked.today - timedelta(days=asked.gap or 0)
    return Dose(found.level, floor(share * ALL), found.load, "lay_off", since, *fewer)


def nothing_trained_yet(asked: Asked) -> Dose:
    """The dose the stage starts with."""
    share = asked.shares[0] if asked.shares else ALL
    return Dose(asked.start_level, share, None, "resuming" if share < ALL else "first", None)


def without_break(days: list[Day], asked: Asked) -> Dose:
    """The answer by the colour of the last day."""
    last = days[-1]
    place = share_on_the_way_back(days, asked)
    same = Dose(last.level, min(last.share, place), last.load, "", last.on)
    if last.colour == "red":
        half = same._replace(share=min(same.share, HALF), reason="half_after_red")
        return one_down_if_running(half, "lowered_after_red", days, asked)
    if last.colour in NO_MORNING:
        return same._replace(reason=NO_MORNING[last.colour])
    if not is_good(last, asked):
        amber = same._replace(reason="same_after_amber")
        return one_down_if_running(amber, "lowered_unsettled", days, asked)
    if place < ALL:
        return same._replace(share=place, reason="resuming")
    if last.share < ALL:
        return same._replace(share=ALL, reason="full_again")
    return after_a_good_day_at_all_of_it(days, asked)


def one_down_if_running(found: Dose, reason: str, days: list[Day], asked: Asked) -> Dose:
    """The same a level or a load lower, if the last few days are all unsettled or red."""
    few = DOSE["unsettled_days_to_lower"]
    if len(days) < few or any(day.colour not in ("unsettled", "red") for day in days[-few:]):
        return found
    level, load = lowered(days[-1], asked)
    stays = (level, load) == (found.level, found.load)
    return found if stays else found._replace(level=level, load=load, reason=reason)


def is_good(day: Day, asked: Asked) -> bool:
    """Calm or, in a stage with a steady-pain route, settled; what is worse than steady is not."""
    has_route = NUMBERS["tiers"][asked.tier]["steady_route"]
    return day.colour == "green" or (has_route and day.settled and day.colour == "steady")


def lowered(last: Day, asked: Asked) -> tuple[int, Load]:
    """One level down; at the target level with a load, less of the load."""
    if last.level == len(asked.levels) and last.load is not None:
        load = lighter(last.load, asked.plate)
        if load != last.load:
            return last.level, load
    return max(last.level - 1, 1), last.load


def lighter(load: tuple[str, Fraction | int], plate: Fraction) -> Load:
    """A fifth less, rounded down to whole plates, or one colour of band less."""
    kind, much = load
    if kind == "band":
        return kind, max(much - 1, 1)
    less = max(plate * floor(much * (1 - DOSE["load_cut"]) / plate), plate)
    return kind, min(less, much)


def heavier(load: tuple[str, Fraction | int], plate: Fraction) -> Load:
    """A twentieth more, to the nearest whole plate within the span, else one plate more."""
    kind, much = load
    if kind == "band":
        return kind, min(much + 1, DOSE["bands"])
    least, most = much * (1 + DOSE["load_raise_least"]), much * (1 + DOSE["load_raise_most"])
    whole = [plate * n for n in range(ceil(least / plate), floor(most / plate) + 1) if n]
    if not whole:
        return kind, much + plate
    aim = much * (1 + DOSE["load_raise"])
    return kind, min(whole, key=lambda weight: (abs(weight - aim), weight))


def share_on_the_way_back(days: list[Day], asked: Asked) -> int:
    """The share where the way back is after these days; all of it when it is over."""
    shares = [*asked.shares, ALL]
    after_red = ALL
    for day in days:
        share = min(shares[0], after_red)
        if day.colour == "red":
            after_red = min(day.share, share, HALF)
        elif is_good(day, asked) and day.share >= share:
            if day.share >= shares[0] and len(shares) > 1:
                shares.pop(0)
            after_red = ALL
    return min(shares[0], after_red)


def after_a_good_day_at_all_of_it(days: list[Day], asked: Asked) -> Dose:
    """A level or a load more, or why not."""
    last, few = days[-1], DOSE["calm_days_to_raise"]
    level, load = raised(last, asked)
    others = [day.on for day in days if (day.level, day.load) != (last.level, last.load)]
    since = min(day.on for day in days if not others or day.on > max(others))
    reason, because_of = "raised", last.on
    if (level, load) == (last.level, last.load):
        reason = "at_target"
    elif not last.fully_done:
        reason = "not_in_full"
    elif not has_repetitions_on_top(last, asked):
        reason = "extra_repetitions"
    elif len(days) < few or not all(counts_for_a_raise(day, last, asked) for day in days[-few:]):
        reason = "one_more_calm_day"
    elif asked.tier == "heavy" and (asked.today - since).days < DOSE["heavy_raise_dates"]:
        reason, because_of = "once_a_week", since
    level, load = (level, load) if reason == "raised" else (last.level, last.load)
    return Dose(level, ALL, load, reason, because_of)


def counts_for_a_raise(day: Day, last: Day, asked: Asked) -> bool:
    """Good, fully done, at all of the same level with the same load, with enough on top."""
    same = (day.level, day.share, day.load) == (last.level, ALL, last.load)
    return is_good(day, asked) and day.fully_done and same and has_repetitions_on_top(day, asked)


def has_repetitions_on_top(day: Day, asked: Asked) -> bool:
    """Where repetitions are counted, enough on top; nothing said is none."""
    return asked.levels[day.level - 1].hold or (day.extra or 0) >= DOSE["extra_repetitions"]


def raised(last: Day, asked: Asked) -> tuple[int, Load]:
    """One level up; at the target level with a load, a heavier one."""
    if last.level < len(asked.levels):
        return last.level + 1, last.load
    return last.level, None if last.load is None else heavier(last.load, asked.plate)


def part_of(level: Level, share: Fraction) -> tuple[int, int]:
    """Sets away first, rounded up; then from each set, rounded down, holds by whole steps."""
    if share == 1:
        return level.sets, level.each
    step = min(HOLD_STEP, level.each) if level.hold else 1
    sets = ceil(level.sets * share)
    while sets > 1 and level.sets * level.each * share < sets * step:
        sets -= 1
    each = floor(level.sets * level.each * share / sets / step) * step
    return sets, max(each, step)
