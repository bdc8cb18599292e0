"""Opening a stage: once, on a gate that is ready, with the decision kept as it was."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from backrehab.accounts.models import User
from backrehab.domain.decision import Code, Status
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, services, setbacks
from backrehab.progression.changes import MOVED_FIELDS, apply
from backrehab.progression.decision_form import decision_json, read_decision
from backrehab.progression.entries import Entry
from backrehab.progression.models import AppendOnlyError, Transition
from backrehab.progression.rulesets import current_rules
from backrehab.progression.services import GateClosed
from backrehab.screening.services import record_leg_symptom
from tests.factories import make_screening, make_user
from tests.factories_diary import make_days, make_person
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    STARTED,
    TODAY,
    calm_fortnight,
    climber,
    enrolment_of,
    noon,
    ready_person,
    snapshot_made,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person()


# Starting


def test_the_ladder_starts_at_the_stage_that_nothing_opens(user: User) -> None:
    enrolment = services.start_ladder(user=user, now=STARTED)
    assert (enrolment.stage_key, enrolment.started_on, enrolment.entered_on) == (
        "bar-hang",
        date(2026, 3, 1),
        date(2026, 3, 1),
    )
    (started,) = Transition.objects.all()
    assert (started.kind, started.stage_to, started.at) == ("started", "bar-hang", STARTED)
    assert started.rules_version == "2026.1"


def test_starting_twice_is_starting_once(user: User) -> None:
    first = services.start_ladder(user=user, now=STARTED)
    second = services.start_ladder(user=user, now=READY)
    assert (first.pk, second.started_on) == (second.pk, date(2026, 3, 1))
    assert Transition.objects.count() == 1


def test_the_start_is_on_the_persons_own_date(db: None) -> None:
    user = make_user(time_zone="Pacific/Auckland")
    late = STARTED.replace(hour=20)
    assert services.start_ladder(user=user, now=late).entered_on == date(2026, 3, 2)


# Opening


def test_a_ready_stage_opens(person: User) -> None:
    opening = services.open_stage(user=person, stage_key="seated-row", now=READY)
    assert opening.new
    enrolment = enrolment_of(person)
    assert (enrolment.stage_key, enrolment.entered_on) == ("seated-row", TODAY)
    assert enrolment.started_on == date(2026, 3, 1)


def test_the_decision_is_kept_with_what_it_saw(person: User) -> None:
    row = services.open_stage(user=person, stage_key="seated-row", now=READY).transition
    row.refresh_from_db()
    assert (row.kind, row.stage_from, row.stage_to) == ("opened", "bar-hang", "seated-row")
    assert (row.on, row.at, row.rules_version, row.route) == (TODAY, READY, "2026.1", "standard")
    decision = read_decision(row.decision)
    assert decision_json(decision) == row.decision
    assert (decision.status, decision.unmet) == (Status.READY, ())
    assert [verdict.on for verdict, _ in decision.days] == LIGHT_DAYS
    spread = decision.criterion(Code.SPREAD)
    assert (spread.needed, spread.observed, spread.days) == (7, 7, (LIGHT_DAYS[0], LIGHT_DAYS[-1]))
    # Every first score is 2, one below the baseline of 3; which also stands in for the week before
    # in the trend, because that has only two scores (2 and 3 March).
    assert decision.criterion(Code.TREND).observed == -1
    assert decision.criterion(Code.NOT_WORSE).observed == -1


def test_the_second_press_is_answered_with_the_first(person: User) -> None:
    first = services.open_stage(user=person, stage_key="seated-row", now=READY)
    later = READY + timedelta(days=3)
    second = services.open_stage(user=person, stage_key="seated-row", now=later)
    assert (second.new, second.transition.pk) == (False, first.transition.pk)
    assert Transition.objects.filter(kind="opened").count() == 1
    assert enrolment_of(person).entered_on == TODAY


def test_a_gate_that_is_not_ready_stays_shut(catalogue: Catalogue) -> None:
    user = make_person(now=STARTED)
    make_days(user, LIGHT_DAYS[:3])
    with pytest.raises(GateClosed) as caught:
        services.open_stage(user=user, stage_key="seated-row", now=READY)
    assert caught.value.decision.status is Status.NOT_YET
    assert {c.code for c in caught.value.decision.unmet} == {Code.SPREAD, Code.TODAY_SCORE}
    assert Transition.objects.filter(kind="opened").count() == 0
    assert enrolment_of(user).stage_key == "bar-hang"


def test_the_gate_is_asked_again_at_the_press(person: User) -> None:
    """It was ready when the page was made; then a score of today was 6."""
    diary.give_daily(Entry(person, READY), score=6)
    with pytest.raises(GateClosed) as caught:
        services.open_stage(user=person, stage_key="seated-row", now=READY)
    assert {c.code for c in caught.value.decision.unmet} == {Code.TODAY_SCORE}


def test_not_while_a_flare_up_is_open(person: User) -> None:
    setbacks.begin_flare_up(Entry(person, READY))
    with pytest.raises(GateClosed, match="on_hold"):
        services.open_stage(user=person, stage_key="seated-row", now=READY)


def test_not_while_a_clinician_comes_first(person: User) -> None:
    record_leg_symptom(person, now=READY)
    with pytest.raises(GateClosed, match="see_clinician"):
        services.open_stage(user=person, stage_key="seated-row", now=READY)
    make_screening(person, now=READY)
    assert services.open_stage(user=person, stage_key="seated-row", now=READY).new


@pytest.mark.parametrize("stage_key", ["bar-hang", "reverse-hyper", "barbell-row", "hyper-row"])
def test_only_what_comes_next(person: User, stage_key: str) -> None:
    with pytest.raises(EntryRefused):
        services.open_stage(user=person, stage_key=stage_key, now=READY)
    assert enrolment_of(person).stage_key == "bar-hang"


def test_a_refused_press_counts_no_change_of_the_data(catalogue: Catalogue) -> None:
    user = make_person(now=STARTED)
    before = user.log_version
    with pytest.raises(GateClosed):
        services.open_stage(user=user, stage_key="seated-row", now=READY)
    user.refresh_from_db()
    assert user.log_version == before


# A day that was begun before the press


def test_a_day_with_only_its_first_score_goes_on_in_the_new_stage(
    person: User, catalogue: Catalogue
) -> None:
    diary.begin_day(Entry(person, READY), score=2, level=3, catalogue=catalogue)
    services.open_stage(user=person, stage_key="seated-row", now=READY)
    day = TrainingDay.objects.get(on=TODAY)
    assert (day.stage_key, day.dose_level, day.sets_prescribed, day.target_dose, day.before) == (
        "seated-row",
        1,
        2,
        False,
        2,
    )


def test_after_training_it_waits_for_the_next_morning(person: User, catalogue: Catalogue) -> None:
    """So no day is ever shared by two stages."""
    diary.begin_day(Entry(person, READY), score=2, level=3, catalogue=catalogue)
    diary.finish(Entry(person, READY), report=Report(sets_done=1, worst=2))
    with pytest.raises(GateClosed) as caught:
        services.open_stage(user=person, stage_key="seated-row", now=READY)
    assert {c.code for c in caught.value.decision.unmet} == {Code.LATEST_GREEN}


# The whole ladder, and what its log says


def climb(user: User, catalogue: Catalogue) -> list[tuple[date, str]]:
    """Every stage in turn, the side branch included; when each was opened."""
    opened = []
    on = TODAY
    for stage in ("seated-row", "reverse-hyper", "pull-through", "deadlift", "hyper-row"):
        services.open_stage(user=user, stage_key=stage, now=noon(on))
        opened.append((on, stage))
        if stage == "hyper-row":
            services.open_stage(user=user, stage_key="barbell-row", now=noon(on))
            opened.append((on, "barbell-row"))
            break
        on += timedelta(days=17)
        calm_fortnight(user, stage, until=on)
        make_screening(user, now=noon(on), read=True)
        services.confirm_technique(user=user, now=noon(on))
        services.record_hold_test(user=user, held=True, pain=2, now=noon(on))
    return opened


def test_replaying_the_log_gives_the_stored_state(person: User, catalogue: Catalogue) -> None:
    opened = climb(person, catalogue)
    stored = enrolment_of(person)
    assert (stored.stage_key, stored.entered_on) == ("barbell-row", opened[-1][0])
    assert stored.branch_opened_on == opened[-1][0]

    log = list(Transition.objects.filter(user=person).order_by("at", "id"))
    assert [(row.on, row.stage_to) for row in log[1:]] == opened
    replayed = type(stored)(user=person)
    for row in log:
        apply(replayed, row)
    assert [getattr(replayed, f) for f in MOVED_FIELDS] == [
        getattr(stored, f) for f in MOVED_FIELDS
    ]
    # And every stored decision was ready, by the rules of its own version.
    for row in log[1:]:
        decision = read_decision(row.decision)
        assert (decision.status, decision.rules_version) == (Status.READY, row.rules_version)
        assert (decision.stage, decision.opens) == (row.stage_from, row.stage_to)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(route="steady"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update([rows.get()], ["route"]),
        lambda rows: rows.get().delete(),
    ],
    ids=["update", "delete", "bulk_update", "delete one"],
)
def test_a_decision_is_never_changed(person: User, change: object) -> None:
    services.open_stage(user=person, stage_key="seated-row", now=READY)
    with pytest.raises(AppendOnlyError), transaction.atomic():
        change(Transition.objects.filter(kind="opened"))  # type: ignore[operator]
    assert Transition.objects.get(kind="opened").route == "standard"


def test_decisions_go_with_the_person(person: User) -> None:
    services.open_stage(user=person, stage_key="seated-row", now=READY)
    person.delete()
    assert not Transition.objects.exists()


# What only the person can say


def test_the_hinge_is_confirmed_once(person: User) -> None:
    services.confirm_technique(user=person, now=STARTED)
    services.confirm_technique(user=person, now=READY)
    assert enrolment_of(person).technique_confirmed_at == STARTED


@pytest.mark.parametrize(
    ("held", "pain", "passed"), [(True, 2, True), (True, 3, False), (False, 0, False)]
)
def test_the_latest_hold_stands(person: User, held: bool, pain: int, passed: bool) -> None:
    assert current_rules().hold_test.pain == 2
    services.record_hold_test(user=person, held=True, pain=0, now=STARTED)
    assert services.record_hold_test(user=person, held=held, pain=pain, now=READY) is passed
    assert enrolment_of(person).hold_test_passed_at == (READY if passed else None)


def test_pain_in_the_hold_is_a_score(person: User) -> None:
    with pytest.raises(EntryRefused):
        services.record_hold_test(user=person, held=True, pain=11, now=READY)


def test_stages_directly_ahead_are_decided_in_the_order_of_the_rules(catalogue: Catalogue) -> None:
    user = climber("seated-row", "reverse-hyper", "pull-through", "deadlift")
    opens = [decision.opens for decision in snapshot_made(user, READY).decisions]
    assert opens == ["barbell-row", "hyper-row"]
