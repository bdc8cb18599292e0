"""The operator's view of accounts: found by address, and no health data in it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.painlog.models import Baseline
from tests.factories import at, make_user

type SignIn = Callable[[User], Client]

HEALTH = ("age_band", "hinge_experience", "equipment", "weekday_mask", "time_zone", "started_at")


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("op@example.org", "a long password")


@pytest.fixture
def admin(operator: User, sign_in: SignIn) -> Client:
    return sign_in(operator)


def test_the_pages_name_the_site_and_no_part_twice(admin: Client) -> None:
    page = admin.get("/admin/").text
    assert "Back Rehab: for operators" in page
    parts = re.findall(r'class="section"[^>]*>\s*(.*?)\s*</a>', page)
    assert "People" in parts
    assert len(parts) == len(set(parts))


def test_find_by_address(admin: Client) -> None:
    make_user(email="ada@example.org")
    make_user(email="ben@example.org")
    page = admin.get("/admin/accounts/user/", {"q": "ada@"})
    assert "ada@example.org" in page.text
    assert "ben@example.org" not in page.text


def test_no_field_about_health_can_be_seen(admin: Client, user: User) -> None:
    page = admin.get(f"/admin/accounts/user/{user.pk}/change/")
    assert page.status_code == 200
    assert [name for name in HEALTH if f'name="{name}"' in page.text] == []
    assert "18 to 54" not in page.text
    assert "pull-up-bar" not in page.text


def test_add_and_change_store_the_address_in_lower_case(admin: Client) -> None:
    admin.post(
        "/admin/accounts/user/add/",
        {
            "email": "New@Example.org",
            "usable_password": "true",
            "password1": "quiet marble lantern",
            "password2": "quiet marble lantern",
        },
    )
    added = User.objects.get(email="new@example.org")
    admin.post(
        f"/admin/accounts/user/{added.pk}/change/",
        {"email": "Newer@Example.org", "is_active": "on"},
    )
    added.refresh_from_db()
    assert (added.email, added.is_active) == ("newer@example.org", True)


def test_deleting_shows_no_dates_of_training(admin: Client, user: User) -> None:
    Baseline.objects.create(user=user, on="2026-03-02", score=4, given_at=at("2026-03-02 08:00"))
    page = admin.get(f"/admin/accounts/user/{user.pk}/delete/")
    assert user.email in page.text
    assert "2026-03-02" not in page.text
    admin.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_the_operator_signs_in_as_everybody_does(client: Client) -> None:
    answer = client.get("/admin/")
    assert answer["Location"] == "/admin/login/?next=/admin/"
    assert client.get(answer["Location"])["Location"].startswith("/accounts/login/?")


def test_somebody_else_is_kept_out(sign_in: SignIn, user: User) -> None:
    assert sign_in(user).get("/admin/accounts/user/").status_code == 302


def test_an_operator_changes_their_own_password_as_everybody_does(
    admin: Client, operator: User, user: User
) -> None:
    """With the limit on guesses, the mail, and a device that stays in the list of sessions."""
    own, new = "/accounts/password/change/", "quiet marble lantern"
    guess = {"old_password": "a long password", "new_password1": new, "new_password2": new}
    of_others = {"usable_password": "true", "password1": new, "password2": new}
    for path, sent in (
        ("/admin/password_change/", guess),
        (f"/admin/accounts/user/{operator.pk}/password/", of_others),
    ):
        for answer in (admin.get(path), admin.post(path, sent)):
            assert (answer.status_code, answer["Location"]) == (302, own)
    operator.refresh_from_db()
    assert operator.check_password("a long password")
    assert admin.get("/admin/").status_code == 200
    admin.post(f"/admin/accounts/user/{user.pk}/password/", of_others)
    user.refresh_from_db()
    assert user.check_password(new)
