"""Every entry of the fixtures has a source, a use and a page; docs/sources.md leaves none out."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from backrehab.exercises.sources import TAGS, source_faults
from backrehab.progression.plan import EASY_PROGRAMME, WARM_UP_PROGRAMME
from backrehab.web.urls import urlpatterns
from tests.factories_diary import make_person
from tests.project.documents import table_rows
from tests.project.files import ROOT, read

FIXTURES = {
    "stages": "catalogue/stages", "exercises": "catalogue/exercises",
    "programmes": "catalogue/programmes", "muscles": "catalogue/muscles",
    "equipment": "catalogue/equipment", "rules": "rules/2026.1", "day": "plan/day",
    "hip": "hip/figures", "breaks": "start/breaks", "schedule": "start/schedule",
    "questions": "screening/questionnaire-2026.1", "technique": "technique/hip-hinge",
    "anatomy": "anatomy/figure", "intended-use": "consent/intended-use-2026.1",
}  # fmt: skip
CATALOGUE = ("stages", "exercises", "programmes", "muscles", "equipment")
# Files of one entry that say who says so.
WITH_SOURCES = ("day", "hip", "breaks", "schedule", "technique")
DOCUMENT = read("docs/sources.md")
COVERAGE = table_rows(
    DOCUMENT.partition("\n## Line by line\n")[2].partition("\nThe first word of an entry")[0]
)
# How many lines there are of each part of the sources; A also has a side branch, 3b.
LINES = {"A": 12, "B": 2, "C": 7, "D": 5, "E": 7, "F": 7, "G": 3, "H": 3, "Z": 1}
CODE = re.compile(r"`([^`]+)`")


@cache
def fixture(name: str) -> Any:
    return json.loads(read(f"fixtures/{FIXTURES[name]}.json"))


def keys(name: str) -> list[str]:
    return [entry["key"] for entry in fixture(name)]


def questions() -> list[str]:
    return [one["key"] for group in fixture("questions")["groups"] for one in group["questions"]]


def entries(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object inside that names its sources, with its place."""
    if isinstance(value, dict):
        if "sources" in value:
            yield path, value
        for name, inner in value.items():
            yield from entries(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            key = inner.get("key", place) if isinstance(inner, dict) else place
            yield from entries(inner, f"{path}.{key}")


def sourceless(value: Any, path: str) -> list[str]:
    return [
        f"{where}: {fault}"
        for where, entry in entries(value, path)
        for fault in source_faults(entry["sources"], entry.get("default_reason", ""))
    ]


# Sources


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_entry_of_the_catalogue_says_who_says_so(name: str) -> None:
    assert [entry["key"] for entry in fixture(name) if "sources" not in entry] == []
    assert sourceless(fixture(name), name) == []


def test_every_dose_says_who_says_so() -> None:
    doses = [
        (stage["key"], dose)
        for stage in fixture("stages")
        for dose in (*stage["levels"], *([stage["maintenance"]] if "maintenance" in stage else []))
    ]
    doses += [(one["key"], item) for one in fixture("programmes") for item in one["items"]]
    assert len(doses) > 40
    assert [key for key, dose in doses if not dose.get("sources")] == []


@pytest.mark.parametrize("name", WITH_SOURCES)
def test_files_of_figures_say_who_says_so(name: str) -> None:
    data = fixture(name)
    assert set(data["sources"]) <= set(TAGS)
    assert data["default_reason"] or "default" not in data["sources"]
    assert data["sources"]


def test_the_health_questions_name_their_sources() -> None:
    assert all(len(source) > 5 for source in fixture("questions")["sources"])
    assert len(fixture("questions")["sources"]) >= 3


def test_what_has_no_source_is_found() -> None:
    data = [
        {"key": "a", "sources": []},
        {"key": "b", "sources": ["S1"], "items": [{"sources": ["S9"]}, {"sources": ["default"]}]},
    ]
    assert [fault.partition(":")[0] for fault in sourceless(data, "x")] == [
        "x.a", "x.b.items.0", "x.b.items.1"
    ]  # fmt: skip


# Uses


def test_every_exercise_is_part_of_a_stage_or_a_programme() -> None:
    used = {stage["exercise"] for stage in fixture("stages")}
    used |= {item["exercise"] for one in fixture("programmes") for item in one["items"]}
    assert set(keys("exercises")) - used == set()
    assert used - set(keys("exercises")) == set()


def test_every_muscle_and_all_equipment_is_used_by_an_exercise() -> None:
    exercises = fixture("exercises")
    muscles = {key for one in exercises for named in one["muscles"].values() for key in named}
    things = {key for one in exercises for way in one["variants"] for key in way["equipment"]}
    assert muscles == set(keys("muscles"))
    assert things == set(keys("equipment"))


def test_every_programme_can_be_followed_or_has_its_place_in_the_plan() -> None:
    """The warm-up before training, the easy routine in a flare-up."""
    given = {WARM_UP_PROGRAMME, EASY_PROGRAMME}
    followed = {one["key"] for one in fixture("programmes") if one.get("followable")}
    assert followed | given == set(keys("programmes"))


def test_no_exercise_is_in_two_programmes_that_can_be_followed() -> None:
    """Each would ask for it in its own dose and as often as it says."""
    items = [
        item["exercise"]
        for one in fixture("programmes")
        if one.get("followable")
        for item in one["items"]
    ]
    assert len(set(items)) == len(items)


def test_every_stage_is_in_the_rule_set() -> None:
    assert set(keys("stages")) == set(fixture("rules")["stages"])


def named_in(condition: Any) -> Iterator[str]:
    """The questions that a condition of a rule looks at."""
    if isinstance(condition, str):
        yield condition
    elif isinstance(condition, dict):
        for kind, inner in condition.items():
            for one in inner if kind != "age" else ():
                yield from named_in(one)


def test_every_question_decides_something() -> None:
    named = {key for rule in fixture("questions")["rules"] for key in named_in(rule["when"])}
    assert set(questions()) - named == set()


def test_every_muscle_of_the_figure_is_in_the_catalogue() -> None:
    shapes = {shape["muscle"] for shape in fixture("anatomy")["shapes"]}
    assert shapes <= set(keys("muscles"))


def test_what_gives_way_is_a_programme_or_a_part_of_the_plan() -> None:
    names = {one["name"] for one in fixture("day")["gives_way"]}
    assert names - set(keys("programmes")) == {"branch", "maintenance"}


# Pages


@pytest.fixture
def person(catalogue: Any, sign_in: Callable[..., Client]) -> Client:
    """Somebody who has finished the start."""
    return sign_in(make_person())


PAGES = [
    *[("exercise_detail", key) for key in keys("exercises")],
    *[("muscle_detail", key) for key in keys("muscles")],
    *[("programme", key) for key in keys("programmes")],
]


@pytest.mark.django_db
def test_every_exercise_muscle_and_programme_has_a_page(person: Client) -> None:
    found = {(name, key): person.get(reverse(name, args=[key])).status_code for name, key in PAGES}
    assert {page for page, status in found.items() if status != 200} == set()


@pytest.mark.django_db
def test_the_pages_name_what_they_are_about(person: Client) -> None:
    listed = {
        "exercise_list": "exercises", "muscle_list": "muscles", "ladder": "stages",
        "programmes": "programmes", "settings_equipment": "equipment",
    }  # fmt: skip
    for page, name in listed.items():
        html = person.get(reverse(page)).content.decode()
        # What is given to everybody is no choice in the list of programmes.
        names = [
            one["name"]
            for one in fixture(name)
            if name != "programmes" or one["key"] not in {WARM_UP_PROGRAMME, EASY_PROGRAMME}
        ]
        assert [one for one in names if one not in html] == [], page


# The table


def names_of_urls() -> set[str]:
    return {str(pattern.name) for pattern in urlpatterns}


def exists(entry: str) -> bool:
    """Whether a name such as `stages#deadlift` or `rules#week` stands for something."""
    name, _, key = entry.partition("#")
    if name not in FIXTURES:
        return False
    if not key:
        return bool(fixture(name))
    if name in CATALOGUE:
        return key in keys(name)
    return key in questions() if name == "questions" else key in fixture(name)


def test_every_line_of_the_sources_has_a_row() -> None:
    letters = [row[0][0] for row in COVERAGE]
    assert {letter: letters.count(letter) for letter in LINES} == LINES
    assert len({row[0] for row in COVERAGE}) == len(COVERAGE) == sum(LINES.values())


@pytest.mark.parametrize("row", COVERAGE, ids=[row[0] for row in COVERAGE])
def test_a_row_names_data_pages_and_tests_that_exist(row: list[str]) -> None:
    line, says, data, pages, tests = row
    assert len(says) > 10, line
    assert [entry for entry in CODE.findall(data) if not exists(entry)] == []
    assert set(CODE.findall(pages)) - names_of_urls() == set()
    assert [path for path in CODE.findall(tests) if not (ROOT / path).is_file()] == []
    assert all(CODE.findall(cell) for cell in (data, pages, tests))


@pytest.mark.parametrize("name", ["programmes", "stages", "exercises", "muscles"])
def test_every_entry_of_the_catalogue_is_named_in_the_table(name: str) -> None:
    named = {entry for row in COVERAGE for entry in CODE.findall(row[2])}
    assert [key for key in keys(name) if f"{name}#{key}" not in named] == []


def test_a_row_that_names_what_is_not_there_is_found() -> None:
    assert exists("stages#deadlift")
    assert not any(map(exists, ("stages#squat", "nothing#x", "questions#Q9", "rules#magic")))
    assert "nowhere" not in names_of_urls()


def test_nothing_is_said_to_be_missing() -> None:
    assert "Not in a plan yet" not in DOCUMENT
