"""A device that keeps Today for when there is no network, and what waits on it."""

from collections.abc import Callable
from typing import Any

from backrehab.accounts.models import User
from tests.e2e.conftest import NOW
from tests.e2e.visitor import Visitor

MONDAY = NOW.date()
BEFORE = "How is your back right now?"
FIRST_SET = "#set-bar-hang-morning-1"
WAITING_BEFORE = ("/today/before/", "waiting")
WAITING_SET = ("/today/set/", "waiting")

# Everything that this browser keeps of the site, by kind.
KEPT = """async () => {
  const pages = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      pages.push(name.split("-")[0] + " " + new URL(request.url).pathname);
  const bases = await indexedDB.databases();
  return {
    pages: pages.filter((page) => !page.includes("/static/")).sort(),
    files: pages.filter((page) => page.includes("/static/") && !page.startsWith("public ")),
    entries: bases.length ? (await waiting.all()).map((entry) => entry.state) : [],
    stores: bases.map((base) => base.name),
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
}"""
PUBLIC = ["public /help/urgent/", "public /offline/", "public /waiting/"]
NOTHING: dict[str, Any] = {
    "pages": [],
    "files": [],
    "entries": [],
    "stores": [],
    "local": [],
    "session": [],
    "workers": 0,
}


def kept(visitor: Visitor) -> dict[str, Any]:
    """Everything of the site that is on the device; htmx alone keeps the path of a page."""
    found: dict[str, Any] = visitor.page.evaluate(KEPT)
    found["session"] = [name for name in found["session"] if not name.startswith("htmx-")]
    return found


def keeps(visitor: Visitor, what: str, expected: list[str]) -> None:
    """Wait until that is what the device keeps of one kind."""
    visitor.comes_to(lambda: kept(visitor)[what], expected)


def keep_today(visitor: Visitor, person: User) -> None:
    """Open Today, and wait until the device keeps it."""
    visitor.sign_in(person)
    visitor.go("/today/")
    ready = "async () => !!navigator.serviceWorker.controller && !!(await caches.match('/today/offline/'))"
    visitor.gives(ready, expected=True)


def today_without_signal(visit: Callable[..., Visitor], person: User) -> Visitor:
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    return ada


def entries(visitor: Visitor) -> list[tuple[str, str]]:
    """What waits on the device, and its state."""
    found: list[dict[str, str]] = visitor.page.evaluate("waiting.all()")
    return [(entry["to"], entry["state"]) for entry in found]


def wait_for(visitor: Visitor, *expected: tuple[str, str]) -> None:
    """Wait until exactly these are on the device; what is sent is removed when it was answered."""
    visitor.comes_to(lambda: entries(visitor), list(expected))
