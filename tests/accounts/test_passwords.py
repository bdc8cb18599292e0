"""Which passwords are refused: common ones, and those put together from what is common."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from backrehab import settings
from backrehab.accounts.models import User
from backrehab.accounts.passwords import FEWEST_GUESSES, guesses

WORDS = "This is too easy to guess. Add a word or two that do not belong together."
REFUSED = [
    "password123",
    "password123456",
    "P@ssw0rd2024!",
    "iloveyou2024!",
    "qwertyuiop12",
    "1qaz2wsx3edc",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "9876543210",
    "passwordpassword",
    "drowssap12",
    "letmein-letmein",
    "Liverpool1990",
    "backrehab2026",
    "ab" * 40,
]
TAKEN = [
    "plum tractor violet",
    "quiet marble lantern",
    "correct horse battery staple",
    "jK9$mP2!xQ",
    "Ich mag kein Müsli",
    "приветик мир",
]


@pytest.mark.parametrize("password", REFUSED)
def test_easy_ones_are_refused(password: str) -> None:
    with pytest.raises(ValidationError, match=WORDS):
        validate_password(password)


@pytest.mark.parametrize("password", TAKEN)
def test_others_are_taken(password: str) -> None:
    validate_password(password)


def test_more_is_never_easier() -> None:
    for password in TAKEN:
        figures = [guesses(password[:length]) for length in range(len(password) + 1)]
        longer = [guesses(f"{password} {extra}") for extra in ("x", "kettle", "kettle moss")]
        assert figures[0] == 0
        assert longer == sorted(longer)
        assert min(longer) >= FEWEST_GUESSES


@pytest.mark.django_db
def test_the_reason_stands_beside_the_field(client: Client) -> None:
    sent = {"email": "ada@example.org", "password1": "iloveyou2024!"}
    page = client.post("/accounts/signup/", sent).text
    assert f'<p class="error" id="id_password1_error">{WORDS}</p>' in page
    assert not User.objects.exists()


def test_they_are_kept_by_argon2() -> None:
    """The tests themselves use a quick digest."""
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
