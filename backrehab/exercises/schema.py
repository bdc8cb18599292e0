"""The fields of each catalogue file: what an entry may and must hold."""

from backrehab.exercises import models
from backrehab.exercises.checks import (
    Check,
    Field,
    Spec,
    choice,
    column,
    dosed,
    each_once,
    entry,
    flag,
    key,
    list_of,
    longest,
    optional,
    sourced,
    substitute_needs_a_limit,
    text,
    whole_number,
)

LINE_LENGTH = 240
MOST_LINES = 8

lines = text(LINE_LENGTH)
SOURCE: Spec = {
    "sources": optional(list_of(text(8), 0, 6), default=[]),
    "default_reason": optional(column(models.Muscle, "default_reason"), default=""),
}
NAMED: Spec = {"key": Field(key), "name": Field(column(models.Muscle, "name"))}

SLOT: Spec = {
    "slot": Field(choice(models.Slot)),
    "sets": Field(whole_number(1, 6)),
    "optional": optional(flag, default=False),
}
DOSE: Spec = {
    "slots": Field(list_of(entry(SLOT), 1, 4)),
    "repetitions": optional(whole_number(1, 50), default=None),
    "hold_seconds": optional(whole_number(5, 300), default=None),
    **SOURCE,
}

MUSCLE: Spec = {
    **NAMED,
    "plain_name": Field(column(models.Muscle, "plain_name")),
    "region": Field(choice(models.Region)),
    "where_it_is": Field(column(models.Muscle, "where_it_is")),
    "what_it_does": Field(column(models.Muscle, "what_it_does")),
    **SOURCE,
}
EQUIPMENT: Spec = {
    **NAMED,
    "help_text": optional(column(models.Equipment, "help_text"), default=""),
    **SOURCE,
}
VARIANT: Spec = {
    **NAMED,
    "how": Field(column(models.Variant, "how")),
    "load": optional(choice(models.Resistance), default=models.Resistance.NONE.value),
    "equipment": Field(list_of(key, 0, 4)),
    **SOURCE,
}
TIMING: Spec = {
    "seconds_per_repetition": Field(whole_number(1, 30)),
    "rest_seconds": Field(whole_number(0, 300)),
    **SOURCE,
}
MUSCLES: Spec = {
    "main": Field(list_of(key, 1, 8)),
    "helping": optional(list_of(key, 0, 8), default=[]),
}
EXERCISE: Spec = {
    **NAMED,
    "purpose": Field(choice(models.Purpose)),
    "summary": Field(column(models.Exercise, "summary")),
    "set_up": Field(list_of(lines, 3, 5)),
    "cues": Field(list_of(lines, 3, 5)),
    "cautions": Field(list_of(lines, 0, MOST_LINES)),
    "per_side": optional(flag, default=False),
    "keeps_moving": optional(flag, default=False),
    "blocked_by": optional(list_of(choice(models.Limit), 0, 2), default=[]),
    "substitute": optional(key, default=""),
    "timing": Field(entry(TIMING, sourced)),
    "muscles": Field(entry(MUSCLES, each_once("main", "helping"))),
    "variants": Field(list_of(entry(VARIANT, sourced, each_once("equipment")), 1, 6)),
    **SOURCE,
}
ITEM: Spec = {
    "exercise": Field(key),
    "note": optional(column(models.ProgrammeExercise, "note"), default=""),
    "after": optional(key, default=""),
    "times_a_week": Field(whole_number(0, 7)),
    **DOSE,
}
PROGRAMME: Spec = {
    **NAMED,
    "summary": Field(column(models.Programme, "summary")),
    "how_often": Field(column(models.Programme, "how_often")),
    "not_for": optional(column(models.Programme, "not_for"), default=""),
    "advice": optional(list_of(lines, 0, MOST_LINES), default=[]),
    "followable": optional(flag, default=False),
    "warm_up_first": optional(flag, default=False),
    "from_stage": optional(key, default=""),
    "items": Field(list_of(entry(ITEM, dosed, sourced), 1, 12)),
    **SOURCE,
}
LEVEL: Spec = {"level": Field(whole_number(1, 9)), **DOSE}
MAINTENANCE: Spec = {
    "days": Field(choice(models.MaintenanceDays)),
    "as_warm_up": optional(flag, default=False),
    **DOSE,
}
STAGE: Spec = {
    **NAMED,
    "number": Field(text(longest(models.Stage, "number"))),
    "exercise": Field(key),
    "trains": Field(column(models.Stage, "trains")),
    "source_dose": Field(column(models.Stage, "source_dose")),
    "note": optional(column(models.Stage, "note"), default=""),
    "side_branch": optional(flag, default=False),
    "levels": Field(list_of(entry(LEVEL, dosed, sourced), 1, 6)),
    "maintenance": optional(entry(MAINTENANCE, dosed, sourced), default=None),
    **SOURCE,
}

# The files, in the order in which they refer to one another.
FILES: dict[str, tuple[Spec, Check]] = {
    "muscles": (MUSCLE, entry(MUSCLE, sourced)),
    "equipment": (EQUIPMENT, entry(EQUIPMENT, sourced)),
    "exercises": (EXERCISE, entry(EXERCISE, sourced, substitute_needs_a_limit)),
    "programmes": (PROGRAMME, entry(PROGRAMME, sourced)),
    "stages": (STAGE, entry(STAGE, sourced)),
}
