"""Who says so: the tags of the five public articles (S0 to S4), spelled out for readers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DEFAULT = "default"
SOURCE_NAMES = {
    "S0": gettext_lazy("S0: the 30-second reverse hyper, twice a day (public article)"),
    "S1": gettext_lazy("S1: the ordered strength progression (public article)"),
    "S2": gettext_lazy(
        "S2: after tweaking the back, sciatica, and the reverse hyper in detail (public article)"
    ),
    "S3": gettext_lazy("S3: the side of the hip and the anatomy of the back (public article)"),
    "S4": gettext_lazy("S4: rules for strengthening a sore back (public article)"),
}
TAGS = (*SOURCE_NAMES, DEFAULT)


def spell_out(sources: Iterable[str], default_reason: str) -> tuple[str, ...]:
    """The sources as sentences; the last gives our reason where the sources leave it open."""
    lines = [str(SOURCE_NAMES[tag]) for tag in sources if tag in SOURCE_NAMES]
    if default_reason:
        lines.append(_("Our default: %(reason)s") % {"reason": default_reason})
    return tuple(lines)


def source_faults(sources: Iterable[str], default_reason: str) -> list[str]:
    """What is wrong with an entry's source: unknown, named twice, none, or no reason given."""
    tags = list(sources)
    faults = [
        f"unknown source {tag!r}; known are {', '.join(TAGS)}" for tag in tags if tag not in TAGS
    ]
    if len(set(tags)) < len(tags):
        faults.append("names a source twice")
    if not tags:
        faults.append("no source: name S0 to S4, or default with a default_reason")
    if DEFAULT in tags and not default_reason:
        faults.append("default needs a default_reason")
    if default_reason and DEFAULT not in tags:
        faults.append("there is a default_reason, so the sources must name default")
    return faults
