"""An owner whose data is marked, another person, an operator; each at a browser of their own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile, is_zipfile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.hip import start_release
from backrehab.painlog.models import HipRelease
from backrehab.screening.models import ScreeningRun
from tests.factories import at, make_screening, make_user
from tests.factories_diary import make_days, make_person
from tests.security.rows import digest

NOW = at("2026-03-09 09:00")
OWNERS_DAY = date(2026, 2, 25)
OTHERS_DAY = date(2026, 2, 18)
EMAIL = "marked.owner@private.example"
PASSKEY = "Marked passkey of the owner"
BROWSER = "MarkedBrowser/7.7"
ADDRESS = "203.0.113.77"
ACTORS = ("anonymous", "owner", "other", "staff")
MODEL = "django.contrib.auth.backends.ModelBackend"


@dataclass
class World:
    """Who there is, and what belongs to the owner."""

    owner: User
    other: User
    staff: User
    run: ScreeningRun
    release: HipRelease
    passkey: Authenticator
    clients: dict[str, Client] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

    @property
    def markers(self) -> dict[str, str]:
        """What only the owner may ever be shown."""
        return {
            "e-mail address": EMAIL,
            "passkey": PASSKEY,
            "browser": BROWSER,
            "network address": ADDRESS,
            "health check": str(self.run.public_id),
            "release": str(self.release.public_id),
            "training day": f"/log/{OWNERS_DAY}/",
        }

    @property
    def objects(self) -> dict[str, Any]:
        """The owner's objects, by the word for them in the table of addresses."""
        return {
            "run": self.run.public_id,
            "release": self.release.public_id,
            "day": OWNERS_DAY,
            "passkey": self.passkey.pk,
            "user": self.owner.pk,
        }

    def changed(self) -> list[str]:
        """Which of the owner's rows are not as they were made."""
        after = digest(self.owner.pk)
        return [label for label, rows in after.items() if self.before[label] != rows]

    def leaks(self, answer: HttpResponse, url: str = "") -> list[str]:
        """The owner's markers in the body or the headers, but for those in the address itself."""
        text = f"{answer.headers!r}{answer.cookies!r}{content(answer)}"
        return [
            name for name, marker in self.markers.items() if marker in text and marker not in url
        ]


def content(answer: HttpResponse) -> str:
    """The text of an answer, also of each file of a zip and of what is sent in pieces."""
    body = answer.getvalue() if answer.streaming else answer.content
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return body.decode(errors="replace")


def make_world(catalogue: Catalogue) -> World:
    """Make them through the real services."""
    del catalogue  # it has to be loaded
    owner = make_person(now=at("2026-02-02 09:00"), email=EMAIL)
    make_days(owner, [OWNERS_DAY])
    other = make_person(now=at("2026-02-02 09:00"), email="other@example.org")
    make_days(other, [OTHERS_DAY])
    staff = make_user(
        email="operator@example.org", is_staff=True, is_superuser=True, started_at=None
    )
    for user in (owner, other, staff):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        user.set_password("a quiet green lamp")
        user.save(update_fields=["password"])
    passkey = Authenticator.objects.create(
        user=owner,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": PASSKEY, "credential": credential()},
    )
    run = make_screening(owner, now=at("2026-03-01 09:00"))
    release = start_release(user=owner, side="left", before=3, now=NOW, limits=())
    world = World(owner, other, staff, run, release, passkey)
    world.clients = {
        "anonymous": Client(raise_request_exception=False),
        "owner": signed_in(owner),
        "other": signed_in(other),
        "staff": signed_in(staff),
    }
    UserSession.objects.create(
        user=owner, ip=ADDRESS, user_agent=BROWSER, session_key=uuid4().hex, last_seen_at=NOW
    )
    world.before = digest(owner.pk)
    return world


def credential() -> dict[str, Any]:
    """What a device answers when a passkey is made."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(Aaguid.NONE, b"owner's credential", key)
    about = AuthenticatorData.create(
        sha256(b"testserver"), AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP, 0, attested
    )
    ident = websafe_encode(attested.credential_id)
    response = {
        "clientDataJSON": websafe_encode(
            CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
        ),
        "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
    }
    return {
        "id": ident,
        "rawId": ident,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def signed_in(user: User) -> Client:
    """A browser of somebody who has just signed in with their password."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=MODEL)
    session = client.session
    shown = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@contextmanager
def undone(*clients: Client) -> Iterator[None]:
    """Whatever is written in here is gone afterwards, the browsers' cookies too."""
    cookies = [deepcopy(client.cookies) for client in clients]
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for client, before in zip(clients, cookies, strict=True):
        client.cookies = before
