"""Every page of the site is the same, letter by letter, with folded templates and with Django's."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import Value
from django.db.models.functions import Concat
from django.template import engines
from django.utils.html import escape

from backrehab.exercises.models import CatalogueVersion, Exercise, Stage
from tests.factories_diary import make_person
from tests.progress_people import diary
from tests.security.routes import HTMX, all_routes
from tests.security.world import NOW, World, content, signed_in, undone

pytestmark = pytest.mark.django_db

# What is made anew for each answer: the keys of forms, and what guards them and scripts.
ANEW = re.compile(
    r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9]{32,64})\b"
    r"|nonce=\"[^\"]*"
)
# Pages of the admin site like others of it, and those that draw a secret of their own.
LEFT_OUT = re.compile(r"admin:.*_(add|history|delete)|mfa_(activate_totp|.*_webauthn)")
DATES = 200
SCRIPT = "<script>'x'</script>"
# The first two name exercises; of the others what they show is numbers and words of the code.
PAGES = ("/today/", "/ladder/", "/log/", "/progress/", "/progress/tables/", "/ladder/report/")


def fold(*, wanted: bool, settings: Any) -> None:
    """Read all templates again, folded or not."""
    settings.FOLD_TEMPLATES = wanted
    engines["django"].engine.template_loaders[0].reset()


def pages(world: World) -> dict[str, str]:
    """Each page as those are shown it who may see it; the person with years of logs asks for what
    is put into a page that is there."""
    found = {}
    for name, route in all_routes().items():
        if LEFT_OUT.fullmatch(name):
            continue
        url = route.url(world)
        for actor in ("staff",) if name.startswith("admin:") else ("anonymous", "owner", "long"):
            client = world.clients[actor]
            with undone(client):
                answer = client.get(url, headers=HTMX if actor == "long" else None)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                found[f"{name} by {actor}"] = ANEW.sub("*", content(answer))
    return found


def test_every_page_is_the_same(world: World, settings: Any) -> None:
    with time_machine.travel(NOW, tick=False), undone(*world.clients.values()):
        long = make_person(now=NOW - timedelta(days=DATES), email="long@example.org")
        diary(long, last=NOW.date() - timedelta(days=1), dates=DATES)
        world.clients["long"] = signed_in(long)
        try:
            made = []
            for wanted in (True, False):
                fold(wanted=wanted, settings=settings)
                made.append(pages(world))
        finally:
            # Later tests have the world to themselves, and folded templates.
            del world.clients["long"]
            fold(wanted=True, settings=settings)
    folded, plain = made
    assert len(plain) > 100
    assert [key for key in plain if folded[key] != plain[key]] == []


def test_markup_in_any_name_is_shown_as_text(world: World) -> None:
    """Nobody writes notes here; the names of the catalogue are the operator's, copied from
    wherever."""
    client = world.clients["owner"]
    with time_machine.travel(NOW, tick=False), undone(client):
        Exercise.objects.update(name=Concat(Value(SCRIPT), "key"))
        Stage.objects.update(source_dose=SCRIPT, trains=SCRIPT)
        CatalogueVersion.objects.update(digest="marked")
        said = {page: content(client.get(page)) for page in PAGES}
    assert [page for page, text in said.items() if SCRIPT in text] == []
    assert [page for page, text in said.items() if escape(SCRIPT) in text] >= list(PAGES[:2])
