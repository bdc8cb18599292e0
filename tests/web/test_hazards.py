"""Hazards that no single page owns: exercise shown to the wrong person, scores in a log line."""

import logging
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import PerformedSet, TrainingDay
from tests.factories import at, make_screening
from tests.factories_diary import exercise_id, make_person
from tests.web.reading import words

pytestmark = pytest.mark.django_db

NOW = at("2026-03-09 09:00")


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def press(client: Client, path: str, **data: object) -> int:
    return client.post(path, {"key": str(uuid4()), **data}).status_code


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("answers", [{"E1": "yes"}, {"E2": "not_sure"}, {"C9": "yes"}], ids=str)
@pytest.mark.parametrize("read", [False, True], ids=["not read yet", "read"])
def test_no_exercise_is_shown_or_ticked_while_somebody_should_look_first(
    client: Client, person: User, catalogue: Catalogue, answers: dict[str, str], read: bool
) -> None:
    make_screening(person, now=NOW, read=read, **answers)
    page = client.get("/today/").text
    assert "Your plan is paused" in page
    assert re.findall(r'id="exercise-[\w-]+"', page) == []
    hang = exercise_id(catalogue, "bar-hang")
    assert press(client, "/today/before/", score="1", level="1") == 422
    assert not TrainingDay.objects.exists()
    assert press(client, "/today/set/", set=f"{hang}:morning:1:1") == 422
    assert PerformedSet.objects.count() == 0
    assert press(client, "/ladder/open/seated-row/") == 302
    person.refresh_from_db()
    assert person.enrolments.get().stage_key == "bar-hang"


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(("answers", "shown"), [({"E1": "yes"}, False), ({"C9": "yes"}, True)])
def test_an_emergency_leaves_no_exercise_to_read_either(
    client: Client, person: User, answers: dict[str, str], *, shown: bool
) -> None:
    make_screening(person, now=NOW, read=True, **answers)
    for path, dose in (("/ladder/", "holds of"), ("/programmes/sciatica/", "The exercises")):
        page = words(client.get(path).text)
        assert "See the numbers to call" in page or shown
        assert (dose in page) is shown, (path, page)


@time_machine.travel(NOW, tick=False)
def test_no_score_reaches_a_log(
    client: Client, person: User, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    """Each way to give a score, accepted and refused; only addresses and statuses are logged."""
    hang = exercise_id(catalogue, "bar-hang")
    with caplog.at_level(logging.DEBUG):
        for score in ("7", "77"):
            press(client, "/today/daily/", score=score)
            press(client, "/today/before/", score=score, level="1")
            press(client, "/today/set/", set=f"{hang}:morning:1:1")
            press(client, "/today/finish/", sets_done="1", worst=score, leg="on")
            press(client, "/today/morning/", on="2026-03-08", score=score)
            press(client, "/log/add/", on="2026-03-08", before=score, worst=score, level="1")
            press(client, "/log/2026-03-09/", before=score, worst=score, level="1", sets_done="1")
            press(client, "/ladder/hold-test/", held="yes", pain=score)
    # What Django says about the database under DEBUG is its own, and production never logs it.
    said = [f"{r.getMessage()} {r.args}" for r in caplog.records if r.name != "django.db.backends"]
    assert TrainingDay.objects.get(on="2026-03-09").worst == 7
    assert [line for line in said if re.search(r"\b77?\b|worst|score|pain", line)] == []
    assert [line for line in said if person.email in line] == []


def test_the_hang_is_shown_as_a_stretch_that_can_be_skipped(catalogue: Catalogue) -> None:
    """Routine traction is advised against (WHO 2023), so nothing may present the hang as that."""
    page = Client().get("/how-it-decides/").text
    assert "Routine traction is advised against by the WHO (2023)" in page
    assert "it can be skipped" in page
    hang = catalogue.exercises["bar-hang"]
    said = " ".join((hang.summary, hang.purpose, *hang.set_up, *hang.cues, *hang.cautions))
    assert re.findall(r"(?i)traction|decompress\w*|\bdis[ck]s?\b", said) == []
    assert hang.substitute_key == "belly-breathing"
