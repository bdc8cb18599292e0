"""Time zones to choose from: every zone of the IANA database that names a place, by region."""

from functools import cache
from zoneinfo import available_timezones

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
UTC = "UTC"
# Files beside the zones, and names that depend on the machine.
NOT_ZONES = frozenset({"Factory", "localtime", "posixrules"})


@cache
def zones_by_region() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(region, its zones) in alphabetical order; whatever names no region comes last as Other."""
    names = sorted(available_timezones() - NOT_ZONES)
    regions = [(r, tuple(n for n in names if n.startswith(f"{r}/"))) for r in REGIONS]
    placed = {name for _region, zones in regions for name in zones}
    other = tuple(name for name in names if name not in placed)
    return (*regions, ("Other", other))


@cache
def zone_names() -> frozenset[str]:
    """Every zone that may be chosen."""
    return frozenset(name for _region, zones in zones_by_region() for name in zones)


@cache
def _options() -> SafeString:
    groups = (
        (region, format_html_join("", '<option value="{}">{}</option>', map(_option, zones)))
        for region, zones in zones_by_region()
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _option(name: str) -> tuple[str, str]:
    _region, _slash, place = name.partition("/")
    return name, (place or name).replace("_", " ").replace("/", " – ")


def zone_options(chosen: str) -> SafeString:
    """The `<option>` elements, with one chosen; drawn once, for there are about 600 of them."""
    if chosen not in zone_names():
        return _options()
    wanted = format_html('<option value="{}">', chosen)
    marked = format_html('<option value="{}" selected>', chosen)
    return mark_safe(_options().replace(wanted, marked))  # noqa: S308 - both parts are escaped
