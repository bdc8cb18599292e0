"""One person and everything that can happen to them, chosen by dice, through the real services."""

import json
import random
import shutil
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from backrehab.accounts import services as accounts
from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.plan import Part
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.loader import FIXTURES, load_catalogue
from backrehab.painlog.models import Comfort, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report, record_baseline
from backrehab.progression import diary, drills, logbook, programmes, services, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.progression.models import Enrolment
from backrehab.progression.rulesets import current_rules
from backrehab.progression.ticks import SetTick
from backrehab.screening.services import (
    ClearanceDateError,
    NothingToClear,
    record_clearance,
    record_leg_symptom,
)
from tests.factories import make_screening
from tests.factories_diary import make_days
from tests.progression.scenes import (
    STARTED,
    enrolment_of,
    others_of,
    person_at,
    plan_at,
    snapshot_read,
)

REFUSALS = (EntryRefused, services.GateClosed, NothingToClear, ClearanceDateError)


def shorter_hang(folder: Path) -> Path:
    """The catalogue with one dose level less for the bar hang."""
    files = Path(shutil.copytree(FIXTURES, folder / "catalogue"))
    stages = json.loads((files / "stages.json").read_text())
    stages[0]["levels"].pop()
    (files / "stages.json").write_text(json.dumps(stages))
    return files


class Life:
    """One person, the clock, and dice."""

    def __init__(self, user: User, seed: int, other_catalogue: Path) -> None:
        self.user = user
        self.dice = random.Random(seed)
        self.now = STARTED
        self.catalogues = [FIXTURES, other_catalogue]

    @property
    def today(self) -> date:
        return self.user.local_date(self.now)

    @property
    def enrolment(self) -> Enrolment:
        return enrolment_of(self.user)

    @property
    def catalogue(self) -> Catalogue:
        return get_catalogue()

    def score(self) -> int:
        return self.dice.choice([0, 1, 1, 2, 2, 2, 3, 4, 6, 9])

    def past_date(self) -> date:
        return self.today - timedelta(days=self.dice.randrange(5))

    def report(self) -> Report:
        rare = self.dice.random
        return Report(
            sets_done=self.dice.randrange(3),
            worst=self.score(),
            stop=rare() < 0.1,
            leg=rare() < 0.03,
            extra_meds=rare() < 0.1,
            extra_repetitions=self.dice.choice([None, 0, 2, 2]),
            load_kg=self.dice.choice([None, None, Decimal(20)]),
        )

    def typed(self) -> TypedDay:
        morning = self.score() if self.dice.random() < 0.5 else None
        return TypedDay(before=self.score(), morning=morning, level=3, report=self.report())

    # Time

    def next_morning(self) -> None:
        zone = ZoneInfo(self.user.time_zone)
        on = self.today + timedelta(days=self.dice.choice([1, 1, 1, 2, 9]))
        at = time(self.dice.choice([3, 7, 23]))
        self.now = datetime.combine(on, at, tzinfo=zone).astimezone(UTC)

    def hours_later(self) -> None:
        self.now += timedelta(hours=self.dice.randrange(1, 6))

    # The diary

    def begin(self) -> None:
        """The suggested dose, or one level less, as the page sends it."""
        dose = person_at(self.user, self.now).snapshot.dose
        diary.begin_day(
            Entry(self.user, self.now),
            score=self.score(),
            level=self.dice.choice([dose.level, dose.level, dose.level - 1]),
            catalogue=self.catalogue,
            dose=dose,
        )

    def change_dose(self) -> None:
        diary.change_dose(
            Entry(self.user, self.now),
            level=self.dice.randrange(1, 4),
            share=self.dice.choice([50, 100]),
            catalogue=self.catalogue,
        )

    def tick(self) -> None:
        plan = plan_at(self.user, self.now)
        if not plan.sets:
            raise EntryRefused("nothing to tick")
        exercise, slot, number = self.dice.choice(sorted(plan.sets))
        done = self.dice.random() < 0.8
        one = SetTick(exercise_id=exercise, slot=slot, number=number, done=done)
        diary.tick(Entry(self.user, self.now), tick=one, plan=plan, catalogue=self.catalogue)

    def skip(self) -> None:
        plan = plan_at(self.user, self.now)
        known = [one.tick_id for one in (*plan.of(Part.WARM_UP), *others_of(plan))]
        if not known:
            raise EntryRefused("nothing to skip")
        diary.skip(
            Entry(self.user, self.now),
            exercise_id=self.dice.choice(known),
            plan=plan,
            skipped=self.dice.random() < 0.7,
            catalogue=self.catalogue,
        )

    def finish(self) -> None:
        diary.finish(Entry(self.user, self.now), report=self.report())

    def morning(self) -> None:
        on = self.today - timedelta(days=self.dice.choice([1, 1, 2]))
        diary.give_morning(Entry(self.user, self.now), on=on, score=self.score())

    def daily(self) -> None:
        gets_about = self.dice.choice([None, True, True, False])
        diary.give_daily(Entry(self.user, self.now), score=self.score(), gets_about=gets_about)

    def drill(self) -> None:
        drills.answer(
            Entry(self.user, self.now),
            exercise_key=self.dice.choice(["marching-1", "marching-2", "prone-lying"]),
            comfort=self.dice.choice([Comfort.FINE, Comfort.FINE, Comfort.HURTS]),
            catalogue=self.catalogue,
        )

    # What throws somebody back

    def flare_up(self) -> None:
        setbacks.begin_flare_up(Entry(self.user, self.now))

    def by_mistake(self) -> None:
        setbacks.begin_flare_up(Entry(self.user, self.now))
        setbacks.take_back_flare_up(Entry(self.user, self.now))

    def flare_up_over(self) -> None:
        setbacks.finish_flare_up(Entry(self.user, self.now))

    def over_on_merit(self) -> None:
        """Two good days from nowhere, so that the dice get out of a flare-up too."""
        for n in (0, 1):
            self.now += timedelta(days=n)
            with suppress(EntryRefused):
                logbook.correct_daily(Entry(self.user, self.now), on=self.today, score=0)
            diary.give_daily(Entry(self.user, self.now), score=0, gets_about=True)
        self.flare_up_over()

    def bad_day(self) -> None:
        diary.stop(Entry(self.user, self.now), catalogue=self.catalogue)

    def go_on(self) -> None:
        setbacks.go_on(Entry(self.user, self.now))

    def long_break(self) -> None:
        """So long away, asked again, and on."""
        self.now += timedelta(days=self.dice.choice([9, 16, 30, 90]))
        make_screening(self.user, now=self.now, read=True)
        record_baseline(user=self.user, score=self.score(), now=self.now)
        self.go_on()

    # Programmes

    def follow(self) -> None:
        key = self.dice.choice(["fundamentals", "sciatica", "hip"])
        programmes.start_programme(user=self.user, key=key, catalogue=self.catalogue, now=self.now)

    def pause(self) -> None:
        programmes.pause_programme(
            user=self.user, key=self.dice.choice(["ladder", "hip"]), now=self.now
        )

    def unpause(self) -> None:
        programmes.resume_programme(
            user=self.user, key="ladder", catalogue=self.catalogue, now=self.now
        )

    def minutes(self) -> None:
        programmes.choose_minutes(user=self.user, minutes=self.dice.choice([None, 15, 45]))

    # The log

    def add(self) -> None:
        logbook.add_day(
            Entry(self.user, self.now),
            on=self.past_date(),
            typed=self.typed(),
            catalogue=self.catalogue,
        )

    def correct(self) -> None:
        logbook.correct_day(
            Entry(self.user, self.now),
            on=self.past_date(),
            typed=self.typed(),
            catalogue=self.catalogue,
        )

    def delete(self) -> None:
        logbook.delete_entry(Entry(self.user, self.now), on=self.past_date())

    def correct_daily(self) -> None:
        logbook.correct_daily(Entry(self.user, self.now), on=self.past_date(), score=self.score())

    def delete_daily(self) -> None:
        logbook.delete_entry(Entry(self.user, self.now), on=self.past_date())

    # The ladder

    def open(self) -> None:
        (stage, *_) = current_rules().stages[self.enrolment.stage_key].opens
        services.open_stage(user=self.user, stage_key=stage, now=self.now)

    def open_on_merit(self) -> None:
        """Ten calm days fall from the sky, so that the dice get up the ladder too."""
        dates = [self.today - timedelta(days=n) for n in range(19, 0, -2)]
        TrainingDay.objects.filter(user=self.user).delete()
        self.user.flare_ups.all().delete()
        self.user.daily_scores.filter(on=self.today).delete()
        make_days(self.user, dates, stage=self.enrolment.stage_key, before=0, worst=0, morning=0)
        enrolment = self.enrolment
        enrolment.entered_on = enrolment.started_on = min(dates[0], enrolment.started_on)
        enrolment.save()
        touch(self.user)
        make_screening(self.user, now=self.now)
        services.confirm_technique(user=self.user, now=self.now)
        self.open()

    def hinge(self) -> None:
        services.confirm_technique(user=self.user, now=self.now)

    def hold(self) -> None:
        services.record_hold_test(user=self.user, held=True, pain=self.score(), now=self.now)

    def baseline(self) -> None:
        record_baseline(user=self.user, score=self.score(), now=self.now)

    # The health check

    def screened(self) -> None:
        changes = self.dice.choice([{}, {}, {"C8": "yes"}, {"C9": "yes"}, {"K3": "yes"}])
        make_screening(self.user, now=self.now, read=True, **changes)

    def leg(self) -> None:
        record_leg_symptom(self.user, now=self.now)

    def cleared(self) -> None:
        record_clearance(self.user, cleared_on=self.today, now=self.now)

    # Settings and catalogue, as their pages and commands do it

    def setting(self) -> None:
        with transaction.atomic():
            touch(self.user)
            zones = ["Europe/London", "Pacific/Auckland", "Pacific/Kiritimati", "America/Denver"]
            self.dice.choice(
                [
                    lambda: accounts.save_schedule(
                        user=self.user, weekdays=self.dice.sample(range(7), 3)
                    ),
                    lambda: accounts.save_time_zone(
                        user=self.user, time_zone=self.dice.choice(zones)
                    ),
                    lambda: accounts.save_equipment(user=self.user, keys=["band"]),
                    lambda: accounts.save_about(
                        user=self.user,
                        age_band=self.dice.choice(["18_54", "70_plus"]),
                        hinge_experience="some",
                    ),
                ]
            )()

    def catalogue_loaded(self) -> None:
        load_catalogue(self.dice.choice(self.catalogues))

    def undone(self) -> None:
        """Something happens, a page is even made of it, and then all of it is undone."""
        happens = getattr(self, self.dice.choice(["begin", "daily", "screened", "hinge", "add"]))
        with suppress(ZeroDivisionError), transaction.atomic():
            with suppress(*REFUSALS):
                happens()
            snapshot_read(self.user, self.now)
            raise ZeroDivisionError


NOT_OPERATIONS = {"today", "enrolment", "catalogue", "score", "past_date", "report", "entry"}
OPERATIONS = [
    name for name in vars(Life) if not name.startswith("_") and name not in NOT_OPERATIONS
]
# What happens most: days go by, with their scores.
USUAL = ["next_morning", "begin", "tick", "finish", "morning", "daily"] * 4
