"""An address that only takes a form, opened by a reload or in a restored tab."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from tests.factories import make_user
from tests.web.reading import words
from tests.web.today_pages import at_monday, person_on

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SAID = "This address only takes what a form sends. Nothing was changed."
ADDRESSES = [
    "/today/before/",
    "/today/set/",
    "/today/finish/",
    "/flare-up/begin/",
    "/programmes/minutes/",
    "/log/2026-03-08/delete/",
    "/ladder/open/seated-row/",
    "/privacy/keep/",
]


@at_monday()
@pytest.mark.parametrize("path", ADDRESSES)
def test_it_says_so_and_leads_to_today(sign_in: SignIn, catalogue: Catalogue, path: str) -> None:
    answer = sign_in(person_on("seated-row")).get(path, headers=BROWSER)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer["Cache-Control"] == "no-store"
    assert SAID in words(answer.text)
    assert '<a class="button" href="/today/">Go to Today</a>' in unescape(answer.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "*/*"},
        {**BROWSER, "HX-Request": "true"},
        {},
    ],
)
def test_programs_and_htmx_get_a_bare_answer(
    sign_in: SignIn, catalogue: Catalogue, headers: dict[str, str]
) -> None:
    answer = sign_in(person_on("seated-row")).get("/today/before/", headers=headers)
    assert (answer.status_code, answer["Allow"], answer.content) == (405, "POST", b"")


def test_what_is_sent_to_a_page_gets_a_bare_answer(sign_in: SignIn, catalogue: Catalogue) -> None:
    answer = sign_in(person_on("seated-row")).post("/today/", headers=BROWSER)
    assert (answer.status_code, answer["Allow"], answer.content) == (405, "GET, HEAD", b"")


def test_before_the_start_it_leads_to_the_first_page(sign_in: SignIn) -> None:
    answer = sign_in(make_user(started_at=None)).get("/privacy/keep/", headers=BROWSER)
    assert 'href="/">To the first page</a>' in answer.text


def test_it_costs_a_stranger_no_query(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = client.get("/waiting/send/", headers=BROWSER)
    assert (answer.status_code, SAID in words(answer.text)) == (405, True)
