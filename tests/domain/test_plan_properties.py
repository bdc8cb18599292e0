"""What holds for the plan of every day, whoever it is for."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from backrehab.domain.plan import (
    Choices,
    DayKind,
    LeftOut,
    Part,
    Situation,
    heavy_allowed,
    is_due,
    wanted_today,
    week_ahead,
)
from tests.domain.diaries import RULES
from tests.domain.planning import (
    EXERCISES,
    HEAVY,
    kinds,
    live,
    plan,
    some_choices,
    some_situation,
    weekly,
)
from tests.thorough import examples

STRENGTHENING = {DayKind.STAGE, DayKind.LIGHT}
WEEKS = 8
# Weeks of one person's days are many plans each.
long = settings(max_examples=examples(50))
BUDGETS = st.integers(0, 90).map(lambda minutes: minutes * 60)
ORDERS = st.permutations(["branch", "fundamentals", "hip", "maintenance", "sciatica"]).map(tuple)


@given(some_choices(), some_situation(), st.none() | BUDGETS)
def test_heavy_work_keeps_its_distance(could: Choices, day: Situation, budget: int | None) -> None:
    made = plan(could, day, budget)
    if not heavy_allowed(day.today, day.last_heavy_on, RULES.heavy):
        assert not any(item.heavy for item in made.items)
    assert made.kind is DayKind.STAGE or not any(item.heavy for item in made.items)


@given(some_choices(), some_situation(), st.none() | BUDGETS)
@long
def test_heavy_days_over_eight_weeks(could: Choices, day: Situation, budget: int | None) -> None:
    lived = live(could, weekly(could, day), 7 * WEEKS, budget=budget)
    heavy = [on for on, made in lived if any(item.heavy for item in made.items)]
    gaps = [(later - earlier).days for earlier, later in pairwise([*heavy])]
    assert min(gaps, default=RULES.heavy.dates_apart) >= RULES.heavy.dates_apart
    if heavy and day.last_heavy_on is not None and heavy[0] > day.last_heavy_on:
        assert (heavy[0] - day.last_heavy_on).days >= RULES.heavy.dates_apart


@given(some_choices(), some_situation(), BUDGETS, ORDERS)
def test_never_longer_than_the_time_there_is(
    could: Choices, day: Situation, budget: int, order: tuple[str, ...]
) -> None:
    assert plan(could, day, budget, gives_way=order).seconds <= budget


@given(some_choices(), some_situation(), st.none() | BUDGETS)
def test_an_easy_day_has_the_easy_routine_and_nothing_else(
    could: Choices, day: Situation, budget: int | None
) -> None:
    made = plan(could, replace(day, easy_only=True, paused=False), budget)
    assert made.kind is DayKind.EASY
    assert {item.part for item in made.items} <= {Part.EASY}
    assert not any(item.heavy for item in made.items)
    assert plan(could, replace(day, paused=True), budget).items == ()


@given(some_choices(), some_situation(), st.none() | BUDGETS)
def test_the_warm_up_comes_before_everything(
    could: Choices, day: Situation, budget: int | None
) -> None:
    parts = [item.part is Part.WARM_UP for item in plan(could, day, budget).items]
    assert parts == sorted(parts, reverse=True)


@given(some_choices(), some_situation(), st.none() | BUDGETS)
def test_no_stage_and_no_fundamentals_without_a_warm_up(
    could: Choices, day: Situation, budget: int | None
) -> None:
    """Unless every move of it is skipped, or done as something else that day."""
    made = plan(could, day, budget)
    moves = {item.exercise for item in could.warm_up} - day.skipped
    others = {item.exercise for item in made.items if item.part is not Part.WARM_UP}
    needs = {Part.STAGE, Part.BRANCH, Part.FUNDAMENTALS}
    if moves - others and any(item.part in needs for item in made.items):
        assert made.items[0].part is Part.WARM_UP or moves <= wanted_otherwise(could, day)


def wanted_otherwise(could: Choices, day: Situation) -> set[str]:
    wanted = wanted_today(could, day, RULES)
    return {item.exercise for item in wanted if item.part is not Part.WARM_UP}


@given(some_choices(), some_situation(), st.none() | BUDGETS)
def test_what_is_wanted_is_in_or_left_out(
    could: Choices, day: Situation, budget: int | None
) -> None:
    made = plan(could, day, budget)
    wanted = {item.exercise for item in wanted_today(could, day, RULES)}
    planned = {item.exercise for item in made.items}
    left = {item.exercise for item, _ in made.left_out}
    idle = wanted - planned - left
    assert planned | left | idle == wanted
    # What is in neither is a warm-up for nothing.
    moves = {item.exercise for item in could.warm_up}
    moves |= {one.planned.exercise for one in could.kept if one.as_warm_up}
    assert idle <= moves
    if idle:
        assert {item.part for item in made.items} <= {
            Part.WARM_UP,
            Part.MAINTENANCE,
            Part.PROGRAMME,
        }


@given(some_choices(), some_situation(), st.none() | BUDGETS)
def test_nothing_twice(could: Choices, day: Situation, budget: int | None) -> None:
    made = plan(could, day, budget)
    planned = [item.exercise for item in made.items]
    assert len(set(planned)) == len(planned)
    reasons = {item.exercise: why for item, why in made.left_out}
    both = set(reasons) & set(planned)
    # Only the heavy form of an exercise may wait while its light one stays.
    assert {reasons[name] for name in both} <= {LeftOut.HEAVY_TOO_SOON}
    assert not any(item.heavy for item in made.items if item.exercise in both)
    assert set(planned).isdisjoint(day.skipped)


@given(some_choices(), some_situation(), st.none() | BUDGETS, st.frozensets(EXERCISES))
def test_what_nothing_fits_is_no_part_of_the_day(
    could: Choices, day: Situation, budget: int | None, names: frozenset[str]
) -> None:
    """Other than as the stage's, and then it is not named among what is left out."""
    sides = tuple(
        replace(one, items=tuple(replace(item, unfit=item.exercise in names) for item in one.items))
        for one in could.sides
    )
    stage = could.stage and replace(could.stage, unfit=could.stage.exercise in names)
    made = plan(replace(could, sides=sides, stage=stage), day, budget)
    assert not any(item.unfit for item in made.items if item.part is not Part.STAGE)
    unfit = {item.exercise for item, why in made.left_out if why is LeftOut.NO_EQUIPMENT}
    assert unfit <= names
    assert unfit.isdisjoint(item.exercise for item in made.items)


@given(some_choices(), some_situation(), BUDGETS, BUDGETS, ORDERS)
def test_more_time_never_takes_anything_away(
    could: Choices, day: Situation, one: int, other: int, order: tuple[str, ...]
) -> None:
    less, more = (
        set(plan(could, day, budget, gives_way=order).items) for budget in sorted((one, other))
    )
    assert less <= more <= set(plan(could, day, None, gives_way=order).items)


@given(some_choices(), some_situation(), BUDGETS)
def test_the_stage_stays_longest(could: Choices, day: Situation, budget: int) -> None:
    made = plan(could, day, budget)
    dropped = [item.part for item, why in made.left_out if why is LeftOut.TIME]
    if Part.STAGE in dropped:
        assert made.kind is DayKind.STAGE
        assert {item.part for item in made.items} <= {Part.WARM_UP}


@given(some_choices(), some_situation())
@long
def test_enough_strengthening_days_in_every_week(could: Choices, day: Situation) -> None:
    """For whoever follows the fundamentals, or trains the ladder on that many weekdays."""
    least = RULES.week.least
    enough = could.stage is not None and len(day.weekdays) >= least
    lived = live(could, weekly(could, day), 7 * WEEKS)
    if day.follows_fundamentals or enough:
        days = [kind in STRENGTHENING for kind in kinds(lived)]
        assert min(sum(days[n : n + 7]) for n in range(len(days) - 6)) >= least


@given(some_choices(), some_situation())
def test_the_week_ahead_is_the_week_that_comes(could: Choices, day: Situation) -> None:
    person = weekly(could, day)
    # Unless the person skips it, the stage is done on its days and is what makes them heavy.
    light_else = all(item.exercise not in HEAVY for item in could.branches) and all(
        not one.planned.heavy for one in could.kept
    )
    if light_else:
        lived = live(could, person, 7)
        assert [kind for _, kind in week_ahead(could, person, RULES)] == kinds(lived)


@given(some_choices(), some_situation())
@long
def test_nobody_does_a_programme_more_often_than_it_says(could: Choices, day: Situation) -> None:
    lived = live(could, weekly(could, day), 7 * WEEKS)
    for item in {item for side in could.sides for item in side.items}:
        on = [n for n, (_, made) in enumerate(lived) if item in made.items]
        most = max((sum(first <= n < first + 7 for n in on) for first in on), default=0)
        assert most <= item.times_a_week


@given(some_choices(), some_situation())
def test_what_was_done_today_stays_in_the_plan(could: Choices, day: Situation) -> None:
    """Ticking an exercise off never takes anything out of the plan of the same day."""
    before = plan(could, day)
    done = {name: dates | {day.today} for name, dates in day.done_on.items()}
    for item in before.items:
        done[item.exercise] = frozenset({*done.get(item.exercise, ()), day.today})
    heavy = any(item.heavy for item in before.items)
    after = replace(day, done_on=done, last_heavy_on=day.today if heavy else day.last_heavy_on)
    kept_in = {item.exercise for item in plan(could, after).items}
    assert {item.exercise for item in before.items} <= kept_in
    for side in could.sides:
        assert all(is_due(item, after) for item in side.items if item in before.items)
