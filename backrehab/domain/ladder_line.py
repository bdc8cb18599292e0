"""The main line of the ladder, first stage to last, and the stages below a stage."""

from backrehab.domain.records import Outcome
from backrehab.domain.rules import RuleSet


def main_line(rules: RuleSet) -> tuple[str, ...]:
    """The stages in the order in which one opens the next, side branches left out.

    Raises ValueError when what is left is not one line.
    """
    sides = _side_branches(rules)
    ahead = {
        stage: [key for key in rule.opens if key not in sides]
        for stage, rule in rules.stages.items()
        if stage not in sides
    }
    opened = {key for keys in ahead.values() for key in keys}
    line = [stage for stage in ahead if stage not in opened]
    while len(line) <= len(ahead) and line and len(ahead[line[-1]]) == 1:
        line += ahead[line[-1]]
    if sorted(line) != sorted(ahead):
        raise ValueError("rules.stages: the stages are not one line with side branches")
    return tuple(line)


def stage_below(stage: str, rules: RuleSet) -> str | None:
    """The stage one step down, or None for the first; below a side branch lies the lowest stage
    that opens it. KeyError for an unknown stage."""
    line = main_line(rules)
    if stage not in rules.stages:
        raise KeyError(stage)
    if stage not in line:
        return next(key for key in line if stage in rules.stages[key].opens)
    place = line.index(stage)
    return line[place - 1] if place else None


def stages_down(stage: str, n: int, rules: RuleSet) -> str:
    """The stage `n` steps down, at least the first."""
    for _ in range(n):
        stage = stage_below(stage, rules) or stage
    return stage


def rung(stage: str, rules: RuleSet) -> tuple[int, int]:
    """How far up a stage lies, to compare two: a side branch between the stage below it and the
    next of the main line."""
    line = main_line(rules)
    if stage in line:
        return line.index(stage), 0
    return line.index(stage_below(stage, rules) or line[0]), 1


def next_towards(stage: str, goal: str, rules: RuleSet) -> str | None:
    """The stage directly after `stage` on the way up to `goal`; None unless `goal` lies above.

    A way back over more than one stage is gone one stage at a time.
    """
    if goal in rules.stages[stage].opens:
        return goal
    if rung(goal, rules) <= rung(stage, rules):
        return None
    line = main_line(rules)
    return line[line.index(stage) + 1] if stage in line else None


def stages_within(outcome: Outcome, rules: RuleSet) -> frozenset[str]:
    """The stages whose exercises a plan may hold under that outcome of the health check: the first,
    and those on whose way up every gate may open under it. None where a clinician comes first."""
    if outcome.needs_clinician:
        return frozenset()
    within, ahead = set[str](), [main_line(rules)[0]]
    while ahead:
        stage = ahead.pop()
        if stage not in within:
            within.add(stage)
            ahead += rules.stages[stage].opens if rules.tier_of(stage).admits(outcome) else ()
    return frozenset(within)


def _side_branches(rules: RuleSet) -> frozenset[str]:
    """The stages that lead nowhere and are opened by more than one stage."""
    ways = [key for rule in rules.stages.values() for key in rule.opens]
    return frozenset(
        key for key, rule in rules.stages.items() if not rule.opens and ways.count(key) > 1
    )
