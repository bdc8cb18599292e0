"""A flare-up begun and ended, and going on after a break: each one entry, stored as a decision."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.domain.ledger import Ledger
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog import services
from backrehab.painlog.models import FlareUp
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.breaks import find_break
from backrehab.progression.changes import STARTS_OVER, record
from backrehab.progression.dosing import suggest_dose
from backrehab.progression.entries import entry_of
from backrehab.progression.flare_state import flare_state
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.levels import LOWEST, last_green_level, last_level
from backrehab.progression.models import BY_MISTAKE, Enrolment, TransitionKind
from backrehab.progression.rulesets import current_rules

FLARE_UP = "flare_up"


def begin_flare_up(*, user: User, now: datetime) -> None:
    """The person's back got worse: loading and counting pause."""
    with entry_of(user, now) as enrolment:
        on = user.local_date(now)
        if FlareUp.objects.filter(user=user, ended_on__isnull=True).exists():
            return
        services.start_flare_up(user=user, on=on)
        record(
            enrolment,
            kind=TransitionKind.ON_HOLD,
            stage_to=enrolment.stage_key,
            now=now,
            reason=FLARE_UP,
        )


def take_back_flare_up(*, user: User, now: datetime) -> None:
    """The button was pressed by mistake; that can be said on the same date."""
    with entry_of(user, now) as enrolment:
        spell = _open_one(user)
        if spell.started_on != user.local_date(now):
            raise EntryRefused(_("That can only be taken back on the day it began."))
        spell.delete()
        record(
            enrolment,
            kind=TransitionKind.RESUMED,
            stage_to=enrolment.stage_key,
            now=now,
            reason=BY_MISTAKE,
        )


def finish_flare_up(*, user: User, now: datetime) -> None:
    """The spell is over, if the rule says so; the ladder goes on with less than before."""
    rules = current_rules()
    today = user.local_date(now)
    with entry_of(user, now) as enrolment:
        spell = _open_one(user)
        loaded = load_history(user, enrolment, rules=rules, today=today)
        state = flare_state(user, enrolment, loaded, rules=rules, today=today)
        if state is None or not state.can_end:
            raise EntryRefused(_("It is not over yet by the rule. See below what it takes."))
        if state.needs_screening or state.needs_baseline:
            raise EntryRefused(_("You did not train for long, so a few questions come first."))
        spell.ended_on = today
        spell.save(update_fields=["ended_on"])
        level, shares = _start(
            user,
            enrolment,
            loaded,
            stage_to=state.resume_stage,
            shares=state.resume_shares,
            starts_over=state.band == STARTS_OVER,
            today=today,
        )
        record(
            enrolment,
            # The longer break has the stricter rule, and it is that one which is written down.
            kind=TransitionKind.LAY_OFF if state.band else TransitionKind.RESUMED,
            stage_to=state.resume_stage,
            now=now,
            reason=state.band or FLARE_UP,
            decision={"since": str(state.since), "dates": state.day + 1}
            | (
                {"days": state.days_away, "last": str(loaded.last_trained_on)} if state.band else {}
            ),
            dose_level=level,
            dose_shares=shares,
        )


def _open_one(user: User) -> FlareUp:
    spell = FlareUp.objects.filter(user=user, ended_on__isnull=True).first()
    if spell is None:
        raise EntryRefused(_("No flare-up is open."))
    return spell


def go_on(*, user: User, now: datetime) -> None:
    """The person goes on after a break; the ladder changes as it was explained to them."""
    rules = current_rules()
    today = user.local_date(now)
    with entry_of(user, now) as enrolment:
        if FlareUp.objects.filter(user=user, ended_on__isnull=True).exists():
            raise EntryRefused(_("A flare-up is open. Its own way back comes first."))
        loaded = load_history(user, enrolment, rules=rules, today=today)
        found = find_break(user, enrolment, loaded, rules=rules, today=today)
        if found is None:
            return
        if not found.can_go_on:
            raise EntryRefused(_("A few questions come first."))
        lay_off = found.lay_off
        level, shares = _start(
            user,
            enrolment,
            loaded,
            stage_to=lay_off.stage_to,
            shares=lay_off.shares,
            starts_over=lay_off.starts_over,
            today=today,
        )
        record(
            enrolment,
            kind=TransitionKind.LAY_OFF,
            stage_to=lay_off.stage_to,
            now=now,
            reason=lay_off.band,
            decision={"days": lay_off.days, "last": str(loaded.last_trained_on)},
            dose_level=level,
            dose_shares=shares,
        )


def _start(
    user: User,
    enrolment: Enrolment,
    loaded: Loaded,
    *,
    stage_to: str,
    shares: tuple[int, ...],
    starts_over: bool,
    today: date,
) -> tuple[int, tuple[int, ...]]:
    """At which level and shares the ladder goes on. On the same stage it is a share of what would
    have come next, never more than that: a bad day before the pause is not forgotten."""
    rules = current_rules()
    if starts_over:
        return LOWEST, shares
    if stage_to != enrolment.stage_key:
        return last_green_level(user, enrolment, stage_to, rules=rules, today=today), shares
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
    level = min(last_level(user, enrolment), before.level)
    return level, (min(first, before.share), *then)
