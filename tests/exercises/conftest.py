"""A copy of the catalogue files that a test may change."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backrehab.exercises.loader import FIXTURES

type Change = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "catalogue"))


@pytest.fixture
def change(files: Path) -> Callable[[str, Change], Path]:
    """`change("exercises", edit)`: let `edit` alter that file's list; the directory."""

    def apply(name: str, edit: Change) -> Path:
        path = files / f"{name}.json"
        data = json.loads(path.read_text())
        edit(data)
        path.write_text(json.dumps(data))
        return files

    return apply
