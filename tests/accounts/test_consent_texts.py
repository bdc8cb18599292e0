"""The consent texts are data: read, checked, and recorded once a version."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from backrehab.accounts.consent_texts import (
    FOLDER,
    ConsentText,
    all_texts,
    current_texts,
    read_texts,
    sort_key,
)
from backrehab.accounts.models import Consent, User
from backrehab.accounts.queries import given_consents, missing_consents
from backrehab.accounts.services import give_consents
from tests.factories import at

INTENDED_USE = FOLDER / "intended-use-2026.1.json"


def write(folder: Path, name: str = "use.json", **changes: Any) -> None:
    data = json.loads(INTENDED_USE.read_text()) | changes
    (folder / name).write_text(json.dumps({k: v for k, v in data.items() if v is not ...}))


def test_the_texts_in_force_are_asked_in_a_fixed_order() -> None:
    assert [text.purpose for text in current_texts()] == ["intended_use", "health_data"]
    assert set(current_texts()) <= set(all_texts())


def test_what_intended_use_has_to_say() -> None:
    words = " ".join([*current_texts()[0].paragraphs, *current_texts()[0].points])
    for needed in (
        "personal exercise diary for adults",
        "no warning signs",
        "does not diagnose, treat or monitor",
        "does not take the place of a doctor",
        "not a certified medical device",
        "Nobody watches",
    ):
        assert needed in words


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"purpose": "other"}, "use.json: purpose must be one of intended_use, health_data."),
        ({"version": ""}, "use.json: field version is missing, empty or of the wrong kind."),
        ({"version": "2026-1"}, "use.json: field version is missing, empty or of the wrong kind."),
        ({"version": "1" * 17}, "use.json: field version is missing, empty or of the wrong kind."),
        ({"points": "one"}, "use.json: field points is missing, empty or of the wrong kind."),
        ({"points": [""]}, "use.json: field points is missing, empty or of the wrong kind."),
        ({"agree": " "}, "use.json: field agree is missing, empty or of the wrong kind."),
        (
            {"title": ...},
            "use.json: its fields must be agree, paragraphs, points, purpose, title, version.",
        ),
        (
            {"note": "x"},
            "use.json: its fields must be agree, paragraphs, points, purpose, title, version.",
        ),
    ],
)
def test_a_broken_file_is_named_with_its_field(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    write(tmp_path, **changes)
    with pytest.raises(ImproperlyConfigured) as raised:
        read_texts(tmp_path)
    assert str(raised.value) == fault


def test_broken_json_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "use.json").write_text("{")
    with pytest.raises(ImproperlyConfigured, match=r"^use\.json: not valid JSON"):
        read_texts(tmp_path)


def test_a_missing_purpose_and_a_double_version_are_refused(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(ImproperlyConfigured, match="no text for health_data"):
        read_texts(tmp_path)
    write(tmp_path, "again.json")
    write(tmp_path, "health.json", purpose="health_data")
    with pytest.raises(ImproperlyConfigured, match=r"intended_use 2026\.1 is there twice"):
        read_texts(tmp_path)


def test_versions_are_ordered_as_numbers() -> None:
    older, newer = (
        ConsentText("intended_use", version, "t", (), (), "a") for version in ("2026.9", "2026.10")
    )
    assert sort_key(older) < sort_key(newer)


def test_agreeing_is_recorded_once_with_its_first_time(user: User) -> None:
    first, second = at("2026-03-02 23:30"), at("2026-03-05 08:00")
    give_consents(user=user, texts=current_texts(), now=first)
    give_consents(user=user, texts=current_texts(), now=second)
    rows = Consent.objects.order_by("id").values_list("purpose", "version", "given_at")
    assert list(rows) == [(text.purpose, text.version, first) for text in current_texts()]
    assert missing_consents(given_consents(user)) == ()


def test_the_date_is_the_persons_own(user: User) -> None:
    user.time_zone = "Asia/Tokyo"
    give_consents(user=user, texts=current_texts(), now=at("2026-03-02 23:30"))
    assert {item.on.isoformat() for item in given_consents(user)} == {"2026-03-03"}


def test_nothing_given_means_everything_is_missing(user: User) -> None:
    assert missing_consents(given_consents(user)) == current_texts()


def test_the_database_refuses_an_unknown_purpose(user: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            user=user, purpose="other", version="1", given_at=at("2026-03-02 08:00")
        )
