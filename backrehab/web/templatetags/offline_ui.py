"""Template tag of the line that tells which entries wait on the device."""

from typing import Any

from django import template
from django.template.context import Context

from backrehab.web import queued

register = template.Library()


@register.inclusion_tag("offline/line.html", takes_context=True)
def waiting_line(context: Context) -> dict[str, Any]:
    """The line, hidden until something waits; only somebody who has started can make entries."""
    user: Any = context.get("user")
    return {
        "person": queued.marker(user) if getattr(user, "started_at", None) else "",
        "addresses": " ".join(queued.addresses()),
    }
