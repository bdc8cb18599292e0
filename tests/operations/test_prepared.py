"""Prepared queries: one text for every run, and unlike tables in one statement."""

import json
from datetime import date
from typing import Any

import pytest

from backrehab.accounts.models import User
from backrehab.json_rows import JsonRows
from backrehab.painlog.models import DailyScore, TrainingDay
from backrehab.prepared import Prepared
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


def test_the_only_row_is_there_or_missing() -> None:
    user = make_user()
    several = Prepared[Texts](_several, user=int, on=date)
    assert several.one(user=user.pk, on=DAY) == several.first(user=user.pk, on=DAY)
    with pytest.raises(User.DoesNotExist):
        several.one(user=user.pk + 1, on=DAY)
