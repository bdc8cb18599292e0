"""Following programmes beside the ladder: start, pause, go on, stop; and how much time a day."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.ladder_line import main_line
from backrehab.exercises.cards import Catalogue, ProgrammeCard
from backrehab.exercises.version import digest_beside, note_digest
from backrehab.painlog.refusals import EntryRefused
from backrehab.prepared import Prepared
from backrehab.progression.day_rules import day_rules
from backrehab.progression.models import LADDER, Enrolment, Transition, TransitionKind
from backrehab.progression.rulesets import current_rules
from backrehab.screening.queries import current_screening


@dataclass(frozen=True, slots=True)
class Following:
    """What a person follows: the ladder, and the programmes beside it. `moved_at` is the instant of
    the latest decision on the ladder, where it was asked for."""

    ladder: Enrolment
    sides: tuple[Enrolment, ...]
    moved_at: datetime | None = None

    @property
    def running(self) -> tuple[str, ...]:
        """The keys of the programmes that are not paused, in the order they were started."""
        return tuple(one.programme_key for one in self.sides if one.paused_on is None)

    @property
    def on_ladder(self) -> bool:
        """Whether the ladder is part of the day."""
        return self.ladder.paused_on is None


def decisions_of(user: User | int) -> QuerySet[Transition]:
    """Whatever was decided on the ladder, the latest first; looks at it again decide nothing."""
    return Transition.objects.filter(user=user).exclude(kind=TransitionKind.REVIEWED)


def _open_enrolments(user: int) -> QuerySet[Enrolment]:
    own = Enrolment.objects.filter(user=user, closed_on__isnull=True).order_by("id")
    return own.annotate(digest=digest_beside())


def _with_latest_decision(user: int) -> QuerySet[Enrolment]:
    latest = decisions_of(user).values("at")[:1]
    return _open_enrolments(user).annotate(moved_at=Subquery(latest))


OPEN_ENROLMENTS = Prepared[Enrolment](_open_enrolments, user=int)
WITH_LATEST_DECISION = Prepared[Enrolment](_with_latest_decision, user=int)


def get_following(user: User, *, asks_moved_at: bool = False) -> Following | None:
    """Everything the person follows, in one query, which brings the version of the catalogue along;
    None before the start is finished."""
    query = WITH_LATEST_DECISION if asks_moved_at else OPEN_ENROLMENTS
    rows: list[Any] = query.rows(user=user.pk)
    if rows:
        note_digest(rows[0].digest)
    ladder = next((row for row in rows if row.programme_key == LADDER), None)
    if ladder is None:
        return None
    sides = tuple(row for row in rows if row is not ladder)
    return Following(ladder, sides, ladder.moved_at if asks_moved_at else None)


def can_start(programme: ProgrammeCard, ladder: Enrolment) -> bool:
    """Whether the programme may run beside the ladder now: some only from a stage on. Alone, with
    the ladder paused, it always may (docs/sources.md, B)."""
    if not programme.followable:
        return False
    if not programme.from_stage_key or ladder.paused_on is not None:
        return True
    line = main_line(current_rules())
    return line.index(ladder.stage_key) >= line.index(programme.from_stage_key)


def start_programme(*, user: User, key: str, catalogue: Catalogue, now: datetime) -> Enrolment:
    """Follow a programme from today; the running one if it is followed already.

    EntryRefused for one that does not exist or cannot run beside the ladder yet, and while the
    health check sends the person to a clinician first (docs/sources.md, G).
    """
    programme = catalogue.programmes.get(key)
    if programme is None:
        raise EntryRefused(_("There is no such programme."))
    with transaction.atomic():
        touch(user)
        there = _open(user, key)
        if there is not None:
            return there
        if current_screening(user).blocks_exercise:
            raise EntryRefused(_("Your health check says: somebody should look at you first."))
        ladder = _open(user, LADDER)
        if ladder is None or not can_start(programme, ladder):
            raise EntryRefused(_("This programme can't be started yet."))
        today = user.local_date(now)
        return Enrolment.objects.create(
            user=user, programme_key=key, entered_on=today, started_on=today
        )


def pause_programme(*, user: User, key: str, now: datetime) -> None:
    """Leave a programme, or the ladder, out of the plan until the person goes on with it; one that
    is paused already stays as it is."""
    with _changing(user, key) as enrolment:
        _pause(enrolment, user.local_date(now))


def resume_programme(
    *, user: User, key: str, catalogue: Catalogue, now: datetime
) -> tuple[str, ...]:
    """Put a paused programme, or the ladder, back into the plan.

    Programmes that may not run beside the ladder yet pause when it goes on; returns their keys.
    EntryRefused for going on with such a one while the ladder runs.
    """
    with _changing(user, key) as enrolment:
        if key != LADDER:
            programme, ladder = catalogue.programmes.get(key), _open(user, LADDER)
            if programme is None or ladder is None or not can_start(programme, ladder):
                raise EntryRefused(_("This programme can't go on beside the ladder yet."))
        enrolment.paused_on = None
        enrolment.save(update_fields=["paused_on"])
        if key != LADDER:
            return ()
        running = Enrolment.objects.select_for_update().filter(
            user=user, closed_on__isnull=True, paused_on__isnull=True
        )
        early = [
            row
            for row in running.exclude(programme_key=LADDER).order_by("id")
            if row.programme_key in catalogue.programmes
            and not can_start(catalogue.programmes[row.programme_key], enrolment)
        ]
        for row in early:
            _pause(row, user.local_date(now))
        return tuple(row.programme_key for row in early)


def stop_programme(*, user: User, key: str, now: datetime) -> None:
    """End a programme. The ladder has no end; it can be paused."""
    if key == LADDER:
        raise EntryRefused(_("The ladder can be paused, not stopped: what you earned stays."))
    with _changing(user, key) as enrolment:
        enrolment.closed_on = user.local_date(now)
        enrolment.save(update_fields=["closed_on"])


@contextmanager
def _changing(user: User, key: str) -> Iterator[Enrolment]:
    """The programme that is followed, locked, in a transaction of its own."""
    with transaction.atomic():
        touch(user)
        enrolment = _open(user, key)
        if enrolment is None:
            raise EntryRefused(_("You don't follow this programme."))
        yield enrolment


def _pause(enrolment: Enrolment, on: date) -> None:
    enrolment.paused_on = enrolment.paused_on or on
    enrolment.save(update_fields=["paused_on"])


def _open(user: User, key: str) -> Enrolment | None:
    return (
        Enrolment.objects.select_for_update()
        .filter(user=user, programme_key=key, closed_on__isnull=True)
        .first()
    )


def choose_minutes(*, user: User, minutes: int | None) -> None:
    """At most so many minutes of exercise a day, one of the published choices; None: no limit."""
    if minutes is not None and minutes not in day_rules().budgets:
        raise EntryRefused(_("Please choose one of the times."), field="minutes")
    with transaction.atomic():
        touch(user)
        User.objects.filter(pk=user.pk).update(daily_minutes=minutes)
        user.daily_minutes = minutes


def enrolment_in(key: str, following: Iterable[Enrolment]) -> Enrolment | None:
    """The enrolment in a programme, if it is followed."""
    return next((row for row in following if row.programme_key == key), None)
