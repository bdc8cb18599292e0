"""Loading: twice is once, an edit keeps its row, and what people recorded is never lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backrehab.exercises import models
from backrehab.exercises.loader import load_catalogue, load_if_changed
from backrehab.exercises.reading import CatalogueInvalidError
from backrehab.exercises.version import TABLES, current_digest
from backrehab.painlog.models import PerformedSet
from tests.factories import make_user

pytestmark = pytest.mark.django_db
type Entries = list[dict[str, Any]]


def rows() -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.__name__: list(table._default_manager.order_by("pk").values_list())
        for table in (*TABLES, models.CatalogueVersion)
    }


def test_the_real_files_load_and_a_second_load_writes_nothing(no_catalogue: None) -> None:
    first = load_catalogue()
    before = rows()
    assert len(first.added) == sum(len(before[table.__name__]) for table in TABLES)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = load_catalogue()
    assert second.nothing
    assert rows() == before
    assert [one["sql"] for one in queries if not is_read(one["sql"])] == []


def is_read(sql: str) -> bool:
    return sql.startswith(("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT"))


def test_an_edited_entry_keeps_its_row(change: Callable[..., Path]) -> None:
    load_catalogue()
    before, digest = rows(), current_digest()

    def edit(data: Entries) -> None:
        data[0]["name"] = "Quiet hang"
        data[0]["cues"] = ["One.", "Two.", "Three."]
        data[0]["variants"][0]["how"] = "As ever."

    report = load_catalogue(change("exercises", edit))
    assert report.changed == ["exercise bar-hang", "variant bar-hang-bar"]
    assert (report.added, report.removed) == ([], [])
    after = rows()
    assert [row[0] for row in after["Exercise"]] == [row[0] for row in before["Exercise"]]
    hang = models.Exercise.objects.get(key="bar-hang")
    assert (hang.name, hang.cues) == ("Quiet hang", ["One.", "Two.", "Three."])
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"Exercise", "Variant", "CatalogueVersion"}
    assert current_digest() != digest


def test_the_old_files_bring_the_old_state_and_digest_back(change: Callable[..., Path]) -> None:
    load_catalogue()
    before, digest = rows(), current_digest()
    load_catalogue(change("muscles", lambda data: data[0].update(name="Glute")))
    load_catalogue()
    after = rows()
    del before["CatalogueVersion"], after["CatalogueVersion"]
    assert after == before
    assert current_digest() == digest


def without(key: str) -> Callable[[Entries], None]:
    def edit(data: Entries) -> None:
        data[:] = [one for one in data if one["key"] != key]

    return edit


def without_item(programme: str, exercise: str) -> Callable[[Entries], None]:
    def edit(data: Entries) -> None:
        for one in data:
            if one["key"] == programme:
                one["items"] = [item for item in one["items"] if item["exercise"] != exercise]

    return edit


def test_what_is_gone_from_the_files_is_removed(change: Callable[..., Path]) -> None:
    load_catalogue()
    change("exercises", without("hip-bump"))
    report = load_catalogue(change("programmes", without_item("hip", "hip-bump")))
    assert "exercise hip-bump" in report.removed
    assert not models.Exercise.objects.filter(key="hip-bump").exists()
    assert not models.Variant.objects.filter(key__startswith="hip-bump").exists()


def test_what_people_recorded_keeps_its_exercise(change: Callable[..., Path]) -> None:
    load_catalogue()
    user, exercise = make_user(), models.Exercise.objects.get(key="hip-bump")
    for number in (1, 2):
        PerformedSet.objects.create(
            user=user,
            on=timezone.now().date(),
            exercise=exercise,
            slot="session",
            number=number,
            done_at=timezone.now(),
        )
    before = rows()
    change("exercises", without("hip-bump"))
    with pytest.raises(CatalogueInvalidError) as caught:
        load_catalogue(change("programmes", without_item("hip", "hip-bump")))
    assert str(caught.value) == (
        "exercises.json · hip-bump · key: is gone from the file, but 2 performed sets still point "
        "at it; keep the entry"
    )
    assert rows() == before


def test_a_stage_and_an_exercise_may_change_their_keys(change: Callable[..., Path]) -> None:
    """The new rows take over what is unique of the old ones, in one load."""
    load_catalogue()

    def exercise(data: Entries) -> None:
        data[3]["key"] = "hyper-row-2"

    def stage(data: Entries) -> None:
        data[3] |= {"key": "hyper-row-2", "exercise": "hyper-row-2"}

    change("exercises", exercise)
    load_catalogue(change("stages", stage))
    assert models.Stage.objects.get(number="3b").exercise.key == "hyper-row-2"
    assert not models.Exercise.objects.filter(key="hyper-row").exists()


def test_a_swap_of_unique_values_is_refused_in_words(change: Callable[..., Path]) -> None:
    load_catalogue()
    before = rows()

    def swap(data: Entries) -> None:
        data[0]["exercise"], data[1]["exercise"] = data[1]["exercise"], data[0]["exercise"]

    with pytest.raises(CatalogueInvalidError, match="change them in two steps"):
        load_catalogue(change("stages", swap))
    assert rows() == before


def test_an_edit_by_hand_is_undone_by_the_next_load() -> None:
    load_catalogue()
    models.Muscle.objects.filter(key="piriformis").update(name="Something else")
    assert load_catalogue().changed == ["muscle piriformis"]
    assert models.Muscle.objects.get(key="piriformis").name == "Piriformis"


def test_the_command(no_catalogue: None, capsys: pytest.CaptureFixture[str], files: Path) -> None:
    call_command("load_catalogue", str(files))
    added = sum(table._default_manager.count() for table in TABLES)
    assert capsys.readouterr().out == (f"Catalogue loaded: {added} added, 0 changed, 0 removed.\n")
    call_command("load_catalogue")
    assert capsys.readouterr().out == "The catalogue is up to date; nothing was written.\n"


def test_the_command_names_what_changed(
    capsys: pytest.CaptureFixture[str], change: Callable[..., Path]
) -> None:
    call_command("load_catalogue")
    capsys.readouterr()
    call_command("load_catalogue", change("muscles", lambda data: data[0].update(name="Glute")))
    assert capsys.readouterr().out == (
        "Catalogue loaded: 0 added, 1 changed, 0 removed.\nchanged: muscle gluteus-maximus\n"
    )


def test_the_command_refuses_faulty_files(no_catalogue: None, change: Callable[..., Path]) -> None:
    directory = change("muscles", lambda data: data[0].update(region="tail"))
    with pytest.raises(CommandError) as caught:
        call_command("load_catalogue", directory)
    assert str(caught.value) == (
        "muscles.json · gluteus-maximus · region: 'tail' is unknown; known are hip, spine, back, "
        "trunk\nNothing was loaded: 1 problem to mend."
    )
    assert caught.value.returncode == 2
    assert models.Muscle.objects.count() == 0


def test_a_restart_keeps_an_operators_edit_and_new_files_replace_it(
    files: Path, change: Callable[[str, Callable[[Entries], None]], Path]
) -> None:
    load_if_changed(files)
    models.Muscle.objects.filter(key="multifidus").update(plain_name="Edited")
    assert load_if_changed(files).nothing
    assert models.Muscle.objects.get(key="multifidus").plain_name == "Edited"
    change("equipment", lambda entries: entries[0].update(name="Another name"))
    assert len(load_if_changed(files).changed) == 2
    assert models.Muscle.objects.get(key="multifidus").plain_name != "Edited"
