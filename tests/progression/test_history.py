"""What a decision reads: a bounded window, in the same few queries after ten years as after one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.decision import Code, GateDecision, Standing
from backrehab.domain.dose import DoseReason
from backrehab.domain.flare_up import Advice
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, History
from backrehab.domain.records import FlareUp as Spell
from backrehab.exercises.cards import Catalogue
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.models import Baseline, DailyScore, FlareUp, PerformedSet, TrainingDay
from backrehab.progression.breaks import asked_after
from backrehab.progression.history import load_history
from backrehab.progression.models import Enrolment
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import make_snapshot
from backrehab.screening.queries import Reason, due_reason
from tests.factories import make_screening
from tests.factories_diary import enter_stage, exercise_id, make_days, make_person
from tests.progression.scenes import enrolment_of, fresh, noon, snapshot_made, snapshot_read

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
NOW = noon(TODAY)
WEEK, YEAR, DECADE = 7, 365, 3650


def person_with_history(
    dates: int, catalogue: Catalogue, *, until: date = TODAY, stage: str = "seated-row"
) -> User:
    """Trained every other day for so many dates, with scores between, flare-ups and baselines."""
    first = until - timedelta(days=dates)
    user = make_person(now=noon(first), baseline=3)
    enter_stage(user, stage, first)
    days = [first + timedelta(days=n) for n in range(dates)]
    make_days(user, days[1::2], stage=stage, before=2, worst=3, morning=2)
    DailyScore.objects.bulk_create(
        [DailyScore(user=user, on=on, score=2, given_at=noon(on)) for on in days[::2]]
    )
    FlareUp.objects.bulk_create(
        [
            FlareUp(user=user, started_on=on, ended_on=on + timedelta(days=2))
            for on in days[3:-20:90]
        ]
    )
    Baseline.objects.bulk_create(
        [Baseline(user=user, on=on, score=3, given_at=noon(on)) for on in days[84::84]]
    )
    row = exercise_id(catalogue, stage)
    PerformedSet.objects.bulk_create(
        [
            PerformedSet(
                user=user, on=on, exercise_id=row, slot="session", number=1, done_at=noon(on)
            )
            for on in days[1::2]
        ]
    )
    return fresh(user)


def scores_of(user: User) -> dict[date, DailyRow]:
    """Every daily score there is."""
    rows = DailyScore.objects.filter(user=user)
    return {row.on: DailyRow(row.score, row.gets_about) for row in rows}


def decide_on_everything(user: User, today: date) -> tuple[GateDecision, ...]:
    """The decisions on the whole history, without any window."""
    enrolment = enrolment_of(user)
    loaded = load_history(user, enrolment, rules=current_rules(), today=today).history
    rows = list(TrainingDay.objects.filter(user=user))
    scores = scores_of(user)
    history: History = replace(
        loaded,
        days=log.to_days(rows, scores, today=today),
        flare_ups=tuple(
            Spell(row.started_on, row.ended_on) for row in FlareUp.objects.filter(user=user)
        ),
        baselines=tuple(
            BaselineAnswer(row.on, row.score) for row in Baseline.objects.filter(user=user)
        ),
        last_leg_on=max((row.on for row in rows if row.leg), default=None),
    )
    rules = current_rules()
    ahead = rules.stages[history.stage].opens
    return tuple(evaluate_gate(history, opens=one, rules=rules, today=today) for one in ahead)


def in_sight(decision: GateDecision, listed: GateDecision) -> GateDecision:
    """The decision with the days that the other one lists: a window has no older ones."""
    dates = {verdict.on for verdict, _ in listed.days}
    return replace(decision, days=tuple(day for day in decision.days if day[0].on in dates))


def assert_same_as_on_everything(user: User, today: date) -> None:
    """Every criterion, every date, and each colour that is shown at all."""
    bounded = snapshot_made(user, noon(today)).decisions
    full = decide_on_everything(user, today)
    assert list(bounded) == [in_sight(*both) for both in zip(full, bounded, strict=True)]
    for listed, whole in zip(bounded, full, strict=True):
        assert runs_of(listed) == runs_of(whole)


def runs_of(decision: GateDecision) -> list[date]:
    """The days that count, none of which may be missing from a list."""
    return [verdict.on for verdict, standing in decision.days if standing is Standing.COUNTS]


@pytest.mark.parametrize("dates", [WEEK, YEAR, DECADE])
def test_the_number_of_queries(
    catalogue: Catalogue, dates: int, django_assert_num_queries: Callable[..., object]
) -> None:
    user = person_with_history(dates, catalogue)
    enrolment = enrolment_of(user)
    # Training days, daily scores, screening, baselines, flare-ups, heavy sets, and of the
    # decision log the steps back, in one statement.
    with django_assert_num_queries(1):
        loaded = load_history(user, enrolment, rules=current_rules(), today=TODAY)
    with django_assert_num_queries(1):
        make_snapshot(user, enrolment, rules=current_rules(), catalogue=catalogue, now=NOW)
    # 45 dates: the longest run, and what its first day's reference looks back at.
    assert (TODAY - loaded.judged_since).days == 34
    assert len(loaded.history.days) == min(dates, 44)
    assert len(loaded.history.flare_ups) <= 2


@pytest.mark.parametrize("dates", [WEEK, YEAR, DECADE])
@pytest.mark.parametrize("stage", ["bar-hang", "seated-row", "pull-through"])
def test_the_decision_is_that_on_the_whole_history(
    catalogue: Catalogue, dates: int, stage: str
) -> None:
    assert_same_as_on_everything(person_with_history(dates, catalogue, stage=stage), TODAY)


@pytest.mark.parametrize(("stage", "dates"), [("bar-hang", 37), ("pull-through", 38)])
def test_a_stage_reads_no_more_dates_than_decide_there(
    catalogue: Catalogue, stage: str, dates: int
) -> None:
    user = person_with_history(YEAR, catalogue, stage=stage)
    loaded = load_history(user, enrolment_of(user), rules=current_rules(), today=TODAY)
    # Of today there is nothing yet.
    assert loaded.history.days[0].on == TODAY - timedelta(days=dates - 1)
    assert len(loaded.history.days) == dates - 1


def test_it_is_so_on_every_date_of_a_changing_year(catalogue: Catalogue) -> None:
    """Red days, unsettled ones, gaps, mornings late and missing, over half a year of dates."""
    user = person_with_history(YEAR, catalogue)
    rows = list(TrainingDay.objects.filter(user=user).order_by("on"))
    for number, row in enumerate(rows):
        row.stop = number % 23 == 0
        row.leg = number == 30
        row.worst = (3, 5, 2, 7)[number % 4] if number % 5 else 2
        row.extra_meds = number % 11 == 0
        if number % 6 == 0:
            row.morning, row.morning_timing, row.morning_on = None, "", None
        if number % 9 == 4:
            row.morning_timing, row.morning_on = "late", row.on + timedelta(days=2)
    TrainingDay.objects.bulk_update(
        rows, ["stop", "leg", "worst", "extra_meds", "morning", "morning_timing", "morning_on"]
    )
    TrainingDay.objects.filter(on__range=(rows[60].on, rows[66].on)).delete()
    make_screening(user, now=noon(rows[31].on))
    for back in range(0, 180, 9):
        on = TODAY - timedelta(days=back)
        TrainingDay.objects.filter(user=user, on__gt=on).delete()
        DailyScore.objects.filter(user=user, on__gt=on).delete()
        FlareUp.objects.filter(user=user, started_on__gt=on).delete()
        TrainingDay.objects.filter(user=user, morning_on__gt=on).update(
            morning=None, morning_timing="", morning_on=None
        )
        Baseline.objects.filter(user=user, on__gt=on).delete()
        assert_same_as_on_everything(user, on)


# What is older than the window and still matters


def test_an_old_leg_symptom_still_asks_for_the_health_check(catalogue: Catalogue) -> None:
    user = person_with_history(YEAR, catalogue)
    long_ago = TODAY - timedelta(days=100)
    row = TrainingDay.objects.filter(user=user, on__lte=long_ago).latest("on")
    TrainingDay.objects.filter(pk=row.pk).update(leg=True)
    touch(user)
    # Asked a year ago only, which is before the symptom.
    decision = snapshot_made(user, NOW).decisions[0]
    assert decision.criterion(Code.SCREENING).met is False
    assert_same_as_on_everything(user, TODAY)
    make_screening(user, now=noon(row.on))
    assert snapshot_made(user, NOW).decisions[0].criterion(Code.SCREENING).met is True


def test_an_old_flare_up_asks_for_a_calm_day_since(catalogue: Catalogue) -> None:
    """One recorded and no green day in the run: not met, however old it is."""
    user = person_with_history(YEAR, catalogue)
    FlareUp.objects.filter(user=user).exclude(
        pk=FlareUp.objects.filter(user=user).earliest("started_on").pk
    ).delete()
    TrainingDay.objects.filter(user=user).update(worst=5)
    assert snapshot_made(user, NOW).decisions[0].criterion(Code.FLARE_UP).met is False
    assert_same_as_on_everything(user, TODAY)


@pytest.mark.parametrize("pause", [33, 34, 35, 43, 44, 60, 400])
def test_after_a_long_pause_the_latest_day_is_still_known(
    catalogue: Catalogue, pause: int, django_assert_num_queries: Callable[..., object]
) -> None:
    last = TODAY - timedelta(days=pause)
    user = person_with_history(YEAR, catalogue, until=last + timedelta(days=1))
    enrolment = enrolment_of(user)
    last = TrainingDay.objects.filter(user=user).latest("on").on
    # The week before it is read as well, without which its colour could be another one.
    beyond = (TODAY - last).days >= 35
    with django_assert_num_queries(2 if beyond else 1):
        loaded = load_history(user, enrolment, rules=current_rules(), today=TODAY)
    assert loaded.last_trained_on == last
    # Also what was done then: the dose goes on from there.
    assert loaded.rows[0].on == last
    decision = snapshot_made(user, NOW).decisions[0]
    assert decision.criterion(Code.RECENT).observed == (TODAY - last).days
    # Its morning and the week before are read with it, so its colour is the one it had.
    assert decision.criterion(Code.LATEST_GREEN).met is True
    assert_same_as_on_everything(user, TODAY)


@pytest.mark.parametrize(("lasted", "statements"), [(30, 1), (60, 2)])
def test_the_usual_before_a_flare_up_stays_known_however_long_it_lasts(
    catalogue: Catalogue,
    lasted: int,
    statements: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    """The scores of its dates are 2, a first spell apart, and the baseline says 3."""
    start = TODAY - timedelta(days=lasted)
    user = person_with_history(YEAR, catalogue)
    TrainingDay.objects.filter(user=user, on__gte=start).delete()
    FlareUp.objects.filter(user=user, started_on__gt=start - timedelta(days=3)).delete()
    FlareUp.objects.create(
        user=user,
        started_on=start - timedelta(days=6),
        ended_on=start - timedelta(days=5),
    )
    DailyScore.objects.filter(user=user, on__range=(start - timedelta(days=6), start)).update(
        score=8
    )
    FlareUp.objects.create(user=user, started_on=start)
    touch(user)
    rules, enrolment = current_rules(), enrolment_of(user)
    with django_assert_num_queries(statements):
        loaded = load_history(user, enrolment, rules=rules, today=TODAY)
    before = start - timedelta(days=1)
    usual = Ledger(loaded.flare_history, rules, TODAY).usual(before.toordinal())
    rows = list(TrainingDay.objects.filter(user=user))
    scores = scores_of(user)
    everything = replace(
        loaded.history,
        days=log.to_days(rows, scores, today=TODAY),
        flare_ups=tuple(
            Spell(row.started_on, row.ended_on) for row in FlareUp.objects.filter(user=user)
        ),
    )
    assert usual == Ledger(everything, rules, TODAY).usual(before.toordinal()) == 2
    flare_up = snapshot_made(user, NOW).flare_up
    assert flare_up is not None
    assert (flare_up.since, flare_up.usual) == (start, 2)


@pytest.mark.parametrize("trained_before", [1, 100])
def test_a_long_flare_up_after_a_long_pause_takes_one_more_query(
    catalogue: Catalogue, trained_before: int, django_assert_num_queries: Callable[..., object]
) -> None:
    """The latest training day may lie far before the dates that the flare-up is read from."""
    start = TODAY - timedelta(days=60)
    last = start - timedelta(days=trained_before)
    user = make_person(now=noon(last - timedelta(days=60)))
    enter_stage(user, "bar-hang", last - timedelta(days=50))
    make_days(user, [last - timedelta(days=n) for n in range(0, 20, 2)])
    FlareUp.objects.create(user=user, started_on=start)
    for on, score in ((start, 7), (TODAY, 4)):
        DailyScore.objects.create(user=user, on=on, score=score, given_at=NOW, gets_about=True)
    enrolment = enrolment_of(user)
    with django_assert_num_queries(2):
        loaded = load_history(user, enrolment, rules=current_rules(), today=TODAY)
    assert [row.on for row in loaded.rows] == [last]
    assert sorted(loaded.said) == [start, TODAY]
    # What lies between tells the gate nothing.
    assert {day.on for day in loaded.history.days} <= {
        TODAY,
        *(last + timedelta(days=n) for n in range(-20, 3)),
    }
    state = snapshot_made(user, NOW).flare_up
    assert state is not None
    assert [score for _on, score in state.scores] == [7, 4]
    assert_same_as_on_everything(user, TODAY)


@pytest.mark.parametrize("lasted", [20, 29, 31, 41, 60])
def test_what_was_said_first_in_a_flare_up_stays_what_it_is_compared_with(
    catalogue: Catalogue, lasted: int
) -> None:
    """3 on the morning after it began, 4 now: no better, however long ago the first of them was;
    and a day trained meanwhile changes nothing."""
    start = TODAY - timedelta(days=lasted)
    user = make_person(now=noon(start - timedelta(days=60)))
    enter_stage(user, "bar-hang", start - timedelta(days=50))
    make_days(user, [start], before=2, worst=6, morning=3)
    make_days(user, [TODAY - timedelta(days=8)], before=5, worst=5, morning=5)
    FlareUp.objects.create(user=user, started_on=start)
    DailyScore.objects.create(user=user, on=TODAY, score=4, given_at=NOW, gets_about=True)
    state = snapshot_made(user, NOW).flare_up
    assert state is not None
    assert [score for _on, score in state.scores] == [3, 5, 5, 4]
    expected = Advice.SEE_CLINICIAN_PAIN if lasted >= 42 else Advice.SUGGEST_CLINICIAN
    assert state.advice is expected


@pytest.mark.parametrize("stage", ["bar-hang", "deadlift"])
@pytest.mark.parametrize("ago", [20, 29, 30, 36, 37, 43])
def test_the_way_back_goes_by_all_of_its_days(catalogue: Catalogue, stage: str, ago: int) -> None:
    """Half, then 80 percent. For weeks there is no morning score, then one calm day at half."""
    back_on = TODAY - timedelta(days=ago)
    user = make_person(now=noon(back_on - timedelta(days=60)))
    enter_stage(user, stage, back_on)
    Enrolment.objects.filter(user=user).update(
        dose_from=back_on, dose_level=3, dose_shares=[50, 80]
    )
    half = {"stage": stage, "dose_share": 50, "target_dose": False}
    make_days(
        user, [back_on + timedelta(days=n) for n in range(0, ago - 2, 4)], morning=None, **half
    )
    make_days(user, [TODAY - timedelta(days=2)], **half)
    dose = snapshot_made(user, NOW).dose
    assert (dose.share, dose.reason) == (80, DoseReason.RESUMING)


@pytest.mark.parametrize("ago", [20, 31, 40, 50])
def test_after_a_break_the_dose_is_still_the_last_one(catalogue: Catalogue, ago: int) -> None:
    """What the report says of it, while the break is not yet talked about."""
    last = TODAY - timedelta(days=ago)
    user = make_person(now=noon(last - timedelta(days=60)))
    enter_stage(user, "bar-hang", last - timedelta(days=50))
    make_days(user, [last - timedelta(days=n) for n in range(0, 20, 2)])
    TrainingDay.objects.filter(user=user).update(dose_level=3)
    assert snapshot_made(user, NOW).dose.level == 3


def test_after_a_long_pause_the_health_check_is_due(catalogue: Catalogue) -> None:
    user = person_with_history(YEAR, catalogue, until=TODAY - timedelta(days=60))
    make_screening(user, now=noon(TODAY - timedelta(days=62)), read=True)
    snapshot = snapshot_read(user, NOW)
    last, rules = snapshot.last_trained_on, current_rules()
    since = asked_after(user, enrolment_of(user), last, rules, today=TODAY)
    due = due_reason(snapshot.screening, today=TODAY, lay_off=since)
    assert due is Reason.LAY_OFF


def test_what_was_given_later_is_not_known_yet(catalogue: Catalogue) -> None:
    """Looking at an earlier date, the mornings and ends that came after it are not there."""
    user = make_person(now=noon(date(2026, 3, 1)))
    (day,) = make_days(user, [date(2026, 3, 4)])
    FlareUp.objects.create(user=user, started_on=date(2026, 3, 3), ended_on=date(2026, 3, 6))
    loaded = load_history(
        user, enrolment_of(user), rules=current_rules(), today=date(2026, 3, 4)
    ).history
    assert (loaded.days[-1].on, loaded.days[-1].morning) == (day.on, None)
    assert loaded.in_flare_up


def test_a_first_score_without_training_is_a_score(catalogue: Catalogue) -> None:
    user = make_person(now=noon(date(2026, 3, 1)))
    make_days(user, [date(2026, 3, 4)], before=4, worst=None, morning=None, sets_done=0)
    DailyScore.objects.create(user=user, on=date(2026, 3, 4), score=2, given_at=NOW)
    loaded = load_history(user, enrolment_of(user), rules=current_rules(), today=TODAY).history
    (day,) = loaded.days
    assert (day.trained, day.daily) == (False, 4)


@pytest.mark.parametrize("said", [{"worst": 8}, {"stop": True}, {"leg": True}])
def test_a_try_without_a_finished_set_is_training(catalogue: Catalogue, said: object) -> None:
    """Nobody's worst pain is lost because no set was finished."""
    user = make_person(now=noon(date(2026, 3, 1)))
    fields = {"worst": None, "morning": None, "sets_done": 0, **said}  # type: ignore[dict-item]
    make_days(user, [date(2026, 3, 4)], **fields)
    ((verdict, _),) = snapshot_made(user, NOW).decisions[0].days
    assert (verdict.on, verdict.colour) == (date(2026, 3, 4), "red")
