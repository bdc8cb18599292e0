"""Going on after a break: what changes, what is asked first, and what stays."""

from datetime import date, timedelta

import pytest

from backrehab.accounts.models import AgeBand, User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report, record_baseline
from backrehab.progression import diary, logbook, setbacks
from backrehab.progression.changes import by_short_way, resting_stages
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.progression.models import TransitionKind as Kind
from backrehab.progression.rulesets import current_rules
from tests.factories import at, make_screening
from tests.factories_diary import make_days
from tests.progression.scenes import (
    TODAY,
    check_kept,
    climber,
    enrolment_of,
    fresh,
    log_of,
    moved,
    noon,
    replayed,
    snapshot_made,
    today_of,
)

pytestmark = pytest.mark.django_db

RULES = current_rules()
LAST = TODAY + timedelta(days=5)
HEAVY = ("seated-row", "reverse-hyper", "pull-through", "deadlift")


def rested(*stages: str, **fields: object) -> User:
    """Somebody who opened these stages on Tuesday and trained at level 3 of the last until
    Sunday; the stage below went well at level 2 (the hang at 3)."""
    user = climber(*stages, **fields)
    record_baseline(user=user, score=3, now=at("2026-01-01 09:00"))
    below, here = ("bar-hang", *stages)[-2:]
    make_days(user, [TODAY - timedelta(days=20)], stage=below, dose_level=2, sets_done=2)
    days = [LAST - timedelta(days=n) for n in (4, 2, 0)]
    make_days(user, days, stage=here, before=1, worst=1, morning=1, sets_prescribed=3, sets_done=3)
    return fresh(user)


def after(days: int) -> date:
    return LAST + timedelta(days=days)


def ask(user: User, on: date, *, baseline: bool = True) -> None:
    """All the questions of the health check, and the pain of the last week."""
    make_screening(user, now=noon(on), read=True)
    if baseline:
        record_baseline(user=user, score=3, now=noon(on))


def go_on(user: User, on: date) -> None:
    entry = Entry(fresh(user), noon(on))
    setbacks.go_on(entry)
    check_kept(entry)


@pytest.mark.parametrize("days", [7, 8, 14])
def test_a_short_break_asks_nothing(catalogue: Catalogue, days: int) -> None:
    user = rested("seated-row")
    place = moved(enrolment_of(user))
    snapshot = snapshot_made(user, noon(after(days)))
    assert snapshot.lay_off is None
    dose = snapshot.dose
    # Level 3 is 3 x 12. Calm days without repetitions on top raise nothing.
    short = days >= 8
    assert (dose.amount.sets, dose.amount.each) == ((2, 12) if short else (3, 12))
    assert (dose.level, dose.reason) == (3, "lay_off" if short else "extra_repetitions")
    go_on(user, after(days))
    assert moved(enrolment_of(user)) == place
    begun = diary.begin_day(
        Entry(fresh(user), noon(after(days))),
        score=1,
        level=dose.level,
        catalogue=catalogue,
        dose=dose,
    )
    assert (begun.sets_prescribed, begun.dose_level) == (2 if short else 3, 3)


@pytest.mark.parametrize(
    ("stages", "days", "band", "going_on"),
    [
        (HEAVY[:1], 15, "medium", ("seated-row", 3, [50, 80])),
        (HEAVY[:1], 28, "medium", ("seated-row", 3, [50, 80])),
        (HEAVY[:1], 29, "long", ("bar-hang", 3, [50])),
        (HEAVY[:1], 84, "long", ("bar-hang", 3, [50])),
        (HEAVY, 28, "medium", ("deadlift", 3, [50, 80])),
        (HEAVY, 29, "long", ("pull-through", 2, [50])),
        (HEAVY, 85, "very_long", ("seated-row", 1, [100])),
        (HEAVY, 400, "very_long", ("seated-row", 1, [100])),
        # Starting over never leads up.
        (HEAVY[:1], 85, "very_long", ("bar-hang", 1, [100])),
    ],
)
def test_what_a_longer_break_changes(
    catalogue: Catalogue,
    stages: tuple[str, ...],
    days: int,
    band: str,
    going_on: tuple[str, int, list[int]],
) -> None:
    """Going on: the stage, the level, and the shares of the dose in percent."""
    stage, level, shares = going_on
    user = rested(*stages)
    on = after(days)
    ask(user, on)
    found = snapshot_made(user, noon(on)).lay_off
    assert found is not None
    assert (found.lay_off.band, found.lay_off.days, found.can_go_on) == (band, days, True)
    assert today_of(user, noon(on)).mode == "welcome_back"
    go_on(user, on)
    place, row = enrolment_of(user), log_of(user)[-1]
    assert (row.kind, row.reason, row.stage_from) == (Kind.LAY_OFF, band, stages[-1])
    assert row.decision == {"days": days, "last": str(LAST)}
    assert (place.stage_key, place.dose_level, place.dose_shares) == (stage, level, shares)
    # The count starts anew; what was earned stays.
    assert (place.entered_on, place.dose_from, place.reached_key) == (on, on, stages[-1])
    assert replayed(user) == moved(place)
    after_it = snapshot_made(user, noon(on))
    assert (after_it.lay_off, after_it.dose.level, after_it.dose.share) == (None, level, shares[0])


def test_an_open_flare_up_comes_first(catalogue: Catalogue) -> None:
    user = rested("seated-row")
    on = after(20)
    ask(user, on)
    setbacks.begin_flare_up(Entry(fresh(user), noon(on)))
    place = moved(enrolment_of(user))
    with pytest.raises(EntryRefused, match="A flare-up is open"):
        go_on(user, on)
    assert (moved(enrolment_of(user)), log_of(user)[-1].kind) == (place, Kind.ON_HOLD)


def test_the_short_way_back_after_a_long_break(catalogue: Catalogue) -> None:
    user = rested(*HEAVY)
    ask(user, after(40))
    go_on(user, after(40))
    place = enrolment_of(user)
    assert resting_stages(place, RULES) == ("deadlift",)
    assert by_short_way(place, "deadlift", RULES)


def test_no_short_way_after_a_very_long_one(catalogue: Catalogue) -> None:
    user = rested(*HEAVY)
    ask(user, after(90))
    go_on(user, after(90))
    place = enrolment_of(user)
    assert (place.stage_key, place.return_to) == ("seated-row", "")
    assert resting_stages(place, RULES) == HEAVY[1:]
    assert not any(by_short_way(place, stage, RULES) for stage in HEAVY[1:])


# Gently: the next stricter row


@pytest.mark.parametrize(
    "gently", [{"age_band": AgeBand.FROM_65}, {"age_band": AgeBand.FROM_70}, {"sedentary": True}]
)
@pytest.mark.parametrize(
    ("days", "band"), [(7, ""), (8, "medium"), (15, "long"), (29, "very_long"), (85, "very_long")]
)
def test_gently_the_next_stricter_row_holds(
    catalogue: Catalogue, gently: dict[str, object], days: int, band: str
) -> None:
    user = rested(*HEAVY, **gently)
    found = snapshot_made(user, noon(after(days))).lay_off
    assert (found.lay_off.band if found else "") == band
    if found:
        assert found.needs_screening
        assert found.needs_baseline is (band == "very_long")


# What is asked first


@pytest.mark.parametrize("days", [15, 29, 85])
def test_questions_come_first(catalogue: Catalogue, days: int) -> None:
    user = rested(*HEAVY)
    on = after(days)
    found = snapshot_made(user, noon(on)).lay_off
    assert found is not None
    assert (found.needs_screening, found.needs_baseline) == (True, days == 85)
    place = moved(enrolment_of(user))
    with pytest.raises(EntryRefused, match="questions come first"):
        go_on(user, on)
    assert moved(enrolment_of(user)) == place
    make_screening(user, now=noon(on), read=True)
    if days == 85:
        with pytest.raises(EntryRefused, match="questions come first"):
            go_on(user, on)
        record_baseline(user=user, score=3, now=noon(on))
    go_on(user, on)
    assert log_of(user)[-1].kind == Kind.LAY_OFF


@pytest.mark.parametrize("days", [15, 29, 85])
def test_a_caution_that_is_due_again_hides_no_questions(catalogue: Catalogue, days: int) -> None:
    """Pain past the knee is asked again after two weeks, which comes before what a break asks."""
    user = rested(*HEAVY)
    make_screening(user, now=noon(LAST), read=True, **{"C8": "yes", "C8-worse": "no"})
    record_baseline(user=user, score=3, now=noon(after(days)))
    found = snapshot_made(user, noon(after(days))).lay_off
    assert found is not None
    assert found.needs_screening
    with pytest.raises(EntryRefused, match="questions come first"):
        go_on(user, after(days))
    ask(user, after(days))
    go_on(user, after(days))
    assert log_of(user)[-1].kind == Kind.LAY_OFF


@pytest.mark.parametrize(("gently", "begins"), [(False, 85), (True, 29)])
def test_the_pain_of_the_last_week_is_that_after_the_break(
    catalogue: Catalogue, begins: int, *, gently: bool
) -> None:
    """One told in the middle of the break says nothing of the week before going on."""
    user = rested(*HEAVY, sedentary=gently)
    record_baseline(user=user, score=3, now=noon(after(begins - 1)))
    found = snapshot_made(user, noon(after(begins + 2))).lay_off
    assert found is not None
    assert found.needs_baseline
    record_baseline(user=user, score=3, now=noon(after(begins)))
    found = snapshot_made(user, noon(after(begins + 2))).lay_off
    assert found is not None
    assert not found.needs_baseline


def test_no_training_before_it_was_read(catalogue: Catalogue) -> None:
    """Also with everything asked: the person first sees what changes, and says so."""
    user = rested(*HEAVY)
    on = after(30)
    ask(user, on)
    with pytest.raises(EntryRefused, match="see first what changes"):
        diary.begin_day(Entry(user, noon(on)), score=1, level=3, catalogue=catalogue)
    assert not user.training_days.filter(on=on).exists()
    go_on(user, on)
    day = diary.begin_day(
        Entry(user, noon(on)),
        score=1,
        level=3,
        catalogue=catalogue,
        dose=snapshot_made(user, noon(on)).dose,
    )
    # Level 2 of the pull-through is 2 x 12; half of it is one set of 12.
    assert (day.stage_key, day.dose_level, day.dose_share) == ("pull-through", 2, 50)
    assert (day.sets_prescribed, day.each_prescribed) == (1, 12)


@pytest.mark.parametrize("stored", [True, False], ids=["page seen before", "nothing stored"])
def test_a_day_added_to_the_log_does_not_end_a_break(catalogue: Catalogue, *, stored: bool) -> None:
    """Else one press would lead round the questions, and back to the old dose."""
    user, on = rested(*HEAVY), after(85)
    if stored:
        snapshot_made(user, noon(on))
    yesterday = on - timedelta(days=1)
    entry = TypedDay(before=1, morning=None, level=3, report=Report(sets_done=3, worst=1))
    with pytest.raises(EntryRefused, match="see first what changes"):
        logbook.add_day(
            Entry(fresh(user), noon(on)), on=yesterday, typed=entry, catalogue=catalogue
        )
    assert not user.training_days.filter(on__gte=yesterday).exists()
    ask(user, on)
    go_on(user, on)
    day = logbook.add_day(
        Entry(fresh(user), noon(on)), on=yesterday, typed=entry, catalogue=catalogue
    )
    # It was trained before going on.
    assert (day.stage_key, enrolment_of(user).stage_key) == (HEAVY[-1], "seated-row")
    dose = snapshot_made(user, noon(on)).dose
    assert (dose.level, dose.share) == (1, 100)


def test_a_day_is_added_after_a_break_that_asks_nothing(catalogue: Catalogue) -> None:
    user, on = rested(*HEAVY), after(14)
    entry = TypedDay(before=1, morning=None, level=3, report=Report(sets_done=3, worst=1))
    day = logbook.add_day(Entry(fresh(user), noon(on)), on=on, typed=entry, catalogue=catalogue)
    assert (day.on, day.stage_key) == (on, HEAVY[-1])


def test_said_twice_it_happened_once(catalogue: Catalogue) -> None:
    user = rested(*HEAVY)
    ask(user, after(30))
    go_on(user, after(30))
    go_on(user, after(30))
    assert [row.kind for row in log_of(user)].count(Kind.LAY_OFF) == 1
    assert enrolment_of(user).stage_key == "pull-through"


def test_who_went_on_and_rested_again_has_a_new_break(catalogue: Catalogue) -> None:
    """Counted from the day they went on, though nothing was trained on it."""
    user = rested(*HEAVY)
    ask(user, after(30))
    go_on(user, after(30))
    assert snapshot_made(user, noon(after(44))).lay_off is None
    found = snapshot_made(user, noon(after(45))).lay_off
    assert found is not None
    assert (found.lay_off.band, found.lay_off.days) == ("medium", 15)


@pytest.mark.parametrize(
    ("again", "days", "expected"),
    [
        # Settled as a long break on day 71; a stricter band begins on day 85 of all.
        (71, 84, None),
        (71, 85, ("very_long", 85)),
        # Settled as a medium one on day 20: on day 29 the whole is long, though nine days are not.
        (20, 28, None),
        (20, 29, ("long", 29)),
        # Settled as very long: nothing is stricter, so the days count anew.
        (90, 104, None),
        (90, 105, ("medium", 15)),
        (90, 119, ("long", 29)),
    ],
)
def test_going_on_without_training_ends_no_break(
    catalogue: Catalogue, again: int, days: int, expected: tuple[str, int] | None
) -> None:
    user = rested(*HEAVY)
    ask(user, after(again))
    go_on(user, after(again))
    found = snapshot_made(user, noon(after(days))).lay_off
    assert (None if found is None else (found.lay_off.band, found.lay_off.days)) == expected


@pytest.mark.parametrize("days", [29, 34, 35])
def test_what_the_whole_break_asks_is_asked(catalogue: Catalogue, days: int) -> None:
    """What was asked on day 20 does not stand for the whole health check of a long break."""
    user = rested(*HEAVY)
    make_screening(user, now=noon(after(20)), read=True)
    go_on(user, after(20))
    found = snapshot_made(user, noon(after(days))).lay_off
    assert found is not None
    assert (found.lay_off.band, found.needs_screening) == ("long", True)


@pytest.mark.parametrize(("days", "band"), [(15, "medium"), (29, "long")])
def test_opening_a_stage_is_no_training(catalogue: Catalogue, days: int, band: str) -> None:
    user = rested("seated-row")
    user.enrolments.update(dose_from=after(1), entered_on=after(1))
    touch(user)
    found = snapshot_made(fresh(user), noon(after(days))).lay_off
    assert found is not None
    assert (found.lay_off.band, found.lay_off.days) == (band, days)
    assert found.needs_screening


def test_who_never_trained_has_no_break(catalogue: Catalogue) -> None:
    user = climber("seated-row")
    user.training_days.all().delete()
    assert snapshot_made(user, noon(after(200))).lay_off is None


def test_the_days_after_it(catalogue: Catalogue) -> None:
    """Half, then four fifths, then all of it; each after a good day."""
    user = rested("seated-row")
    on = after(20)
    ask(user, on)
    go_on(user, on)
    seen = []
    for later in (0, 2, 4):
        make = {"before": 1, "worst": 1, "morning": 1, "sets_prescribed": 3, "sets_done": 3}
        dose = snapshot_made(user, noon(on + timedelta(days=later))).dose
        seen.append((dose.level, dose.share))
        days = [on + timedelta(days=later)]
        make_days(user, days, stage="seated-row", dose_share=dose.share, **make)
    assert seen == [(3, 50), (3, 80), (3, 100)]
