"""For people whom numbers worry: pain in words, on every page that says it, and once in numbers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from tests.factories_diary import make_days, make_person
from tests.web.reading import words

type SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    user = make_person(now=timezone.now() - timedelta(days=10), time_zone="UTC")
    today = user.local_date(timezone.now())
    dates = [today - timedelta(days=n) for n in (6, 4, 2)]
    make_days(user, dates, before=8, worst=9, morning=7)
    return user


def hide(user: User) -> None:
    User.objects.filter(pk=user.pk).update(hide_numbers=True)


def text_of(page: str) -> str:
    """What people read: no tags, no forms (their scale keeps its numbers)."""
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"(?s)<fieldset.*?</fieldset>|<select.*?</select>", " ", main)
    return words(main)


def test_the_form_shows_what_was_chosen(sign_in: SignIn, person: User) -> None:
    client = sign_in(person)
    chosen = r'name="hide" value="(\w+)"[^>]* checked'
    assert re.findall(chosen, client.get("/settings/numbers/").text) == ["no"]
    hide(person)
    assert re.findall(chosen, client.get("/settings/numbers/").text) == ["yes"]


PLACES = [
    ("/log/", "Worst 9"),
    ("/log/", "Worst pain 9."),
    ("/ladder/", "Worst pain 9."),
    ("/today/", "Worst pain 9."),
]


@pytest.mark.parametrize(("path", "said"), PLACES)
def test_words_in_place_of_numbers(sign_in: SignIn, person: User, path: str, said: str) -> None:
    client = sign_in(person)
    assert said in text_of(client.get(path).text)
    hide(person)
    page = client.get(path).text
    assert said not in text_of(page)
    assert said.replace("9", "severe") in text_of(page)
    assert "Show the numbers this once" in page
    once = client.get(f"{path}?numbers=shown").text
    assert said in text_of(once)
    assert "Back to words" in once
    assert said not in text_of(client.get(path).text)


def test_no_score_is_left_anywhere(sign_in: SignIn, person: User) -> None:
    """Each page before and after: the sentences with the scores of these days are all gone."""
    hide(person)
    client = sign_in(person)
    day = person.training_days.order_by("on").first()
    for path in ("/log/", "/ladder/", "/today/", f"/log/{day.on}/", "/flare-up/"):
        text = text_of(client.get(path).text)
        for pattern in (r"[Pp]ain [789]\b", r"morning [789]\b", r"before [789]\b", r"[789] of 10"):
            assert re.findall(pattern, text) == [], (path, pattern)


def test_the_question_keeps_its_scale_and_gets_words(sign_in: SignIn, person: User) -> None:
    client = sign_in(person)
    hide(person)
    page = client.get("/log/add/").text
    assert page.count('type="radio"') >= 33
    for said in ("0: none", "1–3: mild", "4–6: moderate", "7–10: severe"):
        assert said in page


def test_the_report_for_a_clinician_keeps_its_numbers(sign_in: SignIn, person: User) -> None:
    hide(person)
    assert '<td data-name="Worst">9</td>' in sign_in(person).get("/ladder/report/").text


def test_the_setting(sign_in: SignIn, person: User, django_assert_num_queries: Any) -> None:
    client = sign_in(person)
    with django_assert_num_queries(2):  # session, user
        assert client.get("/settings/numbers/").status_code == 200
    for _time in range(2):
        answer = client.post("/settings/numbers/", {"hide": "yes"})
        assert answer["Location"] == "/settings/"
        person.refresh_from_db()
        assert person.hide_numbers
    assert "Pain is shown in words" in client.get("/settings/").text
    client.post("/settings/numbers/", {"hide": "no"})
    person.refresh_from_db()
    assert not person.hide_numbers
    refused = client.post("/settings/numbers/", {"hide": "perhaps"})
    assert refused.status_code == 422
    assert "Choose one of these." in refused.text
    assert client.delete("/settings/numbers/").status_code == 405


def test_it_is_for_those_signed_in(client: Client) -> None:
    assert client.get("/settings/numbers/")["Location"].startswith("/accounts/login/")
    assert client.get("/?numbers=shown").status_code == 200
