"""Drills with levels: which level is open."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.drills import WORSE, Comfort, DrillFelt, LevelReason, open_level

CHAIN = ("lying", "elbows", "full")
TODAY = date(2026, 3, 9)


def on(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def felt(*answers: tuple[int, str, str]) -> list[DrillFelt]:
    return [DrillFelt(on(ago), key, Comfort(comfort)) for ago, key, comfort in answers]


TABLE = [
    ("nothing said yet", [], (1, "first")),
    ("level 1 fine", [(1, "lying", "fine")], (2, "opened")),
    ("level 1 fine today", [(0, "lying", "fine")], (2, "opened")),
    ("level 1 hurt", [(1, "lying", "hurts")], (1, "hurt")),
    ("level 1 hurt after it was fine", [(2, "lying", "fine"), (1, "lying", "hurts")], (1, "hurt")),
    ("both fine", [(2, "lying", "fine"), (1, "elbows", "fine")], (3, "opened")),
    ("level 2 alone says nothing of level 1", [(1, "elbows", "fine")], (1, "first")),
    ("level 2 hurt", [(2, "lying", "fine"), (1, "elbows", "hurts")], (1, "fell_back")),
    ("the same day", [(1, "lying", "fine"), (1, "elbows", "hurts")], (1, "fell_back")),
    (
        "a newer fine",
        [(3, "lying", "fine"), (2, "elbows", "hurts"), (1, "lying", "fine")],
        (2, "hurt"),
    ),
    (
        "top hurt",
        [(3, "lying", "fine"), (2, "elbows", "fine"), (1, "full", "hurts")],
        (2, "fell_back"),
    ),
    (
        "level 1 hurts again after all were fine",
        [(3, "lying", "fine"), (2, "elbows", "fine"), (2, "full", "fine"), (1, "lying", "hurts")],
        (1, "hurt"),
    ),
    (
        "who went back climbs level by level",
        [(4, "lying", "fine"), (3, "elbows", "fine"), (3, "full", "fine"), (1, "lying", "fine")],
        (2, "opened"),
    ),
    ("tomorrow does not count", [(-1, "lying", "fine")], (1, "first")),
    ("another drill does not count", [(1, "marching", "further_down")], (1, "first")),
]


@pytest.mark.parametrize(("case", "answers", "expected"), TABLE, ids=[case for case, *_ in TABLE])
def test_levels(case, answers, expected):
    found = open_level(felt(*answers), CHAIN, today=TODAY)
    assert (found.level, found.reason.value, found.stopped) == (*expected, False), case
    assert found.key == CHAIN[found.level - 1]


@pytest.mark.parametrize(
    ("screened", "stopped"), [(None, True), (on(3), True), (on(2), False), (on(0), False)]
)
def test_further_down_stops_until_a_clear_screening(screened, stopped):
    answers = felt((3, "lying", "fine"), (2, "elbows", "further_down"), (1, "lying", "fine"))
    found = open_level(answers, CHAIN, today=TODAY, screened_clear_on=screened)
    assert found.stopped is stopped
    assert (found.reason is LevelReason.STOPPED) is stopped


def test_after_it_the_level_below_comes_first():
    answers = felt((3, "lying", "fine"), (2, "elbows", "further_down"))
    assert open_level(answers, CHAIN, today=TODAY, screened_clear_on=TODAY).level == 1


answers_of = st.lists(
    st.builds(
        DrillFelt,
        on=st.integers(-1, 6).map(on),
        key=st.sampled_from(CHAIN),
        comfort=st.sampled_from(Comfort),
    ),
    max_size=12,
    unique_by=lambda one: (one.on, one.key),
)
screenings = st.none() | st.integers(0, 6).map(on)


@given(answers_of, screenings, st.randoms())
def test_the_order_is_irrelevant(answers, screened, random):
    shuffled = random.sample(answers, len(answers))
    first, second = (
        open_level(one, CHAIN, today=TODAY, screened_clear_on=screened)
        for one in (answers, shuffled)
    )
    assert first == second


@given(answers_of, screenings)
def test_no_level_is_skipped(answers, screened):
    """Every level below the open one was answered last with "it did not hurt"."""
    found = open_level(answers, CHAIN, today=TODAY, screened_clear_on=screened)
    for key in CHAIN[: found.level - 1]:
        last = max(
            (one for one in answers if one.key == key and one.on <= TODAY), key=lambda a: a.on
        )
        assert last.comfort is Comfort.FINE


@given(answers_of, st.sampled_from(CHAIN), st.sampled_from(Comfort))
def test_one_answer_opens_one_level_at_most(answers, key, comfort):
    """Nobody can answer about a level that is not open."""
    earlier = [one for one in answers if one.on < TODAY]
    before = open_level(earlier, CHAIN, today=TODAY)
    if CHAIN.index(key) < before.level:
        after = open_level([*earlier, DrillFelt(TODAY, key, comfort)], CHAIN, today=TODAY)
        assert after.level <= before.level + (comfort is Comfort.FINE)


@given(answers_of, screenings, st.data())
def test_hurting_never_raises(answers, screened, data):
    if not answers:
        return
    place = data.draw(st.integers(0, len(answers) - 1))
    one = answers[place]
    for worse in Comfort:
        if WORSE[worse] <= WORSE[one.comfort]:
            continue
        changed = [*answers]
        changed[place] = DrillFelt(one.on, one.key, worse)
        before, after = (
            open_level(each, CHAIN, today=TODAY, screened_clear_on=screened)
            for each in (answers, changed)
        )
        assert after.level <= before.level
        assert after.stopped >= before.stopped


@given(answers_of, st.sampled_from(CHAIN), st.integers(0, 6).map(on))
def test_a_further_answer_that_hurts_never_raises(answers, key, day):
    others = [one for one in answers if (one.on, one.key) != (day, key)]
    before = open_level(others, CHAIN, today=TODAY)
    after = open_level([*others, DrillFelt(day, key, Comfort.HURTS)], CHAIN, today=TODAY)
    assert after.level <= before.level
