"""Where a device answers with a passkey, anybody can send anything: it is refused in words."""

import json

import pytest
from allauth.mfa import app_settings as settings
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.module_loading import import_string

from backrehab.accounts.models import User
from backrehab.accounts.passkey_answer import DeviceAnswer

from .conftest import EMAIL, PASSWORD

WORDS = "That did not work. Please try again."
HALF = {"id": "AA", "rawId": "AA", "type": "public-key"}
ODD = {
    "deep": "[" * 100_000,
    "deeper": '{"a":' * 100_000,
    "long": "9" * 5_000,
    "number": "5",
    "text": '"x"',
    "list": "[1]",
    "nothing in it": json.dumps(HALF | {"response": {}}),
    "other keys": '{"id": 5}',
    "broken text": json.dumps(HALF | {"id": "a", "rawId": "a", "response": {}}),
    "two names": json.dumps(HALF | {"rawId": "\0", "response": "\ud800"}),
    "no object": json.dumps(HALF | {"response": {"clientDataJSON": "e30"}}),
    "cut off": json.dumps(
        HALF | {"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}
    ),
    "deep inside": json.dumps(
        HALF
        | {
            "response": {
                "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUEiLCJvcml"
                "naW4iOiJodHRwOi8veCJ9",
                "attestationObject": "gYGB" * 20_000 + "AA==",
            }
        }
    ),
}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_what_is_no_answer_is_refused(ada: User, odd: str) -> None:
    stranger = Client()
    page = stranger.post("/accounts/2fa/webauthn/login/", {"credential": odd}, follow=True)
    assert (page.status_code, WORDS in page.text) == (200, True)

    client = Client()
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/webauthn/add/")
    page = client.post("/accounts/2fa/webauthn/add/", {"name": "My phone", "credential": odd})
    assert page.status_code == 200
    assert not Authenticator.objects.exists()


def test_every_form_with_an_answer_reads_it_so() -> None:
    forms = [import_string(path) for path in settings.FORMS.values()]
    answers = [one.base_fields["credential"] for one in forms if "credential" in one.base_fields]
    assert [type(field) for field in answers] == [DeviceAnswer] * 5


@pytest.mark.parametrize("odd", ["\0", "\ud800", float("nan")])
def test_what_a_database_cannot_store_is_refused(odd: object) -> None:
    field = DeviceAnswer(dict)
    assert field.clean('{"a": 1}') == {"a": 1}
    with pytest.raises(ValidationError):
        field.clean(json.dumps({"a": odd}))
