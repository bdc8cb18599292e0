"""The usual of many dates at once, and what is judged by it, agree with the usual of one date."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History
from backrehab.domain.scenario import Scenario
from tests.domain.diaries import RULES, TODAY, back, trained
from tests.domain.strategies import seeds
from tests.domain.test_definitions import ledger_of
from tests.domain.troubled import troubled


def gappy(seed: int) -> tuple[Scenario, History]:
    """A history in which weeks without a score, with a few and with many follow each other, with
    several baselines and flare-ups, its records in any order."""
    rng, asked = Random(seed), troubled(seed)
    since = asked.today - timedelta(days=60)
    days = [
        day if rng.random() < 0.5 else day._replace(before=None)
        for day in asked.history.days
        if (day.on - since).days // 9 % 3
    ]
    starts = [since + timedelta(days=rng.randrange(50)) for _ in range(rng.randrange(3))]
    return asked, replace(
        asked.history,
        days=tuple(rng.sample(days, k=len(days))),
        baselines=tuple(
            BaselineAnswer(since + timedelta(days=n), rng.randint(0, 10)) for n in range(0, 60, 7)
        ),
        flare_ups=tuple(FlareUp(on, on + timedelta(days=rng.randrange(9))) for on in starts),
    )


@given(seeds)
def test_each_of_many_usuals_is_the_usual_of_its_date(seed: int) -> None:
    asked, history = gappy(seed)
    ledger, t = Ledger(history, asked.rules, asked.today), asked.today.toordinal()
    back = asked.rules.usual.dates - 1
    for dates in (range(t - 70, t + 12), range(t - 65, t, 7), [t], []):
        known = [on for on in dates if ledger.first_scores(on - back, on)]
        assert ledger.usuals(dates) == {on: ledger.usual(on) for on in known}


@given(seeds)
def test_every_day_is_judged_by_its_own_ref(seed: int) -> None:
    asked, history = gappy(seed)
    ledger = Ledger(history, asked.rules, asked.today)
    days = [*ledger.training, asked.today.toordinal() + 1]
    for end in (days[0], days[len(days) // 2], days[-1]):
        read = Ledger(history, asked.rules, asked.today, known=ledger.judged.before(end))
        assert {t: one.ref for t, one in read.verdicts.items()} == {
            t: read.ref(t) for t in sorted(read.training)
        }
        assert list(read.verdicts) == sorted(read.training)


def test_a_week_reaches_back_so_many_dates_and_no_further() -> None:
    """By hand: seven dates, the last of them the date before a training day."""
    day = trained(TODAY, "bar-hang", before=0, morning=None)
    dates = RULES.usual.dates
    refs = [
        ledger_of((Day(on=back(ago), daily=2), day), baseline=9).verdict(TODAY.toordinal()).ref
        for ago in (1, dates, dates + 1)
    ]
    assert refs == [2, 2, 9]


@pytest.mark.parametrize(("dates", "usual"), [(1, 3), (2, 3), (3, 5), (4, 4.5), (5, 5), (6, 4.5)])
def test_by_other_numbers_a_week_may_be_even_or_hold_no_more_than_few_values(
    dates: int, usual: float
) -> None:
    days = tuple(Day(on=back(n), daily=5 - n % 2) for n in range(9))
    history = ledger_of(days, baseline=3)._history
    rules = replace(RULES, usual=replace(RULES.usual, dates=dates))
    assert Ledger(history, rules, TODAY).usual(TODAY.toordinal()) == usual


def plain_usual(scores: dict[int, int], t: int, baseline: int) -> float:
    """The definition, word by word, for somebody with one baseline and no flare-up."""
    week = [scores[on] for on in range(t - 6, t + 1) if on in scores]
    if len(week) > 2:
        return median(week)
    return min(sum(week) / len(week), baseline) if week else baseline


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=25), st.booleans())
def test_the_usual_is_the_median_of_its_week(values: list[int | None], full: bool) -> None:
    """Also on the first dates, on the last, and outside of them; and where no date lacks its score,
    of which the weeks are found in another way."""
    given_on = dict.fromkeys(range(len(values)), 0 if full else None)
    scores = {n: given_on[n] if value is None else value for n, value in enumerate(values)}
    days = tuple(Day(on=back(30 - n), daily=score) for n, score in scores.items())
    ledger, first = ledger_of(days, baseline=4), back(30).toordinal()
    known = {first + n: score for n, score in scores.items() if score is not None}
    for t in range(first - 9, first + len(values) + 9):
        assert ledger.usual(t) == plain_usual(known, t, baseline=4)
