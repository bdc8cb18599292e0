"""The answer to an entry is what a new page shows; and what an entry decides on is locked first."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.accounts.versions import COUNT_ON, touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.progression import diary, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from tests.bench.pages import TRANSACTION
from tests.factories import make_screening
from tests.factories_diary import exercise_id, make_days
from tests.progression.scenes import enrolment_of, fresh, snapshot_made
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, tick
from tests.web.waiting_entries import send

pytestmark = pytest.mark.django_db

LOCK = COUNT_ON.partition("%s")[0]
YESTERDAY = MONDAY - timedelta(days=1)
type Sent = tuple[str, dict[str, Any]]

# What differs by nature: keys of forms, the message on top, and what is said of a set just ticked.
BY_NATURE = [
    r'value="[0-9a-f-]{36}"',
    r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>',
    r'<p class="notice good" data-announce.*?</p>',
    r'<p class="undo">.*?</p>',
    r" data-focus",
    r"(?<=<details class=\"fold\")[^>]*",
    r"\s+",
]


def kept(html: str) -> str:
    return re.sub("|".join(BY_NATURE), "", html, flags=re.DOTALL)


def morning(user: User, catalogue: Catalogue) -> list[Sent]:
    make_days(user, [YESTERDAY], stage="seated-row", morning=None)
    return [("morning", {"on": YESTERDAY, "score": 9})]


def training(user: User, catalogue: Catalogue) -> list[Sent]:
    hang, one = exercise_id(catalogue, "bar-hang"), ("seated-row", "session", 1)
    return [
        ("before", {"score": 0, "level": 3}),
        ("skip", {"skip": f"{hang}:1"}),
        ("skip", {"skip": f"{hang}:0"}),
        ("dose", {"dose": "2-100"}),
        ("set", {"set": tick(catalogue, *one)}),
        ("set", {"set": tick(catalogue, *one, done=False)}),
        ("finish", {"sets_done": 1, "worst": 9, "load": "12.5", "stop": "on"}),
    ]


def stopped(user: User, catalogue: Catalogue) -> list[Sent]:
    return [("before", {"score": 1, "level": 1}), ("stop", {})]


def left_out(user: User, catalogue: Catalogue) -> list[Sent]:
    row = exercise_id(catalogue, "seated-row")
    return [("skip", {"skip": f"{row}:1"}), ("daily", {"score": 0})]


def led_back(user: User, catalogue: Catalogue) -> list[Sent]:
    make_days(user, [YESTERDAY - timedelta(days=2)], stage="seated-row", worst=9, stop=True)
    return [("before", {"score": 1, "level": 3}), ("finish", {"sets_done": 1, "worst": 9})]


def flare_up(user: User, catalogue: Catalogue) -> list[Sent]:
    setbacks.begin_flare_up(Entry(user, MORNING))
    return [
        ("daily", {"score": 6, "gets_about": "no"}),
        ("drill", {"drill": "marching-1:fine"}),
        ("drill", {"drill": "marching-1:further_down"}),
    ]


def after_a_break(user: User, catalogue: Catalogue) -> list[Sent]:
    user.training_days.all().delete()
    make_days(user, [MONDAY - timedelta(days=20)], stage="seated-row")
    make_screening(user, now=MORNING, read=True)
    return [("go-on", {}), ("before", {"score": 1, "level": 1})]


@at_monday()
@pytest.mark.parametrize(
    "scene", [morning, training, stopped, left_out, led_back, flare_up, after_a_break]
)
def test_the_answer_is_what_a_new_page_shows(
    sign_in: Callable[[User], Client],
    catalogue: Catalogue,
    scene: Callable[[User, Catalogue], list[Sent]],
) -> None:
    user = person_on("seated-row")
    entries = scene(user, catalogue)
    touch(user)
    client = sign_in(user)
    for path, data in entries:
        answer = post(client, path, htmx=True, **data)
        assert answer.status_code == 200, (path, answer.text)
        assert kept(answer.text) in kept(client.get("/today/").text), path
    enrolment = Enrolment.objects.get(user=user)
    assert enrolment.snapshot_version == User.objects.get(pk=user.pk).log_version
    assert (enrolment.stage_key == "bar-hang") == (scene is led_back)
    assert user.transitions.filter(kind="lay_off").exists() == (scene is after_a_break)


def first_seen(act: Callable[[], Any]) -> list[str]:
    """The first two statements of the entry's own transaction; it begins with the key."""
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code in {200, 302}
    sent = [query["sql"] for query in captured.captured_queries]
    sent = [sql for sql in sent if not sql.startswith(TRANSACTION)]
    key = next(n for n, sql in enumerate(sent) if "accounts_submission" in sql)
    return sent[key : key + 2]


@at_monday("2026-03-09 12:00")
@pytest.mark.parametrize("waited", [False, True])
def test_the_person_is_locked_before_anything_is_looked_at(
    sign_in: Callable[[User], Client], catalogue: Catalogue, waited: bool
) -> None:
    """Else two devices could wait for each other, or an entry be checked against what has changed
    by the time it is written. Before each the answer of the gate is made stale, as overnight."""
    user = person_on("seated-row")
    client = sign_in(user)
    for path, data in training(user, catalogue):
        touch(user)

        def act(path: str = path, data: dict[str, Any] = data) -> Any:
            if waited:
                return send(client, f"/today/{path}/", person=user, made=MORNING, **data)
            return post(client, path, **data)

        _key, then = first_seen(act)
        assert then.startswith(LOCK), path


@at_monday()
def test_another_device_is_quicker(sign_in: Callable[[User], Client], catalogue: Catalogue) -> None:
    """Its score leads a stage down, just before the lock: the dose is the one of that stage."""
    user = person_on("seated-row")
    make_days(user, [MONDAY - timedelta(days=50)], stage="bar-hang", dose_level=1)
    make_days(user, [YESTERDAY - timedelta(days=2)], stage="seated-row", worst=9)
    make_days(user, [YESTERDAY], stage="seated-row", morning=None)
    touch(user)
    client = sign_in(user)
    client.get("/today/")

    def score() -> None:
        diary.give_morning(Entry(fresh(user), MORNING), on=YESTERDAY, score=9)

    quicker = iter([score])

    def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith(LOCK):
            for one in quicker:
                one()
        return execute(sql, *args)

    with connection.execute_wrapper(run):
        post(client, "before", score=1, level=3)
    day, dose = TrainingDay.objects.get(user=user, on=MONDAY), snapshot_made(user, MORNING).dose
    assert (day.stage_key, enrolment_of(user).stage_key) == ("bar-hang", "bar-hang")
    assert (day.dose_level, day.sets_prescribed) == (dose.level, dose.amount.sets)
