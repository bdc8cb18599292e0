"""An expired sign-in or page in the middle of a form: nothing is stored, and what was typed comes
back."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from backrehab.accounts.models import Submission, User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.screening.models import Clearance, ScreeningDraft
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
STILL_HERE = "What you typed is still here. Save it to keep it."
ON_MONDAY = time_machine.travel(at("2026-03-09 09:00"), tick=False)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


def sign_in_again(client: Client, person: User) -> None:
    """Into the same browser, as the sign-in page does it."""
    from django.contrib.auth import login
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = client.session
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""


def signed_out(person: User) -> Client:
    """A browser in which a page of theirs is still open, and the sign-in is gone."""
    client = Client()
    sign_in_again(client, person)
    client.get("/settings/")
    del client.cookies["sessionid"]
    return client


@ON_MONDAY
@pytest.mark.parametrize(
    "headers", [{}, {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"}]
)
def test_a_score_comes_back_after_signing_in(person: User, headers: dict[str, str]) -> None:
    client = signed_out(person)
    data = {"key": str(uuid4()), "score": "4", "level": "1"}
    sent = client.post("/today/before/", data, headers=headers)
    assert sent.status_code == (204 if headers else 302)
    assert TrainingDay.objects.count() == 0
    assert "Sign in, and it is still here." in text(client.get("/accounts/login/"))
    sign_in_again(client, person)
    page = client.get("/today/")
    assert STILL_HERE in text(page)
    assert re.search(r'name="score" value="4"[^>]*checked', page.content.decode())
    assert TrainingDay.objects.count() == 0
    client.post("/today/before/", data)
    assert TrainingDay.objects.get().before == 4


@pytest.mark.parametrize("dates", [2, 4])
def test_what_was_answered_on_an_earlier_date_is_another_entry(
    person: User, sign_in: Callable[[User], Client], dates: int
) -> None:
    """An old page is sent again, days later and signed out."""
    path, data = "/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"}
    with ON_MONDAY:
        sign_in(person).post(path, data)
    with time_machine.travel(at("2026-03-09 09:10") + timedelta(days=dates), tick=False):
        client = signed_out(person)
        client.post(path, data)
        sign_in_again(client, person)
        page = client.get("/today/").content.decode()
        form = page[page.index(f'action="{path}"') :]
        key = re.search(r'name="key" value="([^"]+)"', form)
        assert key is not None
        assert key[1] != data["key"]
        client.post(path, data | {"key": key[1]})
    assert person.training_days.count() == 2


@ON_MONDAY
def test_on_the_same_date_it_is_the_same_entry(person: User) -> None:
    """It may have been stored, with the answer lost on its way."""
    key = str(uuid4())
    told = {"level": "1", "before": "2", "worst": "2", "sets_done": "2"}
    log = {"key": key, "on": MONDAY, **told}
    Submission.objects.create(user=person, key=key, made_at=at("2026-03-09 08:00"))
    client = signed_out(person)
    client.post("/log/add/", log)
    sign_in_again(client, person)
    assert f'value="{key}"' in client.get("/log/add/").content.decode()


@ON_MONDAY
def test_nobody_else_gets_it(person: User) -> None:
    """Neither its words nor a word about it; and it does not wait any longer."""
    client, other = signed_out(person), make_person(now=at("2026-03-01 09:00"))
    client.post("/log/add/", {"key": str(uuid4()), "on": MONDAY, "before": "8"})
    assert "typed" in client.session
    sign_in_again(client, other)
    page = client.get("/log/add/")
    assert STILL_HERE not in text(page)
    assert checked(page.text, "before") == []
    assert "typed" not in client.session
    sign_in_again(client, person)
    assert STILL_HERE not in text(client.get("/log/add/"))


@ON_MONDAY
def test_it_is_kept_for_whoever_signed_in_last(person: User) -> None:
    client, other = signed_out(person), make_person(now=at("2026-03-01 09:00"))
    sign_in = {"login": other.email, "password": "plum tractor violet"}
    other.set_password(sign_in["password"])
    other.save()
    other.emailaddress_set.create(email=other.email, verified=True, primary=True)  # type: ignore[attr-defined]
    assert client.post("/accounts/login/", sign_in).status_code == 302
    del client.cookies["sessionid"]
    client.post("/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"})
    sign_in_again(client, other)
    assert STILL_HERE in text(client.get("/today/"))


@ON_MONDAY
@pytest.mark.parametrize("code", [None, "", "x" * 5000])
def test_of_nobody_knows_whom_nothing_is_kept(person: User, code: str | None) -> None:
    client = signed_out(person)
    del client.cookies["typist"]
    if code is not None:
        client.cookies["typist"] = code
    client.post("/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"})
    assert "typed" not in client.session
    assert "your last entry was not saved" in text(client.get("/accounts/login/"))


@ON_MONDAY
def test_the_cookie_names_nobody_and_outlives_the_sign_in(person: User) -> None:
    cookie = signed_out(person).cookies["typist"]
    assert re.fullmatch("[0-9a-f]{32}", cookie.value)
    assert cookie["max-age"] > settings.SESSION_COOKIE_AGE
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


@ON_MONDAY
def test_it_comes_back_once(person: User) -> None:
    client = signed_out(person)
    client.post("/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"})
    sign_in_again(client, person)
    client.get("/today/")
    assert STILL_HERE not in text(client.get("/today/"))


def test_it_does_not_wait_for_ever(person: User) -> None:
    client = signed_out(person)
    with ON_MONDAY:
        client.post("/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"})
    with time_machine.travel(at("2026-03-09 09:31"), tick=False):
        sign_in_again(client, person)
        html = client.get("/today/").content.decode()
    assert not re.search(r'name="score" value="4"[^>]*checked', html)


@ON_MONDAY
def test_the_forms_of_the_log_come_back_too(person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=1)])
    client = signed_out(person)
    data = {"key": str(uuid4()), "level": "1", "before": "1", "sets_done": "2", "worst": "7"}
    client.post("/log/2026-03-08/", data)
    sign_in_again(client, person)
    html = client.get("/log/2026-03-08/").content.decode()
    assert re.search(r'name="worst" value="7"[^>]*checked', html)
    assert TrainingDay.objects.get().worst == 2


@ON_MONDAY
def test_a_huge_form_is_not_kept(person: User, sign_in: Callable[[User], Client]) -> None:
    client = signed_out(person)
    client.post("/today/before/", {"key": "x" * 5000})
    assert "typed" not in client.session


@ON_MONDAY
def test_a_settings_form_comes_back_and_is_not_saved_by_looking(person: User) -> None:
    client = signed_out(person)
    client.post("/settings/schedule/", {"weekdays": ["5", "6"]})
    sign_in_again(client, person)
    html = client.get("/settings/schedule/").content.decode()
    assert re.findall(r'name="weekdays" value="(\d)"[^>]*checked', html) == ["5", "6"]
    person.refresh_from_db()
    assert person.training_weekdays == (0, 2, 4)


@ON_MONDAY
def test_what_cannot_come_back_is_not_kept(person: User) -> None:
    client = signed_out(person)
    client.post("/today/stop/", {"key": str(uuid4())})
    assert "typed" not in client.session
    assert "your last entry was not saved" in text(client.get("/accounts/login/"))


def own_page(path: str) -> dict[str, str]:
    """What a browser says about a form that a page of this site sent."""
    return {"origin": "http://testserver", "referer": f"http://testserver{path}"}


def checked(html: str, name: str) -> list[str]:
    """The values of the ticked fields of that name."""
    return re.findall(rf'name="{name}" value="([^"]*)"[^>]*checked', html)


@ON_MONDAY
def test_a_wrong_token_keeps_what_was_typed(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in_again(client, person)
    data = {"key": str(uuid4()), "score": "4", "level": "1", "csrfmiddlewaretoken": "x" * 64}
    sent = client.post("/today/before/", data, headers=own_page("/today/"))
    assert sent.status_code == 403
    assert "What you typed is still there. Send it once more." in text(sent)
    assert "Fill in the form once more" not in text(sent)
    page = client.get("/today/")
    assert STILL_HERE in text(page)
    assert checked(page.text, "score") == ["4"]
    assert TrainingDay.objects.count() == 0


@ON_MONDAY
def test_a_wrong_token_under_htmx_keeps_it_too(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in_again(client, person)
    headers = {"HX-Request": "true", "origin": "http://testserver"}
    sent = client.post("/today/before/", {"score": "4", "level": "1"}, headers=headers)
    assert (sent.status_code, sent["HX-Refresh"]) == (403, "true")
    page = client.get("/today/")
    assert "This page was out of date, so nothing was saved." in text(page)
    assert checked(page.text, "score") == ["4"]


@ON_MONDAY
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "referer": "http://testserver/today/"},
        {"origin": "null"},
        {"referer": "https://evil.example/today/"},
        {"referer": "http://["},
        {},
    ],
)
def test_another_site_cannot_fill_in_a_form(person: User, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in_again(client, person)
    sent = client.post("/today/before/", {"score": "4", "level": "1"}, headers=headers)
    assert sent.status_code == 403
    assert "Fill in the form once more and send it." in text(sent)
    assert "typed" not in client.session


@ON_MONDAY
@pytest.mark.parametrize("case", ["another sign-in", "nobody", "without consent"])
def test_what_may_be_somebody_else_s_is_not_kept(person: User, case: str) -> None:
    """Whoever signs in gets a token of their own: a page with another one may be of the person who
    used the browser before. And nothing of health data is kept without consent."""
    client = Client(enforce_csrf_checks=True)
    if case != "nobody":
        sign_in_again(client, person)
    if case == "another sign-in":
        client.cookies["csrftoken"] = "t" * 32
    if case == "without consent":
        User.objects.filter(pk=person.pk).update(withdrawn_at=at("2026-03-08 09:00"))
    data = {"key": str(uuid4()), "score": "4", "level": "1", "csrfmiddlewaretoken": "x" * 64}
    sent = client.post("/today/before/", data, headers=own_page("/today/"))
    assert sent.status_code == 403
    assert "Fill in the form once more and send it." in text(sent)
    assert "typed" not in client.session


@ON_MONDAY
@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_nobody_comes_back_for_does_not_stay(person: User, withdrawn: bool) -> None:
    client = signed_out(person)
    client.post("/log/add/", {"key": str(uuid4()), "before": "8"})
    sign_in_again(client, person)
    client.get("/settings/")
    assert "typed" in client.session
    if withdrawn:
        User.objects.filter(pk=person.pk).update(withdrawn_at=at("2026-03-09 09:05"))
    with time_machine.travel(at("2026-03-09 09:05" if withdrawn else "2026-03-09 09:31")):
        client.get("/settings/")
    assert "typed" not in client.session


# Where a form goes, what is typed, the page that shows it again, and what is ticked there.
FORMS = [
    ("/leg-check/", {"C7": "no", "C8": "not_sure"}, "/leg-check/", "C8", ["not_sure"]),
    ("/ladder/hold-test/", {"held": "yes", "pain": "2"}, "/ladder/", "pain", ["2"]),
    ("/ladder/technique/", {"checks": ["0", "1"]}, "/ladder/", "checks", ["0", "1"]),
    ("/programmes/minutes/", {"minutes": "30"}, "/programmes/", "minutes", ["30"]),
    ("/breaks/interval/", {"minutes": "45"}, "/breaks/", "minutes", ["45"]),
    ("/settings/numbers/", {"hide": "yes"}, "/settings/numbers/", "hide", ["yes"]),
]


@ON_MONDAY
@pytest.mark.parametrize(("path", "data", "page", "name", "ticked"), FORMS)
def test_each_form_with_more_than_a_button_comes_back(
    path: str, data: dict[str, Any], page: str, name: str, ticked: list[str]
) -> None:
    person = make_person(now=at("2026-03-01 09:00"))
    enter_stage(person, "deadlift", MONDAY)
    client = signed_out(person)
    client.post(path, {"key": str(uuid4()), **data})
    sign_in_again(client, person)
    shown = client.get(page)
    assert shown.status_code == 200
    assert STILL_HERE in text(shown)
    assert checked(shown.text, name) == ticked


@ON_MONDAY
@pytest.mark.parametrize("name", ["morning", "before", "finish", "daily"])
def test_each_form_of_today_is_given_back_there(person: User, name: str) -> None:
    client = signed_out(person)
    client.post(f"/today/{name}/", {"key": str(uuid4()), "score": "4"})
    sign_in_again(client, person)
    assert STILL_HERE in text(client.get("/today/"))
    assert STILL_HERE not in text(client.get("/today/"))


@ON_MONDAY
def test_the_answers_of_a_part_of_the_health_check_come_back(person: User) -> None:
    client = Client()
    sign_in_again(client, person)
    client.post("/screening/", {"again": "on"})
    draft = ScreeningDraft.objects.get(user=person)
    client = signed_out(person)
    data = {"draft": str(draft.public_id), "E1": "no", "E2": "not_sure"}
    client.post("/screening/part-1/", data)
    sign_in_again(client, person)
    shown = client.get("/screening/part-1/")
    assert (checked(shown.text, "E1"), checked(shown.text, "E2")) == (["no"], ["not_sure"])
    assert STILL_HERE in text(shown)
    draft.refresh_from_db()
    assert draft.answers == {}


@ON_MONDAY
def test_answers_for_another_draft_do_not_come_back(person: User) -> None:
    client = signed_out(person)
    client.post("/screening/part-1/", {"draft": str(uuid4()), "E1": "yes"})
    sign_in_again(client, person)
    client.post("/screening/", {"again": "on"})
    shown = client.get("/screening/part-1/")
    assert checked(shown.text, "E1") == []
    assert STILL_HERE not in text(shown)


@ON_MONDAY
def test_the_date_of_an_assessment_comes_back(person: User) -> None:
    make_screening(person, now=at("2026-03-09 08:00"), read=True, C9="yes")
    client = signed_out(person)
    client.post("/screening/cleared/", {"key": str(uuid4()), "cleared_on": "2026-03-09"})
    sign_in_again(client, person)
    shown = client.get("/screening/cleared/")
    assert 'value="2026-03-09"' in shown.text
    assert STILL_HERE in text(shown)
    assert Clearance.objects.count() == 0
