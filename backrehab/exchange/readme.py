"""The plain words in an archive; what each table holds stands in `fixtures/privacy/export.json`."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from backrehab.exchange.tables import LEFT_OUT_FIELDS, LEFT_OUT_TABLES, person_tables

FILE = Path(settings.BASE_DIR) / "fixtures" / "privacy" / "export.json"


@cache
def table_words() -> Mapping[str, str]:
    """A sentence for each table, by its name."""
    return read_words(FILE)


def read_words(path: Path) -> Mapping[str, str]:
    """Read and check the file; raises ImproperlyConfigured naming the file and the table."""
    try:
        words = json.loads(path.read_text(encoding="utf-8"))["tables"]
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(f"{path.name}: it cannot be read ({error}).") from error
    names = {table.name for table in person_tables()}
    for name in sorted(names ^ set(words)):
        fault = "has no sentence" if name in names else "is not a table"
        raise ImproperlyConfigured(f"{path.name}: tables: {name} {fault}.")
    for name, sentence in words.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise ImproperlyConfigured(f"{path.name}: tables: {name} is empty or no text.")
    return {str(name): str(sentence) for name, sentence in words.items()}


def readme_text(now: datetime) -> str:
    """The text of README.txt."""
    tables = [f"{table.name}\n    {table_words()[table.name]}" for table in person_tables()]
    left_out = [f"- {name}: {why}" for name, why in {**LEFT_OUT_TABLES, **LEFT_OUT_FIELDS}.items()]
    parts = [
        _("Everything this site has stored about you"),
        _("Made on %(date)s (UTC).") % {"date": f"{now:%Y-%m-%d %H:%M}"},
        _(
            "everything.json holds all of it in one file, for other programs. The folder csv holds "
            "the same, one file for each table, to open in a spreadsheet."
        ),
        _(
            "This file is private: it holds your pain scores and your answers about your health. "
            "Keep it where only you can read it."
        ),
        _(
            "Dates are dates on your own calendar. Times are in UTC. Pain goes from 0 (none) to 10 "
            "(worst); an empty place means that nobody gave a number, never zero. Weights are in "
            "kilograms. In the csv files a text that begins with =, +, - or @ has an apostrophe in "
            "front, so that a spreadsheet does not take it for a formula."
        ),
        _("The tables:"),
        "\n\n".join(tables),
        _("What is left out, and why:"),
        "\n".join(left_out),
    ]
    return "\n\n".join(parts) + "\n"
