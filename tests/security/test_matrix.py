"""Every address, asked by everybody in every way, answers as tests/security/matrix.py says."""

from fnmatch import fnmatchcase

import pytest

from tests.closing import close
from tests.factories import make_user
from tests.security.matrix import OPERATORS_SEE, rows
from tests.security.routes import WAYS, Route, all_routes, ask, said
from tests.security.rows import watched
from tests.security.world import ACTORS, World, signed_in, undone

pytestmark = pytest.mark.django_db

TABLE = rows()
ROUTES = all_routes()
# Searches and windows of time: what stands behind the question mark of an address.
QUERIES = (
    "q=marked.owner",
    "q=Marked+passkey",
    "first=2026-02-01",
    "page=2",
    "next=//evil.example/",
)
SEARCHED = (
    "exercise_list",
    "muscle_list",
    "log",
    "log_day",
    "progress",
    "today",
    "settings_access",
)


def row_for(name: str) -> list[list[str]] | None:
    """The row of an address; one without a star goes first."""
    if name in TABLE:
        return TABLE[name]
    return next((row for key, row in TABLE.items() if "*" in key and fnmatchcase(name, key)), None)


def test_every_address_has_a_row() -> None:
    missing = [name for name in ROUTES if row_for(name) is None]
    assert missing == [], (
        f"Say in tests/security/matrix.py who may do what at: {', '.join(missing)}. The top of "
        "that file shows what a row looks like. An address with gaps also needs a line in GAPS "
        "(tests/security/routes.py)."
    )


def test_every_row_has_an_address() -> None:
    unused = [
        key
        for key in TABLE
        if key not in ROUTES and not any("*" in key and fnmatchcase(n, key) for n in ROUTES)
    ]
    assert unused == [], "These rows of tests/security/matrix.py fit no address any more."


def test_every_gap_can_be_filled(world: World) -> None:
    unfilled = {}
    for name, route in ROUTES.items():
        try:
            route.url(world)
        except KeyError as gap:
            unfilled[name] = str(gap)
    assert unfilled == {}, "Add these to GAPS in tests/security/routes.py, with a value."


def asked_in_every_way(world: World, route: Route, row: list[list[str]]) -> list[str]:
    """What is not as the table says, in words."""
    url, faults = route.url(world), []
    only_post = row[1][0] == "no"
    for actor, expected in zip(ACTORS, row, strict=True):
        client = world.clients[actor]
        for way, word in zip(WAYS, expected, strict=True):
            place = f"{route.name}: {way} by {actor}"
            with undone(client):
                with watched() as writes:
                    answer = ask(client, url, way, only_post=only_post)
                if said(answer) != word:
                    faults.append(f"{place} is {said(answer)!r}, not {word!r}")
                if writes and (actor != "owner" or answer.status_code >= 400):
                    faults += [f"{place} changes the owner's {t}" for t in world.changed()]
                if actor != "owner":
                    faults += [f"{place} shows the owner's {m}" for m in world.leaks(answer, url)]
                close(answer)
    return faults


def allowed(fault: str) -> bool:
    """Operators see accounts in the admin site, and no more than that."""
    operator = "by staff shows the owner's " in fault and fault.startswith("admin:")
    return operator and fault.rpartition("owner's ")[2] in OPERATORS_SEE


@pytest.mark.parametrize("name", list(ROUTES))
def test_it_answers_as_the_table_says(world: World, name: str) -> None:
    row = row_for(name)
    if row is None:
        pytest.fail(f"{name} has no row in tests/security/matrix.py")
    faults = [fault for fault in asked_in_every_way(world, ROUTES[name], row) if not allowed(fault)]
    assert faults == [], "\n".join(["", *faults])


@pytest.mark.parametrize("name", SEARCHED)
def test_no_search_finds_what_is_not_ones_own(world: World, name: str) -> None:
    faults = []
    for actor in ("anonymous", "other", "staff"):
        for query in QUERIES:
            url = f"{ROUTES[name].url(world)}?{query}"
            with undone(world.clients[actor]):
                answer = ask(world.clients[actor], url, "GET")
                assert answer.status_code < 500
                faults += [f"{url} by {actor}: {m}" for m in world.leaks(answer, url)]
    assert faults == []


def test_the_markers_are_there_to_be_found(world: World) -> None:
    """A leak could not be seen if even the owner's own pages did not show them."""
    shown: set[str] = set()
    for name in (
        "account_email",
        "mfa_list_webauthn",
        "usersessions_list",
        "log",
        "hip_release",
        "screening_result",
        "privacy_download",
    ):
        with undone(world.clients["owner"]):
            for way in ("GET", "POST"):
                shown |= set(world.leaks(ask(world.clients["owner"], ROUTES[name].url(world), way)))
    assert shown == set(world.markers)


def test_staff_without_rights_see_nothing_of_the_admin_site(world: World) -> None:
    with undone():
        client = signed_in(make_user(is_staff=True, email="helper@example.org"))
        pages = [name for name in ROUTES if name.startswith("admin:") and "_" in name]
        pages = [
            n
            for n in pages
            if n
            not in (
                "admin:password_change",
                "admin:password_change_done",
                "admin:view_on_site",
                "admin:app_list",
            )
        ]
        answers = {name: said(ask(client, ROUTES[name].url(world), "GET")) for name in pages}
    assert [name for name, word in answers.items() if word not in ("403", "404", "on")] == []


def test_how_much_is_asked() -> None:
    """The figures of docs/security.md."""
    assert len(ROUTES) * len(ACTORS) * len(WAYS) >= 2000
