"""The reference dose on the scenario files, and the product's dose compared with it at random."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backrehab.domain.amounts import Amount, LoadKind, Unit
from backrehab.domain.amounts import Load as ProductLoad
from backrehab.domain.colours import Colour
from backrehab.domain.dose import DosedDay, DoseReason, StartDose, next_dose
from backrehab.domain.rules import TierName
from backrehab.domain.scenario import decide
from backrehab.progression.published_levels import published_levels as catalogue_levels
from tests.domain.scenario_files import SCENARIOS, expected_of, names_in, read
from tests.domain.strategies import RULE_SETS
from tests.oracle import dose_reference as reference
from tests.oracle.dose_reference import Asked, Day, Dose, Level, Load
from tests.oracle.generate import random_scenario
from tests.oracle.reference import TIER_OF_STAGE, colour, is_settled
from tests.oracle.reference import read as history_of
from tests.thorough import examples

STAGES = Path(__file__).parents[2] / "fixtures/catalogue/stages.json"
RULE_SET = RULE_SETS["2026.1"]
CHUNKS = 4
PER_CHUNK = examples(500)
SCENARIOS_TRIED = examples(250)
FAIRLY_OFTEN = 40  # courses for each time that a reason is seen, at most
START = date(2026, 3, 2)
BEFORE_START = date(2026, 2, 27)

REPETITIONS = [(2, 8), (2, 12), (3, 12), (3, 15)]
LEVELS = [
    [Level(*amount, hold=False) for amount in REPETITIONS],
    [Level(*amount, hold=False) for amount in REPETITIONS[2:]],
    [Level(3, 15, hold=False)],
    [Level(1, 10, hold=False), Level(1, 20, hold=False), Level(4, 20, hold=False)],
    [Level(2, 20, hold=True), Level(2, 40, hold=True), Level(3, 60, hold=True)],
    [Level(1, 15, hold=True), Level(1, 45, hold=True)],
]
PLATES = [Fraction(5, 2), Fraction(1), Fraction(5, 4), Fraction(1, 2), Fraction(5)]
SHARES: list[list[int]] = [[], [], [], [], [50, 80], [70], [50], [90], [30, 60, 90]]
COLOURS = ["green", "steady", "unsettled", "red", "unscored"]
LIKELY = [7, 1, 2, 1, 1]


# The scenario files


def published_levels() -> dict[str, list[Level]]:
    """Of each stage, the sets of all slots that are not optional."""
    levels: dict[str, list[Level]] = {}
    for stage in json.loads(STAGES.read_text(encoding="utf-8")):
        levels[stage["key"]] = [
            level_of({**level, "sets": sum(slot["sets"] for slot in level["slots"]
                                           if not slot.get("optional"))})
            for level in stage["levels"]
        ]  # fmt: skip
    return levels


def level_of(level: dict[str, Any]) -> Level:
    hold = "hold_seconds" in level
    return Level(level["sets"], level["hold_seconds" if hold else "repetitions"], hold)


def load_of(record: dict[str, Any]) -> Load:
    if record.get("load_kg"):
        return "kg", Fraction(str(record["load_kg"]))
    return None if record.get("band") is None else ("band", record["band"])


def answer(scenario: dict[str, Any], levels: dict[str, list[Level]]) -> dict[str, Any]:
    """The reference dose in the form of `manage.py decide`."""
    history = history_of(scenario | {"opens": ""})
    start = {"on": scenario["entered_on"], "level": 1, "shares": []}
    start |= scenario.get("start_dose", {})
    earlier = [on for on in history.training if on < history.today]
    own = [level_of(level) for level in scenario.get("dose_levels", [])]
    asked = Asked(
        today=history.today,
        levels=own or levels[scenario["stage"]],
        tier=TIER_OF_STAGE[scenario["stage"]],
        start_on=date.fromisoformat(start["on"]),
        start_level=start["level"],
        shares=start["shares"],
        gap=(history.today - max(earlier)).days if earlier else None,
        plate=Fraction(str(scenario.get("load_step_kg", 2.5))),
        gently=scenario.get("gently", False),
        branch_opened_today=scenario.get("branch_opened_today", False),
    )
    days = []
    for record in scenario["days"]:
        if record.get("stage") == scenario["stage"]:
            day = history.training[date.fromisoformat(record["on"])]
            shade = colour(history, day.on)
            settled = is_settled(history, day)
            days.append(
                Day(day.on, record.get("level", 1), record.get("share", 100), day.done == 1,
                    shade, settled, record.get("extra"), load_of(record))
            )  # fmt: skip
    found = reference.next_dose(days, asked)
    kind, much = found.load or (None, None)
    return {
        "ask": "dose",
        "level": found.level,
        "share": found.share,
        "sets": found.sets,
        "hold_seconds" if asked.levels[0].hold else "repetitions": found.each,
        "load_kg": much if kind == "kg" else None,
        "band": much if kind == "band" else None,
        "reason": found.reason,
        "because_of": found.because_of and found.because_of.isoformat(),
        "rules": reference.NUMBERS["version"],
    }


@pytest.mark.parametrize("name", names_in(SCENARIOS / "dose"))
def test_file(name: str) -> None:
    assert answer(read("dose", name), published_levels()) == expected_of("dose", name)


def random_dose_scenario(rng: Random, levels: dict[str, list[Level]]) -> dict[str, Any]:
    """A random history of the gate with doses, and some days worse than they were."""
    scenario = random_scenario(rng) | {"ask": "dose", "gently": rng.random() < 0.2}
    scenario["branch_opened_today"] = rng.random() < 0.2
    level = rng.randint(1, 4)
    for record in scenario["days"]:
        if "stage" not in record:
            continue
        usual = level if rng.random() < 0.85 else rng.randint(1, 4)
        record["level"] = min(usual, len(levels[record["stage"]]))
        record["share"] = rng.choice([100, 100, 100, 100, 100, 80, 66, 50])
        record["extra"] = rng.choice([None, 1, 2, 2, 2, 3])
        record["band" if rng.random() < 0.8 else "load_kg"] = 3
        record["stop"] = rng.random() < 0.1
        if record.get("morning") is not None and rng.random() < 0.2:
            record["morning"] = min(10, record["morning"] + rng.randint(1, 3))
    return scenario


def test_same_answer_to_random_scenarios() -> None:
    """The same by the colours that the reference of the gate gives to the days."""
    rng, levels, product_levels = Random(20261), published_levels(), catalogue_levels()
    for _ in range(SCENARIOS_TRIED):
        scenario = random_dose_scenario(rng, levels)
        assert decide(scenario, RULE_SETS, product_levels) == answer(scenario, levels), scenario


# Random courses


def random_course(rng: Random) -> Iterator[tuple[list[Day], Asked]]:
    """A course lived forward, mostly as suggested, with the question of each of its days."""
    levels = rng.choice(LEVELS)
    asked = Asked(
        START, levels, rng.choice(["light", "moderate", "heavy", "heavy"]), START,
        rng.randint(1, len(levels)), rng.choice(SHARES), rng.choice([None, 1, 5, 10]),
        rng.choice(PLATES), gently=rng.random() < 0.1, branch_opened_today=rng.random() < 0.2,
    )  # fmt: skip
    eager = rng.random() < 0.6
    load, shade = random_load(rng), "green"
    days = [a_day(rng, asked, (1, 100, load), shade, eager=eager)._replace(on=BEFORE_START)]
    for number in range(rng.randint(2, 7)):
        yield days, asked
        dose = reference.next_dose(days, asked)
        load = dose.load if number and rng.random() < 0.95 else random_load(rng)
        level = rng.randint(1, len(levels)) if rng.random() < 0.08 else dose.level
        share = rng.choice([20, 33, 50, 66, 67, 80, 100]) if rng.random() < 0.06 else dose.share
        shade = rng.choices(COLOURS, LIKELY)[0] if rng.random() < 0.5 else shade
        days.append(a_day(rng, asked, (level, share, load), shade, eager=eager))
        gap = rng.choice([1, 2, 2, 2, 3, 3, 4, 5, 7, rng.randint(8, 16)])
        other_stage = rng.random() < 0.2
        asked = asked._replace(
            today=asked.today + timedelta(days=gap),
            gap=rng.randint(1, gap) if other_stage else gap,
        )
    shaded = [*days[:-1], days[-1]._replace(colour="pending")]
    begun = a_day(rng, asked, (1, 100, load), "pending", eager=eager)
    yield rng.sample([*(shaded if gap == 1 else days), begun], k=len(days) + 1), asked


def a_day(
    rng: Random, asked: Asked, dose: tuple[int, int, Load], shade: str, *, eager: bool
) -> Day:
    """A training day; who is eager does all of it, and some repetitions on top."""
    level, share, load = dose
    settled = asked.tier == "moderate" and rng.random() < 0.5
    in_full, extra = eager or rng.random() < 0.8, rng.choice([2, 3] if eager else [None, 0, 1, 2])
    return Day(asked.today, level, share, in_full, shade, settled, extra, load)


def random_load(rng: Random) -> Load:
    return rng.choice(
        [None, ("band", rng.randint(1, 5)), ("kg", rng.choice(PLATES) * rng.randint(1, 48))]
    )


def load_for_product(load: Load) -> ProductLoad | None:
    if load is None:
        return None
    kind, much = load
    if kind == "band":
        return ProductLoad(LoadKind.BAND, band=int(much))
    return ProductLoad(LoadKind.WEIGHT, kg=Fraction(much))


def product_dose(days: list[Day], asked: Asked) -> Dose:
    """The answer of the product to the same question."""
    dosed = [
        DosedDay(
            day.on, day.level, day.share, day.fully_done, Colour(day.colour), day.settled,
            day.extra, load_for_product(day.load),
        )
        for day in days
    ]  # fmt: skip
    levels = [
        Amount(level.sets, level.each, Unit.SECONDS if level.hold else Unit.REPETITIONS)
        for level in asked.levels
    ]
    found = next_dose(
        dosed,
        levels=levels,
        tier=TierName(asked.tier),
        rules=RULE_SET,
        today=asked.today,
        start=StartDose(asked.start_on, asked.start_level, tuple(asked.shares)),
        gap_days=asked.gap,
        step_kg=asked.plate,
        gently=asked.gently,
        branch_opened_today=asked.branch_opened_today,
    )
    load: Load = None
    if found.load is not None:
        load = ("band", found.load.band) if found.load.band else ("kg", found.load.kg or Fraction())
    return Dose(
        found.level, found.share, load, found.reason.value, found.because_of,
        found.amount.sets, found.amount.each,
    )  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_same_dose_as_the_reference(chunk: int) -> None:
    """Level, share, amount, load, reason and the day that decided, on every day of a course."""
    rng = Random(20260309 + chunk)
    seen: Counter[str] = Counter()
    for _ in range(PER_CHUNK):
        for days, asked in random_course(rng):
            expected = reference.next_dose(days, asked)
            assert product_dose(days, asked) == expected, (days, asked)
            seen[expected.reason] += 1
    assert set(seen) == {reason.value for reason in DoseReason}
    assert min(seen.values()) >= PER_CHUNK // FAIRLY_OFTEN, seen


@pytest.mark.parametrize("plate", PLATES)
@pytest.mark.parametrize("shade", ["green", "unsettled"])
def test_same_load_as_the_reference(plate: Fraction, shade: str) -> None:
    """Up and down at the target dose, from weights that are whole plates and others."""
    asked = Asked(START, LEVELS[2], "light", BEFORE_START, 1, [], 1, plate, gently=False)
    for quarters in range(2, 500, 3):
        load: Load = "kg", Fraction(quarters, 4)
        days = [
            Day(START - timedelta(days=ago), 1, 100, True, shade, False, 2, load) for ago in (1, 2)
        ]
        assert product_dose(days, asked) == reference.next_dose(days, asked), load
