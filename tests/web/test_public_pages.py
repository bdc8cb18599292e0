"""The pages everybody may read, the error pages, and the command before the start."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.views import defaults

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.models import Stage

pytestmark = pytest.mark.django_db

FORBIDDEN_WORDS = ("cure", "fix", "heal", "decompress", "safe", "you are cleared", "clinically")


def test_the_first_page_shows_the_ladder(
    client: Client, catalogue: Catalogue, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # the catalogue's digest
        page = client.get("/").text
    names = [stage.name for stage in catalogue.stages.values() if not stage.side_branch]
    assert len(names) == 6
    places = [page.index(f"<h3>{name}</h3>") for name in names]
    assert places == sorted(places)
    assert "Hyper row" not in page
    for path in ("/accounts/signup/", "/accounts/login/", "/about/", reverse("how_it_decides")):
        assert f'href="{path}"' in page


def test_the_first_page_works_before_the_catalogue_is_loaded(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_who_is_signed_in_goes_to_the_day(sign_in: Callable[[User], Client], user: User) -> None:
    answer = sign_in(user).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/today/")


@pytest.mark.parametrize("path", ["/", "/about/"])
def test_only_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/about/", "/accounts/signup/", "/accounts/login/"])
def test_no_promises(client: Client, catalogue: Catalogue, path: str) -> None:
    page = client.get(path).text.split("<main", 1)[1].split("</main>", 1)[0]
    # A token of a form is made of random letters, and now and then of those of such a word.
    words = re.sub(r'(name="csrfmiddlewaretoken" value)="[^"]*"', "", page).lower()
    assert [word for word in FORBIDDEN_WORDS if word in words] == []


@override_settings(OPERATOR_CONTACT="help@example.org")
def test_about_says_what_it_is_and_who_runs_it(client: Client) -> None:
    page = client.get("/about/").text
    for words in (
        "personal exercise diary for adults",
        "not a certified medical device",
        "No clinician has reviewed these numbers.",
        "MIT licence",
        "mailto:help@example.org",
        'href="/help/urgent/"',
    ):
        assert words in page


@override_settings(OPERATOR_CONTACT="")
def test_about_without_a_contact(client: Client) -> None:
    assert "has not left a contact here yet" in client.get("/about/").text


def test_not_found(client: Client, sign_in: Callable[[User], Client], user: User) -> None:
    for browser in (client, sign_in(user)):
        page = browser.get("/no/such/page/")
        assert page.status_code == 404
        assert "This page is not here" in page.text


@pytest.fixture
def bare_request(rf: RequestFactory) -> HttpRequest:
    """A request as an early middleware sees it: nobody is known yet."""
    return rf.get("/x/")


def test_refused_and_unreadable(bare_request: HttpRequest) -> None:
    refused = defaults.permission_denied(bare_request, PermissionDenied())
    assert (refused.status_code, "You cannot open this page" in refused.text) == (403, True)
    unreadable = defaults.bad_request(bare_request, SuspiciousOperation())
    assert (unreadable.status_code, "That did not work" in unreadable.text) == (400, True)


@pytest.mark.django_db
def test_more_fields_than_any_form_has_are_refused_in_words(client: Client) -> None:
    page = client.post("/accounts/login/", {f"field{n}": "" for n in range(2000)})
    assert (page.status_code, "That did not work" in page.text) == (400, True)


def test_broken_needs_neither_database_nor_static_manifest(
    bare_request: HttpRequest, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(0):
        page = defaults.server_error(bare_request)
    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert f'href="{reverse("urgent_help")}"' in page.text
    assert 'href="/static/css/app.css"' in page.text


@pytest.mark.django_db(transaction=True)
def test_prepare_does_nothing_twice() -> None:
    out = StringIO()
    call_command("prepare", stdout=out)
    first = Stage.objects.count()
    again = StringIO()
    call_command("prepare", stdout=again)
    assert (first, Stage.objects.count()) == (7, 7)
    assert "The catalogue is up to date; nothing was written." in again.getvalue()
    silent = StringIO()
    call_command("prepare", verbosity=0, stdout=silent)
    assert silent.getvalue() == ""
