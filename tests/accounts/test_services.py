"""Changes of a person's own row, and the data behind the suggested days."""

import json
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured

from backrehab.accounts import services
from backrehab.accounts.models import User
from backrehab.accounts.schedule_advice import FILE, read_advice, schedule_advice


def test_a_schedule_is_stored_as_weekdays(user: User) -> None:
    services.save_schedule(user=user, weekdays=[4, 0, 4, 6])
    user.refresh_from_db()
    assert user.training_weekdays == (0, 4, 6)


@pytest.mark.parametrize("weekdays", [[], [7], [-1, 2]])
def test_no_day_and_unknown_days_are_refused(user: User, weekdays: list[int]) -> None:
    before = user.weekday_mask
    with pytest.raises(ValueError, match="are not weekdays"):
        services.save_schedule(user=user, weekdays=weekdays)
    user.refresh_from_db()
    assert user.weekday_mask == before


def test_a_time_zone_must_exist(user: User) -> None:
    services.save_time_zone(user=user, time_zone="Asia/Kathmandu")
    with pytest.raises(ValueError, match="not a known time zone"):
        services.save_time_zone(user=user, time_zone="Mars/Base")
    user.refresh_from_db()
    assert user.time_zone == "Asia/Kathmandu"


def test_about_you_takes_only_known_answers(user: User) -> None:
    services.save_about(user=user, age_band="55_64", hinge_experience="none")
    with pytest.raises(ValueError, match="ancient"):
        services.save_about(user=user, age_band="ancient", hinge_experience="none")
    user.refresh_from_db()
    assert (user.age_band, user.hinge_experience) == ("55_64", "none")


def test_no_equipment_is_an_answer(user: User) -> None:
    services.save_equipment(user=user, keys=[])
    user.refresh_from_db()
    assert (user.equipment, user.equipment_answered) == ([], True)


@pytest.mark.django_db
def test_a_made_account_and_an_operator_have_a_verified_address() -> None:
    services.create_person(email="Demo@Example.org", password=None, is_demo=True)
    User.objects.create_superuser("Op@Example.org", "a long password")
    rows = EmailAddress.objects.order_by("email").values_list("email", "verified", "primary")
    assert list(rows) == [("demo@example.org", True, True), ("op@example.org", True, True)]
    assert list(User.objects.order_by("email").values_list("is_demo", "is_staff")) == [
        (True, False),
        (False, True),
    ]


def test_the_suggested_days_are_four_with_the_source() -> None:
    advice = schedule_advice()
    assert advice.suggested_weekdays == (0, 1, 3, 4)
    assert (advice.fewest_advised_days, advice.most_advised_days) == (4, 5)
    assert advice.sources == ("S4",)


@pytest.mark.parametrize(
    "change",
    [
        {"suggested_weekdays": []},
        {"suggested_weekdays": [0, 0]},
        {"suggested_weekdays": [7]},
        {"fewest_advised_days": 0},
        {"fewest_advised_days": 6},
        {"most_advised_days": True},
        {"sources": [""]},
        {"default_reason": 1},
    ],
)
def test_broken_advice_is_refused_by_file_and_field(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(json.loads(FILE.read_text()) | change))
    with pytest.raises(ImproperlyConfigured, match=r"^schedule\.json: field \w+ is wrong"):
        read_advice(path)


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(json.loads(FILE.read_text()) | {"more": 1}))
    with pytest.raises(ImproperlyConfigured, match="its fields must be"):
        read_advice(path)
