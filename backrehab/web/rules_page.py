"""How the gate decides: the public page, made from the data that the gate runs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from backrehab.domain.asked import asked_by_gate, opened_by
from backrehab.domain.decision import Code
from backrehab.domain.rules import RuleSet, TierName
from backrehab.exercises.cards import Catalogue
from backrehab.progression.explain_criteria import explain_criterion
from backrehab.web.ladder import tier_text
from backrehab.web.rules_words import words_of

# The parts of the page that have numbers of their own: where these begin in the rule set.
PARTS = {
    "dose": ("dose.",),
    "back": ("step_back.", "tiers.*.return_"),
    "flare_up": ("flare_up.",),
    "lay_off": ("lay_off.",),
    "plan": ("heavy.", "week."),
}


@dataclass(frozen=True, slots=True)
class TierColumn:
    """One tier of the table: which gates it is for, and its ceiling."""

    name: str
    ceiling: int
    window: int
    gates: Sequence[str]
    asked: Sequence[str]
    steady: Sequence[str]


@dataclass(frozen=True, slots=True)
class BasisEntry:
    """Where some numbers come from, with the numbers themselves; `anchor` is its place on the
    page."""

    anchor: str
    title: str
    basis: str
    confidence: str
    numbers: Sequence["NumberRow"]


class NumberRow(NamedTuple):
    """A number of the rule set: its place there, its value, and what it is in words."""

    path: str
    value: str
    words: str


def tier_columns(rules: RuleSet, catalogue: Catalogue) -> list[TierColumn]:
    """One column a tier, from the rule set."""
    return [_tier_column(tier, rules, catalogue) for tier in TierName]


def _tier_column(tier: TierName, rules: RuleSet, catalogue: Catalogue) -> TierColumn:
    gates, asked = [], {}
    for key in catalogue.stages:
        for before in opened_by(rules, key):
            if rules.stages[before].tier is tier:
                names = {
                    "before": catalogue.stages[before].name,
                    "opens": catalogue.stages[key].name,
                }
                gates.append(_("%(before)s → %(opens)s") % names)
                for criterion in asked_by_gate(rules, stage=before, opens=key):
                    asked[criterion.code] = explain_criterion(criterion, rules, tier).title
    title = {code: text for code, text in asked.items() if not code.of_steady_route}
    if Code.HOLD_TEST in title:
        title[Code.HOLD_TEST] = _("%(test)s (hyper row only)") % {"test": title[Code.HOLD_TEST]}
    return TierColumn(
        name=tier_text(tier),
        ceiling=rules.tiers[tier].ceiling,
        window=rules.tiers[tier].window,
        gates=gates,
        asked=list(title.values()),
        steady=[text for code, text in asked.items() if code.of_steady_route],
    )


def basis_entries(rules: RuleSet) -> list[BasisEntry]:
    """Every number of the rule set with its basis and confidence."""
    return [
        BasisEntry(
            anchor=f"basis-{place}",
            title=basis.title,
            basis=basis.basis,
            confidence=basis.confidence,
            numbers=[
                NumberRow(path, values_at(rules, path), words_of(path)) for path in basis.numbers
            ],
        )
        for place, basis in enumerate(rules.basis, start=1)
    ]


def basis_by_part(entries: Sequence[BasisEntry]) -> dict[str, list[BasisEntry]]:
    """The entries that speak of the numbers of each part of the rules, by the part's name."""
    return {
        part: [entry for entry in entries if _speaks_of(entry, names)]
        for part, names in PARTS.items()
    }


def _speaks_of(entry: BasisEntry, names: Sequence[str]) -> bool:
    return any(number.path.startswith(tuple(names)) for number in entry.numbers)


def values_at(rules: RuleSet, path: str) -> str:
    """The number at a dotted path; for `*` those of the tiers, as "5 / 3 / 2"."""
    found: list[Any] = [rules]
    for name in path.split("."):
        if name == "*":
            found = [tier for one in found for tier in one.values()]
        else:
            found = [one[name] if isinstance(one, dict) else getattr(one, name) for one in found]
    return " / ".join(_plain(value) for value in found)


def _plain(value: object) -> str:
    if value is None:
        return "–"
    return f"{float(value):g}" if isinstance(value, Fraction) else str(value)
