"""A demonstration account: twelve lifelike weeks, made through the real services on a moved clock.

Nothing is written around the rules: every score, set and opening goes the way a person's would, so
the demonstration shows just what the product does.
"""

import random
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import AgeBand, HingeExperience, User
from backrehab.accounts.services import create_person, give_consents
from backrehab.domain.amounts import Unit
from backrehab.domain.decision import Status
from backrehab.domain.dose import NextDose
from backrehab.domain.plan import heavy_allowed
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import best_variant, get_catalogue
from backrehab.exercises.models import Resistance
from backrehab.painlog.services import Report, record_baseline
from backrehab.progression import diary, services
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from backrehab.progression.plan import resistance_of
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import Snapshot, make_snapshot
from backrehab.screening.models import Reason
from backrehab.screening.questionnaire import questionnaire
from backrehab.screening.services import acknowledge, record_run

DEMO_EMAIL = "demo@example.org"
WEEKS = 12
TRAINS_ON = (0, 1, 3, 4)
START_PAIN = 4.5
END_PAIN = 1.0
# On top of the last set, on a day that goes well.
EXTRA_REPETITIONS = 2
FIRST_BAND = 1
FIRST_KG = Fraction(20)


class Storyteller:
    """Lives one person's days: a pain level that falls slowly, with noise and two bad days."""

    def __init__(self, user: User, *, seed: int = 7) -> None:
        self.user = user
        self.random = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.catalogue: Catalogue = get_catalogue()
        self.bad_days = {17, 44}

    def level(self, day: int, days: int) -> float:
        """The pain around which the scores of that day lie."""
        return START_PAIN + (END_PAIN - START_PAIN) * min(1.0, day / (days * 0.8))

    def score(self, around: float) -> int:
        """A whole score near it."""
        return max(0, min(10, round(self.random.gauss(around, 0.5))))

    def instant(self, day: int, start: datetime, hour: int) -> datetime:
        """A full hour on the person's clock, so many days after the start."""
        on = self.user.local(start + timedelta(days=day)).date()
        return datetime.combine(on, time(hour), tzinfo=self.user.zone).astimezone(UTC)

    def snapshot(self, now: datetime) -> Snapshot:
        """The gate's answer at that instant."""
        return make_snapshot(
            self.user,
            self.enrolment,
            rules=current_rules(),
            catalogue=self.catalogue,
            now=now,
        )

    @property
    def enrolment(self) -> Enrolment:
        """Where the person stands."""
        return Enrolment.objects.get(user=self.user, closed_on=None)

    def live(self, start: datetime, days: int) -> None:
        """All the days, the last of them only until its morning."""
        for day in range(days + 1):
            self.morning(day, start, days)
            if day == days:
                break
            on = self.user.local_date(self.instant(day, start, 12))
            if on.weekday() in self.user.training_weekdays:
                self.train(day, start, days)
            elif self.random.random() < 0.5:
                score = self.score(self.level(day, days))
                diary.give_daily(Entry(self.user, self.instant(day, start, 12)), score=score)

    def morning(self, day: int, start: datetime, days: int) -> None:
        """The check-in, now and then forgotten; then what the gate says is done."""
        now = self.instant(day, start, 8)
        snapshot = self.snapshot(now)
        for due in snapshot.mornings_due:
            forgotten = self.random.random() < 0.06 and day < days
            if due.open_at(now) and not forgotten:
                around = self.level(day, days) + (2 if day - 1 in self.bad_days else 0)
                diary.give_morning(Entry(self.user, now), on=due.on, score=self.score(around))
        if day % 25 == 24:
            screen(self.user, now)
        for decision in self.snapshot(now).decisions:
            if decision.status is Status.READY and day < days - 1:
                services.open_stage(user=self.user, stage_key=decision.opens, now=now)
        if self.enrolment.stage_key == "pull-through":
            services.confirm_technique(user=self.user, now=now)

    def lifted(self, dose: NextDose) -> dict[str, Any]:
        """What was lifted: the suggested load, else the lightest of its kind."""
        stage = self.catalogue.stages[self.enrolment.stage_key]
        variant = best_variant(self.catalogue.exercises[stage.exercise_key], self.user.equipment)
        kind, load = resistance_of(variant), dose.load
        if kind is Resistance.BAND:
            return {"band": load.band if load and load.band else FIRST_BAND}
        if kind is Resistance.WEIGHT:
            kg = load.kg if load and load.kg else FIRST_KG
            return {"load_kg": Decimal(kg.numerator) / Decimal(kg.denominator)}
        return {}

    def train(self, day: int, start: datetime, days: int) -> None:
        """A training day in full; on a bad one it hurts more."""
        now = self.instant(day, start, 18)
        around, bad = self.level(day, days), day in self.bad_days
        snapshot, heavy = self.snapshot(now), current_rules().heavy
        on_heavy = self.enrolment.stage_key in heavy.exercises
        if on_heavy and not heavy_allowed(snapshot.on, snapshot.last_heavy_on, heavy):
            diary.give_daily(Entry(self.user, now), score=self.score(around))
            return
        dose = snapshot.dose
        before = min(5, self.score(around))
        row = diary.begin_day(
            Entry(self.user, now),
            score=before,
            level=dose.level,
            dose=dose,
            catalogue=self.catalogue,
        )
        worst = 8 if bad else max(before, self.score(around))
        done = row.sets_prescribed - (1 if bad else 0)
        counted = dose.amount.unit is Unit.REPETITIONS
        report = Report(
            sets_done=done,
            worst=worst,
            stop=False,
            extra_repetitions=0 if bad else EXTRA_REPETITIONS if counted else None,
            **self.lifted(dose),
        )
        diary.finish(Entry(self.user, now + timedelta(minutes=25)), report=report)


def screen(user: User, now: datetime) -> None:
    """Answer the health check with nothing to report."""
    questions = questionnaire().questions.values()
    answers = {item.key: "no" if item.alarm == "yes" else "yes" for item in questions}
    run = record_run(user, answers=answers, age_band=user.age_band, reason=Reason.OWN_WISH, now=now)
    acknowledge(user, run=run, now=now)


def make_demo(*, now: datetime, password: str) -> User:
    """Replace the demonstration account by a new one whose history ends this morning."""
    User.objects.filter(email=DEMO_EMAIL, is_demo=True).delete()
    told: dict[str, Any] = {
        "time_zone": "Europe/London",
        "equipment": ["pull-up-bar", "band", "bench", "mat", "dumbbells", "barbell"],
        "equipment_answered": True,
        "age_band": AgeBand.FROM_18,
        "hinge_experience": HingeExperience.SOME,
        "training_weekdays": TRAINS_ON,
    }
    user = create_person(email=DEMO_EMAIL, password=password, is_demo=True, **told)
    days = WEEKS * 7
    start = now - timedelta(days=days)
    story = Storyteller(user)
    begun_at = story.instant(0, start, 7)
    screen(user, begun_at)
    give_consents(user=user, texts=current_texts(), now=begun_at)
    record_baseline(user=user, score=round(START_PAIN), now=begun_at)
    services.start_ladder(user=user, now=begun_at)
    story.live(start, days)
    return user
