"""Several devices at once: threads with connections of their own, one effect.

On SQLite they share a database file, as the workers of an installation do.
"""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from backrehab.accounts.models import User
from backrehab.accounts.submissions import answer_once
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, services
from backrehab.progression.entries import Entry
from backrehab.progression.models import Transition
from tests.factories_diary import make_days
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    RED,
    TODAY,
    climber,
    enrolment_of,
    noon,
    ready_person,
    too_much,
)

pytestmark = pytest.mark.django_db(transaction=True)

PRESSES = 8

type Act = Callable[[User], Any]


@dataclass(frozen=True)
class Crowd:
    """Devices of one person, each a thread with its own connection."""

    database: str
    user_pk: int

    def act_at_once(self, acts: Sequence[Act]) -> list[Any]:
        """Let all of them act at the same moment; their answers, in order."""
        barrier = Barrier(len(acts))

        def run(act: Act) -> Any:
            # The settings of the connection are shared by all threads until it has its own.
            connection.settings_dict = {**connection.settings_dict, "NAME": self.database}
            try:
                try:
                    user = User.objects.get(pk=self.user_pk)
                except BaseException:
                    # The others need not wait for this one, whose fault is the one to be told.
                    barrier.abort()
                    raise
                barrier.wait(timeout=30)
                return act(user)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as threads:
            running = [threads.submit(run, act) for act in acts]
        faults = [fault for one in running if (fault := one.exception()) is not None]
        for fault in sorted(faults, key=lambda fault: isinstance(fault, BrokenBarrierError)):
            raise fault
        return [one.result() for one in running]

    def look(self, act: Act) -> Any:
        """What is in the database afterwards."""
        return self.act_at_once([act])[0]


@pytest.fixture
def crowd(catalogue: Catalogue, tmp_path: Path) -> Crowd:
    """Somebody who may open the seated row."""
    return crowd_of(ready_person(), tmp_path)


def crowd_of(user: User, folder: Path) -> Crowd:
    database = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        # The tests' own database is in memory, where connections lock each other out at once.
        database = str(folder / "db.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [database])
        # As `prepare` leaves it. To change it, a connection must be alone: of several that open the
        # file at once SQLite refuses some without a wait.
        with closing(sqlite3.connect(database)) as copy:
            copy.execute("PRAGMA journal_mode=WAL")
    return Crowd(database, user.pk)


def press(user: User) -> tuple[bool, int]:
    opening = services.open_stage(user=user, stage_key="seated-row", now=READY)
    return opening.new, opening.transition.pk


def test_many_presses_open_once(crowd: Crowd) -> None:
    answers = crowd.act_at_once([press] * PRESSES)
    assert sorted(new for new, _ in answers) == [False] * (PRESSES - 1) + [True]

    def opened(user: User) -> tuple[list[int], str]:
        rows = Transition.objects.filter(user=user, kind="opened").values_list("pk", flat=True)
        return list(rows), enrolment_of(user).stage_key

    rows, stage = crowd.look(opened)
    assert (len(rows), stage) == (1, "seated-row")
    assert {pk for _, pk in answers} == set(rows)


def test_one_form_sent_many_times_is_answered_alike(crowd: Crowd) -> None:
    key = uuid4()

    def send(user: User) -> dict[str, Any]:
        return answer_once(user, key=key, now=READY, act=lambda: {"new": press(user)[0]})

    assert crowd.act_at_once([send] * PRESSES) == [{"new": True}] * PRESSES
    assert crowd.look(lambda user: user.submissions.count()) == 1
    assert crowd.look(lambda user: user.transitions.filter(kind="opened").count()) == 1


def test_one_of_many_morning_scores_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    user = ready_person()
    TrainingDay.objects.filter(user=user, on=LIGHT_DAYS[-1]).delete()
    make_days(user, LIGHT_DAYS[-1:], morning=None)
    crowd = crowd_of(user, tmp_path)

    def give(score: int) -> Act:
        def act(user: User) -> int | None:
            try:
                diary.give_morning(Entry(user, READY), on=LIGHT_DAYS[-1], score=score)
            except EntryRefused:
                return None
            return score

        return act

    answers = crowd.act_at_once([give(score) for score in range(PRESSES)])
    (stands,) = [score for score in answers if score is not None]
    assert crowd.look(lambda user: user.training_days.latest("on").morning) == stands


def test_every_change_is_counted(crowd: Crowd) -> None:
    """Entries of the same moment each raise the count that stored answers are compared with."""
    before = crowd.look(lambda user: user.log_version)

    def confirm(user: User) -> None:
        services.confirm_technique(user=user, now=READY)

    crowd.act_at_once([confirm] * PRESSES)
    assert crowd.look(lambda user: user.log_version) == before + PRESSES


def test_two_bad_days_lead_down_once(catalogue: Catalogue, tmp_path: Path) -> None:
    """Every device sends the report that makes the second day red."""
    user = climber("seated-row")
    too_much(user, TODAY)
    on = TODAY + timedelta(days=1)
    diary.begin_day(Entry(user, noon(on)), score=2, level=1, catalogue=catalogue)
    crowd = crowd_of(user, tmp_path)

    def tell(user: User) -> None:
        diary.finish(Entry(user, noon(on)), report=Report(sets_done=1, worst=RED))

    crowd.act_at_once([tell] * PRESSES)

    def seen(user: User) -> tuple[list[tuple[str, str]], str]:
        rows = user.transitions.filter(kind="stepped_back")
        return list(rows.values_list("stage_from", "stage_to")), enrolment_of(user).stage_key

    assert crowd.look(seen) == ([("seated-row", "bar-hang")], "bar-hang")
