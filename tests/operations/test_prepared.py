"""Prepared statements: one text for every run, unlike tables in one statement, single rows."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backrehab.accounts.models import Submission, User
from backrehab.accounts.submissions import answer_once
from backrehab.painlog.models import DailyScore, FlareUp, TrainingDay
from backrehab.prepared import JsonRows, Prepared, insert_row, update_row
from backrehab.screening.models import ScreeningRun
from tests.factories import make_screening, make_user
from tests.factories_diary import make_days

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 9)
type Texts = tuple[str, str, str]


def _several(user: int, on: date) -> Any:
    days = TrainingDay.objects.filter(user=user, on=on)
    runs = ScreeningRun.objects.filter(user=user)
    scores = DailyScore.objects.filter(user=user)
    return User.objects.filter(pk=user).values_list(
        JsonRows(days.values_list("on", "morning_on", "leg", "load_kg", "stage_key")),
        JsonRows(runs.values_list("limits", "clearance__cleared_on")),
        JsonRows(scores.values_list("score")),
    )


def test_unlike_tables_in_one_statement(django_assert_num_queries: Any) -> None:
    user = make_user()
    make_days(user, [DAY], leg=True, load_kg="12.5")
    make_screening(user)
    ScreeningRun.objects.filter(user=user).update(limits=["no_hang", "support"])
    several = Prepared[Texts](_several, user=int, on=date)
    with django_assert_num_queries(1):
        found = several.first(user=user.pk, on=DAY)
    assert found is not None
    days, runs, scores = map(json.loads, found)
    assert days == [["2026-03-09", "2026-03-10", True, 12.5, "bar-hang"]]
    assert runs == [[["no_hang", "support"], None]]
    assert scores == []


def test_what_the_query_itself_says_is_part_of_its_text() -> None:
    """Else SQLite plans it anew at every run, because of the indexes of some rows only."""
    user = make_user()
    stage = "it's"
    query = Prepared[tuple[date]](
        lambda user: TrainingDay.objects.filter(user=user, leg=True, stage_key=stage).values_list(
            "on"
        ),
        user=int,
    )
    make_days(user, [DAY], leg=True, stage=stage)
    assert query.rows(user=user.pk) == [(DAY,)]
    (statement,) = query._ready.values()
    assert statement._sql.count("%s") == 1
    assert "'it''s'" in statement._sql


def test_a_sign_that_would_be_a_gap_stays_a_parameter() -> None:
    user = make_user()
    query = Prepared[tuple[date]](
        lambda user: TrainingDay.objects.filter(user=user, stage_key="100%s").values_list("on"),
        user=int,
    )
    make_days(user, [DAY], stage="100%s")
    assert query.rows(user=user.pk) == [(DAY,)]


def test_a_row_is_added_once() -> None:
    user = make_user()
    first = DailyScore(user_id=user.pk, on=DAY, score=2, given_at=timezone.now())
    again = DailyScore(user_id=user.pk, on=DAY, score=9, given_at=timezone.now())
    assert (insert_row(first), insert_row(again)) == (True, False)
    assert DailyScore.objects.get(user=user) == first
    assert (first._state.adding, again._state.adding) == (False, True)
    assert DailyScore.objects.get(user=user).score == 2


@pytest.mark.parametrize("score", [11, None])
def test_a_row_that_is_wrong_is_an_error(score: int | None) -> None:
    row = DailyScore(user_id=make_user().pk, on=DAY, score=score, given_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(row)


def test_any_other_conflict_is_an_error() -> None:
    """It is not the same row that is there already, so there would be none."""
    user = make_user()
    assert insert_row(FlareUp(user_id=user.pk, started_on=DAY))
    second = FlareUp(user_id=user.pk, started_on=DAY.replace(day=10))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(second)


def test_only_the_columns_that_are_named_change() -> None:
    (day,) = make_days(make_user(), [DAY], load_kg="12.5")
    update_row(TrainingDay, day.pk, worst=None, load_kg="7.25", variant_key="bench")
    stored = TrainingDay.objects.get(pk=day.pk)
    assert (stored.worst, str(stored.load_kg), stored.variant_key) == (None, "7.250", "bench")
    assert (stored.before, stored.morning, stored.on) == (2, 2, DAY)


def test_a_row_that_is_gone_is_not_changed_in_silence() -> None:
    (day,) = make_days(make_user(), [DAY])
    day.delete()
    with pytest.raises(DatabaseError, match="not there"):
        update_row(TrainingDay, 0, worst=3)


@pytest.mark.parametrize(("answer", "writes"), [({"said": "Saved."}, 1), ({"said": "No."}, 2)])
def test_an_answer_that_was_expected_is_written_once(answer: dict[str, str], writes: int) -> None:
    user, key = make_user(), uuid4()
    with CaptureQueriesContext(connection) as captured:
        for _ in range(2):
            given = answer_once(
                user,
                key=key,
                now=timezone.now(),
                act=lambda: answer,
                expected={"said": "Saved."},
            )
            assert given == answer
    sent = [query["sql"] for query in captured.captured_queries]
    # The second time the key is tried, found to be there, and the first answer read.
    assert sum("accounts_submission" in sql for sql in sent) == writes + 2
    assert Submission.objects.get(user=user).answer == answer
