"""What happens to one account, by itself or by an operator, leaves every other as it was."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from backrehab.accounts import deletion, retention
from backrehab.accounts.access_record import record_operator
from backrehab.accounts.models import AccessKind, AccessRecord, CacheEntry, User
from backrehab.accounts.services import address_is_anothers, move_address
from backrehab.accounts.submissions import answer_once, answered_at
from backrehab.exercises.cards import Catalogue
from backrehab.progression.demo import Storyteller
from tests.factories import make_operator_note, make_user
from tests.progression.scenes import enrolment_of
from tests.security.neighbours import somebody
from tests.security.world import NOW

pytestmark = pytest.mark.django_db


def test_passkeys_are_counted_for_everybody_on_their_own() -> None:
    other, user = make_user(), make_user()
    key = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=other, type=key, data={})
    names = [get_adapter().generate_authenticator_name(one, key) for one in (other, user)]
    assert names == ["Passkey 2", "Passkey 1"]


def test_a_form_of_somebody_else_is_none_that_was_answered() -> None:
    other, user = make_user(), make_user()
    key = "018f5d6e-0000-7000-8000-000000000000"
    answer_once(other, key=key, now=NOW, act=lambda: {"to": "theirs"})
    assert (answered_at(other, key), answered_at(user, key)) == (NOW, None)


def test_the_look_of_one_operator_is_no_look_of_another() -> None:
    user, first, second = make_user(), make_user(is_staff=True), make_user(is_staff=True)
    for actor in (first, second, first):
        record_operator([user.pk], AccessKind.LOOKED, actor=actor, now=NOW)
    told = AccessRecord.objects.order_by("id").values_list("user_id", "actor_id")
    assert list(told) == [(user.pk, first.pk), (user.pk, second.pk)]


def test_an_address_that_moves_takes_no_address_of_somebody_else_along() -> None:
    other, user = make_user(), make_user()
    old = user.email
    EmailAddress.objects.create(user=user, email=old, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="half.way@example.org")
    for email in (old, other.email):
        # The first one only asked for, by mistake.
        EmailAddress.objects.create(user=other, email=email)
    user.email = "moved@example.org"
    user.save(update_fields=["email"])
    move_address(user=user, old=old)
    assert set(EmailAddress.objects.values_list("user_id", "email")) == {
        (user.pk, "moved@example.org"),
        (other.pk, old),
        (other.pk, other.email),
    }


def test_an_address_is_another_s_only_if_it_is_not_one_s_own() -> None:
    other, user = make_user(), make_user()
    EmailAddress.objects.create(user=user, email="wished@example.org")
    told = [address_is_anothers("wished@example.org", user=one) for one in (user, other)]
    assert told == [False, True]


def test_a_deletion_of_long_ago_is_done_again_to_nobody_who_joined_at_that_instant() -> None:
    first, gone, last = (make_user(joined_at=NOW) for _ in range(3))
    deletion.delete_again([deletion.Deletion(gone.pk, NOW, NOW)])
    assert set(User.objects.all()) == {first, last}


def test_everybody_who_is_away_is_warned_though_one_cannot_be(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RETENTION_DAYS = 365
    long_ago = NOW - timedelta(days=400)
    people = [make_user(last_login=long_ago, joined_at=long_ago) for _ in range(3)]
    unreached = people[0].email
    monkeypatch.setattr(
        retention, "send_account_mail", lambda address, *_what: address != unreached
    )
    assert retention.warn_unused(now=NOW) == (2, 1)
    warned = User.objects.order_by("id").values_list("warned_at", flat=True)
    assert list(warned) == [None, NOW, NOW]


def test_who_leaves_signs_nobody_else_out_and_takes_nothing_that_is_noted_of_others(
    sign_in: Callable[[User], Client],
) -> None:
    other, user = make_user(), make_user()
    client = sign_in(other)
    for one in (other, user):
        make_operator_note(User, one.pk)
        cache.set(f"allauth.mfa.totp.used?user={one.pk}&code=123456", "y", 60)
    deletion.delete_person(user, now=NOW)
    assert client.get("/settings/").status_code == 200
    assert LogEntry.objects.get().object_id == str(other.pk)
    (kept,) = CacheEntry.objects.values_list("cache_key", flat=True)
    assert f"user={other.pk}&" in kept


def test_the_life_of_a_demonstration_is_told_beside_others(catalogue: Catalogue) -> None:
    people = [somebody(), somebody()]
    assert [Storyteller(one).enrolment for one in people] == [enrolment_of(one) for one in people]
