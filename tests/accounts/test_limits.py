"""The limits on trying: shared by all workers, and they say when to go on."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.mail import EmailMessage
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from backrehab.accounts.limits import in_words
from backrehab.accounts.models import CacheEntry, User
from backrehab.accounts.services import create_person
from tests.progression.test_at_the_same_time import crowd_of

from .conftest import EMAIL, PASSWORD

LOGIN = "/accounts/login/"
WRONG = {"login": EMAIL, "password": "not the password"}
REFUSED = "do not go together"
GUESSES, WORKERS = 16, 4


def let_through(pages: list[str]) -> int:
    """How many guesses were compared with the password."""
    return sum(REFUSED in page for page in pages)


def test_the_limits_are_kept_where_all_workers_see_them() -> None:
    assert isinstance(caches["default"], DatabaseCache)


def test_no_limit_is_forgotten_before_its_time(client: Client, ada: User) -> None:
    """Django's own cache would throw away a third of the counters, and of the codes that were used,
    once there are three hundred."""
    for _try in range(settings.SIGN_IN_TRIES):
        client.post(LOGIN, WRONG)
    start = timezone.now()
    for number in range(700):
        cache.set(f"zz{number}", [start.timestamp()], 60 if number % 2 else 1200)
    with time_machine.travel(start + timedelta(minutes=2)):
        cache.set("zz", [], 60)
        # What is over goes.
        assert CacheEntry.objects.filter(cache_key__contains="zz").count() == 351
        page = client.post(LOGIN, WRONG)
    assert REFUSED not in page.text
    assert "You can try again in 15 minutes." in page.text


def test_a_full_disk_is_not_called_too_many_tries(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = CursorWrapper._execute

    def no_room(cursor: CursorWrapper, statement: str, *params: Any) -> Any:
        if "cache_entry" in statement and not statement.startswith("SELECT"):
            raise OperationalError("database or disk is full")
        return execute(cursor, statement, *params)

    client.raise_request_exception = False
    with monkeypatch.context() as full:
        full.setattr(CursorWrapper, "_execute", no_room)
        answer = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    assert answer.status_code == 503
    assert "We cannot reach your diary right now" in answer.text
    assert client.post(LOGIN, {"login": EMAIL, "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_a_lock_is_had_once_until_its_time_is_over() -> None:
    start = timezone.now()
    with time_machine.travel(start):
        assert cache.add("lock", 1, 10)
        assert not cache.add("lock", 2, 10)
        assert cache.get("lock") == 1
        assert cache.touch("lock", 20)
        assert not cache.touch("another", 20)
    with time_machine.travel(start + timedelta(seconds=15)):
        assert not cache.add("lock", 3, 10)
    with time_machine.travel(start + timedelta(seconds=25)):
        assert cache.add("lock", 4, 10)
        cache.set("lock", [5], None)
        assert cache.get("lock") == [5]


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_time_share_one_limit(tmp_path: Path) -> None:
    """Threads with connections of their own stand for the workers of a server."""
    crowd = crowd_of(create_person(email=EMAIL, password=PASSWORD), tmp_path)

    def guess(_user: User) -> list[str]:
        return [Client().post(LOGIN, WRONG).text for _try in range(GUESSES // WORKERS)]

    pages = [page for own in crowd.act_at_once([guess] * WORKERS) for page in own]
    assert len(pages) == GUESSES
    # One that waits too long for its turn is refused as well, so there may be fewer.
    assert 1 <= let_through(pages) <= settings.SIGN_IN_TRIES


def test_the_operator_s_sign_in_has_the_same_limit(client: Client, ada: User) -> None:
    User.objects.update(is_staff=True)
    path = f"{LOGIN}?next=/admin/"
    asked = client.get("/admin/login/?next=/admin/")
    assert asked["Location"] == f"{LOGIN}?next=%2Fadmin%2F"
    # Its own form takes nothing.
    sent = {"username": EMAIL, "password": PASSWORD}
    assert client.post("/admin/login/", sent)["Location"].startswith(LOGIN)
    pages = [client.post(path, WRONG | {"next": "/admin/"}).text for _try in range(8)]
    assert let_through(pages) == settings.SIGN_IN_TRIES
    right = client.post(path, {"login": EMAIL, "password": PASSWORD, "next": "/admin/"})
    assert "You can try again in 15 minutes." in right.text
    assert client.get("/admin/").status_code == 302


def test_other_ways_in_stay_open(client: Client, ada: User) -> None:
    for _try in range(8):
        client.post(LOGIN, WRONG)
    answer = client.post("/accounts/login/code/", {"email": EMAIL})
    assert answer["Location"] == "/accounts/login/code/confirm/"


def test_the_page_says_when_to_go_on(client: Client, ada: User) -> None:
    for _try in range(3):
        client.post("/accounts/password/reset/", {"email": EMAIL})
    answer = client.post("/accounts/password/reset/", {"email": EMAIL})
    assert answer.status_code == 429
    assert 55 <= int(answer["Retry-After"]) <= 60
    wait = in_words(int(answer["Retry-After"]))
    assert f"<strong>You can try again in {wait}.</strong>" in answer.text
    assert 'class="site-header"' in answer.text


def test_the_page_says_when_to_go_on_by_the_first_of_one_s_own_tries(
    client: Client, ada: User
) -> None:
    """Ten in a minute, from whichever device; the first of them is forgotten after 60 seconds."""
    start = datetime(2026, 3, 9, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
        for _try in range(10):
            answer = client.post("/accounts/reauthenticate/", {"password": "wrong"})
            assert answer.status_code == 200
        clock.shift(45)
        answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert (answer.status_code, answer["Retry-After"]) == (429, "15")
        clock.shift(15)
        answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_nobody_gets_more_than_ten_mails_an_hour(
    ada: User, mailoutbox: list[EmailMessage], path: str
) -> None:
    """Whoever asks for them, and from wherever: three in a minute, ten in an hour."""
    with time_machine.travel(datetime(2026, 3, 9, 9, tzinfo=UTC), tick=False) as clock:
        for minute in range(5):
            for _try in range(4):
                Client(REMOTE_ADDR=f"192.0.2.{minute}").post(path, {"email": EMAIL})
            clock.shift(61)
        assert len(mailoutbox) == 10


@pytest.mark.django_db
def test_the_page_says_when_to_go_on_where_mail_was_sent(client: Client) -> None:
    data = {"email": "new@example.org", "password1": PASSWORD}
    client.post("/accounts/signup/", data)
    answer = client.post("/accounts/confirm-email/", {"action": "resend"})
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60


RESET = "/accounts/password/reset/"


def too_often(client: Client, **headers: str) -> HttpResponse:
    """The answer to one mail too many."""
    for _try in range(3):
        client.post(RESET, {"email": EMAIL})
    return client.post(RESET, {"email": EMAIL}, headers=headers)


def buttons(answer: HttpResponse) -> list[tuple[str, str]]:
    """The links of the page, as (address, words)."""
    main = answer.text.split("<main")[1].split("</main")[0]
    return re.findall(r'<a class="button[^"]*" href="([^"]+)">([^<]+)</a>', main)


BACK, SIGN_IN = "Back to where you were", (LOGIN, "To the sign-in page")


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        (f"http://testserver{RESET}?next=/log/", [(f"{RESET}?next=/log/", BACK), SIGN_IN]),
        (f"http://testserver{LOGIN}?next=/log/", [(f"{LOGIN}?next=/log/", BACK)]),
        ("http://testserver/", [SIGN_IN]),
        ("https://example.org/elsewhere/", [SIGN_IN]),
        ("http://testserver//example.org/elsewhere/", [SIGN_IN]),
        ("http://[", [SIGN_IN]),
        ("", [SIGN_IN]),
    ],
)
def test_the_page_leads_back(
    client: Client, ada: User, referer: str, expected: list[tuple[str, str]]
) -> None:
    answer = too_often(client, referer=referer)
    assert answer.status_code == 429
    assert buttons(answer) == expected


def test_who_is_signed_in_goes_back_or_on(client: Client, ada: User) -> None:
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    back = f"http://testserver{RESET}"
    start = ("/start/", "Go on with the start")
    assert buttons(too_often(client, referer=back)) == [(RESET, BACK), start]
    User.objects.update(started_at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    today = ("/today/", "Go to Today")
    assert buttons(too_often(client, referer=back)) == [(RESET, BACK), today]
    assert buttons(too_often(client)) == [today]


def test_htmx_loads_the_page_anew_and_it_says_so(client: Client, ada: User) -> None:
    answer = too_often(client, hx_request="true", hx_current_url=f"http://testserver{RESET}")
    assert (answer.status_code, answer["HX-Refresh"], answer.content) == (429, "true", b"")
    wait = in_words(int(answer["Retry-After"]))
    page = client.get(RESET).text
    assert f"That was too often in a short time. You can try again in {wait}." in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (900, "15 minutes"),
        (3600, "60 minutes"),
    ],
)
def test_a_time_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
