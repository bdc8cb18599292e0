"""When a stage can open at the pace of the plan: the dose climbs step by step, heavy days apart.

`earliest_on` is a lower bound: it takes the full dose at once. This is the date to count on if
every training day is calm (docs/clinical-rules.md#at-the-pace-of-the-plan).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backrehab.domain.amounts import Amount
from backrehab.domain.colours import Colour
from backrehab.domain.criteria import Criteria
from backrehab.domain.dose import FULL, DosedDay, NextDose, StartDose, next_dose
from backrehab.domain.earliest import Outlook
from backrehab.domain.lay_off import find_break
from backrehab.domain.ledger import Ledger
from backrehab.domain.plan import heavy_allowed
from backrehab.domain.records import ONE_DAY, History
from backrehab.domain.rules import Asks, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the dose of the days to come depends on: the days of the stage so far, its levels, how
    it was entered, the latest heavy day, the latest training day of any stage before today, when
    the ladder was last taken up, whether a break counts as a longer one (`gently`), and whether a
    weight is used (`loaded`)."""

    days: tuple[DosedDay, ...]
    levels: tuple[Amount, ...]
    start: StartDose
    last_heavy_on: date | None
    last_trained_on: date | None = None
    taken_up_on: date | None = None
    gently: bool = False
    loaded: bool = False


def find_at_pace(
    history: History,
    pace: Pace,
    *,
    opens: str,
    rules: RuleSet,
    today: date,
    earliest_on: date | None = None,
    ledger: Ledger | None = None,
    kind: type[Criteria] = Criteria,
) -> date | None:
    """The first date on which `opens` is ready, by what `kind` asks, if every training day from
    today on is calm and done at the dose that the plan suggests for it; None if 90 days do not
    suffice, or if questions after a break would come first.

    `earliest_on`, where it is known, is before any such date. `ledger` is that of the history on
    `today`, if it was read before.
    """
    if earliest_on == today:
        return today  # nothing of the course is looked at
    course = planned_course(history, pace, rules=rules, today=today)
    if course is None:
        return None
    outlook = Outlook(history, rules, today, course, ledger)
    return outlook.first_date(opens, kind, since=earliest_on or today)


def planned_course(
    history: History, pace: Pace, *, rules: RuleSet, today: date
) -> dict[date, bool] | None:
    """The dates of the horizon on which the stage is trained, and whether at its target dose; None
    if a break would be so long by then that something is asked first."""
    heavy = rules.heavy.is_heavy(history.stage, loaded=pace.loaded)
    tier, last_heavy = rules.stages[history.stage].tier, pace.last_heavy_on
    days: Sequence[DosedDay] = [_at_best(day, rules, today) for day in pace.days]
    trained_today = any(day.on == today and day.trained for day in history.days)
    last_trained = pace.last_trained_on
    breaks = min(band.from_days for band in rules.lay_off.bands.values())
    if trained_today:
        last_trained = today
    course: dict[date, bool] = {}
    reached = False
    for ahead in range(1 if trained_today else 0, rules.horizon + 1):
        on = today + ahead * ONE_DAY
        if on.weekday() not in history.training_weekdays:
            continue
        if heavy and not heavy_allowed(on, last_heavy, rules.heavy):
            continue
        gap = None if last_trained is None else (on - last_trained).days
        is_break = gap is not None and gap >= breaks
        if is_break and _asks_first(history, pace, last_trained, on, rules):
            return None
        last_trained = on
        if reached and not is_break:
            course[on], last_heavy = True, on
            continue
        dose = next_dose(
            days,
            levels=pace.levels,
            tier=tier,
            rules=rules,
            today=on,
            start=pace.start,
            gap_days=gap,
            gently=pace.gently,
        )
        reached = dose.level == len(pace.levels) and dose.share >= FULL
        course[on], last_heavy = reached, on
        days = [*days, _calm_day(on, dose, rules)]
    return course


def _calm_day(on: date, dose: NextDose, rules: RuleSet) -> DosedDay:
    """A day on which all of the dose was done, and felt easy."""
    return DosedDay(
        on=on,
        level=dose.level,
        share=dose.share,
        fully_done=True,
        colour=Colour.GREEN,
        extra_repetitions=rules.dose.extra_repetitions,
        load=dose.load,
    )


def _asks_first(
    history: History, pace: Pace, last_trained: date | None, on: date, rules: RuleSet
) -> bool:
    """Whether a break that lasts until `on` asks something before anything goes on."""
    lay_off = find_break(
        stage=history.stage,
        last_trained_on=last_trained,
        taken_up_on=pace.taken_up_on,
        today=on,
        rules=rules,
        gently=pace.gently,
    )
    return lay_off is not None and lay_off.asks is not Asks.NOTHING


def _at_best(day: DosedDay, rules: RuleSet, today: date) -> DosedDay:
    """A day whose morning is still to come turns calm, and the one of today is done in full."""
    if day.colour is not Colour.PENDING:
        return day
    if day.on < today:
        return replace(day, colour=Colour.GREEN)
    extra = day.extra_repetitions
    return replace(
        day,
        colour=Colour.GREEN,
        fully_done=True,
        extra_repetitions=rules.dose.extra_repetitions if extra is None else extra,
    )
