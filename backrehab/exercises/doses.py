"""Doses in words and minutes."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.exercises.cards import DoseCard, ExerciseCard, SlotDose
from backrehab.exercises.models import Dose, Exercise, Slot
from backrehab.exercises.sources import spell_out

LONG_SECONDS = 120  # from here on a time is said in minutes

type AnyDose = Dose | DoseCard
type AnyExercise = Exercise | ExerciseCard


def dose_card(dose: Dose, exercise: Exercise, *, level: int = 0) -> DoseCard:
    """The dose of that exercise with its words and its time."""
    slots = tuple(
        SlotDose(
            slot=one["slot"],
            sets=one["sets"],
            optional=one["optional"],
            seconds=one["sets"] * set_seconds(dose, exercise),
        )
        for one in dose.slots
    )
    one_set = set_text(dose, exercise)
    sets = sum(slot.sets for slot in slots if not slot.optional)
    return DoseCard(
        level=level,
        slots=slots,
        repetitions=dose.repetitions,
        hold_seconds=dose.hold_seconds,
        per_side=exercise.per_side,
        text=one_set if sets == 1 else several_text(dose, exercise, sets),
        set_text=one_set,
        optional_text=", ".join(optional_text(slot) for slot in slots if slot.optional),
        sources=tuple(dose.sources),
        default_reason=dose.default_reason,
        source_texts=spell_out(dose.sources, dose.default_reason),
    )


def reduced(dose: DoseCard, exercise: ExerciseCard, *, sets: int, each: int) -> DoseCard:
    """The same dose with so many sets a day, from the last slot back, and so many repetitions or
    seconds in each. What was optional is left out: less is asked for."""
    counted = dose.repetitions is not None
    less = replace(
        dose,
        repetitions=each if counted else None,
        hold_seconds=None if counted else each,
    )
    seconds, left, slots = set_seconds(less, exercise), sets, []
    for slot in dose.slots:
        kept = 0 if slot.optional else min(slot.sets, left)
        left -= kept
        if kept:
            slots.append(replace(slot, sets=kept, seconds=kept * seconds))
    one_set = set_text(less, exercise)
    return replace(
        less,
        slots=tuple(slots),
        text=one_set if sets == 1 else several_text(less, exercise, sets),
        set_text=one_set,
        optional_text="",
    )


def set_seconds(dose: AnyDose, exercise: AnyExercise) -> int:
    """About how long one set takes, both sides of it, with the rest after it."""
    work = dose.hold_seconds or (dose.repetitions or 0) * exercise.seconds_per_repetition
    return work * (2 if exercise.per_side else 1) + exercise.rest_seconds


def set_text(dose: AnyDose, exercise: AnyExercise) -> str:
    """One set in words: "8 repetitions", "1 hold of 20 seconds", "2 minutes"."""
    if dose.hold_seconds is None:
        words = repetitions_text(dose.repetitions or 0)
    elif exercise.keeps_moving:
        words = time_text(dose.hold_seconds)
    else:
        words = _("1 hold of %(time)s") % {"time": time_text(dose.hold_seconds)}
    return with_side(words, exercise)


def repetitions_text(count: int) -> str:
    """How many of them: "8 repetitions"."""
    return ngettext("%(n)d repetition", "%(n)d repetitions", count) % {"n": count}


def several_text(dose: AnyDose, exercise: AnyExercise, sets: int) -> str:
    """Two or more sets in words: "2 × 8 repetitions", "2 holds of 20 seconds", "2 × 30 seconds"."""
    if dose.hold_seconds is None:
        words = f"{sets} × {repetitions_text(dose.repetitions or 0)}"
    elif exercise.keeps_moving:
        words = f"{sets} × {time_text(dose.hold_seconds)}"
    else:
        values = {"sets": sets, "time": time_text(dose.hold_seconds)}
        words = _("%(sets)d holds of %(time)s") % values
    return with_side(words, exercise)


def with_side(words: str, exercise: AnyExercise) -> str:
    """The same, said for each side where the exercise has two."""
    return _("%(dose)s on each side") % {"dose": words} if exercise.per_side else words


def time_text(seconds: int) -> str:
    """A time in words: "45 seconds", "2 minutes"."""
    if seconds >= LONG_SECONDS and seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}


def optional_text(slot: SlotDose) -> str:
    """What may come on top: "1 more at midday if you like"."""
    words = {
        Slot.MORNING: _("%(n)d more in the morning if you like"),
        Slot.MIDDAY: _("%(n)d more at midday if you like"),
        Slot.LATER: _("%(n)d more later in the day if you like"),
        Slot.EVENING: _("%(n)d more in the evening if you like"),
        Slot.SESSION: _("%(n)d more in the session if you like"),
    }
    return words[Slot(slot.slot)] % {"n": slot.sets}
