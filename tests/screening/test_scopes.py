"""Shorter checks, stored: what is in force after one, and what it satisfies."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from backrehab.accounts.models import User
from backrehab.domain.screening import Scope
from backrehab.domain.screening_scopes import LayOffDates, lay_off_dates
from backrehab.progression.rulesets import current_rules
from backrehab.screening import services
from backrehab.screening.models import Clearance, Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.queries import (
    Due,
    checks_under,
    current_draft,
    current_screening,
    due_reason,
    run_in_force,
    what_is_due,
)
from tests.factories import at, calm_answers, make_screening, make_user

NOW = at("2026-03-02 08:30")
TODAY = date(2026, 3, 2)
LATER = at("2026-03-12 09:00")
LATER_ON = date(2026, 3, 12)
SHORTER = [Scope.EMERGENCY, Scope.SHORT, Scope.LEG]

pytestmark = pytest.mark.django_db


def check(user: User, scope: Scope, *, now: datetime = LATER, **changes: str) -> ScreeningRun:
    """A shorter check with calm answers but for the changes."""
    asked = services.form_for(user, scope, user.age_band).questions
    answers = {key: value for key, value in calm_answers(**changes).items() if key in asked}
    return services.record_run(
        user, answers=answers, age_band=user.age_band, reason=Reason.FLARE_UP, scope=scope, now=now
    )


def in_force(user: User) -> tuple[Any, ...]:
    """What the gate and the plan get to know."""
    state = current_screening(user)
    return state.gate_outcome, state.outcome, state.limits, state.on, state.ask_again_on


BEFORE = [
    {},
    {"K3": "yes", "K4": "yes"},
    {"K2": "yes"},
    {"C5": "yes"},
    {"C8": "yes"},
    {"K1": "yes"},
    {"C9": "yes"},
    {"C7": "yes", "K3": "yes"},
    {"C1": "yes"},
]


@pytest.mark.parametrize("changes", BEFORE)
@pytest.mark.parametrize("scope", SHORTER)
def test_a_clear_one_changes_nothing(user, scope, changes):
    make_screening(user, now=NOW, **changes)
    before = in_force(user)
    for days in (0, 3):
        check(user, scope, now=LATER + timedelta(days=days))
        assert in_force(user) == before


@pytest.mark.parametrize("scope", SHORTER)
def test_what_an_assessment_left_stays_too(user, scope):
    make_screening(user, now=NOW, C9="yes", K3="yes", C8="yes")
    services.record_clearance(user, cleared_on=date(2026, 3, 4), now=at("2026-03-05 09:00"))
    before = in_force(user)
    assert before == ("light_only", "light_only", {"no_hang"}, date(2026, 3, 4), None)
    run = check(user, scope)
    assert in_force(user) == before
    # What was lifted is no reason any more.
    assert run.fired == ["C8", "K3"]
    assert not services.can_clear(run_in_force(user), user)


def test_a_worse_one_counts_and_the_date_stays(user):
    make_screening(user, now=NOW, K3="yes", C8="yes")
    run = check(user, Scope.SHORT, C7="yes")
    assert in_force(user) == ("clinician", "clinician", {"no_hang"}, TODAY, date(2026, 3, 16))
    assert (run.scope, run.on, run.stands_on, run.short_on) == ("short", LATER_ON, TODAY, LATER_ON)
    assert run.fired == ["C7", "C8", "K3"]
    assert set(run.answers) == {f"E{n}" for n in range(1, 9)} | {"C1", "C5", "C7", "C8", "K2"}
    check(user, Scope.SHORT, now=LATER + timedelta(days=1))
    assert current_screening(user).gate_outcome == "clinician"


def test_an_assessment_after_a_shorter_check_does_not_make_it_a_full_one(user):
    make_screening(user, now=NOW, K3="yes", K2="yes")
    check(user, Scope.SHORT, C7="yes")
    services.record_clearance(user, cleared_on=LATER_ON, now=LATER)
    state = current_screening(user)
    assert (state.gate_outcome, state.limits) == ("clear", {"no_hang", "flare_up_only"})
    assert (state.on, state.ask_again_on) == (TODAY, LATER_ON + timedelta(days=7))
    assert (state.cleared, state.unfinished) == (True, False)


def test_an_emergency_locks_and_then_all_is_asked(user):
    make_screening(user, now=NOW, K3="yes")
    services.start_draft(
        user, reason=Reason.FLARE_UP, scope=Scope.EMERGENCY, again=False, now=LATER
    )
    answers = {"E1": "yes", "E2": "no", "E3": "no", "E4": "no"}
    assert services.save_screen(user, screen_key="part-1", answers=answers, now=LATER) is None
    assert current_screening(user).gate_outcome == "emergency"
    services.record_clearance(user, cleared_on=LATER_ON, now=LATER)
    state = current_screening(user)
    assert (state.gate_outcome, state.unfinished) == ("clinician", True)
    draft = services.start_draft(
        user, reason=Reason.FLARE_UP, scope=Scope.EMERGENCY, again=False, now=LATER
    )
    assert (draft.scope, draft.answers, draft.follows) == ("full", answers, run_in_force(user))


def test_milder_answers_do_not_lift_its_emergency(user):
    make_screening(user, now=NOW)
    check(user, Scope.EMERGENCY, E8="yes")
    make_screening(user, now=LATER)
    check(user, Scope.LEG)
    assert current_screening(user).gate_outcome == "emergency"
    services.record_clearance(user, cleared_on=LATER_ON, now=LATER)
    assert current_screening(user).gate_outcome == "clear"
    assert Clearance.objects.count() == 2


def test_nothing_new_needs_no_reading(user):
    make_screening(user, now=NOW, read=True, K3="yes")
    check(user, Scope.EMERGENCY)
    assert current_screening(user).acknowledged
    check(user, Scope.SHORT, C8="yes")
    assert not current_screening(user).acknowledged
    check(user, Scope.EMERGENCY)
    assert not current_screening(user).acknowledged


@pytest.mark.parametrize("runs", [1, 3])
def test_the_state_still_costs_one_query(user, runs, django_assert_num_queries):
    make_screening(user, now=NOW, K3="yes")
    for _ in range(runs):
        check(user, Scope.EMERGENCY)
    with django_assert_num_queries(1):
        current_screening(user)


def test_thin_bones_are_remembered(user):
    make_screening(user, now=NOW, C6="yes")
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    assert check(user, Scope.EMERGENCY, E7_minor="yes").outcome == "clinician_today"


def test_what_was_said_last_is_what_is_remembered(user):
    make_screening(user, now=NOW)
    make_screening(user, now=NOW + timedelta(days=1), C6="yes")
    services.record_clearance(user, cleared_on=date(2026, 3, 3), now=NOW + timedelta(days=1))
    assert check(user, Scope.EMERGENCY, E7_minor="yes").outcome == "clinician_today"
    make_screening(user, now=LATER + timedelta(days=1))
    # And only by the person themselves.
    make_screening(make_user(), now=LATER + timedelta(days=1), C6="yes")
    assert check(user, Scope.EMERGENCY, now=LATER + timedelta(days=2), E7_minor="yes").fired == []


def test_somebody_who_travelled_west(db):
    user = make_user(time_zone="Pacific/Auckland")
    make_screening(user, now=at("2026-03-02 20:00"))
    user.time_zone = "America/Los_Angeles"
    user.save(update_fields=["time_zone"])
    run = check(user, Scope.EMERGENCY, now=at("2026-03-02 21:00"))
    assert (run.on, run.stands_on) == (date(2026, 3, 3), date(2026, 3, 3))


# Where all must be asked


def unfinished(user: User) -> None:
    make_screening(user, now=NOW, E1="yes", partial=True)
    services.record_clearance(user, cleared_on=TODAY, now=NOW)


def reported(user: User) -> None:
    make_screening(user, now=NOW)
    services.record_leg_symptom(user, now=NOW)


@pytest.mark.parametrize("arrange", [lambda user: None, unfinished, reported])
def test_all_is_asked_where_there_is_nothing_to_stand_on(user, arrange):
    arrange(user)
    before = ScreeningRun.objects.count()
    with pytest.raises(services.AllMustBeAsked):
        check(user, Scope.EMERGENCY)
    assert ScreeningRun.objects.count() == before
    draft = services.start_draft(
        user, reason=Reason.FLARE_UP, scope=Scope.SHORT, again=True, now=NOW
    )
    assert draft.scope == "full"


def test_another_version_of_the_questions_is_asked_in_full(user):
    make_screening(user, now=NOW)
    assert scopes_due(user) == [Scope.EMERGENCY, Scope.SHORT]
    ScreeningRun.objects.update(version="2025.1")
    assert scopes_due(user) == [Scope.FULL, Scope.FULL]


def scopes_due(user: User) -> list[Scope]:
    """How much is asked in a flare-up, and after a break of a few weeks."""
    state = current_screening(user)
    away = away_since(TODAY - timedelta(days=12))
    due = [
        what_is_due(state, today=LATER_ON, flare_up_started_on=LATER_ON),
        what_is_due(state, today=LATER_ON, lay_off=away),
    ]
    return [one.scope for one in due if one is not None]


def test_half_an_answer_to_other_questions_is_dropped(user):
    make_screening(user, now=NOW)
    services.start_draft(user, reason=Reason.OWN_WISH, again=False, now=LATER)
    calm = {"E1": "no", "E2": "no", "E3": "no", "E4": "no"}
    services.save_screen(user, screen_key="part-1", answers=calm, now=LATER)
    draft = services.start_draft(
        user, reason=Reason.FLARE_UP, scope=Scope.EMERGENCY, again=False, now=LATER
    )
    assert (draft.scope, draft.answers) == ("emergency", {})
    services.save_screen(user, screen_key="part-1", answers=calm, now=LATER)
    again = services.start_draft(
        user, reason=Reason.FLARE_UP, scope=Scope.EMERGENCY, again=False, now=LATER
    )
    assert again.answers == calm
    assert ScreeningDraft.objects.count() == 1


def test_a_leg_symptom_needs_all_of_it(user):
    make_screening(user, now=NOW)
    services.start_draft(user, reason=Reason.LEG_SYMPTOM, scope=Scope.LEG, again=False, now=LATER)
    after = LATER + timedelta(minutes=1)
    services.record_leg_symptom(user, now=after)
    assert current_draft(user, now=after) is None
    # Also by the clock of another server, which is a little behind.
    draft = services.start_draft(user, reason=Reason.LEG_SYMPTOM, again=False, now=LATER)
    assert (current_draft(user, now=after), draft.scope, draft.answers) == (draft, "full", {})
    assert due_reason(current_screening(user), today=LATER_ON) is Reason.LEG_SYMPTOM


# What is due


def due(user: User, days: int, **facts: Any) -> Due | None:
    state = current_screening(user)
    return what_is_due(state, today=TODAY + timedelta(days=days), **facts)


def away_since(last_trained_on: date, *, gently: bool = False) -> LayOffDates:
    """From when on a break that began then asks for something."""
    rule = current_rules().lay_off
    return lay_off_dates(rule, last_trained_on=last_trained_on, gently=gently)


def test_a_flare_up_asks_for_the_signs_of_an_emergency_once(user):
    make_screening(user, now=NOW)
    since = {"flare_up_started_on": LATER_ON}
    assert due(user, 10, **since) == Due(Reason.FLARE_UP, Scope.EMERGENCY)
    check(user, Scope.LEG)
    assert due(user, 10, **since) == Due(Reason.FLARE_UP, Scope.EMERGENCY)
    check(user, Scope.EMERGENCY)
    assert due(user, 10, **since) is None
    check(user, Scope.LEG, now=LATER + timedelta(days=1))
    assert due(user, 11, **since) is None
    assert due(user, 84, **since) == Due(Reason.PERIODIC)


def test_it_does_not_count_before_the_first_deadlift(user):
    make_screening(user, now=NOW)
    for scope in SHORTER:
        check(user, scope)
    assert due(user, 27, before_first_deadlift=True) is None
    assert due(user, 28, before_first_deadlift=True) == Due(Reason.BEFORE_DEADLIFT)


@pytest.mark.parametrize(("gently", "short_from", "full_from"), [(False, 15, 29), (True, 8, 15)])
def test_a_lay_off(user, gently, short_from, full_from):
    make_screening(user, now=NOW)
    facts = {"lay_off": away_since(TODAY, gently=gently)}
    short, full = Due(Reason.LAY_OFF, Scope.SHORT), Due(Reason.LAY_OFF)
    assert due(user, short_from - 1, **facts) is None
    assert due(user, short_from, **facts) == short
    assert due(user, full_from - 1, **facts) == short
    assert due(user, full_from, **facts) == full
    check(user, Scope.EMERGENCY, now=NOW + timedelta(days=short_from))
    assert due(user, short_from, **facts) == short
    check(user, Scope.SHORT, now=NOW + timedelta(days=short_from))
    assert due(user, full_from - 1, **facts) is None
    assert due(user, full_from, **facts) == full
    check(user, Scope.SHORT, now=NOW + timedelta(days=full_from))
    assert due(user, full_from, **facts) == full
    make_screening(user, now=NOW + timedelta(days=full_from))
    assert due(user, full_from, **facts) is None


def test_all_is_asked_at_once_where_it_is_due_anyway(user):
    make_screening(user, now=NOW)
    facts = {"lay_off": away_since(TODAY + timedelta(days=70))}
    assert due(user, 83, **facts) is None
    assert due(user, 85, **facts) == Due(Reason.PERIODIC)


# For a note


def test_what_it_stands_on(user):
    other = make_user()
    make_screening(user, now=NOW)
    full = make_screening(user, now=NOW, C9="yes")
    make_screening(other, now=NOW)
    first = check(user, Scope.EMERGENCY)
    check(other, Scope.EMERGENCY)
    second = check(user, Scope.LEG)
    assert checks_under(second) == [first, full]
    assert checks_under(full) == []
