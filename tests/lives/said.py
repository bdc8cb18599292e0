"""What the pages of a person say, as plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tests.journeys.pages import Element

COLOURS = {"green", "steady", "unsettled", "red", "unscored", "pending"}
STATUSES = {"ready", "not_yet", "on_hold", "see_clinician"}
EARLIEST = re.compile(r"\bEarliest (today|tomorrow|\w+ \d+ \w+)")


@dataclass(frozen=True)
class Card:
    """The card of one gate."""

    opens: str
    status: str
    text: str
    earliest: str
    days: Mapping[date, str]
    lines: Mapping[str, bool]
    has_button: bool


def cards(page: Element) -> dict[str, Card]:
    """The gate cards of Today or of the ladder, by what they open."""
    found = (_card(one) for one in page.all("section", class_="gate"))
    return {card.opens: card for card in found}


def _card(section: Element) -> Card:
    days = {}
    for box in section.all("ul", class_="gate-days"):
        for line in box.all("li"):
            on = date.fromisoformat(line.one("time").attributes["datetime"])
            days[on] = colour_of(line.all("span", class_="pill")[0])
    lines = {
        line.attributes["data-code"]: "met" in line.classes
        for line in section.all("li")
        if "data-code" in line.attributes
    }
    earliest = EARLIEST.search(section.text)
    return Card(
        opens=section.attributes["id"].removeprefix("gate-"),
        status=next(one for one in section.classes if one in STATUSES),
        text=section.text,
        earliest=earliest[1] if earliest else "",
        days=days,
        lines=lines,
        has_button=bool(section.all("form")),
    )


def colour_of(pill: Element) -> str:
    """The colour that a pill names; empty for one that names none."""
    return next((one for one in pill.classes if one in COLOURS), "")


def stage_on_today(page: Element) -> str:
    """The stage as Today names it: "Stage 2: Seated row"; empty while the ladder is paused."""
    found = page.one("main").all("span", class_="pill")
    return next((one.text for one in found if "brand" in one.classes), "")


def outline(page: Element) -> tuple[object, ...]:
    """What Today consists of, apart from what it says to the press that led to it."""
    (day,) = page.all(id="day")
    # Which exercise is unfolded, and so has a heading of its own, follows what was pressed.
    titles = sorted(one.text for one in day.all("h2"))
    planned = {one.attributes["id"] for one in day.all("article", class_="planned")}
    leads = sorted(one.attributes.get("action", "") for one in day.all("form"))
    return cards(day), titles, planned, leads


def rungs(page: Element) -> dict[str, str]:
    """The status of each stage on the ladder."""
    return {
        rung.attributes["id"].removeprefix("stage-"): next(
            one for one in rung.classes if one not in {"rung", "branch"}
        )
        for rung in page.all("li", class_="rung")
    }


@dataclass(frozen=True)
class Entry:
    """One date of the pain log."""

    colour: str
    label: str
    numbers: Mapping[str, str]
    in_flare_up: bool


def log_entries(page: Element) -> dict[date, Entry]:
    """The dates of the log."""
    found = {}
    for item in page.all("li", class_="log-entry"):
        on = datetime.strptime(item.one("h2").text, "%A %d %B %Y").date()  # noqa: DTZ007
        *before, pill = item.one("header").all("span", class_="pill")
        numbers = {}
        for scores in item.all("dl", class_="scores"):
            names, values = scores.all("dt"), scores.all("dd")
            numbers = {n.text: v.text for n, v in zip(names, values, strict=True)}
        # A score of a date without training in a flare-up has the same look as a steady day.
        colour = colour_of(pill) if pill.text != "In a flare-up" else ""
        found[on] = Entry(colour, pill.text, numbers, bool(before))
    return found


def table(page: Element, key: str) -> list[list[str]]:
    """The rows of a table, found by the id of its caption."""
    for one in page.all("table"):
        if any(caption.attributes.get("id") == key for caption in one.all("caption")):
            return [[cell.text for cell in row.children] for row in one.one("tbody").all("tr")]
    return []


def facts(page: Element) -> dict[str, str]:
    """The first list of facts on a page."""
    (first, *_rest) = page.all("dl", class_="facts")
    return {
        name.text: value.text for name, value in zip(first.all("dt"), first.all("dd"), strict=True)
    }
