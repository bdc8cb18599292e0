"""How many made-up cases a test looks at: as many as it says, and more in `make nightly`."""

import os

TIMES_AS_MANY = 10


def is_nightly() -> bool:
    """Whether there is time for more."""
    return os.environ.get("NIGHTLY", "") not in ("", "0")


def examples(count: int) -> int:
    """`count` in every ordinary run."""
    return count * TIMES_AS_MANY if is_nightly() else count
