"""The privacy pages: download, delete, stay after all, take a consent back, read who looked."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from backrehab.accounts import services
from backrehab.accounts.access_record import record_own
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import AccessKind, User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore
from tests.closing import close
from tests.factories import make_user
from tests.factories_diary import make_person

PASSWORD = "correct horse battery"
PAGES = ["privacy/download", "privacy/delete", "privacy/withdraw", "settings/access"]
type SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    user = make_person()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    services.give_consents(user=user, texts=current_texts(), now=timezone.now())
    return user


@pytest.fixture
def proved(person: User) -> Client:
    """A browser in which the person signed in, and proved again that it is them."""
    client = signed_in(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def signed_in(person: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def delete_data(key: str, changes: dict[str, str] | None = None) -> dict[str, str]:
    return {"key": key, "days": "7", "sure": "on"} | (changes or {})


# --- the public page --------------------------------------------------------------------------


def test_the_public_page(client: Client, settings: Any, django_assert_num_queries: Any) -> None:
    settings.OPERATOR_CONTACT = "help@example.org"
    with django_assert_num_queries(0):
        page = client.get("/privacy/").text
    for words in ("help@example.org", "365 days", "30 days", "stays until you delete it"):
        assert words in page
    for path in ("/privacy/download/", "/privacy/delete/", "/settings/consents/"):
        assert f'href="{path}"' in page
    assert 'href="/privacy/"' in client.get("/").text.split("<footer")[1]
    settings.RETENTION_DAYS = 400
    assert "do not sign in for 400 days" in client.get("/privacy/").text
    assert client.post("/privacy/").status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_the_others_are_for_those_signed_in(client: Client, page: str) -> None:
    assert client.get(f"/{page}/")["Location"] == f"/accounts/login/?next=/{page}/"
    assert client.post("/privacy/keep/")["Location"].startswith("/accounts/login/")


def test_nobody_who_is_signed_in_reads_that_they_are_gone(proved: Client) -> None:
    assert proved.get("/privacy/deleted/")["Location"] == "/privacy/"
    assert "Your account is deleted" in Client().get("/privacy/deleted/").text


def test_methods(proved: Client) -> None:
    assert proved.get("/privacy/keep/").status_code == 405
    assert proved.post("/privacy/deleted/").status_code == 405
    assert proved.post("/settings/access/").status_code == 405
    for page in PAGES[:3]:
        assert proved.delete(f"/{page}/").status_code == 405


# --- download ---------------------------------------------------------------------------------


def test_download_everything(proved: Client, person: User) -> None:
    assert proved.get("/privacy/download/").status_code == 200
    answer = proved.post("/privacy/download/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    name = f"my-data-{timezone.now():%Y-%m-%d}.zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    close(answer)
    told = json.loads(archive.read("everything.json"))["tables"]
    assert told["user"][0]["email"] == person.email
    kinds = list(person.access_records.order_by("id").values_list("kind", flat=True))
    assert kinds == ["signed_in", "downloaded"]


@pytest.mark.parametrize("page", ["download", "delete"])
def test_who_signed_in_long_ago_proves_it_anew(
    sign_in: SignIn, person: User, page: str, key: str
) -> None:
    client = sign_in(person)
    answer = client.post(f"/privacy/{page}/", delete_data(key, {"days": "0"}))
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert person.access_records.count() == 0
    wrong = client.post(answer["Location"], {"password": "something else"})
    assert wrong.status_code == 200
    assert User.objects.filter(pk=person.pk).exists()
    # What had been sent goes on by itself once it is proved.
    done = client.post(answer["Location"], {"password": PASSWORD})
    if page == "delete":
        assert done["Location"] == "/privacy/deleted/"
        assert not User.objects.filter(pk=person.pk).exists()
    else:
        assert b"".join(done.streaming_content)[:2] == b"PK"
        close(done)


def test_the_proof_holds_for_five_minutes(person: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = signed_in(person)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        clock.shift(299)
        assert client.get("/privacy/delete/").status_code == 200
        clock.shift(2)
        for page in ("download", "delete"):
            answer = client.post(f"/privacy/{page}/")
            assert answer["Location"].startswith("/accounts/reauthenticate/")


# --- delete -----------------------------------------------------------------------------------


def test_a_planned_deletion_stands_on_every_page_and_can_be_undone(
    proved: Client, person: User, key: str, mailoutbox: list[Any]
) -> None:
    for _time in range(2):
        answer = proved.post("/privacy/delete/", delete_data(key))
        assert answer["Location"] == "/privacy/delete/"
    person.refresh_from_db()
    assert person.delete_at is not None
    assert timedelta(days=6.9) < person.delete_at - timezone.now() < timedelta(days=7)
    assert person.access_records.filter(kind="deletion_asked").count() == 1
    page = proved.get("/privacy/delete/").text
    assert f"{person.delete_on:%-d %B %Y}. You can still change your mind." in page
    assert " checked" not in page
    again = signed_in(person)
    for path in ("/today/", "/settings/", "/privacy/"):
        page = again.get(path).text
        assert "Your account will be deleted on" in page
        assert 'action="/privacy/keep/"' in page
    assert again.post("/privacy/keep/")["Location"] == "/settings/"
    assert "Your account stays." in again.get("/settings/").text
    again.post("/privacy/keep/")
    person.refresh_from_db()
    assert person.delete_at is None
    assert person.access_records.filter(kind="deletion_taken_back").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": ""}, "Choose when."),
        ({"days": "8"}, "Choose one of these."),
        ({"sure": ""}, "To delete it, tick this box."),
        ({"key": "x"}, "This page was out of date."),
    ],
)
def test_a_refused_deletion(
    proved: Client, person: User, key: str, changes: dict[str, str], words: str
) -> None:
    page = proved.post("/privacy/delete/", delete_data(key, changes))
    assert page.status_code == 422
    assert words in page.text
    person.refresh_from_db()
    assert person.delete_at is None


def test_a_refused_deletion_that_waited_for_the_proof_can_be_sent_again(person: User) -> None:
    """It is shown at the address of the page that asked for the proof."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/privacy/delete/", {"days": "7"})
    proof = {"password": PASSWORD, "next": "/privacy/delete/"}
    page = client.post("/accounts/reauthenticate/", proof)
    assert (page.status_code, page.request["PATH_INFO"]) == (422, "/accounts/reauthenticate/")
    found = re.search(r'<form class="card form"[^>]*action="([^"]+)"', page.text)
    assert found is not None
    assert found.group(1) == "/privacy/delete/"


def test_a_week_is_suggested_until_a_date_stands(proved: Client) -> None:
    page = proved.get("/privacy/delete/").text
    assert re.findall(r'<input[^>]*name="days"[^>]*value="(\d+)"[^>]*checked', page) == ["7"]


def test_now_means_now(proved: Client, person: User, key: str) -> None:
    answer = proved.post("/privacy/delete/", delete_data(key, {"days": "0"}))
    assert answer["Location"] == "/privacy/deleted/"
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not User.objects.filter(pk=person.pk).exists()
    page = proved.get("/privacy/deleted/").text
    assert "Every row about you is gone" in page
    assert proved.get("/settings/").status_code == 302


def test_a_visit_after_its_time_finds_it_gone(proved: Client, person: User) -> None:
    """Also where the operator's timer did not run."""
    User.objects.filter(pk=person.pk).update(delete_at=timezone.now() - timedelta(minutes=1))
    answer = proved.get("/today/")
    assert answer["Location"] == "/privacy/deleted/"
    assert "Clear-Site-Data" in answer
    assert not User.objects.filter(pk=person.pk).exists()


# --- consent ----------------------------------------------------------------------------------


def test_without_consent_nothing_new_is_stored(proved: Client, person: User, key: str) -> None:
    assert 'href="/privacy/withdraw/"' in proved.get("/settings/consents/").text
    assert "What happens then" in proved.get("/privacy/withdraw/").text
    for _time in range(2):
        answer = proved.post("/privacy/withdraw/", {"key": key})
        assert answer["Location"] == "/settings/consents/"
    page = proved.get("/settings/consents/").text
    for words in ("Taken back", "You took this back", "/privacy/download/", "/privacy/delete/"):
        assert words in page
    refused = proved.post("/today/daily/", {"key": key, "score": "4"})
    assert refused["Location"] == "/settings/consents/"
    assert not DailyScore.objects.exists()
    assert "Not saved" in proved.get("/settings/consents/").text
    assert "nothing new is stored" in proved.get("/log/").text
    answer = proved.post("/privacy/download/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    close(answer)
    agree = {"key": "018f5d6e-0000-7000-8000-000000000000", "health_data-2026.2": "on"}
    assert proved.post("/settings/consents/", agree)["Location"] == "/settings/"
    proved.post("/today/daily/", {"key": agree["key"][:-1] + "1", "score": "4"})
    assert DailyScore.objects.count() == 1


def test_only_what_needs_no_consent_can_be_sent_without(catalogue: Catalogue) -> None:
    """A new form that writes is refused unless somebody puts it into the list."""
    from django.urls import URLPattern

    from backrehab.web.urls import urlpatterns
    from backrehab.web.without_consent import MAY_BE_SENT, ONLY_FOR_ENTRIES

    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names >= MAY_BE_SENT | ONLY_FOR_ENTRIES
    own = {name for name in MAY_BE_SENT if name.split("_")[0] in {"settings", "privacy"}}
    # Agreeing again before the start is finished; the queue, which refuses with the reason; and
    # deleting a day of the log.
    assert MAY_BE_SENT - own == {"start_consent", "waiting_send", "log_delete"}


# --- the access record ------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_access_record(
    sign_in: SignIn, django_assert_num_queries: Any, catalogue: Catalogue, rows: int
) -> None:
    user = make_user()
    client = sign_in(user)
    assert "Nothing yet" in client.get("/settings/access/").text
    for _row in range(rows):
        record_own(user, AccessKind.DOWNLOADED, now=timezone.now())
    with django_assert_num_queries(3):  # session, user, the record
        page = client.get("/settings/access/").text
    assert page.count("Downloaded everything") == rows
    assert f"{settings.ACCESS_RECORD_DAYS} days" in page


def test_signing_out_clears_the_browser_and_nothing_else_does(proved: Client) -> None:
    assert "Clear-Site-Data" not in proved.get("/settings/")
    assert "Clear-Site-Data" not in proved.get("/accounts/logout/")
    answer = proved.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "Clear-Site-Data" not in proved.post("/accounts/logout/")
    assert "Clear-Site-Data" not in proved.get("/")
