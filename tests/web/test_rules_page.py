"""How the gate decides: the public page says what the gate runs on."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from backrehab.domain.rules import number_paths
from backrehab.exercises.cards import Catalogue
from backrehab.progression.rulesets import RULES_DIR, current_rules
from backrehab.web.rules_page import basis_entries, values_at
from tests.web.test_today import text

pytestmark = pytest.mark.django_db


def test_anybody_can_read_it(
    catalogue: Catalogue, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        page = text(Client().get("/how-it-decides/"))
    assert "Rule set 2026.1" in page
    assert "no clinician has reviewed these numbers" in page


def test_every_number_is_on_the_page_with_its_value(catalogue: Catalogue) -> None:
    import json

    html = Client().get("/how-it-decides/").content.decode()
    rows = re.findall(r'<td><code>([^<]+)</code></td><td class="number">([^<]+)</td>', html)
    shown = dict(rows)
    data = json.loads((RULES_DIR / "2026.1.json").read_text())
    assert set(shown) == {path for path, _ in number_paths(data)}
    for path, value in number_paths(data):
        if "*" not in path:
            assert shown[path] == f"{value:g}"
    assert shown["tiers.*.ceiling"] == "5 / 3 / 2"
    assert shown["tiers.*.spread"] == "7 / 7 / 14"


def test_each_basis_has_its_confidence() -> None:
    rules = current_rules()
    entries = basis_entries(rules)
    assert len(entries) == len(rules.basis)
    assert all(entry.confidence and entry.basis and entry.numbers for entry in entries)
    assert values_at(rules, "colour.done_share") == "0.8"
    assert values_at(rules, "tiers.*.usual_pain") == "– / – / 2"


def test_it_is_read_only() -> None:
    assert Client().post("/how-it-decides/").status_code == 405
