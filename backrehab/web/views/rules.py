"""How the gate decides, for anybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backrehab.domain.ledger import Colour
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.explain import colour_text
from backrehab.progression.rulesets import current_rules
from backrehab.web.rules_page import basis_entries, tier_columns


@require_safe
@login_not_required
def how_it_decides(request: HttpRequest) -> HttpResponse:
    """Every number, its basis and confidence, the rule version, and what this is not."""
    rules = current_rules()
    context = {
        "rules": rules,
        "done_percent": round(rules.colour.done_share * 100),
        "tiers": tier_columns(rules, get_catalogue()),
        "basis": basis_entries(rules),
        "colours": {colour.value: colour_text(colour) for colour in Colour},
        "section": "rules",
    }
    return render(request, "rules/how_it_decides.html", context)
