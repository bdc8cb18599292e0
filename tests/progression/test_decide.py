"""`manage.py decide` through its real entry point: files, folders, standard input, and faults."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backrehab.domain.scenario import decide
from backrehab.progression.rulesets import all_rule_sets
from tests.oracle.generate import random_scenario

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests" / "oracle" / "examples"
GUIDE = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
NEW_USER = json.loads((EXAMPLES / "new-user.json").read_text(encoding="utf-8"))


def run(
    *arguments: str | Path, given: bytes = b"", cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, with a database that does not exist."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "decide", *arguments],
        input=given,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=os.environ
        | {"ENVIRONMENT": "development", "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
        | environment,
        timeout=120,
    )


def answers(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def errors(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return result.stderr.decode().splitlines()


def expected(scenario: dict[str, Any]) -> dict[str, Any]:
    return decide(scenario, all_rule_sets())


def scenarios(count: int) -> list[dict[str, Any]]:
    rng = Random(9)
    return [random_scenario(rng) for _ in range(count)]


def write(path: Path, scenario: Any) -> Path:
    path.write_text(json.dumps(scenario), encoding="utf-8")
    return path


def lines(values: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


# Files and folders


def test_files_in_the_order_they_are_named() -> None:
    names = ["steady-four", "new-user", "heavy-ready", "new-user"]
    result = run(*[EXAMPLES / f"{name}.json" for name in names])
    kept = [json.loads((EXAMPLES / f"{name}.expected.json").read_text()) for name in names]
    assert [a["status"] for a in answers(result)] == [k["status"] for k in kept]
    assert [a["colours"] for a in answers(result)] == [k["colours"] for k in kept]
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_folder_means_its_scenarios_sorted_by_name() -> None:
    result = run(EXAMPLES)
    names = sorted(p for p in EXAMPLES.glob("*.json") if not p.name.endswith(".expected.json"))
    kept = [json.loads(p.with_suffix(".expected.json").read_text()) for p in names]
    found = answers(result)
    for answer in found:
        assert answer.pop("rules") == "2026.1"
        answer["criteria"] = {c["code"]: c["met"] for c in answer["criteria"]}
    assert found == kept
    assert (result.returncode, len(kept)) == (0, 15)


def test_folders_files_and_standard_input_mixed(tmp_path: Path) -> None:
    one, two, three, four = scenarios(4)
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / "b.json", two)
    write(tmp_path / "folder" / "a.json", one)
    write(tmp_path / "folder" / "c.txt", {"not": "looked at"})
    write(tmp_path / "folder" / "a.expected.json", {"not": "looked at"})
    last = write(tmp_path / "z", four)
    result = run(tmp_path / "folder", "-", last, given=lines([three]))
    assert answers(result) == [expected(s) for s in (one, two, three, four)]
    assert result.returncode == 0


def test_one_line_of_plain_json_for_each() -> None:
    result = run(EXAMPLES / "new-user.json")
    assert result.stdout.endswith(b"}\n")
    assert result.stdout.count(b"\n") == 1
    assert result.stdout.isascii()


def test_without_a_file_there_is_a_usage_line() -> None:
    result = run()
    assert result.returncode == 2
    assert "usage:" in result.stderr.decode()


# Faulty files

SCORE = b'{"on": "2026-03-01", "daily": %s}'
TEXT = json.dumps(NEW_USER).encode()


def with_days(days: bytes) -> bytes:
    return re.sub(rb'"days": \[.*\]', b'"days": [' + days + b"]", TEXT)


FAULTY = {
    "not JSON": (b"{", "scenario: not JSON (Expecting property name"),
    "empty": (b"", "scenario: not JSON (Expecting value"),
    "two values": (TEXT + TEXT, "scenario: not JSON (Extra data"),
    "a list": (b"[" + TEXT + b"]", "scenario: must be an object"),
    "not UTF-8": (TEXT.replace(b"bar-hang", b"bar-h\xe4ng"), "scenario: not UTF-8 (byte "),
    "UTF-16": (TEXT.decode().encode("utf-16"), "scenario: not UTF-8 (byte 0)"),
    "a field twice": (b'{"today": "2026-03-09", ' + TEXT[1:], "today: given twice"),
    "a field of a day twice": (
        with_days(b'{"on": "2026-03-01", "daily": 9, "daily": 1}'),
        "daily: given twice",
    ),
    "NaN": (with_days(SCORE % b"NaN"), "scenario: NaN is not a number"),
    "infinity": (with_days(SCORE % b"-Infinity"), "scenario: -Infinity is not a number"),
    "a score": (with_days(SCORE % b"11"), "days[0].daily: must be a whole number from 0 to 10"),
    "a huge number": (with_days(SCORE % (b"9" * 5000)), "scenario: not JSON (Exceeds the limit"),
    "too deep": (b"[" * 200_000, "scenario: not JSON ("),
    "an unknown field": (b'{"note": 1, ' + TEXT[1:], "note: unknown field"),
    "a name with a new line": (b'{"a\\nb": 1, ' + TEXT[1:], r"'a\nb': unknown field"),
    "half a character": (b'{"\\ud800": 1, ' + TEXT[1:], r"'\ud800': unknown field"),
    "an escape sequence": (b'{"\\u001b[2J": 1, ' + TEXT[1:], r"'\x1b[2J': unknown field"),
    "the end of time": (
        TEXT.replace(f'"today": "{NEW_USER["today"]}"'.encode(), b'"today": "9999-12-31"'),
        "today: must be a date from 1900 to 2999",
    ),
}


def test_each_faulty_file_gets_one_line_and_the_others_are_decided(tmp_path: Path) -> None:
    good = write(tmp_path / "good.json", NEW_USER)
    paths = []
    for name, (content, _) in FAULTY.items():
        path = tmp_path / f"{name}.json"
        path.write_bytes(content)
        paths += [path, good]
    result = run(*paths)
    found = errors(result)
    assert len(found) == len(FAULTY)
    for line, (name, (_, fault)) in zip(found, FAULTY.items(), strict=True):
        assert line.startswith(f"{tmp_path / name}.json: {fault}"), name
    assert answers(result) == [expected(NEW_USER)] * len(FAULTY)
    assert result.returncode == 2


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    good = write(tmp_path / "good.json", NEW_USER)
    result = run(tmp_path / "gone.json", tmp_path, good)
    assert errors(result) == [
        f"{tmp_path / 'gone.json'}: No such file or directory",
        f"{tmp_path / 'folder.json'}: Is a directory",
    ]
    assert answers(result) == [expected(NEW_USER)] * 2
    assert result.returncode == 2


def test_a_mark_at_the_beginning_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT)
    assert answers(run(path)) == [expected(NEW_USER)]


# Standard input


def test_lines_are_answered_in_pairs_whatever_they_hold() -> None:
    given: list[bytes] = []
    wanted: list[Any] = []
    texts = [(name, text) for name, (text, _) in FAULTY.items() if b"\n" not in text]
    for scenario, (name, text) in zip(scenarios(len(texts)), texts, strict=True):
        given += [json.dumps(scenario).encode(), text]
        wanted += [expected(scenario), name]
    result = run("-", given=b"\n".join(given))
    for answer, want in zip(answers(result), wanted, strict=True):
        if isinstance(want, str):
            assert list(answer) == ["error"]
            assert answer["error"].startswith(FAULTY[want][1])
        else:
            assert answer == want
    assert (result.returncode, result.stderr) == (2, b"")


def test_a_blank_line_is_a_line() -> None:
    result = run("-", given=lines([NEW_USER]) + b"\n" + lines([NEW_USER]))
    assert ["error" in answer for answer in answers(result)] == [False, True, False]


def test_any_json_value_is_answered() -> None:
    values = [None, True, 3, 1e300, "x", "\ud800", [], {}, [[[]]], {"": {}}, {"days": {"x": [1]}}]
    values += [{**NEW_USER, name: value} for name in NEW_USER for value in values]
    result = run("-", given=lines(values), LANG="C", PYTHONIOENCODING="ascii")
    assert len(answers(result)) == len(values)
    assert {frozenset(answer) for answer in answers(result)} == {
        frozenset({"error"}),
        frozenset(expected(NEW_USER)),
    }


def test_nothing_to_decide() -> None:
    result = run("-")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_each_answer_is_there_before_the_next_line_is_given() -> None:
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "decide", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"ENVIRONMENT": "development"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process, process.stdin, process.stdout:
        for scenario in scenarios(3):
            process.stdin.write(lines([scenario]))
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == expected(scenario)
        process.stdin.close()
        assert process.wait(timeout=60) == 0


# The guide


def blocks(kind: str) -> list[str]:
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```", GUIDE)


def test_the_worked_examples_of_the_guide(tmp_path: Path) -> None:
    """One of each question, with its answer after it."""
    examples = blocks("json")
    names = [f"example-{i}.json" for i in range(0, len(examples), 2)]
    for name, scenario in zip(names, examples[::2], strict=True):
        (tmp_path / name).write_text(scenario, encoding="utf-8")
    assert answers(run(*names, cwd=tmp_path)) == [json.loads(answer) for answer in examples[1::2]]
    assert {json.loads(scenario).get("ask", "gate") for scenario in examples[::2]} == {
        "gate",
        "dose",
        "plan",
    }


def test_the_fault_that_the_guide_shows(tmp_path: Path) -> None:
    scenario = blocks("json")[0].replace('"worst": 4', '"worst": 14')
    (tmp_path / "faulty.json").write_text(scenario, encoding="utf-8")
    assert errors(run("faulty.json", cwd=tmp_path)) == blocks("text")[0].splitlines()


@pytest.mark.parametrize("field", [*NEW_USER, "before", "worst", "daily", "from", "to"])
def test_the_guide_names_every_field(field: str) -> None:
    assert f"`{field}`" in GUIDE
