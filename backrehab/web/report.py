"""The report to print: what a physiotherapist wants to know of the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.accounts.numbers import pain_text
from backrehab.domain.dose import FULL, NextDose
from backrehab.domain.records import FlareUp
from backrehab.exercises.cards import ExerciseCard, StageCard
from backrehab.progression.explain import in_sentence
from backrehab.progression.explain_changes import share_text
from backrehab.progression.models import TransitionKind
from backrehab.progression.plan import withheld_exercises
from backrehab.progression.prescriptions import dose_for
from backrehab.progression.stand_ins import own_dose, way_on
from backrehab.progression.words import load_text
from backrehab.screening.explain import words_for
from backrehab.web.gate_card import GateCard, gate_cards
from backrehab.web.log import Log, LogEntry, Period, read_log
from backrehab.web.log_words import choice_text, dose_text
from backrehab.web.person import Person
from backrehab.web.setbacks import ConcernText, WelcomeBack, concern_texts, welcome_back
from backrehab.web.stays import stage_since
from backrehab.web.story import Told, read_period

# What a change of the ladder tells somebody who looks at the back; the days tell the rest. A
# flare-up has its own list, with those that were begun before changes were stored; that it led to
# another stage is a change all the same.
TELLING = frozenset(
    {
        TransitionKind.OPENED,
        TransitionKind.STEPPED_BACK,
        TransitionKind.RETURNED,
        TransitionKind.LAY_OFF,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """Everything on the page. After a break that is not settled yet (`away`) how it goes on stands
    in place of the dose and the gates, and while the ladder is paused, since when it is. `dose` is
    what the plan suggests, `today` what is done today where that is something else."""

    period: Period
    stage: StageCard
    since: date
    away: WelcomeBack | None
    paused_on: date | None
    dose: str
    today: str
    usual: str
    health_check: str
    concerns: Sequence[ConcernText]
    changes: Sequence[Told]
    flare_ups: Sequence[str]
    gates: Sequence[GateCard]
    entries: Sequence[LogEntry]


def report_page(person: Person, period: Period) -> ReportPage:
    """Work out the page: three queries beside the person's own (the log, the decisions, and since
    when the stage is the current one)."""
    log = read_log(person, period)
    told = read_period(person, period.first, period.last)
    paused_on = person.enrolment.paused_on
    away = welcome_back(person) if paused_on is None else None
    return ReportPage(
        period=period,
        stage=person.stage,
        since=stage_since(person),
        away=away,
        paused_on=paused_on,
        dose=_("None for now") if _waits(person) else _dose_text(person, person.snapshot.dose),
        today=_today_text(person, log.entries),
        usual=_usual_text(person, log),
        health_check=_health_check(person),
        concerns=concern_texts(person),
        changes=[one for one in told if _tells(one)],
        flare_ups=[_flare_up_text(one) for one in reversed(log.flare_ups)],
        gates=_gates(person) if away is None and paused_on is None else (),
        entries=log.entries,
    )


def _tells(one: Told) -> bool:
    return one.kind in TELLING or (one.kind == TransitionKind.RESUMED and one.moved)


def _gates(person: Person) -> Sequence[GateCard]:
    """Those of the main line; a side branch asks much the same, and stands alone at the end."""
    cards = gate_cards(person, printed=True)
    return [card for card in cards if not card.side_branch] or cards


def _usual_text(person: Person, log: Log) -> str:
    """The usual pain; without a score that counts in its week the average that was told stands in
    for it, and nobody knows what it is now."""
    usual, today = person.snapshot.usual, person.today.toordinal()
    if log.ledger is None or today in log.ledger.usuals((today,)):
        return pain_text(usual)
    said = _("Not known: no score of the last %(n)s days counts. The average told before: %(told)s")
    return said % {"n": person.rules.usual.dates, "told": pain_text(usual)}


def _health_check(person: Person) -> str:
    """What it says now, and since when; after a shorter check also when all was asked."""
    state = person.snapshot.screening
    words = words_for(state).title
    if state.on is None or state.told_on is None:
        return words
    names = {"words": words, "on": date_format(state.told_on, "j F Y")}
    if state.told_on == state.on:
        return _("%(words)s (%(on)s)") % names
    said = _("%(words)s (%(on)s; all its questions were asked on %(full)s)")
    return said % {**names, "full": date_format(state.on, "j F Y")}


def _stand_in(person: Person, exercise: ExerciseCard) -> ExerciseCard | None:
    """What takes the place of the stage's exercise now, as on Today."""
    limits, equipment = person.snapshot.screening.limits, person.user.equipment
    key = way_on(exercise, limits=limits, equipment=equipment)
    return person.catalogue.exercises[key] if key else None


def _waits(person: Person) -> bool:
    """Whether the plan holds no exercise of the stage, whatever the day: in a flare-up, while the
    ladder is paused, without consent, and where the health check says so."""
    snapshot, state = person.snapshot, person.snapshot.screening
    paused = person.enrolment.paused_on is not None or person.user.withdrawn_at is not None
    if snapshot.flare_up is not None or paused:
        return True
    withheld = withheld_exercises(
        state.gate_outcome, rules=person.rules, catalogue=person.catalogue
    )
    return state.blocks_exercise or state.flare_up_only or person.stage.exercise_key in withheld


def _dose_text(person: Person, dose: NextDose) -> str:
    """The suggested dose with its share and load: "2 × 8 (half dose), 20 kg"; of what takes the
    exercise's place as many sets of its own."""
    exercise = person.catalogue.exercises[person.stage.exercise_key]
    instead = _stand_in(person, exercise)
    text = _sets_text(person, dose, exercise, instead)
    if instead is not None:
        names = {"dose": text, "other": instead.name, "name": in_sentence(exercise.name)}
        return _("%(dose)s: %(other)s, in place of the %(name)s") % names
    if dose.load is None:
        return text
    load = load_text(dose.load.kg, dose.load.band, person.user.unit)
    return _("%(dose)s, %(load)s") % {"dose": text, "load": load}


def _sets_text(
    person: Person, dose: NextDose, exercise: ExerciseCard, instead: ExerciseCard | None
) -> str:
    own = None if instead is None else own_dose(instead.key, person.catalogue)
    reduced = dose.share < FULL
    text = (
        f"{dose.amount.sets} × {own.set_text}"
        if own
        else dose_for(
            person.stage,
            exercise,
            level=dose.level,
            sets=dose.amount.sets,
            each=dose.amount.each if reduced else None,
        ).text
    )
    if reduced:
        return _("%(dose)s (%(share)s)") % {"dose": text, "share": share_text(dose.share)}
    return text


def _today_text(person: Person, entries: Sequence[LogEntry]) -> str:
    """The dose of today's entry, where it is another one than is suggested; else nothing."""
    row = next((one.row for one in entries if one.on == person.today), None)
    if row is None or row.stage_key != person.stage.key:
        return ""
    exercise = person.catalogue.exercises[person.stage.exercise_key]
    text, choice = dose_text(person.catalogue, row), choice_text(person, row)
    if choice:
        return _("%(dose)s, %(choice)s") % {"dose": text, "choice": choice}
    suggested = _sets_text(person, person.snapshot.dose, exercise, _stand_in(person, exercise))
    return "" if text == suggested else text


def _flare_up_text(spell: FlareUp) -> str:
    first = date_format(spell.start, "j F Y")
    if spell.end is None:
        return _("since %(first)s, not over yet") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(spell.end, "j F Y")}
