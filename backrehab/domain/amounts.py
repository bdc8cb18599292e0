"""How much is done and with what load, and how both grow and shrink (docs/clinical-rules.md#dose).

All arithmetic is exact; whatever cannot be done exactly is rounded down.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from backrehab.domain.rules import DoseRule


class Unit(StrEnum):
    """What one set counts."""

    REPETITIONS = "repetitions"
    SECONDS = "seconds"

    @property
    def step(self) -> int:
        """What a reduced set is rounded down to: whole repetitions; holds as people time them."""
        return 5 if self is Unit.SECONDS else 1


@dataclass(frozen=True, slots=True)
class Amount:
    """Sets of so many repetitions or seconds each; both at least 1, else ValueError."""

    sets: int
    each: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.sets < 1 or self.each < 1:
            raise ValueError(
                f"an amount has at least one set of one, not {self.sets} x {self.each}"
            )

    @property
    def volume(self) -> int:
        """Repetitions or seconds of all sets together."""
        return self.sets * self.each

    def share_of(self, share: Fraction) -> "Amount":
        """At most `share` (0-1) of the volume: fewer sets first, then less in each.

        Less than one set of one repetition (or of a short hold) there is not: that is left even
        where it is more than the share.
        """
        if share >= 1:
            return self
        step = self.unit.step
        least, volume = min(step, self.each), share * self.volume
        sets = max(1, ceil(self.sets * share))
        while sets > 1 and volume < sets * least:
            sets -= 1
        each = min(self.each, floor(volume / sets / step) * step)
        return Amount(sets, max(least, each), self.unit)

    def with_fewer_sets(self, fewer: int, *, otherwise: Fraction) -> "Amount":
        """`fewer` sets less, but at least one set less and one set left; a single set cannot go,
        so there it is the share `otherwise`."""
        if self.sets == 1:
            return self.share_of(otherwise)
        return Amount(max(1, self.sets - max(1, fewer)), self.each, self.unit)


class LoadKind(StrEnum):
    """What makes an exercise heavier."""

    WEIGHT = "weight"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class Load:
    """A weight in kilograms, or a band by its place in the order of colours, from 1: exactly the
    one that `kind` says, else ValueError."""

    kind: LoadKind
    kg: Fraction | None = None
    band: int | None = None

    def __post_init__(self) -> None:
        weight = self.kg is not None and self.kg >= 0 and self.band is None
        band = self.band is not None and self.band >= 1 and self.kg is None
        if not (weight if self.kind is LoadKind.WEIGHT else band):
            raise ValueError(f"not a load of kind {self.kind}: kg {self.kg}, band {self.band}")

    @classmethod
    def of(cls, *, kg: Fraction | None = None, band: int | None = None) -> "Load | None":
        """The load of a record that holds at most one of both; None if it holds neither, or a
        weight of nothing: that cannot be a twentieth more, nor a fifth less."""
        if kg == 0:
            kg = None
        if kg is None and band is None:
            return None
        return cls(LoadKind.BAND if kg is None else LoadKind.WEIGHT, kg, band)


def raise_load(load: Load, *, step_kg: Fraction, rule: DoseRule) -> Load:
    """The next load: the multiple of `step_kg` (the smallest plate) nearest to `rule.load_raise`
    more that is within the allowed span, the lighter of two; if there is none, one plate more.

    A band: the next colour; the last one stays. ValueError unless `step_kg` is positive.
    """
    if load.kg is None:
        band = load.band or 1
        return Load(LoadKind.BAND, band=max(band, min(band + 1, rule.bands)))
    _check_step(step_kg)
    first = ceil(load.kg * (1 + rule.load_raise_least) / step_kg)
    last = floor(load.kg * (1 + rule.load_raise_most) / step_kg)
    wanted = load.kg * (1 + rule.load_raise) / step_kg
    nearest = ceil(wanted - Fraction(1, 2))
    kg = max(first, min(nearest, last)) * step_kg
    if first > last or kg <= load.kg:
        kg = load.kg + step_kg
    return Load(LoadKind.WEIGHT, kg)


def cut_load(load: Load, *, step_kg: Fraction, rule: DoseRule) -> Load:
    """`rule.load_cut` less, rounded down to a multiple of `step_kg`, at least one of them; a band:
    one colour less. Never more than before. ValueError unless `step_kg` is positive."""
    if load.kg is None:
        return Load(LoadKind.BAND, band=max(1, (load.band or 1) - 1))
    _check_step(step_kg)
    kg = floor(load.kg * (1 - rule.load_cut) / step_kg) * step_kg
    return Load(LoadKind.WEIGHT, min(load.kg, max(step_kg, kg)))


def _check_step(step_kg: Fraction) -> None:
    if step_kg <= 0:
        raise ValueError(f"the smallest plate must weigh something, not {step_kg} kg")
