"""How often somebody does what: the dice choose among these steps."""

from collections.abc import Callable

from tests.lives import steps
from tests.lives.follow import as_planned
from tests.lives.life import Life

type Step = Callable[[Life], None]

STEPS: dict[Step, float] = {
    steps.night: 22,
    steps.days_later: 4,
    steps.long_break: 1.2,
    steps.hours_later: 6,
    steps.around_midnight: 4,
    steps.today: 30,
    steps.whole_day: 14,
    steps.good_week: 4,
    steps.ladder: 8,
    steps.correct: 7,
    steps.add_day: 5,
    steps.flare_up: 3,
    steps.health_check: 5,
    steps.settings: 4,
    steps.programmes: 3,
    steps.wander: 5,
    steps.old_page: 6,
    steps.sent_again: 5,
    steps.made_up: 4,
    steps.without_signal: 5,
    steps.signal_again: 6,
    steps.withdrawn: 1,
    steps.export: 1,
    as_planned: 0.8,
}


def next_step(life: Life) -> str:
    """Throw the dice and do it; its name."""
    (step,) = life.dice.choices(list(STEPS), list(STEPS.values()))
    life.say("*", step.__name__)
    step(life)
    return step.__name__
