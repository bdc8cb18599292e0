"""Going back and returning: the product against the reference, on many made-up histories."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from backrehab.domain import flare_up, lay_off, step_back
from backrehab.domain.ledger import Ledger
from backrehab.domain.scenario import as_json, parse_scenario
from backrehab.domain.way_back import RETURN, evaluate_return
from tests.domain.diaries import RULES, TODAY, back
from tests.domain.strategies import RULE_SETS
from tests.oracle import generate, reference
from tests.oracle import setbacks_reference as oracle
from tests.thorough import examples

STAGES = list(RULES.stages)
CHUNKS = 2
STEP_BACKS = examples(200)
CONCERNS = examples(200)
RETURNS = examples(40)
FLARE_UPS = examples(1000)


# Red days, in dates ago: as far from each other or from today as just counts, or just not.
APART = ([13, 0], [14, 1], [14, 2], [15, 2], [26, 13], [27, 14], [8, 3], [20, 10, 1])


def with_red_days(rng: Random, scenario: generate.Scenario) -> None:
    """Some days turn red, among them often two whose distance is at a limit."""
    wanted = rng.choice(([], [rng.randint(0, 15)], *APART))
    for ago in (max(0, dates + rng.choice((0, 0, 0, 0, -1, 1))) for dates in wanted):
        record = generate.record_at(scenario, ago)
        if record is None or "stage" not in record:
            record = generate.noise_record(rng, scenario, ago, min(scenario["baseline"], 4))
            generate.put(scenario, record)
        if rng.random() < 0.6:
            record["stop"] = True
        else:
            generate.raise_mornings(rng, scenario, record, rng.choice((2, 2, 3)))
    for _ in range(rng.choice((0, 0, 1, 2))):
        generate.spoil_red(rng, scenario)


def troubled(rng: Random) -> generate.Scenario:
    """A scenario with bad days, a week of more pain, a flare-up, or entered some dates ago."""
    scenario = generate.random_scenario(rng)
    if rng.random() < 0.55:
        with_red_days(rng, scenario)
    elif recent := generate.trained(scenario)[:6]:
        record = rng.choice(recent)
        generate.raise_mornings(rng, scenario, record, rng.choice((2, 3, 4)))
        if rng.random() < 0.3:
            record["stage"] = rng.choice(("pull-through", "barbell-row"))
    if rng.random() < 0.3:
        generate.shift_scores(scenario, range(rng.choice((7, 8, 14))), rng.choice((1, 2, 2, 3)))
    if rng.random() < 0.3:
        generate.spoil_flare_up(rng, scenario)
    if rng.random() < 0.5:
        scenario["entered_on"] = generate.day_at(scenario, rng.choice((0, 1, 3, 7, 13, 14, 20)))
    return scenario


def relabelled(rng: Random, scenario: generate.Scenario, *often: str) -> str:
    """The stage to ask about; its days take its name, because no scenario is about the last one."""
    own = [scenario["stage"]] * 2
    stage: str = rng.choice((*own, "bar-hang", "deadlift", "hyper-row", *often))
    for record in generate.trained(scenario):
        if record["stage"] == scenario["stage"]:
            record["stage"] = stage
    return stage


def both(scenario: generate.Scenario, stage: str) -> tuple[Ledger, reference.History]:
    """The same history for the product and for the reference, at any stage."""
    asked = parse_scenario(scenario, RULE_SETS)
    ledger = Ledger(replace(asked.history, stage=stage), RULES, asked.today)
    return ledger, replace(reference.read(scenario), stage=stage, memo={})


def past_steps(rng: Random, today: date, reds: list[date]) -> list[tuple[str, date]]:
    """Some steps back, near the limits of what counts or on the date of a red day."""
    stages = rng.sample(STAGES, k=2)
    dates = [today - timedelta(days=ago) for ago in (0, 3, 10, 20, 40, 41, 42)]
    return [
        (rng.choice(stages), rng.choice(dates + reds)) for _ in range(rng.choice((0, 0, 1, 2, 3)))
    ]


def as_pair(found: step_back.StepBack | None) -> oracle.StepBack | None:
    return None if found is None else (found.reason.value, list(found.reds))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_same_steps_back(chunk: int) -> None:
    rng, seen = Random(4100 + chunk), Counter[str]()
    for _ in range(STEP_BACKS):
        scenario = troubled(rng)
        stage = relabelled(rng, scenario, "pull-through", "hyper-row")
        ledger, history = both(scenario, stage)
        reds = oracle.reds_after(history, None)
        after = rng.choice((None, None, history.today - timedelta(days=5), *reds))
        asked: dict[str, Any] = {"stage": stage, "after": after, "rules": RULES}
        found = oracle.find_step_back(history, after)
        case = (scenario, stage, after)
        assert as_pair(step_back.find_step_back(ledger, **asked)) == found, case
        asked["entered_on"] = history.entered_on
        due = oracle.step_back_due(history, after)
        assert as_pair(step_back.step_back_due(ledger, **asked)) == due, case
        seen[found[0] if found else "stays"] += 1
        seen["due" if due else "not from here" if found else "nothing"] += 1
        seen["three reds"] += found is not None and len(found[1]) > 2
        seen["after some"] += found is not None and after is not None
    for outcome in ("two_reds", "still_up", "stays", "due", "not from here", "three reds"):
        assert seen[outcome] >= STEP_BACKS // 100, (outcome, seen)
    assert seen["after some"] >= STEP_BACKS // 30, seen


def test_same_concerns() -> None:
    rng, seen, differences = Random(4150), Counter[str](), []
    for _ in range(CONCERNS):
        scenario = troubled(rng)
        stage = relabelled(rng, scenario, *["bar-hang"] * 5)
        ledger, history = both(scenario, stage)
        steps = past_steps(rng, history.today, oracle.reds_after(history, None))
        expected = oracle.concerns(history, steps)
        answered = step_back.concerns(ledger, stage=stage, step_backs=steps, rules=RULES)
        if expected != set(answered):
            reds = [
                (history.training[on].stage, (history.today - on).days)
                for on in oracle.reds_after(history, None)
            ]
            differences.append((stage, expected ^ set(answered), {"red days, dates ago": reds}))
        seen.update(expected or ["none"])
    assert differences == []
    for outcome in ("stepped_back_again", "rising", "two_reds_at_first_stage", "none"):
        assert seen[outcome] >= CONCERNS // 50, (outcome, seen)


def on_the_way(rng: Random) -> generate.Scenario:
    """A scenario stepped back some dates ago, often just short of ready or just ready."""
    scenario = generate.random_scenario(rng)
    if rng.random() < 0.3:
        keep = rng.choice((0.3, 0.6, 0.8))
        scenario["days"] = [day for day in scenario["days"] if rng.random() < keep]
    ago = rng.choice((0, 4, 5, 6, 8, 9, 12, 14, 20, 28, 40))
    scenario["entered_on"] = generate.day_at(scenario, ago)
    above = scenario["opens"]
    for record in generate.trained(scenario):
        if record["on"] < scenario["entered_on"] and rng.random() < 0.8:
            record["stage"] = above
    if rng.random() < 0.2:
        with_red_days(rng, scenario)
    if rng.random() < 0.2:
        end = ago + rng.choice((-6, -2, 0, 0, 1))
        start, to = (generate.day_at(scenario, max(0, dates)) for dates in (end + 4, end))
        scenario["flare_ups"] = [{"from": start, "to": to}]
    if rng.random() < 0.3:
        make_it_wait(rng, scenario)
    return scenario


def make_it_wait(rng: Random, scenario: generate.Scenario) -> None:
    """Something that no training changes, or no training to come."""
    match rng.randrange(3):
        case 0:
            scenario["screening"] = rng.choice(("clinician", "emergency"))
        case 1:
            scenario["flare_ups"] = [
                {"from": generate.day_at(scenario, rng.randint(0, 9)), "to": None}
            ]
        case _:
            scenario["training_weekdays"] = []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_same_way_back(chunk: int) -> None:
    """Status, route, earliest date, colours, and every criterion with its numbers."""
    rng, seen, lines = Random(4200 + chunk), Counter[str](), set[tuple[str, bool]]()
    for _ in range(RETURNS):
        scenario = on_the_way(rng)
        assert not generate.faults(scenario)
        asked = parse_scenario(scenario, RULE_SETS)
        given: dict[str, Any] = {"opens": asked.opens, "rules": RULES, "today": asked.today}
        expected = oracle.decide_return(scenario)
        assert as_json(evaluate_return(asked.history, **given)) == expected, scenario
        seen[expected["status"]] += 1
        seen["later"] += expected["earliest_on"] is not None and expected["status"] == "not_yet"
        seen["never"] += expected["earliest_on"] is None and expected["status"] == "not_yet"
        lines |= {(line["code"], line["met"]) for line in expected["criteria"]}
    for outcome in ("ready", "later", "never", "on_hold", "see_clinician"):
        assert seen[outcome] >= RETURNS // 40, (outcome, seen)
    assert lines == {(code, met) for code in RETURN for met in (False, True)}


def test_same_after_every_break() -> None:
    """Every stage and every length, so that nothing is left to chance."""
    for stage in STAGES:
        for gently in (False, True):
            for days in (None, *range(-2, 100)):
                last = None if days is None else back(days)
                found = lay_off.find_lay_off(
                    stage=stage, last_trained_on=last, today=TODAY, rules=RULES, gently=gently
                )
                expected = oracle.lay_off(stage, last, TODAY, gently=gently)
                answer = found and {name: getattr(found, name) for name in expected or ()}
                assert answer == expected, (stage, days, gently)


def test_same_after_every_flare_up() -> None:
    for stage in STAGES:
        for dates in range(60):
            found = flare_up.resume(stage=stage, start=back(dates), end=TODAY, rules=RULES)
            expected = oracle.resume(stage, back(dates), TODAY)
            assert {name: getattr(found, name) for name in expected} == expected, (stage, dates)


type Answers = dict[date, oracle.FlareDate]


def said_in_a_flare_up(rng: Random, today: date) -> Answers:
    """What was said on some of the last dates: getting better as a rule, and with gaps."""
    level, share = rng.randint(0, 10), rng.choice((0.3, 0.9, 1.0))
    said = {}
    for ago in range(rng.choice((1, 3, 9, 16, 45)), -2, -1):
        level = max(0, min(10, level + rng.choice((-2, -1, 0, 0, 1))))
        score = level if rng.random() < share else None
        gets_about = rng.choice((None, False, True, True))
        if rng.random() < share:
            said[today - timedelta(days=ago)] = oracle.FlareDate(score, gets_about)
    return said


def flare_ups(seed: int) -> Iterator[tuple[list[flare_up.FlareDay], Answers, date, Fraction]]:
    """Courses of flare-ups: for the product, for the reference, their start and the usual."""
    rng = Random(seed)
    for _ in range(FLARE_UPS):
        said = said_in_a_flare_up(rng, TODAY)
        days = [flare_up.FlareDay(on, day.score, day.gets_about) for on, day in said.items()]
        rng.shuffle(days)
        start = back(rng.choice((0, 1, 2, 6, 7, 8, 13, 14, 15, 41, 42, 43)))
        yield days, said, start, Fraction(rng.randint(0, 20), 2)


def test_same_end_of_a_flare_up() -> None:
    seen = Counter[str]()
    for days, said, start, usual in flare_ups(4300):
        ends = flare_up.can_end(days, start=start, usual=float(usual), today=TODAY, rules=RULES)
        expected = oracle.can_end(said, start, usual, TODAY)
        assert {
            "met": ends.met,
            "good_dates": list(ends.good_dates),
            "limit": ends.limit,
            "gets_about": ends.gets_about,
            "missing": {missing.value for missing in ends.missing},
        } == expected, (said, start, usual)
        seen.update(["ends" if expected["met"] else "goes on", *expected["missing"]])
    for outcome in ("ends", "goes on", *flare_up.Missing):
        assert seen[outcome] >= FLARE_UPS // 20, (outcome, seen)


def test_same_advice_in_a_flare_up() -> None:
    seen, differences = Counter[str | None](), []
    for days, said, start, _usual in flare_ups(4350):
        expected = oracle.advice(said, start, TODAY)
        answered = flare_up.advice(days, start=start, today=TODAY, rules=RULES)
        if answered != expected:
            scores = [day.score for day in oracle.inside(said, start, TODAY).values()]
            differences.append(((TODAY - start).days, scores, answered, expected))
        seen[expected] += 1
    assert differences == []
    for outcome in (None, *flare_up.Advice):
        assert seen[outcome] >= FLARE_UPS // 20, (outcome, seen)


def test_same_question_whether_it_is_a_flare_up() -> None:
    for score in (None, *range(11)):
        for halves in range(21):
            usual = Fraction(halves, 2)
            asks = flare_up.suggests_flare_up(score, float(usual), RULES)
            assert asks is oracle.suggests_flare_up(score, usual), (score, usual)
