"""How the gate decides, for anybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backrehab.domain.colours import Colour
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.explain import colour_text
from backrehab.progression.rulesets import current_rules
from backrehab.web import rules_tables as tables
from backrehab.web.rules_page import basis_by_part, basis_entries, tier_columns


@require_safe
@login_not_required
def how_it_decides(request: HttpRequest) -> HttpResponse:
    """Every number, its basis and confidence, the rule version, and what this is not."""
    rules, catalogue = current_rules(), get_catalogue()
    basis = basis_entries(rules)
    context = {
        "rules": rules,
        "percent": tables.percents(rules),
        "tiers": tier_columns(rules, catalogue),
        "basis": basis,
        "basis_of": basis_by_part(basis),
        "returns": tables.return_rows(rules),
        "resumes": tables.resume_rows(rules),
        "breaks": tables.break_rows(rules, catalogue),
        "gives_way": tables.gives_way_rows(catalogue),
        "light_names": tables.light_names(rules, catalogue),
        "heavy_names": tables.heavy_names(rules, catalogue),
        "loaded_names": tables.loaded_names(rules, catalogue),
        "heavy_hours": rules.heavy.dates_apart * 24,
        "colours": {colour.value: colour_text(colour) for colour in Colour},
        "section": "rules",
    }
    return render(request, "rules/how_it_decides.html", context)
