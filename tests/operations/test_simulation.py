"""Made-up people in bulk: their rows keep every rule of the tables, and their pages open."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from backrehab.accounts.models import Submission, User
from backrehab.operations.simulating import simulate
from backrehab.painlog.models import DailyScore, FlareUp, PerformedSet, TrainingDay
from backrehab.progression.models import Enrolment, Transition
from backrehab.screening.models import ScreeningRun

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
YESTERDAY = date(2026, 3, 8)
PEOPLE, DAYS, SEED = 3, 200, 4
TABLES = (TrainingDay, DailyScore, FlareUp, PerformedSet, Transition, Enrolment, ScreeningRun)


def make(*, seed: int = SEED, first_number: int = 0) -> int:
    """How many rows were stored."""
    steps = simulate(people=PEOPLE, days=DAYS, seed=seed, now=NOW, first_number=first_number)
    return sum(rows.total() for _made, rows in steps)


def told() -> list[list[object]]:
    """All rows, without the keys that the database gave."""
    found: list[list[object]] = [list(Submission.objects.order_by("key").values_list("key"))]
    for table in TABLES:
        hidden = {"id", "user", "enrolment"}
        names = [one.name for one in table._meta.concrete_fields if one.name not in hidden]
        rows = table._default_manager.values_list("user__email", *names)
        found.append(sorted(rows, key=repr))
    return found


def test_the_same_seed_makes_the_same_people() -> None:
    make()
    first = told()
    User.objects.all().delete()
    make()
    assert told() == first
    make(seed=SEED + 1)
    assert told() != first


def test_the_rows_keep_the_rules() -> None:
    stored = make()
    connection.check_constraints()
    for table in TABLES:
        # The tables' own rules held when the rows came in; a choice is a rule of the fields.
        fields = [one for one in table._meta.concrete_fields if one.choices]
        for row in table._default_manager.all():
            for field in fields:
                field.clean(field.value_from_object(row), row)
    counts = [table._default_manager.count() for table in TABLES]
    assert min(counts) >= 1
    assert stored > PEOPLE * DAYS
    assert TrainingDay.objects.latest("on").on <= YESTERDAY
    for user in User.objects.all():
        enrolment = Enrolment.objects.get(user=user)
        newest = Transition.objects.filter(user=user).latest("at")
        assert (newest.stage_to, newest.on) == (enrolment.stage_key, enrolment.entered_on)


def test_today_hangs_together_with_yesterday() -> None:
    """Scores of neighbouring days are nearer to each other than those of days far apart."""
    make()

    def apart(days: int) -> float:
        found = []
        for user in User.objects.all():
            scores = dict(DailyScore.objects.filter(user=user).values_list("on", "score"))
            later = {on: scores.get(on + timedelta(days=days)) for on in scores}
            found += [(scores[on] - score) ** 2 for on, score in later.items() if score is not None]
        return sum(found) / len(found)

    assert apart(1) < apart(100)


def test_their_pages_open(sign_in: Callable[[User], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        make()
        client = sign_in(User.objects.order_by("email")[0])
        for address in ("/today/", "/ladder/", "/progress/", "/log/"):
            assert (address, client.get(address).status_code) == (address, 200)


def test_who_is_there_is_not_made_twice() -> None:
    make()
    with transaction.atomic(), pytest.raises(IntegrityError):
        make()
    options = {"people": PEOPLE, "days": 3, "seed": SEED}
    with transaction.atomic(), pytest.raises(CommandError, match="--first-number begins"):
        call_command("simulate", **options)


def test_further_people_come_after_the_first() -> None:
    make()
    make(first_number=PEOPLE)
    assert User.objects.count() == 2 * PEOPLE


def test_not_in_production_unless_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEVELOPMENT = False
    options = {"people": 1, "days": 3}
    with pytest.raises(CommandError, match="this is production"):
        call_command("simulate", **options)
    assert not User.objects.exists()
    call_command("simulate", **options, even_in_production=True)
    assert User.objects.get().is_demo
    assert "rows in" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [{"people": 0, "days": 1}, {"people": 1, "days": 0}, {"people": 1, "days": 999_999}],
)
def test_at_least_one(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="1 or more"):
        call_command("simulate", **wrong)
