"""The snapshot that pages read: right, frozen, and loaded once for each state."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backrehab.exercises import models
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import best_variant, get_catalogue, missing_equipment
from backrehab.exercises.loader import load_catalogue
from backrehab.exercises.search import Search, find_exercises
from backrehab.exercises.version import refresh_version

READING = 14


def test_a_known_digest_costs_no_query(
    catalogue: Catalogue, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        assert get_catalogue(catalogue.digest) is catalogue
    with django_assert_num_queries(1):
        assert get_catalogue() is catalogue


@pytest.mark.parametrize("kept", [1, 3, 31])
def test_reading_costs_the_same_however_many_exercises(db: None, kept: int) -> None:
    """One query for the digest before, one after, and one for each table and link between."""
    load_catalogue()
    gone = models.Exercise.objects.order_by("-position")[: 31 - kept].values_list("pk", flat=True)
    gone = list(gone)
    models.Stage.objects.filter(exercise__in=gone).delete()
    models.ProgrammeExercise.objects.filter(exercise__in=gone).delete()
    models.Exercise.objects.filter(pk__in=gone).delete()
    models.Muscle.objects.filter(key="piriformis").update(name=f"Piriformis {kept}")
    refresh_version()
    with CaptureQueriesContext(connection) as queries:
        assert len(get_catalogue().exercises) == kept
    assert len(queries) == READING


def test_a_change_shows_at_once(catalogue: Catalogue, change: Callable[..., Path]) -> None:
    load_catalogue(change("exercises", lambda data: data[0].update(name="Quiet hang")))
    now = get_catalogue()
    assert now.digest != catalogue.digest
    assert now.exercises["bar-hang"].name == "Quiet hang"
    assert catalogue.exercises["bar-hang"].name == "Bar hang"


def test_a_digest_that_was_replaced_gives_the_current_state(catalogue: Catalogue) -> None:
    assert get_catalogue("0" * 64) == catalogue


def test_before_the_first_load_it_is_empty_and_not_kept(no_catalogue: None) -> None:
    empty = get_catalogue()
    assert (empty.digest, dict(empty.exercises), dict(empty.stages)) == ("", {}, {})
    models.Muscle.objects.create(
        key="a",
        name="A",
        position=1,
        plain_name="a",
        region="hip",
        where_it_is="x",
        what_it_does="x",
    )
    assert list(get_catalogue().muscles) == ["a"]


def test_it_cannot_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(FrozenInstanceError):
        catalogue.exercises["bar-hang"].name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        catalogue.exercises["x"] = catalogue.exercises["bar-hang"]  # type: ignore[index]


@pytest.mark.django_db(transaction=True)
def test_many_threads_read_the_tables_once() -> None:
    load_catalogue()
    models.Muscle.objects.filter(key="piriformis").update(name="Piriformis muscle")
    refresh_version()
    digest = models.CatalogueVersion.objects.get().digest
    found: list[Catalogue] = []

    def read() -> None:
        found.append(get_catalogue(digest))
        connection.close()

    threads = [Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1
    assert found[0].muscles["piriformis"].name == "Piriformis muscle"


def test_ids_are_those_of_the_rows(catalogue: Catalogue) -> None:
    ids = dict(models.Exercise.objects.values_list("key", "pk"))
    assert {key: card.id for key, card in catalogue.exercises.items()} == ids


@pytest.mark.parametrize(
    ("exercise", "equipment", "variant", "missing"),
    [
        ("bar-hang", ["pull-up-bar", "band", "bench"], "bar-hang-bar", ()),
        ("bar-hang", [], None, (("pull-up-bar",),)),
        ("bar-hang", ["plyo-box"], None, (("pull-up-bar",),)),
        ("seated-row", ["band"], "seated-row-band", ()),
        ("seated-row", ["cable"], "seated-row-cable", ()),
        ("seated-row", [], "seated-row-towel", ()),
        ("reverse-hyper", ["exercise-ball", "plyo-box"], "reverse-hyper-ball", ()),
        ("reverse-hyper", ["exercise-ball"], "reverse-hyper-bed", ()),
        ("hyper-row", ["bench"], None, (("dumbbells",),)),
        ("deadlift", ["unknown-thing"], None, (("barbell",), ("dumbbells",))),
    ],
)
def test_the_first_way_that_fits(
    catalogue: Catalogue,
    exercise: str,
    equipment: list[str],
    variant: str | None,
    missing: tuple[tuple[str, ...], ...],
) -> None:
    card = catalogue.exercises[exercise]
    found = best_variant(card, equipment)
    assert (found and found.key) == variant
    assert missing_equipment(card, equipment) == missing


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(words="bar"), ["bar-hang", "deadlift", "barbell-row"]),
        (Search(words="BAR  hang"), ["bar-hang"]),
        (Search(words="kite-shaped"), 9),
        (Search(words="Dumbbells"), ["hyper-row", "deadlift", "barbell-row"]),
        (Search(words="tennis ball"), ["piriformis-release"]),
        (Search(words="planks"), ["plank"]),
        (Search(words="stage 4"), ["pull-through"]),
        (Search(words="sciatica releases"), ["piriformis-release"]),
        (Search(words="warm-up"), 4),
        (Search(stage="deadlift"), ["deadlift"]),
        (Search(programme="ladder"), 7),
        (Search(programme="hip", words="thumb"), ["hip-release"]),
        (Search(muscle="piriformis"), ["piriformis-release"]),
        (Search(equipment="barbell"), ["deadlift", "barbell-row"]),
        (Search(equipment="none"), 26),
        (Search(equipment="mine", mine=["barbell"]), 28),
        (Search(equipment="mine"), 26),
        (Search(stage="deadlift", muscle="piriformis"), []),
        (Search(muscle="nobody"), []),
        (Search(), 31),
    ],
)
def test_search(catalogue: Catalogue, search: Search, found: list[str] | int) -> None:
    keys = [card.key for card in find_exercises(catalogue, search)]
    assert (len(keys) if isinstance(found, int) else keys) == found
