"""What may be begun now: asked again by each entry, whatever page it was sent from.

In words: docs/clinical-rules.md#no-exercise-today and #the-plan-of-a-day.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.domain.gate import no_exercise_today
from backrehab.domain.plan import heavy_allowed
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import PerformedSet
from backrehab.painlog.refusals import PLAN_PAUSED, EntryRefused
from backrehab.progression.models import Enrolment
from backrehab.progression.plan import withheld_exercises
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import Snapshot, as_it_stands


def refuse_to_begin(user: User, enrolment: Enrolment, now: datetime, catalogue: Catalogue) -> None:
    """EntryRefused while the stage's exercise is no part of today: the first reason that fits."""
    rules = current_rules()
    stands = as_it_stands(user, enrolment, rules=rules, catalogue=catalogue, now=now)
    screening = stands.screening
    if screening.blocks_exercise or stands.flare_up is not None:
        raise EntryRefused(PLAN_PAUSED)
    if stands.flare_up_today:
        raise EntryRefused(_("Today still belongs to your flare-up. The ladder goes on tomorrow."))
    if screening.flare_up_only:
        raise EntryRefused(_("Your health check leaves only the easy routine for now."))
    if enrolment.paused_on is not None:
        raise EntryRefused(_("Your ladder is paused. Go on with it first."))
    exercise = catalogue.stages[enrolment.stage_key].exercise_key
    if exercise in withheld_exercises(screening.gate_outcome, rules=rules, catalogue=catalogue):
        raise EntryRefused(_("Your health check keeps the plan to light exercises for now."))
    _refuse_if_too_soon(user, enrolment, stands, catalogue)
    if stands.lay_off is not None:
        raise EntryRefused(_("After your break, see first what changes: open the Today page."))


def refuse_if_no_exercise(
    user: User, enrolment: Enrolment, now: datetime, catalogue: Catalogue, *, before: int | None
) -> None:
    """EntryRefused for any set while pain is high, in a flare-up, or with a clinician to see."""
    rules = current_rules()
    stands = as_it_stands(user, enrolment, rules=rules, catalogue=catalogue, now=now)
    if stands.screening.blocks_exercise or stands.flare_up is not None:
        raise EntryRefused(PLAN_PAUSED)
    score = stands.highest_today if before is None else before
    if no_exercise_today(score=score, usual=stands.usual_before, rules=rules):
        raise EntryRefused(_("Your pain is too high for exercise today, so nothing was saved."))


def _refuse_if_too_soon(
    user: User, enrolment: Enrolment, stands: Snapshot, catalogue: Catalogue
) -> None:
    """No heavy stage before enough dates have passed since heavy work of any kind."""
    rules = current_rules()
    if not rules.heavy.is_heavy(enrolment.stage_key, loaded=stands.dose.is_loaded):
        return
    keys = (catalogue.exercises[key].id for key in rules.heavy.exercises)
    sets = PerformedSet.objects.filter(user=user, on__lt=stands.on, exercise_id__in=keys)
    found = [sets.order_by("-on").values_list("on", flat=True).first(), stands.last_heavy_on]
    last = max((on for on in found if on is not None), default=None)
    if not heavy_allowed(stands.on, last, rules.heavy):
        raise EntryRefused(_("Your last heavy day is too recent. Today is a lighter day."))
