"""The headers of every kind of answer, the cookies, and what search engines may see."""

import shutil
from collections.abc import Callable

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.web.headers import PERMISSIONS_POLICY
from tests.factories_diary import make_person

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}
POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
}


def policy(answer: HttpResponse) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/about/", 200),
        ("/accounts/login/", 200),
        ("/today/", 302),
        ("/no/such/page/", 404),
        ("/robots.txt", 200),
        ("/admin/", 302),
    ],
)
def test_every_answer_carries_them(
    client: Client, catalogue: Catalogue, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert {name: answer[name] for name in EVERYWHERE} == EVERYWHERE
    # What is no page cannot use a feature of the browser.
    is_page = answer["Content-Type"].startswith("text/html")
    assert answer.get("Permissions-Policy") == (PERMISSIONS_POLICY if is_page else None)
    assert {name: policy(answer)[name] for name in POLICY} == POLICY
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/about/", "/accounts/login/"])
def test_nothing_unsafe_and_nothing_from_elsewhere(client: Client, path: str) -> None:
    allowed = {"'none'", "'self'", "data:"}
    for name, value in policy(client.get(path)).items():
        words = {word for word in value.split() if not word.startswith("'nonce-")}
        assert words <= allowed, name
        assert "data:" not in words or name == "img-src"


def test_features_of_the_browser() -> None:
    own = [part for part in PERMISSIONS_POLICY.split(", ") if not part.endswith("=()")]
    assert own == [
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
        "screen-wake-lock=(self)",
    ]
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"):
        assert f"{feature}=()" in PERMISSIONS_POLICY


def test_a_name_that_is_not_ours(client: Client) -> None:
    answer = client.get("/about/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "This site is not set up for that address" in answer.text
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert policy(answer)["default-src"] == "'none'"


@override_settings(HTTPS=True, TRUSTED_PROXIES=1)
def test_a_proxy_that_does_not_say_how_the_visitor_came(client: Client) -> None:
    answer = client.get("/about/")
    assert (answer.status_code, "X-Forwarded-Proto" in answer.text) == (400, True)
    said = client.get("/about/", headers={"x-forwarded-proto": "https"})
    assert said.status_code == 200


@override_settings(TRUSTED_PROXIES=2, ALLAUTH_TRUSTED_PROXY_COUNT=2)
@pytest.mark.parametrize(
    ("addresses", "status"),
    [("192.0.2.7", 400), ("192.0.2.7, 198.51.100.1", 200), ("1.1.1.1, 192.0.2.7, 10.0.0.1", 200)],
)
def test_fewer_proxies_than_are_declared(client: Client, addresses: str, status: int) -> None:
    """Signing in broke there, as who the visitor is cannot be told."""
    for ask in (client.get, client.post):
        answer = ask("/accounts/login/", headers={"x-forwarded-for": addresses})
        assert answer.status_code == status
        assert ("<code>TRUSTED_PROXIES</code>" in answer.text) == (status == 400)


def test_cookies_are_for_this_site_only(client: Client) -> None:
    client.get("/accounts/login/")
    cookie = client.cookies[settings.CSRF_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_DOMAIN) == (True, None)


@pytest.mark.parametrize("path", ["/", "/about/", "/how-it-decides/", "/exercises/"])
def test_public_pages_may_be_found(client: Client, catalogue: Catalogue, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers.get("X-Robots-Tag")) == (200, None)


@pytest.mark.parametrize("path", ["/today/", "/accounts/login/", "/accounts/signup/", "/x/"])
def test_nothing_else_may(client: Client, path: str) -> None:
    assert client.get(path)["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("path", ["/today/", "/about/", "/exercises/", "/settings/"])
def test_nothing_somebody_signed_in_sees(
    catalogue: Catalogue, sign_in: Callable[[User], Client], path: str
) -> None:
    assert sign_in(make_person()).get(path)["X-Robots-Tag"] == "noindex, nofollow"


def test_robots(client: Client) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines == [
        "User-agent: *",
        "Allow: /$",
        "Allow: /about/",
        "Allow: /how-it-decides/",
        "Allow: /exercises/",
        "Allow: /muscles/",
        "Allow: /help/urgent/",
        "Allow: /static/",
        "Disallow: /",
    ]


@time_machine.travel("2026-03-09 09:00", tick=False)
@override_settings(SITE_URL="https://back.example.org")
@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("help@example.org", "mailto:help@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
        ("tel:+44-20-7946-0000", "tel:+44-20-7946-0000"),
    ],
)
def test_security_txt(client: Client, contact: str, shown: str) -> None:
    with override_settings(OPERATOR_CONTACT=contact):
        answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        f"Contact: {shown}",
        "Expires: 2026-09-05T09:00:00+00:00",
        "Preferred-Languages: en",
        "Canonical: https://back.example.org/.well-known/security.txt",
    ]


@pytest.mark.parametrize("contact", ["", "the office, second floor"])
def test_no_security_txt_without_an_address(client: Client, contact: str) -> None:
    with override_settings(OPERATOR_CONTACT=contact):
        assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("name", ["robots", "security_txt"])
def test_only_reading(client: Client, name: str) -> None:
    from django.urls import reverse

    assert client.post(reverse(name)).status_code == 405


def mail_server(**options: str) -> dict[str, object]:
    return {"default": {"BACKEND": "none", "OPTIONS": options}}


PRODUCTION = {
    "DEVELOPMENT": False,
    "HTTPS": True,
    "TRUSTED_PROXIES": 1,
    "OPERATOR_CONTACT": "a@b.c",
    "MAIL_HOST": "mail.example.org",
    "SITE_URL": "https://back.example.org",
    "SITE_HOST": "back.example.org",
}


@pytest.fixture(autouse=True)
def country(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the people of an installation."""
    monkeypatch.setenv("EMERGENCY_COUNTRY", "GB")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"DEVELOPMENT": True, "HTTPS": False}, []),
        ({"HTTPS": False}, ["backrehab.W001"]),
        ({"TRUSTED_PROXIES": 0}, ["backrehab.W002"]),
        ({"MAIL_HOST": ""}, ["backrehab.W005"]),
        ({"SITE_HOST": "localhost"}, ["backrehab.W009"]),
        ({"OPERATOR_CONTACT": ""}, ["backrehab.I001"]),
        ({"MAILERS": mail_server(username="me")}, ["backrehab.W007"]),
        ({"MAILERS": mail_server(password="hush")}, ["backrehab.W007"]),
        ({"MAILERS": mail_server(username="me", password="hush")}, []),
    ],
    ids=str,
)
def test_what_the_check_says(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], said: list[str]
) -> None:
    from backrehab.checks import check_installation

    monkeypatch.setattr(shutil, "which", lambda name, **_: f"/usr/bin/{name}")
    with override_settings(**PRODUCTION | changed):
        assert [message.id for message in check_installation()] == said


@pytest.mark.parametrize(
    ("engine", "here", "missing"),
    [
        ("django.db.backends.postgresql", (), "pg_dump, pg_restore, psql: not in /opt/pg"),
        ("django.db.backends.postgresql", ("pg_dump", "psql"), "pg_restore: not in /opt/pg"),
        ("django.db.backends.postgresql", ("pg_dump", "pg_restore", "psql"), ""),
        ("backrehab.backends.sqlite3", (), ""),
    ],
)
def test_backups_of_postgresql_need_its_programs(
    monkeypatch: pytest.MonkeyPatch, engine: str, here: tuple[str, ...], missing: str
) -> None:
    from backrehab.checks import check_installation

    monkeypatch.setattr(shutil, "which", lambda name, **_: name if name in here else None)
    monkeypatch.setattr(settings, "DATABASES", {"default": {"ENGINE": engine}})
    with override_settings(**PRODUCTION, PG_BIN="/opt/pg"):
        told = [message.msg for message in check_installation()]
    assert told == ([f"{missing}, so no backup can be made."] if missing else [])


@pytest.mark.parametrize(
    ("said", "numbers", "told"),
    [
        ("", [], ["backrehab.I002"]),
        ("", ["Ambulance=999"], []),
        ("DE", [], []),
    ],
)
def test_nobody_is_told_the_numbers_of_another_country_by_accident(
    monkeypatch: pytest.MonkeyPatch, said: str, numbers: list[str], told: list[str]
) -> None:
    from backrehab.checks import check_installation

    monkeypatch.setenv("EMERGENCY_COUNTRY", said)
    with override_settings(**PRODUCTION, EMERGENCY_NUMBERS=numbers):
        assert [message.id for message in check_installation()] == told


def test_the_check_is_registered(capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(**PRODUCTION | {"OPERATOR_CONTACT": ""}):
        call_command("check", deploy=True, tags=["security"])
    assert "backrehab.I001" in capsys.readouterr().err
