"""What a gate asks for, apart from anybody's history: for locked stages and the public page."""

from datetime import date

from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Criterion
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, History, Outcome
from backrehab.domain.rules import RuleSet

ANY_DATE = date(2000, 1, 1)


def asked_by_gate(
    rules: RuleSet, *, stage: str, opens: str, kind: type[Criteria] = Criteria
) -> tuple[Criterion, ...]:
    """Every criterion of the gate from `stage` to `opens` with the number it needs, as it stands
    before anything was recorded; of another way up if `kind` is its criteria."""
    nothing_yet = History(
        stage=stage,
        entered_on=ANY_DATE,
        baselines=(BaselineAnswer(ANY_DATE, 0),),
        training_weekdays=frozenset(),
        screening=Outcome.CLEAR,
        screened_on=None,
    )
    ledger = Ledger(nothing_yet, rules, ANY_DATE)
    return kind(ledger, nothing_yet, opens=opens, as_of=ANY_DATE).all()


def opened_by(rules: RuleSet, stage: str) -> tuple[str, ...]:
    """The stages whose gates lead to this one, in the order of the rule set."""
    return tuple(key for key, rule in rules.stages.items() if stage in rule.opens)
