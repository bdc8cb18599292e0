"""A day of the log in words: the dose that was prescribed and chosen, the load, what was left out.

Also what an entry said before it was changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backrehab.accounts.numbers import pain_text
from backrehab.accounts.units import weight_text
from backrehab.domain.colours import Cause
from backrehab.domain.dose import FULL
from backrehab.exercises.cards import Catalogue, ExerciseCard
from backrehab.exercises.catalogue import best_variant
from backrehab.exercises.models import Resistance
from backrehab.painlog.models import TrainingDay
from backrehab.progression.explain import in_sentence
from backrehab.progression.explain_changes import share_text
from backrehab.progression.plan import resistance_of
from backrehab.progression.prescriptions import dose_for, prescription_at
from backrehab.progression.stand_ins import own_dose, way_on
from backrehab.progression.words import band_name
from backrehab.web.log_rows import LogRow
from backrehab.web.person import Person

type DayInLog = TrainingDay | LogRow

# What can be ticked of a day. The cause of a colour is called as the field is.
TICKS = {
    Cause.STOP: gettext_lazy("A sharp or catching pain ended an exercise"),
    Cause.LEG: gettext_lazy("New or worse leg symptoms"),
    Cause.EXTRA_MEDS: gettext_lazy("More painkiller than usual"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a day: what it is about, and what is to say."""

    name: str
    value: str


def day_facts(person: Person, row: DayInLog) -> list[Fact]:
    """What was prescribed and chosen on a training day, and what was said of it."""
    found = [(_("Dose"), dose_text(person.catalogue, row)), (_("Chosen"), choice_text(person, row))]
    found.append((_("Way to do it"), _variant_name(person.catalogue, row)))
    found += _counted(person, row.extra_repetitions, row.load_kg, row.band)
    return [Fact(name, value) for name, value in found if value]


def ticked_facts(row: DayInLog, cause: Cause) -> list[Fact]:
    """What was ticked of a training day, but for what its colour is explained by."""
    return [
        Fact(str(label), _("yes"))
        for tick, label in TICKS.items()
        if getattr(row, tick.value) and tick is not cause
    ]


def sets_text(done: int, planned: int) -> str:
    """The sets of a day: "2 of 3"; with more than there were to be, in words."""
    if done <= planned:
        return _("%(done)s of %(all)s") % {"done": done, "all": planned}
    words = ngettext("%(done)s (%(all)s was planned)", "%(done)s (%(all)s were planned)", planned)
    return words % {"done": done, "all": planned}


def dose_text(catalogue: Catalogue, row: DayInLog) -> str:
    """What was prescribed: "2 × 8", or "1 × 8 (half dose)"; of what took the exercise's place as
    many sets of its own."""
    text = _instead_text(catalogue, row, row.sets_prescribed)
    return _with_share(text, row.dose_share) if text else _prescribed_text(catalogue, row)


def _instead_text(catalogue: Catalogue, row: DayInLog, sets: int) -> str:
    """So many sets of what took the place of the exercise; empty where nothing did."""
    if not _takes_the_place(row.variant_key, _exercise(catalogue, row)):
        return ""
    own = own_dose(row.variant_key, catalogue)
    return f"{sets} × {own.set_text}" if own else ""


def _exercise(catalogue: Catalogue, row: DayInLog) -> ExerciseCard:
    return catalogue.exercise_of(row.stage_key)


def _takes_the_place(way: str, exercise: ExerciseCard) -> bool:
    """Whether this way to do an exercise is another one in its place."""
    return bool(way) and way == exercise.substitute_key


def _prescribed_text(catalogue: Catalogue, row: DayInLog) -> str:
    text = _amount_text(
        catalogue, row.stage_key, row.dose_level, row.sets_prescribed, row.each_prescribed
    )
    return _with_share(text, row.dose_share)


def choice_text(person: Person, row: DayInLog) -> str:
    """That the person chose something easier than the plan named; empty if they did not."""
    return _choice_text(person, row, row.suggested_level, row.suggested_share)


def _choice_text(person: Person, row: DayInLog, level: int | None, share: int | None) -> str:
    """The same where the plan named that level, and that share of it."""
    if level is None:
        return ""
    share = share or FULL
    named = prescription_at(person.catalogue.stages[row.stage_key], level, share=share)
    text = _instead_text(person.catalogue, row, named.sets) or _amount_text(
        person.catalogue, row.stage_key, level, named.sets, named.each
    )
    return _("easier than suggested, by own choice (suggested: %(dose)s)") % {
        "dose": _with_share(text, share)
    }


def _amount_text(catalogue: Catalogue, key: str, level: int, sets: int, each: int | None) -> str:
    stage = catalogue.stages[key]
    exercise = catalogue.exercises[stage.exercise_key]
    return dose_for(stage, exercise, level=level, sets=sets, each=each).text


def _with_share(text: str, share: int) -> str:
    if share >= FULL:
        return text
    return _("%(dose)s (%(share)s)") % {"dose": text, "share": share_text(share)}


def _variant_name(catalogue: Catalogue, row: DayInLog) -> str:
    """The way to do it, where the person chose one, or what took the place of the exercise."""
    exercise = _exercise(catalogue, row)
    if _takes_the_place(row.variant_key, exercise):
        names = {"name": in_sentence(exercise.name)}
        names["other"] = catalogue.exercises[row.variant_key].name
        return _("%(other)s, in place of the %(name)s") % names
    return next((one.name for one in exercise.variants if one.key == row.variant_key), "")


def _counted(
    person: Person, extra: int | None, load_kg: Decimal | None, band: int | None
) -> list[tuple[str, str]]:
    """Extra repetitions and what was lifted, in the person's unit; a band by its name."""
    found = []
    if extra is not None:
        found.append((_("Extra repetitions"), str(extra)))
    if load_kg is not None:
        found.append((_("Weight"), weight_text(load_kg, person.user.unit)))
    if band is not None:
        found.append((_("Band"), band_name(band)))
    return found


def level_texts(person: Person, key: str, row: DayInLog | None) -> list[tuple[int, str]]:
    """Each dose level of a stage as the form names it; that of a row as it was prescribed. Of what
    takes the exercise's place, or did, levels that ask for the same are one choice."""
    catalogue, stage = person.catalogue, person.catalogue.stages[key]
    texts = {dose.level: dose.text for dose in stage.levels}
    exercise = catalogue.exercises[stage.exercise_key]
    way = _way_to_add(person, exercise) if row is None else row.variant_key
    own = own_dose(way, catalogue) if _takes_the_place(way, exercise) else None
    if own is not None:
        texts = {dose.level: f"{dose.sets_prescribed} × {own.set_text}" for dose in stage.levels}
    if row is not None and row.dose_level in texts:
        texts[row.dose_level] = dose_text(catalogue, row)
    if own is None:
        return list(texts.items())
    chosen = person.snapshot.dose.level if row is None else row.dose_level
    once = {texts[level]: level for level in sorted(texts, key=lambda each: each == chosen)}
    name = catalogue.exercises[way].name
    return [
        (level, _("%(name)s: %(dose)s") % {"name": name, "dose": text})
        for text, level in once.items()
    ]


def _way_to_add(person: Person, exercise: ExerciseCard) -> str:
    """What a day added now would say of the way it was done (`logbook.add_day`)."""
    limits = person.snapshot.screening.limits
    return way_on(exercise, limits=limits, equipment=person.user.equipment)


def resistance_in(person: Person, key: str, row: DayInLog | None) -> Resistance:
    """What is written down of the load in a stage: what a row has, else by the way it was done, or
    is done with the equipment that is there."""
    if row is not None and (row.load_kg is not None or row.band is not None):
        return Resistance.BAND if row.load_kg is None else Resistance.WEIGHT
    exercise = person.catalogue.exercise_of(key)
    chosen = row.variant_key if row is not None else ""
    variant = next((one for one in exercise.variants if one.key == chosen), None)
    return resistance_of(variant or best_variant(exercise, person.user.equipment))


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentText:
    """A later change: when it was made, and everything the entry had said before."""

    when: str
    facts: Sequence[Fact]


def amendment_texts(
    person: Person, amendments: Sequence[Mapping[str, Any]], row: DayInLog | None
) -> list[AmendmentText]:
    """The later changes of one date in words; `row` is its training day, if it has one."""
    return [
        AmendmentText(
            when=date_format(person.user.local_date(one["made_at"]), "j F Y"),
            facts=[Fact(name, value) for name, value in _said(person, one["old"], row)],
        )
        for one in amendments
    ]


def _dose_said(person: Person, old: Mapping[str, Any], row: DayInLog) -> Iterator[tuple[str, str]]:
    """The dose that an entry had, and that it was easier than the one that was suggested."""
    sets, each = old["sets_prescribed"], old.get("each_prescribed")
    text = _instead_text(person.catalogue, row, sets) or _amount_text(
        person.catalogue, row.stage_key, old["dose_level"], sets, each
    )
    yield _("Dose"), _with_share(text, old.get("dose_share", FULL))
    named = old.get("suggested_level"), old.get("suggested_share")
    if chosen := _choice_text(person, row, *named):
        yield _("Chosen"), chosen


def _said(person: Person, old: Mapping[str, Any], row: DayInLog | None) -> list[tuple[str, str]]:
    """What an entry said; an amendment of an older form has fewer fields."""
    if "score" in old:
        return [(_("Score"), pain_text(old["score"]))]
    found = [
        (_("Before"), pain_text(old["before"])),
        (_("Worst"), pain_text(old["worst"])),
        (_("Next morning"), pain_text(old["morning"])),
        (_("Sets"), sets_text(old["sets_done"], old["sets_prescribed"])),
    ]
    if row is not None:
        found += _dose_said(person, old, row)
    kg = old.get("load_kg")
    load_kg = None if kg is None else Decimal(kg)
    found += _counted(person, old.get("extra_repetitions"), load_kg, old.get("band"))
    return found + [(str(label), _("yes")) for tick, label in TICKS.items() if old[tick.value]]
