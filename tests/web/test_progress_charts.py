"""The geometry of the charts: inside its box, nothing for what is missing, extremes kept."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backrehab.web.charts import (
    WIDE,
    Column,
    Scale,
    Span,
    band_path,
    dot_path,
    line_path,
    month_of,
    percent,
    runs,
    spread,
    step_path,
    ticks,
    week_of,
)
from backrehab.web.progress_pain import SCALE, _band, _marks, _medians, week_spreads

FIRST = date(2024, 2, 5)
SPANS = st.builds(
    lambda start, length: Span(start, start + timedelta(days=length)),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 4000),
)
STEP = re.compile(r"([MlhvHVz])(-?[\d.]+)? ?(-?[\d.]+)?")


def places(path: str) -> list[tuple[float, float]]:
    """Every corner of path data."""
    x = y = 0.0
    found = []
    for letter, first, second in STEP.findall(path):
        a, b = float(first or 0), float(second or 0)
        if letter == "M":
            x, y = a, b
        elif letter == "l":
            x, y = x + a, y + b
        elif letter == "h":
            x += a
        elif letter == "v":
            y += a
        found.append((round(x, 1), round(y, 1)))
    return found


@st.composite
def series(draw):
    """A span and scores on some of its dates."""
    span = draw(SPANS)
    dates = st.integers(span.start, span.start + span.dates - 1)
    scores = draw(st.dictionaries(dates, st.integers(0, 10), max_size=60))
    return span, dict(sorted(scores.items()))


@given(series())
def test_one_mark_for_each_score_and_none_for_a_missing_one(drawn):
    span, scores = drawn
    mornings, *others = _marks(span, scores, {}, {})
    assert [len(one.places) for one in others] == [0, 0]
    assert [y for _x, y in mornings.places] == [
        f"{SCALE.y(score):.0f}" for score in scores.values()
    ]
    assert all(0 <= float(x.rstrip("%")) <= 100 for x, _y in mornings.places)


@given(series())
def test_everything_lies_inside_the_box(drawn):
    span, scores = drawn
    for path in (_band(span, [scores]), _medians(span, scores)):
        for x, y in places(path):
            assert 0 <= x <= WIDE
            assert SCALE.top - 2 <= y <= SCALE.bottom + 2


@given(series())
def test_thinning_keeps_the_extremes_of_every_week(drawn):
    span, scores = drawn
    found = week_spreads([scores])
    assert set(found) == {week_of(t) for t in scores}
    for monday, (low, high) in found.items():
        own = [score for t, score in scores.items() if week_of(t) == monday]
        assert (low, high) == (min(own), max(own))
    if scores:
        ys = [y for _x, y in places(_band(span, [scores]))]
        assert min(ys) == round(SCALE.y(max(scores.values())) - 1.5, 1)
        assert max(ys) == round(SCALE.y(min(scores.values())) + 1.5, 1)


@given(SPANS)
def test_labels_are_few_in_order_and_inside(span):
    found = ticks(span)
    assert len(found) <= 5
    assert [one.x for one in found] == sorted({one.x for one in found})
    assert all(0 <= one.x <= WIDE and span.first <= one.on <= span.last for one in found)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_the_spread(values):
    found = spread(values)
    assert found is not None
    assert (found.low, found.high, found.count) == (min(values), max(values), len(values))
    assert found.low <= found.middle <= found.high


def test_nothing_is_drawn_of_nothing():
    assert (line_path([]), dot_path([]), step_path([], []), band_path([])) == ("", "", "", "")
    assert spread([]) is None


def test_a_line_is_short_and_flat_stretches_are_one_piece():
    assert line_path([[(0, 10), (5, 10), (9.5, 10), (20, 4)]]) == "M0 10h9.5l10.5 -6"


def test_a_single_point_is_a_dot():
    assert line_path([[(3, 4)]]) == "M3 4h0"
    assert dot_path([("3", "4"), ("5", "6.2")]) == "M3 4h0M5 6.2h0"


def test_steps_hold_until_the_next_and_the_end():
    assert step_path([[(0, 5), (10, 5), (20, 1)]], [30]) == "M0 5H20V1H30"


def test_a_band_goes_around_its_columns():
    columns = [Column(0, 10, 20, 40), Column(10, 20, 30, 40)]
    assert band_path([columns]) == "M0 18.5h10v10h10v13h-20z"


def test_a_gap_cuts_a_line():
    assert runs([(1, "a"), (2, "b"), (4, "c")], 1) == [[(1, "a"), (2, "b")], [(4, "c")]]


def test_a_scale_with_one_value_is_in_the_middle():
    assert Scale(20, 20, 10, 90).y(20) == 50


def test_weeks_begin_on_monday_and_months_on_the_first():
    assert date.fromordinal(week_of(date(2026, 3, 8).toordinal())) == date(2026, 3, 2)
    assert date.fromordinal(week_of(date(2026, 3, 2).toordinal())) == date(2026, 3, 2)
    assert date.fromordinal(month_of(date(2026, 3, 31).toordinal())) == date(2026, 3, 1)


def test_the_labels_of_four_weeks_a_year_and_ten_years():
    def texts(days):
        return [str(one.on) for one in ticks(Span(FIRST, FIRST + timedelta(days=days - 1)))]

    assert texts(28) == ["2024-02-05", "2024-02-12", "2024-02-19", "2024-02-26"]
    assert texts(91) == ["2024-03-01", "2024-04-01", "2024-05-01"]
    assert texts(365) == ["2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"]
    assert texts(3650) == ["2026-01-01", "2028-01-01", "2030-01-01", "2032-01-01", "2034-01-01"]


def test_a_place_in_percent():
    assert [percent(x) for x in (0, 464.28, WIDE)] == ["0%", "46.43%", "100%"]
