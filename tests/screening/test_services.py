"""Runs, clearances, leg symptoms, and the state they add up to."""

from datetime import UTC, date, timedelta

import pytest

from backrehab.domain.records import Outcome
from backrehab.domain.screening import AnswerError
from backrehab.screening import services
from backrehab.screening.models import Clearance, Reason, ScreeningRun
from backrehab.screening.queries import (
    NO_SCREENING,
    current_draft,
    current_screening,
    due_reason,
    run_in_force,
)
from tests.factories import at, calm_answers, make_screening, make_user

NOW = at("2026-03-02 08:30")
TODAY = date(2026, 3, 2)
LATER = at("2026-03-05 09:00")

pytestmark = pytest.mark.django_db


# Runs and the state


def test_nobody_asked_yet(user, django_assert_num_queries):
    with django_assert_num_queries(1):
        state = current_screening(user)
    assert state == NO_SCREENING
    assert (state.asked, state.blocks_exercise, state.gate_outcome) == (
        False,
        True,
        Outcome.CLINICIAN,
    )


def test_a_clear_run(user):
    run = services.record_run(
        user, answers=calm_answers(), age_band="18_54", reason=Reason.START, now=NOW
    )
    state = current_screening(user)
    assert (state.gate_outcome, state.outcome, state.on) == ("clear", "clear", TODAY)
    assert (state.run_id, state.acknowledged, state.limits) == (run.pk, False, frozenset())
    assert (run.version, run.fired, run.complete, run.reason) == ("2026.1", [], True, "start")
    assert "E6-changing" not in run.answers
    assert run.answers["E6"] == "no"


@pytest.mark.parametrize("runs", [1, 3])
def test_the_state_costs_one_query(user, runs, django_assert_num_queries):
    for number in range(runs):
        make_screening(user, now=NOW + timedelta(days=number), C8="yes")
    with django_assert_num_queries(1):
        state = current_screening(user)
    assert (state.outcome, state.on) == ("light_only", TODAY + timedelta(days=runs - 1))
    assert state.ask_again_on == state.on + timedelta(days=14)


def test_the_date_is_the_persons_own(db):
    user = make_user(time_zone="Pacific/Auckland")
    make_screening(user, now=at("2026-03-02 20:00"))
    assert current_screening(user).on == date(2026, 3, 3)


def test_limits_leave_the_gate_clear(user):
    make_screening(user, K2="yes", K3="yes", K4="yes")
    state = current_screening(user)
    assert (state.gate_outcome, state.outcome) == ("clear", "caution")
    assert state.limits == {"flare_up_only", "no_hang", "no_pressure"}
    assert state.flare_up_only


def test_the_latest_answers_count(user):
    make_screening(user, C9="yes", now=NOW)
    assert current_screening(user).gate_outcome == "clinician"
    make_screening(user, now=LATER)
    assert current_screening(user).gate_outcome == "clear"


def test_milder_answers_do_not_lift_an_emergency(user):
    first = make_screening(user, E1="yes", now=NOW)
    make_screening(user, now=LATER)
    services.record_leg_symptom(user, now=LATER)
    state = current_screening(user)
    assert (state.gate_outcome, state.run_id) == ("emergency", first.pk)


def test_garbage_records_nothing(user):
    for answers in ({"X": "yes"}, {"E1": "perhaps"}, {}):
        with pytest.raises(AnswerError):
            services.record_run(
                user, answers=answers, age_band="18_54", reason=Reason.START, now=NOW
            )
    assert not ScreeningRun.objects.exists()


def test_the_age_fills_an_empty_one_and_never_changes_a_given_one(db):
    empty, given = make_user(age_band=""), make_user(age_band="55_64")
    make_screening(empty, age_band="65_69")
    make_screening(given, age_band="65_69")
    empty.refresh_from_db()
    given.refresh_from_db()
    assert (empty.age_band, given.age_band) == ("65_69", "55_64")


def test_people_do_not_see_each_others_runs(user):
    make_screening(make_user(), E1="yes")
    assert current_screening(user) == NO_SCREENING


def test_under_18_blocks_whatever_was_answered(user):
    make_screening(user)
    user.age_band = "under_18"
    state = current_screening(user)
    assert (state.gate_outcome, state.limits) == ("clinician", {"under_18"})
    assert not services.can_clear(run_in_force(user), user)


def test_a_corrected_age_takes_the_limit_away(db):
    user = make_user(age_band="")
    services.record_run(user, answers={}, age_band="under_18", reason=Reason.START, now=NOW)
    assert current_screening(user).limits == {"under_18"}
    user.age_band = "18_54"
    assert current_screening(user).limits == frozenset()
    make_screening(user, now=LATER)
    assert current_screening(user).gate_outcome == "clear"


def test_each_change_is_counted(user):
    before = user.log_version
    run = make_screening(user, E1="yes", now=NOW)
    services.acknowledge(user, run=run, now=NOW)
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    services.record_leg_symptom(user, now=NOW)
    user.refresh_from_db()
    assert user.log_version >= before + 4


# Leg symptom


def test_a_leg_symptom_asks_for_a_clinician_until_asked_again(user):
    make_screening(user, now=NOW)
    services.record_leg_symptom(user, now=LATER)
    state = current_screening(user)
    assert (state.gate_outcome, state.reason) == ("clinician", Reason.LEG_SYMPTOM_REPORTED)
    assert due_reason(state, today=date(2026, 3, 5)) is Reason.LEG_SYMPTOM
    with pytest.raises(services.NothingToClear):
        services.record_clearance(user, cleared_on=date(2026, 3, 5), now=LATER)
    make_screening(user, now=LATER)
    assert current_screening(user).gate_outcome == "clear"


def test_a_leg_symptom_drops_answers_given_before_it(user):
    services.start_draft(user, reason=Reason.OWN_WISH, again=False, now=NOW)
    after = NOW + timedelta(minutes=1)
    assert current_draft(user, now=after) is not None
    services.record_leg_symptom(user, now=after)
    assert current_draft(user, now=after) is None


# Acknowledge


def test_reading_is_recorded_once(user):
    run = make_screening(user, C9="yes", now=NOW)
    assert services.acknowledge(user, run=run, now=LATER)
    assert not services.acknowledge(user, run=run, now=LATER + timedelta(days=1))
    run.refresh_from_db()
    assert run.acknowledged_at == LATER
    assert current_screening(user).acknowledged


def test_only_what_was_shown_is_read(user):
    first, second = make_screening(user, now=NOW), make_screening(user, now=LATER)
    services.acknowledge(user, run=second, now=LATER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.acknowledged_at, second.acknowledged_at) == (None, LATER)


def test_a_clock_that_lags_does_not_matter(user):
    run = make_screening(user, now=LATER)
    assert services.acknowledge(user, run=run, now=NOW)
    run.refresh_from_db()
    assert run.acknowledged_at == LATER


def test_nobody_reads_for_somebody_else(user):
    run = make_screening(make_user())
    assert not services.acknowledge(user, run=run, now=LATER)


# Clearance


def test_assessed_and_cleared(user):
    make_screening(user, C9="yes", K3="yes", C8="yes", now=NOW)
    clearance = services.record_clearance(user, cleared_on=date(2026, 3, 4), now=LATER)
    state = current_screening(user)
    assert (state.gate_outcome, state.outcome, state.on) == (
        "light_only",
        "light_only",
        date(2026, 3, 4),
    )
    assert (state.limits, state.cleared, state.acknowledged) == ({"no_hang"}, True, True)
    assert (clearance.asked_on, clearance.recorded_at) == (TODAY, LATER)
    run = ScreeningRun.objects.get()
    assert (run.outcome, run.fired) == ("clinician", ["C9", "C8", "K3"])


@pytest.mark.parametrize(
    ("cleared_on", "fine"),
    [("2026-03-01", False), ("2026-03-02", True), ("2026-03-05", True), ("2026-03-06", False)],
)
def test_the_assessment_lies_between_the_run_and_today(user, cleared_on, fine):
    make_screening(user, C9="yes", now=NOW)
    day = date.fromisoformat(cleared_on)
    if fine:
        services.record_clearance(user, cleared_on=day, now=LATER)
    else:
        with pytest.raises(services.ClearanceDateError) as caught:
            services.record_clearance(user, cleared_on=day, now=LATER)
        assert (caught.value.earliest, caught.value.latest) == (TODAY, date(2026, 3, 5))
    assert Clearance.objects.exists() is fine


def test_it_is_recorded_once(user):
    make_screening(user, C9="yes", now=NOW)
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    with pytest.raises(services.NothingToClear):
        services.record_clearance(user, cleared_on=TODAY, now=NOW)
    assert Clearance.objects.count() == 1


@pytest.mark.parametrize("changes", [{}, {"K3": "yes"}, {"C8": "yes"}])
def test_nothing_to_clear(user, changes):
    make_screening(user, **changes)
    with pytest.raises(services.NothingToClear):
        services.record_clearance(user, cleared_on=TODAY, now=LATER)


def test_nothing_to_clear_when_never_asked(user):
    with pytest.raises(services.NothingToClear):
        services.record_clearance(user, cleared_on=TODAY, now=LATER)


def test_what_asked_for_an_assessment_is_lifted_by_one(user):
    make_screening(user, K1="yes", now=NOW)
    assert current_screening(user).limits == {"book_assessment"}
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    state = current_screening(user)
    assert (state.gate_outcome, state.limits) == ("clear", frozenset())


def test_every_open_emergency_is_closed(user):
    make_screening(user, E1="yes", now=NOW)
    make_screening(user, E2="yes", now=LATER)
    make_screening(user, now=LATER)
    services.record_clearance(user, cleared_on=date(2026, 3, 5), now=LATER)
    assert Clearance.objects.count() == 2
    assert current_screening(user).gate_outcome == "clear"


def test_a_new_emergency_locks_again(user):
    make_screening(user, E1="yes", now=NOW)
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    make_screening(user, E1="yes", now=LATER)
    assert current_screening(user).gate_outcome == "emergency"


def test_rows_say_nothing_about_health_in_a_log(user):
    run = make_screening(user, E1="yes", now=NOW)
    draft = services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    clearance = services.record_clearance(user, cleared_on=TODAY, now=NOW)
    assert [str(run), str(draft), str(clearance)] == [
        f"screening {run.pk}",
        f"screening draft {draft.pk}",
        f"clearance {clearance.pk}",
    ]
    assert NOW.tzinfo is UTC
