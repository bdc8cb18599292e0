"""Why the suggested dose is what it is, in words for the person."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.domain.dose import FULL, DoseReason, NextDose
from backrehab.domain.plan import DATES_A_WEEK
from backrehab.domain.rules import RuleSet
from backrehab.progression.words import date_text

# A stage that a step back led to begins higher up than at its first dose.
TAKEN_UP_AGAIN = gettext_lazy("The dose that last went well in this stage.")
DOSE_REASONS = {
    DoseReason.FIRST: gettext_lazy("The first dose of this stage."),
    DoseReason.RESUMING: gettext_lazy("Part of the dose, to find your way back step by step."),
    DoseReason.RAISED: gettext_lazy("A little more than last time: your last days went well."),
    DoseReason.AT_TARGET: gettext_lazy("The full dose of this stage."),
    DoseReason.ONE_MORE_CALM_DAY: gettext_lazy(
        "Same dose: one more day like the last is needed before it goes up."
    ),
    DoseReason.EXTRA_REPETITIONS: gettext_lazy(
        "Same dose: do %(extra)s more in the last set when it feels easy."
    ),
    DoseReason.NOT_IN_FULL: gettext_lazy("Same dose: %(day)s was not done in full."),
    DoseReason.ONCE_A_WEEK: gettext_lazy(
        "Same dose: heavy lifts go up at most once in %(dates)s days."
    ),
    DoseReason.STAGE_OPENED: gettext_lazy(
        "Same dose: you opened another stage today, and one thing changes at a time."
    ),
    DoseReason.FULL_AGAIN: gettext_lazy("The whole dose again: %(day)s went well."),
    DoseReason.SAME_AFTER_AMBER: gettext_lazy("Same dose: %(day)s was not a calm day."),
    DoseReason.NO_MORNING: gettext_lazy("Same dose: %(day)s has no morning score that counts."),
    DoseReason.AWAITS_MORNING: gettext_lazy(
        "Same dose: %(day)s still waits for its morning score."
    ),
    DoseReason.LOWERED_UNSETTLED: gettext_lazy(
        "One step down: your last training days were not settled."
    ),
    DoseReason.HALF_AFTER_RED: gettext_lazy("Only %(share)s%% of the dose: %(day)s was too much."),
    DoseReason.LOWERED_AFTER_RED: gettext_lazy(
        "Only %(share)s%% of the dose, and one step down: your last training days were not settled "
        "or too much."
    ),
    DoseReason.LAY_OFF: gettext_lazy("A little less today: you last trained on %(date)s."),
}
# After a bad day part of the dose stays what is asked, whatever was done since.
STAYS_LOW = {
    DoseReason.SAME_AFTER_AMBER: gettext_lazy("The dose stays low: %(day)s was not a calm day."),
    DoseReason.NO_MORNING: gettext_lazy(
        "The dose stays low: %(day)s has no morning score that counts."
    ),
    DoseReason.AWAITS_MORNING: gettext_lazy(
        "The dose stays low: %(day)s still waits for its morning score."
    ),
}


# A day without its worst pain counts as little as one without a morning score.
NO_WORST = gettext_lazy("Same dose: the worst pain of %(day)s is missing.")
NO_WORST_LOW = gettext_lazy("The dose stays low: the worst pain of %(day)s is missing.")


def dose_reason(
    dose: NextDose,
    rules: RuleSet,
    *,
    lacks_worst: bool = False,
    today: date | None = None,
) -> str:
    """Why today's dose is what it is; `lacks_worst`: of the day that decided it nobody told the
    worst pain. A day of the week before `today` is named as a weekday, any other in full."""
    if dose.reason is DoseReason.FIRST and dose.level > 1:
        return str(TAKEN_UP_AGAIN)
    reason, on = dose.reason, dose.because_of
    if reason is DoseReason.LOWERED_UNSETTLED and dose.share < FULL:
        reason = DoseReason.LOWERED_AFTER_RED
    numbers = {
        "day": _day_text(on, today) if on else "",
        "date": date_text(on, "l j F") if on else "",
        "extra": rules.dose.extra_repetitions,
        "dates": rules.dose.heavy_raise_dates,
        "share": dose.share,
    }
    if reason is DoseReason.NO_MORNING and lacks_worst:
        return str(NO_WORST if dose.share >= FULL else NO_WORST_LOW) % numbers
    texts = DOSE_REASONS if dose.share >= FULL else DOSE_REASONS | STAYS_LOW
    return str(texts[reason]) % numbers


def _day_text(on: date, today: date | None) -> str:
    recent = today is None or (today - on).days < DATES_A_WEEK
    return date_text(on, "l" if recent else "l j F")


def kept_note(share: int) -> str:
    """Why less is asked of what is kept up; empty where all of it is."""
    if share >= FULL:
        return ""
    return _("Less for now, on your way back: %(share)s%% of it.") % {"share": share}
