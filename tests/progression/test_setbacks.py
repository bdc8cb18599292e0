"""Flare-ups: begun, taken back, over by the rule only, and the way on afterwards."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.decision import Code, Status
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import record_baseline
from backrehab.progression import diary, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import TransitionKind as Kind
from backrehab.progression.ticks import SetTick
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, exercise_id, make_days
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    STARTED,
    TODAY,
    check_kept,
    climber,
    enrolment_of,
    fresh,
    log_of,
    moved,
    noon,
    ready_person,
    replayed,
    snapshot_made,
    today_of,
    training_plan_at,
)

pytestmark = pytest.mark.django_db

NEXT_MORNING = READY + timedelta(days=1)

type Said = tuple[int, int | None, bool | None]


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """Usual pain 2, so that 3 is the limit in a flare-up that begins on Tuesday."""
    return ready_person()


def say(user: User, *days: Said, since: date = TODAY) -> None:
    """Scores of the dates after `since`: how many dates later, score, gets about."""
    for later, score, gets_about in days:
        now = noon(since + timedelta(days=later))
        if score is not None:
            diary.give_daily(Entry(user, now), score=score, gets_about=gets_about)


def flare_up(user: User, dates: int, *, begins: date = TODAY) -> date:
    """A whole one of so many dates, ended on the first date on which that is allowed."""
    setbacks.begin_flare_up(Entry(user, noon(begins)))
    last = begins + timedelta(days=dates - 1)
    for on in (last - timedelta(days=1), last):
        diary.give_daily(Entry(fresh(user), noon(on)), score=2, gets_about=True)
    entry = Entry(fresh(user), noon(last))
    setbacks.finish_flare_up(entry)
    check_kept(entry)
    return last


def spells(user: User) -> list[tuple[date, date | None]]:
    return list(FlareUp.objects.filter(user=user).values_list("started_on", "ended_on"))


# It begins


def test_a_flare_up_pauses_everything(person: User, catalogue: Catalogue) -> None:
    plan = training_plan_at(person, READY)
    hang = SetTick(
        exercise_id=exercise_id(catalogue, "bar-hang"), slot="morning", number=1, done=True
    )
    diary.begin_day(Entry(person, READY), score=2, level=3, catalogue=catalogue)
    setbacks.begin_flare_up(Entry(person, READY))
    decision = snapshot_made(person, READY).decisions[0]
    assert (decision.status, decision.earliest_on) == (Status.ON_HOLD, None)
    with pytest.raises(EntryRefused, match="paused"):
        diary.tick(Entry(person, READY), tick=hang, plan=plan, catalogue=catalogue)
    # The daily score goes on.
    diary.give_daily(Entry(person, READY), score=6)
    row = log_of(person)[-1]
    assert (row.kind, row.stage_to, row.reason, row.on) == (
        Kind.ON_HOLD,
        "bar-hang",
        "flare_up",
        TODAY,
    )


def test_pressed_twice_it_is_one(person: User) -> None:
    setbacks.begin_flare_up(Entry(person, READY))
    setbacks.begin_flare_up(Entry(person, NEXT_MORNING))
    assert spells(person) == [(TODAY, None)]
    assert [row.kind for row in log_of(person)] == [Kind.STARTED, Kind.ON_HOLD]


# It is over by the rule


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ([], "no score"),
        ([(0, 3, None), (1, 3, True)], ""),
        ([(0, 3, True), (1, 3, None)], "how somebody gets about today"),
        ([(0, 3, True), (1, 3, False)], "getting about"),
        ([(0, 3, True)], "a score of today"),
        ([(0, 4, True), (1, 3, True)], "a second good date"),
        ([(1, 3, True)], "a score of the date before"),
        ([(0, 3, True), (1, 4, True)], "a good score today"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_over_only_when_everything_is_met(person: User, said: Sequence[Said], missing: str) -> None:
    wednesday, thursday = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    setbacks.begin_flare_up(Entry(person, noon(wednesday)))
    say(person, *said, since=wednesday)
    now = noon(thursday)
    state = snapshot_made(person, now).flare_up
    assert state is not None
    assert (state.can_end, state.limit) == (not missing, 3)
    before = moved(enrolment_of(person))
    if missing:
        with pytest.raises(EntryRefused, match="not over yet"):
            setbacks.finish_flare_up(Entry(person, now))
        assert spells(person) == [(wednesday, None)]
        assert moved(enrolment_of(person)) == before
    else:
        setbacks.finish_flare_up(Entry(person, now))
        assert spells(person) == [(wednesday, thursday)]


def test_the_usual_is_that_of_the_date_before(person: User) -> None:
    """Of its week, seven dates back: the middle one is 5; without the oldest of them it is 3, and
    without the two oldest 1."""
    person.training_days.all().delete()
    since = TODAY - timedelta(days=7)
    say(
        person,
        *((later, score, None) for later, score in enumerate([5, 5, 1, 1, 1, 5, 5])),
        since=since,
    )
    setbacks.begin_flare_up(Entry(fresh(person), READY))
    state = snapshot_made(person, READY).flare_up
    assert state is not None
    assert (state.usual, state.limit) == (5, 6)


def test_of_two_scores_of_a_date_the_higher_counts(person: User) -> None:
    """Tuesday's morning, from before it began, was calm; what was said later was not."""
    setbacks.begin_flare_up(Entry(person, READY))
    say(person, (0, 6, False), (1, 3, True))
    state = snapshot_made(person, NEXT_MORNING).flare_up
    assert state is not None
    assert state.scores == ((TODAY, 6), (TODAY + timedelta(days=1), 3))
    assert (state.good_dates, state.can_end) == ((TODAY + timedelta(days=1),), False)


def test_not_on_the_date_it_began(person: User) -> None:
    setbacks.begin_flare_up(Entry(person, READY))
    say(person, (0, 0, True))
    with pytest.raises(EntryRefused, match="not over yet"):
        setbacks.finish_flare_up(Entry(person, noon(TODAY)))


def test_without_one_there_is_nothing_to_end(person: User) -> None:
    for change in (setbacks.finish_flare_up, setbacks.take_back_flare_up):
        with pytest.raises(EntryRefused, match="No flare-up"):
            change(Entry(person, READY))
    assert [row.kind for row in log_of(person)] == [Kind.STARTED]


def test_ended_once_it_stays_ended(person: User) -> None:
    last = flare_up(person, 2)
    with pytest.raises(EntryRefused, match="No flare-up"):
        setbacks.finish_flare_up(Entry(person, noon(last) + timedelta(days=1)))
    assert spells(person) == [(TODAY, last)]


# The way on

LIGHT, MODERATE, HEAVY = "bar-hang", "seated-row", "pull-through"
CLIMBED = {LIGHT: [], MODERATE: [MODERATE], HEAVY: [MODERATE, "reverse-hyper", HEAVY]}
BELOW = {LIGHT: "", MODERATE: "bar-hang", HEAVY: "reverse-hyper"}


def on_stage(stage: str, *, last: date = LIGHT_DAYS[-1]) -> User:
    """Calm days at level 3 of a stage until Monday, and before them at level 2 of that below."""
    user = climber(*CLIMBED[stage])
    record_baseline(user=user, score=3, now=at("2025-11-01 09:00"))
    enter_stage(user, stage, STARTED.date() - timedelta(days=40))
    user.training_days.all().delete()
    days = [last - timedelta(days=n) for n in (7, 5, 2, 0)]
    make_days(user, days, stage=stage)
    if BELOW[stage]:
        earlier = [last - timedelta(days=n) for n in (20, 18)]
        make_days(user, earlier, stage=BELOW[stage], dose_level=2)
    return fresh(user)


@pytest.mark.parametrize(
    ("stage", "dates", "going_on"),
    [
        (LIGHT, 2, (LIGHT, 70, 3)),
        (LIGHT, 5, (LIGHT, 50, 3)),
        (LIGHT, 10, (LIGHT, 50, 3)),
        (MODERATE, 2, (MODERATE, 70, 3)),
        (MODERATE, 5, (MODERATE, 50, 3)),
        (MODERATE, 10, ("bar-hang", 50, 2)),
        (HEAVY, 2, (HEAVY, 70, 3)),
        (HEAVY, 5, ("reverse-hyper", 50, 2)),
        (HEAVY, 10, ("reverse-hyper", 50, 2)),
    ],
)
def test_where_it_goes_on(
    catalogue: Catalogue, stage: str, dates: int, going_on: tuple[str, int, int]
) -> None:
    """Going on: the stage, the share of the dose in percent, and its level."""
    resumed, share, level = going_on
    user = on_stage(stage)
    last = flare_up(user, dates)
    place, row = enrolment_of(user), log_of(user)[-1]
    assert (row.kind, row.stage_from, row.stage_to) == (Kind.RESUMED, stage, resumed)
    assert (row.dose_level, row.dose_shares, row.on) == (level, [share], last)
    assert row.reason == "flare_up"
    assert row.decision == {"since": str(TODAY), "dates": dates}
    assert (place.stage_key, place.dose_from, place.dose_shares) == (resumed, last, [share])
    # What was opened rests, and the short way leads there.
    down = resumed != stage
    assert (place.reached_key, place.return_to) == (stage, stage if down else "")
    assert (place.entered_on == last) is down
    # Tomorrow's plan is at that share of the dose.
    tomorrow = noon(last) + timedelta(days=1)
    dose = snapshot_made(user, tomorrow).dose
    assert (dose.level, dose.share, dose.reason) == (level, share, "resuming")
    full = catalogue.stages[resumed].levels[level - 1]
    whole = full.sets_prescribed * (full.repetitions or full.hold_seconds or 0)
    assert dose.amount.volume * 100 <= share * whole
    assert today_of(user, tomorrow).stage_key == resumed


def test_on_its_last_date_the_easy_routine_stays(catalogue: Catalogue) -> None:
    user = on_stage(MODERATE)
    last = flare_up(user, 5)
    assert today_of(user, noon(last)).mode == "flare_up_over"
    assert today_of(user, noon(last) + timedelta(days=1)).mode != "flare_up_over"


@pytest.mark.parametrize(
    ("days", "stage", "shares"),
    [
        (10, HEAVY, [70]),
        (20, HEAVY, [50, 80]),
        (40, "reverse-hyper", [50]),
    ],
)
def test_with_a_break_the_stricter_of_both_holds(
    catalogue: Catalogue, days: int, stage: str, shares: list[int]
) -> None:
    """Two dates of a flare-up are the same stage at 70 %; so many days without training ask for
    more."""
    user = on_stage(HEAVY, last=TODAY - timedelta(days=days - 1))
    make_screening(user, now=noon(TODAY), read=True)
    last = flare_up(user, 2)
    assert (enrolment_of(user).stage_key, enrolment_of(user).dose_shares) == (stage, shares)
    # It was dealt with: no second break is found on the next day.
    assert snapshot_made(user, noon(last) + timedelta(days=1)).lay_off is None


@pytest.mark.parametrize(("days", "asks_baseline"), [(40, False), (90, True)])
def test_after_a_long_break_the_questions_come_first(
    catalogue: Catalogue, days: int, asks_baseline: bool
) -> None:
    user = on_stage(HEAVY, last=TODAY - timedelta(days=days - 1))
    user.screening_runs.update(on=TODAY - timedelta(days=days))
    user.baselines.exclude(on=date(2025, 11, 1)).delete()
    user.enrolments.update(dose_from=TODAY - timedelta(days=days + 10))
    with pytest.raises(EntryRefused, match="questions come first"):
        flare_up(user, 2)
    last = TODAY + timedelta(days=1)
    make_screening(user, now=noon(last), read=True)
    if asks_baseline:
        with pytest.raises(EntryRefused, match="questions come first"):
            setbacks.finish_flare_up(Entry(fresh(user), noon(last)))
        record_baseline(user=user, score=2, now=noon(last))
    setbacks.finish_flare_up(Entry(fresh(user), noon(last)))
    assert log_of(user)[-1].kind == Kind.LAY_OFF
    # What starts over has no short way back.
    assert enrolment_of(user).return_to == ("" if asks_baseline else HEAVY)


@pytest.mark.parametrize("pause", ["flare-up", "break"])
def test_a_bad_day_before_a_pause_is_not_forgotten(catalogue: Catalogue, pause: str) -> None:
    """Not settled, then too much: half of one level down would have come next. A pause after it
    leads to no more: not to 70 percent of the whole level after a flare-up of two dates, nor to
    half of it after 20 days without training."""
    days = 20 if pause == "break" else 2
    user = on_stage(MODERATE, last=TODAY - timedelta(days=days))
    unsettled, red = TrainingDay.objects.filter(user=user).order_by("-on")[:2][::-1]
    TrainingDay.objects.filter(user=user).update(dose_level=3)
    TrainingDay.objects.filter(pk=unsettled.pk).update(sets_done=1)
    TrainingDay.objects.filter(pk=red.pk).update(stop=True)
    touch(user)
    half_of_less = (2, 50)
    if pause == "flare-up":
        suggested = snapshot_made(user, noon(TODAY)).dose
        assert (suggested.level, suggested.share) == half_of_less
        on = flare_up(user, 2)
    else:
        make_screening(user, now=noon(TODAY), read=True)
        setbacks.go_on(Entry(fresh(user), noon(TODAY)))
        on = TODAY
    enrolment = enrolment_of(user)
    assert enrolment.stage_key == MODERATE
    assert (enrolment.dose_level, enrolment.dose_shares[0]) == half_of_less
    dose = snapshot_made(user, noon(on)).dose
    assert (dose.level, dose.share) == half_of_less


def test_a_calm_morning_before_it_began_is_no_good_date(catalogue: Catalogue) -> None:
    user = on_stage(MODERATE)
    diary.begin_day(Entry(user, READY), score=1, level=1, catalogue=catalogue)
    setbacks.begin_flare_up(Entry(user, noon(TODAY)))
    say(user, (1, 2, True))
    state = snapshot_made(user, noon(TODAY + timedelta(days=1))).flare_up
    assert state is not None
    assert (state.good_dates, state.can_end) == ((TODAY + timedelta(days=1),), False)


def test_afterwards_a_new_calm_day_is_asked_for(person: User) -> None:
    """Nothing closes; the calm days from before stand, but the latest must come after it."""
    last = flare_up(person, 2)
    thursday = noon(last) + timedelta(days=1)
    diary.give_daily(Entry(person, thursday), score=2)
    decision = snapshot_made(person, thursday).decisions[0]
    assert {c.code for c in decision.unmet} == {Code.FLARE_UP}
    # Mondays, Wednesdays and Fridays are planned: Friday's calm day opens it on Saturday.
    assert decision.earliest_on == date(2026, 3, 14)


# By mistake


def test_a_mistake_leaves_everything_as_it_was(catalogue: Catalogue) -> None:
    user = climber("seated-row")
    enrolment = enrolment_of(user)
    enrolment.dose_level, enrolment.dose_shares = 3, [50, 80]
    enrolment.save()
    before, dose = moved(enrolment_of(user)), snapshot_made(user, READY).dose
    setbacks.begin_flare_up(Entry(user, READY))
    setbacks.take_back_flare_up(Entry(user, READY + timedelta(hours=2)))
    assert (spells(user), moved(enrolment_of(user))) == ([], before)
    assert snapshot_made(user, READY).dose == dose
    row = log_of(user)[-1]
    assert (row.kind, row.reason, row.stage_to) == (Kind.RESUMED, "mistake", "seated-row")


def test_a_mistake_is_one_of_the_same_date(person: User) -> None:
    setbacks.begin_flare_up(Entry(person, READY))
    with pytest.raises(EntryRefused, match="on the day it began"):
        setbacks.take_back_flare_up(Entry(person, NEXT_MORNING))
    assert spells(person) == [(TODAY, None)]


def test_two_mistakes_on_one_date(person: User) -> None:
    for _ in range(2):
        setbacks.begin_flare_up(Entry(person, READY))
        setbacks.take_back_flare_up(Entry(person, READY))
    assert spells(person) == []
    assert [row.kind for row in log_of(person)] == [
        Kind.STARTED,
        *[Kind.ON_HOLD, Kind.RESUMED] * 2,
    ]
    assert replayed(person) == moved(enrolment_of(person))


def test_a_mistake_on_the_date_another_one_ended(person: User) -> None:
    last = flare_up(person, 2)
    place = moved(enrolment_of(person))
    setbacks.begin_flare_up(Entry(person, noon(last)))
    setbacks.take_back_flare_up(Entry(person, noon(last)))
    assert (spells(person), moved(enrolment_of(person))) == ([(TODAY, last)], place)
    assert replayed(person) == place
