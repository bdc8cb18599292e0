"""What changed somebody's place on the ladder, in words: each stored decision with its numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backrehab.domain.decision import Route, Status
from backrehab.domain.dose import FULL
from backrehab.domain.rules import RuleSet
from backrehab.domain.step_back import StepBackReason
from backrehab.exercises.cards import StageCard
from backrehab.progression.explain import in_sentence, route_text
from backrehab.progression.models import BY_MISTAKE, Transition, TransitionKind

HALF = 50


@dataclass(frozen=True, slots=True)
class ChangeText:
    """One change: an icon and a title, why in a sentence or two, and the numbers it was made on."""

    icon: str
    title: str
    detail: str
    facts: Sequence[tuple[str, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Told:
    """A stored change with what its words need: the stages, and the rules of then."""

    row: Transition
    stages: Mapping[str, StageCard]
    rules: RuleSet

    @property
    def stage(self) -> str:
        """The stage it led to, for a title."""
        return self.stages[self.row.stage_to].name

    @property
    def changed_stage(self) -> bool:
        """Whether it led to another stage than the one before."""
        return bool(self.row.stage_from) and self.row.stage_from != self.row.stage_to


STEP_BACK_REASONS = {
    StepBackReason.TWO_REDS: gettext_lazy(
        "%(count)s days within %(dates)s days were too much: %(days)s."
    ),
    StepBackReason.STILL_UP: gettext_lazy(
        "Your back was still up on the second morning after %(days)s."
    ),
}
RESTS = gettext_lazy("The stage you left rests; a short way leads back to it.")


def explain_change(
    row: Transition, *, stages: Mapping[str, StageCard], rules: RuleSet
) -> ChangeText:
    """A stored change in words; `rules` are those of its version."""
    return KINDS[TransitionKind(row.kind)](Told(row, stages, rules))


def share_text(share: int) -> str:
    """A share of a dose (percent), as people say it."""
    if share >= FULL:
        return _("the whole dose")
    return _("half dose") if share == HALF else _("%(share)s%% of the dose") % {"share": share}


def shares_text(shares: Sequence[int]) -> str:
    """The way back to the whole dose: each share for one good day, then the next."""
    less = [f"{share}%" for share in shares if share < FULL]
    if not less:
        return _("all of it")
    return _("%(shares)s, then all of it") % {"shares": _(", then ").join(less)}


def day_text(on: date) -> str:
    """A date of the story in full, with its year: it may be long ago."""
    return date_format(on, "l j F Y")


def _started(told: Told) -> ChangeText:
    title = _("Started with: %(stage)s") % {"stage": told.stage}
    return ChangeText("play", title, "")


def _opened(told: Told) -> ChangeText:
    title = _("Opened: %(stage)s") % {"stage": told.stage}
    return ChangeText("up", title, route_text(Route(told.row.route or Route.STANDARD)))


def _returned(told: Told) -> ChangeText:
    route = Route(told.row.route or Route.STANDARD)
    title = _("Back again: %(stage)s") % {"stage": told.stage}
    detail = route_text(route)
    if route is not Route.RETURN:
        detail = _("By its own gate, like the first time. %(how)s") % {"how": detail}
    return ChangeText("again", title, detail)


def _reviewed(told: Told) -> ChangeText:
    title = _("Looked at again: %(stage)s") % {"stage": told.stage}
    if told.row.decision["status"] == Status.READY:
        detail = _("With the log as corrected, it would have opened on that day after all.")
    else:
        detail = _(
            "An entry was changed later. With the log as it is now, this stage would not have "
            "opened on that day. It stays open: nothing closes by itself."
        )
    on = date.fromisoformat(told.row.decision["as_of"])
    return ChangeText("search", title, detail, [(_("Opened on"), day_text(on))])


def _stepped_back(told: Told) -> ChangeText:
    reds = [day_text(date.fromisoformat(on)) for on in told.row.decision.get("reds", [])]
    reason = STEP_BACK_REASONS[StepBackReason(told.row.reason)] % {
        "count": len(reds),
        "dates": told.rules.step_back.red_dates,
        "days": get_text_list(reds, _("and")),
    }
    facts = [(_("Too much"), one) for one in reds] + _dose_facts(told)
    title = _("One step back, to: %(stage)s") % {"stage": told.stage}
    return ChangeText("down", title, f"{reason} {RESTS}", facts)


def _on_hold(told: Told) -> ChangeText:
    facts = [(_("Stage"), told.stage)]
    detail = _("A flare-up began. Counting pauses, and what you earned stays.")
    return ChangeText("pause", _("On hold"), detail, facts)


def _resumed(told: Told) -> ChangeText:
    row = told.row
    if row.reason == BY_MISTAKE:
        detail = _("The button was pressed by mistake. Nothing changed.")
        return ChangeText("again", _("Flare-up taken back"), detail)
    dates = row.decision["dates"]
    lasted = ngettext("%(n)d day", "%(n)d days", dates) % {"n": dates}
    values = {
        "stage": in_sentence(told.stage),
        "dates": lasted,
        "share": row.dose_shares[0] if row.dose_shares else FULL,
    }
    if told.changed_stage:
        detail = _(
            "The flare-up had lasted %(dates)s. You went on further down, with the %(stage)s, at "
            "%(share)s%% of the dose that went well there. A short way leads back up."
        )
    else:
        detail = _(
            "The flare-up had lasted %(dates)s. You went on with the %(stage)s, at %(share)s%% of "
            "the dose you had before."
        )
    since = date.fromisoformat(row.decision["since"])
    facts = [
        (_("First day"), day_text(since)),
        (_("Last day"), day_text(since + timedelta(days=dates - 1))),
        (_("Lasted"), lasted),
    ]
    title = _("Going on after a flare-up: %(stage)s") % {"stage": told.stage}
    return ChangeText("play", title, str(detail) % values, [*facts, *_dose_facts(told)])


def _lay_off(told: Told) -> ChangeText:
    row = told.row
    band, days = told.rules.lay_off.bands[row.reason], row.decision["days"]
    last = date.fromisoformat(row.decision["last"])
    lasted = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    values = {"stage": in_sentence(told.stage), "break": _break_text(days, last, row.on)}
    if band.starts_over:
        detail = _(
            "After %(break)s you started again with the %(stage)s. What lies above opens again by "
            "its own gates."
        )
    elif told.changed_stage:
        detail = _(
            "After %(break)s you went on further down, with the %(stage)s. A short way leads back "
            "up."
        )
    else:
        detail = _("After %(break)s you stayed with the %(stage)s.")
    anew = _counted_anew(days, last, row.on)
    facts = [
        (_("Since you last went on") if anew else _("Without training"), lasted),
        (_("Last trained on"), day_text(last)),
        (_("Rule used"), band_text(told.rules, row.reason)),
    ]
    if days < band.from_days:
        facts.append((_("Gentle start"), _("one row more careful, by what you said about you")))
    facts += _dose_facts(told)
    if band.restarts_count:
        facts.append((_("Calm days"), _("counted anew from here")))
    title = _("Going on after a break: %(stage)s") % {"stage": told.stage}
    return ChangeText("calendar", title, str(detail) % values, facts)


def _counted_anew(days: int, last: date, on: date) -> bool:
    """Whether a break was counted from when the ladder had been taken up, after the last
    training."""
    return (on - last).days > days


def _break_text(days: int, last: date, on: date) -> str:
    """How long a break had lasted; one that was counted anew says since when."""
    if _counted_anew(days, last, on):
        text = ngettext(
            "%(n)d day without training since you last went on with your ladder",
            "%(n)d days without training since you last went on with your ladder",
            days,
        )
    else:
        text = ngettext("%(n)d day without training", "%(n)d days without training", days)
    return text % {"n": days}


def band_text(rules: RuleSet, key: str) -> str:
    """Which breaks a row of the rule is for: "15 to 28 days", "85 days or more"."""
    first = rules.lay_off.bands[key].from_days
    later = [band.from_days for band in rules.lay_off.bands.values() if band.from_days > first]
    if not later:
        return _("%(first)s days or more") % {"first": first}
    return _("%(first)s to %(last)s days") % {"first": first, "last": min(later) - 1}


def _dose_facts(told: Told) -> list[tuple[str, str]]:
    """The dose it went on with, and the shares of it on the way back to all of it."""
    levels = told.stages[told.row.stage_to].levels
    facts = []
    if told.row.dose_level is not None:
        level = max(1, min(told.row.dose_level, len(levels)))
        facts.append((_("Dose"), levels[level - 1].text))
    if told.row.dose_shares:
        facts.append((_("How much of it"), shares_text(told.row.dose_shares)))
    return facts


KINDS: Mapping[TransitionKind, Callable[[Told], ChangeText]] = {
    TransitionKind.STARTED: _started,
    TransitionKind.OPENED: _opened,
    TransitionKind.REVIEWED: _reviewed,
    TransitionKind.STEPPED_BACK: _stepped_back,
    TransitionKind.RETURNED: _returned,
    TransitionKind.ON_HOLD: _on_hold,
    TransitionKind.RESUMED: _resumed,
    TransitionKind.LAY_OFF: _lay_off,
}
