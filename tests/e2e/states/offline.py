"""States: Today as it is kept on a device, what waits there, and the warning before a sign-out."""

from tests.e2e.states import shows
from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor

# Other people's entries are never sent, so these stay where they are.
WAITS = """async () => {
  const entry = (to, typed) => ({ person: "somebody", to, typed, fields: [["key", "k"]] });
  await waiting.add(entry("/today/before/", "How is your back right now? 3"));
  await waiting.add(entry("/today/set/", "Bar hang: Morning · Set 1"));
  const [, second] = await waiting.all();
  if (%s) await waiting.put({ ...second, state: "refused", reason: "You stopped for today." });
}"""


def wait(visitor: Visitor, *, refused: bool, says: str) -> None:
    """Two entries wait, or one waits and the other was refused; none from the page before."""
    visitor.page.evaluate("waiting.forget()")
    visitor.page.evaluate(WAITS % str(refused).lower())
    visitor.page.reload()
    visitor.page.get_by_text(says).first.wait_for()


@shows("no_signal")
def no_signal(visitor: Visitor) -> None:
    visitor.go("/offline/")


@shows("waiting")
def waiting_nothing(visitor: Visitor) -> None:
    visitor.go("/waiting/")
    visitor.page.evaluate("waiting.forget()")
    visitor.page.reload()
    visitor.says("Nothing waits.")


@shows("waiting")
def waiting_entries(visitor: Visitor) -> None:
    visitor.go("/waiting/")
    wait(visitor, refused=True, says="1 entry could not be saved.")
    visitor.press("Remove")
    visitor.main.locator("[data-part=sure]").first.wait_for()
    forget_later(visitor)


@shows("today_offline")
def today_offline(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/today/offline/")
    visitor.says("Before you start")


@shows("account_logout")
def sign_out_with_unsent_entries(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/accounts/logout/")
    wait(visitor, refused=False, says="2 entries are not saved yet")
    forget_later(visitor)


def forget_later(visitor: Visitor) -> None:
    """The next page of the same profile finds nothing waiting; this one keeps what it shows."""
    visitor.page.evaluate(
        "addEventListener('pagehide', () => indexedDB.deleteDatabase(waiting.NAME))"
    )
