"""Template tags of the look: icons drawn in place, so that no page asks for a file of them."""

from functools import lru_cache

from django import template
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from backrehab.domain.pain import SCALE

register = template.Library()

# Own drawings on a 24 by 24 grid. static/css/base.css has how they are drawn: written into each of
# the thirty on a page it would be a fifth of the page.
ICONS = {
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "bar": '<path d="M3 12h18M6 8v8M18 8v8M3.5 10v4M20.5 10v4"/>',
    "book": '<path d="M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "down": '<path d="M12 4v15M6 13l6 6 6-6"/>',
    "dot": '<circle cx="12" cy="12" r="4" fill="currentColor"/>',
    "empty": '<circle cx="12" cy="12" r="8" stroke-dasharray="3 3"/>',
    "gear": '<circle cx="12" cy="12" r="3.2"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 '
    '2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 '
    '1.7M12 16.8v.2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.2"/>',
    "again": '<path d="M5 12a7.5 7.5 0 1 1 2.2 5.3M5 19v-4.5h4.5"/>',
    "device": '<path d="M4 5h16v11H4zM9 20h6M12 16v4"/>',
    "key": '<circle cx="8" cy="16" r="4"/><path d="M11 13l9-9M16 8l3 3M18.5 5.5l2 2"/>',
    "ladder": '<path d="M8 3v18M16 3v18M8 7h8M8 12h8M8 17h8"/>',
    "leave": '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
    "list": '<path d="M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M4 6h16v12H4zM4 7l8 6 8-6"/>',
    "moon": '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5z"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>',
    "phone": '<path d="M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a2 2 0 0 1-2 2A15 15 0 0 1 4 '
    '5a2 2 0 0 1 2-2z"/>',
    "play": '<path d="M8 5.5v13l10-6.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M6 17H4v-7h16v7h-2M7 14h10v6H7z"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "signal": '<path d="M4 9a12 12 0 0 1 16 0M7 12.5a7.5 7.5 0 0 1 10 0M12 17v.2M4 20L20 4"/>',
    "sound": '<path d="M4 10v4h3.5L12 18V6L7.5 10zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>',
    "stop": '<path d="M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7z"/><path d="M12 8v5M12 16v.2"/>',
    "today": '<circle cx="12" cy="12" r="9"/><path d="M8 12.5l3 3 5.5-6"/>',
    "up": '<path d="M12 20V5M6 11l6-6 6 6"/>',
    "warn": '<path d="M12 4L2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.2"/>',
}
DRAWN = {
    name: mark_safe(  # noqa: S308 - constants of this file
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">'
        f"{shape}</svg>"
    )
    for name, shape in ICONS.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon of that name, hidden from screen readers: a word always stands beside it."""
    return DRAWN[name]


SCORES = frozenset(map(str, SCALE))
REQUIRED, CHECKED = mark_safe(" required"), mark_safe(" checked")


@register.simple_tag
def pain_points(field: BoundField) -> SafeString:
    """The eleven radio buttons of a pain score. Drawn here and not by a widget, whose template
    would be rendered eleven times on pages that hold several scales."""
    chosen = str(field.value())
    return _pain_points(
        field.html_name,
        field.auto_id,
        chosen if chosen in SCORES else "",
        required=field.field.required,
    )


@lru_cache(maxsize=512)
def _pain_points(name: str, auto_id: str, chosen: str, *, required: bool) -> SafeString:
    return format_html_join(
        "\n",
        '<label class="scale-point">{}'
        '<input type="radio" name="{}" value="{}" id="{}_{}"{}{}></label>',
        (
            (score, name, score, auto_id, score, REQUIRED if required else "", mark)
            for score in SCALE
            for mark in [CHECKED if str(score) == chosen else ""]
        ),
    )
