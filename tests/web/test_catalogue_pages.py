"""The public pages of the catalogue."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from backrehab.exercises import models
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.version import refresh_version
from tests.factories import make_screening, make_user
from tests.factories_diary import make_person

LIST = "/exercises/"
EXERCISE = "/exercises/bar-hang/"
PAGES = [LIST, EXERCISE, "/muscles/", "/muscles/piriformis/"]
HTMX = {"HX-Request": "true"}


def names(response: Any) -> list[str]:
    """The exercises shown, in their order."""
    return [tile.name for group in response.context["results"].groups for tile in group.tiles]


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def keep(number: int) -> None:
    """Leave only the first exercises in the catalogue, and warm the snapshot."""
    gone = list(models.Exercise.objects.order_by("position").values_list("pk", flat=True)[number:])
    models.Stage.objects.filter(exercise__in=gone).delete()
    models.ProgrammeExercise.objects.filter(exercise__in=gone).delete()
    models.Exercise.objects.filter(pk__in=gone).delete()
    refresh_version()
    get_catalogue()


@pytest.mark.parametrize("number", [1, 3, 31])
@pytest.mark.parametrize("address", PAGES)
def test_queries(
    catalogue: Catalogue,
    client: Client,
    sign_in: Callable[..., Client],
    django_assert_num_queries: Callable[[int], Any],
    *,
    address: str,
    number: int,
) -> None:
    keep(number)
    with django_assert_num_queries(1):
        assert client.get(address).status_code == 200
    person = sign_in(make_user())
    # Beside an exercise stands what the health check says of exercise now.
    with django_assert_num_queries(4 if address == EXERCISE else 3):
        assert person.get(address).status_code == 200


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({"E1": "yes"}, "Get medical help now"),
        ({"C9": "yes"}, "Your plan is paused"),
        ({}, None),
    ],
)
def test_an_exercise_says_when_it_should_not_be_done_now(
    catalogue: Catalogue,
    client: Client,
    sign_in: Callable[..., Client],
    answers: dict[str, str],
    title: str | None,
) -> None:
    person = make_person()
    make_screening(person, **answers)
    own = page(sign_in(person).get(EXERCISE))
    public = page(client.get(EXERCISE))
    for words in ("Get medical help now", "Your plan is paused"):
        assert (f"<h2>{words}</h2>" in own) is (words == title)
        assert words not in public


@pytest.mark.parametrize("address", PAGES)
def test_only_reading(catalogue: Catalogue, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_everybody_may_read(
    catalogue: Catalogue, client: Client, sign_in: Callable[..., Client], address: str
) -> None:
    public = client.get(address)
    assert public.context["section"] == "exercises"
    assert "no-store" not in public.get("Cache-Control", "")
    own = sign_in(make_user()).get(address)
    assert own["Cache-Control"] == "no-store"
    assert f'href="{LIST}" aria-current="page"' in page(own)


@pytest.mark.parametrize("address", ["/exercises/nothing/", "/muscles/nothing/"])
def test_what_is_not_there(catalogue: Catalogue, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_list_is_grouped_and_counted(catalogue: Catalogue, client: Client) -> None:
    response = client.get(LIST)
    assert [group.title for group in response.context["results"].groups] == [
        "Ladder",
        "Easy routine",
        "Warm-up",
        "Fundamentals",
        "Sciatica",
        "Side of the hip",
    ]
    assert '<p class="strong" data-announce>31 exercises</p>' in page(response)
    assert "Clear search and filters" not in page(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "bar hang"}, ["Bar hang"]),
        ({"stage": "deadlift"}, ["Deadlift"]),
        ({"muscle": "piriformis"}, ["Buttock release"]),
        ({"equipment": "barbell"}, ["Deadlift", "Barbell row"]),
        ({"programme": "daily-reverse-hyper"}, ["Reverse hyper"]),
        (
            {"programme": "ladder", "equipment": "none"},
            ["Seated row", "Reverse hyper", "Pull-through"],
        ),
        ({"q": "hang", "muscle": "piriformis"}, []),
    ],
)
def test_search_and_filters(
    catalogue: Catalogue, client: Client, query: dict[str, str], found: list[str]
) -> None:
    response = client.get(LIST, query)
    assert names(response) == found
    assert "Clear search and filters" in page(response)


def test_a_programme_shows_its_order_doses_and_advice(catalogue: Catalogue, client: Client) -> None:
    response = client.get(LIST, {"programme": "easy-routine"})
    assert names(response)[-2:] == [
        "Marching on your back, level 1",
        "Marching on your back, level 2",
    ]
    text = page(response)
    programme = catalogue.programmes["easy-routine"]
    for line in (programme.how_often, programme.not_for, *programme.advice):
        assert line in text
    assert "6 repetitions on each side" in text
    assert "S2: after tweaking the back" in text


def test_nothing_found_has_a_way_out(catalogue: Catalogue, client: Client) -> None:
    text = page(client.get(LIST, {"q": "zzz"}))
    assert "No exercise matches" in text
    assert f'<a class="button quiet" href="{LIST}">Show all exercises</a>' in text
    assert ">0 exercises<" in text


@pytest.mark.parametrize("name", ["stage", "programme", "muscle", "equipment"])
@pytest.mark.parametrize("value", ["nothing", "' OR 1=1 --", "é" * 500, "mine"])
def test_a_filter_we_do_not_know_is_left_out(
    catalogue: Catalogue, client: Client, name: str, value: str
) -> None:
    response = client.get(LIST, {name: value, "q": "bar hang"})
    assert names(response) == ["Bar hang"]
    assert "We don&#x27;t know this choice, so it was left out." in page(response)


@pytest.mark.parametrize(
    ("words", "said"),
    [("a" * 61, "Type fewer letters: at most 60."), ("\x00hang", "")],
    ids=["long", "null"],
)
def test_words_we_cannot_search_for_are_left_out(
    catalogue: Catalogue, client: Client, words: str, said: str
) -> None:
    response = client.get(LIST, {"q": words, "stage": "bar-hang"})
    assert names(response) == ["Bar hang"]
    assert 'id="filter_q_error"' in page(response)
    assert said in page(response)


def test_htmx_gets_the_results_only_and_a_clean_address(
    catalogue: Catalogue, client: Client
) -> None:
    query = {"q": " hang ", "stage": "", "programme": "", "muscle": "", "equipment": "nothing"}
    response = client.get(LIST, query, headers=HTMX)
    text = page(response)
    assert text.startswith('<div class="catalogue-results" id="exercise-results">')
    assert "<html" not in text
    assert "<form" not in text
    assert response["HX-Replace-Url"] == "/exercises/?q=hang"
    assert "HX-Request" in response["Vary"]
    assert client.get(LIST, {"q": ""}, headers=HTMX)["HX-Replace-Url"] == LIST
    assert not client.get(LIST).has_header("HX-Replace-Url")


def test_the_form_works_without_scripts(catalogue: Catalogue, client: Client) -> None:
    text = page(client.get(LIST, {"q": "row", "stage": "seated-row"}))
    assert f'<form class="catalogue-form no-print" method="get" action="{LIST}"' in text
    assert 'value="row"' in text
    assert '<option value="seated-row" selected>2 · Seated row</option>' in text


def test_what_i_have(catalogue: Catalogue, sign_in: Callable[..., Client]) -> None:
    person = sign_in(make_user(equipment=["barbell"]))
    response = person.get(LIST, {"equipment": "mine", "programme": "ladder"})
    assert names(response) == [
        "Seated row",
        "Reverse hyper",
        "Pull-through",
        "Deadlift",
        "Barbell row",
    ]


def test_an_exercise_shows_everything(catalogue: Catalogue, client: Client) -> None:
    text = page(client.get("/exercises/bar-hang/"))
    card, stage = catalogue.exercises["bar-hang"], catalogue.stages["bar-hang"]
    lines = [*card.set_up, *card.cues, *card.cautions, card.summary, stage.trains, stage.note]
    lines += [variant.how for variant in card.variants]
    lines += [muscle.name for muscle in card.muscles]
    lines += [*card.source_texts, stage.source_dose]
    lines += [text for level in stage.levels for text in level.source_texts]
    assert [line for line in lines if line.replace("'", "&#x27;") not in text] == []
    assert "Ladder, stage 1" in text
    assert "2 holds of 20 seconds</span>, 1 more at midday if you like" in text
    assert "2 holds of 60 seconds, every day" in text
    assert "no hanging from a bar" in text
    assert '<a href="/exercises/belly-breathing/">' in text
    assert "If it makes your pain clearly worse, stop." in text
    assert "Our default: " in text


def test_every_exercise_has_a_page(catalogue: Catalogue, client: Client) -> None:
    for card in catalogue.exercises.values():
        text = page(client.get(reverse("exercise_detail", args=[card.key])))
        assert f"<h1>{card.name}</h1>" in text
        assert text.count("<h1") == 1
        for key in card.programme_keys:
            assert f'href="/exercises/?programme={key}"' in text


def test_the_way_that_fits_what_i_have(
    catalogue: Catalogue, client: Client, sign_in: Callable[..., Client]
) -> None:
    person = sign_in(make_user(equipment=["bench"]))
    fits = person.get("/exercises/reverse-hyper/")
    assert [way.variant.key for way in fits.context["page"].ways if way.fits] == [
        "reverse-hyper-bench"
    ]
    assert page(fits).count("Fits what you have") == 1
    assert "You would need: Pull-up bar." in page(person.get("/exercises/bar-hang/"))
    nobody = page(client.get("/exercises/bar-hang/"))
    assert "Fits what you have" not in nobody
    assert "You would need" not in nobody


def test_who_never_said_what_they_have_is_told_nothing(
    catalogue: Catalogue, sign_in: Callable[..., Client]
) -> None:
    person = sign_in(make_user(equipment=[], equipment_answered=False))
    assert "You would need" not in page(person.get("/exercises/bar-hang/"))
    has_nothing = sign_in(make_user(equipment=[]))
    assert "You would need: Pull-up bar." in page(has_nothing.get("/exercises/bar-hang/"))


def test_muscles_by_region(catalogue: Catalogue, client: Client) -> None:
    response = client.get("/muscles/")
    assert [(title, len(muscles)) for title, muscles in response.context["regions"]] == [
        ("Hips and legs", 5),
        ("Along the spine", 6),
        ("Shoulders and upper back", 4),
        ("Belly and ribs", 3),
    ]


def test_a_muscle_shows_where_what_and_its_exercises(catalogue: Catalogue, client: Client) -> None:
    response = client.get("/muscles/gluteus-medius/")
    muscle = catalogue.muscles["gluteus-medius"]
    for line in (muscle.name, muscle.where_it_is, muscle.what_it_does, *muscle.source_texts):
        assert line in page(response)
    assert [tile.name for tile in response.context["main"]][-3:] == [
        "Hip bump against a wall",
        "Sack swinger",
        "Side-lying leg raise",
    ]


def test_before_the_catalogue_is_loaded(no_catalogue: None, client: Client) -> None:
    assert "manage.py load_catalogue" in page(client.get(LIST))
    assert client.get("/muscles/").status_code == 200
