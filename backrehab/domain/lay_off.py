"""After a break from training: where to go on, how gently, and what is asked first.

In words: docs/clinical-rules.md#after-a-break.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backrehab.domain.dose import percent
from backrehab.domain.ladder_line import rung, stage_below, stages_down
from backrehab.domain.rules import Asks, LayOffBand, RuleSet


@dataclass(frozen=True, slots=True)
class LayOff:
    """How to go on after `days` days without training.

    `shares` are percentages of the dose, the second after a good day at the first; where there
    is a set to spare, `sets_fewer` takes their place. When it `starts_over`, the dose is the first
    one of `stage_to` and its ordinary gates lead on; there is no short way back.
    """

    band: str
    days: int
    stage_to: str
    sets_fewer: int
    shares: tuple[int, ...]
    restarts_count: bool
    asks: Asks
    starts_over: bool


def find_lay_off(
    *,
    stage: str,
    last_trained_on: date | None,
    today: date,
    rules: RuleSet,
    gently: bool = False,
) -> LayOff | None:
    """What a break changes for `stage`; None while it is short, or if nothing was ever trained.

    `gently` (65 or older, or sedentary) takes the next stricter band, the strictest staying.
    """
    if last_trained_on is None:
        return None
    days = (today - last_trained_on).days
    bands, place = _bands(rules), _place(days, rules, gently=gently)
    if place < 0:
        return None
    key, band = bands[place]
    # A longer break never leads further up than a shorter one: from the seated row, starting over
    # there would lie above one stage down.
    reached = [_stage_to(stage, each, rules) for _, each in bands[: place + 1]]
    second = () if band.second_share is None else (band.second_share,)
    return LayOff(
        band=key,
        days=days,
        stage_to=min(reached, key=lambda to: rung(to, rules)),
        sets_fewer=band.sets_fewer,
        shares=tuple(percent(share) for share in (band.first_share, *second)),
        restarts_count=band.restarts_count,
        asks=band.asks,
        starts_over=band.starts_over,
    )


def find_break(
    *,
    stage: str,
    last_trained_on: date | None,
    taken_up_on: date | None,
    today: date,
    rules: RuleSet,
    gently: bool = False,
) -> LayOff | None:
    """The break of somebody who may have taken the ladder up since (`taken_up_on`).

    What was settled then is not asked again: a break counts anew from that date, and as a whole as
    soon as it is in a stricter band than it was then. The stricter of both holds.
    """
    since = break_began_on(
        last_trained_on=last_trained_on,
        taken_up_on=taken_up_on,
        today=today,
        rules=rules,
        gently=gently,
    )
    return find_lay_off(stage=stage, last_trained_on=since, today=today, rules=rules, gently=gently)


def break_began_on(
    *,
    last_trained_on: date | None,
    taken_up_on: date | None,
    today: date,
    rules: RuleSet,
    gently: bool = False,
) -> date | None:
    """From when the days of a break count today: the last training, or the date on which the ladder
    was taken up since; None if nothing was ever trained. What is asked first goes by it too."""
    if last_trained_on is None or taken_up_on is None or taken_up_on <= last_trained_on:
        return last_trained_on

    def strictness(since: date, until: date) -> int:
        return _place((until - since).days, rules, gently=gently)

    settled = strictness(last_trained_on, taken_up_on)
    anew, whole = strictness(taken_up_on, today), strictness(last_trained_on, today)
    return last_trained_on if whole > max(settled, anew) else taken_up_on


def counted_from(
    *,
    unstopped_on: date | None,
    stopped_on: Iterable[date],
    stage: str,
    taken_up_on: date | None,
    rules: RuleSet,
    gently: bool = False,
) -> date | None:
    """The training day that a break is counted from; `unstopped_on` is the latest on which "Stop"
    was not pressed, `stopped_on` are those on which it was.

    Such a day ends no break that asks or changes something: nobody has seen yet what. Whatever was
    told of it later makes no difference. Where training was begun before the stop, no such break
    was open, and the day counts.
    """
    counted = unstopped_on
    for on in sorted(on for on in stopped_on if unstopped_on is None or on > unstopped_on):
        found = find_break(
            stage=stage,
            last_trained_on=counted,
            taken_up_on=taken_up_on,
            today=on,
            rules=rules,
            gently=gently,
        )
        if found is None or found.asks is Asks.NOTHING:
            counted = on
    return counted


def _bands(rules: RuleSet) -> list[tuple[str, LayOffBand]]:
    """Those of the rules with their keys, the mildest first."""
    return sorted(rules.lay_off.bands.items(), key=lambda item: item[1].from_days)


def _place(days: int, rules: RuleSet, *, gently: bool) -> int:
    """Which of them so many days are in, from 0; -1 below the first."""
    bands = _bands(rules)
    place = sum(band.from_days <= days for _, band in bands) - 1
    return min(place + 1, len(bands) - 1) if gently and place >= 0 else place


def _stage_to(stage: str, band: LayOffBand, rules: RuleSet) -> str:
    """Where one band leads, looked at by itself; never above `stage`."""
    if band.starts_over:
        return min(stage, rules.lay_off.starts_over_at, key=lambda key: rung(key, rules))
    if not band.stages_down:
        return stage
    # A side branch falls back as far as the stage it hangs on.
    is_side = rung(stage, rules)[1] > 0
    hangs_on = stage_below(stage, rules) if is_side else None
    long_to = rules.lay_off.long_to
    named = long_to.get(stage) or long_to.get(hangs_on or stage)
    return named or stages_down(stage, band.stages_down, rules)
