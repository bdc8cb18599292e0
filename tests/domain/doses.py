"""Doses for tests, written so that they can be read at a glance."""

from datetime import timedelta
from fractions import Fraction

from backrehab.domain.amounts import Amount, Load, Unit
from backrehab.domain.colours import Colour
from backrehab.domain.dose import DosedDay
from tests.domain.diaries import TODAY

# Those of the seated row.
VOLUMES = ((2, 8), (2, 12), (3, 12), (3, 15))


def levels_in(unit: Unit) -> tuple[Amount, ...]:
    return tuple(Amount(sets, each, unit) for sets, each in VOLUMES)


def read_amount(text: str, unit: Unit) -> Amount:
    """`3x12`: three sets of twelve."""
    sets, each = text.split("x")
    return Amount(int(sets), int(each), unit)


def read_load(text: str | None) -> Load | None:
    """`62.5kg`, `band2` or nothing."""
    if text is None:
        return None
    if text.startswith("band"):
        return Load.of(band=int(text.removeprefix("band")))
    return Load.of(kg=Fraction(text.removesuffix("kg")))


def no_heavier(one: Load | None, other: Load | None) -> bool:
    """Whether `one` is the same load or a lighter one of its kind."""
    if one is None or other is None or one.kind is not other.kind:
        return one == other
    return (one.kg or 0, one.band or 0) <= (other.kg or 0, other.band or 0)


def read_day(text: str) -> DosedDay:
    """`-4 2 green`: four dates ago, level 2, calm, all of it done and two more in the last set.

    Further words: `in_part` (not done in full), `settled`, `50%` of the level, `+0` extra
    repetitions (`+?`: nobody said), and a load.
    """
    dates, level, colour, *more = text.split()
    extra = next((word for word in more if word.startswith("+")), "+2")
    share = next((word for word in more if word.endswith("%")), "100%")
    load = next((word for word in more if word.startswith("band") or word.endswith("kg")), None)
    return DosedDay(
        on=TODAY + timedelta(days=int(dates)),
        level=int(level),
        share=int(share.removesuffix("%")),
        fully_done="in_part" not in more,
        colour=Colour(colour),
        settled="settled" in more,
        extra_repetitions=None if extra == "+?" else int(extra),
        load=read_load(load),
    )
