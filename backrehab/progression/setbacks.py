"""A flare-up begun and ended, and going on after a break: each one entry, stored as a decision."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.domain.ledger import Ledger
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog import services
from backrehab.painlog.models import FlareUp
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.breaks import find_break
from backrehab.progression.changes import carry_over, record
from backrehab.progression.dosing import suggest_dose
from backrehab.progression.entries import Entry
from backrehab.progression.flare_state import flare_state
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.history_read import HistoryRead
from backrehab.progression.levels import LOWEST, last_green_level, last_level
from backrehab.progression.models import BY_MISTAKE, Enrolment, TransitionKind
from backrehab.progression.rulesets import current_rules

FLARE_UP = "flare_up"


def begin_flare_up(entry: Entry) -> None:
    """The person's back got worse: loading and counting pause."""
    with entry.open() as enrolment:
        if not services.start_flare_up(user=entry.user, on=entry.today):
            return
        record(
            enrolment,
            kind=TransitionKind.ON_HOLD,
            stage_to=enrolment.stage_key,
            now=entry.now,
            reason=FLARE_UP,
            stores_place=False,
        )


def take_back_flare_up(entry: Entry) -> None:
    """The button was pressed by mistake; that can be said on the same date."""
    with entry.open() as enrolment:
        spell = _open_one(entry.user)
        if spell.started_on != entry.today:
            raise EntryRefused(_("That can only be taken back on the day it began."))
        spell.delete()
        record(
            enrolment,
            kind=TransitionKind.RESUMED,
            stage_to=enrolment.stage_key,
            now=entry.now,
            reason=BY_MISTAKE,
            stores_place=False,
        )


def finish_flare_up(entry: Entry) -> None:
    """The spell is over, if the rule says so; the ladder goes on with less than before."""
    rules = current_rules()
    with entry.open() as enrolment:
        user, today = entry.user, entry.today
        spell = _open_one(user)
        loaded = load_history(user, enrolment, rules=rules, today=today)
        rested = find_break(user, enrolment, loaded, rules=rules, today=today)
        state = flare_state(enrolment, loaded, rested=rested, rules=rules, today=today)
        if state is None or not state.can_end:
            raise EntryRefused(_("It is not over yet by the rule. See below what it takes."))
        if state.needs_screening or state.needs_baseline:
            raise EntryRefused(_("You did not train for long, so a few questions come first."))
        spell.ended_on = today
        spell.save(update_fields=["ended_on"])
        loaded = replace(loaded, read=loaded.read.after_flare_up(today))
        away = {"days": state.days_away, "last": str(loaded.last_trained_on)} if state.band else {}
        entry.read = _take_up(
            enrolment,
            loaded,
            # The longer break has the stricter rule, and it is that one which is written down.
            kind=TransitionKind.LAY_OFF if state.band else TransitionKind.RESUMED,
            stage_to=state.resume_stage,
            shares=state.resume_shares,
            starts_over=bool(state.band) and rules.lay_off.starts_over(state.band),
            reason=state.band or FLARE_UP,
            decision={"since": str(state.since), "dates": state.day + 1} | away,
            now=entry.now,
        )


def _open_one(user: User) -> FlareUp:
    spell = FlareUp.objects.filter(user=user, ended_on__isnull=True).first()
    if spell is None:
        raise EntryRefused(_("No flare-up is open."))
    return spell


def go_on(entry: Entry) -> None:
    """The person goes on after a break; the ladder changes as it was explained to them."""
    rules = current_rules()
    with entry.open() as enrolment:
        user, today = entry.user, entry.today
        loaded = load_history(user, enrolment, rules=rules, today=today)
        if loaded.history.in_flare_up:
            raise EntryRefused(_("A flare-up is open. Its own way back comes first."))
        found = find_break(user, enrolment, loaded, rules=rules, today=today)
        if found is None:
            return
        if not found.can_go_on:
            raise EntryRefused(_("A few questions come first."))
        lay_off = found.lay_off
        entry.read = _take_up(
            enrolment,
            loaded,
            kind=TransitionKind.LAY_OFF,
            stage_to=lay_off.stage_to,
            shares=lay_off.shares,
            starts_over=lay_off.starts_over,
            reason=lay_off.band,
            decision={"days": lay_off.days, "last": str(loaded.last_trained_on)},
            now=entry.now,
        )


def _take_up(
    enrolment: Enrolment,
    loaded: Loaded,
    *,
    kind: TransitionKind,
    stage_to: str,
    shares: tuple[int, ...],
    starts_over: bool,
    reason: str,
    decision: dict[str, Any],
    now: datetime,
) -> HistoryRead:
    """Go on after a pause, and write it down; what was read, as it is then."""
    today = enrolment.user.local_date(now)
    if starts_over:
        level = LOWEST
    elif stage_to == enrolment.stage_key:
        level, shares = _no_more_than_before(enrolment, loaded, shares, today)
    else:
        level = last_green_level(enrolment.user, enrolment, stage_to, loaded, today=today)
    record(
        enrolment,
        kind=kind,
        stage_to=stage_to,
        now=now,
        reason=reason,
        decision=decision,
        dose_level=level,
        dose_shares=shares,
        stores_place=False,
    )
    return carry_over(enrolment, loaded.read)


def _no_more_than_before(
    enrolment: Enrolment, loaded: Loaded, shares: tuple[int, ...], today: date
) -> tuple[int, tuple[int, ...]]:
    """Level and shares on the same stage: never more than what would have come next without the
    pause, so that a bad day before it is not forgotten."""
    user, rules = enrolment.user, current_rules()
    before = suggest_dose(
        loaded,
        Ledger(loaded.history, rules, today),
        enrolment,
        rules=rules,
        catalogue=get_catalogue(),
        user=user,
        short_breaks=False,
    )
    first, *then = shares
    level = min(last_level(user, enrolment, loaded), before.level)
    return level, (min(first, before.share), *then)
