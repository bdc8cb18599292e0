"""A person at their browser, on a clock that only moves when told to."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.journeys.pages import Element, Form, forms, read

PASSWORD = "a quiet green lamp"


class Browser:
    """Follows links and sends the forms that are really on the page, CSRF token and all."""

    def __init__(self, traveller: time_machine.Traveller, zone: str, email: str) -> None:
        self._traveller = traveller
        self.zone = ZoneInfo(zone)
        self.email = email
        self._client = Client(enforce_csrf_checks=True)
        self.path = "/"
        self.page = Element("", {})
        self.signed_in_again_on: list[date] = []

    def wait_until(self, on: date, at: time) -> None:
        """Move the clock to that time where the person lives."""
        instant = datetime.combine(on, at, tzinfo=self.zone).astimezone(UTC)
        assert instant >= datetime.now(UTC), "time only moves on"
        self._traveller.move_to(instant)

    @property
    def today(self) -> date:
        return datetime.now(self.zone).date()

    def visit(self, path: str) -> Element:
        """Open a page; sign in when asked to."""
        self._arrive(self._client.get(path))
        if self.path.startswith(reverse("account_login")):
            self.signed_in_again_on.append(self.today)
            form = self.form(reverse("account_login"))
            self.send(form, login=self.email, password=PASSWORD)
        return self.page

    def send_in_vain(self, form: Form, **answers: object) -> None:
        """Send a form that is refused, and land on the page that says why."""
        self._arrive(self._client.post(form.action, form.filled(answers)), status=422)

    def _arrive(self, response: object, *, status: int = 200) -> None:
        """Follow redirects to a page."""
        while response.status_code == 302:  # type: ignore[attr-defined]
            response = self._client.get(response.headers["Location"])  # type: ignore[attr-defined]
        assert response.status_code == status, response.content.decode()  # type: ignore[attr-defined]
        self.path = response.wsgi_request.get_full_path()  # type: ignore[attr-defined]
        self.page = read(response.content.decode())  # type: ignore[attr-defined]

    def form(self, action: str = "", **fixed: str) -> Form:
        """The form with that action (of this page itself, if none), and those hidden values."""
        main = self.page.one("main")
        wanted = action or self.path
        found = [
            form
            for form in forms(main, self.path)
            if form.action == wanted and all(form.fixed[k] == [v] for k, v in fixed.items())
        ]
        assert len(found) >= 1, f"no form {wanted} on {self.path}: {main.text}"
        return found[0]

    def send(self, form: Form | None = None, *, to: str = "", **answers: object) -> None:
        """Send a form with answers, and land where it leads."""
        form = form or self.form()
        self._arrive(self._client.post(to or form.action, form.filled(answers)))

    def press(self, form: Form, button: Element) -> None:
        """Press one of several buttons of a form."""
        data = form.filled({})
        if name := button.attributes.get("name"):
            data[name] = [button.attributes["value"]]
        self._arrive(self._client.post(button.attributes.get("formaction") or form.action, data))

    def press_button(self, form: Form, value: str) -> None:
        """Press the button of a form that has that value."""
        (button,) = [b for b in form.buttons if b.attributes.get("value") == value]
        self.press(form, button)

    def offers(self, action: str) -> bool:
        """Whether the page has a form, or a button of one, that leads there."""
        return any(
            action in {form.action, *(b.attributes.get("formaction") for b in form.buttons)}
            for form in forms(self.page.one("main"), self.path)
        )

    @property
    def titles(self) -> list[str]:
        """The headings of the page's parts."""
        return [heading.text for heading in self.page.one("main").all("h2")]

    @property
    def exercises(self) -> list[str]:
        """The keys of the exercises that the plan shows, in its order."""
        planned = self.page.one("main").all("article", class_="planned")
        return [one.attributes["id"].removeprefix("exercise-") for one in planned]

    def exercise(self, key: str) -> Element:
        """One exercise of the plan."""
        return self.page.one("article", id=f"exercise-{key}")

    @property
    def said(self) -> str:
        """The messages at the top of the page."""
        return " ".join(message.text for message in self.page.all(class_="messages"))

    def sign_up(self) -> None:
        """Create an account and type the code from the e-mail."""
        self.visit(reverse("account_signup"))
        self.send(email=self.email, password1=PASSWORD)
        (message,) = [one for one in mail.outbox if one.to == [self.email]]
        code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", str(message.body), re.MULTILINE)
        assert code is not None, message.body
        self.send(code=code[1])

    def answer_questions(self, **yes: str) -> None:
        """Begin the questions of this page: as named, and no to all others, with the button that
        says so. Every answer that is named must have been asked for."""
        self.press(form := self.form(), form.buttons[0])
        while self.path.startswith("/screening/part-"):
            form = self.form()
            named = {name: yes.pop(name) for name in form.choices if name in yes}
            for name, answer in named.items():
                assert answer in form.choices[name]
                form.fixed[name] = [answer]
            self.press(
                form, next(b for b in form.buttons if b.attributes.get("value") == "no-to-rest")
            )
        assert not yes

    def answer_health_check(self) -> None:
        """No to everything, and the result read."""
        self.visit(reverse("screening"))
        self.answer_questions()
        assert self.path == reverse("screening_result")
        self.send(next(f for f in forms(self.page.one("main"), self.path) if "/read/" in f.action))

    def finish_start(self, *, baseline: int, weekdays: list[int], equipment: list[str]) -> None:
        """All questions of the start, to the first plan."""
        self.visit(reverse("start"))
        consents = [name for name, offered in self.form().choices.items() if offered == {"on"}]
        self.send(**dict.fromkeys(consents, "on"))
        self.send(age_band="18_54", hinge_experience="some", time_zone=str(self.zone))
        self.answer_health_check()
        self.send(score=baseline)
        self.send(weekdays=weekdays)
        self.send(equipment=equipment)
        self.send()
        assert self.path == reverse("today")
