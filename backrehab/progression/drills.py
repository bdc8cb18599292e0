"""Drills with levels: the chains of a programme, the level that is open, and the answers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.domain.drills import Comfort, DrillFelt, DrillLevel, open_level
from backrehab.exercises.cards import Catalogue, ProgrammeCard
from backrehab.painlog.drills import LatestAnswer, answer_drill, latest_answers
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.entries import Entry
from backrehab.progression.ticks import DayRead
from backrehab.screening.queries import ScreeningState, current_screening
from backrehab.screening.services import record_leg_symptom

type Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenDrill:
    """A chain of levels (exercise keys, the easiest first) and the one that is open now."""

    chain: Chain
    now: DrillLevel


def chains_of(programme: ProgrammeCard) -> tuple[Chain, ...]:
    """The drills of a programme that have levels, each from its easiest on."""
    after = {item.after_key: item.exercise_key for item in programme.items if item.after_key}
    found = []
    for item in programme.items:
        if not item.after_key and item.exercise_key in after:
            chain = [item.exercise_key]
            while chain[-1] in after:
                chain.append(after[chain[-1]])
            found.append(tuple(chain))
    return tuple(found)


def programme_of(exercise_key: str, catalogue: Catalogue) -> ProgrammeCard | None:
    """The programme in which the exercise is a drill with levels."""
    for programme in catalogue.programmes.values():
        if any(exercise_key in chain for chain in chains_of(programme)):
            return programme
    return None


def drill_ids(programmes: Iterable[ProgrammeCard], catalogue: Catalogue) -> list[int]:
    """The exercises (by id) that are levels of a drill in these programmes."""
    chains = (chain for programme in programmes for chain in chains_of(programme))
    return [catalogue.exercises[key].id for chain in chains for key in chain]


def open_drills(
    user: User,
    programmes: Sequence[ProgrammeCard],
    *,
    catalogue: Catalogue,
    screening: ScreeningState,
    today: date,
) -> tuple[OpenDrill, ...]:
    """The open level of every chain in these programmes. One query, none without chains."""
    answers = latest_answers(user, drill_ids(programmes, catalogue))
    clear_on = cleared_on(screening)
    return drills_by(answers, programmes, catalogue=catalogue, clear_on=clear_on, today=today)


def cleared_on(screening: ScreeningState) -> date | None:
    """The date of the screening in force, if it lets the person exercise: it ends a stop."""
    return None if screening.blocks_exercise else screening.on


def drills_by(
    answers: Iterable[LatestAnswer],
    programmes: Sequence[ProgrammeCard],
    *,
    catalogue: Catalogue,
    clear_on: date | None,
    today: date,
) -> tuple[OpenDrill, ...]:
    """The same by the latest answers about all levels, and `cleared_on`."""
    chains = [chain for programme in programmes for chain in chains_of(programme)]
    if not chains:
        return ()
    names = {catalogue.exercises[key].id: key for chain in chains for key in chain}
    felt: list[DrillFelt] = []
    for row in answers:
        key = names[row.exercise_id]
        felt.append(DrillFelt(row.on, key, Comfort(row.comfort)))
        if row.stopped_on is not None:
            felt.append(DrillFelt(row.stopped_on, key, Comfort.FURTHER_DOWN))
    return tuple(
        OpenDrill(chain, open_level(felt, chain, today=today, screened_clear_on=clear_on))
        for chain in chains
    )


def answer(
    entry: Entry,
    *,
    exercise_key: str,
    comfort: Comfort,
    catalogue: Catalogue,
    read: DayRead | None = None,
) -> None:
    """How a drill felt today. Moving further down the leg is a leg symptom: clinician first, until
    the questions are asked again (docs/screening.md). `read` was read under the lock.

    EntryRefused for an exercise without levels, for a level that is not open yet, and while the
    drill is stopped.
    """
    with entry.open():
        user, now = entry.user, entry.now
        programme = programme_of(exercise_key, catalogue)
        if programme is None:
            raise EntryRefused(_("This exercise has no levels."), field="exercise")
        answers = _answers(user, drill_ids([programme], catalogue), read)
        # Nothing else of the screening matters here, and hardly anybody has a stop to end.
        stopped = any(row.stopped_on is not None for row in answers)
        clear_on = cleared_on(current_screening(user)) if stopped else None
        drills = drills_by(
            answers, [programme], catalogue=catalogue, clear_on=clear_on, today=entry.today
        )
        drill = next(drill for drill in drills if exercise_key in drill.chain)
        if drill.now.stopped:
            raise EntryRefused(_("This drill is stopped. Answer the health questions first."))
        if drill.chain.index(exercise_key) >= drill.now.level:
            raise EntryRefused(_("This level is not open yet."), field="exercise")
        exercise_id = catalogue.exercises[exercise_key].id
        answer_drill(user=user, exercise_id=exercise_id, comfort=comfort, now=now)
        if comfort is Comfort.FURTHER_DOWN:
            record_leg_symptom(user, now=now, locked=True)
        _leave(entry, read, exercise_id, comfort)


def _answers(user: User, ids: Collection[int], read: DayRead | None) -> list[LatestAnswer]:
    """What was last said of these drills; asked for only if it was not read."""
    if read is None or not read.drills.keys() >= set(ids):
        return latest_answers(user, ids)
    found = (read.drills[exercise_id] for exercise_id in ids)
    return [one for one in found if one is not None]


def _leave(entry: Entry, read: DayRead | None, exercise_id: int, comfort: Comfort) -> None:
    """Say what was last said of each drill now."""
    before = read.drills.get(exercise_id) if read else None
    stopped_on = before.stopped_on if before else None
    if comfort is Comfort.FURTHER_DOWN:
        stopped_on = entry.today
    elif stopped_on == entry.today:
        # What stopped the drill was replaced, and an earlier stop was not read.
        read = None
    if read is not None:
        said = LatestAnswer(exercise_id, entry.today, comfort.value, stopped_on)
        entry.leave(read, drills={**read.drills, exercise_id: said})
