"""From sign-up to the plan, page by page, as a browser without JavaScript does it."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from backrehab.accounts.models import Consent, User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Baseline
from backrehab.progression.models import Enrolment, Transition
from tests.factories import at, make_screening

NOW = at("2026-03-02 08:30")
EMAIL, PASSWORD = "ada@example.org", "plum tractor violet"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form in the page's main part, as a browser would send them."""
    form = page.split("<main", 1)[1].split("<form", 1)[-1].split("</form>", 1)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[name[1]] = unescape(value[1])
    return found


class Browser:
    """Follows every redirect, checks CSRF tokens, and sends forms as they were shown."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.at = ""
        self.text = ""

    def open(self, path: str) -> "Browser":
        return self._take(self.client.get(path, follow=True))

    def send(self, *, to: str = "", **answers: object) -> "Browser":
        data = fields(self.text) | answers
        return self._take(self.client.post(to or self.at, data, follow=True))

    def _take(self, response: object) -> "Browser":
        assert response.status_code == 200
        self.at = response.request["PATH_INFO"]
        self.text = response.text
        return self


def code_in(mail: EmailMessage) -> str:
    (code,) = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.body), re.MULTILINE)
    return code


def answer_screening(browser: Browser) -> None:
    """Read the intro, answer no to everything, and confirm the result."""
    assert browser.at == "/screening/"
    browser.send()
    for _part in range(8):
        if not browser.at.startswith("/screening/part"):
            break
        browser.send(move="no-to-rest")
    assert browser.at == "/screening/result/"
    (path,) = re.findall(r'action="(/screening/result/[-0-9a-f]{36}/read/)"', browser.text)
    browser.send(to=path)


def test_the_whole_way_and_a_break_in_the_middle(
    mailoutbox: list[EmailMessage], catalogue: Catalogue
) -> None:
    phone = Browser()
    phone.open("/").open("/accounts/signup/")
    phone.send(email=EMAIL, password1=PASSWORD)
    assert phone.at == "/accounts/confirm-email/"
    phone.send(code=code_in(mailoutbox[0]))

    assert phone.at == "/start/consent/"
    phone.send(**{"intended_use-2026.1": "on", "health_data-2026.2": "on"})
    assert phone.at == "/start/about/"
    phone.send(age_band="18_54", hinge_experience="none", time_zone="Asia/Tokyo")
    answer_screening(phone)
    assert phone.at == "/start/baseline/"

    # Another device, days of nothing in between: it goes on at the same question.
    laptop = Browser()
    laptop.open("/today/")
    assert laptop.at == "/accounts/login/"
    laptop.send(login=EMAIL, password=PASSWORD, next="/today/")
    assert laptop.at == "/start/baseline/"
    laptop.send(score="4")
    assert laptop.at == "/start/schedule/"
    laptop.send(weekdays=["0", "2", "4"])
    assert laptop.at == "/start/equipment/"
    laptop.send(equipment=["band"])
    assert laptop.at == "/start/done/"
    for words in (
        "18 to 54",
        "New to me",
        "Tokyo",
        "4 out of 10, on average over 7 days",
        "Monday, Wednesday and Friday (3 days a week)",
        "Resistance band",
    ):
        assert words in laptop.text
    laptop.send()
    assert laptop.at == "/today/"

    user = User.objects.get()
    assert user.started_at == NOW
    assert user.training_weekdays == (0, 2, 4)
    assert user.equipment == ["band"]
    assert list(Consent.objects.values_list("version", flat=True)) == ["2026.1", "2026.2"]
    # In Tokyo it is already the afternoon of the same day.
    assert list(Baseline.objects.values_list("on", "score")) == [(NOW.date(), 4)]
    assert Enrolment.objects.get().stage_key == "bar-hang"
    assert Transition.objects.count() == 1


def test_every_answer_can_be_changed_before_the_end(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = answered(User.objects.create_user("ada@example.org"))
    browser = Browser()
    browser.client = sign_in(user)
    browser.open("/start/schedule/")
    assert browser.text.count("checked") == 2
    browser.send(weekdays=["5"])
    assert browser.at == "/start/done/"
    assert "Saturday (1 day a week)" in browser.text
    browser.open("/start/baseline/")
    browser.send(score="6")
    assert browser.at == "/start/done/"
    assert "6 out of 10" in browser.text


def answered(user: User) -> User:
    """Somebody who answered everything and has not pressed the button."""
    from backrehab.accounts import services
    from backrehab.accounts.consent_texts import current_texts
    from backrehab.painlog.services import record_baseline

    services.give_consents(user=user, texts=current_texts(), now=NOW)
    services.save_about(user=user, age_band="18_54", hinge_experience="some")
    make_screening(user, now=NOW, read=True)
    record_baseline(user=user, score=4, now=NOW)
    services.save_schedule(user=user, weekdays=[0, 3])
    services.save_equipment(user=user, keys=[])
    return user
