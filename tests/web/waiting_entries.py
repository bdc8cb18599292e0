"""What tests of waiting entries share: sending one as a device does, reading the refusal."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from backrehab.accounts.models import User
from backrehab.web import queued
from tests.factories import at

EIGHT = at("2026-03-09 08:00")


def send(
    client: Client,
    to: str,
    *,
    made: datetime | str = EIGHT,
    person: User,
    key: str = "",
    **data: Any,
) -> Any:
    """One entry of the queue, as the device sends it."""
    headers = {
        "X-Entry-To": to,
        "X-Entry-Person": queued.marker(person),
        "X-Entry-Made-At": made if isinstance(made, str) else made.isoformat(),
    }
    return client.post("/waiting/send/", {"key": key or str(uuid4()), **data}, headers=headers)


def before(client: Client, person: User, **options: Any) -> Any:
    return send(client, "/today/before/", person=person, **{"score": 3, "level": 3, **options})


def refusal(response: Any) -> str:
    assert response.status_code == 422
    assert response.json()["state"] == "refused"
    return str(response.json()["reason"])
