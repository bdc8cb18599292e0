"""From a stage of the catalogue to what a day asks for."""

from backrehab.exercises.cards import StageCard
from backrehab.painlog.services import Prescription


def prescription_at(stage: StageCard, level: int) -> Prescription:
    """The prescription of one dose level; the highest is the target dose."""
    level = max(1, min(level, len(stage.levels)))
    return Prescription(
        stage_key=stage.key,
        level=level,
        sets=stage.levels[level - 1].sets_prescribed,
        target_dose=level == len(stage.levels),
    )
