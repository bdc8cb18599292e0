"""Odd requests of every kind: no fault of the server, and no change where it says no."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from tests.closing import close
from tests.journeys.pages import forms, read
from tests.security.requests import Field, Step, cases, escaped, octets, with_odd_end
from tests.security.routes import HTMX, all_routes
from tests.security.rows import digest, watched
from tests.security.world import World, undone
from tests.thorough import is_nightly

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
IN_CI, NIGHTLY = 300, 5000
CASES = int(os.environ.get("FUZZ_CASES", NIGHTLY if is_nightly() else IN_CI))
ACTORS = ("owner", "owner", "owner", "anonymous", "staff")
# How often each kind of answer came, to see that the requests reach something.
ANSWERS: Counter[int] = Counter()

type Form = dict[str, list[str]]


@pytest.fixture(scope="module")
def known(world: World) -> dict[str, Form]:
    """The forms that the owner's pages really show: address -> names -> values on offer."""
    found: dict[str, Form] = {}
    for route in ROUTES.values():
        url = route.url(world)
        with undone(world.clients["owner"]):
            answer = world.clients["owner"].get(url)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            for form in forms(read(answer.text), url):
                values = {name: list(given) for name, given in form.fixed.items()}
                for name, offered in form.choices.items():
                    values.setdefault(name, []).extend(sorted(offered))
                for button in form.buttons:
                    name = button.attributes.get("name", "")
                    values.setdefault(name, []).append(button.attributes.get("value", ""))
                for target in {form.action, *_other_targets(form.buttons)}:
                    found.setdefault(target.partition("?")[0], {}).update(values)
    return found


def _other_targets(buttons: list) -> Iterator[str]:
    for button in buttons:
        if target := button.attributes.get("formaction"):
            yield target


def pairs(step: Step, form: Form) -> list[tuple[str, str]]:
    """The fields of a request; `whole` begins with everything that the page would send."""
    names = sorted(form) or ["key"]
    found = [(n, form[n][0]) for n in names if form.get(n)] if step.whole else []
    for field in step.fields:
        name = names[field.name % len(names)] if isinstance(field.name, int) else field.name
        found.append((name, _value(field, form.get(name, []))))
    return found


def _value(field: Field, offered: list[str]) -> str:
    if isinstance(field.value, str):
        return field.value
    return offered[field.value % len(offered)] if offered else str(field.value)


def content(step: Step, sent: list[tuple[str, str]]) -> tuple[bytes, str]:
    """The body of a request, and what it says it is."""
    text = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in sent).encode()
    if step.body == "json":
        return b'{"key": 1, "score": [NaN, {}]}', "application/json"
    if step.body == "broken":
        return text[::-1], "multipart/form-data; boundary=x"
    if step.body == "raw":
        return octets("".join(value for _, value in sent)), "text/plain; charset=no-such"
    if step.body == "multipart":
        part = 'content-disposition: form-data; name="{}"\r\n\r\n'
        parts = [b"--x\r\n" + octets(part.format(n)) + octets(v) + b"\r\n" for n, v in sent]
        return b"".join([*parts, b"--x--\r\n"]), "multipart/form-data; boundary=x"
    return text, "application/x-www-form-urlencoded"


def send(client: Client, step: Step, world: World, known: dict[str, Form]) -> HttpResponse:
    """Send one step."""
    route = ROUTES[step.route]
    url = route.url(world)
    body, kind = content(step, pairs(step, known.get(url, {})))
    if step.path is not None:
        url = with_odd_end(url, step.path, gaps=bool(route.gaps))
    if step.query:
        url += "?" + "&".join(f"{name}={escaped(value)}" for name, value in step.query)
    headers = dict(step.headers) | (HTMX if step.way == "htmx" else {})
    method = "POST" if step.way == "htmx" else step.way
    if method in ("GET", "HEAD", "OPTIONS"):
        return client.generic(method, url, headers=headers)
    return client.generic(method, url, body, kind, headers=headers)


def fault_of(answer: HttpResponse) -> str:
    """What went wrong, so that the report says it."""
    kind, error, _trace = answer.exc_info or (None, None, None)
    return f"{answer.status_code} {kind and kind.__name__}: {error}"


def run(steps: list[Step], world: World, known: dict[str, Form], actor: str) -> None:
    client = world.clients[actor]
    now, others = world.before, digest(world.other.pk)
    with undone(client), watched() as writes:
        for step in steps:
            for _ in range(step.times):
                writes.clear()
                answer = send(client, step, world, known)
                close(answer)
                ANSWERS[answer.status_code] += 1
                assert answer.status_code < 500, f"{step.route}: {fault_of(answer)}"
                if writes:
                    after = digest(world.owner.pk)
                    changed = [label for label in after if after[label] != now[label]]
                    refused = answer.status_code >= 400
                    assert not (refused and changed), f"{step.route} refused, but changed {changed}"
                    now = after
        assert digest(world.other.pk) == others
        mail.outbox.clear()


@pytest.mark.parametrize("actor", ["owner", "anonymous", "staff"])
def test_odd_requests(world: World, known: dict[str, Form], actor: str) -> None:
    """A third of the cases go to each; the owner gets as many as the other two together."""
    share = CASES // 2 if actor == "owner" else CASES // 4

    @settings(
        max_examples=max(share, 1),
        deadline=None,
        database=None,
        derandomize=CASES == IN_CI,
        # A fault is as plain in a long case, and to shorten it takes minutes.
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=cases)
    def odd(steps: list[Step]) -> None:
        run(steps, world, known, actor)

    odd()


def test_the_forms_are_known(world: World, known: dict[str, Form]) -> None:
    """The requests would reach little without the names that the pages use."""
    assert len(known) >= 30
    assert sum(len(form) for form in known.values()) >= 120
