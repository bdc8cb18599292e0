"""The access record: sign-ins, downloads, and every look of an operator; without an address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from backrehab.accounts.access_record import read_record, record_operator, record_own
from backrehab.accounts.models import AccessKind, AccessRecord, User
from tests.factories import at, make_user

NOW = at("2026-03-09 09:00")
PASSWORD = "correct horse battery"
type SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None) -> User:
    return make_user(is_staff=True, is_superuser=True)


def kinds(user: User) -> list[str]:
    return list(user.access_records.order_by("id").values_list("kind", flat=True))


def test_a_sign_in_is_noted(client: Client) -> None:
    user = make_user()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": user.email, "password": "wrong password"})
    assert kinds(user) == []
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert kinds(user) == ["signed_in"]
    client.get("/accounts/sessions/")
    client.post("/accounts/logout/")
    assert kinds(user) == ["signed_in"]


def test_people_read_their_own_record_and_nobody_else_s(user: User) -> None:
    other = make_user()
    record_own(user, AccessKind.DOWNLOADED, now=NOW)
    record_own(other, AccessKind.SIGNED_IN, now=NOW)
    assert [row.what for row in read_record(user)] == ["Downloaded everything"]
    assert [row.what for row in read_record(other)] == ["Signed in"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/admin/accounts/user/", "listed"),
        ("/admin/accounts/user/{pk}/change/", "looked"),
        ("/admin/accounts/user/{pk}/history/", "looked"),
        ("/admin/accounts/user/{pk}/delete/", "looked"),
        ("/admin/accounts/user/{pk}/password/", "looked"),
        ("/admin/account/emailaddress/", "listed"),
        ("/admin/account/emailaddress/{address}/change/", "looked"),
    ],
)
def test_every_page_of_the_admin_site_with_a_person_is_noted(
    sign_in: SignIn, operator: User, path: str, kind: str
) -> None:
    user, other = make_user(), make_user()
    address = EmailAddress.objects.create(user=user, email=user.email)
    browser = sign_in(operator)
    for _time in range(2):
        answer = browser.get(path.format(pk=user.pk, address=address.pk))
        assert answer.status_code == 200
    row = AccessRecord.objects.get(user=user)
    assert (row.kind, row.role, row.actor) == (kind, "operator", operator)
    listed = path == "/admin/accounts/user/"
    assert kinds(other) == (["listed"] if listed else [])
    assert kinds(operator) == []


def test_a_change_by_an_operator_is_noted(sign_in: SignIn, operator: User) -> None:
    user = make_user()
    address = EmailAddress.objects.create(user=user, email=user.email)
    browser = sign_in(operator)
    path = f"/admin/accounts/user/{user.pk}/change/"
    assert browser.post(path, {"email": ""}).status_code == 200
    assert kinds(user) == ["looked"]
    assert browser.post(path, {"email": "new@example.org"}).status_code == 302
    assert kinds(user) == ["looked", "changed"]
    press = {"action": "make_verified", "_selected_action": str(address.pk)}
    assert browser.post("/admin/account/emailaddress/", press).status_code == 302
    assert kinds(user) == ["looked", "changed", "changed"]
    address.refresh_from_db()
    assert (address.email, address.verified) == ("new@example.org", True)


@pytest.mark.parametrize("path", ["/admin/mfa/authenticator/", "/admin/account/emailaddress/"])
def test_what_an_operator_removes_in_a_list_is_noted(
    sign_in: SignIn, operator: User, path: str
) -> None:
    """Such as the second step of somebody: it is a change of their account."""
    user, other = make_user(), make_user()
    rows = [
        Authenticator.objects.create(user=one, type="totp", data={"secret": "x"})
        if "mfa" in path
        else EmailAddress.objects.create(user=one, email=one.email)
        for one in (user, other)
    ]
    press = {"action": "delete_selected", "_selected_action": str(rows[0].pk), "post": "yes"}
    assert sign_in(operator).post(path, press).status_code == 302
    assert [type(row).objects.filter(pk=row.pk).exists() for row in rows] == [False, True]
    assert (kinds(user), kinds(other)) == (["changed"], [])


def test_the_list_of_people_does_not_slow_down(
    sign_in: SignIn, operator: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    browser = sign_in(operator)
    for _person in range(3):
        make_user()
    browser.get("/admin/accounts/user/")
    assert AccessRecord.objects.count() == 3
    make_user()
    browser.get("/admin/accounts/user/")
    assert AccessRecord.objects.count() == 4


def test_only_operators_leave_a_trace_on_the_admin_site(sign_in: SignIn) -> None:
    """Whoever is sent away with a redirect has changed nothing."""
    user = make_user()
    browser = sign_in(make_user())
    answer = browser.post(f"/admin/accounts/user/{user.pk}/change/", {"email": "x"})
    assert answer.status_code == 302
    assert kinds(user) == []


@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000])
def test_a_number_that_is_no_key_is_nobody(sign_in: SignIn, operator: User, key: str) -> None:
    browser = sign_in(operator)
    answer = browser.post(f"/admin/accounts/user/{key}/change/", {})
    assert answer.status_code == 302
    assert not AccessRecord.objects.filter(kind="changed").exists()


def test_the_same_look_is_told_again_after_an_hour(operator: User) -> None:
    user = make_user()
    for minutes in (0, 30, 59, 61):
        record_operator(
            [user.pk, operator.pk, 10**6],
            AccessKind.LOOKED,
            actor=operator,
            now=NOW + timedelta(minutes=minutes),
        )
    assert AccessRecord.objects.count() == 2


def test_the_person_reads_it_on_their_own_clock(operator: User) -> None:
    user = make_user(time_zone="America/New_York")
    record_own(user, AccessKind.SIGNED_IN, now=NOW)
    record_operator([user.pk], AccessKind.LOOKED, actor=operator, now=NOW + timedelta(hours=1))
    latest, first = read_record(user)
    assert (latest.who, latest.by_self) == (
        f"An operator of this site ({operator.email})",
        False,
    )
    assert (first.who, first.what, f"{first.at:%H:%M}") == ("You", "Signed in", "05:00")
    operator.delete()
    assert read_record(user)[0].who == "An operator of this site"


def test_no_address_is_kept() -> None:
    names = {field.name for field in AccessRecord._meta.get_fields()}
    assert names == {"id", "user", "at", "kind", "role", "actor"}
