"""A flare-up: its end, the advice while it lasts, and the way on, each at its limits."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.flare_up import (
    Advice,
    EndCheck,
    FlareDay,
    Missing,
    Resume,
    advice,
    can_end,
    resume,
    suggests_flare_up,
)
from backrehab.domain.ladder_line import rung
from tests.domain.cases import as_texts, cases, on
from tests.domain.diaries import RULES, RULES_DATA, TODAY, back
from tests.domain.test_documents import rows, section

# A spell is written as one answer a date, the last one today: a score and whether they get about.
type Told = tuple[int | None, bool | None] | None
STAGES = tuple(RULES.stages)
HEAVY = {"pull-through", "deadlift", "barbell-row", "hyper-row"}


def spell(*told: Told) -> list[FlareDay]:
    first = len(told) - 1
    return [FlareDay(back(first - i), *each) for i, each in enumerate(told) if each is not None]


def check(days: list[FlareDay], *, start: int, usual: float = 2) -> EndCheck:
    return can_end(days, start=back(start), usual=usual, today=TODAY, rules=RULES)


# The end


@pytest.mark.parametrize(
    ("told", "start", "good", "missing"),
    [
        ([(3, True), (3, True)], 1, 2, []),
        ([(3, False), (3, True)], 1, 2, []),
        ([(0, None), (0, True)], 1, 2, []),
        ([(9, False), (2, True), (3, True), (1, True)], 3, 2, []),
        ([(4, True), (3, True)], 1, 1, ["another_good_date"]),
        ([(3, True), (4, True)], 1, 0, ["lower_score"]),
        ([(3, True)], 0, 1, ["another_good_date"]),
        ([(3, True), None, (3, True)], 2, 1, ["another_good_date"]),
        ([(3, True), (None, True), (3, True)], 2, 1, ["another_good_date"]),
        ([(3, True), (3, True), None], 2, 0, ["score_today", "gets_about"]),
        ([(3, True), (3, True), (None, True)], 2, 0, ["score_today"]),
        ([(3, True), (3, False)], 1, 2, ["gets_about"]),
        ([(3, True), (3, None)], 1, 2, ["gets_about"]),
        ([(4, True), (4, False)], 1, 0, ["lower_score", "gets_about"]),
        ([(3, True), (3, True)], 0, 1, ["another_good_date"]),
        ([(3, True), (3, True)], -1, 0, ["score_today", "gets_about"]),
        ([], 5, 0, ["score_today", "gets_about"]),
    ],
)
def test_the_end(told: list[Told], start: int, good: int, missing: list[str]) -> None:
    found = check(spell(*told), start=start)
    assert found.met is (missing == [])
    assert list(found.good_dates) == [back(ago) for ago in reversed(range(good))]
    assert [each.value for each in found.missing] == missing
    assert found.limit == 3


@pytest.mark.parametrize(
    ("usual", "score", "met"), [(2, 3, True), (2, 4, False), (2.5, 3, True), (2.5, 4, False)]
)
def test_the_score_is_at_most_one_over_the_usual(usual: float, score: int, met: bool) -> None:
    found = check(spell((score, True), (score, True)), start=1, usual=usual)
    assert (found.met, found.limit, found.gets_about) == (met, usual + 1, True)


# The advice


def told_on(day: int, first: int | None, latest: int | None, gets: bool | None) -> Advice | None:
    """The advice on day so and so, with a first and a latest answer."""
    days = [FlareDay(back(day), first, gets_about=False), FlareDay(TODAY, latest, gets)]
    return advice(days, start=back(day), today=TODAY, rules=RULES)


SUGGEST, LIMITED, PAIN = Advice


@pytest.mark.parametrize(
    ("day", "first", "latest", "gets", "expected"),
    [
        (6, 7, 7, False, None),
        (7, 7, 7, False, SUGGEST),
        (7, 7, 6, True, SUGGEST),
        (7, 7, 5, True, None),
        (7, 10, 8, True, None),
        (7, 4, 3, True, SUGGEST),
        (7, 3, 2, True, None),
        (7, 1, 0, True, None),
        (7, 0, 0, True, None),
        (7, 0, 1, True, SUGGEST),
        (7, 5, 6, True, SUGGEST),
        (7, None, None, True, SUGGEST),
        (7, 7, None, True, SUGGEST),
        (7, None, 7, True, SUGGEST),
        (13, 7, 5, False, None),
        (14, 7, 5, False, LIMITED),
        (14, 7, 5, None, LIMITED),
        (14, 7, 5, True, None),
        (14, 7, 6, True, SUGGEST),
        (41, 7, 1, True, None),
        (42, 7, 1, True, PAIN),
        (42, 7, 0, True, None),
        (42, 7, 0, False, LIMITED),
        (42, 7, None, True, PAIN),
        (42, None, None, True, PAIN),
        (41, 7, 7, False, LIMITED),
        (42, 7, 7, False, PAIN),
    ],
)
def test_advice(
    day: int, first: int | None, latest: int | None, gets: bool | None, expected: Advice | None
) -> None:
    assert told_on(day, first, latest, gets) is expected


def test_better_is_measured_from_the_first_score_not_from_the_highest() -> None:
    days = spell((3, True), (10, True), None, None, None, None, None, (2, True))
    assert advice(days, start=back(7), today=TODAY, rules=RULES) is None
    assert advice(days[1:], start=back(7), today=TODAY, rules=RULES) is None
    assert advice(days[:2], start=back(7), today=TODAY, rules=RULES) is SUGGEST


@pytest.mark.parametrize(("day", "expected"), [(6, None), (7, SUGGEST), (14, LIMITED), (42, PAIN)])
def test_nothing_reported_never_counts_as_better(day: int, expected: Advice | None) -> None:
    assert advice([], start=back(day), today=TODAY, rules=RULES) is expected
    unanswered = [FlareDay(TODAY, None, None)]
    assert advice(unanswered, start=back(day), today=TODAY, rules=RULES) is expected


def test_what_lies_outside_the_flare_up_does_not_count() -> None:
    days = [FlareDay(back(8), 10, gets_about=True), FlareDay(back(7), 5, gets_about=True)]
    assert advice(days, start=back(7), today=TODAY, rules=RULES) is SUGGEST
    tomorrow = FlareDay(back(-1), 0, gets_about=True)
    assert advice([*days, tomorrow], start=back(7), today=TODAY, rules=RULES) is SUGGEST


# Going on afterwards


def expected_resume(stage: str, dates: int) -> Resume:
    below = {
        "bar-hang": "bar-hang",
        "seated-row": "bar-hang",
        "reverse-hyper": "seated-row",
        "pull-through": "reverse-hyper",
        "deadlift": "pull-through",
        "barbell-row": "deadlift",
        "hyper-row": "deadlift",
    }[stage]
    if dates <= 2:
        return Resume(stage, 70, dates, "short")
    if dates <= 7:
        return Resume(below if stage in HEAVY else stage, 50, dates, "week")
    return Resume(below, 50, dates, "long")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("dates", [1, 2, 3, 7, 8, 60])
def test_resume_at_its_limits(stage: str, dates: int) -> None:
    start = back(dates - 1)
    assert resume(stage=stage, start=start, end=TODAY, rules=RULES) == expected_resume(stage, dates)


def test_an_end_before_the_start_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="is before"):
        resume(stage="bar-hang", start=TODAY, end=back(1), rules=RULES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_longer_flare_up_never_leads_to_more(stage: str) -> None:
    found = [resume(stage=stage, start=back(ago), end=TODAY, rules=RULES) for ago in range(70)]
    for shorter, longer in pairwise(found):
        assert rung(longer.stage_to, RULES) <= rung(shorter.stage_to, RULES)
        assert longer.share <= shorter.share
    assert rung(found[0].stage_to, RULES) <= rung(stage, RULES)


# The question


@pytest.mark.parametrize(
    ("score", "usual", "asked"),
    [
        (7, 9, True),
        (6, 4, False),
        (6, 3, True),
        (5, 2, True),
        (5, 2.5, False),
        (4, 2, False),
        (3, 0, True),
        (None, 0, False),
    ],
)
def test_when_the_product_may_ask(score: int | None, usual: float, asked: bool) -> None:
    assert suggests_flare_up(score, usual, RULES) is asked


# For any flare-up


answers = st.tuples(st.none() | st.integers(0, 10), st.none() | st.booleans())
spells = st.lists(st.none() | answers, min_size=1, max_size=50)
usuals = st.integers(0, 20).map(lambda twice: twice / 2)


@given(spells, usuals, st.randoms(use_true_random=False))
def test_the_order_of_the_days_is_irrelevant(told: list[Told], usual: float, rng: Random) -> None:
    days, start = spell(*told), len(told) - 1
    shuffled = rng.sample(days, k=len(days))
    assert check(shuffled, start=start, usual=usual) == check(days, start=start, usual=usual)
    assert advice_of(shuffled, start) is advice_of(days, start)


def advice_of(days: list[FlareDay], start: int) -> Advice | None:
    return advice(days, start=back(start), today=TODAY, rules=RULES)


@given(spells, usuals, st.integers(1, 10), st.randoms(use_true_random=False))
def test_more_pain_or_less_told_never_ends_it(
    told: list[Told], usual: float, more: int, rng: Random
) -> None:
    days, start = spell(*told), len(told) - 1
    if days and not check(days, start=start, usual=usual).met:
        place = rng.randrange(len(days))
        day = days[place]
        worse = None if day.score is None else min(10, day.score + more)
        for changed in (
            FlareDay(day.on, worse, day.gets_about),
            FlareDay(day.on, None, day.gets_about),
            FlareDay(day.on, day.score, gets_about=False),
            FlareDay(day.on, day.score, gets_about=None),
        ):
            others = [*days[:place], changed, *days[place + 1 :]]
            assert not check(others, start=start, usual=usual).met


@given(spells, st.integers(1, 10))
def test_a_worse_latest_answer_never_softens_the_advice(told: list[Told], more: int) -> None:
    days, start = spell(*told), len(told) - 1
    strength = [None, *Advice]
    if days and days[-1].score is not None:
        last = days[-1]
        worse = FlareDay(last.on, min(10, days[-1].score + more), gets_about=False)
        alone = all(day.score is None for day in days[:-1])
        if not alone:
            changed = advice_of([*days[:-1], worse], start)
            assert strength.index(changed) >= strength.index(advice_of(days, start))


@given(spells, usuals)
def test_what_is_met_is_nothing_missing(told: list[Told], usual: float) -> None:
    days, start = spell(*told), len(told) - 1
    found = check(days, start=start, usual=usual)
    by_date = {day.on: day for day in days}
    last_two = [by_date.get(back(ago)) for ago in (1, 0)]
    calm = [day for day in last_two if day and day.score is not None and day.score <= usual + 1]
    today = by_date.get(TODAY)
    about = today is not None and today.gets_about is True
    assert found.met is (len(calm) == 2 and start >= 1 and about)
    assert found.met is (found.missing == ())
    assert (Missing.GETS_ABOUT in found.missing) is not about


# Cases and the document


@pytest.mark.parametrize("case", cases("flare-up", "flare_up"))
def test_case(case: dict[str, Any]) -> None:
    days = [FlareDay(on(d["on"]), d["score"], d["gets_about"]) for d in case["flare_days"]]
    start, today = on(case["start"]), on(case["today"])
    end = can_end(days, start=start, usual=case["usual"], today=today, rules=RULES)
    told = advice(days, start=start, today=today, rules=RULES)
    assert case["expected"] == {
        "can_end": end.met,
        "good_dates": as_texts(end.good_dates),
        "limit": end.limit,
        "missing": [each.value for each in end.missing],
        "advice": told and told.value,
    }


@pytest.mark.parametrize("case", cases("flare-up", "resume"))
def test_resume_case(case: dict[str, Any]) -> None:
    found = resume(stage=case["stage"], start=on(case["start"]), end=on(case["end"]), rules=RULES)
    assert case["expected"] == {
        "stage_to": found.stage_to,
        "share": found.share,
        "dates": found.dates,
        "band": found.band,
    }


def test_the_table_in_the_document() -> None:
    header = "| band | dates of the flare-up | dose | stage | heavy stage |"
    table = rows(section("Flare-up"), header=header)
    bands = RULES_DATA["flare_up"]["resume"]
    firsts = [band["from_dates"] for band in bands.values()]
    spans = [f"{first}–{later - 1}" for first, later in pairwise(firsts)]
    stage = {0: "the same", 1: "one down"}
    assert table == {
        key: [
            span,
            f"{round(band['share'] * 100)} %",
            stage[band["stages_down"]],
            stage[band["heavy_stages_down"]],
        ]
        for (key, band), span in zip(bands.items(), [*spans, f"{firsts[-1]} or more"], strict=True)
    }


def test_a_year_of_flare_up_is_still_decided() -> None:
    start = date(2020, 1, 1)
    end = start + timedelta(days=365)
    assert resume(stage="deadlift", start=start, end=end, rules=RULES).band == "long"
