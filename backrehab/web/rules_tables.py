"""The tables of the page on how it decides: ways back, flare-ups, breaks and what gives way."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backrehab.domain.dose import percent
from backrehab.domain.ladder_line import stages_within
from backrehab.domain.plan import Part
from backrehab.domain.records import Outcome
from backrehab.domain.rules import Asks, LayOffBand, ResumeRule, RuleSet, TierName
from backrehab.exercises.cards import Catalogue
from backrehab.progression.day_rules import day_rules
from backrehab.web.ladder import tier_text

PERCENT = 100
ASKED = {
    Asks.NOTHING: gettext_lazy("Nothing"),
    Asks.SHORT: gettext_lazy("A short health check"),
    Asks.FULL: gettext_lazy("The health check"),
    Asks.FULL_WITH_BASELINE: gettext_lazy("The health check, and your average pain anew"),
}


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """The short way back from stages of one load."""

    tier: str
    days: int
    spread: int


@dataclass(frozen=True, slots=True)
class ResumeRow:
    """How to go on after a flare-up of so many days."""

    days: str
    percent: int
    stage: str
    heavy_stage: str


@dataclass(frozen=True, slots=True)
class BreakRow:
    """How to go on after a break of so many days."""

    days: str
    start: str
    counting: str
    asked: str


@dataclass(frozen=True, slots=True)
class GivesWayRow:
    """What gives way when time is short, and why."""

    name: str
    why: str


def return_rows(rules: RuleSet) -> list[ReturnRow]:
    """The short way back, one row a load."""
    return [
        ReturnRow(
            tier=tier_text(name),
            days=rules.tiers[name].return_green_days,
            spread=rules.tiers[name].return_spread,
        )
        for name in TierName
    ]


def resume_rows(rules: RuleSet) -> list[ResumeRow]:
    """After a flare-up, the shortest first."""
    bands = sorted(rules.flare_up.resume.values(), key=lambda band: band.from_dates)
    spans = _spans([band.from_dates for band in bands])
    return [_resume_row(days, band) for days, band in zip(spans, bands, strict=True)]


def _resume_row(days: str, band: ResumeRule) -> ResumeRow:
    return ResumeRow(
        days=days,
        percent=percent(band.share),
        stage=_stages_down(band.stages_down),
        heavy_stage=_stages_down(band.heavy_stages_down),
    )


def _stages_down(n: int) -> str:
    if not n:
        return _("The same")
    return ngettext("%(n)d stage down", "%(n)d stages down", n) % {"n": n}


def _spans(starts: Sequence[int]) -> list[str]:
    """From each start to the day before the next, as "8 to 14"; the last has no end."""
    closed = [
        _("%(first)s to %(last)s") % {"first": first, "last": following - 1}
        for first, following in pairwise(starts)
    ]
    return [*closed, _("%(first)s or more") % {"first": starts[-1]}]


def break_rows(rules: RuleSet, catalogue: Catalogue) -> list[BreakRow]:
    """After a break, the shortest first."""
    bands = sorted(rules.lay_off.bands.values(), key=lambda band: band.from_days)
    spans = _spans([band.from_days for band in bands])
    return [
        BreakRow(
            days=days,
            start=_start_text(band, rules, catalogue),
            counting=_("Counting for the gate starts anew.")
            if band.restarts_count
            else _("Your calm days keep counting."),
            asked=str(ASKED[band.asks]),
        )
        for days, band in zip(spans, bands, strict=True)
    ]


def _start_text(band: LayOffBand, rules: RuleSet, catalogue: Catalogue) -> str:
    """The stage and the dose that a break leads to."""
    stages, lay_off = catalogue.stages, rules.lay_off
    first = percent(band.first_share)
    if band.starts_over:
        name = stages[lay_off.starts_over_at].name
        return _("Start over at stage %(stage)s, with its first dose.") % {"stage": name}
    if band.stages_down:
        goals = dict.fromkeys(lay_off.long_to.values())
        return _("%(down)s at %(share)s%% of the dose; heavy lifts go back to: %(goals)s.") % {
            "down": _stages_down(band.stages_down),
            "share": first,
            "goals": get_text_list([stages[key].name for key in goals], _("and")),
        }
    if band.sets_fewer:
        text = ngettext(
            "Same stage, %(sets)d set fewer, or %(share)s%% where there is one set.",
            "Same stage, %(sets)d sets fewer, or %(share)s%% where there is one set.",
            band.sets_fewer,
        )
        return text % {"sets": band.sets_fewer, "share": first}
    if band.second_share is None:
        return _("Same stage at %(share)s%% of the dose.") % {"share": first}
    return _("Same stage at %(share)s%% of the dose, and %(next)s%% after a good day.") % {
        "share": first,
        "next": percent(band.second_share),
    }


def gives_way_rows(catalogue: Catalogue) -> list[GivesWayRow]:
    """The published order, what goes first first."""
    return [GivesWayRow(part_name(one.name, catalogue), one.why) for one in day_rules().gives_way]


def part_name(name: str, catalogue: Catalogue) -> str:
    """A part of the plan or a programme, as people call it."""
    if name in catalogue.programmes:
        return catalogue.programmes[name].name
    names = {Part.BRANCH: _("The side branch"), Part.MAINTENANCE: _("What is kept up")}
    return names.get(Part(name), name)


def heavy_names(rules: RuleSet, catalogue: Catalogue) -> str:
    """The exercises that are always heavy, in a sentence."""
    names = [catalogue.exercises[key].name for key in rules.heavy.exercises]
    return str(get_text_list(names, _("and")))


def loaded_names(rules: RuleSet, catalogue: Catalogue) -> str:
    """The exercises that are heavy with a weight, in a sentence."""
    names = [catalogue.exercises[key].name for key in rules.heavy.when_loaded]
    return str(get_text_list(names, _("and")))


def light_names(rules: RuleSet, catalogue: Catalogue) -> str:
    """The stages that are left while the health check keeps to light exercises, in a sentence."""
    within = stages_within(Outcome.LIGHT_ONLY, rules)
    names = [stage.name for key, stage in catalogue.stages.items() if key in within]
    return str(get_text_list(names, _("and")))


def percents(rules: RuleSet) -> dict[str, str]:
    """The shares that the page names, in percent."""
    dose, flare_up = rules.dose, rules.flare_up
    shares = {
        "after_red": dose.share_after_red,
        "raise": dose.load_raise,
        "raise_least": dose.load_raise_least,
        "raise_most": dose.load_raise_most,
        "cut": dose.load_cut,
        "better": flare_up.better_share,
        "done": rules.colour.done_share,
        "kept": rules.lay_off.kept_share_starting_over,
    }
    return {name: f"{float(share * PERCENT):g}" for name, share in shares.items()}
