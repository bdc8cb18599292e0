"""What is read of one person is the same whether or not there is anybody else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from backrehab.accounts.models import User
from backrehab.accounts.versions import read_version
from backrehab.exercises.cards import Catalogue
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import day_entries
from backrehab.painlog.services import tick_sets
from backrehab.progression import logbook, reviews
from backrehab.progression.entries import Entry
from backrehab.progression.older_days import read_older
from backrehab.progression.ticks import read_ticks
from backrehab.screening.begun import draft_listed
from backrehab.screening.queries import current_draft
from backrehab.screening.services import record_leg_symptom, start_draft
from backrehab.web import log_rows, progress_records, story
from backrehab.web.person import load_person
from backrehab.web.programme_page import streak_of
from tests.exchange.people import fill_diary
from tests.factories import make_screening, make_user
from tests.factories_diary import enter_stage, exercise_id, make_days
from tests.progress_people import diary
from tests.progression.scenes import enrolment_of
from tests.security.neighbours import DATES, TODAY, YESTERDAY, loud_neighbour, somebody
from tests.security.world import NOW

pytestmark = pytest.mark.django_db
SINCE = TODAY - timedelta(days=DATES)


def told_of(user: User, catalogue: Catalogue) -> dict[str, Any]:
    """What the queries say that are asked for one person."""
    drills = [one.id for one in list(catalogue.exercises.values())[:2]]
    asked = {"since": SINCE, "drills": drills}
    place, person = enrolment_of(user), load_person(user)
    spell = {"since": SINCE, "until": TODAY}
    records = progress_records.read_records(person, None)
    return {
        "scores": list(log.daily_scores_of(user.pk, SINCE, TODAY)),
        "baselines": list(log.baselines_of(user.pk, SINCE, TODAY)),
        "flare-ups": list(log.flare_ups_of(user.pk, SINCE, TODAY)),
        "training days": list(log.training_days_of(user.pk, SINCE, TODAY)),
        "training day": log.training_day(user, TODAY),
        "count of changes": read_version(user),
        "latest": list(log.latest_trained_of(user.pk, YESTERDAY)),
        "sets": list(log.latest_sets_of(user.pk, list(catalogue.exercises), SINCE, TODAY)),
        "stopped": log.stopped_after(user, None, until=TODAY),
        "today": day_entries(user, TODAY, **asked),
        "today, begun": day_entries(user, TODAY, begun=True, **asked),
        "ticks": read_ticks(user, TODAY),
        "openings": reviews._read(user, place, changed=SINCE, **spell),
        "older days": read_older(user, (SINCE, YESTERDAY), today=TODAY),
        "stages": [logbook.stage_on(user, place, SINCE + timedelta(n)) for n in range(DATES)],
        "free dates": logbook.free_dates(user, place, TODAY),
        "log": log_rows.read_spell(person, **spell),
        "progress": (records.rows, records.changes, records.stays, records.before),
        "decisions": story.read_story(person, 1).told,
        "decisions lately": story.read_period(person, SINCE, TODAY),
        "streak": streak_of(person, catalogue.programmes["sciatica"]),
    }


def test_what_is_read_of_somebody_is_the_same_without_all_others(catalogue: Catalogue) -> None:
    with time_machine.travel(NOW, tick=False):
        loud_neighbour(catalogue)
        user = somebody()
        fill_diary(user)
        diary(user, last=YESTERDAY, dates=DATES)
        user.training_days.filter(on__month=1).update(stop=True)
        loud_neighbour(catalogue)
        user = User.objects.get(pk=user.pk)
        among_others = told_of(user, catalogue)
        User.objects.exclude(pk=user.pk).delete()
        alone = told_of(user, catalogue)
    assert [name for name in alone if among_others[name] != alone[name]] == []
    assert [name for name, told in alone.items() if not told] == []


def test_a_stage_that_somebody_else_was_at_is_not_where_one_was(catalogue: Catalogue) -> None:
    other, user = somebody(), somebody()
    diary(other, last=YESTERDAY, dates=DATES)
    enter_stage(user, "deadlift", TODAY - timedelta(days=9))
    long_ago = TODAY - timedelta(days=20)
    stages = [logbook.stage_on(one, enrolment_of(one), long_ago) for one in (other, user)]
    assert stages == ["deadlift", "bar-hang"]


def test_the_answers_of_somebody_else_are_none_of_one_s_own(catalogue: Catalogue) -> None:
    other, user, third = make_user(), make_user(), make_user()
    for one in (other, third):
        make_screening(one, now=NOW)
        start_draft(one, reason="own_wish", again=False, now=NOW)
    assert (current_draft(user, now=NOW), list(draft_listed(user.pk))) == (None, [])
    own = start_draft(user, reason="own_wish", again=False, now=NOW)
    for one in (other, third):
        record_leg_symptom(one, now=NOW + timedelta(minutes=1))
    assert current_draft(user, now=NOW) == own


def test_training_that_is_deleted_takes_the_sets_of_nobody_else(catalogue: Catalogue) -> None:
    people = [somebody() for _ in range(3)]
    place = (exercise_id(catalogue, "bar-hang"), "session", 1)
    for one in people:
        make_days(one, [YESTERDAY])
        tick_sets(user=one, on=YESTERDAY, places=[place], done=True, now=NOW)
    logbook.delete_entry(Entry(people[1], NOW), on=YESTERDAY)
    assert [len(read_ticks(one, YESTERDAY)) for one in people] == [1, 0, 1]
    assert [one.training_days.count() for one in people] == [1, 0, 1]
