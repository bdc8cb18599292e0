"""What docs/security.md and docs/asvs.csv say is so."""

import csv
import re
from collections import Counter

from tests.project import documents
from tests.project.documents import exists, table_rows
from tests.project.files import ROOT, read

STATUSES = {"met", "operator", "deviation", "not applicable"}
LEVELS = {"1": 70, "2": 183}
NAMED = re.compile(r"\b(?:tests|docs|backrehab)/[\w./-]+\.\w+(?:::\w+)?")


def requirements() -> list[dict[str, str]]:
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_requirement_of_the_two_levels_has_a_row() -> None:
    rows = requirements()
    assert Counter(row["level"] for row in rows) == LEVELS
    assert len({row["requirement"] for row in rows}) == len(rows)
    assert {row["status"] for row in rows} == STATUSES
    assert [row["requirement"] for row in rows if not row["why"] or not row["about"]] == []


def test_the_figures_in_the_document_are_those_of_the_table() -> None:
    shown = {
        row[0]: int(row[1]) for row in table_rows(read("docs/security.md")) if row[0] in STATUSES
    }
    assert shown == Counter(row["status"] for row in requirements())


def test_what_is_named_is_there() -> None:
    missing = []
    for row in requirements():
        for named in NAMED.findall(row["why"]):
            path, _, test = named.partition("::")
            if not exists(path) or (test and test not in documents.tests_in(path)):
                missing.append(f"{row['requirement']}: {named}")
    assert missing == []
