"""Reads a fixture that is one object, whose fields are those of a dataclass."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

type Fields = dict[str, Any]


def read_fields(path: Path, kind: type, is_good: Callable[[str, Fields], bool]) -> Fields:
    """The fields of the file; `is_good(name, data)` says whether one of them may be so.

    Raises ImproperlyConfigured naming the file and the field.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ImproperlyConfigured(f"{path.name}: not valid JSON ({error}).") from error
    names = [field.name for field in fields(kind)]
    if not isinstance(data, dict) or set(data) != set(names):
        raise ImproperlyConfigured(f"{path.name}: its fields must be {', '.join(names)}.")
    for name in names:
        if not is_good(name, data):
            raise ImproperlyConfigured(f"{path.name}: field {name} is wrong: {data[name]!r}.")
    return data
