"""The dose to suggest, from the person's rows; and what to expect at that pace."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from backrehab.accounts.models import User
from backrehab.domain.amounts import Load
from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import GateDecision, Status
from backrehab.domain.dose import DosedDay, NextDose, StartDose, kept_share, next_dose
from backrehab.domain.gate import Reading
from backrehab.domain.ledger import Ledger
from backrehab.domain.pace import Ahead, Pace, Road
from backrehab.domain.records import Timing
from backrehab.domain.rules import RuleSet
from backrehab.domain.way_back import ReturnCriteria
from backrehab.exercises.catalogue import Catalogue
from backrehab.painlog.day_rows import DayRow
from backrehab.progression.changes import by_short_way
from backrehab.progression.history import Loaded
from backrehab.progression.models import Enrolment
from backrehab.progression.prescriptions import amounts_of


def dosed_days(
    loaded: Loaded, ledger: Ledger, enrolment: Enrolment, rules: RuleSet
) -> tuple[DosedDay, ...]:
    """The training days of the current stage since the dose began anew, each with its colour."""
    steady = rules.tier_of(enrolment.stage_key).steady_route
    since = enrolment.dose_since
    return tuple(
        _dosed_day(row, ledger, steady_route=steady)
        for row in loaded.rows
        if row.stage_key == enrolment.stage_key
        and row.on >= since
        and row.on.toordinal() in ledger.verdicts
    )


def start_dose(loaded: Loaded, enrolment: Enrolment) -> StartDose:
    """How the stage was entered or taken up again."""
    since = enrolment.dose_since
    # Once the window has moved on, the days of the way back cannot be seen any more: it is over.
    shares = tuple(enrolment.dose_shares) if since >= loaded.judged_since else ()
    return StartDose(since, enrolment.dose_level, shares)


def look_ahead(
    loaded: Loaded,
    reading: Reading,
    enrolment: Enrolment,
    decisions: tuple[GateDecision, ...],
    *,
    rules: RuleSet,
    catalogue: Catalogue,
    user: User,
    dose: NextDose,
    heavy_on: date | None,
    mornings: Mapping[date, Timing],
) -> tuple[Ahead | None, ...]:
    """For each gate, and each short way back, that is not ready and could be; `dose` is the one
    that is suggested for today, `heavy_on` the latest day of heavy work, `mornings` says how the
    scores that are missing can still be given."""
    last = _last_before(loaded, reading.today)
    pace = Pace(
        days=dosed_days(loaded, reading.ledger, enrolment, rules),
        levels=amounts_of(catalogue.stages[enrolment.stage_key]),
        start=start_dose(loaded, enrolment),
        last_heavy_on=heavy_on,
        last_trained_on=last,
        taken_up_on=enrolment.dose_from,
        gently=user.starts_gently,
        loaded=dose.is_loaded,
        branch_opened_on=enrolment.branch_opened_on,
        mornings=mornings,
    )
    road = Road(reading, pace)
    return tuple(
        road.ahead(
            decision.opens,
            ReturnCriteria if by_short_way(enrolment, decision.opens, rules) else Criteria,
            decision.earliest_on,
        )
        if decision.status is Status.NOT_YET and decision.earliest_on is not None
        else None
        for decision in decisions
    )


def suggest_dose(
    loaded: Loaded,
    ledger: Ledger,
    enrolment: Enrolment,
    *,
    rules: RuleSet,
    catalogue: Catalogue,
    user: User,
    short_breaks: bool = True,
) -> NextDose:
    """The dose to suggest today, with its reason (docs/clinical-rules.md#dose); without
    `short_breaks` as if the days since the last training had been none."""
    stage, today = enrolment.stage_key, date.fromordinal(ledger.today)
    return next_dose(
        dosed_days(loaded, ledger, enrolment, rules),
        levels=amounts_of(catalogue.stages[stage]),
        tier=rules.stages[stage].tier,
        rules=rules,
        today=today,
        start=start_dose(loaded, enrolment),
        gap_days=_gap_days(loaded, today) if short_breaks else None,
        step_kg=Fraction(user.load_step_kg),
        gently=user.starts_gently,
        branch_opened_today=enrolment.branch_opened_on == today,
    )


def suggest_kept(
    loaded: Loaded, ledger: Ledger, enrolment: Enrolment, *, rules: RuleSet, user: User
) -> int:
    """How much of what is kept up to do, in percent (docs/clinical-rules.md#after-a-break)."""
    today, start = date.fromordinal(ledger.today), start_dose(loaded, enrolment)
    return kept_share(
        dosed_days(loaded, ledger, enrolment, rules) if start.shares else (),
        rules=rules,
        today=today,
        start=start,
        gap_days=_gap_days(loaded, today),
        gently=user.starts_gently,
    )


def _dosed_day(row: DayRow, ledger: Ledger, *, steady_route: bool) -> DosedDay:
    kg = None if row.load_kg is None else Fraction(row.load_kg)
    return DosedDay(
        on=row.on,
        level=row.dose_level,
        share=row.dose_share,
        fully_done=row.sets_done >= row.sets_prescribed,
        colour=ledger.colour(row.on.toordinal()),
        settled=steady_route and ledger.is_settled(row.on.toordinal()),
        extra_repetitions=row.extra_repetitions,
        load=Load.of(kg=kg, band=row.band),
    )


def _gap_days(loaded: Loaded, today: date) -> int | None:
    """Days since the last training day before today, of any stage."""
    last = _last_before(loaded, today)
    return None if last is None else (today - last).days


def _last_before(loaded: Loaded, today: date) -> date | None:
    """The last training day before today: what was begun today does not end a break in the middle
    of the day."""
    trained = [row.on for row in loaded.rows if row.trained and row.on < today]
    if loaded.last_trained_on is not None and loaded.last_trained_on < today:
        trained.append(loaded.last_trained_on)
    return max(trained, default=None)


def last_heavy_on(loaded: Loaded, rules: RuleSet) -> date | None:
    """The latest date of heavy work: of the stage itself, by its exercise or by a load, or of the
    last days of any other kind."""
    heavy = rules.heavy
    # Most people are far from any of these, and there are dozens of rows.
    possible = {*heavy.exercises, *heavy.when_loaded}
    rows = [row for row in loaded.rows if row.stage_key in possible and row.trained]
    days = [row.on for row in rows if heavy.is_heavy(row.stage_key, loaded=bool(row.load_kg))]
    if loaded.read.heavy_sets_on is not None:
        days.append(loaded.read.heavy_sets_on)
    return max(days, default=None)
