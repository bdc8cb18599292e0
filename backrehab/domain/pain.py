"""The pain score: numeric rating scale (NRS), a whole number from 0 (none) to 10 (worst)."""

LOWEST = 0
HIGHEST = 10
SCALE = range(LOWEST, HIGHEST + 1)


def is_score(value: object) -> bool:
    """Whether `value` is a whole number from 0 to 10; True and False are not numbers here."""
    return type(value) is int and LOWEST <= value <= HIGHEST
