"""Time zones to choose from: those that the IANA database names for places today, by region.

Its older and doubled names ("Asia/Calcutta", "US/Eastern", "Zulu") are not offered. Who has one
keeps it, and a browser that reports one finds the zone that took its place.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

UTC = "UTC"
OTHER = "Other"


def _lines(name: str) -> list[list[str]]:
    """The rows of a table of the `tzdata` package, without its comments."""
    text = (files("tzdata.zoneinfo") / name).read_text("utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


@cache
def zones_by_region() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(region, its zones) in alphabetical order; UTC comes last, as Other."""
    regions: dict[str, list[str]] = defaultdict(list)
    # In each row: countries, coordinates, name.
    for name in sorted({row[2] for row in _lines("zone.tab")} & available_timezones()):
        regions[name.partition("/")[0]].append(name)
    return (*((region, tuple(zones)) for region, zones in regions.items()), (OTHER, (UTC,)))


@cache
def zone_names() -> frozenset[str]:
    """Every zone that is offered."""
    return frozenset(name for _region, zones in zones_by_region() for name in zones)


@cache
def _older_names() -> dict[str, str]:
    """The older names of each zone that is offered, with a space between them."""
    older = defaultdict(list)
    links = {row[2]: row[1] for row in _lines("tzdata.zi") if row[0] == "L"}
    places = {links.get(UTC, UTC): UTC}
    for name, target in links.items():
        place = places.get(target, target)
        if name not in zone_names() and place in zone_names():
            older[place].append(name)
    older[UTC] += [target for target in places if target != UTC]
    return {name: " ".join(sorted(names)) for name, names in older.items()}


@cache
def _options() -> SafeString:
    groups = (
        (region, format_html_join("", "{}", ((_option(name),) for name in zones)))
        for region, zones in zones_by_region()
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _option(name: str) -> SafeString:
    """One zone; static/js/time-zone.js looks for a browser's older name of it."""
    older = _older_names().get(name)
    also = format_html(' data-also="{}"', older) if older else ""
    return format_html('<option value="{}"{}>{}</option>', name, also, zone_text(name))


def zone_text(name: str) -> str:
    """A zone as pages name it, in the list and elsewhere: "London", without the region under which
    the list has it. One that is not offered keeps its region: "Eastern" alone would be too little.
    """
    _region, _slash, place = name.partition("/")
    shown = place if place and name in zone_names() else name
    return shown.replace("_", " ").replace("/", " – ")


def zone_options(chosen: str) -> SafeString:
    """The `<option>` elements, with one chosen; drawn once, for there are about 400 of them. A zone
    that is not offered but is somebody's stands first."""
    if chosen not in zone_names():
        if chosen not in available_timezones():
            return _options()
        own = format_html('<option value="{}" selected>{}</option>', chosen, zone_text(chosen))
        return own + _options()
    wanted = format_html('<option value="{}"', chosen)
    marked = format_html('<option value="{}" selected', chosen)
    return mark_safe(_options().replace(wanted, marked))  # noqa: S308 - both parts are escaped
