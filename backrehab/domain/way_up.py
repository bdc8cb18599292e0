"""What a gate asks for: its criteria, and which of them each route needs.

In words: docs/clinical-rules.md#the-gate. How each is worked out: `criteria.py`.
"""

from functools import cache
from typing import NamedTuple

from backrehab.domain.decision import Code, Route
from backrehab.domain.rules import RuleSet

STANDARD = (
    Code.GREEN_DAYS,
    Code.LATEST_GREEN,
    Code.RECENT,
    Code.SPREAD,
    Code.TARGET_DOSE,
    Code.TODAY_SCORE,
    Code.TREND,
    Code.NOT_WORSE,
    Code.FLARE_UP,
    Code.SCREENING,
)
SUBSIDED = (Code.USUAL_PAIN, Code.HIGHEST_SCORE, Code.NO_RED_14)
SETTLED = (
    Code.SETTLED_DAYS,
    Code.SETTLED_SPREAD,
    Code.SETTLED_LATEST,
    Code.SETTLED_TARGET_DOSE,
    Code.SETTLED_FLARE_UP,
)
# What the steady route asks besides.
SHARED_WITH_STEADY = (
    Code.RECENT,
    Code.TODAY_SCORE,
    Code.TREND,
    Code.NOT_WORSE,
    Code.SCREENING,
)


class WayUp(NamedTuple):
    """Every criterion in the order of the published table; and by route, in the order they are
    tried, which of them must be met."""

    codes: tuple[Code, ...]
    routes: tuple[tuple[Route, tuple[Code, ...]], ...]


def way_up_of(rules: RuleSet, *, stage: str, opens: str) -> WayUp:
    """What the gate from `stage` to `opens` asks for; KeyError for an unknown stage."""
    tier = rules.tier_of(stage)
    return _way_up(
        subsided=tier.quiet_dates is not None,
        technique=tier.technique,
        hold_test=opens in rules.hold_test_for,
        steady=tier.steady_route,
    )


@cache
def _way_up(*, subsided: bool, technique: bool, hold_test: bool, steady: bool) -> WayUp:
    """There are few, so each is put together once."""
    codes: tuple[Code, ...] = STANDARD
    if subsided:
        codes += SUBSIDED
    if technique:
        codes += (Code.TECHNIQUE,)
    if hold_test:
        codes += (Code.HOLD_TEST,)
    standard = Route.STANDARD, codes
    if not steady:
        return WayUp(codes, (standard,))
    return WayUp(codes + SETTLED, (standard, (Route.STEADY, SETTLED + SHARED_WITH_STEADY)))
