"""Template tags for people who chose not to see numbers."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backrehab.accounts.numbers import (
    Score,
    are_hidden,
    least_text,
    limit_text,
    pain_steps,
    pain_text,
)
from backrehab.domain.pain import LOWEST
from backrehab.web.numbers import ONCE, chose_words

register = template.Library()


@register.filter
def pain(score: Score) -> str:
    """A pain score as this page says it: a number or a word; a dash if nobody gave it."""
    return pain_text(score)


@register.filter
def most(limit: float) -> str:
    """The highest score that is meant, as this page says it: "2 or less"."""
    return limit_text(limit)


@register.filter
def least(limit: float) -> str:
    """The lowest score that is meant, as this page says it: "6 or more"."""
    return least_text(limit)


@register.simple_tag
def numbers_hidden() -> bool:
    """Whether this page says pain in words."""
    return are_hidden()


@register.simple_tag
def pain_spans() -> list[tuple[str, str]]:
    """Each word of the scale with the scores it stands for: ("1–3", "mild")."""
    spans, first = [], LOWEST
    for up_to, words in pain_steps():
        text = str(up_to) if first == up_to else f"{first}–{up_to}"
        spans.append((text, _(words)))
        first = up_to + 1
    return spans


@register.inclusion_tag("includes/numbers_once.html", takes_context=True)
def numbers_once(context: Any) -> dict[str, Any]:
    """The line "Numbers are hidden. Show them this once", for those who hide them."""
    request: HttpRequest | None = context.get("request")
    if request is None or not chose_words(request):
        return {"chosen": False}
    query = request.GET.copy()
    name, value = ONCE
    query[name] = value
    return {"chosen": True, "hidden": are_hidden(), "once": f"?{query.urlencode()}"}
