"""Deleting an account: after the wait, for good, from every table; and a change of mind."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client

from backrehab.accounts import deletion
from backrehab.accounts.models import AccessKind, CacheEntry, DeletedAccount, User
from backrehab.accounts.submissions import answer_once
from backrehab.exchange.tables import paths_to_person
from backrehab.exercises.cards import Catalogue
from tests.exchange.people import full_person
from tests.factories import at, make_operator_note, make_user

NOW = at("2026-03-09 09:00")
pytestmark = pytest.mark.django_db


def everything_stored() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as stored; sessions opened, since their text is encoded."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        found[model._meta.label] = list(model._default_manager.values_list())
    found["sessions opened"] = [(s.get_decoded(),) for s in Session.objects.all()]
    return found


def rows_about(pk: int, email: str) -> list[str]:
    """Each table with a row that holds the person's key, or their address."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            own = {field.attname: pk}
            if field.related_model is User and model._default_manager.filter(**own).exists():
                found.add(f"{model._meta.label}.{field.name}")
    for label, rows in everything_stored().items():
        if email in json.dumps(rows, default=str).lower():
            found.add(f"{label}: address")
    return sorted(found)


def leave_traces(user: User, client: Client) -> None:
    """Everything that names a person without a foreign key, and what allauth keeps."""
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    user.groups.add(Group.objects.create(name="more helpers"))
    answer_once(user, key="018f5d6e-0000-7000-8000-000000000000", now=NOW, act=lambda: {"to": "x"})
    LogEntry.objects.create(
        user=make_user(is_staff=True),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=user.email,
        action_flag=2,
    )
    LogEntry.objects.create(user=user, action_flag=2, object_repr="something")
    session = client.session
    session["typed"] = [user.email]
    session.save()
    cache.set(f"allauth:rl:allauth.account:reauthenticate:10/m/user:user:{user.pk}", [1.0], 60)
    cache.set(f"allauth.mfa.totp.used?user={user.pk}&code=123456", "y", 60)
    cache.set(f"allauth:rl:x:{deletion.digest(user.email)}", [1.0], 60)


def test_nothing_is_left(
    catalogue: Catalogue, sign_in: Callable[[User], Client], mailoutbox: list[Any]
) -> None:
    user, other = full_person(), full_person()
    client = sign_in(user)
    client.get("/settings/")
    leave_traces(user, Client())
    cache.set(f"allauth:rl:x:user:{other.pk}", [1.0], 60)
    pk, email = user.pk, user.email
    before, others = rows_about(pk, email), rows_about(other.pk, other.email)
    # The test sees every table that a person can have rows in.
    tables = {label.split(".")[1] for label in before if ": " not in label}
    assert len(tables) >= 19
    deletion.delete_person(user, now=NOW)
    assert rows_about(pk, email) == []
    assert rows_about(other.pk, other.email) == others
    assert list(CacheEntry.objects.values_list("cache_key", flat=True)) == [
        f":1:allauth:rl:x:user:{other.pk}"
    ]
    assert client.get("/settings/")["Location"] == "/accounts/login/?next=/settings/"


def test_what_names_either_of_two_addresses_goes_and_what_names_neither_stays(user: User) -> None:
    """While an address is being changed there are two; other rows may have the person's number."""
    new, stranger = "the.new.one@example.org", "somebody.else@example.org"
    EmailAddress.objects.create(user=user, email=new)
    EmailAddress.objects.create(user=make_user(email=stranger), email=stranger)
    for address in (user.email, new, stranger):
        session = Client().session
        session["typed"] = [f"code for {address}"]
        session.save()
        cache.set(f"allauth:rl:x:{deletion.digest(address)}", [1.0], 60)
    # A device of somebody else, whose session names nobody.
    theirs = User.objects.get(email=stranger)
    Session.objects.create(session_key="theirs", session_data="", expire_date=NOW)
    UserSession.objects.create(user=theirs, session_key="theirs", ip="192.0.2.7", user_agent="")
    for model in (User, Group):
        make_operator_note(model, user.pk)
    deletion.delete_person(user, now=NOW)
    kept = {str(session.get_decoded()) for session in Session.objects.all()}
    assert kept == {"{}", f"{{'typed': ['code for {stranger}']}}"}
    left = CacheEntry.objects.values_list("cache_key", flat=True)
    assert list(left) == [f":1:allauth:rl:x:{deletion.digest(stranger)}"]
    (entry,) = LogEntry.objects.all()
    assert entry.content_type == ContentType.objects.get_for_model(Group)


def test_what_is_kept_for_a_longer_number_stays(user: User) -> None:
    """The person of number 12 keeps the limits and the used codes when number 1 goes."""
    keys = "allauth:rl:x:user:{0}", "allauth.mfa.totp.used?user={0}&code=123456"
    theirs = [key.format(f"{user.pk}0") for key in keys]
    for key in [*theirs, *(key.format(user.pk) for key in keys), f"x:{user.email.upper()}"]:
        cache.set(key, 1, 60)
    session = Client().session
    session["typed"] = [f"code for {user.email.upper()}"]
    session.save()
    deletion.delete_person(user, now=NOW)
    left = CacheEntry.objects.values_list("cache_key", flat=True)
    assert sorted(left) == sorted(f":1:{key}" for key in theirs)
    assert not Session.objects.exists()


def test_every_row_with_a_way_to_the_person_goes(catalogue: Catalogue) -> None:
    user = full_person()
    ways = {model: f"{path}__pk" if path else "pk" for model, path in paths_to_person().items()}
    deletion.delete_person(User.objects.get(pk=user.pk), now=NOW)
    left = {
        model._meta.label: model._default_manager.filter(**{way: user.pk}).count()
        for model, way in ways.items()
    }
    assert set(left.values()) == {0}


def test_what_stays_is_a_number_and_two_instants(user: User) -> None:
    deletion.delete_person(user, now=NOW)
    (noted,) = DeletedAccount.objects.values()
    del noted["id"]
    assert noted == {"number": user.pk, "joined_at": user.joined_at, "deleted_at": NOW}
    assert deletion.deletions() == [deletion.Deletion(user.pk, user.joined_at, NOW)]


def test_deleting_again_takes_the_account_and_no_other(
    user: User, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    """A restored database may have given the number of one that is gone to somebody new."""
    gone = deletion.Deletion(user.pk, user.joined_at, NOW - timedelta(hours=1))
    same_number = make_user()
    mistaken = deletion.Deletion(same_number.pk, same_number.joined_at - timedelta(days=1), NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert deletion.delete_again([gone, mistaken]) == 1
    assert list(User.objects.all()) == [same_number]
    # Both stay known, with the instants they had, and are told to nobody a second time.
    assert deletion.deletions() == [gone, mistaken]
    assert mailoutbox == []
    assert deletion.delete_again([gone, mistaken]) == 0
    assert deletion.deletions() == [gone, mistaken]


def test_it_is_overwritten_on_disk(user: User) -> None:
    deletion.delete_person(user, now=NOW)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_the_wait(
    user: User, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        deletion.ask_deletion(user=user, days=7, now=NOW)
    assert deletion.delete_due(now=NOW + timedelta(days=7, seconds=-1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert deletion.delete_due(now=NOW + timedelta(days=7)) == 1
    assert not User.objects.exists()
    assert deletion.delete_due(now=NOW + timedelta(days=7)) == 0
    assert [mail.subject for mail in mailoutbox] == [
        "Your account will be deleted",
        "Your account is deleted",
    ]
    assert [mail.to for mail in mailoutbox] == [[user.email]] * 2
    assert "16 March 2026, 09:00" in mailoutbox[0].body


def test_the_mail_tells_the_time_of_the_person(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    user = make_user(time_zone="Europe/London")
    with django_capture_on_commit_callbacks(execute=True):
        deletion.ask_deletion(user=user, days=7, now=at("2026-07-26 09:01"))
    assert "2 August 2026, 10:01" in mailoutbox[0].body


@pytest.mark.parametrize("days", [-1, 1, 8, 365])
def test_only_the_waits_that_are_offered(user: User, days: int) -> None:
    with pytest.raises(ValueError, match="not among the waits"):
        deletion.ask_deletion(user=user, days=days, now=NOW)
    assert User.objects.get().delete_at is None


def test_a_change_of_mind(user: User) -> None:
    deletion.ask_deletion(user=user, days=7, now=NOW)
    assert deletion.keep_account(user=user, now=NOW + timedelta(days=6))
    assert not deletion.keep_account(user=user, now=NOW + timedelta(days=6))
    assert deletion.delete_due(now=NOW + timedelta(days=8)) == 0
    assert list(user.access_records.order_by("at").values_list("kind", flat=True)) == [
        AccessKind.DELETION_ASKED,
        AccessKind.DELETION_TAKEN_BACK,
    ]


def test_after_its_time_nobody_can_keep_it(user: User) -> None:
    deletion.ask_deletion(user=user, days=7, now=NOW)
    assert not deletion.keep_account(user=user, now=NOW + timedelta(days=7))
    assert User.objects.get().delete_at == NOW + timedelta(days=7)


def test_a_stale_page_does_not_decide(user: User) -> None:
    """Somebody kept the account on another device a moment ago."""
    deletion.ask_deletion(user=user, days=7, now=NOW)
    deletion.keep_account(user=User.objects.get(), now=NOW)
    user.delete_at = NOW
    assert not deletion.delete_if_due(user, now=NOW + timedelta(days=9))
    assert User.objects.count() == 1


def test_the_command(user: User, capsys: pytest.CaptureFixture[str]) -> None:
    keep = make_user()
    User.objects.filter(pk=user.pk).update(delete_at=NOW - timedelta(days=3000))
    call_command("delete_due")
    assert list(User.objects.all()) == [keep]
    assert capsys.readouterr().out == "deleted: 1 asked for, 0 unused; warned: 0\n"
    call_command("delete_due", verbosity=0)
    assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_be_deleted_keeps_no_other() -> None:
    """As when a newer release has rows of a person in a table that this one does not know."""
    first, held, last = make_user(), make_user(), make_user()
    User.objects.update(delete_at=NOW)
    table = connection.ops.quote_name(User._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE of_later (user_id bigint NOT NULL"
            f" REFERENCES {table} (id) DEFERRABLE INITIALLY DEFERRED)"
        )
        try:
            cursor.execute("INSERT INTO of_later VALUES (%s)", [held.pk])
            with pytest.raises(IntegrityError):
                deletion.delete_due(now=NOW)
            assert list(User.objects.filter(pk__in=[first.pk, held.pk, last.pk])) == [held]
        finally:
            cursor.execute("DROP TABLE of_later")
    assert deletion.delete_due(now=NOW) == 1


@pytest.mark.parametrize("way", ["one", "several"])
def test_an_operator_who_deletes_leaves_no_trace_of_the_person_either(
    sign_in: Callable[[User], Client], user: User, way: str
) -> None:
    browser = sign_in(make_user(is_staff=True, is_superuser=True))
    pk, email = user.pk, user.email
    if way == "one":
        answer = browser.post(f"/admin/accounts/user/{pk}/delete/", {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        answer = browser.post("/admin/accounts/user/", chosen)
    assert answer.status_code == 302
    assert not User.objects.filter(pk=pk).exists()
    assert email not in json.dumps(list(LogEntry.objects.values_list()), default=str)
