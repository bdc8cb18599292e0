"""From a stage of the catalogue to what a day asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backrehab.domain.amounts import Amount, Unit
from backrehab.domain.dose import FULL, NextDose
from backrehab.exercises.cards import DoseCard, ExerciseCard, StageCard
from backrehab.exercises.doses import reduced
from backrehab.painlog.services import Prescription


def prescription_at(
    stage: StageCard, level: int, *, share: int = FULL, suggested: tuple[int, int] | None = None
) -> Prescription:
    """The prescription of one dose level, or of `share` percent of it; the highest in full is the
    target dose. `suggested` is the level and share the plan named, kept where it was another."""
    level = max(1, min(level, len(stage.levels)))
    amount = amount_of(stage.levels[level - 1]).share_of(Fraction(share, FULL))
    return _prescription(stage, level, share, amount, suggested)


def prescription_of(stage: StageCard, dose: NextDose) -> Prescription:
    """The prescription of the dose that the plan suggests."""
    return _prescription(stage, dose.level, dose.share, dose.amount, None)


def _prescription(
    stage: StageCard,
    level: int,
    share: int,
    amount: Amount,
    suggested: tuple[int, int] | None,
) -> Prescription:
    full = share >= FULL
    return Prescription(
        stage_key=stage.key,
        level=level,
        sets=amount.sets,
        target_dose=full and level == len(stage.levels),
        share=share,
        each=None if full else amount.each,
        suggested=None if suggested == (level, share) else suggested,
    )


@dataclass(frozen=True, slots=True)
class DoseOption:
    """A dose that a person may choose today, and how it reads."""

    level: int
    share: int
    text: str

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.level}-{self.share}"


def dose_options(
    stage: StageCard, exercise: ExerciseCard, *, level: int, share: int, amount: Amount | None
) -> tuple[DoseOption, ...]:
    """The suggested dose and every easier one: its half, and each lower level that is less.
    `amount` is the suggested one where it is not simply that share of the level. Of those that come
    to the same the first is kept: the half leaves the level as it is."""
    levels = amounts_of(stage)
    suggested = amount or levels[level - 1].share_of(Fraction(share, FULL))
    half = share // 2
    easier = [
        (level, half, levels[level - 1].share_of(Fraction(half, FULL))),
        *((n, FULL, levels[n - 1]) for n in range(level - 1, 0, -1)),
    ]
    less = (one for one in easier if one[2].volume < suggested.volume)
    found = [(level, share, suggested), *less]
    found.sort(key=lambda one: (-one[2].volume, -one[0]))
    return _each_once(
        DoseOption(
            n,
            part,
            dose_for(
                stage,
                exercise,
                level=n,
                sets=dose.sets,
                each=None if part >= FULL else dose.each,
            ).text,
        )
        for n, part, dose in found
    )


def options_of_sets(
    stage: StageCard, options: Sequence[DoseOption], dose: DoseCard
) -> tuple[DoseOption, ...]:
    """The same choices in the sets of another dose."""
    sets = (prescription_at(stage, one.level, share=one.share).sets for one in options)
    texts = (f"{n} × {dose.set_text}" for n in sets)
    return _each_once(replace(one, text=text) for one, text in zip(options, texts, strict=True))


def _each_once(options: Iterable[DoseOption]) -> tuple[DoseOption, ...]:
    """Of those that read the same the first."""
    found: dict[str, DoseOption] = {}
    for one in options:
        found.setdefault(one.text, one)
    return tuple(found.values())


def dose_for(
    stage: StageCard, exercise: ExerciseCard, *, level: int, sets: int, each: int | None
) -> DoseCard:
    """The dose card of a prescription: that of the level, cut down where less was prescribed."""
    dose = stage.levels[max(1, min(level, len(stage.levels))) - 1]
    if each is None and sets >= dose.sets_prescribed:
        return dose
    return reduced(dose, exercise, sets=sets, each=each or amount_of(dose).each)


def share_of_dose(dose: DoseCard, exercise: ExerciseCard, share: int) -> DoseCard:
    """`share` percent of a dose; all of it as it is."""
    if share >= FULL:
        return dose
    amount = amount_of(dose).share_of(Fraction(share, FULL))
    return reduced(dose, exercise, sets=amount.sets, each=amount.each)


def amounts_of(stage: StageCard) -> tuple[Amount, ...]:
    """The amount that each dose level prescribes for a day, from the entry dose to the target."""
    return tuple(amount_of(dose) for dose in stage.levels)


def amount_of(dose: DoseCard) -> Amount:
    """The sets of a day that are not optional, in repetitions or in seconds of holding."""
    if dose.repetitions is not None:
        return Amount(dose.sets_prescribed, dose.repetitions, Unit.REPETITIONS)
    return Amount(dose.sets_prescribed, dose.hold_seconds or 1, Unit.SECONDS)
