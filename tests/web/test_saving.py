"""What saving an entry costs, whatever the history, and that its answer shows what was stored."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import Submission, User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, DrillAnswer, PerformedSet, TrainingDay
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from tests.bench.pages import TRANSACTION
from tests.factories import at
from tests.factories_diary import exercise_id, make_days
from tests.progression.scenes import READY, ready_person
from tests.web.today_pages import MONDAY, at_monday, person_on, post, tick

pytestmark = pytest.mark.django_db

# The session, the person; the key of the form, the lock, what is followed, with the version of the
# catalogue; the entry is looked up and changed; the history, and the answer of the gate; and what
# else was entered today.
MORNING_AFTER, DAILY = 10, 9
# Before it the suggested dose is read, and the rule of breaks; the page shows the new day.
BEFORE = 9
# The plan is read for a tick, and the form for a dose and for the end of the day; what was read is
# shown with what the entry left of it (`Today.after`).
DOSE, SKIP, TICK, FINISH = 9, 9, 10, 9
# Several sets that nobody ticked off, but that are told of at the end, are stored by one more.
TYPED = 1
LOG_ENTRY = 8
# What it had said is kept as well.
CHANGED = 10
# Of days before the stage was entered, openings after them are decided again, all by one more; and
# one more says so where the answer is another.
EARLIER, SAID_SO = 1, 1
OPENING = 8
DRILL = 9
# A leg symptom is followed by a screening of its own.
LEG = 1
# In a flare-up from before the window its first days are read by a statement of their own.
OLDER = 1
STOP = 9
READ_ANEW = 1


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return person_on("seated-row")


def statements(send: Callable[[], object]) -> int:
    """Statements about data that it takes."""
    with CaptureQueriesContext(connection) as captured:
        send()
    sent = [query["sql"] for query in captured.captured_queries]
    return sum(not sql.startswith(TRANSACTION) for sql in sent)


def make_long(user: User, days: int) -> None:
    """So many training days more, before those that count."""
    make_days(user, [MONDAY - timedelta(days=20 + n) for n in range(days)], stage="seated-row")
    touch(user)


def log_fields() -> dict[str, Any]:
    return {"on": MONDAY, "level": 1, "before": 2, "worst": 2, "sets_done": 2}


@at_monday()
@pytest.mark.parametrize("days", [1, 3, 400])
def test_entries_cost_the_same_whatever_the_history(
    person: User, sign_in: Callable[[User], Client], days: int
) -> None:
    make_long(person, days)
    yesterday = MONDAY - timedelta(days=1)
    make_days(person, [yesterday], stage="seated-row", morning=None)
    client = sign_in(person)
    client.get("/today/")
    send: dict[str, Callable[[], Any]] = {
        "morning": lambda: post(client, "morning", htmx=True, on=yesterday, score=1),
        "daily": lambda: post(client, "daily", htmx=True, score=1),
        "log": lambda: client.post("/log/add/", {"key": uuid4(), **log_fields()}),
    }
    assert {name: statements(one) for name, one in send.items()} == {
        "morning": MORNING_AFTER,
        "daily": DAILY,
        "log": LOG_ENTRY,
    }
    assert person.training_days.filter(on=MONDAY, worst=2).exists()


@at_monday()
@pytest.mark.parametrize("days", [1, 3])
def test_beginning_costs_the_same_whatever_the_history(
    person: User, sign_in: Callable[[User], Client], days: int
) -> None:
    make_long(person, days)
    client = sign_in(person)
    client.get("/today/")
    assert statements(lambda: post(client, "before", htmx=True, score=1, level=3)) == BEFORE


@at_monday()
@pytest.mark.parametrize("days", [1, 3])
def test_training_costs_the_same_whatever_the_history(
    person: User, sign_in: Callable[[User], Client], catalogue: Catalogue, days: int
) -> None:
    make_long(person, days)
    client = sign_in(person)
    client.get("/today/")
    post(client, "before", score=1, level=3)
    assert statements(lambda: post(client, "dose", htmx=True, dose="2-100")) == DOSE
    assert person.training_days.get(on=MONDAY).dose_level == 2
    hang = exercise_id(catalogue, "bar-hang")
    assert statements(lambda: post(client, "skip", htmx=True, skip=f"{hang}:1")) == SKIP
    for number in (1, 2):
        one = tick(catalogue, "seated-row", "session", number)
        assert statements(partial(post, client, "set", htmx=True, set=one)) == TICK
    assert statements(lambda: post(client, "finish", htmx=True, sets_done=2, worst=2)) == FINISH
    assert PerformedSet.objects.filter(user=person, on=MONDAY).count() == 2
    assert person.skips.filter(on=MONDAY).count() == 1


@at_monday()
def test_what_was_told_elsewhere_is_read_and_not_stored_twice(
    person: User, sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """The answer of the gate that was kept is out of date, and a new one follows from the entry.
    For a tick the plan asks for it, and whether there may be exercise."""
    client = sign_in(person)
    client.get("/today/")
    post(client, "before", score=1, level=3)
    touch(person)
    one = tick(catalogue, "seated-row", "session", 1)
    assert statements(lambda: post(client, "set", htmx=True, set=one)) == TICK + 2 * READ_ANEW
    touch(person)
    assert statements(lambda: post(client, "finish", htmx=True, sets_done=1, worst=2)) == (
        FINISH + READ_ANEW
    )


@at_monday()
@pytest.mark.parametrize("leg", [0, LEG])
@pytest.mark.parametrize("sets", [1, 2, 3])
def test_a_number_of_sets_costs_the_same_whatever_it_is(
    person: User, sign_in: Callable[[User], Client], sets: int, leg: int
) -> None:
    """Nobody has to tick them off one by one; a smaller number takes them back as one."""
    client = sign_in(person)
    client.get("/today/")
    post(client, "before", score=1, level=3)
    told = {"worst": 2, **({"leg": "on"} if leg else {})}
    first = partial(post, client, "finish", htmx=True, sets_done=sets, **told)
    assert statements(first) == FINISH + TYPED + leg
    assert PerformedSet.objects.filter(user=person, on=MONDAY).count() == sets
    if leg:
        return
    none = partial(post, client, "finish", htmx=True, sets_done=0, **told)
    assert statements(none) == FINISH + TYPED
    assert not PerformedSet.objects.filter(user=person, on=MONDAY).exists()


@at_monday()
def test_a_leg_symptom_in_the_log_costs_one_more(
    person: User, sign_in: Callable[[User], Client]
) -> None:
    make_long(person, 1)
    client = sign_in(person)
    client.get("/today/")
    log = {"key": uuid4(), **log_fields(), "leg": "on"}
    assert statements(lambda: client.post("/log/add/", log)) == LOG_ENTRY + LEG
    assert person.screening_runs.filter(reason="leg_symptom_reported").count() == 1


@at_monday("2026-03-10 08:00")
@pytest.mark.parametrize("days", [1, 3])
def test_opening_costs_the_same_whatever_the_history(
    catalogue: Catalogue, sign_in: Callable[[User], Client], days: int
) -> None:
    user = ready_person()
    make_days(user, [READY.date() - timedelta(days=60 + n) for n in range(days)])
    client = sign_in(user)
    client.get("/ladder/")
    path = "/ladder/open/seated-row/"
    assert statements(lambda: client.post(path, {"key": uuid4()})) == OPENING
    answer = Submission.objects.get(user=user).answer
    assert answer == {"new": True, "back": False}


@at_monday()
@pytest.mark.parametrize(("dates", "older"), [(2, 0), (60, OLDER)])
def test_an_answer_about_a_drill_costs_the_same_each_time(
    person: User, sign_in: Callable[[User], Client], dates: int, older: int
) -> None:
    setbacks.begin_flare_up(Entry(person, at("2026-03-09 09:00") - timedelta(days=dates)))
    client = sign_in(person)
    client.get("/today/")
    for comfort in ("hurts", "fine"):
        send = partial(post, client, "drill", htmx=True, drill=f"marching-1:{comfort}")
        assert statements(send) == DRILL + older
    send = partial(post, client, "drill", htmx=True, drill="marching-1:further_down")
    assert statements(send) == DRILL + LEG + older
    answer = DrillAnswer.objects.get(user=person)
    assert (answer.on, answer.comfort) == (MONDAY, "further_down")


@at_monday()
@pytest.mark.parametrize(("dates", "older"), [(0, 0), (2, 0), (60, OLDER)])
def test_stop_costs_the_same_each_time(
    person: User, sign_in: Callable[[User], Client], dates: int, older: int
) -> None:
    if dates:
        setbacks.begin_flare_up(Entry(person, at("2026-03-09 09:00") - timedelta(days=dates)))
    client = sign_in(person)
    client.get("/today/")
    costs = [statements(lambda: post(client, "stop", htmx=True)) for _ in range(2)]
    assert costs == [STOP + older, STOP + older]
    assert person.training_days.get(on=MONDAY).stop


@at_monday()
@pytest.mark.parametrize("earlier", [0, EARLIER])
@pytest.mark.parametrize("days", [1, 3])
def test_changing_an_old_entry_costs_no_more_than_a_new_one(
    person: User, sign_in: Callable[[User], Client], days: int, earlier: int
) -> None:
    """After 48 hours what it had said is kept beside it."""
    make_long(person, days)
    if earlier:
        Enrolment.objects.filter(user=person).update(entered_on=MONDAY)
    corrected, deleted, scored = (MONDAY - timedelta(days=n) for n in (9, 7, 11))
    make_days(person, [scored - timedelta(days=1)], stage="seated-row")
    given_at = at(f"{scored} 09:00")
    DailyScore.objects.create(user=person, on=scored, score=3, given_at=given_at)
    client = sign_in(person)
    client.get("/today/")

    def send(on: date, what: str = "", **fields: Any) -> Callable[[], Any]:
        return lambda: client.post(f"/log/{on}/{what}", {"key": uuid4(), **fields})

    old = {"before": 1, "worst": 3, "sets_done": 3, "level": 3, "morning": 1}
    costs = {
        "corrected": statements(send(corrected, **old)),
        "another score": statements(send(scored, score=4)),
        "deleted": statements(send(deleted, "delete/")),
        "score deleted": statements(send(scored, "delete/")),
    }
    assert costs == dict.fromkeys(costs, CHANGED + earlier)
    kept = person.amendments.order_by("id").values_list("on", "kind")
    assert list(kept) == [
        (corrected, "corrected"),
        (scored, "corrected"),
        (deleted, "deleted"),
        (scored, "deleted"),
    ]


@at_monday("2026-03-10 08:00")
@pytest.mark.parametrize("openings", [1, 3])
def test_openings_that_are_decided_again_cost_one_more_however_many(
    catalogue: Catalogue, sign_in: Callable[[User], Client], openings: int
) -> None:
    """A day before them is corrected, and what was opened with it stays, with what is said now."""
    user = ready_person()
    client = sign_in(user)
    client.get("/ladder/")
    client.post("/ladder/open/seated-row/", {"key": uuid4()})
    opened = user.transitions.get(kind="opened")
    for _ in range(openings - 1):
        opened.pk, opened.kind, opened._state.adding = None, "returned", True
        opened.on -= timedelta(days=1)
        opened.save()
    corrected = user.training_days.earliest("on").on
    log = {"before": 1, "worst": 2, "sets_done": 2, "level": 3, "morning": 1}

    def send(**fields: Any) -> Callable[[], Any]:
        return lambda: client.post(f"/log/{corrected}/", {"key": uuid4(), **log, **fields})

    # The gate was not ready yet on the dates before, which are made up.
    assert statements(send()) == CHANGED + EARLIER + (SAID_SO if openings > 1 else 0)
    assert user.transitions.filter(kind="reviewed").count() == openings - 1
    assert statements(send(worst=9)) == CHANGED + EARLIER + SAID_SO
    said = user.transitions.filter(kind="reviewed").values_list("stage_to", "decision__status")
    assert list(said) == [("seated-row", "not_yet")] * openings
    # It is said once.
    assert statements(send(worst=10)) == CHANGED + EARLIER


@at_monday()
def test_a_set_ticked_twice_is_one(
    person: User, sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    client = sign_in(person)
    post(client, "before", score=1, level=3)
    one = tick(catalogue, "seated-row", "session", 1)
    for _ in range(2):
        post(client, "set", set=one)
    assert PerformedSet.objects.filter(user=person).count() == 1
    assert TrainingDay.objects.get(user=person, on=MONDAY).sets_done == 1
