"""Reads the published rule sets from `fixtures/rules/`."""

import json
from functools import cache
from pathlib import Path

from backrehab.domain.rules import RulesError, RuleSet, parse_rules

RULES_DIR = Path(__file__).resolve().parents[2] / "fixtures" / "rules"
# New decisions are made by this version; old ones keep pointing at theirs.
CURRENT_VERSION = "2026.1"


@cache
def all_rule_sets() -> dict[str, RuleSet]:
    """Every published rule set by version; raises RulesError naming file, entry and field."""
    return {
        rules.version: rules for path in sorted(RULES_DIR.glob("*.json")) for rules in [read(path)]
    }


def current_rules() -> RuleSet:
    """The rule set by which new decisions are made."""
    return all_rule_sets()[CURRENT_VERSION]


def read(path: Path) -> RuleSet:
    """The rule set in one file; raises RulesError naming the file, the entry and the field."""
    try:
        rules = parse_rules(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise RulesError(f"{path.name}: {error}") from error
    if path.stem != rules.version:
        raise RulesError(f"{path.name}: rules.version: is {rules.version!r}")
    return rules
