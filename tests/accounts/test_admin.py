"""The operator's view of accounts: found by address, and no health data in it."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.services import create_person
from backrehab.painlog.models import Baseline
from tests.factories import at, make_user

from .conftest import EMAIL, PASSWORD

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
    # Nor how much there is of each kind: flare-ups, for example.
    chosen = {"action": "delete_selected", "_selected_action": [user.pk]}
    several = admin.post("/admin/accounts/user/", chosen)
    for text in (page.text, several.text):
        assert re.findall(r"<li>(\w+(?: \w+)?: \d+)</li>", text) == ["Users: 1"]
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


@pytest.mark.django_db(transaction=True)
def test_a_new_address_by_an_operator_is_that_of_sign_in_too(
    sign_in: SignIn, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    admin = sign_in(User.objects.create_superuser("op@example.org", "a long password"))
    ada = create_person(email=EMAIL, password=PASSWORD)
    EmailAddress.objects.create(user=ada, email="begun@example.org")
    page = f"/admin/accounts/user/{ada.pk}/change/"
    assert admin.post(page, {"email": "New@example.org", "is_active": "on"}).status_code == 302
    rows = EmailAddress.objects.filter(user=ada).values_list("email", "verified", "primary")
    assert list(rows) == [("new@example.org", True, True)]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([EMAIL], "Your e-mail address was changed")
    ]
    record = ada.access_records.values_list("kind", "role")
    assert list(record) == [("changed", "operator")]
    login = "/accounts/login/"
    client.post(login, {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    answer = client.post(login, {"login": "new@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/today/")


@pytest.mark.parametrize("sent", [EMAIL, EMAIL.upper()])
def test_an_account_saved_with_its_own_address_keeps_what_sign_in_knows(
    admin: Client, ada: User, mailoutbox: list[EmailMessage], sent: str
) -> None:
    EmailAddress.objects.create(user=ada, email="begun@example.org")
    admin.post(f"/admin/accounts/user/{ada.pk}/change/", {"email": sent, "is_active": "on"})
    assert EmailAddress.objects.filter(user=ada).count() == 2
    assert mailoutbox == []


def test_an_address_that_somebody_else_asked_for_is_refused(admin: Client, ada: User) -> None:
    EmailAddress.objects.create(user=make_user(), email="new@example.org")
    page = admin.post(f"/admin/accounts/user/{ada.pk}/change/", {"email": "New@example.org"})
    assert "This is the address of another account." in page.text
    ada.refresh_from_db()
    assert ada.email == EMAIL


def test_an_address_is_changed_with_its_person_only(admin: Client, ada: User) -> None:
    address = EmailAddress.objects.get(user=ada)
    page = f"/admin/account/emailaddress/{address.pk}/change/"
    assert EMAIL in admin.get(page).text
    assert admin.post(page, {"user": ada.pk, "email": "new@example.org"}).status_code == 403
    assert admin.get("/admin/account/emailaddress/add/").status_code == 403
    address.refresh_from_db()
    assert address.email == EMAIL


@pytest.mark.parametrize(
    "query",
    ["age_band=65_69", "sedentary=1", "hide_numbers=1", "withdrawn_at__isnull=0", "equipment=x"],
)
def test_people_are_not_found_by_what_they_answered(admin: Client, query: str) -> None:
    make_user(age_band="65_69", sedentary=True, hide_numbers=True, withdrawn_at=timezone.now())
    answer = admin.get(f"/admin/accounts/user/?{query}")
    assert answer.status_code == 400
    assert admin.get("/admin/accounts/user/?is_active__exact=1").status_code == 200


def test_no_secret_is_found_out_letter_by_letter(admin: Client) -> None:
    """An operator sees none; nor do the filters of the list tell how it begins."""
    Authenticator.objects.create(user=make_user(), type="totp", data={"secret": "ABC"})
    path = "/admin/mfa/authenticator/"
    assert admin.get(f"{path}?data__secret__startswith=A").status_code == 400
    listed = admin.get(f"{path}?type__exact=totp")
    assert len(listed.context["cl"].result_list) == 1


# Operators who may change accounts, but don't have all rights


@pytest.fixture
def helper(db: None) -> User:
    user = make_user(email="helper@example.org", is_staff=True)
    names = ("add", "change", "delete", "view")
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=[f"{name}_{table}" for name in names for table in TABLES]
        )
    )
    return user


TABLES = ("user", "authenticator", "emailaddress")
ALL_RIGHTS = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}


def test_nobody_gives_rights_that_they_lack(helper: User, user: User, sign_in: SignIn) -> None:
    client = sign_in(helper)
    for one in (helper, user):
        page = f"/admin/accounts/user/{one.pk}/change/"
        shown = client.get(page).text
        assert 'name="is_active"' in shown
        assert [
            name for name in ("is_staff", "is_superuser", "groups") if f'"{name}"' in shown
        ] == []
        assert client.post(page, {"email": one.email, **ALL_RIGHTS}).status_code == 302
    assert not User.objects.filter(is_superuser=True).exists()
    assert list(User.objects.filter(is_staff=True)) == [helper]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("user/{pk}/change/", {"email": "mine@example.org", **ALL_RIGHTS}),
        ("user/{pk}/password/", {"password1": "quiet marble", "password2": "quiet marble"}),
        ("user/{pk}/delete/", {"post": "yes"}),
        ("user/", {"action": "delete_selected", "_selected_action": "{pk}", "post": "yes"}),
    ],
)
def test_an_account_with_all_rights_is_for_those_who_have_them(
    operator: User, helper: User, sign_in: SignIn, path: str, data: dict[str, str]
) -> None:
    before = (operator.email, operator.password, True)
    filled = {key: value.format(pk=operator.pk) for key, value in data.items()}
    address = f"/admin/accounts/{path.format(pk=operator.pk)}"
    assert sign_in(helper).post(address, filled).status_code == 403
    operator.refresh_from_db()
    assert (operator.email, operator.password, operator.is_superuser) == before


def test_so_are_its_ways_in(operator: User, helper: User, user: User, sign_in: SignIn) -> None:
    ways = [
        Authenticator.objects.create(user=one, type="totp", data={"secret": "s"})
        for one in (operator, user)
    ]
    client = sign_in(helper)
    answers = [
        client.post(f"/admin/mfa/authenticator/{way.pk}/delete/", {"post": "yes"}).status_code
        for way in ways
    ]
    assert answers == [403, 302]
    assert list(Authenticator.objects.values_list("user", flat=True)) == [operator.pk]
