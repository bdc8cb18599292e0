"""Faulty catalogue files: every fault is named with its file, entry and field."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backrehab.exercises.loader import load_catalogue
from backrehab.exercises.models import Exercise
from backrehab.exercises.reading import CatalogueInvalidError, read_catalogue
from tests.exercises.faults import FAULTS, HANG, Entries, drop, put


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [pytest.param(*fault, id=title) for title, *fault in FAULTS],
)
def test_a_fault_is_named(
    change: Callable[..., Path], name: str, edit: Callable[[Entries], None], message: str
) -> None:
    with pytest.raises(CatalogueInvalidError) as caught:
        read_catalogue(change(name, edit))
    assert [str(one) for one in caught.value.problems if str(one).startswith(message)] != [], str(
        caught.value
    )


def test_one_fault_is_one_problem(change: Callable[..., Path]) -> None:
    directory = change("exercises", put(HANG, "cues", to="Breathe."))
    with pytest.raises(CatalogueInvalidError) as caught:
        read_catalogue(directory)
    assert [str(one) for one in caught.value.problems] == [
        "exercises.json · bar-hang · cues: must be a list, not a text"
    ]


def test_all_faults_of_all_files_are_named_and_nothing_is_written(
    no_catalogue: None, change: Callable[..., Path]
) -> None:
    change("muscles", put(0, "region", to="tail"))
    change("exercises", drop(HANG, "cues"))
    directory = change("stages", put(1, "levels", 0, "sources", to=["S7", "default"]))
    with pytest.raises(CatalogueInvalidError) as caught:
        load_catalogue(directory)
    assert [(one.file, one.entry, one.field) for one in caught.value.problems] == [
        ("muscles.json", "gluteus-maximus", "region"),
        ("exercises.json", "bar-hang", "cues"),
        ("stages.json", "seated-row", "levels[0].sources"),
    ]
    assert Exercise.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{]", "muscles.json: is not valid JSON"),
        ("{}", "muscles.json: must be a list of entries, and not empty"),
        ("[]", "muscles.json: must be a list of entries, and not empty"),
        ("[7]", "muscles.json · entry 1: must be an object, not a number"),
        ('[{"key": "a", "key": "b"}]', "muscles.json · key: stands twice in the same object"),
    ],
)
def test_a_file_that_is_no_list_of_entries(files: Path, content: str, message: str) -> None:
    (files / "muscles.json").write_text(content)
    with pytest.raises(CatalogueInvalidError) as caught:
        read_catalogue(files)
    assert str(caught.value.problems[0]).startswith(message)


def test_a_file_that_is_not_there(files: Path) -> None:
    (files / "stages.json").unlink()
    with pytest.raises(CatalogueInvalidError) as caught:
        read_catalogue(files)
    assert str(caught.value.problems[0]) == "stages.json: can't be read: No such file or directory"
