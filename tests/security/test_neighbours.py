"""What one person does changes no row of another, and finds nothing of theirs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from backrehab.accounts import deletion
from backrehab.accounts import services as accounts
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import User
from backrehab.accounts.second_step import has_app
from backrehab.accounts.sitting_breaks import choose_sitting_minutes
from backrehab.accounts.submissions import answer_once
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.hip import record_hip_test, start_release
from backrehab.painlog.models import FlareUp, Skip
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import set_skip
from backrehab.progression import diary as entries
from backrehab.progression import logbook, programmes, services, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.history import load_history
from backrehab.progression.levels import last_green_level, last_level, look_up_green_level
from backrehab.progression.models import LADDER
from backrehab.progression.rulesets import current_rules
from backrehab.progression.services import GateClosed
from backrehab.screening.services import (
    acknowledge,
    record_clearance,
    record_leg_symptom,
    start_draft,
)
from backrehab.web import queued
from tests.factories import make_screening, make_user
from tests.factories_diary import enter_stage, exercise_id, make_days
from tests.progress_people import diary
from tests.progression.scenes import enrolment_of, training_plan_at
from tests.security.neighbours import (
    DATES,
    TODAY,
    YESTERDAY,
    away_for_months,
    somebody,
)
from tests.security.rows import digest
from tests.security.world import NOW
from tests.web.waiting_entries import refusal, send

pytestmark = pytest.mark.django_db

# Both are in the same state; then one of them does something.

type Act = Callable[[User, Catalogue], Any]


def nothing(user: User, catalogue: Catalogue) -> None:
    """They have only begun."""


def trained(user: User, catalogue: Catalogue) -> None:
    make_days(user, [YESTERDAY])
    entries.give_daily(Entry(user, NOW), score=2)


def began(user: User, catalogue: Catalogue) -> None:
    entries.begin_day(Entry(user, NOW), score=2, level=1, catalogue=catalogue)


def left_out(user: User, catalogue: Catalogue) -> None:
    key = exercise_id(catalogue, "bar-hang")
    user.skips.create(on=TODAY, exercise_id=key, made_at=NOW)


def consented(user: User, catalogue: Catalogue) -> None:
    accounts.give_consents(user=user, texts=current_texts(), now=NOW)


def leaving(user: User, catalogue: Catalogue) -> None:
    deletion.ask_deletion(user=user, days=7, now=NOW)


def flared(user: User, catalogue: Catalogue) -> None:
    setbacks.begin_flare_up(Entry(user, NOW))


def following_hip(user: User, catalogue: Catalogue) -> None:
    programmes.start_programme(user=user, key="hip", catalogue=catalogue, now=NOW)


def early_and_alone(user: User, catalogue: Catalogue) -> None:
    """It may not run beside the first stages of the ladder."""
    programmes.pause_programme(user=user, key=LADDER, now=NOW)
    programmes.start_programme(user=user, key="daily-reverse-hyper", catalogue=catalogue, now=NOW)


def half_asked(user: User, catalogue: Catalogue) -> None:
    start_draft(user, reason="own_wish", again=False, now=NOW)


def in_an_emergency(user: User, catalogue: Catalogue) -> None:
    make_screening(user, now=NOW, E1="yes")
    make_screening(user, now=NOW, E2="yes")


DOES: dict[str, tuple[Act, Act]] = {
    "keep the account": (leaving, lambda u, _c: deletion.keep_account(user=u, now=NOW)),
    "leave at once": (trained, lambda u, _c: deletion.delete_person(u, now=NOW)),
    "take the consent back": (
        consented,
        lambda u, _c: accounts.withdraw_health_consent(user=u, now=NOW),
    ),
    "sit shorter": (nothing, lambda u, _c: choose_sitting_minutes(user=u, minutes=30)),
    "hide numbers": (nothing, lambda u, _c: accounts.save_numbers(user=u, hide=True)),
    "fewer minutes": (nothing, lambda u, _c: programmes.choose_minutes(user=u, minutes=15)),
    "pause": (following_hip, lambda u, _c: programmes.pause_programme(user=u, key="hip", now=NOW)),
    "go on": (
        early_and_alone,
        lambda u, c: programmes.resume_programme(user=u, key=LADDER, catalogue=c, now=NOW),
    ),
    "stop one": (
        following_hip,
        lambda u, _c: programmes.stop_programme(user=u, key="hip", now=NOW),
    ),
    "know the hinge": (nothing, lambda u, _c: services.confirm_technique(user=u, now=NOW)),
    "hold": (nothing, lambda u, _c: services.record_hold_test(user=u, held=True, pain=0, now=NOW)),
    "tweak": (nothing, lambda u, _c: setbacks.begin_flare_up(Entry(u, NOW))),
    "by mistake": (flared, lambda u, _c: setbacks.take_back_flare_up(Entry(u, NOW))),
    "stop the day": (began, lambda u, c: entries.stop(Entry(u, NOW), catalogue=c)),
    "do it after all": (
        left_out,
        lambda u, c: set_skip(
            user=u, on=TODAY, exercise_id=exercise_id(c, "bar-hang"), skipped=False, now=NOW
        ),
    ),
    "morning": (trained, lambda u, _c: logbook.delete_entry(Entry(u, NOW), on=YESTERDAY)),
    "another score": (
        trained,
        lambda u, _c: logbook.correct_daily(Entry(u, NOW), on=TODAY, score=5),
    ),
    "no score": (trained, lambda u, _c: logbook.delete_entry(Entry(u, NOW), on=TODAY)),
    "test the hip": (
        nothing,
        lambda u, _c: record_hip_test(
            user=u, side="left", now=NOW, hip_drops=True, weight_shifts=True
        ),
    ),
    "ask anew": (
        half_asked,
        lambda u, _c: start_draft(u, reason="own_wish", again=True, now=NOW),
    ),
    "be assessed": (
        in_an_emergency,
        lambda u, _c: record_clearance(u, cleared_on=TODAY, now=NOW),
    ),
    "answer all": (half_asked, lambda u, _c: make_screening(u, now=NOW)),
    "read": (
        nothing,
        lambda u, _c: acknowledge(u, run=make_screening(u, now=NOW), now=NOW),
    ),
    "a leg": (half_asked, lambda u, _c: record_leg_symptom(u, now=NOW)),
}


@pytest.mark.parametrize("does", DOES)
def test_what_one_does_changes_no_row_of_another(catalogue: Catalogue, does: str) -> None:
    arrange, act = DOES[does]
    # One came before, one after.
    people = [somebody() for _ in range(3)]
    for user in people:
        arrange(user, catalogue)
    first, user, last = (User.objects.get(pk=one.pk) for one in people)
    before = [digest(one.pk) for one in (first, last)]
    own = digest(user.pk)
    act(user, catalogue)
    assert [digest(one.pk) for one in (first, last)] == before
    assert digest(people[1].pk) != own


# And finds nothing of theirs where it looks for the own


def test_the_first_entry_of_a_date_is_everybody_s_own(catalogue: Catalogue) -> None:
    """Sent again with the same number it is kept, with another it is refused, whoever else said
    what."""
    others = [somebody(), somebody()]
    user = somebody()
    others += [somebody(), somebody()]
    for score, other in enumerate(others, 5):
        entries.give_daily(Entry(other, NOW), score=score)
        entries.begin_day(Entry(other, NOW), score=score, level=1, catalogue=catalogue)
    for _again in range(2):
        entries.give_daily(Entry(user, NOW), score=1)
        day = entries.begin_day(Entry(user, NOW), score=1, level=1, catalogue=catalogue)
        assert (day.user_id, day.before) == (user.pk, 1)
    for score in (5, 8):
        with pytest.raises(EntryRefused):
            entries.give_daily(Entry(user, NOW), score=score)


def test_a_flare_up_of_somebody_else_is_none_of_one_s_own(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    setbacks.begin_flare_up(Entry(other, NOW - timedelta(days=3)))
    with pytest.raises(EntryRefused):
        setbacks.take_back_flare_up(Entry(user, NOW))
    setbacks.begin_flare_up(Entry(user, NOW))
    spells = FlareUp.objects.values_list("user_id", "started_on", "ended_on")
    assert set(spells) == {
        (other.pk, date(2026, 3, 6), None),
        (user.pk, TODAY, None),
    }


def test_the_key_of_a_form_is_one_only_for_who_sent_it(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    key = "018f5d6e-0000-7000-8000-000000000000"
    for who, to in ((other, "theirs"), (user, "own")):
        assert answer_once(who, key=key, now=NOW, act=lambda to=to: {"to": to}) == {"to": to}
    for who, to in ((other, "theirs"), (user, "own")):
        again = answer_once(who, key=key, now=NOW, act=lambda: pytest.fail("It was seen."))
        assert again == {"to": to}


def test_a_stage_that_somebody_else_opened_is_not_open(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    diary(other, last=YESTERDAY, dates=DATES)
    for stage in ("seated-row", "hyper-row"):
        with pytest.raises((GateClosed, EntryRefused)):
            services.open_stage(user=user, stage_key=stage, now=NOW)
    enter_stage(user, "deadlift", TODAY - timedelta(days=9))
    assert services._opened_already(enrolment_of(user), "seated-row", current_rules()) is None


def test_the_heavy_day_of_somebody_else_is_no_reason_to_rest(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    make_days(other, [YESTERDAY], stage="deadlift")
    heavy = exercise_id(catalogue, "deadlift")
    other.performed_sets.create(
        on=YESTERDAY, exercise_id=heavy, slot="session", number=1, done_at=NOW
    )
    enter_stage(user, "deadlift", TODAY - timedelta(days=3))
    began(user, catalogue)
    assert user.training_days.get().on == TODAY
    enter_stage(other, "deadlift", TODAY - timedelta(days=3))
    with pytest.raises(EntryRefused):
        began(other, catalogue)


def test_who_has_not_begun_may_leave_out_whoever_has(catalogue: Catalogue) -> None:
    other, user = somebody(weekday_mask=127), somebody(weekday_mask=127)
    began(other, catalogue)
    key = exercise_id(catalogue, "bar-hang")
    for one, refused in ((other, True), (user, False)):
        plan = training_plan_at(one, NOW)
        said = {"exercise_id": key, "plan": plan, "skipped": True, "catalogue": catalogue}
        if refused:
            with pytest.raises(EntryRefused):
                entries.skip(Entry(one, NOW), **said)
        else:
            entries.skip(Entry(one, NOW), **said)
    assert [skip.user_id for skip in Skip.objects.all()] == [user.pk]


def test_an_entry_that_waited_does_not_mind_what_others_did_since(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    other, user = somebody(), somebody()
    key, made = "018f5d6e-0000-7000-8000-000000000001", NOW - timedelta(minutes=5)
    make_days(other, [TODAY])
    other.training_days.update(last_exercise_at=NOW)
    setbacks.begin_flare_up(Entry(other, NOW))
    with time_machine.travel(NOW, tick=False):
        options = {"person": user, "made": made, "key": key}
        assert send(sign_in(user), "/flare-up/begin/", **options).json()["state"] == "stored"
        assert FlareUp.objects.filter(user=user).count() == 1
        # The same key of another person is another entry.
        third = somebody()
        options["person"] = third
        assert not queued.was_seen(third, {"key": key})
        assert send(sign_in(third), "/flare-up/begin/", **options).json()["state"] == "stored"
    assert FlareUp.objects.count() == 3


def test_after_a_break_the_flare_up_of_somebody_else_is_in_nobody_s_way(
    catalogue: Catalogue,
) -> None:
    other, user = somebody(), somebody()
    setbacks.begin_flare_up(Entry(other, NOW))
    away_for_months(user)
    with pytest.raises(EntryRefused, match="A few questions come first"):
        setbacks.go_on(Entry(user, NOW))


def test_the_second_step_of_somebody_else_is_asked_of_nobody_else() -> None:
    other, user = make_user(), make_user()
    Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={})
    assert (has_app(other), has_app(user)) == (True, False)


def test_a_tweak_that_waited_is_refused_whoever_has_a_flare_up(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    other, user = somebody(), somebody()
    setbacks.begin_flare_up(Entry(other, NOW))
    make_days(user, [TODAY])
    user.training_days.update(last_exercise_at=NOW)
    with time_machine.travel(NOW, tick=False):
        made = NOW - timedelta(minutes=5)
        answer = send(sign_in(user), "/flare-up/begin/", person=user, made=made)
    assert refusal(answer).startswith("You trained after this, so it was not begun.")


def test_a_stage_is_taken_up_again_at_one_s_own_level(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    make_days(user, [TODAY - timedelta(days=5)], dose_level=1)
    make_days(other, [YESTERDAY], dose_level=4)
    place = enrolment_of(user)
    loaded = load_history(user, place, rules=current_rules(), today=TODAY)
    # As it is known, and as it is looked up.
    assert last_level(user, place, loaded) == 1
    assert last_level(user, place, replace(loaded, rows=())) == 1
    assert last_green_level(user, place, "bar-hang", loaded, today=TODAY) == 1
    assert look_up_green_level(user, place, "bar-hang", today=TODAY) == 1
    # Also where it lies long before what others did lately.
    long_ago = TODAY - timedelta(days=200)
    user.training_days.all().delete()
    make_days(user, [long_ago], dose_level=2)
    user.baselines.update(on=long_ago)
    assert look_up_green_level(user, place, "bar-hang", today=TODAY) == 2


def test_what_is_known_of_somebody_is_as_old_as_their_own_last_change(
    catalogue: Catalogue,
) -> None:
    other, user = somebody(), somebody()
    touch(other)
    other.refresh_from_db()
    user.refresh_from_db()
    assert other.log_version != user.log_version
    for one in (other, user):
        read = load_history(one, enrolment_of(one), rules=current_rules(), today=TODAY).read
        assert read.version == one.log_version


def test_a_release_of_somebody_else_is_not_gone_on_with(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    theirs = start_release(user=other, side="left", before=6, now=NOW, limits=())
    own = start_release(user=user, side="left", before=2, now=NOW, limits=())
    assert (theirs.user_id, theirs.before) == (other.pk, 6)
    assert (own.user_id, own.before) == (user.pk, 2)
