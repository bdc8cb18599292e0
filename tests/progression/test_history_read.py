"""What was read before a move says what would be read after it."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Baseline, DailyScore, FlareUp
from backrehab.progression.history import load_history
from backrehab.progression.rulesets import current_rules
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.progression.scenes import RED, TODAY, enrolment_of, noon

pytestmark = pytest.mark.django_db

# Their windows differ.
HIGHER, LOWER = "seated-row", "bar-hang"


def ago(dates: int) -> date:
    return TODAY - timedelta(days=dates)


def tell(dice: Random) -> User:
    """Somebody who told something on some of the last 120 dates, or of those before a pause."""
    user = make_person(now=at("2025-09-01 09:00"), baseline=3)
    latest = dice.choice([0, 1, 30, 36, 40, 44, 46, 60])
    for n in sorted(dice.sample(range(latest, 120), dice.randrange(1, 60)), reverse=True):
        scores = {key: dice.choice([1, 2, 3, RED]) for key in ("before", "worst", "morning")}
        make_days(user, [ago(n)], stage=HIGHER, stop=dice.random() < 0.2, **scores)
    for n in dice.sample(range(120), 40):
        DailyScore.objects.create(
            user=user, on=ago(n), score=dice.randrange(5), given_at=noon(ago(n))
        )
    for n in dice.sample(range(1, 120), 12):
        Baseline.objects.create(
            user=user, on=ago(n), score=dice.randrange(6), given_at=noon(ago(n))
        )
    spells = sorted(dice.sample(range(120), 6), reverse=True)
    for first, last in zip(spells[::2], spells[1::2], strict=True):
        FlareUp.objects.create(user=user, started_on=ago(first), ended_on=ago(last))
    if dice.random() < 0.5:
        FlareUp.objects.filter(user=user, started_on=ago(spells[4])).update(ended_on=None)
    return user


@pytest.mark.parametrize("seed", range(40))
def test_a_window_within_the_one_that_was_read(catalogue: Catalogue, seed: int) -> None:
    dice = Random(seed)
    user, rules = tell(dice), current_rules()
    place = enrolment_of(user)
    place.stage_key, place.entered_on = HIGHER, ago(dice.randrange(1, 100))
    read = load_history(user, place, rules=rules, today=TODAY).read
    place.stage_key, place.entered_on = LOWER, dice.choice([place.entered_on, TODAY])
    place.dose_from = TODAY
    if dice.random() < 0.5 and any(spell.end is None for spell in read.flare_ups):
        FlareUp.objects.filter(user=user, ended_on=None).update(ended_on=TODAY)
        read = read.after_flare_up(TODAY)
    with CaptureQueriesContext(connection) as captured:
        known = load_history(user, place, rules=rules, today=TODAY, read=read)
    assert not captured
    anew = load_history(user, place, rules=rules, today=TODAY)
    assert known.read.since == anew.read.since > read.since
    assert known == anew


def test_another_date_or_a_longer_window_is_read_anew(catalogue: Catalogue) -> None:
    user, rules = tell(Random(1)), current_rules()
    place = enrolment_of(user)
    place.stage_key = LOWER
    read = load_history(user, place, rules=rules, today=TODAY).read
    for stage, today in ((LOWER, TODAY + timedelta(days=1)), (HIGHER, TODAY)):
        place.stage_key = stage
        known = load_history(user, place, rules=rules, today=today, read=read)
        assert known == load_history(user, place, rules=rules, today=today)
        assert (known.read.since, known.read.until) != (read.since, read.until)
