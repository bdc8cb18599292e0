"""The date to count on at the pace of the plan: lived day by day, the stage opens on just it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from backrehab.domain.colours import Colour
from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Status
from backrehab.domain.dose import FULL, DosedDay, StartDose, next_dose
from backrehab.domain.earliest import Outlook, find_earliest
from backrehab.domain.gate import Reading, evaluate_gate
from backrehab.domain.pace import Ahead, Pace, Road
from backrehab.domain.plan import heavy_allowed
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.progression.published_levels import published_levels
from tests.domain.diaries import ONE_DAY, RULES, TODAY
from tests.domain.strategies import seeds
from tests.domain.troubled import troubled

GATES = [
    ("bar-hang", "seated-row"),
    ("seated-row", "reverse-hyper"),
    ("reverse-hyper", "pull-through"),
    ("pull-through", "deadlift"),
    ("deadlift", "barbell-row"),
]
WEEKS = [(0, 2, 5), (0, 1, 2, 3, 4), (1, 4)]


def begun(stage: str, weekdays: tuple[int, ...], **changes: object) -> History:
    """Somebody who entered the stage today."""
    history = History(
        stage=stage,
        entered_on=TODAY,
        baselines=(BaselineAnswer(date.min, 2),),
        training_weekdays=frozenset(weekdays),
        screening=Outcome.CLEAR,
        screened_on=TODAY,
        technique_confirmed=True,
        hold_test_passed=True,
    )
    return replace(history, **changes)  # type: ignore[arg-type]


def pace_of(stage: str, days: tuple[DosedDay, ...] = ()) -> Pace:
    return Pace(
        days=days,
        levels=published_levels()[stage],
        start=StartDose(TODAY),
        last_heavy_on=max((day.on for day in days), default=None),
    )


def road_of(history: History, pace: Pace, today: date = TODAY) -> Road:
    return Road(Reading(history, RULES, today), pace)


def look_ahead(history: History, pace: Pace, opens: str, today: date = TODAY) -> Ahead | None:
    """What to expect, as the services ask for it."""
    earliest = find_earliest(history, opens=opens, rules=RULES, today=today)
    if earliest is None:
        return None
    return road_of(history, pace, today).ahead(opens, Criteria, earliest)


def count_on(history: History, pace: Pace, opens: str, today: date = TODAY) -> date | None:
    ahead = look_ahead(history, pace, opens, today)
    return None if ahead is None else ahead.count_on


class Life:
    """Every planned day is trained, calm and in full, at the dose that is suggested that day."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.dosed: tuple[DosedDay, ...] = ()

    def goes_on(self, on: date) -> None:
        """What happens on a date after its morning."""
        stage = self.history.stage
        last = self.dosed[-1].on if self.dosed else None
        heavy = stage in RULES.heavy.exercises and not heavy_allowed(on, last, RULES.heavy)
        if on.weekday() not in self.history.training_weekdays or heavy:
            self._add(Day(on=on, daily=0))
            return
        levels = published_levels()[stage]
        dose = next_dose(
            self.dosed,
            levels=levels,
            tier=RULES.stages[stage].tier,
            rules=RULES,
            today=on,
            start=StartDose(TODAY),
        )
        self.dosed += (
            DosedDay(
                on=on,
                level=dose.level,
                share=dose.share,
                fully_done=True,
                colour=Colour.GREEN,
                extra_repetitions=RULES.dose.extra_repetitions,
            ),
        )
        target = dose.level == len(levels) and dose.share == FULL
        self._add(
            Day(
                on=on,
                stage=stage,
                done=1.0,
                before=0,
                worst=0,
                target_dose=target,
            )
        )

    def wakes_up(self, on: date) -> None:
        """The morning score of yesterday's training, else a score of the day; and the health check
        is answered again."""
        self.history = replace(self.history, screened_on=on)
        days = {day.on: day for day in self.history.days}
        yesterday = days.get(on - ONE_DAY)
        if yesterday is not None and yesterday.trained:
            self._add(yesterday._replace(morning=0))
        else:
            self._add(Day(on=on, daily=0))

    def _add(self, day: Day) -> None:
        kept = [one for one in self.history.days if one.on != day.on]
        self.history = replace(self.history, days=(*kept, day))


@pytest.mark.parametrize("weekdays", WEEKS, ids=lambda days: "".join(map(str, days)))
@pytest.mark.parametrize(("stage", "opens"), GATES, ids=lambda key: key)
def test_lived_at_that_pace_the_stage_opens_on_just_that_date(
    stage: str, opens: str, weekdays: tuple[int, ...]
) -> None:
    life = Life(begun(stage, weekdays))
    announced = count_on(life.history, pace_of(stage), opens)
    lower = find_earliest(life.history, opens=opens, rules=RULES, today=TODAY)
    assert announced is not None
    assert lower is not None
    assert announced >= lower
    on = TODAY
    while True:
        life.wakes_up(on)
        decision = evaluate_gate(life.history, opens=opens, rules=RULES, today=on)
        if decision.status is Status.READY:
            break
        if on.weekday() == TODAY.weekday():
            again = count_on(life.history, pace_of(stage, life.dosed), opens, on)
            assert again == announced, f"as of {on}"
        life.goes_on(on)
        on += ONE_DAY
    assert on == announced


@pytest.mark.parametrize(("stage", "opens"), GATES, ids=lambda key: key)
def test_in_the_middle_of_training_the_date_is_the_same(stage: str, opens: str) -> None:
    """The rest of today's sets is still done, and calm."""
    life = Life(begun(stage, (0, 1, 2, 3, 4)))
    life.wakes_up(TODAY)
    before = count_on(life.history, pace_of(stage), opens)
    life.goes_on(TODAY)
    begun_today = replace(
        life.dosed[-1], colour=Colour.PENDING, fully_done=False, extra_repetitions=None
    )
    today = replace(
        life.history,
        days=tuple(
            day._replace(done=1 / 3, worst=None) if day.trained else day
            for day in life.history.days
        ),
    )
    pace = pace_of(stage, (begun_today,))
    assert count_on(today, pace, opens) == before


def test_heavy_days_keep_their_distance() -> None:
    history = begun("deadlift", (0, 1, 2, 3, 4, 5, 6))
    course = sorted(road_of(history, pace_of("deadlift")).course)
    assert {later - sooner for sooner, later in pairwise(course)} == {
        timedelta(days=RULES.heavy.dates_apart)
    }


@pytest.mark.parametrize(("loaded", "apart"), [(False, 1), (True, 2)])
def test_a_weight_makes_the_reverse_hyper_heavy(apart: int, *, loaded: bool) -> None:
    history = begun("reverse-hyper", (0, 1, 2, 3, 4, 5, 6))
    pace = replace(pace_of("reverse-hyper"), loaded=loaded)
    course = sorted(road_of(history, pace).course)
    assert {later - sooner for sooner, later in pairwise(course)} == {timedelta(days=apart)}


@pytest.mark.parametrize(
    "changes",
    [
        {"screening": Outcome.CLINICIAN},
        {"easy_only": True},
        {"flare_ups": (FlareUp(TODAY, None),)},
        {"training_weekdays": frozenset()},
    ],
    ids=["clinician first", "easy only", "flare-up", "no training days"],
)
def test_no_date_where_there_is_no_way(changes: dict[str, object]) -> None:
    history = begun("seated-row", (0, 2, 4), **changes)
    assert look_ahead(history, pace_of("seated-row"), "reverse-hyper") is None


@given(seeds)
def test_each_shortcut_says_what_the_whole_course_says(seed: int) -> None:
    """Nothing before the earliest date needs a look; nor does anything where every planned day can
    be trained."""
    asked = troubled(seed)
    pace = replace(pace_of(asked.history.stage), last_heavy_on=asked.today - seed % 3 * ONE_DAY)
    found = look_ahead(asked.history, pace, asked.opens, asked.today)
    if found is None:
        return
    road = road_of(asked.history, pace, asked.today)

    def on_course(course: dict[date, bool]) -> date | None:
        outlook = Outlook(asked.history, RULES, asked.today).on_course(course)
        return outlook.first_date(asked.opens, Criteria)

    assert found.on == on_course(dict.fromkeys(road.dates or (), True))
    assert found.count_on == on_course(road.course)
    assert all(asked.today <= day < (found.on or date.max) for day in found.days)


@given(seeds)
def test_so_it_is_whatever_mornings_can_still_be_given(seed: int) -> None:
    """Of each that is missing: on time, late, or not any more."""
    asked = troubled(seed)
    today, days = asked.today, asked.history.days
    missing = [day for day in days if day.trained and day.morning is None and day.on < today]
    ways = [Timing.ON_TIME, Timing.LATE, None]
    chosen = {
        day.on: way
        for n, day in enumerate(missing)
        if today - 3 * ONE_DAY <= day.on and (way := ways[(seed >> n) % 3]) is not None
    }
    pace = replace(pace_of(asked.history.stage), mornings=chosen)
    found = look_ahead(asked.history, pace, asked.opens, today)
    if found is None:
        return
    given = {
        day.on: day._replace(
            morning=0,
            morning_timing=chosen[day.on],
            morning_on=today if chosen[day.on] is Timing.LATE else None,
        )
        for day in missing
        if day.on in chosen
    }
    outlook = Outlook(asked.history, RULES, today)
    outlook = outlook.with_days(tuple(given.get(day.on, day) for day in sorted(days)))
    road = road_of(asked.history, pace, today)

    def on_course(course: dict[date, bool]) -> date | None:
        return outlook.on_course(course).first_date(asked.opens, Criteria)

    assert found.on == on_course(dict.fromkeys(road.dates or (), True))
    assert found.count_on == on_course(road.course)
