"""How the counted instructions are compared with those of the last update."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.instructions import MISSING, Figures, compare, main, read_figures
from tests.bench.pages import PAGES

KEPT = Figures(
    {"python": "3.13.0", "machine": "x86_64"}, {"Floor": 5.0, "Today": 20.0, "Ladder": 30.0}
)
NEWER = {"python": "3.13.7", "machine": "x86_64"}


def test_a_page_may_cost_3_percent_more_or_less() -> None:
    now = replace(KEPT, millions={"Floor": 5.1, "Today": 20.5, "Ladder": 29.2})
    how, changed = compare(KEPT, now)
    assert how == "instructions (± 3%), as the same Python and libraries made both"
    assert changed == []


@pytest.mark.parametrize(
    ("page", "millions", "told"),
    [
        ("Today", 21.0, "Today +5.0%"),
        ("Ladder", 28.5, "Ladder -5.0%"),
        ("Floor", 5.25, "Floor +5.0%"),
    ],
)
def test_5_percent_are_told(page: str, millions: float, told: str) -> None:
    now = replace(KEPT, millions=KEPT.millions | {page: millions})
    assert compare(KEPT, now)[1] == [told]


def test_pages_that_come_and_go_are_told() -> None:
    now = replace(KEPT, millions={"Floor": 5.0, "Today": 20.0, "Rungs": 30.0})
    assert compare(KEPT, now)[1] == ["Rungs is new", "Ladder is no longer counted"]


def test_another_python_takes_more_for_every_page() -> None:
    now = Figures(NEWER, {name: each * 1.3 for name, each in KEPT.millions.items()})
    how, changed = compare(KEPT, now)
    assert how == "multiples of the floor (± 5%), because python is 3.13.7 (kept: 3.13.0)"
    assert changed == []


def test_with_another_python_a_page_is_told_beside_the_floor() -> None:
    now = Figures(NEWER, {"Floor": 6.0, "Today": 25.5, "Ladder": 36.0})
    assert compare(KEPT, now)[1] == ["Today +6.2%"]


def test_all_pages_are_kept() -> None:
    assert list(read_figures().millions) == [page.name for page in PAGES]


def test_figures_are_written_as_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.bench.instructions.FILE", tmp_path / "instructions.json")
    assert read_figures() == Figures({}, {})
    assert compare(read_figures(), KEPT)[1] == ["Floor is new", "Today is new", "Ladder is new"]


def test_without_valgrind_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VALGRIND_REQUIRED", raising=False)
    assert main(update=False) == 0
    assert MISSING in capsys.readouterr().out
    assert main(update=True) == 1
    monkeypatch.setenv("VALGRIND_REQUIRED", "1")
    assert main(update=False) == 1
