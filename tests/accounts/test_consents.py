"""Consent by purpose: versioned, taken back, given again; and what the pain words are made of."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from backrehab.accounts import numbers, services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import Consent, User
from backrehab.accounts.queries import given_consents, missing_consents
from tests.factories import at

NOW = at("2026-03-09 09:00")


@pytest.fixture
def person(user: User) -> User:
    services.give_consents(user=user, texts=current_texts(), now=NOW)
    return user


def test_taken_back_after_the_clock_was_set_back(person: User) -> None:
    """The database refused an end before the beginning."""
    services.withdraw_health_consent(user=person, now=NOW - timedelta(hours=1))
    person.refresh_from_db()
    assert person.withdrawn_at == NOW - timedelta(hours=1)
    taken_back = Consent.objects.get(user=person, withdrawn_at__isnull=False)
    assert taken_back.withdrawn_at == taken_back.given_at == NOW


def test_taken_back_and_given_again(person: User) -> None:
    services.withdraw_health_consent(user=person, now=NOW + timedelta(days=1))
    person.refresh_from_db()
    assert person.withdrawn_at == NOW + timedelta(days=1)
    given = given_consents(person)
    assert [text.purpose for text in missing_consents(given)] == ["health_data"]
    by_purpose = {item.text.purpose: item for item in given}
    assert str(by_purpose["health_data"].withdrawn_on) == "2026-03-10"
    assert not by_purpose["health_data"].current
    assert by_purpose["intended_use"].current
    services.give_consents(user=person, texts=missing_consents(given), now=NOW + timedelta(days=2))
    person.refresh_from_db()
    assert person.withdrawn_at is None
    assert missing_consents(given_consents(person)) == ()
    # Both times are kept.
    assert Consent.objects.filter(purpose="health_data").count() == 2


def test_taking_it_back_twice_is_one_effect(person: User) -> None:
    for days in (1, 2):
        services.withdraw_health_consent(user=person, now=NOW + timedelta(days=days))
    person.refresh_from_db()
    assert person.withdrawn_at == NOW + timedelta(days=1)
    assert list(person.access_records.values_list("kind", flat=True)) == ["consent_withdrawn"]


def test_the_database_refuses_two_open_ones_and_an_end_before_the_beginning(person: User) -> None:
    row = Consent.objects.filter(purpose="health_data").values("user_id", "purpose", "version")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**row.get(), given_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(withdrawn_at=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("score", "shown", "word"),
    [
        (0, "0", "none"),
        (0.5, "0.5", "mild"),
        (3, "3", "mild"),
        (3.5, "3.5", "moderate"),
        (6, "6", "moderate"),
        (7, "7", "severe"),
        (10, "10", "severe"),
        (None, "–", "–"),
    ],
)
def test_pain_in_words(score: Any, shown: str, word: str) -> None:
    assert numbers.pain_words(score, hide=False) == shown
    assert numbers.pain_words(score, hide=True) == word
    with numbers.numbers(hidden=True):
        assert numbers.pain_text(score) == word
    assert numbers.pain_text(score) == shown


@pytest.mark.parametrize(
    ("limit", "or_less", "or_more"),
    [
        (0, "none", "none (0 of 10)"),
        (1, "mild (1 of 10)", "mild"),
        (2, "mild (2 of 10)", "mild (2 of 10)"),
        (3, "mild", "mild (3 of 10)"),
        (3.5, "moderate (3.5 of 10)", "moderate (3.5 of 10)"),
        (6, "moderate", "moderate (6 of 10)"),
        (7, "severe (7 of 10)", "severe"),
    ],
)
def test_a_limit_in_words_means_no_other_score(limit: float, or_less: str, or_more: str) -> None:
    with numbers.numbers(hidden=True):
        assert numbers.limit_text(limit) == or_less
        assert numbers.least_text(limit) == or_more
    assert numbers.limit_text(limit) == numbers.least_text(limit) == f"{limit:g}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"up_to": 3', '"up_to": 11', "entry 2, field up_to is 11"),
        ('"words": "mild"', '"words": ""', "entry 2, field words is ''"),
        ('"up_to": 3', '"up_to": 6', "field up_to must rise"),
        ('"up_to": 10', '"up_to": 9', "field up_to must rise from entry to entry, to 10"),
        ('"words": [', '"word": [', "it cannot be read"),
    ],
)
def test_the_words_are_checked(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "pain-words.json"
    path.write_text(numbers.FILE.read_text().replace(old, new))
    with pytest.raises(ImproperlyConfigured, match=message):
        numbers.read_steps(path)
