"""The short way back to a resting stage: its criteria, its answer, and its earliest date."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from backrehab.domain.decision import Code, Route, Status
from backrehab.domain.earliest import find_earliest
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.ledger import Colour, Ledger
from backrehab.domain.records import Day, FlareUp, History, Outcome
from backrehab.domain.scenario import Scenario
from backrehab.domain.way_back import RETURN, ReturnCriteria, evaluate_return
from backrehab.progression.explain_criteria import explain_criterion
from tests.domain.cases import cases, on, read_history
from tests.domain.diaries import (
    GATES,
    ONE_DAY,
    RULES,
    RULES_DATA,
    TODAY,
    make_history,
    read_diary,
    trained,
)
from tests.domain.strategies import days_after, person, scenario_of, scenarios, seeds, stable
from tests.domain.test_documents import cell, rows, section
from tests.domain.test_earliest import Life

READY = {"light": "C...C1", "moderate": "C...C1", "heavy": "C..C...C1", "hyper row": "C..C...C1"}
HORIZON = RULES.horizon


def ask(row: dict[str, Any], **changes: Any) -> Any:
    history, opens = make_history(row)
    return evaluate_return(replace(history, **changes), opens=opens, rules=RULES, today=TODAY)


def unmet(row: dict[str, Any], **changes: Any) -> list[str]:
    found = ask(row, **changes)
    assert found.problem is None
    return [criterion.code.value for criterion in found.criteria if not criterion.met]


# The criteria at their limits


@pytest.mark.parametrize(
    ("gate", "diary", "expected"),
    [
        ("light", "C...C1", []),
        ("light", "C..C1", ["return_spread"]),
        ("light", "....C1", ["return_days", "return_spread"]),
        ("moderate", "C...C1", []),
        ("moderate", "C..C.1", ["return_spread"]),
        ("heavy", "C..C...C1", []),
        ("heavy", "C..C..C1", ["return_spread"]),
        ("heavy", "C......C1", ["return_days"]),
        ("heavy", "C..L...C1", ["return_days"]),
        ("hyper row", "C..C...C1", []),
        # Greens need not be the last few of the run, but the latest day must be one.
        ("light", "C.SSUUC1", []),
        ("light", "C...CS1", ["latest_green"]),
        ("light", "C...CU1", ["latest_green"]),
        ("light", "C...CN.1", ["latest_green"]),
        ("light", "C...CT", ["latest_green"]),
        ("light", "C...CR1", ["return_days", "return_spread", "latest_green"]),
        ("light", "C..RC1", ["return_days", "return_spread"]),
        ("light", "RC...C1", []),
        # Recent, and today's score.
        ("light", "C...C......1", []),
        ("light", "C...C.......1", ["recent"]),
        ("light", "C...C..", ["today_score"]),
        ("light", "C...C3", []),
        ("light", "C...C4", ["today_score"]),
        # Neither the full dose nor a falling trend is asked for.
        ("light", "c...c1", []),
        ("moderate", "3..C...C3", []),
    ],
)
def test_the_criteria(gate: str, diary: str, expected: list[str]) -> None:
    assert unmet({"gate": gate, "diary": diary}) == expected


@pytest.mark.parametrize(("entered", "met"), [(5, True), (4, False)])
def test_only_days_since_the_step_back_count(entered: int, met: bool) -> None:
    found = ask({"gate": "light", "diary": "C...C1", "entered": entered})
    assert (found.status is Status.READY) is met
    assert found.criterion(Code.RETURN_DAYS).observed == (2 if met else 1)


@pytest.mark.parametrize(("gate", "window"), [("light", 21), ("moderate", 21), ("heavy", 28)])
def test_the_run_looks_back_as_far_as_the_gate(gate: str, window: int) -> None:
    """One calm day at its edge, and enough others later, of which the first is too close."""
    late = "C.." * (2 if gate == "heavy" else 1) + "C1"
    for length, met in ((window, True), (window + 1, False)):
        diary = "C" + "." * (length - len(late) - 1) + late
        assert (Code.RETURN_SPREAD.value not in unmet({"gate": gate, "diary": diary})) is met


@pytest.mark.parametrize("gate", GATES)
def test_what_the_gate_asks_besides_is_not_asked_again(gate: str) -> None:
    row = {"gate": gate, "diary": READY[gate], "technique": False, "hold_test": False}
    found = ask({**row, "baseline": 0, "level": 2})
    assert (found.status, found.route, found.earliest_on) == (Status.READY, Route.RETURN, TODAY)
    assert tuple(c.code for c in found.criteria) == RETURN
    assert found.problem is None


@pytest.mark.parametrize(
    ("gate", "screening", "screened", "met"),
    [
        ("light", "clear", 60, True),
        ("light", "light_only", 60, True),
        ("moderate", "clear", 60, True),
        ("moderate", "light_only", 0, False),
        ("heavy", "clear", 27, True),
        ("heavy", "clear", 28, False),
        ("heavy", "light_only", 0, False),
    ],
)
def test_screening_is_that_of_the_gate(gate: str, screening: str, screened: int, met: bool) -> None:
    row = {"gate": gate, "diary": READY[gate], "screening": screening, "screened": screened}
    assert unmet(row) == ([] if met else ["screening"])


@pytest.mark.parametrize(("spell", "met"), [([3, 2], True), ([3, 1], False), ([1, 1], False)])
@pytest.mark.parametrize("gate", ["light", "heavy"])
def test_a_flare_up_must_end_before_the_latest_calm_day(
    gate: str, spell: list[int], met: bool
) -> None:
    """In heavy no fourteen dates without one are asked: a flare-up itself led down here."""
    row = {"gate": gate, "diary": READY[gate], "flare_ups": [spell]}
    assert ("flare_up" not in unmet(row)) is met
    assert (ask(row).status is Status.READY) is met


# The answer


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.READY),
        ({"screening": Outcome.CLINICIAN}, Status.SEE_CLINICIAN),
        ({"screening": Outcome.EMERGENCY}, Status.SEE_CLINICIAN),
        ({"flare_ups": (FlareUp(TODAY, None),)}, Status.ON_HOLD),
        (
            {"flare_ups": (FlareUp(TODAY, None),), "screening": Outcome.CLINICIAN},
            Status.SEE_CLINICIAN,
        ),
        ({"days": ()}, Status.NOT_YET),
    ],
)
@pytest.mark.parametrize("gate", GATES)
def test_the_first_status_that_fits(gate: str, changes: dict[str, Any], status: Status) -> None:
    found = ask({"gate": gate, "diary": READY[gate]}, **changes)
    assert found.status is status
    assert found.route is (Route.RETURN if status is Status.READY else None)
    if status in {Status.SEE_CLINICIAN, Status.ON_HOLD}:
        assert found.earliest_on is None


def test_a_fault_is_named_and_opens_nothing() -> None:
    found = ask({"gate": "light", "diary": READY["light"]}, screening="clear?")
    assert (found.status, found.problem) == (Status.NOT_YET, "screening: must be an outcome")
    assert [(c.code, c.met) for c in found.criteria] == [(code, False) for code in RETURN]


def test_a_way_back_over_two_stages_is_gone_one_at_a_time() -> None:
    history, _ = make_history({"gate": "light", "diary": READY["light"]})
    with pytest.raises(ValueError, match="is not directly after"):
        evaluate_return(history, opens="reverse-hyper", rules=RULES, today=TODAY)


def test_every_criterion_has_words() -> None:
    for diary in ("C...C1", "."):
        found = ask({"gate": "light", "diary": diary})
        texts = {c.code: explain_criterion(c, RULES) for c in found.criteria}
        assert [code for code, text in texts.items() if not (text.title and text.detail)] == []
    days = texts[Code.RETURN_DAYS]
    assert (days.title, days.detail) == (
        "2 calm days since you went back a step",
        "0 so far",
    )


# The earliest date


def dates_to(row: dict[str, Any], **changes: Any) -> int | None:
    history, opens = make_history(row)
    history = replace(history, **changes)
    found = find_earliest(history, opens=opens, rules=RULES, today=TODAY, kind=ReturnCriteria)
    return None if found is None else (found - TODAY).days


@pytest.mark.parametrize(
    ("gate", "dates"), [("light", 5), ("moderate", 5), ("heavy", 8), ("hyper row", 8)]
)
def test_somebody_who_stepped_back_today_and_trains_every_day(gate: str, dates: int) -> None:
    """Calm days today and so many dates later, and the morning after."""
    assert dates_to({"gate": gate, "diary": ".", "entered": 0}) == dates


@pytest.mark.parametrize(
    ("gate", "weekdays", "dates"),
    [
        # Today is a Monday.
        ("light", {0}, 8),
        ("light", {0, 3}, 8),
        ("light", {0, 4}, 5),
        ("light", {2, 5}, 10),
        ("heavy", {0, 3}, 8),
        ("heavy", {0}, 15),
        ("heavy", {6}, 21),
        ("light", set(), None),
    ],
)
def test_the_planned_weekdays_decide(gate: str, weekdays: set[int], dates: int | None) -> None:
    row = {"gate": gate, "diary": ".", "entered": 0}
    assert dates_to(row, training_weekdays=frozenset(weekdays)) == dates


@pytest.mark.parametrize(
    ("diary", "dates", "why"),
    [
        ("C...C1", 0, "ready already"),
        ("C...C..", 0, "a score today is all that is missing"),
        ("C...N.", 0, "yesterday's morning can still be given on time"),
        ("C...N..", 0, "that of the date before can still be given late"),
        ("C..N...", 1, "older ones are closed: one more calm day"),
        ("C...T", 1, "trained today: the morning after"),
        ("C...C9", 1, "too much pain today"),
        ("C...CR", 6, "red today: it starts anew tomorrow"),
    ],
)
def test_what_is_there_counts(diary: str, dates: int, why: str) -> None:
    assert dates_to({"gate": "light", "diary": diary}) == dates, why


class WayBack(Life):
    """Somebody on the short way back, living on from today."""

    def is_open(self, on_date: date) -> bool:
        """Whether the stage is open in the morning of that date, before the day's exercise."""
        self.report_mornings(on_date)
        return is_open(self.asked, self.history_on(on_date), on_date)

    def opens_on(self, until: date) -> date | None:
        on_date = self.asked.today
        while on_date <= until:
            if self.is_open(on_date):
                return on_date
            self.live(on_date)
            on_date += ONE_DAY
        return None


def is_open(asked: Scenario, history: History | None = None, on_date: date | None = None) -> bool:
    """Whether the way back is ready, without looking for the earliest date."""
    history, today = history or asked.history, on_date or asked.today
    if history.screening.needs_clinician or history.in_flare_up:
        return False
    ledger = Ledger(history, asked.rules, today)
    criteria = ReturnCriteria(ledger, history, opens=asked.opens, as_of=today)
    return criteria.ready_route() is not None


def earliest(asked: Scenario, history: History | None = None) -> date:
    """The earliest date, or one that is later than any if there is none."""
    found = find_earliest(
        history or asked.history,
        opens=asked.opens,
        rules=asked.rules,
        today=asked.today,
        kind=ReturnCriteria,
    )
    return found or date.max


def on_the_way(seed: int) -> Scenario:
    """A history of the generator, stepped back some dates ago, and often just short of ready."""
    rng = Random(seed)
    asked = scenario_of(seed)
    days = list(asked.history.days)
    if rng.random() < 0.3:
        days = [day for day in days if rng.random() < 0.6]
    ago = rng.choice([0, 4, 6, 8, 9, 12, 20, 30, 40, 60])
    return person(asked, days=tuple(days), entered_on=days_after(asked.today, -ago))


def test_the_histories_on_the_way_are_open_and_shut() -> None:
    found = [is_open(on_the_way(seed)) for seed in range(200)]
    assert 40 < sum(found) < 160


@given(seeds)
@settings(stable, max_examples=150)
def test_the_best_course_opens_it_on_that_date_and_not_before(seed: int) -> None:
    asked = on_the_way(seed)
    if asked.history.in_flare_up or asked.history.screening is not Outcome.CLEAR:
        return
    opened = WayBack(asked).opens_on(days_after(asked.today, HORIZON))
    assert (opened or date.max) == earliest(asked)


@given(seeds)
@settings(stable, max_examples=100)
def test_no_worse_course_opens_it_sooner(seed: int) -> None:
    asked = on_the_way(seed)
    found = earliest(asked)
    if asked.history.in_flare_up or found == asked.today:
        return
    until = min(found, days_after(asked.today, 20)) - ONE_DAY
    for course in range(3):
        assert WayBack(asked, Random(seed + course)).opens_on(until) is None


# Every course of the next dates, for small histories: a sign a date, as in a diary.
SMALL = [
    ("light", ".", range(7)),
    ("light", "C..C1", range(7)),
    ("light", "C.U1", range(7)),
    ("light", "CRC1", range(7)),
    ("light", "CN.", range(7)),
    ("light", "C..CT", range(7)),
    ("light", "C.C9", {0, 1, 4}),
    ("heavy", "C..C.1", range(7)),
    ("heavy", "C..N..", range(7)),
]
COURSES = "0CUR"
MOST_DATES = 6


@pytest.mark.parametrize(("gate", "diary", "weekdays"), SMALL)
def test_of_all_courses_none_opens_it_sooner_and_one_does_then(
    gate: str, diary: str, weekdays: Any
) -> None:
    """Brute force: rest, a calm day, one not done, and a red one, on each date to come."""
    history, opens = make_history({"gate": gate, "diary": diary})
    history = replace(history, training_weekdays=frozenset(weekdays))
    found = evaluate_return(history, opens=opens, rules=RULES, today=TODAY).earliest_on
    assert found is not None
    dates = (found - TODAY).days
    assert 0 < dates <= MOST_DATES
    opened = {
        first_open(history, opens, signs, weekdays) for signs in product(COURSES, repeat=dates)
    }
    assert min(day for day in opened if day is not None) == dates


def first_open(history: History, opens: str, signs: tuple[str, ...], weekdays: Any) -> int | None:
    """After how many dates a course opens the stage, or None."""
    days = {day.on: day for day in history.days}
    for ahead in range(len(signs) + 1):
        today = TODAY + ahead * ONE_DAY
        for ago in (1, 2):  # what is missing of the real days is given now, if it still can be
            day = days.get(today - ago * ONE_DAY)
            if day is not None and day.trained and day.morning is None and ahead == 0:
                [late] = read_diary("C" if ago == 1 else "L", day.stage or "", level=0)
                changes = {"morning": 0, "morning_timing": late.morning_timing}
                days[day.on] = replace(day, **changes)
        known = {d: record for d, record in days.items() if d <= today}
        if today not in known and (yesterday := known.get(today - ONE_DAY)) is not None:
            if not yesterday.morning_on_time:
                known[today] = Day(on=today, daily=0)
        elif today not in known:
            known[today] = Day(on=today, daily=0)
        now = replace(history, days=tuple(known.values()), screened_on=today)
        ledger = Ledger(now, RULES, today)
        if ReturnCriteria(ledger, now, opens=opens, as_of=today).ready_route():
            return ahead
        if ahead < len(signs):
            live(days, today, signs[ahead], history.stage, weekdays)
    return None


def live(days: dict[date, Day], today: date, sign: str, stage: str, weekdays: Any) -> None:
    """One date of a course: what is begun goes on, what is planned may be trained."""
    begun = days.get(today)
    if begun is not None and begun.trained:
        days[today] = replace(begun, morning=0, stop=begun.stop or sign == "R")
    elif sign == "0" or today.weekday() not in weekdays:
        days.setdefault(today, Day(on=today, daily=0))
    else:
        changes: dict[str, Any] = {"U": {"done": Fraction(1, 2)}, "R": {"stop": True}}.get(sign, {})
        daily = None if begun is None else begun.daily
        days[today] = trained(today, stage, level=0, daily=daily, **changes)


# What holds for any history


def decision_of(asked: Scenario) -> Any:
    return evaluate_return(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)


@given(seeds)
@stable
def test_the_order_of_records_is_irrelevant(seed: int) -> None:
    asked = on_the_way(seed)
    rng = Random(seed)
    shuffled = {
        name: tuple(rng.sample(getattr(asked.history, name), k=len(getattr(asked.history, name))))
        for name in ("days", "flare_ups")
    }
    assert decision_of(person(asked, **shuffled)) == decision_of(asked)


@given(seeds)
@stable
def test_what_ready_means(seed: int) -> None:
    """Never in a flare-up, under a clinician, on too few calm days, or on a latest day that is
    red or not settled; and it is said in one way only."""
    asked = on_the_way(seed)
    history, today = asked.history, asked.today
    decision = decision_of(asked)
    ready = decision.status is Status.READY
    assert ready is (decision.route is Route.RETURN) is is_open(asked)
    assert (decision.earliest_on == today) or not ready
    if not ready:
        return
    assert not history.in_flare_up
    assert history.screening in {Outcome.CLEAR, Outcome.LIGHT_ONLY}
    ledger = Ledger(history, asked.rules, today)
    since = [t for t in ledger.training if t >= history.entered_on.toordinal()]
    own = [t for t in since if ledger.days[t].stage == history.stage]
    assert ledger.colour(own[-1]) is Colour.GREEN
    tier = asked.rules.tier_of(history.stage)
    last_red = max(ledger.reds, default=0)
    greens = [t for t in own if ledger.colour(t) is Colour.GREEN and t > last_red]
    calm = [t for t in greens if not ledger.in_flare_up(t) and ledger.today - t < tier.window]
    assert len(calm) >= tier.return_green_days
    assert calm[-1] - calm[0] >= tier.return_spread
    assert ledger.first_score(ledger.today) is not None
    assert max(ledger.scores_given(ledger.today)) < asked.rules.no_exercise.score


@given(scenarios)
@stable
def test_it_is_never_longer_than_the_way_up(asked: Scenario) -> None:
    """Whoever may open the stage by its gate may come back to it."""
    gate = evaluate_gate(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)
    if gate.route is Route.STANDARD:
        assert decision_of(asked).status is Status.READY


@given(seeds)
@settings(stable, max_examples=100)
def test_a_red_day_never_opens_and_never_hastens(seed: int) -> None:
    asked = on_the_way(seed)
    days = [day for day in asked.history.days if day.trained]
    for day in Random(seed).sample(days, k=min(2, len(days))):
        others = [other for other in asked.history.days if other.on != day.on]
        worse = replace(asked.history, days=(*others, replace(day, stop=True)))
        assert is_open(asked, worse) <= is_open(asked)
        assert earliest(asked, worse) >= earliest(asked)
        spread = asked.rules.tier_of(asked.history.stage).return_spread
        assert earliest(asked, worse) >= days_after(day.on, 1 + spread + 1)


@pytest.mark.parametrize("case", cases("step-back", "return"))
def test_case(case: dict[str, Any]) -> None:
    found = evaluate_return(
        read_history(case), opens=case["returns_to"], rules=RULES, today=on(case["today"])
    )
    assert found.problem is None
    assert case["expected"] == {
        "status": found.status.value,
        "route": found.route and found.route.value,
        "earliest_on": found.earliest_on and found.earliest_on.isoformat(),
        "unmet": [criterion.code.value for criterion in found.criteria if not criterion.met],
    }


def test_the_table_in_the_document() -> None:
    header = "| code | met when | light | moderate | heavy |"
    table = rows(section("The short way back"), header=header)
    assert list(table) == [code.value for code in RETURN]
    tiers = [RULES_DATA["tiers"][name] for name in ("light", "moderate", "heavy")]
    for code, name in (
        (Code.RETURN_DAYS, "return_green_days"),
        (Code.RETURN_SPREAD, "return_spread"),
        (Code.RECENT, "recent"),
    ):
        assert table[code.value][1:] == [cell(tier[name]) for tier in tiers]
