"""The texts that people agree to, by purpose and version; they are data in `fixtures/consent/`."""

import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backrehab.accounts.models import LONGEST_VERSION, ConsentPurpose

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "consent"
LISTS = ("paragraphs", "points")


@dataclass(frozen=True)
class ConsentText:
    """One version of one text. `agree` is the sentence beside the tick box."""

    purpose: str
    version: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    agree: str


@cache
def current_texts() -> tuple[ConsentText, ...]:
    """The newest text of each purpose, in the order in which they are asked."""
    newest: dict[str, ConsentText] = {}
    for text in all_texts():
        if text.purpose not in newest or sort_key(text) > sort_key(newest[text.purpose]):
            newest[text.purpose] = text
    return tuple(newest[purpose] for purpose in ConsentPurpose.values)


@cache
def all_texts() -> tuple[ConsentText, ...]:
    """Every version that was ever in force, so that people can read what they agreed to."""
    return read_texts(FOLDER)


def read_texts(folder: Path) -> tuple[ConsentText, ...]:
    """Read and check every text of a folder.

    Raises ImproperlyConfigured naming the file, and the field that is wrong.
    """
    texts = tuple(read_text(path) for path in sorted(folder.glob("*.json")))
    missing = set(ConsentPurpose.values) - {text.purpose for text in texts}
    if missing:
        raise ImproperlyConfigured(f"{folder}: no text for {', '.join(sorted(missing))}.")
    seen: set[tuple[str, str]] = set()
    for text in texts:
        if (text.purpose, text.version) in seen:
            raise ImproperlyConfigured(f"{folder}: {text.purpose} {text.version} is there twice.")
        seen.add((text.purpose, text.version))
    return texts


def read_text(path: Path) -> ConsentText:
    """One file as a text; raises ImproperlyConfigured naming the file and the field."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ImproperlyConfigured(f"{path.name}: not valid JSON ({error}).") from error
    names = {field.name for field in fields(ConsentText)}
    if not isinstance(data, dict) or set(data) != names:
        raise ImproperlyConfigured(f"{path.name}: its fields must be {', '.join(sorted(names))}.")
    for name in names:
        check_field(path.name, name, data[name])
    if data["purpose"] not in ConsentPurpose.values:
        raise ImproperlyConfigured(
            f"{path.name}: purpose must be one of {', '.join(ConsentPurpose.values)}."
        )
    values: dict[str, Any] = {k: tuple(v) if k in LISTS else v for k, v in data.items()}
    return ConsentText(**values)


def check_field(file: str, name: str, value: Any) -> None:
    """A list of sentences, a version like 2026.1, or plain text that is not empty."""
    if name in LISTS:
        good = isinstance(value, list) and all(isinstance(line, str) and line for line in value)
    elif name == "version":
        good = (
            isinstance(value, str)
            and len(value) <= LONGEST_VERSION
            and all(part.isascii() and part.isdigit() for part in value.split("."))
        )
    else:
        good = isinstance(value, str) and value.strip() != ""
    if not good:
        raise ImproperlyConfigured(f"{file}: field {name} is missing, empty or of the wrong kind.")


def sort_key(text: ConsentText) -> tuple[int, ...]:
    """2026.10 comes after 2026.9."""
    return tuple(int(part) for part in text.version.split("."))
