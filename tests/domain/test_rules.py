"""Rule sets as data: the published one, and every kind of fault named with entry and field."""

import json
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from backrehab.domain.rules import RulesError, TierName, number_paths, parse_rules
from backrehab.progression import rulesets
from tests.domain.diaries import FIXTURE, RULES, RULES_DATA


def changed(path: str, value: Any) -> dict[str, Any]:
    """The published rule set with another value at a dotted path; `...` takes the field away."""
    data = deepcopy(RULES_DATA)
    *entries, last = path.split(".")
    place = data
    for name in entries:
        place = place[int(name)] if isinstance(place, list) else place[name]  # type: ignore[assignment]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("colour", ..., "rules: missing field 'colour'"),
        ("colours", {}, "rules: unknown field 'colours'"),
        ("version", "", "rules.version: must be of type str"),
        ("version", 2026.1, "rules.version: must be of type str"),
        ("usual", [], "rules.usual: must be an object"),
        ("usual", None, "rules.usual: must be an object"),
        ("usual.dates", ..., "rules.usual: missing field 'dates'"),
        ("usual.dates", None, "rules.usual.dates: must be of type int"),
        ("usual.dates", "7", "rules.usual.dates: must be of type int"),
        ("usual.dates", 7.0, "rules.usual.dates: must be of type int"),
        ("usual.dates", True, "rules.usual.dates: must be of type int"),
        ("usual.dates", -7, "rules.usual.dates: must not be negative"),
        ("usual.days", 7, "rules.usual: unknown field 'days'"),
        ("colour.done_share", 1.1, "rules.colour.done_share: must be a share from 0 to 1"),
        ("colour.done_share", "0.8", "rules.colour.done_share: must be a share from 0 to 1"),
        ("colour.done_share", True, "rules.colour.done_share: must be a share from 0 to 1"),
        ("colour.done_share", float("nan"), "rules.colour.done_share: must be a share from 0 to 1"),
        ("tiers.heavy.window", -1, "rules.tiers.heavy.window: must not be negative"),
        ("tiers.heavy.technique", 1, "rules.tiers.heavy.technique: must be of type bool"),
        ("tiers.heavy.usual_pain", "2", "rules.tiers.heavy.usual_pain: must be of type int"),
        ("tiers.light.screening", "clear", "rules.tiers.light.screening: must be a list"),
        (
            "tiers.light.screening",
            ["clear", "fine"],
            "rules.tiers.light.screening.1: must be one of clear, light_only, clinician, emergency",
        ),
        ("tiers.light", ..., "rules.tiers: missing light"),
        ("heavy.exercises", ["deadlfit"], "rules.heavy.exercises: there is no stage 'deadlfit'"),
        ("heavy.when_loaded", ["hip"], "rules.heavy.when_loaded: there is no stage 'hip'"),
        ("tiers.hard", {}, "rules.tiers: must be one of light, moderate, heavy"),
        ("tiers", {}, "rules.tiers: must be an object with entries"),
        ("stages", [], "rules.stages: must be an object with entries"),
        (
            "stages.deadlift.tier",
            "hard",
            "rules.stages.deadlift.tier: must be one of light, moderate, heavy",
        ),
        (
            "stages.deadlift.tier",
            [],
            "rules.stages.deadlift.tier: must be one of light, moderate, heavy",
        ),
        ("stages.deadlift.opens", ["x"], "rules.stages.deadlift.opens: there is no stage 'x'"),
        ("stages.deadlift.opens", [1], "rules.stages.deadlift.opens.0: must be of type str"),
        ("hold_test_for", ["plank"], "rules.hold_test_for: there is no stage 'plank'"),
        ("basis.0.confidence", "", "rules.basis.0.confidence: must be of type str"),
        ("basis.6.numbers", [], "rules.basis: no basis for steady.window"),
        (
            "basis.9.numbers",
            [*RULES_DATA["basis"][9]["numbers"], "tiers.*.floor"],
            "rules.basis: there is no number tiers.*.floor",
        ),
    ],
)  # fmt: skip
def test_a_fault_names_entry_and_field(path: str, value: Any, fault: str) -> None:
    with pytest.raises(RulesError) as raised:
        parse_rules(changed(path, value))
    assert str(raised.value) == fault


@pytest.mark.parametrize("data", [None, [], "2026.1", 3])
def test_what_is_no_object_at_all(data: Any) -> None:
    with pytest.raises(RulesError, match=r"^rules: must be an object$"):
        parse_rules(data)


def test_every_number_has_a_basis_with_title_text_and_confidence() -> None:
    named = {path for basis in RULES.basis for path in basis.numbers}
    assert named == {path for path, _ in number_paths(RULES_DATA)}
    assert all(len(b.title) > 10 and len(b.basis) > 20 and b.confidence for b in RULES.basis)


def test_no_number_has_two_bases() -> None:
    named = [path for basis in RULES.basis for path in basis.numbers]
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize(
    "path", sorted({path for path, _ in number_paths(RULES_DATA) if not path.startswith("tiers")})
)
def test_a_number_without_basis_is_refused(path: str) -> None:
    data = deepcopy(RULES_DATA)
    for basis in data["basis"]:
        basis["numbers"] = [number for number in basis["numbers"] if number != path]
    with pytest.raises(RulesError, match=rf"no basis for {path}$"):
        parse_rules(data)


def test_a_new_number_needs_a_field_and_a_basis() -> None:
    with pytest.raises(RulesError, match="unknown field 'limit'"):
        parse_rules(changed("trend.limit", 3))


def test_the_published_rule_set() -> None:
    """The numbers of the specification, once by hand."""
    light, moderate, heavy = (RULES.tiers[tier] for tier in TierName)
    columns = [
        (t.ceiling, t.window, t.green_days, t.green_of, t.recent, t.spread, t.target_dose)
        for t in (light, moderate, heavy)
    ]
    assert columns == [(5, 21, 3, 4, 7, 7, 1), (3, 21, 3, 4, 7, 7, 1), (2, 28, 4, 5, 7, 14, 1)]
    assert {(t.trend, t.not_worse) for t in (light, moderate, heavy)} == {(1, 2)}
    assert (heavy.usual_pain, heavy.highest_score, heavy.quiet_dates) == (2, 4, 14)
    assert (heavy.screening_dates, heavy.flare_up_free_dates) == (28, 14)
    assert RULES.colour.done_share == Fraction(4, 5)
    assert (RULES.no_exercise.score, RULES.no_exercise.over_usual) == (6, 3)
    assert (RULES.morning.from_hour, RULES.morning.on_time_hours, RULES.morning.late_hours) == (
        (4, 30, 48)
    )
    steady = RULES.steady
    assert (steady.window, steady.settled_days, steady.days, steady.spread) == (35, 6, 8, 21)
    assert (steady.worst, steady.rise, steady.morning_over_ref, steady.morning) == (5, 2, 1, 5)
    assert (RULES.horizon, RULES.report_after_days) == (90, 42)
    assert {key: stage.opens for key, stage in RULES.stages.items()} == {
        "bar-hang": ("seated-row",),
        "seated-row": ("reverse-hyper",),
        "reverse-hyper": ("pull-through",),
        "hyper-row": (),
        "pull-through": ("deadlift",),
        "deadlift": ("barbell-row", "hyper-row"),
        "barbell-row": ("hyper-row",),
    }


def test_the_window_holds_all_that_a_decision_can_depend_on() -> None:
    """35 dates of the longest run, and what its first day is judged by: a week of first scores, of
    which the first may be the late morning of a day three dates before."""
    assert RULES.morning.dates == 3
    assert RULES.window_dates == 35 + 7 + 3
    with pytest.raises(KeyError):
        RULES.tier_of("plank")


# The files


def test_every_published_version_can_be_read() -> None:
    assert rulesets.all_rule_sets() == {"2026.1": RULES}
    assert rulesets.current_rules() == RULES


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"{", "2026.1.json: Expecting property name"),
        (b"\xff\xfe", "2026.1.json: 'utf-8' codec can't decode"),
        (b"[]", "2026.1.json: rules: must be an object"),
        (b"{}", "2026.1.json: rules: missing field 'basis'"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: bytes, fault: str) -> None:
    path = tmp_path / "2026.1.json"
    path.write_bytes(text)
    with pytest.raises(RulesError) as raised:
        rulesets.read(path)
    assert str(raised.value).startswith(fault)


def test_a_file_is_named_after_its_version(tmp_path: Path) -> None:
    path = tmp_path / "2027.1.json"
    path.write_text(json.dumps(RULES_DATA), encoding="utf-8")
    with pytest.raises(RulesError, match=r"^2027\.1\.json: rules\.version: is '2026\.1'$"):
        rulesets.read(path)
    assert rulesets.read(FIXTURE) == RULES
