"""How many made-up cases a test looks at: as many as it says, and more in `make nightly`."""

import os

from hypothesis import HealthCheck, settings

TIMES_AS_MANY = 10


def is_nightly() -> bool:
    """Whether there is time for more."""
    return os.environ.get("NIGHTLY", "") not in ("", "0")


def examples(count: int) -> int:
    """`count` in every ordinary run."""
    return count * TIMES_AS_MANY if is_nightly() else count


def make_stable() -> None:
    """The same examples in every run: a failure in CI is a failure at home. `make nightly` takes
    many more, and others each time; what fails is printed with a seed that brings it back. No test
    fails because a machine is busy."""
    settings.register_profile(
        "stable",
        derandomize=not is_nightly(),
        database=None,
        deadline=None,
        max_examples=examples(100),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("stable")
