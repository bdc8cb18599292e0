"""Every number of the rule in docs/clinical-rules.md is the one in the rule set."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backrehab.domain.colours import Colour
from backrehab.domain.decision import Code
from backrehab.domain.plan import DayKind
from backrehab.domain.rules import TierName
from backrehab.domain.way_up import way_up_of
from backrehab.progression.day_rules import day_rules
from tests.domain.diaries import RULES, RULES_DATA

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/clinical-rules.md").read_text(encoding="utf-8")
# A number in the text is followed by its name, which a browser does not show.
MARKED = re.compile(r"(\d+(?:\.\d+)?)<!-- ([\w.]+) -->")
# Numbers that are not the rule's: the scale, names, and digits in code, links and paths.
NOT_OF_THE_RULE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|from 0 \(no pain\) to 10|decision \d{4}|:00 local"
)
ALLOWED_NUMBERS = {"0"}
TIERS = [RULES_DATA["tiers"][tier.value] for tier in TierName]
# What a row of the gate's table says, from the numbers of one tier.
CELLS = {
    "window": "{window}",
    "green_days": "{green_days} of {green_of}",
    "latest_green": "yes",
    "recent": "{recent}",
    "spread": "{spread}",
    "target_dose": "{target_dose}",
    "today_score": "yes",
    "trend": "{trend}",
    "not_worse": "{not_worse}",
}
STEADY_CELLS = {
    "settled_days": "{settled_days} of {days}",
    "settled_spread": "{spread}",
    "settled_latest": "yes",
    "settled_target_dose": "{target_dose}",
    "settled_flare_up": "yes",
}


def section(title: str) -> str:
    """The text under a heading, up to the next one of its own or a higher level."""
    found = re.search(rf"(?m)^(#+) {re.escape(title)}$", TEXT)
    assert found is not None, title
    rest = TEXT[found.end() :]
    end = re.search(rf"(?m)^#{{1,{len(found[1])}}} ", rest)
    return rest[: end.start()] if end else rest


def rows(text: str, *, header: str) -> dict[str, list[str]]:
    """The cells after the first, by the first, of the table with that header."""
    lines = text.splitlines()
    start = lines.index(header) + 2
    found = {}
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        first, *cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        found[first.strip("`")] = [cell.rstrip(" |") for cell in cells]
    return found


def value_at(path: str) -> Any:
    value: Any = RULES_DATA
    for name in path.split("."):
        value = value[name]
    return value


def cell(value: Any) -> str:
    """A value as the tables write it."""
    if isinstance(value, list):
        return ", ".join(f"`{item}`" for item in value)
    return (
        {None: "–", True: "yes", False: "no"}.get(value, str(value))
        if (value is None or isinstance(value, bool))
        else str(value)
    )


def test_every_marked_number_is_that_of_the_rule_set() -> None:
    marked = MARKED.findall(TEXT)
    assert len(marked) > 40
    assert [(path, number) for number, path in marked] == [
        (path, str(value_at(path))) for _, path in marked
    ]


def test_no_number_in_the_text_is_unmarked() -> None:
    """Tables are compared as wholes; everything else must say which number it is."""
    prose = "\n".join(line for line in TEXT.splitlines() if not line.startswith(("|", "#")))
    bare = NOT_OF_THE_RULE.sub("", MARKED.sub("", prose))
    found = re.findall(r"\b\d+(?:\.\d+)?\b", bare)
    assert [number for number in found if number not in ALLOWED_NUMBERS] == []


def test_the_table_of_colours_has_every_colour_and_no_unmarked_number() -> None:
    table = rows(section("Colours"), header="| line | colour | shown as | when |")
    assert [cells[0].strip("`") for cells in table.values()] == [
        "red", "pending", "unsettled", "steady", "unscored", "green"
    ]  # fmt: skip
    assert {cells[0].strip("`") for cells in table.values()} == {c.value for c in Colour}
    assert re.findall(r"\d", MARKED.sub("", " ".join(cells[2] for cells in table.values()))) == []


def test_the_table_of_gates_is_that_of_the_rule_set() -> None:
    table = rows(section("The gate"), header="| gate | tier |")
    assert {gate: cells[0] for gate, cells in table.items()} == {
        f"{stage}` → `{opens}": rule.tier.value
        for stage, rule in RULES.stages.items()
        for opens in rule.opens
    }


def test_the_table_of_criteria() -> None:
    table = rows(section("The gate"), header="| code | met when | light | moderate | heavy |")
    codes = way_up_of(RULES, stage="deadlift", opens="hyper-row").codes
    assert list(table) == ["window", *[code.value for code in codes]]
    for code, pattern in CELLS.items():
        assert table[code][1:] == [pattern.format(**tier) for tier in TIERS], code
    heavy, hold = TIERS[2], RULES_DATA["hold_test"]
    assert table["flare_up"][1:] == ["yes", "yes", str(heavy["flare_up_free_dates"])]
    outcomes = [", ".join(tier["screening"]).replace("_", " ") for tier in TIERS]
    assert table["screening"][1:] == [*outcomes[:2], f"{outcomes[2]}, {heavy['screening_dates']}"]
    only_heavy = {
        "usual_pain": str(heavy["usual_pain"]),
        "highest_score": f"{heavy['highest_score']} in {heavy['quiet_dates']}",
        "no_red_14": f"0 in {heavy['quiet_dates']}",
        "technique": cell(heavy["technique"]),
        "hold_test": f"{hold['seconds']} s at {hold['pain']}",
    }
    for code, text in only_heavy.items():
        assert table[code][1:] == ["–", "–", text], code


def test_the_table_of_the_steady_route() -> None:
    table = rows(section("The steady-pain route"), header="| code | met when | needs |")
    steady = RULES_DATA["steady"]
    assert {code: cells[1] for code, cells in table.items()} == {
        code: pattern.format(**steady) for code, pattern in STEADY_CELLS.items()
    }
    assert {code.value for code in Code if code.of_steady_route} == set(table)


def test_the_numbers_by_tier() -> None:
    table = rows(section("The numbers"), header="| number | light | moderate | heavy |")
    assert table == {f"tiers.*.{name}": [cell(tier[name]) for tier in TIERS] for name in TIERS[0]}


def flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value inside with its dotted path, however deep it lies."""
    if not isinstance(value, dict):
        yield path, value
        return
    for key, inner in value.items():
        yield from flat(inner, f"{path}.{key}" if path else key)


def test_the_other_numbers() -> None:
    table = rows(section("The numbers"), header="| number | value | meaning |")
    others = {"version", "stages", "hold_test_for", "tiers", "basis"}
    data = {name: value for name, value in RULES_DATA.items() if name not in others}
    assert {path: cells[0] for path, cells in table.items()} == {
        path: cell(value) for path, value in flat(data, "")
    }
    assert min(len(cells[1]) for cells in table.values()) > 5


def test_deep_values_are_printed_by_their_whole_path() -> None:
    data = {"a": {"b": {"c": None, "d": True}}, "e": [1], "f": {"g": 0.5}}
    assert [(path, cell(value)) for path, value in flat(data, "")] == [
        ("a.b.c", "–"),
        ("a.b.d", "yes"),
        ("e", "`1`"),
        ("f.g", "0.5"),
    ]


def test_the_kinds_of_a_day() -> None:
    table = rows(section("The plan of a day"), header="| kind | when | what it has |")
    assert sorted(table) == sorted(kind.value for kind in DayKind)
    order = [one.name for one in day_rules().gives_way]
    spoken = {
        "branch": "side branch", "fundamentals": "fundamentals", "hip": "hip",
        "maintenance": "what is kept up", "daily-reverse-hyper": "daily reverse hyper",
        "sciatica": "sciatica",
    }  # fmt: skip
    assert set(spoken) == set(order)
    text = " ".join(section("The plan of a day").partition("**Time.**")[2].split())
    listed = text.partition("with a reason for each: ")[2].partition(";")[0]
    assert listed == ", ".join(
        spoken[name] if name in {"maintenance", "sciatica"} else f"the {spoken[name]}"
        for name in order
    )


def test_the_basis_is_the_one_in_the_rule_set() -> None:
    header = "| about | numbers | basis | confidence |"
    table = rows(section("Basis of the numbers"), header=header)
    assert table == {
        basis.title: [
            ", ".join(f"`{number}`" for number in basis.numbers),
            basis.basis,
            basis.confidence,
        ]
        for basis in RULES.basis
    }


def test_every_counterexample_named_is_there_and_every_way_is_named() -> None:
    ways = rows(
        section("More pain never helps"), header="| way | scores | why | smallest history |"
    )
    assert list(ways) == [
        "its own ref", "its own rise", "a later ref", "the limit of today", "the week before"
    ]  # fmt: skip
    named = re.findall(r"`tests/domain/counterexamples/([\w-]+)\.json`", TEXT)
    folder = Path(__file__).parent / "counterexamples"
    assert len(named) == 9
    assert [name for name in named if not (folder / f"{name}.json").is_file()] == []
