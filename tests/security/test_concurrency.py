"""The same form from several tabs, and forty times at once: one effect, through the real pages."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from tests.progression.scenes import READY, ready_person
from tests.progression.test_at_the_same_time import Act, Crowd, crowd_of
from tests.web.test_hip import SIGNS

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 40
MODEL = "django.contrib.auth.backends.ModelBackend"
OPEN = "/ladder/open/seated-row/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(READY, tick=True):
        yield


@pytest.fixture
def crowd(catalogue: Catalogue, tmp_path: Path) -> Crowd:
    """Somebody who may open the seated row, at many devices."""
    return crowd_of(ready_person(), tmp_path)


def post(path: str, **data: str) -> Act:
    """Send a form from a browser of one's own."""

    def act(user: User) -> tuple[int, str]:
        client = Client(raise_request_exception=False)
        client.force_login(user, backend=MODEL)
        answer = client.post(path, data)
        return answer.status_code, answer.headers.get("Location", "")

    return act


def opened(user: User) -> int:
    return user.transitions.filter(kind="opened").count()


def test_one_form_forty_times(crowd: Crowd) -> None:
    key = str(uuid4())
    answers = crowd.act_at_once([post(OPEN, key=key)] * MANY)
    assert set(answers) == {(302, reverse("ladder"))}
    assert crowd.look(opened) == 1
    assert crowd.look(lambda user: user.submissions.filter(key=key).count()) == 1


def test_a_stage_opened_in_two_tabs(crowd: Crowd) -> None:
    """Each tab has a form with a key of its own."""
    answers = crowd.act_at_once([post(OPEN, key=str(uuid4())) for _ in range(2)])
    assert answers == [(302, reverse("ladder"))] * 2
    assert crowd.look(opened) == 1


def test_two_tabs_with_different_answers(crowd: Crowd) -> None:
    """The score of a day without training, given twice at once: one row, and one of the two."""
    path, before = reverse("today_daily"), crowd.look(lambda user: user.daily_scores.count())
    answers = crowd.act_at_once([post(path, key=str(uuid4()), score=score) for score in ("2", "7")])
    assert [status for status, _ in answers if status >= 500] == []
    rows = crowd.look(lambda user: list(user.daily_scores.values_list("score", flat=True)))
    assert len(rows) == before + 1
    assert rows[-1] in (2, 7)


def test_settings_from_two_tabs(crowd: Crowd) -> None:
    """Eight tabs with two answers: what stands is one of them as a whole."""
    path = reverse("settings_schedule")
    tabs = [
        post(path, key=str(uuid4()), weekdays=day, time_zone="Europe/London") for day in ("1", "4")
    ] * 4
    answers = crowd.act_at_once(tabs)
    assert {status for status, _ in answers} == {302}
    assert crowd.look(lambda user: user.training_weekdays) in {(1,), (4,)}


@pytest.mark.parametrize("path", ["/hip/release/", "/hip/test/"])
def test_a_stop_in_one_tab_and_the_hip_in_the_other(crowd: Crowd, path: str) -> None:
    """The second has to wait for the first, and is judged by what stands then."""
    signed_in, stopping = Event(), Event()
    sent = dict.fromkeys(SIGNS, "no") | {"key": str(uuid4()), "side": "left", "before": "5"}

    def stop(user: User) -> int:
        assert signed_in.wait(timeout=30)
        with transaction.atomic():
            diary.stop(Entry(user, timezone.now()), catalogue=get_catalogue())
            stopping.set()
            # Long enough for the other to have read what it can read, and to wait for the lock.
            sleep(1)
        return 200

    def use_the_hip(user: User) -> int:
        client = Client(raise_request_exception=False)
        # This locks the person as well.
        client.force_login(user, backend=MODEL)
        signed_in.set()
        assert stopping.wait(timeout=30)
        return client.post(path, sent).status_code

    assert crowd.act_at_once([stop, use_the_hip]) == [200, 422]
    kept = crowd.look(lambda user: (user.hip_releases.count(), user.hip_tests.count()))
    assert kept == (0, 0)
