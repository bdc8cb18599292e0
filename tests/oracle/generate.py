"""Random valid scenarios near the thresholds of the gate, and small legal changes of them.

Written from docs/scenarios.md and docs/clinical-rules.md alone, without calling the reference
decision, so that a mistake there cannot steer what comes out. A scenario is built in three steps:
a calm history close to ready, then none, one or a few *spoilers* (each aimed at one criterion or
definition), then sometimes a few mutations. A part of the scenarios is plain noise instead.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

type Scenario = dict[str, Any]
type Record = dict[str, Any]
type Change = Callable[[Random, Scenario], None]

AHEAD = {
    "bar-hang": ["seated-row"],
    "seated-row": ["reverse-hyper"],
    "reverse-hyper": ["pull-through"],
    "pull-through": ["deadlift"],
    "deadlift": ["barbell-row", "hyper-row"],
    "barbell-row": ["hyper-row"],
}
STAGES = [*AHEAD, "hyper-row"]
MODERATE = ("seated-row", "reverse-hyper")
OUTCOMES = ("clear", "light_only", "clinician", "emergency")
DONE = (0, 0.33, 0.5, 0.67, 0.75, 0.79, 0.8, 0.81, 0.9, 1, 1.0)
FIRST_TODAY = date(2023, 12, 20)
TOP_FIELDS = frozenset(
    {
        "rules", "today", "stage", "opens", "entered_on", "baseline", "training_weekdays",
        "screening", "screened_on", "technique_confirmed", "hold_test_passed", "flare_ups", "days",
    }
)  # fmt: skip
TRAINING_FIELDS = frozenset(
    {
        "on", "stage", "target_dose", "done", "before", "worst", "morning", "morning_timing",
        "stop", "leg", "extra_meds",
    }
)  # fmt: skip


# ---------------------------------------------------------------------------- small helpers


def chance(rng: Random, probability: float) -> bool:
    """True with that probability."""
    return rng.random() < probability


def score(value: int) -> int:
    """The nearest score of the scale."""
    return max(0, min(10, value))


def today_of(scenario: Scenario) -> date:
    """The scenario's today."""
    return date.fromisoformat(scenario["today"])


def day_at(scenario: Scenario, back: int) -> str:
    """The date that many days before today."""
    return (today_of(scenario) - timedelta(days=back)).isoformat()


def days_back(scenario: Scenario, on: str) -> int:
    """How many days before today a date is."""
    return (today_of(scenario) - date.fromisoformat(on)).days


def record_at(scenario: Scenario, back: int) -> Record | None:
    """The record that many days before today."""
    on = day_at(scenario, back)
    return next((record for record in scenario["days"] if record["on"] == on), None)


def put(scenario: Scenario, record: Record) -> None:
    """Add a record, replacing the one of the same date."""
    others = [other for other in scenario["days"] if other["on"] != record["on"]]
    scenario["days"] = sorted([*others, record], key=lambda each: each["on"])


def remove(scenario: Scenario, back: int) -> None:
    """Remove the record that many days before today."""
    on = day_at(scenario, back)
    scenario["days"] = [record for record in scenario["days"] if record["on"] != on]


def put_daily(scenario: Scenario, back: int, value: int) -> None:
    """Replace the record of a date by a daily score."""
    put(scenario, {"on": day_at(scenario, back), "daily": value})


def stage_days(scenario: Scenario) -> list[Record]:
    """The records of training of the current stage since it was entered, newest first."""
    found = [
        record
        for record in scenario["days"]
        if record.get("stage") == scenario["stage"] and record["on"] >= scenario["entered_on"]
    ]
    return found[::-1]


def trained(scenario: Scenario) -> list[Record]:
    """All training records, newest first."""
    return [record for record in scenario["days"] if "stage" in record][::-1]


def set_morning(scenario: Scenario, record: Record, value: int | None, timing: str) -> None:
    """Give a record a morning as far as its date allows, or take it away."""
    back = days_back(scenario, record["on"])
    if back == 0 or value is None or (timing == "late" and back == 1):
        record.pop("morning", None)
        record.pop("morning_timing", None)
        return
    record["morning"] = value
    record["morning_timing"] = timing


def level_of(stage: str) -> int:
    """The pain ceiling of a stage."""
    if stage == "bar-hang":
        return 5
    return 3 if stage in MODERATE else 2


# --------------------------------------------------------------------------- calm histories


def calm_record(rng: Random, on: date, stage: str, level: int, ceiling: int) -> Record:
    """A training day that is green by itself, unless its level is above the ceiling."""
    before = score(level + rng.choice((-1, 0, 0, 0)))
    top = max(level, ceiling)
    record: Record = {
        "on": on.isoformat(),
        "stage": stage,
        "target_dose": chance(rng, 0.8),
        "done": rng.choice((0.8, 0.9, 1, 1.0, 1.0, 1.0)),
        "before": before,
        "worst": min(top, before + rng.choice((0, 0, 1, 2))),
        "morning": min(top, score(level + rng.choice((-1, 0, 0, 0)))),
        "morning_timing": "on_time",
    }
    if chance(rng, 0.1):
        record |= {"stop": False, "leg": False, "extra_meds": False}
    if chance(rng, 0.1):
        del record["morning_timing"]
    return record


def empty_scenario(rng: Random, stage: str, level: int, today: date, entered: date) -> Scenario:
    """A scenario without days, with everything in order."""
    return {
        "rules": "2026.1",
        "today": today.isoformat(),
        "stage": stage,
        "opens": rng.choice(AHEAD[stage]),
        "entered_on": entered.isoformat(),
        "baseline": score(level + rng.choice((-1, 0, 0, 1, 2))),
        "training_weekdays": [],
        "screening": "light_only" if stage == "bar-hang" and chance(rng, 0.3) else "clear",
        "screened_on": (today - timedelta(days=rng.randint(0, 27))).isoformat(),
        "technique_confirmed": stage not in ("bar-hang", *MODERATE) or chance(rng, 0.3),
        "hold_test_passed": chance(rng, 0.9),
        "flare_ups": [],
        "days": [],
    }


def pick_level(rng: Random, stage: str, *, steady: bool) -> int:
    """A pain level the tier can live with; for the steady route one above the green ceiling."""
    if steady:
        return rng.choice((4, 4, 4, 5))
    return rng.choice({5: (0, 1, 2, 3, 3, 4), 3: (0, 1, 2, 2, 3), 2: (0, 1, 1, 2)}[level_of(stage)])


def calm_scenario(rng: Random, *, comfortable: bool) -> Scenario:
    """A history that is ready; unless comfortable it may be short of it by a few days."""
    stage = rng.choice([*AHEAD, *MODERATE, *MODERATE, "deadlift"])
    steady = stage in MODERATE and chance(rng, 0.55)
    level = pick_level(rng, stage, steady=steady)
    per_week = rng.choice((1, 2, 3, 3, 4, 7))
    if steady:
        per_week = rng.choice((2, 2, 3, 3, 4))
    need = 22 if steady else (15 if level_of(stage) == 2 else 8)
    margin = (5, 7, 9, 12, 16) if comfortable else (-2, -1, 0, 0, 1, 2, 3, 5, 7, 10, 14)
    length = need + rng.choice(margin)
    if per_week == 1:
        length = max(length, 7 * (5 if level_of(stage) == 2 else 3))
    today = FIRST_TODAY + timedelta(days=rng.randrange(1100))
    entered = today - timedelta(days=length)
    scenario = empty_scenario(rng, stage, level, today, entered)
    weekdays = rng.sample(range(7), per_week)
    yesterday = (today.weekday() - 1) % 7
    if per_week < 7 and yesterday not in weekdays and chance(rng, 0.3):
        weekdays[0] = yesterday
    scenario["training_weekdays"] = weekdays
    start = entered - timedelta(days=rng.choice((0, 0, 5, 12, 60 - min(length, 60))))
    daily_share = rng.choice((0.5, 0.8, 1.0))
    before_stage = rng.choice(STAGES)
    for ahead in range((today - start).days):
        on = start + timedelta(days=ahead)
        keep = 0.97 if on >= entered else 0.8
        if on.weekday() in weekdays and chance(rng, keep):
            now = stage if on >= entered else before_stage
            put(scenario, calm_record(rng, on, now, level, level_of(now)))
        elif chance(rng, daily_share):
            value = score(level + rng.choice((-1, 0, 0, 0, 0)))
            put(scenario, {"on": on.isoformat(), "daily": value})
    if chance(rng, 0.85):
        put_daily(scenario, 0, score(level + rng.choice((-1, 0, 0, 0, 1))))
    return scenario


# ------------------------------------------------------------------------------- spoilers


def spoil_green_days(rng: Random, scenario: Scenario) -> None:
    """Turn two or three of the last days, but not the latest, amber."""
    for record in rng.sample(stage_days(scenario)[1:5], k=min(2, len(stage_days(scenario)[1:5]))):
        make_amber(rng, scenario, record)


def make_amber(rng: Random, scenario: Scenario, record: Record) -> None:
    """Turn one day amber, steady or unsettled, in one of several ways."""
    way = rng.randrange(4)
    if way == 0:
        record["extra_meds"] = True
    elif way == 1:
        record["done"] = rng.choice((0.33, 0.5, 0.75, 0.79))
    elif way == 2:
        ceiling = level_of(record["stage"])
        record["worst"] = ceiling + 1 if ceiling < 5 else record["before"] + 3
    else:
        set_morning(scenario, record, score(record["before"] + 2), "on_time")


def spoil_latest(rng: Random, scenario: Scenario) -> None:
    """The latest day of the stage is amber, unscored, or only scored by a stand-in."""
    for record in stage_days(scenario)[:1]:
        if chance(rng, 0.4):
            make_amber(rng, scenario, record)
        else:
            set_morning(scenario, record, None, "on_time")


def spoil_recent(rng: Random, scenario: Scenario) -> None:
    """Nothing was trained for seven to nine days; daily scores instead."""
    for back in range(rng.randint(7, 9)):
        record = record_at(scenario, back)
        if record is not None and "stage" in record:
            put_daily(scenario, back, record["before"])
        elif record is None:
            put_daily(scenario, back, min(scenario["baseline"], level_of(scenario["stage"])))


def spoil_spread(rng: Random, scenario: Scenario) -> None:
    """The stage was entered so late that the spread is just reached or just missed."""
    days = stage_days(scenario)
    if len(days) < 3:
        return
    wanted = rng.choice({5: (6, 7), 3: (6, 7, 20, 21), 2: (13, 14)}[level_of(scenario["stage"])])
    latest = days_back(scenario, days[0]["on"])
    entered = latest + wanted + rng.choice((0, 0, 1))
    scenario["entered_on"] = day_at(scenario, entered)


def spoil_target_dose(rng: Random, scenario: Scenario) -> None:
    """No day at the target dose, or only an old one."""
    for record in stage_days(scenario):
        if chance(rng, 0.5):
            record.pop("target_dose", None)
        else:
            record["target_dose"] = False
    if chance(rng, 0.3) and stage_days(scenario):
        rng.choice(stage_days(scenario))["target_dose"] = True


def spoil_today_score(rng: Random, scenario: Scenario) -> None:
    """Today's score is missing or near the limits of 6 and usual + 3."""
    previous = record_at(scenario, 1)
    if chance(rng, 0.3):
        remove(scenario, 0)
        if previous is not None and "stage" in previous:
            remove(scenario, 1)
            put_daily(scenario, 1, previous["before"])
    else:
        limit = min(6, scenario["baseline"] + 3)
        put_daily(scenario, 0, score(limit + rng.choice((-1, -1, 0, 0, 1))))


def shift_scores(scenario: Scenario, backs: range, by: int) -> None:
    """Add to every score given by day or morning in these dates."""
    for record in scenario["days"]:
        if days_back(scenario, record["on"]) in backs:
            for name in ("before", "worst", "daily", "morning"):
                if record.get(name) is not None:
                    record[name] = score(record[name] + by)


def spoil_trend(rng: Random, scenario: Scenario) -> None:
    """The week before was better by about one, or hardly anything was scored this week."""
    if chance(rng, 0.5):
        shift_scores(scenario, range(7, 15), -rng.choice((1, 2, 2, 3)))
        if chance(rng, 0.3):
            shift_scores(scenario, range(7), 1)
        return
    for back in range(6):
        record = record_at(scenario, back)
        if record is not None and "stage" not in record:
            remove(scenario, back)
    if record_at(scenario, 0) is None:
        put_daily(scenario, 0, scenario["baseline"])


def spoil_not_worse(rng: Random, scenario: Scenario) -> None:
    """A baseline about two below what is now reported."""
    recent = [
        record.get("before", record.get("daily"))
        for record in scenario["days"]
        if days_back(scenario, record["on"]) < 7
    ]
    values = [value for value in recent if value is not None]
    if values:
        usual = sum(values) // len(values)
        if usual < 2:
            shift_scores(scenario, range(61), 2 - usual)
            usual = 2
        scenario["baseline"] = score(usual - rng.choice((1, 2, 2, 2, 3, 4)))


def spoil_flare_up(rng: Random, scenario: Scenario) -> None:
    """A flare-up: open, of today, of a single day, or next to the latest days."""
    days = stage_days(scenario)
    latest = days_back(scenario, days[0]["on"]) if days else rng.randint(0, 20)
    end = max(0, rng.choice((0, latest - 1, latest, latest + 1, latest + 2, 12, 13, 14, 20)))
    start = end + rng.choice((0, 0, 1, 2, 5))
    to = None if chance(rng, 0.15) else day_at(scenario, end)
    scenario["flare_ups"] = [{"from": day_at(scenario, start), "to": to}]
    if chance(rng, 0.3):
        last = start + rng.choice((1, 1, 3, 10))
        first = last + rng.choice((0, 1, 4))
        scenario["flare_ups"].insert(
            0, {"from": day_at(scenario, first), "to": day_at(scenario, last)}
        )


def spoil_screening(rng: Random, scenario: Scenario) -> None:
    """Another outcome, an old one, or a leg symptom on or near the day it was asked."""
    way = rng.randrange(4)
    if way == 0:
        scenario["screening"] = rng.choice(("light_only", "light_only", "clinician", "emergency"))
    elif way == 1:
        scenario["screened_on"] = day_at(scenario, rng.choice((26, 27, 28, 28, 29, 40, 90)))
    else:
        days = trained(scenario)
        old = [record for record in days if record["on"] < scenario["entered_on"]]
        if old or days:
            record = rng.choice(old or days)
            record["leg"] = True
            back = days_back(scenario, record["on"]) + rng.choice((-1, 0, 1, 1))
            scenario["screened_on"] = day_at(scenario, max(0, back))
        if chance(rng, 0.2):
            scenario["screening"] = "light_only"


def spoil_usual_pain(rng: Random, scenario: Scenario) -> None:
    """The days without training are worse than those with it."""
    value = rng.choice((2, 3, 3, 3))
    for back in range(21):
        record = record_at(scenario, back)
        if record is None or "stage" not in record:
            put_daily(scenario, back, value)
        else:
            record["before"] = value
    scenario["baseline"] = max(scenario["baseline"], 2)


def spoil_highest_score(rng: Random, scenario: Scenario) -> None:
    """One score of 4, 5 or 6 somewhere around the last 14 dates."""
    back = rng.choice((*range(1, 14), 13, 14, 15))
    record = record_at(scenario, back)
    value = rng.choice((4, 5, 5, 6))
    if record is None or "stage" not in record:
        put_daily(scenario, back, value)
    elif chance(rng, 0.5):
        record["worst"] = value
    else:
        set_morning(scenario, record, value, rng.choice(("on_time", "late")))


def spoil_red(rng: Random, scenario: Scenario) -> None:
    """One red day: of this stage or another, in one of the ways of the first line."""
    days = trained(scenario)
    if not days:
        return
    record = rng.choice(days[: rng.choice((3, 8, 40))])
    way = rng.randrange(6)
    if way == 0:
        record["stop"] = True
    elif way == 1:
        record["leg"] = True
    elif way == 2:
        record["worst"] = rng.choice((7, 8, 9))
    elif way == 3:
        record["worst"] = rng.choice((5, 6))
        record["before"] = record["worst"] - rng.choice((1, 2))
    else:
        raise_mornings(rng, scenario, record, rng.choice((2, 2, 3)))
    if chance(rng, 0.3):
        record["stage"] = rng.choice(STAGES)


def raise_mornings(rng: Random, scenario: Scenario, record: Record, by: int) -> None:
    """A raised morning after a day, and perhaps a raised first score the date after."""
    back = days_back(scenario, record["on"])
    value = score(max(record["before"], scenario["baseline"]) + by)
    set_morning(scenario, record, value, rng.choice(("on_time", "on_time", "late")))
    following = record_at(scenario, back - 1)
    if following is not None and "stage" in following:
        if chance(rng, 0.5):
            set_morning(scenario, record, None, "on_time")
            following["before"] = value
            following["worst"] = max(value, following["worst"])
        set_morning(scenario, following, score(value + rng.choice((-1, 0))), "on_time")
    elif back >= 2 and record_at(scenario, back - 2) is None:
        put_daily(scenario, back - 2, value)


def spoil_mornings(rng: Random, scenario: Scenario) -> None:
    """Some or all mornings missing, null or late."""
    share = rng.choice((0.2, 0.5, 1.0))
    late = chance(rng, 0.5)
    for record in trained(scenario):
        if chance(rng, share):
            value = record.get("morning") if late else None
            set_morning(scenario, record, value, "late")
            if "morning" not in record and chance(rng, 0.3):
                record["morning"] = None


def spoil_with_today(rng: Random, scenario: Scenario) -> None:
    """Today was trained already, fully or in part, at this stage or another."""
    old = trained(scenario)
    base = old[0] if old else {"before": 1, "worst": 1, "stage": scenario["stage"]}
    record = {
        "on": scenario["today"],
        "stage": scenario["stage"] if chance(rng, 0.6) else rng.choice(STAGES),
        "done": rng.choice((0.33, 0.33, 0.67, 1.0)),
        "before": base["before"],
        "worst": score(base["worst"] + rng.choice((0, 0, 1, 3))),
    }
    if chance(rng, 0.5):
        record["target_dose"] = chance(rng, 0.5)
    put(scenario, record)


def spoil_stage(rng: Random, scenario: Scenario) -> None:
    """Some of the days since the stage was entered belong to another stage."""
    for record in rng.sample(trained(scenario), k=min(3, len(trained(scenario)))):
        record["stage"] = rng.choice(STAGES)


def spoil_gap(rng: Random, scenario: Scenario) -> None:
    """A gap without any record."""
    start = rng.choice((0, rng.randint(1, 30)))
    for back in range(start, start + rng.choice((2, 5, 8, 12, 14, 15))):
        remove(scenario, back)


def spoil_weekdays(rng: Random, scenario: Scenario) -> None:
    """Other planned weekdays, perhaps none."""
    scenario["training_weekdays"] = rng.sample(range(7), k=rng.choice((0, 0, 1, 2, 5)))


def spoil_flags(rng: Random, scenario: Scenario) -> None:
    """Technique or hold test not confirmed."""
    scenario[rng.choice(("technique_confirmed", "hold_test_passed"))] = False


def spoil_settled(rng: Random, scenario: Scenario) -> None:
    """A few of the last eight days are just settled, or just not: six are just met or missed."""
    days = stage_days(scenario)[rng.choice((0, 1, 1)) : 8]
    for record in rng.sample(days, k=min(len(days), rng.choice((2, 3, 3)))):
        way = rng.randrange(6)
        if way == 0:
            record["done"] = rng.choice((0.75, 0.79))
        elif way == 1:
            record["extra_meds"] = True
        elif way == 2:
            record["before"] = rng.choice((5, 6))
            record["worst"] = 6
        elif way == 3:
            record["before"] = rng.choice((2, 3))
            record["worst"] = record["before"] + rng.choice((2, 3))
        else:
            value = rng.choice((5, 6)) if way == 4 else record["before"] + rng.choice((1, 2))
            set_morning(scenario, record, value, rng.choice(("on_time", "late")))


def spoil_window_edge(rng: Random, scenario: Scenario) -> None:
    """The only day at the target dose is the first inside a window, or the last before it."""
    windows = {5: (21,), 3: (21, 35, 35), 2: (28,)}[level_of(scenario["stage"])]
    window = rng.choice(windows)
    back = window - rng.choice((0, 1))
    if not stage_days(scenario):
        return
    newest = stage_days(scenario)[0]
    for record in stage_days(scenario):
        record["target_dose"] = False
        if days_back(scenario, record["on"]) > back:
            remove(scenario, days_back(scenario, record["on"]))
    edge = {**newest, "on": day_at(scenario, back), "target_dose": True, "done": 1.0}
    set_morning(scenario, edge, edge["before"], "on_time")
    put(scenario, edge)
    scenario["entered_on"] = min(scenario["entered_on"], day_at(scenario, back))


SPOILERS: tuple[Change, ...] = (
    spoil_green_days,
    spoil_latest,
    spoil_recent,
    spoil_recent,
    spoil_spread,
    spoil_target_dose,
    spoil_today_score,
    spoil_trend,
    spoil_trend,
    spoil_not_worse,
    spoil_not_worse,
    spoil_flare_up,
    spoil_flare_up,
    spoil_screening,
    spoil_red,
    spoil_mornings,
    spoil_with_today,
    spoil_stage,
    spoil_gap,
    spoil_weekdays,
    spoil_window_edge,
)
SPOILERS_HEAVY = (*SPOILERS, spoil_usual_pain, spoil_highest_score, spoil_flags, spoil_flags)
SPOILERS_MODERATE = (*SPOILERS, spoil_settled, spoil_settled, spoil_window_edge)


def spoilers_for(stage: str) -> tuple[Change, ...]:
    """The spoilers that mean something for the tier of the stage."""
    if stage in MODERATE:
        return SPOILERS_MODERATE
    return SPOILERS if stage == "bar-hang" else SPOILERS_HEAVY


# ------------------------------------------------------------------------------- noise


def noise_record(rng: Random, scenario: Scenario, back: int, level: int) -> Record:
    """Any legal training record, more often plausible than not."""
    before = score(level + rng.randint(-2, 2))
    own = date.fromisoformat(day_at(scenario, back)) >= date.fromisoformat(scenario["entered_on"])
    record: Record = {
        "on": day_at(scenario, back),
        "stage": scenario["stage"] if own and chance(rng, 0.85) else rng.choice(STAGES),
        "done": rng.choice(DONE) if chance(rng, 0.3) else 1.0,
        "before": before,
        "worst": score(before + rng.choice((-1, 0, 0, 0, 1, 1, 2, 2, 3))),
    }
    if chance(rng, 0.8):
        record["target_dose"] = chance(rng, 0.7)
    for name, share in (("stop", 0.02), ("leg", 0.01), ("extra_meds", 0.06)):
        if chance(rng, share):
            record[name] = True
    morning = None if chance(rng, 0.2) else score(before + rng.choice((-1, 0, 0, 0, 1, 1, 2, 3)))
    set_morning(scenario, record, morning, "late" if chance(rng, 0.2) else "on_time")
    return record


def noise_scenario(rng: Random) -> Scenario:
    """A history without any plan behind it."""
    stage = rng.choice(list(AHEAD))
    level = rng.randint(0, 5)
    today = FIRST_TODAY + timedelta(days=rng.randrange(1100))
    length = rng.choice((0, 1, 3, 8, 15, 22, 30, 45, 60))
    entered = today - timedelta(days=rng.randint(0, length))
    scenario = empty_scenario(rng, stage, level, today, entered)
    scenario["training_weekdays"] = rng.sample(range(7), rng.randint(0, 7))
    share = rng.choice((0.2, 0.4, 0.7))
    for back in range(length, -1, -1):
        if chance(rng, share):
            put(scenario, noise_record(rng, scenario, back, level))
        elif chance(rng, 0.4):
            put_daily(scenario, back, score(level + rng.randint(-2, 2)))
        elif chance(rng, 0.03):
            put(scenario, {"on": day_at(scenario, back)})
    if chance(rng, 0.2):
        spoil_flare_up(rng, scenario)
    if chance(rng, 0.2):
        spoil_screening(rng, scenario)
    return scenario


def random_scenario(rng: Random) -> Scenario:
    """A valid and interesting scenario."""
    if chance(rng, 0.1):
        return noise_scenario(rng)
    spoilers = rng.choice((0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 3))
    scenario = calm_scenario(rng, comfortable=spoilers == 1 or chance(rng, 0.3))
    for _ in range(spoilers):
        rng.choice(spoilers_for(scenario["stage"]))(rng, scenario)
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        scenario = mutate(rng, scenario)
    return scenario


# ------------------------------------------------------------------------------ mutations


def change_score(rng: Random, scenario: Scenario) -> None:
    """One score one up or down."""
    record = rng.choice(scenario["days"])
    names = [
        name for name in ("before", "worst", "daily", "morning") if record.get(name) is not None
    ]
    if names:
        name = rng.choice(names)
        record[name] = score(record[name] + rng.choice((-1, 1)))


def change_morning(rng: Random, scenario: Scenario) -> None:
    """One morning given, taken away, or of the other timing."""
    record = rng.choice(trained(scenario))
    value = rng.choice((None, record["before"], record["before"], score(record["before"] + 2)))
    set_morning(scenario, record, value, rng.choice(("on_time", "late")))


def change_done(rng: Random, scenario: Scenario) -> None:
    """Another share done."""
    rng.choice(trained(scenario))["done"] = rng.choice(DONE)


def change_flag(rng: Random, scenario: Scenario) -> None:
    """One mark of a training day the other way."""
    record = rng.choice(trained(scenario))
    name = rng.choice(("target_dose", "target_dose", "extra_meds", "extra_meds", "stop", "leg"))
    record[name] = not record.get(name, False)


def change_stage_of_day(rng: Random, scenario: Scenario) -> None:
    """One training day belongs to another stage."""
    rng.choice(trained(scenario))["stage"] = rng.choice((scenario["stage"], rng.choice(STAGES)))


def drop_day(rng: Random, scenario: Scenario) -> None:
    """One record less."""
    scenario["days"].remove(rng.choice(scenario["days"]))


def add_daily(rng: Random, scenario: Scenario) -> None:
    """A daily score on a date without a record."""
    back = rng.randint(0, 30)
    if record_at(scenario, back) is None:
        put_daily(scenario, back, score(scenario["baseline"] + rng.choice((-1, 0, 1))))


def add_training(rng: Random, scenario: Scenario) -> None:
    """A training day on a date, whatever was there."""
    put(scenario, noise_record(rng, scenario, rng.randint(0, 30), min(scenario["baseline"], 4)))


def training_to_daily(rng: Random, scenario: Scenario) -> None:
    """A training day becomes a day with a daily score."""
    record = rng.choice(trained(scenario))
    put(scenario, {"on": record["on"], "daily": record["before"]})


def move_date(rng: Random, scenario: Scenario) -> None:
    """The date of entry or of the screening a day or so earlier or later."""
    name = rng.choice(("entered_on", "screened_on"))
    back = days_back(scenario, scenario[name]) + rng.choice((-7, -1, 1, 7))
    scenario[name] = day_at(scenario, max(0, back))


def next_day(_rng: Random, scenario: Scenario) -> None:
    """A day goes by without any record."""
    scenario["today"] = day_at(scenario, -1)


def change_baseline(rng: Random, scenario: Scenario) -> None:
    """Baseline one up or down."""
    scenario["baseline"] = score(scenario["baseline"] + rng.choice((-1, 1)))


def toggle_weekday(rng: Random, scenario: Scenario) -> None:
    """One planned weekday more or less."""
    weekday = rng.randrange(7)
    if weekday in scenario["training_weekdays"]:
        scenario["training_weekdays"].remove(weekday)
    else:
        scenario["training_weekdays"].append(weekday)


def toggle_confirmation(rng: Random, scenario: Scenario) -> None:
    """Technique or hold test the other way."""
    name = rng.choice(("technique_confirmed", "hold_test_passed"))
    scenario[name] = not scenario[name]


def change_outcome(rng: Random, scenario: Scenario) -> None:
    """Another screening outcome."""
    scenario["screening"] = rng.choice(OUTCOMES)


def change_flare_up(rng: Random, scenario: Scenario) -> None:
    """One flare-up less, a new one, or one with an end moved."""
    flares = scenario["flare_ups"]
    if not flares or chance(rng, 0.2):
        back = rng.randint(0, 25)
        flares.append({"from": day_at(scenario, back), "to": day_at(scenario, back)})
        flares.sort(key=lambda flare: flare["from"])
    elif chance(rng, 0.3):
        flares.remove(rng.choice(flares))
    else:
        flare, name = rng.choice(flares), rng.choice(("from", "to"))
        if flare[name] is not None:
            flare[name] = day_at(scenario, days_back(scenario, flare[name]) + rng.choice((-1, 1)))


def change_opens(rng: Random, scenario: Scenario) -> None:
    """Another stage directly ahead, where there are two."""
    scenario["opens"] = rng.choice(AHEAD[scenario["stage"]])


MUTATIONS: tuple[Change, ...] = (
    change_score,
    change_score,
    change_score,
    change_morning,
    change_morning,
    change_done,
    change_flag,
    change_stage_of_day,
    drop_day,
    add_daily,
    add_training,
    training_to_daily,
    move_date,
    next_day,
    change_baseline,
    toggle_weekday,
    toggle_confirmation,
    change_outcome,
    change_flare_up,
    change_opens,
)
NEED_TRAINING = (change_morning, change_done, change_flag, change_stage_of_day, training_to_daily)
NEED_DAYS = (change_score, drop_day, *NEED_TRAINING)


def mutate(rng: Random, scenario: Scenario) -> Scenario:
    """A copy of the scenario with one small legal change."""
    while True:
        changed = copy.deepcopy(scenario)
        change = rng.choice(MUTATIONS)
        if change in NEED_DAYS and not scenario["days"]:
            continue
        if change in NEED_TRAINING and not trained(scenario):
            continue
        change(rng, changed)
        if changed != scenario and not faults(changed):
            return changed


# ------------------------------------------------------------------------------ validity


def faults(scenario: Scenario) -> list[str]:
    """What docs/scenarios.md would refuse, and a few things it leaves open but a reader may refuse.

    The latter: flare-ups that overlap or are out of order, an open one that is not the last, a
    flare-up that ends before it starts, and weekdays named twice.
    """
    today = scenario["today"]
    found = []
    if set(scenario) != TOP_FIELDS:
        found.append("fields")
    if scenario["opens"] not in AHEAD.get(scenario["stage"], []):
        found.append("opens")
    if scenario["entered_on"] > today or scenario["screened_on"] > today:
        found.append("a date after today")
    if scenario["screening"] not in OUTCOMES or not is_score(scenario["baseline"]):
        found.append("screening or baseline")
    weekdays = scenario["training_weekdays"]
    if len(set(weekdays)) != len(weekdays) or not set(weekdays) <= set(range(7)):
        found.append("training_weekdays")
    found += flare_up_faults(scenario)
    dates = [record["on"] for record in scenario["days"]]
    if len(set(dates)) != len(dates):
        found.append("two records for one date")
    for record in scenario["days"]:
        found += [f"{record['on']}: {fault}" for fault in record_faults(scenario, record)]
    return found


def is_score(value: Any) -> bool:
    """A whole number from 0 to 10."""
    return type(value) is int and 0 <= value <= 10


def flare_up_faults(scenario: Scenario) -> list[str]:
    """Flare-ups after today, out of order, overlapping, or open before the last."""
    found = []
    earliest_start = ""
    for flare in scenario["flare_ups"]:
        end = "9999-12-31" if flare["to"] is None else flare["to"]
        if flare["from"] > scenario["today"] or (flare["to"] or "") > scenario["today"]:
            found.append("flare-up after today")
        if not earliest_start < flare["from"] <= end:
            found.append("flare-ups overlap or are out of order")
        earliest_start = end
    return found


def record_faults(scenario: Scenario, record: Record) -> list[str]:
    """The faults of one day."""
    found = []
    if record["on"] > scenario["today"]:
        found.append("after today")
    if "stage" not in record:
        if not set(record) <= {"on", "daily"} or not is_score(record.get("daily", 0)):
            found.append("daily")
        return found
    if not set(record) <= TRAINING_FIELDS or record["stage"] not in STAGES:
        found.append("fields")
    if not 0 <= record["done"] <= 1:
        found.append("done")
    given = [record["before"], record["worst"]]
    morning = record.get("morning")
    if morning is not None:
        given.append(morning)
        back = days_back(scenario, record["on"])
        late = record.get("morning_timing", "on_time") == "late"
        if back == 0 or (late and back == 1):
            found.append("morning too early")
    if not all(is_score(value) for value in given):
        found.append("score")
    return found
