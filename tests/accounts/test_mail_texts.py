"""Every e-mail says what happened and what to do next, and nothing about anybody's back."""

import re

import pytest
from django.template.loader import render_to_string

from tests.project.files import files

MESSAGES = [path for path in files(".txt") if path.parent.name == "email"]
BODIES = [path for path in MESSAGES if path.stem.endswith("_message") and "base_" not in path.name]
CONTEXT = {
    "current_site": {"domain": "back.example.org", "name": "Back Rehab"},
    "email": "ada@example.org",
    "from_email": "ada@example.org",
    "to_email": "ada@example.net",
    "deleted_email": "ada@example.org",
    "password_reset_url": "https://back.example.org/reset/",
    "signup_url": "https://back.example.org/sign-up/",
    "code": "BCDF-GHJK",
    "ip": "192.0.2.7",
    "user_agent": "A browser's <name>",
    "timestamp": "2026-03-09 09:00",
}
ABOUT_HEALTH = re.compile(r"\b(pain|score|flare|stage|exercise|screening|health)\b", re.IGNORECASE)


def template(path):
    """The name of a template as Django knows it."""
    return path.as_posix().removeprefix("templates/")


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_a_message(path):
    text = render_to_string(template(path), CONTEXT)
    subject = render_to_string(template(path).replace("_message", "_subject"), CONTEXT).strip()
    assert text.startswith("Hello,\n\n")
    assert text.rstrip().splitlines()[-3] == "Back Rehab"
    # What to do next: a code or an address, or whether there is anything to do at all.
    assert re.search(r"you need not do anything|there is nothing to do", text)
    assert len(subject.splitlines()) == 1
    assert ABOUT_HEALTH.search(subject + text) is None
    # Plain text: nothing is written as HTML would want it.
    assert "&#x27;" not in text
    assert "&lt;" not in text


def test_each_body_has_a_subject_and_the_other_way_round():
    names = {path.stem for path in MESSAGES if "base_" not in path.name}
    assert {name.removesuffix("_message") for name in names if name.endswith("_message")} == {
        name.removesuffix("_subject") for name in names if name.endswith("_subject")
    }


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("webauthn_added", "1. Remove that passkey."),
        ("recovery_codes_generated", "1. Make new recovery codes once more"),
        ("totp_activated", "Then write to whoever runs this site at once"),
    ],
)
def test_who_did_not_do_it_learns_what_ends_it(name, first):
    """A new password and signing out elsewhere do not: the new way in would stay open."""
    text = render_to_string(f"mfa/email/{name}_message.txt", CONTEXT)
    _, advice = text.split("Was it not you? ")
    assert first in advice
    assert "sign out of all other devices" in advice.lower()
