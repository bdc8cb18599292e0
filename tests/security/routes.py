"""Every route of the site, as the URL configuration has it, and how one is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security.rows import personal_models
from tests.security.world import World

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/about/"}
WAYS = ("GET", "POST", "htmx")
# The values that gaps of addresses are filled with; a word of World.objects is the owner's object.
GAPS = {
    "ladder_open.stage_key": "seated-row",
    "exercise_detail.key": "bar-hang",
    "muscle_detail.key": "gluteus-maximus",
    "programme.key": "ladder",
    "programme_change.key": "ladder",
    "programme_change.change": "pause",
    "screening_step.step": "part-1",
    "log_day.on": "day",
    "log_delete.on": "day",
    "screening_acknowledge.public_id": "run",
    "hip_release_finish.public_id": "release",
    "mfa_remove_webauthn.pk": "passkey",
    "mfa_edit_webauthn.pk": "passkey",
    "account_reset_password_from_key.uidb36": "1",
    "account_reset_password_from_key.key": "not-a-key",
    "admin:app_list.app_label": "accounts",
    "admin:view_on_site.content_type_id": "1",
    "admin:view_on_site.object_id": "1",
    "admin:auth_user_password_change.id": "user",
}
# The tables of the admin site.
ADMIN_OBJECTS = {
    f"admin:{model._meta.app_label}_{model._meta.model_name}": model
    for model in admin.site._registry
}
NO_ROW = "0"


@dataclass(frozen=True)
class Route:
    """One address: its name (of the admin site with "admin:"), or its pattern if it has none."""

    name: str
    pattern: str
    gaps: tuple[str, ...]

    def url(self, world: World) -> str:
        """The address of the owner's object; KeyError names the gap that GAPS does not fill."""
        values = {gap: self._fill(gap, world) for gap in self.gaps}
        if self.name == self.pattern:
            return "/" + self.pattern.replace("<path:object_id>", "1").replace("(?P<url>.*)$", "x")
        return reverse(self.name, kwargs=values)

    def _fill(self, gap: str, world: World) -> object:
        known = f"{self.name}.{gap}"
        if known in GAPS:
            return world.objects.get(GAPS[known], GAPS[known])
        if self.name == self.pattern:
            return "1"
        if self.name.startswith("admin:") and gap == "object_id":
            return self._row(world)
        raise KeyError(known)

    def _row(self, world: World) -> object:
        """The key of an object whose table this page of the admin site is for: the owner's, if it
        is a table of people."""
        model = ADMIN_OBJECTS[self.name.rpartition("_")[0]]
        owned = {lookup: world.owner.pk for kind, lookup in personal_models() if kind is model}
        rows = model._base_manager.filter(**owned).order_by("pk")
        return rows.values_list("pk", flat=True).first() or NO_ROW


def all_routes() -> dict[str, Route]:
    """The routes by name; of two with one name the first is the one that is served."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver(), "", "", ()):
        found.setdefault(route.name, route)
    return found


def _walk(
    resolver: URLResolver, before: str, space: str, outer: tuple[str, ...]
) -> Iterator[Route]:
    for part in resolver.url_patterns:
        pattern = before + str(part.pattern).removeprefix("^")
        gaps = (*outer, *part.pattern.regex.groupindex)
        if isinstance(part, URLPattern):
            name = f"{space}{part.name}" if part.name else pattern
            yield Route(name, pattern, gaps)
        else:
            inner = f"{part.namespace}:" if part.namespace else space
            yield from _walk(part, pattern, inner, gaps)


def ask(client: Client, url: str, way: str, *, only_post: bool = False) -> HttpResponse:
    """One request; htmx asks as the page does: with POST where there is no GET."""
    if way == "POST" or (way == "htmx" and only_post):
        return client.post(url, headers=HTMX if way == "htmx" else None)
    return client.get(url, headers=HTMX if way == "htmx" else None)


def said(answer: HttpResponse) -> str:
    """The answer in one word; the words are explained in tests/security/matrix.py."""
    where = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    if where:
        if "/login/" in where.partition("?")[0]:
            return "in"
        return "start" if where == "/start/" else "on"
    words = {200: "page", 204: "done", 400: "bad", 405: "no", 409: "bad", 422: "bad"}
    return words.get(answer.status_code, str(answer.status_code))
