"""Entries that arrive late, and the ladder: as if they had come at once, or refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.changes import apply
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from backrehab.progression.programmes import get_following
from backrehab.progression.services import get_enrolment
from backrehab.web import queued
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.web.test_saving import statements
from tests.web.today_pages import MONDAY, at_monday, person_on
from tests.web.waiting_entries import before, refusal, send

pytestmark = pytest.mark.django_db

# A score before training that was given two dates ago: how things stood then, and which decision
# was the latest, are asked for beside what it takes at once.
ARRIVED = 11


def replayed(user: User) -> tuple[str, date]:
    enrolment = get_enrolment(user)
    assert enrolment is not None
    fresh = Enrolment(user=user, programme_key=enrolment.programme_key)
    for row in Transition.objects.filter(user=user).order_by("at", "id"):
        apply(fresh, row)
    return fresh.stage_key, fresh.entered_on


def two_bad_days(catalogue: Catalogue) -> User:
    """Somebody on the second stage whose next red day leads a step back."""
    user = make_person(now=at("2026-02-01 09:00"), baseline=2, weekday_mask=0b111_1111)
    enrolment = get_enrolment(user)
    assert enrolment is not None
    Transition.objects.create(
        user=user,
        enrolment=enrolment,
        kind=TransitionKind.OPENED,
        stage_from="bar-hang",
        stage_to="seated-row",
        on=date(2026, 2, 20),
        at=at("2026-02-20 09:00"),
        rules_version="2026.1",
    )
    apply(enrolment, Transition.objects.filter(user=user).latest("at"))
    enrolment.save()
    calm = {"stage": "seated-row", "sets_prescribed": 3, "sets_done": 3}
    make_days(user, [date(2026, 3, day) for day in (1, 3, 5)], **calm)
    make_days(user, [date(2026, 3, 7)], worst=9, morning=9, before=2, **calm)
    user.refresh_from_db()
    return user


@at_monday("2026-03-10 18:00")
def test_a_bad_day_that_arrives_late_leads_back_as_if_it_had_come_at_once(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = two_bad_days(catalogue)
    client = sign_in(user)
    made = at("2026-03-09 08:00")
    before(client, user, made=made)
    report = {"sets_done": 2, "worst": 9}
    ended = made + timedelta(minutes=30)
    late = {"person": user, "made": ended, **report}
    # How things stood on the date of the decision is not looked at: the later one says it.
    assert statements(lambda: send(client, "/today/finish/", **late)) == 14
    back = Transition.objects.filter(user=user).latest("at")
    assert (back.kind, back.on, back.at) == (TransitionKind.STEPPED_BACK, MONDAY, ended)
    enrolment = get_enrolment(user)
    assert enrolment is not None
    assert (enrolment.stage_key, enrolment.entered_on) == replayed(user) == ("bar-hang", MONDAY)
    assert enrolment.snapshot_on == date(2026, 3, 10)
    # Older than the decision: the ladder would not know where to put it.
    early = send(client, "/today/daily/", person=user, made=made, score=2)
    assert refusal(early) == (
        "Your place on the ladder changed after this. Please put it into the pain log."
    )
    # A minute is the network's doing, and no more than that.
    for seconds, status in ((61, 422), (60, 200)):
        soon = ended - timedelta(seconds=seconds)
        answer = send(client, "/today/finish/", person=user, made=soon, **report)
        assert answer.status_code == status


@at_monday("2026-03-11 18:00")
def test_both_dates_are_settled_at_once(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """What the late entry means for the date on which it arrives is stored with it."""
    user = person_on("seated-row")
    client = sign_in(user)
    made = at("2026-03-09 08:00")
    assert statements(lambda: before(client, user, made=made)) == ARRIVED
    place = get_enrolment(user)
    assert place is not None
    assert place.snapshot_on == date(2026, 3, 11)
    assert (
        place.snapshot_version == User.objects.get(pk=user.pk).log_version == user.log_version + 1
    )


def held(user: User) -> list[tuple[date, date | None]]:
    return list(FlareUp.objects.filter(user=user).values_list("started_on", "ended_on"))


def begun(client: Client, user: User, made: str) -> Any:
    return send(client, "/flare-up/begin/", person=user, made=at(made))


@at_monday("2026-03-10 18:00")
def test_a_flare_up_that_arrives_late_began_when_it_was_pressed(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """Trained at 8 in the morning, pressed at 9; scores since then say nothing against it."""
    user = make_person(now=at("2026-03-01 09:00"), baseline=2)
    client = sign_in(user)
    before(client, user, made=at("2026-03-09 08:00"))
    send(client, "/today/finish/", person=user, made=at("2026-03-09 08:30"), sets_done=1, worst=4)
    client.post("/today/daily/", {"key": str(uuid4()), "score": 4})
    assert begun(client, user, "2026-03-09 09:00").json()["state"] == "stored"
    assert held(user) == [(MONDAY, None)]
    # Pressed on another device as well: it is open, so nothing is missing.
    assert begun(client, user, "2026-03-09 08:45").json()["state"] == "stored"
    assert held(user) == [(MONDAY, None)]


@at_monday("2026-03-10 18:00")
def test_a_flare_up_from_before_another_devices_training_is_refused(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """It would take a day back that was trained, and hold a ladder that went on."""
    user = make_person(now=at("2026-03-01 09:00"), baseline=2)
    client = sign_in(user)
    make_days(user, [MONDAY])
    over = (date(2026, 3, 2), date(2026, 3, 3))
    FlareUp.objects.create(user=user, started_on=over[0], ended_on=over[1])
    said = refusal(begun(client, user, "2026-03-09 11:59"))
    assert (
        said
        == "You trained after this, so it was not begun. If your back is worse, press it again."
    )
    assert held(user) == [over]
    assert begun(client, user, "2026-03-09 12:01").json()["state"] == "stored"


def test_a_decision_that_was_not_asked_for_lets_no_entry_through(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = make_person(now=at("2026-03-01 09:00"), baseline=2)
    following = get_following(user)
    assert following is not None
    assert following.moved_at is None
    with pytest.raises(EntryRefused, match="Your place on the ladder changed"):
        queued.check_order(following, at("2026-03-09 09:00"))


def test_a_flare_up_from_before_the_ladder_moved_is_refused(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    """One that is over would be open again, and the decisions be out of order."""
    user = make_person(now=at("2026-03-01 09:00"), baseline=2)
    client = sign_in(user)
    with at_monday("2026-03-09 09:00"):
        client.post("/flare-up/begin/", {"key": str(uuid4())})
        client.post("/flare-up/mistake/", {"key": str(uuid4())})
    with at_monday("2026-03-09 18:00"):
        said = refusal(begun(client, user, "2026-03-09 08:00"))
    assert said == (
        "Your place on the ladder changed after this. If your back is worse, press it again."
    )
    assert (held(user), replayed(user)) == ([], ("bar-hang", date(2026, 3, 1)))
    kinds = Transition.objects.filter(user=user).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["started", "on_hold", "resumed"]
