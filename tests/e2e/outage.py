"""A browser whose server lost its database; what it is answered is what the site answers then."""

from typing import TYPE_CHECKING, NoReturn

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from backrehab.web.outage import server_error
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Route

PLAIN = "application/x-www-form-urlencoded"


def ask_the_database() -> NoReturn:
    """It does not answer."""
    raise OperationalError


def without_database(request: HttpRequest) -> HttpResponse:
    """The answer to this request when the database is gone."""
    try:
        ask_the_database()
    except OperationalError:
        return server_error(request)


def lose_the_database(visitor: Visitor, path: str) -> None:
    """Until `find_it_again`, nothing at this address can be read or stored."""

    def answer(route: "Route") -> None:
        sent = route.request
        kind = sent.headers.get("content-type", PLAIN)
        request = RequestFactory().generic(sent.method, path, sent.post_data or "", kind)
        page = without_database(request)
        route.fulfill(status=page.status_code, headers=dict(page.headers), body=page.text)

    visitor.page.route(visitor.server + path, answer)


def find_it_again(visitor: Visitor) -> None:
    """From now on everything works."""
    visitor.page.unroute_all()
