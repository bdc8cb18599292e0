"""The colour of a training day: every line and its edges as a table."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from backrehab.domain.colours import Cause, Colour
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, Timing
from tests.domain.diaries import ONE_DAY, RULES, TODAY, table, trained
from tests.domain.test_definitions import ledger_of

ROWS = table("colours")
DATES_AGO = {"today": 0, "yesterday": 1, "two dates ago": 2, "earlier": 10}


def usual_days(day: Day, usual: float) -> list[Day]:
    """Three daily scores that make the usual exactly that until the date before."""
    low, high = int(usual), int(usual + 0.5)
    scores = (low, low, high, high)
    return [Day(on=day.on - (i + 1) * ONE_DAY, daily=score) for i, score in enumerate(scores)]


def ledger_of_row(row: dict[str, Any]) -> tuple[Ledger, int]:
    """The ledger of the row's case, and the ordinal of the day in question."""
    on = TODAY - timedelta(days=DATES_AGO[row.get("is", "earlier")])
    stage = row.get("stage", "bar-hang")
    fields = {"before": 3, "worst": 3, "morning": 3} | row.get("day", {})
    fields["done"] = float(fields.get("done", 1))
    fields["morning_timing"] = Timing(fields.pop("timing", "on_time"))
    day = trained(on, stage, **fields)
    days = [*usual_days(day, row.get("usual", 3)), day]
    if "next" in row:
        days.append(trained(on + ONE_DAY, "bar-hang", **({"worst": 0} | row["next"])))
    if row.get("after") is not None:
        days.append(Day(on=on + 2 * ONE_DAY, daily=row["after"]))
    return ledger_of(tuple(days)), on.toordinal()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["case"]))
def test_colour(row: dict[str, Any]) -> None:
    ledger, t = ledger_of_row(row)
    verdict = ledger.verdict(t)
    assert (verdict.colour.value, verdict.cause.value) == (row["colour"], row["cause"])
    assert ledger.colour(t) is verdict.colour
    assert (t in ledger.reds) is (verdict.colour is Colour.RED)


def test_a_day_to_come_waits_for_its_morning() -> None:
    """None is let in; but where one is read, as after a journey, it is not said to lack a score."""
    on = TODAY + 2 * ONE_DAY
    ledger = ledger_of((trained(on, "bar-hang", morning=None),))
    assert ledger.verdict(on.toordinal()).cause is Cause.AWAITS_MORNING


def test_the_table_has_every_colour_and_every_cause() -> None:
    assert {row["colour"] for row in ROWS} == {colour.value for colour in Colour}
    assert {row["cause"] for row in ROWS} == {cause.value for cause in Cause}


def test_the_verdict_carries_the_numbers_it_was_decided_on() -> None:
    ledger, t = ledger_of_row(
        {"stage": "seated-row", "usual": 2.5, "day": {"before": 1, "worst": 2, "morning": 3}}
    )
    verdict = ledger.verdict(t)
    assert (verdict.before, verdict.worst, verdict.morning) == (1, 2, 3)
    assert (verdict.ref, verdict.ceiling, verdict.stage) == (2.5, 3, "seated-row")


def test_done_is_compared_exactly() -> None:
    """Floats tell quotients of small whole numbers apart just as fractions do."""
    share = RULES.colour.done_share
    on = TODAY - 5 * ONE_DAY
    for prescribed in range(1, 101):
        for done in range(prescribed + 1):
            day = trained(on, "bar-hang", done=done / prescribed)
            cause = ledger_of((day,)).verdict(on.toordinal()).cause
            assert (cause is Cause.NOT_DONE) is (Fraction(done, prescribed) < share)


def test_late_on_the_next_date_ends_waiting() -> None:
    """An on-time score can no longer come: in a heavy stage the day then lacks its morning."""
    yesterday = TODAY - ONE_DAY
    late = {"morning_timing": Timing.LATE, "morning_on": TODAY}
    colours = [
        ledger_of((trained(yesterday, stage, **late),)).colour(yesterday.toordinal())
        for stage in ("bar-hang", "seated-row", "deadlift")
    ]
    assert colours == [Colour.GREEN, Colour.GREEN, Colour.UNSCORED]


def test_late_on_the_next_date_can_be_the_first_of_two_raised_mornings() -> None:
    on = TODAY - 5 * ONE_DAY
    late = trained(on, "bar-hang", morning=3, morning_timing=Timing.LATE, morning_on=on + ONE_DAY)
    after = Day(on=on + 2 * ONE_DAY, daily=3)
    t = on.toordinal()
    assert ledger_of((late,), baseline=1).colour(t) is Colour.UNSETTLED
    assert ledger_of((late, after), baseline=1).verdict(t).cause is Cause.TWO_MORNINGS_UP


@pytest.mark.parametrize(("stage", "settled"), [("seated-row", True), ("deadlift", False)])
def test_a_late_morning_settles_no_day_of_a_heavy_stage(stage: str, settled: bool) -> None:
    """No heavy gate has the steady-pain route now; the rule says it of any that would."""
    day = trained(TODAY - 5 * ONE_DAY, stage, morning_timing=Timing.LATE)
    assert ledger_of((day,)).is_settled(day.on.toordinal()) is settled
