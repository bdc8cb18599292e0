"""Lifelike histories in bulk: people who train, miss days, have flare-ups and climb the ladder.

The rows are what years of use leave behind, for benches and for plans about size; no rule decided
them, so they say nothing about what the ladder would do. The same seed gives the same people.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import models

from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import AgeBand, Consent, HingeExperience, Submission, User
from backrehab.accounts.periods import periods
from backrehab.domain.ladder_line import main_line
from backrehab.domain.pain import HIGHEST, LOWEST
from backrehab.exercises.cards import Catalogue, DoseCard
from backrehab.painlog.models import (
    Baseline,
    DailyScore,
    FlareUp,
    MorningTiming,
    PerformedSet,
    TrainingDay,
)
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from backrehab.progression.rulesets import current_rules
from backrehab.screening.models import Reason, ScreeningRun
from backrehab.screening.questionnaire import questionnaire

EMAIL = "person-{seed}-{number}@simulated.invalid"
SCHEDULES = ((0, 2, 4), (0, 1, 3, 4), (1, 3, 5), (0, 1, 2, 3, 4, 5, 6), (0, 3))
# How much of yesterday's deviation is left today, and how much comes new.
MEMORY, NOISE = 0.75, 0.7
FLARE_UP_CHANCE, FLARE_UP_DAYS, FLARE_UP_PAIN = 1 / 140, (4, 9), 3.0
MORNING_GIVEN, MORNING_LATE = 0.9, 0.05
# So many training days are spent on a stage before the next one.
DAYS_ON_STAGE = (12, 40)
STOPS_FOR_GOOD = 0.12
# From this on nobody trains.
TOO_SORE = 6


@dataclass(frozen=True)
class World:
    """What all people share: the catalogue, the days, and the seed."""

    catalogue: Catalogue
    first: date
    days: int
    seed: int

    @cached_property
    def line(self) -> tuple[str, ...]:
        """The stages of the main line, in order."""
        return tuple(main_line(current_rules()))


@dataclass
class Person:
    """One simulated person: a user, and day for day what they report."""

    world: World
    number: int
    user: User = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.world.seed}:{self.number}")  # noqa: S311 - a story
        chance = self.chance
        self.user = User(
            email=EMAIL.format(seed=self.world.seed, number=self.number),
            password="!",  # noqa: S106 - no password fits
            is_demo=True,
            time_zone="Europe/London",
            equipment=["pull-up-bar", "band", "bench", "mat", "dumbbells", "barbell"],
            equipment_answered=True,
            age_band=chance.choice([AgeBand.FROM_18, AgeBand.FROM_18, AgeBand.FROM_55]).value,
            hinge_experience=HingeExperience.SOME.value,
            joined_at=self.at(self.world.first, 7),
            started_at=self.at(self.world.first, 7),
        )
        self.user.training_weekdays = chance.choice(SCHEDULES)
        self.keeps_to_plan = chance.uniform(0.6, 0.97)
        self.rest_day_scores = chance.uniform(0.1, 0.8)
        self.begins_at, self.ends_at = chance.uniform(2.5, 5.5), chance.uniform(0.3, 2.5)
        stops = chance.random() < STOPS_FOR_GOOD
        self.active_days = chance.randint(1, self.world.days) if stops else self.world.days

    def at(self, on: date, hour: int) -> datetime:
        """An hour of that date, and a minute of this person's own."""
        minute = self.number % 60
        return datetime.combine(on, time(hour, minute), tzinfo=UTC)

    def score(self, around: float) -> int:
        """A whole score near it."""
        return max(LOWEST, min(HIGHEST, round(self.chance.gauss(around, 0.6))))

    @cached_property
    def pain(self) -> list[float]:
        """The pain around which each day lies; today's leans on yesterday's."""
        found, off = [], 0.0
        for day in range(self.world.days):
            off = MEMORY * off + self.chance.gauss(0, NOISE)
            share = min(1.0, day / max(1, 0.7 * self.world.days))
            trend = self.begins_at + (self.ends_at - self.begins_at) * share
            found.append(trend + off + (FLARE_UP_PAIN if day in self.sore_days else 0))
        return found

    @cached_property
    def spells(self) -> list[tuple[int, int]]:
        """The first and the last day of each flare-up; all of them are over."""
        found, day = [], 10
        while day < self.active_days - FLARE_UP_DAYS[1] - 1:
            if self.chance.random() < FLARE_UP_CHANCE:
                last = day + self.chance.randint(*FLARE_UP_DAYS)
                found.append((day, last))
                day = last + FLARE_UP_DAYS[1]
            day += 1
        return found

    @cached_property
    def sore_days(self) -> frozenset[int]:
        """The days within a flare-up."""
        return frozenset(day for first, last in self.spells for day in range(first, last + 1))


class Life:
    """The rows of one person, whose own row and enrolment are stored already."""

    def __init__(self, person: Person, enrolment: Enrolment) -> None:
        self.person, self.enrolment, self.chance = person, enrolment, person.chance
        self.user_id, self.world = person.user.pk, person.world
        self.place, self.since, self.entries = 0, 0, 0
        self.stays = self.chance.randint(*DAYS_ON_STAGE)
        self.keys_from = self.world.days - periods().submission_days

    def rows(self) -> Iterator[models.Model]:
        """Everything this person left behind, day for day, as models that are not saved."""
        yield from self.start()
        weekdays = self.person.user.training_weekdays
        for day in range(self.person.active_days):
            on = self.world.first + timedelta(days=day)
            around = self.person.pain[day]
            planned = on.weekday() in weekdays
            trains = planned and around < TOO_SORE and day not in self.person.sore_days
            if trains and self.chance.random() < self.person.keeps_to_plan:
                yield from self.open_next(on)
                yield from self.train(day, on, around)
            elif self.chance.random() < self.person.rest_day_scores:
                score = self.person.score(around)
                yield DailyScore(
                    user_id=self.user_id, on=on, score=score, given_at=self.person.at(on, 12)
                )
                yield from self.keys(day, on, 1)
        for first, last in self.person.spells:
            begun, ended = (self.world.first + timedelta(days=day) for day in (first, last))
            yield FlareUp(user_id=self.user_id, started_on=begun, ended_on=ended)

    def start(self) -> Iterator[models.Model]:
        """The address, the consents, the health check, the baseline and the first stage."""
        person, on = self.person, self.world.first
        at = person.at(on, 7)
        yield EmailAddress(
            user_id=self.user_id, email=person.user.email, verified=True, primary=True
        )
        for text in current_texts():
            yield Consent(
                user_id=self.user_id, purpose=text.purpose, version=text.version, given_at=at
            )
        questions = questionnaire()
        yield ScreeningRun(
            user_id=self.user_id,
            public_id=self.uuid(),
            reason=Reason.START,
            version=questions.version,
            age_band=person.user.age_band,
            answers={
                item.key: "no" if item.alarm == "yes" else "yes"
                for item in questions.questions.values()
            },
            outcome="clear",
            complete=True,
            on=on,
            completed_at=at,
            acknowledged_at=at,
        )
        score = person.score(person.begins_at)
        yield Baseline(user_id=self.user_id, on=on, score=score, given_at=at)
        yield self.moved(on, TransitionKind.STARTED, "")

    def uuid(self) -> UUID:
        """A key that the seed decides."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def moved(self, on: date, kind: TransitionKind, before: str) -> Transition:
        """A decision that made the present place the current stage."""
        return Transition(
            user_id=self.user_id,
            enrolment_id=self.enrolment.pk,
            kind=kind,
            stage_from=before,
            stage_to=self.world.line[self.place],
            on=on,
            at=self.person.at(on, 8),
            rules_version=current_rules().version,
        )

    def open_next(self, on: date) -> Iterator[models.Model]:
        """The next stage, after some weeks on this one."""
        if self.since < self.stays or self.place + 1 == len(self.world.line):
            return
        before = self.world.line[self.place]
        self.place, self.since = self.place + 1, 0
        self.stays = self.chance.randint(*DAYS_ON_STAGE)
        stage = self.world.line[self.place]
        self.enrolment.stage_key = self.enrolment.reached_key = stage
        self.enrolment.entered_on = self.enrolment.dose_from = on
        yield self.moved(on, TransitionKind.OPENED, before)

    def dose(self) -> DoseCard:
        """Higher with the days on the stage."""
        levels = self.world.catalogue.stages[self.world.line[self.place]].levels
        return levels[min(len(levels) - 1, self.since * len(levels) // self.stays)]

    def train(self, day: int, on: date, around: float) -> Iterator[models.Model]:
        """A training day with its sets, and mostly its morning after."""
        dose, person = self.dose(), self.person
        stage = self.world.catalogue.stages[self.world.line[self.place]]
        self.since += 1
        at = person.at(on, 17)
        row = TrainingDay(
            user_id=self.user_id,
            on=on,
            stage_key=stage.key,
            sets_prescribed=dose.sets_prescribed,
            sets_done=dose.sets_prescribed,
            dose_level=dose.level,
            target_dose=dose is stage.target,
            before=person.score(around),
            started_at=at,
            last_exercise_at=at + timedelta(minutes=20),
            finished_at=at + timedelta(minutes=25),
        )
        row.worst = max(row.before, person.score(around + 0.4))
        if self.chance.random() < MORNING_GIVEN and day + 1 < self.person.active_days:
            late = self.chance.random() < MORNING_LATE
            row.morning = person.score(person.pain[day + 1])
            row.morning_timing = (MorningTiming.LATE if late else MorningTiming.ON_TIME).value
            row.morning_on = on + timedelta(days=2 if late else 1)
        yield row
        exercise_id = self.world.catalogue.exercises[stage.exercise_key].id
        for slot in dose.slots:
            for number in range(1, 1 + (0 if slot.optional else slot.sets)):
                yield PerformedSet(
                    user_id=self.user_id,
                    on=on,
                    exercise_id=exercise_id,
                    slot=slot.slot,
                    number=number,
                    done_at=at + timedelta(minutes=4 * number),
                )
        yield from self.keys(day, on, 3 + dose.sets_prescribed)

    def keys(self, day: int, on: date, count: int) -> Iterator[models.Model]:
        """The keys of that day's forms, as long as they are kept."""
        self.entries += count
        if day >= self.keys_from:
            made_at, answer = self.person.at(on, 18), {"said": "Saved."}
            for _number in range(count):
                yield Submission(
                    user_id=self.user_id, key=self.uuid(), made_at=made_at, answer=answer
                )


def new_enrolment(person: Person) -> Enrolment:
    """The ladder from its first stage on (not saved)."""
    first = person.world.first
    stage = person.world.line[0]
    return Enrolment(
        user=person.user,
        stage_key=stage,
        reached_key=stage,
        entered_on=first,
        started_on=first,
        dose_from=first,
    )
