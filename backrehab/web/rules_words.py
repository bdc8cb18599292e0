"""What each number of the rule set is, in words; the page on how the gate decides shows both."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

# By the place of a number in the rule set; `*` stands for light, moderate and heavy.
WORDS = {
    "tiers.*.ceiling": gettext_lazy("Worst pain of a calm day, at most"),
    "steady.worst": gettext_lazy("Worst pain of a settled day, at most"),
    "steady.morning": gettext_lazy("Next morning of a settled day, at most"),
    "tiers.*.not_worse": gettext_lazy("Points above the average pain you told us, less than"),
    "steady.rise": gettext_lazy("Rise during the exercises of a settled day, at most"),
    "steady.morning_over_ref": gettext_lazy(
        "Next morning of a settled day over your reference, at most"
    ),
    "colour.unsettled_morning_over_ref": gettext_lazy(
        "Points over your reference; a morning higher than that is not settled"
    ),
    "colour.unsettled_rise": gettext_lazy("Rise during the exercises that is not settled"),
    "colour.red_rise": gettext_lazy("Rise that is too much where the worst pain is high as well"),
    "colour.red_morning_over_ref": gettext_lazy(
        "Points over your reference at which one morning is too much"
    ),
    "colour.red_two_mornings_over_ref": gettext_lazy(
        "Points over your reference at which two mornings running are too much"
    ),
    "no_exercise.over_usual": gettext_lazy(
        "Points above your usual from which there is no exercise"
    ),
    "tiers.*.green_days": gettext_lazy("Calm days, at least"),
    "tiers.*.green_of": gettext_lazy("Among so many of the latest days"),
    "tiers.*.target_dose": gettext_lazy("Calm days at the full dose, at least"),
    "dose.calm_days_to_raise": gettext_lazy("Calm days running that raise the dose"),
    "dose.unsettled_days_to_lower": gettext_lazy("Days running that lower it"),
    "dose.heavy_raise_dates": gettext_lazy("Heavy stages: days from one raise to the next"),
    "dose.extra_repetitions": gettext_lazy("Repetitions on top in the last set"),
    "steady.days": gettext_lazy("Latest days that are looked at for steady pain"),
    "steady.settled_days": gettext_lazy("Settled days among them, at least"),
    "steady.target_dose": gettext_lazy("Settled days at the full dose, at least"),
    "tiers.*.spread": gettext_lazy("Days from the first to the last calm day, at least"),
    "tiers.*.quiet_dates": gettext_lazy("Days that must be without high scores and bad days"),
    "tiers.*.flare_up_free_dates": gettext_lazy("Days that must be without a flare-up"),
    "steady.spread": gettext_lazy("Days from the first to the last settled day, at least"),
    "tiers.*.window": gettext_lazy("Days that the gate looks back"),
    "tiers.*.screening_dates": gettext_lazy("Days that a health check holds for the gate"),
    "tiers.*.recent": gettext_lazy("Days since your latest training day, at most"),
    "tiers.*.trend": gettext_lazy("Points above the week before, less than"),
    "trend.dates": gettext_lazy("Days of each of the two weeks that are compared"),
    "trend.values": gettext_lazy("Days with a score that each of them needs"),
    "steady.window": gettext_lazy("Days that the route for steady pain looks back"),
    "tiers.*.usual_pain": gettext_lazy("Usual pain, at most"),
    "tiers.*.highest_score": gettext_lazy("Highest of all scores of those days, at most"),
    "hold_test.pain": gettext_lazy("Pain during the back hold, at most"),
    "hold_test.seconds": gettext_lazy("Seconds of the back hold"),
    "colour.red_worst": gettext_lazy("Worst pain that is too much by itself"),
    "colour.red_worst_with_rise": gettext_lazy("Worst pain that is too much after a rise"),
    "no_exercise.score": gettext_lazy("Pain now from which there is no exercise"),
    "dose.load_raise": gettext_lazy("Raise of a weight, as a share of it"),
    "dose.load_raise_least": gettext_lazy("The least it may be"),
    "dose.load_raise_most": gettext_lazy("The most it may be, unless one plate is more"),
    "dose.load_cut": gettext_lazy("Cut of a weight, as a share of it"),
    "dose.share_after_red": gettext_lazy("Share of the dose after a day that was too much"),
    "dose.bands": gettext_lazy("Colours of bands, from light to strong"),
    "heavy.dates_apart": gettext_lazy("Days from one heavy day to the next, at least"),
    "week.least": gettext_lazy("Strengthening days in a week, at least"),
    "week.most": gettext_lazy("Strengthening days in a week, at most"),
    "step_back.reds": gettext_lazy("Days that were too much, for a step back"),
    "step_back.red_dates": gettext_lazy("Days within which they are counted"),
    "step_back.again": gettext_lazy("Steps back from one stage after which to see somebody"),
    "step_back.again_dates": gettext_lazy("Days within which those are counted"),
    "step_back.median_rise": gettext_lazy("Rise of your usual pain after which to see somebody"),
    "step_back.median_dates": gettext_lazy("Days over which it rises"),
    "step_back.median_values": gettext_lazy("Scores that each of the two weeks needs"),
    "tiers.*.return_green_days": gettext_lazy("Calm days for the short way back"),
    "tiers.*.return_spread": gettext_lazy("Days from the first to the last of them, at least"),
    "flare_up.better_points": gettext_lazy("Points lower that are better"),
    "flare_up.better_share": gettext_lazy("Share of the first score lower that is better too"),
    "flare_up.over_usual": gettext_lazy("Points above your usual on a good day, at most"),
    "flare_up.good_dates": gettext_lazy("Good days running that end a flare-up"),
    "flare_up.suggest_score": gettext_lazy("Score from which the app may ask about a flare-up"),
    "flare_up.suggest_over_usual": gettext_lazy(
        "Points above your usual from which it may ask too"
    ),
    "flare_up.not_better_day": gettext_lazy(
        "Days, if not better, after which we suggest a clinician"
    ),
    "flare_up.limited_day": gettext_lazy("Days after which to see one, if you can't get about"),
    "flare_up.any_pain_day": gettext_lazy("Days after which to see one, with any pain"),
    "lay_off.kept_share_starting_over": gettext_lazy(
        "Share of what you keep up, where you start over"
    ),
    "colour.done_share": gettext_lazy("Share of the sets that must be done, at least"),
    "usual.dates": gettext_lazy("Days whose first scores make your usual pain"),
    "usual.few_values": gettext_lazy(
        "Up to so many scores, the average you told us counts as well"
    ),
    "morning.from_hour": gettext_lazy("Hour from which a morning score can be given"),
    "morning.on_time_hours": gettext_lazy("Hours after the last exercise: until then on time"),
    "morning.late_hours": gettext_lazy("Hours after the last exercise: until then late"),
    "horizon": gettext_lazy("Days that the earliest date looks ahead"),
    "report_after_days": gettext_lazy("Days at one stage after which a report is offered"),
    "diary.correction_hours": gettext_lazy("Hours in which an entry is corrected without a trace"),
    "diary.addable_dates": gettext_lazy("Latest days that can be added to the log"),
    "diary.assumed_hour": gettext_lazy("Hour at which training is taken to have ended"),
}
# Numbers that each length of a flare-up or of a break has: what they are, and of which length.
BANDS = {
    "flare_up.resume": {
        "short": gettext_noop("Short flare-up: %(what)s"),
        "week": gettext_noop("Flare-up of some days: %(what)s"),
        "long": gettext_noop("Long flare-up: %(what)s"),
    },
    "lay_off.bands": {
        "short": gettext_noop("Short break: %(what)s"),
        "medium": gettext_noop("Break of some weeks: %(what)s"),
        "long": gettext_noop("Long break: %(what)s"),
        "very_long": gettext_noop("Very long break: %(what)s"),
    },
}
IN_BANDS = {
    "from_dates": gettext_lazy("days from which it counts"),
    "from_days": gettext_lazy("days from which it counts"),
    "share": gettext_lazy("share of the dose after it"),
    "first_share": gettext_lazy("share of the dose at first"),
    "second_share": gettext_lazy("share after a good day"),
    "sets_fewer": gettext_lazy("sets fewer, where there is one to spare"),
    "stages_down": gettext_lazy("stages down"),
    "heavy_stages_down": gettext_lazy("stages down from a heavy stage"),
}


def words_of(path: str) -> str:
    """What the number at this place is; empty for one that nobody has described yet."""
    if path in WORDS:
        return str(WORDS[path])
    place, _dot, name = path.rpartition(".")
    group, _dot, band = place.rpartition(".")
    if band not in BANDS.get(group, {}) or name not in IN_BANDS:
        return ""
    return _(BANDS[group][band]) % {"what": str(IN_BANDS[name])}
