"""/metrics: for whoever has the token, in the format of Prometheus, and about nobody."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from backrehab.accounts.deletion import delete_person
from backrehab.accounts.models import Submission, User
from backrehab.operations.counters import BOUNDS, Counters, counters
from backrehab.operations.metrics import coarse, figures
from backrehab.web.counting import CountingMiddleware
from tests.factories import make_user
from tests.operations.conftest import NOW

TOKEN = "a-token-of-this-test-and-no-other"
LINE = re.compile(
    r"# (HELP|TYPE) backrehab_[a-z_]+ .+"
    r'|backrehab_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.]+'
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def token(settings: Settings) -> dict[str, str]:
    settings.METRICS_TOKEN = TOKEN
    return {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize("given", [None, "", "Bearer ", "Bearer wrong", f"Bearer {TOKEN}x"])
def test_there_is_no_such_page_without_the_token(
    client: Client, token: dict[str, str], given: str | None
) -> None:
    answer = client.get("/metrics", headers=None if given is None else {"Authorization": given})
    assert (answer.status_code, answer.content) == (404, b"")


def test_none_is_set(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_the_figures(
    client: Client,
    token: dict[str, str],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    with django_assert_max_num_queries(13):
        answer = client.get("/metrics", headers=token)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert answer.text.endswith("\n")
    assert [line for line in answer.text.splitlines() if not LINE.fullmatch(line)] == []
    assert 'backrehab_ready{check="database"} 1' in answer.text.splitlines()
    sizes = re.findall(r"(?m)^backrehab_database_bytes (\d+)$", answer.text)
    assert [int(size) > 100_000 for size in sizes] == [True]


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError, ProgrammingError])
def test_a_database_that_is_gone_is_a_figure(
    client: Client, token: dict[str, str], fault: type[Exception]
) -> None:
    """An alarm on `backrehab_ready` has to ring then; without an answer none can."""

    def gone(*_: object) -> None:
        raise fault

    with connection.execute_wrapper(gone):
        answer = client.get("/metrics", headers=token)
    lines = answer.text.splitlines()
    assert answer.status_code == 200
    assert 'backrehab_ready{check="database"} 0' in lines
    assert not any(line.startswith("backrehab_people") for line in lines)
    assert any(line.startswith("backrehab_disk_free_bytes ") for line in lines)
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def values() -> dict[str, float]:
    return {figure.name: figure.value for figure in figures(now=NOW)}


def test_nothing_moves_with_one_person(django_assert_num_queries: Callable[[int], object]) -> None:
    """Four people who enter things look the same as nobody."""
    before = User.objects.count()
    people = [make_user() for _ in range(4 - before)]
    for user in people:
        Submission.objects.create(user=user, key=uuid4(), made_at=NOW)
    assert values()["people"] == 0
    assert values()["forms_total"] % 5 == 0
    people.append(make_user())
    with django_assert_num_queries(5):
        assert values()["people"] == 5
    assert [coarse(count) for count in (0, 1, 4, 5, 9, 10)] == [0, 0, 0, 5, 5, 10]


def test_a_count_does_not_fall_when_somebody_goes() -> None:
    """Prometheus would take it for a new start, and all that was ever sent for sent just now."""
    stays, goes = make_user(), make_user()
    for user in (stays, *[goes] * 5):
        Submission.objects.create(user=user, key=uuid4(), made_at=NOW)
    before = values()["forms_total"]
    assert before >= 5
    delete_person(goes, now=NOW)
    assert values()["forms_total"] == before
    Submission.objects.all().delete()
    assert values()["forms_total"] == before


def test_a_deletion_that_was_forgotten() -> None:
    assert values()["deletion_overdue_seconds"] == 0
    make_user(delete_at=NOW - timedelta(hours=2))
    assert values()["deletion_overdue_seconds"] == 7200


def test_no_backup_has_no_age(settings: Settings) -> None:
    assert "backup_age_seconds" not in values()


def test_the_age_of_the_last_backup(settings: Settings, backup: Path) -> None:
    settings.BACKUP_DIR = backup.parent
    found = {figure.name: figure.value for figure in figures(now=NOW + timedelta(hours=3))}
    assert found["backup_age_seconds"] == 10800


def test_answers_are_counted_without_their_pages() -> None:
    own = Counters(started_at=1.5)
    own.note(method="GET", status=200, seconds=0.003)
    own.note(method="POST", status=422, seconds=0.3)
    own.note(method="BREW", status=405, seconds=99.0)
    lines = [re.sub(r'pid="\d+"', 'pid="1"', line) for line in own.lines()]
    assert lines[:4] == [
        "# TYPE backrehab_answers_total counter",
        'backrehab_answers_total{pid="1",method="GET",status="2xx"} 1',
        'backrehab_answers_total{pid="1",method="POST",status="4xx"} 1',
        'backrehab_answers_total{pid="1",method="other",status="4xx"} 1',
    ]
    assert 'backrehab_answer_seconds_bucket{pid="1",le="0.005"} 1' in lines
    assert 'backrehab_answer_seconds_bucket{pid="1",le="0.5"} 2' in lines
    assert 'backrehab_answer_seconds_bucket{pid="1",le="+Inf"} 3' in lines
    assert 'backrehab_answer_seconds_count{pid="1"} 3' in lines
    assert 'backrehab_answer_seconds_sum{pid="1"} 99.303000' in lines
    assert 'backrehab_process_started_seconds{pid="1"} 1.500' in lines
    assert sorted(BOUNDS) == list(BOUNDS)
    assert not any("route" in line or "path" in line for line in lines)


def test_the_middleware_counts_only_where_somebody_reads(settings: Settings) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=418)

    with pytest.raises(MiddlewareNotUsed):
        CountingMiddleware(answer)
    settings.METRICS_TOKEN = TOKEN
    before = counters.answers["GET", "4xx"]
    with time_machine.travel(NOW, tick=False):
        assert CountingMiddleware(answer)(RequestFactory().get("/")).status_code == 418
    assert counters.answers["GET", "4xx"] == before + 1
