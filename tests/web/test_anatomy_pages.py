"""The figure of the body on the pages of the catalogue."""

import gzip
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from backrehab.exercises import models
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.version import refresh_version
from backrehab.web.catalogue_figure import exercise_figure, menu_figure, muscle_figure

LINK = re.compile(r'<a class="fig-muscle" href="([^"]+)" aria-label="([^"]+)">')
AGAIN = re.compile(r'<a class="fig-muscle" href="([^"]+)" tabindex="-1" aria-hidden="true">')
MARKED = re.compile(r'<g class="fig-muscle fig-(main|helping)" data-muscle="([^"]+)">')
MOST_BYTES = 6 * 1024


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_every_muscle_is_a_link_in_the_figure(catalogue: Catalogue, client: Client) -> None:
    text = page(client.get("/muscles/"))
    links = LINK.findall(text)
    assert sorted(links) == sorted(
        (f"/muscles/{muscle.key}/", muscle.name) for muscle in catalogue.muscles.values()
    )
    assert AGAIN.findall(text) == ["/muscles/abdominals/"]
    assert 'role="group" aria-label="Back, deeper layer"' in text
    assert 'role="img"' not in text
    for address, _name in links:
        assert client.get(address).status_code == 200


def test_the_list_says_the_same_in_words(catalogue: Catalogue, client: Client) -> None:
    text = page(client.get("/muscles/"))
    for muscle in catalogue.muscles.values():
        assert f'<a class="exercise-link" href="/muscles/{muscle.key}/">{muscle.name}</a>' in text
        assert muscle.where_it_is in text
        assert muscle.what_it_does in text
        assert f'href="/exercises/?muscle={muscle.key}"' in text
    assert "<dt>Trained by</dt><dd>Buttock release<br>" in text
    assert "1 exercise<span" in text
    assert "<dt>Helps in</dt><dd>Seated row, Deadlift, Barbell row<br>" in text


def test_each_muscle_is_marked_on_its_page(catalogue: Catalogue, client: Client) -> None:
    for muscle in catalogue.muscles.values():
        text = page(client.get(reverse("muscle_detail", args=[muscle.key])))
        marked = MARKED.findall(text)
        assert set(marked) == {("main", muscle.key)}
        assert len(marked) == text.count('role="img"')
        assert f"Marked: {muscle.name}." in text
        label = "".join(re.findall(r"<tspan[^>]*>([^<]+)</tspan>", text))
        assert label == muscle.name.partition(" (")[0].replace(" ", "")
        assert LINK.findall(text) == []


def test_marked_muscles_are_painted_last(catalogue: Catalogue) -> None:
    figure = muscle_figure(catalogue, catalogue.muscles["paraspinals"])
    assert [drawn.title for drawn in figure.plates] == ["Back, deeper layer"]
    assert [muscle.role for muscle in figure.plates[0].muscles][-2:] == ["faint", "main"]


def test_a_group_shows_its_columns_only_when_it_is_marked(catalogue: Catalogue) -> None:
    figure = muscle_figure(catalogue, catalogue.muscles["erector-spinae"])
    assert [drawn.title for drawn in figure.plates] == ["Back, outer layer", "Back, deeper layer"]
    deep = menu_figure(catalogue).plates[1]
    assert "erector-spinae" not in [muscle.key for muscle in deep.muscles]


def test_turning_the_pages(catalogue: Catalogue, client: Client) -> None:
    keys = list(catalogue.muscles)
    turns = [client.get(f"/muscles/{key}/").context["turn"] for key in keys]
    assert [turn.before and turn.before.key for turn in turns] == [None, *keys[:-1]]
    assert [turn.after and turn.after.key for turn in turns] == [*keys[1:], None]


def test_an_exercise_marks_what_it_works(catalogue: Catalogue, client: Client) -> None:
    text = page(client.get("/exercises/pull-through/"))
    card = catalogue.exercises["pull-through"]
    assert set(MARKED.findall(text)) == {
        ("main" if muscle.main else "helping", muscle.key) for muscle in card.muscles
    }
    for muscle in card.muscles:
        assert f'href="/muscles/{muscle.key}/">{muscle.name}</a>' in text
    assert '<span class="figure-key" aria-hidden="true"></span>Main</h3>' in text
    assert '<span class="figure-key helping" aria-hidden="true"></span>Helping</h3>' in text
    assert "<tspan" not in text


def test_every_exercise_has_a_figure(catalogue: Catalogue) -> None:
    for card in catalogue.exercises.values():
        marked = {
            muscle.key
            for drawn in exercise_figure(catalogue, card).plates
            for muscle in drawn.muscles
            if muscle.role in ("main", "helping")
        }
        assert marked == {muscle.key for muscle in card.muscles}


def test_finding_by_muscle(catalogue: Catalogue, client: Client) -> None:
    assert '<a class="button quiet" href="/muscles/">' in page(client.get("/exercises/"))
    response = client.get("/exercises/", {"muscle": "piriformis"})
    assert response.context["results"].muscle == catalogue.muscles["piriformis"]
    assert '<a href="/muscles/piriformis/">Where it is and what it does</a>' in page(response)
    assert client.get("/exercises/", {"muscle": "nothing"}).context["results"].muscle is None


def test_ids_are_unique_and_every_use_has_its_shape(catalogue: Catalogue, client: Client) -> None:
    for address in ("/muscles/", "/muscles/erector-spinae/", "/exercises/deadlift/"):
        text = page(client.get(address))
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'<use href="#([^"]+)"', text)) <= set(ids)


@pytest.mark.parametrize("kind", ["menu", "muscle", "exercise"])
def test_the_figure_is_light(catalogue: Catalogue, kind: str) -> None:
    figure = {
        "menu": lambda: menu_figure(catalogue),
        "muscle": lambda: muscle_figure(catalogue, catalogue.muscles["erector-spinae"]),
        "exercise": lambda: exercise_figure(catalogue, catalogue.exercises["deadlift"]),
    }[kind]()
    text = render_to_string("exercises/figure.html", {"figure": figure})
    assert len(gzip.compress(text.encode())) <= MOST_BYTES


def test_muscles_that_an_operator_took_away_or_added(catalogue: Catalogue, client: Client) -> None:
    models.ExerciseMuscle.objects.filter(muscle__key="piriformis").delete()
    models.Muscle.objects.filter(key="piriformis").delete()
    models.Muscle.objects.create(
        key="soleus",
        name="Soleus",
        plain_name="a calf muscle",
        region="hip",
        where_it_is="In the calf.",
        what_it_does="It lowers the toes.",
        position=99,
        sources=["S3"],
    )
    refresh_version()
    get_catalogue()
    text = page(client.get("/muscles/"))
    assert "/muscles/piriformis/" not in text
    assert '<g class="fig-muscle fig-faint">' in text
    assert 'href="/muscles/soleus/">Soleus</a>' in text
    own = page(client.get("/muscles/soleus/"))
    assert "<h1>Soleus</h1>" in own
    assert '<svg class="anatomy"' not in own


def test_before_the_catalogue_is_loaded(no_catalogue: None, client: Client) -> None:
    text = page(client.get("/muscles/"))
    assert LINK.findall(text) == []
    assert client.get("/muscles/piriformis/").status_code == 404
