"""Pages say instants as on the person's own clock, whose date may be another one than UTC's."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from backrehab.accounts.access_record import record_own
from backrehab.accounts.models import AccessKind, User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Amendment, TrainingDay
from backrehab.painlog.services import as_values
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.web.reading import words

pytestmark = pytest.mark.django_db

NOW = at("2026-03-10 08:00")
# Half past nine of the next morning in Auckland.
EVENING = at("2026-03-09 20:30")
TRAINED = date(2026, 3, 3)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 08:00"), time_zone="Pacific/Auckland")


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


@time_machine.travel(NOW, tick=False)
def test_the_access_record(client: Client, person: User) -> None:
    record_own(person, AccessKind.DOWNLOADED, now=EVENING)
    page = words(client.get("/settings/access/").text)
    assert "Downloaded everything You · 10 March 2026, 09:30" in page
    assert timezone.get_current_timezone_name() == "UTC"


@time_machine.travel(NOW, tick=False)
def test_a_later_change_of_the_log(client: Client, person: User) -> None:
    make_days(person, [TRAINED])
    old = as_values(TrainingDay.objects.get(user=person))
    Amendment.objects.create(
        user=person, on=TRAINED, kind="corrected", old=old, new=old, made_at=EVENING
    )
    page = words(client.get(f"/log/{TRAINED}/").text)
    assert "Changed later On 10 March 2026. It said:" in page


def test_nobody_has_no_clock(client: Client) -> None:
    assert Client().get("/about/").status_code == 200
    assert timezone.get_current_timezone_name() == "UTC"
