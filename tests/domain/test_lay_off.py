"""After a break: every band at its limits, for every stage, and what a longer break never does."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.ladder_line import rung
from backrehab.domain.lay_off import LayOff, counted_from, find_lay_off
from backrehab.domain.rules import Asks
from tests.domain.cases import cases, on, read_date
from tests.domain.diaries import RULES, RULES_DATA, TODAY, back
from tests.domain.test_documents import rows, section

STAGES = tuple(RULES.stages)
# Days without training, the band, and the same for somebody who starts gently.
LIMITS = [
    (0, None, None),
    (7, None, None),
    (8, "short", "medium"),
    (14, "short", "medium"),
    (15, "medium", "long"),
    (28, "medium", "long"),
    (29, "long", "very_long"),
    (84, "long", "very_long"),
    (85, "very_long", "very_long"),
    (1000, "very_long", "very_long"),
]
ONE_DOWN = {
    "bar-hang": "bar-hang",
    "seated-row": "bar-hang",
    "reverse-hyper": "seated-row",
    "pull-through": "reverse-hyper",
    "deadlift": "pull-through",
    "barbell-row": "pull-through",
    "hyper-row": "pull-through",
}
STARTS_AT = {"bar-hang": "bar-hang", "seated-row": "bar-hang"}
# Sets fewer, shares in percent, whether the count restarts, what is asked, whether it starts over.
CHANGES = {
    "short": (1, (90,), False, Asks.NOTHING, False),
    "medium": (0, (50, 80), True, Asks.SHORT, False),
    "long": (0, (50,), True, Asks.FULL, False),
    "very_long": (0, (100,), True, Asks.FULL_WITH_BASELINE, True),
}


def after(days: int, stage: str, *, gently: bool = False) -> LayOff | None:
    return find_lay_off(
        stage=stage, last_trained_on=back(days), today=TODAY, rules=RULES, gently=gently
    )


def expected(days: int, stage: str, band: str | None) -> LayOff | None:
    if band is None:
        return None
    to = {"long": ONE_DOWN[stage], "very_long": STARTS_AT.get(stage, "seated-row")}
    fewer, shares, restarts, asks, over = CHANGES[band]
    return LayOff(band, days, to.get(band, stage), fewer, shares, restarts, asks, over)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("days", "band", "gentle_band"), LIMITS)
def test_every_band_at_its_limits(
    days: int, band: str | None, gentle_band: str | None, stage: str
) -> None:
    assert after(days, stage) == expected(days, stage, band)
    assert after(days, stage, gently=True) == expected(days, stage, gentle_band)


def test_nothing_changes_for_somebody_who_never_trained() -> None:
    assert find_lay_off(stage="bar-hang", last_trained_on=None, today=TODAY, rules=RULES) is None


@pytest.mark.parametrize(
    ("begun", "stopped", "taken_up", "counted"),
    [
        # No break, or one that asks nothing: a stop is a training day like any other.
        (0, [5], None, 5),
        (0, [14], None, 14),
        (None, [3], None, 3),
        (0, [], None, 0),
        # One that asks something goes on, however often it was pressed.
        (0, [15], None, 0),
        (0, [40, 41], None, 0),
        # From a stop within a short one it is counted anew.
        (0, [10, 20], None, 20),
        (0, [10, 25], None, 10),
        # After the ladder was taken up the break is over.
        (0, [22], 21, 22),
        (0, [21], 21, 21),
        (0, [20], 21, 20),
        (0, [20, 36], 20, 20),
    ],
)
def test_a_day_that_was_only_stopped_ends_no_break_that_asks_something(
    begun: int | None, stopped: list[int], taken_up: int | None, counted: int
) -> None:
    def day(n: int | None) -> date | None:
        return None if n is None else TODAY + timedelta(days=n)

    found = counted_from(
        unstopped_on=day(begun),
        stopped_on=[TODAY + timedelta(days=n) for n in stopped],
        stage="seated-row",
        taken_up_on=day(taken_up),
        rules=RULES,
    )
    assert found == day(counted)


def test_nothing_changes_when_the_last_training_is_dated_later() -> None:
    assert after(-3, "deadlift", gently=True) is None


# What holds for every stage and every length


def lengths() -> Iterator[tuple[str, bool, LayOff | None, LayOff | None]]:
    """Every break and the one a day longer."""
    for stage, gently in product(STAGES, (False, True)):
        found = [after(days, stage, gently=gently) for days in range(130)]
        for shorter, longer in pairwise(found):
            yield stage, gently, shorter, longer


def strictness(found: LayOff | None, stage: str) -> tuple[Any, ...]:
    """Each number is higher where the answer is stricter; the dose of starting over is that of
    an entry, which is no share of the old one."""
    if found is None:
        return (-rung(stage, RULES)[0], -rung(stage, RULES)[1]), 0, False, 0, False
    first = 0 if found.starts_over else found.shares[0]
    place, side = rung(found.stage_to, RULES)
    asks = list(Asks).index(found.asks)
    return (-place, -side), 100 - first, found.restarts_count, asks, found.starts_over


def is_stricter_or_same(found: LayOff | None, other: LayOff | None, stage: str) -> bool:
    pairs = zip(strictness(found, stage), strictness(other, stage), strict=True)
    return all(one >= two for one, two in pairs)


def test_a_longer_break_is_never_less_strict() -> None:
    """Never a higher stage, never a larger share of the dose, never less asked."""
    less_strict = [
        (stage, gently, longer)
        for stage, gently, shorter, longer in lengths()
        if not is_stricter_or_same(longer, shorter, stage)
    ]
    assert less_strict == []


def test_a_gentle_start_is_never_less_strict() -> None:
    less_strict = [
        (stage, days)
        for stage, days in product(STAGES, range(130))
        if not is_stricter_or_same(after(days, stage, gently=True), after(days, stage), stage)
    ]
    assert less_strict == []


def test_it_never_leads_up() -> None:
    reached = {(stage, found.stage_to) for stage, _, _, found in lengths() if found is not None}
    assert [pair for pair in reached if rung(pair[1], RULES) > rung(pair[0], RULES)] == []


@given(
    st.sampled_from(STAGES),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, 400),
    st.booleans(),
)
def test_only_the_number_of_days_matters(stage: str, last: date, days: int, gently: bool) -> None:
    today = date.fromordinal(last.toordinal() + days)
    found = find_lay_off(stage=stage, last_trained_on=last, today=today, rules=RULES, gently=gently)
    assert found == after(days, stage, gently=gently)


# Cases and the document


@pytest.mark.parametrize("case", cases("lay-off", "lay_off"))
def test_case(case: dict[str, Any]) -> None:
    found = find_lay_off(
        stage=case["stage"],
        last_trained_on=read_date(case["last_trained_on"]),
        today=on(case["today"]),
        rules=RULES,
        gently=case.get("gently", False),
    )
    assert (None if found is None else as_json(found)) == case["expected"]


def as_json(found: LayOff) -> dict[str, Any]:
    return {
        "band": found.band,
        "days": found.days,
        "stage_to": found.stage_to,
        "sets_fewer": found.sets_fewer,
        "shares": list(found.shares),
        "restarts_count": found.restarts_count,
        "asks": found.asks.value,
        "starts_over": found.starts_over,
    }


def test_the_table_in_the_document() -> None:
    header = "| band | days without training | dose | counting | asked first | stage |"
    table = rows(section("After a break"), header=header)
    bands = RULES_DATA["lay_off"]["bands"]
    firsts = [band["from_days"] for band in bands.values()]
    lasts = [f"{first}–{later - 1}" for first, later in pairwise(firsts)]
    spans = [*lasts, f"{firsts[-1]} or more"]
    asks = {
        "nothing": "nothing",
        "short": "short health check",
        "full": "health check",
        "full_with_baseline": "health check and baseline",
    }
    found = {
        key: [cells[0], cells[2], cells[3], re_numbers(cells[1])] for key, cells in table.items()
    }
    assert found == {
        key: [
            span,
            "restarts" if band["restarts_count"] else "goes on",
            asks[band["asks"]],
            doses(band),
        ]
        for (key, band), span in zip(bands.items(), spans, strict=True)
    }


def doses(band: dict[str, Any]) -> list[int]:
    """The numbers that the dose of a band is told with."""
    if band["starts_over"]:
        return []
    second = [] if band["second_share"] is None else [round(band["second_share"] * 100)]
    fewer = [band["sets_fewer"]] if band["sets_fewer"] else []
    return [*fewer, round(band["first_share"] * 100), *second]


def re_numbers(text: str) -> list[int]:
    return [int(word) for word in text.split() if word.isdigit()]
