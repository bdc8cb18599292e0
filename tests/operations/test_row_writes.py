"""A row, added once or changed in some columns, by a statement that is kept ready."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backrehab.accounts.models import Submission
from backrehab.accounts.submissions import answer_once
from backrehab.painlog.models import DailyScore, FlareUp, TrainingDay
from backrehab.row_writes import delete_row, insert_row, insert_rows, update_row
from tests.factories import make_user
from tests.factories_diary import make_days

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 9)


def test_a_row_is_added_once() -> None:
    user = make_user()
    first = DailyScore(user_id=user.pk, on=DAY, score=2, given_at=timezone.now())
    again = DailyScore(user_id=user.pk, on=DAY, score=9, given_at=timezone.now())
    assert (insert_row(first), insert_row(again)) == (True, False)
    assert DailyScore.objects.get(user=user) == first
    assert (first._state.adding, again._state.adding) == (False, True)
    assert DailyScore.objects.get(user=user).score == 2


def test_several_rows_are_added_by_one_statement() -> None:
    """Those that are there already stay as they are."""
    user, now = make_user(), timezone.now()
    dates = [DAY + timedelta(days=n) for n in range(3)]
    assert insert_row(DailyScore(user_id=user.pk, on=dates[1], score=9, given_at=now))
    rows = [DailyScore(user_id=user.pk, on=on, score=2, given_at=now) for on in dates]
    with CaptureQueriesContext(connection) as captured:
        insert_rows(rows)
    assert len(captured.captured_queries) == 1
    stored = DailyScore.objects.filter(user=user).order_by("on").values_list("on", "score")
    assert list(stored) == list(zip(dates, (2, 9, 2), strict=True))


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


def test_a_row_that_is_deleted_says_what_it_said() -> None:
    user, other = make_user(), make_user()
    for one in (user, other):
        make_days(one, [DAY])
    (day,) = user.training_days.all()
    gone = delete_row(TrainingDay, user=user.pk, on=DAY)
    assert gone is not None
    names = [field.attname for field in TrainingDay._meta.concrete_fields]
    assert [getattr(gone, name) for name in names] == [getattr(day, name) for name in names]
    assert delete_row(TrainingDay, user=user.pk, on=DAY) is None
    assert list(TrainingDay.objects.values_list("user", flat=True)) == [other.pk]


def test_what_may_be_several_rows_is_not_deleted() -> None:
    with pytest.raises(ValueError, match="may be several rows of TrainingDay"):
        delete_row(TrainingDay, user=make_user().pk)
