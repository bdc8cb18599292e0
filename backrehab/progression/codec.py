"""Values as JSON and back again, by the types that their fields are declared with.

For whatever the prepared answer of the pages holds (`backrehab/progression/snapshot.py`): a
dataclass becomes an object with the names of its fields, a collection or a named tuple a list, a
date or a fraction its text. A field that is added is kept without a line of code.
"""

from fractions import Fraction
from typing import Any

import msgspec


def write(value: Any) -> Any:
    """As JSON values, of which a set is in order; TypeError for a type that cannot be kept."""
    return msgspec.to_builtins(value, enc_hook=_text_of, order="deterministic")


def read(data: Any, kind: Any) -> Any:
    """The value of that type again; an error for what was written of another."""
    return msgspec.convert(data, kind, dec_hook=_of_text)


def _text_of(value: Any) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _of_text(kind: Any, data: Any) -> Any:
    if kind is Fraction:
        return Fraction(data)
    raise TypeError(f"{kind} cannot be kept")
