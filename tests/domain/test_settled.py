"""Settled days, as the steady-pain route understands them, by the plain definition."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given

from backrehab.domain.colours import COUNTING, Colour, calm_is_settled
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day
from backrehab.domain.rules import RuleSet
from tests.domain.diaries import RULES, TODAY, back, trained
from tests.domain.strategies import seeds
from tests.domain.test_definitions import ledger_of

ROUTE = ("seated-row", "reverse-hyper")


def other_numbers(rng: Random) -> RuleSet:
    """The rules with other limits of what is calm and what is settled, and perhaps with the route
    out of other stages, or of none."""

    def near(number: int) -> int:
        return max(0, number + rng.choice((-2, -1, 0, 0, 0, 1, 2)))

    steady, colour = RULES.steady, RULES.colour
    return replace(
        RULES,
        steady=replace(
            steady,
            worst=near(steady.worst),
            rise=near(steady.rise),
            morning=near(steady.morning),
            morning_over_ref=near(steady.morning_over_ref),
        ),
        colour=replace(
            colour,
            unsettled_rise=near(colour.unsettled_rise),
            unsettled_morning_over_ref=near(colour.unsettled_morning_over_ref),
        ),
        tiers={
            name: replace(
                tier,
                ceiling=near(tier.ceiling),
                steady_route=tier.steady_route ^ (rng.random() < 0.3),
            )
            for name, tier in RULES.tiers.items()
        },
    )


def some_day(rng: Random, on: date) -> Day:
    before = rng.choice((None, *range(7)))
    return trained(
        on,
        rng.choice((*ROUTE, "bar-hang", "deadlift")),
        before=before,
        worst=rng.choice((None, before, *range(8))),
        morning=rng.choice((None, before, *range(7))),
        done=rng.choice((0.5, 0.8, 1.0, 1.0)),
        extra_meds=rng.random() < 0.2,
        stop=rng.random() < 0.1,
    )


def is_plainly_settled(ledger: Ledger, t: int) -> bool:
    day, verdict, rule = ledger.days[t], ledger.verdict(t), ledger.rules.steady
    return (
        verdict.colour in COUNTING
        and ledger.rules.tier_of(verdict.stage).steady_route
        and day.before is not None
        and day.worst is not None
        and (morning := ledger.usable_morning(t)) is not None
        and day.done >= 0.8
        and not day.extra_meds
        and day.worst <= rule.worst
        and day.worst - day.before <= rule.rise
        and morning <= verdict.ref + rule.morning_over_ref
        and morning <= rule.morning
    )


@given(seeds)
def test_settled_days_are_those_of_the_definition_whatever_the_numbers(seed: int) -> None:
    rng = Random(seed)
    rules = other_numbers(rng)
    days = tuple(some_day(rng, back(n)) for n in range(30, 0, -1))
    ledger = Ledger(ledger_of(days)._history, rules, TODAY)
    for t, verdict in ledger.verdicts.items():
        assert ledger.is_settled(t) is is_plainly_settled(ledger, t)
        has_route = rules.tier_of(verdict.stage).steady_route
        if calm_is_settled(rules) and has_route and verdict.colour is Colour.GREEN:
            assert ledger.is_settled(t)


@pytest.mark.parametrize(
    ("part", "number", "change"),
    [
        ("steady", "worst", -3),
        ("steady", "morning", -3),
        ("steady", "rise", -1),
        ("steady", "morning_over_ref", -1),
        ("colour", "unsettled_rise", 1),
        ("colour", "unsettled_morning_over_ref", 1),
    ],
)
def test_a_calm_day_is_settled_by_the_published_numbers_just_so(
    part: str, number: str, change: int
) -> None:
    assert calm_is_settled(RULES)
    rule = getattr(RULES, part)
    other = replace(rule, **{number: getattr(rule, number) + change})
    assert not calm_is_settled(replace(RULES, **{part: other}))


def test_only_the_published_stages_have_the_route_and_perhaps_none_has_it() -> None:
    assert [key for key in RULES.stages if RULES.tier_of(key).steady_route] == list(ROUTE)
    tiers = {name: replace(tier, steady_route=False) for name, tier in RULES.tiers.items()}
    rules = replace(RULES, tiers=tiers)
    ledger = Ledger(ledger_of((trained(back(2), ROUTE[0]),))._history, rules, TODAY)
    assert ledger.colour(back(2).toordinal()) is Colour.GREEN
    assert not ledger.is_settled(back(2).toordinal())


@pytest.mark.parametrize("higher", ["light", "moderate"])
def test_of_several_ceilings_the_highest_says_whether_calm_is_settled(higher: str) -> None:
    tiers = {
        name: replace(tier, steady_route=True, ceiling=6 if name == higher else 2)
        for name, tier in RULES.tiers.items()
    }
    assert not calm_is_settled(replace(RULES, tiers=tiers))


@given(seeds)
def test_the_lists_of_judged_days_are_those_of_their_colours(seed: int) -> None:
    rng = Random(seed)
    days = [some_day(rng, back(n)) for n in range(25, 0, -1)]
    rng.shuffle(days)
    whole = ledger_of(tuple(days))
    for judged in (whole.judged, whole.judged.before(back(rng.randrange(25)).toordinal())):
        own = judged.verdicts
        assert list(own) == sorted(own)
        assert judged.reds == [t for t, one in own.items() if one.colour is Colour.RED]
        for stage in (*ROUTE, "bar-hang", "deadlift"):
            of_stage = [(t, one.colour) for t, one in own.items() if one.stage == stage]
            assert judged.counting[stage] == [t for t, colour in of_stage if colour in COUNTING]
            assert judged.greens[stage] == [t for t, colour in of_stage if colour is Colour.GREEN]
            settled = [t for t, _ in of_stage if is_plainly_settled(whole, t)]
            assert judged.settled[stage] == settled


def test_what_is_added_to_some_judged_days_is_not_added_to_those_they_were_taken_from() -> None:
    judged = ledger_of((trained(back(3), "seated-row"), trained(back(2), "seated-row"))).judged
    some = judged.before(back(2).toordinal())
    for add in some.lists_of("seated-row"):
        add(TODAY.toordinal())
    some.reds.append(TODAY.toordinal())
    some.verdicts[TODAY.toordinal()] = judged.verdicts[back(2).toordinal()]
    both = [back(3).toordinal(), back(2).toordinal()]
    assert judged.counting == judged.greens == judged.settled == {"seated-row": both}
    assert (judged.reds, list(judged.verdicts)) == ([], both)
