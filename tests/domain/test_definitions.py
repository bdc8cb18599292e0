"""Mornings, first scores, the usual, ref and rise: each line of the definitions as a table."""

from datetime import date, timedelta
from typing import Any

import pytest

from backrehab.domain.colours import Cause
from backrehab.domain.gate import no_exercise_today
from backrehab.domain.ledger import Ledger, Morning
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from tests.domain.diaries import RULES, TODAY, back, table, trained

D = TODAY - timedelta(days=10)


def on(offset: int) -> date:
    return D + timedelta(days=offset)


def read_days(records: list[dict[str, Any]], stage: str) -> tuple[Day, ...]:
    """Days with dates counted from D; a record with anything but a daily score is training."""
    days = []
    for record in records:
        training = bool(set(record) - {"on", "daily"})
        days.append(
            Day(
                on=on(record["on"]),
                daily=record.get("daily"),
                stage=record.get("stage", stage) if training else None,
                done=1.0,
                before=record.get("before"),
                worst=record.get("worst"),
                morning=record.get("morning"),
                morning_timing=Timing(record.get("timing", "on_time")),
            )
        )
    return tuple(days)


def ledger_of(
    days: tuple[Day, ...],
    *,
    baseline: int = 3,
    flare_ups: tuple[FlareUp, ...] = (),
    today: date = TODAY,
    baselines: tuple[BaselineAnswer, ...] | None = None,
) -> Ledger:
    history = History(
        stage="bar-hang",
        entered_on=back(60),
        baselines=baselines or (BaselineAnswer(back(90), baseline),),
        training_weekdays=frozenset(),
        screening=Outcome.CLEAR,
        screened_on=TODAY,
        flare_ups=flare_ups,
        days=days,
    )
    return Ledger(history, RULES, today)


def by_case(row: dict[str, Any]) -> str:
    return str(row["case"])


@pytest.mark.parametrize("row", table("mornings"), ids=by_case)
def test_morning(row: dict[str, Any]) -> None:
    ledger = ledger_of(read_days(row["days"], row["stage"]))
    found = ledger.reported_morning(D.toordinal())
    assert (None if found is None else found.score) == row["reported"]
    assert ledger.usable_morning(D.toordinal()) == row["usable"]
    if found is not None:
        assert found.given == on(row["given"]).toordinal()


def test_a_morning_says_when_it_was_given() -> None:
    on_time, late, bare = (
        trained(D, "bar-hang"),
        trained(D, "bar-hang", morning_timing=Timing.LATE),
        trained(D, "bar-hang", morning=None),
    )
    t = D.toordinal()
    next_day = trained(on(1), "bar-hang", level=2)
    assert ledger_of((on_time,)).reported_morning(t) == Morning(1, t + 1)
    assert ledger_of((late,)).reported_morning(t) == Morning(1, t + 2)
    assert ledger_of((bare, next_day)).reported_morning(t) == Morning(2, t + 1)


def test_late_on_the_next_date_counts_for_that_date_and_is_still_late() -> None:
    """30 hours can pass before the next date ends: after training in the small hours."""
    day = trained(D, "deadlift", morning=5, morning_timing=Timing.LATE, morning_on=on(1))
    before = trained(on(1), "deadlift", level=2)
    ledger = ledger_of((day, before))
    t = D.toordinal()
    assert ledger.reported_morning(t) == Morning(5, t + 1)
    assert ledger.usable_morning(t) is None
    assert ledger.first_score(t + 1) == 5
    assert ledger.scores_given(t + 1) == [5, 2, 2]
    # The date after has the on-time morning of the next training day.
    assert ledger.first_score(t + 2) == 2


@pytest.mark.parametrize("scores", [(2, 4), (4, 2)])
def test_two_late_mornings_on_one_date_the_worse_counts_first(scores: tuple[int, int]) -> None:
    late = {"morning_timing": Timing.LATE, "morning_on": on(2)}
    days = [trained(on(i), "bar-hang", morning=score, **late) for i, score in enumerate(scores)]
    ledger = ledger_of(tuple(days))
    assert ledger.first_score(on(2).toordinal()) == 4
    assert sorted(ledger.scores_given(on(2).toordinal())) == [2, 4]


@pytest.mark.parametrize("row", table("first_scores"), ids=by_case)
def test_first_score(row: dict[str, Any]) -> None:
    ledger = ledger_of(read_days(row["days"], "bar-hang"))
    assert ledger.first_score(D.toordinal()) == row["first"]


@pytest.mark.parametrize("row", table("usual"), ids=by_case)
def test_usual(row: dict[str, Any]) -> None:
    days = tuple(Day(on=on(int(offset)), daily=score) for offset, score in row["scores"].items())
    flare_ups = tuple(
        FlareUp(on(start), None if end is None else on(end))
        for start, end in row.get("flare_ups", [])
    )
    ledger = ledger_of(days, baseline=row["baseline"], flare_ups=flare_ups)
    assert ledger.usual(D.toordinal()) == row["usual"]


def test_the_baseline_in_force_a_later_answer_never_changes_earlier_dates() -> None:
    answers = (BaselineAnswer(on(3), 6), BaselineAnswer(on(0), 2))
    ledger = ledger_of((), baselines=answers)
    usuals = [ledger.usual(on(offset).toordinal()) for offset in (-1, 0, 2, 3, 4)]
    # Before the first answer that one is taken: there is no other.
    assert usuals == [2, 2, 2, 6, 6]


@pytest.mark.parametrize(
    ("before", "usual", "ref"), [(2, 3, 3), (3, 3, 3), (4, 3, 4), (0, 0, 0), (0, 10, 10)]
)
def test_ref_is_the_higher_of_before_and_usual(before: int, usual: int, ref: int) -> None:
    ledger = ledger_of((trained(D, "bar-hang", before=before),), baseline=usual)
    assert ledger.ref(D.toordinal()) == ref


def test_ref_takes_the_usual_until_the_date_before() -> None:
    own_first_score = trained(D, "bar-hang", before=0)
    earlier = Day(on=on(-1), daily=1)
    ledger = ledger_of((earlier, own_first_score), baseline=5)
    assert ledger.usual(D.toordinal()) == 0.5
    assert ledger.ref(D.toordinal()) == 1


@pytest.mark.parametrize(
    ("before", "worst", "cause"),
    [
        (2, 5, Cause.RISE),
        (2, 4, Cause.CALM),
        (5, 3, Cause.CALM),
        (None, 3, Cause.NO_WORST),
        (3, None, Cause.NO_WORST),
    ],
)
def test_rise_is_worst_minus_before(before: int | None, worst: int | None, cause: Cause) -> None:
    assert RULES.colour.unsettled_rise == 3
    ledger = ledger_of((trained(D, "bar-hang", before=before, worst=worst),), baseline=2)
    assert ledger.verdict(D.toordinal()).cause is cause


def test_every_score_given_on_a_date() -> None:
    days = (
        trained(on(-2), "bar-hang", morning=6, morning_timing=Timing.LATE),
        trained(on(-1), "bar-hang", morning=5),
        trained(D, "bar-hang", before=4, worst=7, morning=9, daily=3),
    )
    assert sorted(ledger_of(days).scores_given(D.toordinal())) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("score", "usual", "ruled_out"),
    [
        (None, 0, False),
        (0, 0, False),
        (2, 0, False),
        (3, 0, True),
        (3, 0.5, False),
        (4, 1, True),
        (4, 1.5, False),
        (5, 2, True),
        (5, 2.5, False),
        (5, 10, False),
        (6, 3, True),
        (6, 10, True),
        (10, 10, True),
    ],
)
def test_no_exercise_today(score: int | None, usual: float, ruled_out: bool) -> None:
    assert no_exercise_today(score=score, usual=usual, rules=RULES) is ruled_out
