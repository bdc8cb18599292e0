"""What a decision changes: replaying the log gives the place on the ladder, whatever happened."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backrehab.accounts.models import User
from backrehab.domain.ladder_line import main_line, stage_below
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.progression import diary
from backrehab.progression.changes import (
    BY_MISTAKE,
    by_short_way,
    carry_over,
    record,
    resting_stages,
)
from backrehab.progression.entries import Entry
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.history_read import HistoryRead
from backrehab.progression.models import Enrolment, Transition
from backrehab.progression.models import TransitionKind as Kind
from backrehab.progression.rulesets import current_rules
from tests.factories_diary import make_person
from tests.progression.scenes import (
    READY,
    STARTED,
    TODAY,
    climber,
    enrolment_of,
    fresh,
    log_of,
    moved,
    noon,
    replayed,
)

pytestmark = pytest.mark.django_db

RULES = current_rules()
LINE = main_line(RULES)
BANDS = RULES.lay_off.bands
(STARTS_OVER,) = (key for key, band in BANDS.items() if band.starts_over)


def load(enrolment: Enrolment, on: date, *, read: HistoryRead | None = None) -> Loaded:
    return load_history(enrolment.user, enrolment, rules=RULES, today=on, read=read)


def move(user: User, kind: Kind, stage_to: str, *, on: date = TODAY, **fields: Any) -> Enrolment:
    """One decision on that date; the place as it is stored then."""
    enrolment = enrolment_of(user)
    enrolment.user = fresh(user)
    read = load(enrolment, on).read
    record(enrolment, kind=kind, stage_to=stage_to, now=noon(on), **fields)
    known = carry_over(enrolment, read)
    # What was read before the move says what is there now.
    assert load(enrolment, on, read=known).rows == load(enrolment, on).rows
    return enrolment_of(user)


# All of it, in any lawful order

# What is drawn: which of the lawful moves, the dose it names, and how many dates later.
MOVES = st.tuples(
    st.integers(0, 99),
    st.integers(1, 4),
    st.sampled_from([(), (50,), (50, 80), (70,)]),
    st.integers(1, 40),
)


def lawful(enrolment: Enrolment) -> list[tuple[Kind, str, str]]:
    """Every decision that can be made now: kind, stage and reason."""
    here = enrolment.stage_key
    below = stage_below(here, RULES)
    found = [
        (Kind.ON_HOLD, here, "flare_up"),
        (Kind.RESUMED, here, "flare_up"),
        (Kind.RESUMED, here, BY_MISTAKE),
        (Kind.LAY_OFF, here, "medium"),
        (Kind.LAY_OFF, min(here, "seated-row", key=LINE.index), STARTS_OVER),
        (Kind.REVIEWED, here, ""),
    ]
    if below is not None:
        found += [
            (Kind.STEPPED_BACK, below, "two_reds"),
            (Kind.RESUMED, below, "flare_up"),
            (Kind.LAY_OFF, below, "long"),
        ]
    for ahead in RULES.stages[here].opens:
        if ahead not in LINE:
            if enrolment.branch_opened_on is None:
                opened = Transition.objects.filter(
                    enrolment=enrolment, stage_to=ahead, kind=Kind.OPENED
                ).exists()
                found.append((Kind.RETURNED if opened else Kind.OPENED, ahead, ""))
            continue
        rests = ahead in resting_stages(enrolment, RULES)
        found += [(Kind.RETURNED if rests else Kind.OPENED, ahead, "")] * 3
    return found


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(MOVES, max_size=25))
def test_replaying_the_log_gives_the_stored_place(moves: list[Any]) -> None:
    user = make_person(now=STARTED)
    on = STARTED.date()
    for which, level, shares, later in moves:
        enrolment = enrolment_of(user)
        on += timedelta(days=later)
        choices = lawful(enrolment)
        kind, stage, reason = choices[which % len(choices)]
        doses = {"dose_level": level, "dose_shares": shares} if reason else {}
        place = move(user, kind, stage, on=on, reason=reason, **doses)
        assert replayed(user) == moved(place)
        # What was opened once is never lost, and the short way never leads above it.
        here, reached = LINE.index(place.stage_key), LINE.index(place.reached_key)
        opened = {row.stage_to for row in log_of(user) if row.kind in {Kind.OPENED, Kind.STARTED}}
        assert reached == max(LINE.index(stage) for stage in opened if stage in LINE)
        assert resting_stages(place, RULES) == LINE[here + 1 : reached + 1]
        ways_up = (row.on for row in log_of(user) if row.kind in {Kind.OPENED, Kind.RETURNED})
        assert max(ways_up, default=place.opened_until) <= place.opened_until
        if place.return_to:
            assert here < LINE.index(place.return_to) <= reached


# One at a time


def ways(enrolment: Enrolment) -> tuple[str, str, tuple[str, ...], list[str]]:
    """Reached, the goal of the short way back, what rests, and what opens by the short way."""
    resting = resting_stages(enrolment, RULES)
    short = [stage for stage in resting if by_short_way(enrolment, stage, RULES)]
    return enrolment.reached_key, enrolment.return_to, resting, short


def test_a_step_back_and_the_way_up_again(catalogue: Catalogue) -> None:
    user = climber("seated-row", "reverse-hyper")
    assert ways(enrolment_of(user)) == ("reverse-hyper", "", (), [])
    row, hyper = "seated-row", "reverse-hyper"
    assert ways(move(user, Kind.STEPPED_BACK, row)) == (hyper, hyper, (hyper,), [hyper])
    further = move(user, Kind.STEPPED_BACK, "bar-hang", on=TODAY + timedelta(days=9))
    assert ways(further) == (hyper, hyper, (row, hyper), [row, hyper])
    half_way = move(user, Kind.RETURNED, row, on=TODAY + timedelta(days=20))
    assert ways(half_way) == (hyper, hyper, (hyper,), [hyper])
    assert half_way.entered_on == TODAY + timedelta(days=20)
    back = move(user, Kind.RETURNED, hyper, on=TODAY + timedelta(days=30))
    assert ways(back) == (hyper, "", (), [])
    assert replayed(user) == moved(back)


def test_starting_over_leaves_no_short_way(catalogue: Catalogue) -> None:
    user = climber("seated-row", "reverse-hyper", "pull-through", "deadlift")
    move(user, Kind.STEPPED_BACK, "pull-through")
    later = TODAY + timedelta(days=100)
    place = move(user, Kind.LAY_OFF, "seated-row", on=later, reason=STARTS_OVER, dose_level=1)
    resting = ("reverse-hyper", "pull-through", "deadlift")
    assert ways(place) == ("deadlift", "", resting, [])
    assert (place.entered_on, place.dose_from, place.dose_level) == (later, later, 1)
    # From there a step back leads up by the short way only as far as it went down.
    down = move(user, Kind.STEPPED_BACK, "bar-hang", on=later + timedelta(days=10))
    assert ways(down) == ("deadlift", "seated-row", ("seated-row", *resting), ["seated-row"])
    assert replayed(user) == moved(down)


@pytest.mark.parametrize("band", BANDS)
def test_the_rules_say_which_break_leaves_no_short_way(catalogue: Catalogue, band: str) -> None:
    user = climber("seated-row", "reverse-hyper")
    place = move(user, Kind.LAY_OFF, "seated-row", reason=band, dose_level=1)
    assert place.return_to == ("" if BANDS[band].starts_over else "reverse-hyper")


def test_a_break_at_the_same_stage_starts_the_count_anew(catalogue: Catalogue) -> None:
    user = climber("seated-row")
    later = TODAY + timedelta(days=20)
    place = move(
        user,
        Kind.LAY_OFF,
        "seated-row",
        on=later,
        reason="medium",
        dose_level=3,
        dose_shares=(50, 80),
    )
    assert (place.entered_on, place.dose_from) == (later, later)
    assert (place.dose_level, place.dose_shares, place.return_to) == (3, [50, 80], "")


def test_a_flare_up_at_the_same_stage_keeps_the_count(catalogue: Catalogue) -> None:
    user = climber("seated-row")
    later = TODAY + timedelta(days=4)
    place = move(
        user,
        Kind.RESUMED,
        "seated-row",
        on=later,
        reason="flare_up",
        dose_level=2,
        dose_shares=(50,),
    )
    assert (place.entered_on, place.dose_from) == (TODAY, later)
    assert (place.dose_level, place.dose_shares) == (2, [50])


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(Kind.ON_HOLD, "flare_up"), (Kind.RESUMED, BY_MISTAKE), (Kind.REVIEWED, "")],
)
def test_what_is_only_noted_moves_nobody(catalogue: Catalogue, kind: Kind, reason: str) -> None:
    user = climber("seated-row")
    before = moved(enrolment_of(user))
    later = TODAY + timedelta(days=3)
    assert moved(move(user, kind, "seated-row", on=later, reason=reason)) == before
    assert log_of(user)[-1].on == later


def test_the_side_branch_is_no_place_to_stand(catalogue: Catalogue) -> None:
    user = climber("seated-row", "reverse-hyper", "pull-through", "deadlift")
    before = moved(enrolment_of(user))
    place = move(user, Kind.OPENED, "hyper-row")
    assert moved(place) == before | {"branch_opened_on": TODAY}


# A day that was begun before the move


def begun(user: User, catalogue: Catalogue, now: datetime = READY) -> TrainingDay:
    return diary.begin_day(Entry(user, now), score=2, level=1, catalogue=catalogue)


@pytest.mark.parametrize(
    ("shares", "dose"),
    [
        # Seconds of holding: 2 of 40 in full; half of it is 1 of 40, less sets first.
        ((), (2, 100, 2, None)),
        ((50, 80), (2, 50, 1, 40)),
    ],
)
def test_a_day_with_only_its_first_score_goes_down_too(
    catalogue: Catalogue, shares: tuple[int, ...], dose: tuple[int, int, int, int | None]
) -> None:
    user = climber("seated-row")
    begun(user, catalogue)
    move(user, Kind.STEPPED_BACK, "bar-hang", dose_level=2, dose_shares=shares)
    day = TrainingDay.objects.get(user=user, on=TODAY)
    assert (day.stage_key, day.before) == ("bar-hang", 2)
    prescribed = (day.dose_level, day.dose_share, day.sets_prescribed, day.each_prescribed)
    assert prescribed == dose


def test_a_day_that_somebody_else_began_stays_as_it_is(catalogue: Catalogue) -> None:
    user, other = climber("seated-row"), climber("seated-row")
    begun(user, catalogue)
    begun(other, catalogue)
    theirs = TrainingDay.objects.filter(user=other).values()
    before = list(theirs.all())
    move(user, Kind.STEPPED_BACK, "bar-hang", dose_level=2)
    assert list(theirs.all()) == before


def test_a_day_that_was_trained_stays_where_it_was(catalogue: Catalogue) -> None:
    user = climber("seated-row")
    begun(user, catalogue)
    diary.stop(Entry(user, READY), catalogue=catalogue)
    move(user, Kind.STEPPED_BACK, "bar-hang", dose_level=2)
    assert TrainingDay.objects.get(user=user, on=TODAY).stage_key == "seated-row"


def test_the_decision_names_what_it_was_made_with(catalogue: Catalogue) -> None:
    user = climber("seated-row")
    move(
        user,
        Kind.STEPPED_BACK,
        "bar-hang",
        reason="two_reds",
        decision={"reds": ["2026-03-10"]},
        dose_level=2,
        dose_shares=(50,),
    )
    row = Transition.objects.get(user=user, kind=Kind.STEPPED_BACK)
    assert (row.stage_from, row.stage_to, row.on) == ("seated-row", "bar-hang", TODAY)
    assert (row.rules_version, row.reason, row.decision) == (
        RULES.version,
        "two_reds",
        {"reds": ["2026-03-10"]},
    )
    assert (row.dose_level, row.dose_shares, row.at) == (2, [50], noon(TODAY))
