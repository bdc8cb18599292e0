"""Values as JSON and back again, by the types that their fields are declared with.

One codec for whatever the prepared answer of the pages holds (`backrehab/progression/snapshot.py`):
a dataclass becomes an object with the names of its fields, a collection a list, a date or a
fraction its text. A field that is added is kept without a line of code.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from django.db.models import TextChoices

type Coder = Callable[[Any], Any]


class Codec[Value](NamedTuple):
    """How values of one type are written as JSON values, and read."""

    write: Callable[[Value], Any]
    read: Callable[[Any], Value]


def _same(value: Any) -> Any:
    return value


AS_IT_IS: Codec[Any] = Codec(_same, _same)
SIMPLE: Mapping[Any, Codec[Any]] = {
    **dict.fromkeys((bool, int, float, str), AS_IT_IS),
    date: Codec(date.isoformat, date.fromisoformat),
    datetime: Codec(datetime.isoformat, datetime.fromisoformat),
    Fraction: Codec(str, Fraction),
}


def codec_of(kind: Any, own: Mapping[Any, Codec[Any]] | None = None) -> Codec[Any]:
    """The codec of a type, to be made once; `own` has those of types with a form of their own.
    TypeError for a type that cannot be kept."""
    known = SIMPLE if own is None else {**SIMPLE, **own}
    if kind in known:
        return known[kind]
    if is_dataclass(kind):
        return _of_fields(kind, known)
    if isinstance(kind, type) and issubclass(kind, StrEnum | TextChoices):
        # JSON has a member as its text. Looked up, it is read in a tenth of the time of a call.
        return Codec(_same, {member.value: member for member in kind}.__getitem__)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType and len(inner) == 2 and inner[1] is NoneType:
        return _or_none(codec_of(inner[0], known))
    if origin is frozenset or (origin is tuple and inner[1:] == (...,)):
        return _of_many(origin, codec_of(inner[0], known))
    if origin is tuple:
        return _of_places([codec_of(one, known) for one in inner])
    raise TypeError(f"there is no codec for {kind}")


def _of_fields(kind: Any, known: Mapping[Any, Codec[Any]]) -> Codec[Any]:
    """An object with all fields of a dataclass, of which most need nothing done."""
    hints, names = get_type_hints(kind), [field.name for field in fields(kind)]
    codecs = {name: codec_of(hints[name], known) for name in names}
    writers = [(name, codec.write) for name, codec in codecs.items() if codec.write is not _same]
    readers = [(name, codec.read) for name, codec in codecs.items() if codec.read is not _same]

    def write(value: Any) -> dict[str, Any]:
        data = {name: getattr(value, name) for name in names}
        for name, coder in writers:
            data[name] = coder(data[name])
        return data

    def read(data: Mapping[str, Any]) -> Any:
        values = {**data}
        for name, coder in readers:
            values[name] = coder(values[name])
        return kind(**values)

    return Codec(write, read)


def _or_none(codec: Codec[Any]) -> Codec[Any]:
    write, read = codec
    return Codec(
        write if write is _same else lambda value: None if value is None else write(value),
        read if read is _same else lambda data: None if data is None else read(data),
    )


def _of_many(kind: Any, codec: Codec[Any]) -> Codec[Any]:
    """A list of any length; of a set in order, so that the same set is always the same list."""
    write, read = codec
    listed: Coder = sorted if kind is frozenset else list
    return Codec(
        listed if write is _same else lambda values: [write(one) for one in listed(values)],
        kind if read is _same else lambda data: kind([read(one) for one in data]),
    )


def _of_places(codecs: list[Codec[Any]]) -> Codec[Any]:
    """A list with a type for each of its places."""
    writers, readers = zip(*codecs, strict=True)
    return Codec(
        lambda values: [write(one) for write, one in zip(writers, values, strict=True)],
        lambda data: tuple([read(one) for read, one in zip(readers, data, strict=True)]),
    )
