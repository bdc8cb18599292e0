"""What the releases of a side did: numbers in words, a summary, and a small chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.numbers import are_hidden, pain_text
from backrehab.domain.pain import HIGHEST, LOWEST
from backrehab.painlog.hip import can_be_scored
from backrehab.painlog.hip_figures import hip_figures
from backrehab.painlog.models import HipRelease, Side
from backrehab.web.hip_tests import day_text
from backrehab.web.person import Person

# The chart in units of its own; it is drawn as wide as its card.
CHARTED = 10
WIDTH, LEFT, TOP, POINT = 320, 26, 10, 11
STEP = (WIDTH - LEFT) / CHARTED
BOTTOM = TOP + POINT * (HIGHEST - LOWEST)
HEIGHT = BOTTOM + 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One release in the chart; `label` is set below the first and the last of them."""

    x: str
    before_y: int
    after_y: int | None
    change: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the scale and its number."""

    score: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Before and after of the latest releases that ended, the oldest at the left."""

    width: int
    height: int
    left: int
    label_y: int
    lines: Sequence[Line]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """One release; `change` is "lower", "same", "higher" or nothing, for its look."""

    on: date
    date_text: str
    scores_text: str
    change: str
    change_text: str
    held_text: str
    can_go_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideReleases:
    """The releases of a side, the newest first."""

    side: Side
    label: str
    rows: Sequence[ReleaseRow]
    summary: Sequence[str]
    chart: Chart | None


def side_releases(side: Side, releases: Sequence[HipRelease], person: Person) -> SideReleases:
    """The side's part of the page, from the latest releases of both sides."""
    own = [release for release in releases if release.side == side]
    return SideReleases(
        side=side,
        label=_("Left side") if side is Side.LEFT else _("Right side"),
        rows=[_row(release, person) for release in own],
        summary=_summary(own),
        # A chart is numbers too; its table stays, in words.
        chart=None
        if are_hidden()
        else _chart([release for release in own if release.after is not None]),
    )


def _change(release: HipRelease) -> str:
    if release.after is None:
        return ""
    if release.after == release.before:
        return "same"
    return "lower" if release.after < release.before else "higher"


def _row(release: HipRelease, person: Person) -> ReleaseRow:
    going = can_be_scored(release, now=person.now)
    held = release.hold_seconds
    return ReleaseRow(
        on=release.on,
        date_text=day_text(release.on, person.today),
        scores_text=_scores_text(release),
        change=_change(release),
        change_text=_("not finished") if going else change_text(release),
        held_text="–" if held is None else _("%(seconds)d s") % {"seconds": held},
        can_go_on=going,
    )


def _scores_text(release: HipRelease) -> str:
    return f"{pain_text(release.before)} → {pain_text(release.after)}"


def change_text(release: HipRelease) -> str:
    """The difference in words; without a number afterwards it says so."""
    if release.after is None:
        return _("no number after")
    points = abs(release.after - release.before)
    if points == 0:
        return _("the same")
    if are_hidden():
        return _("lower") if release.after < release.before else _("higher")
    if release.after < release.before:
        return ngettext("%(n)d lower", "%(n)d lower", points) % {"n": points}
    return ngettext("%(n)d higher", "%(n)d higher", points) % {"n": points}


def _summary(own: Sequence[HipRelease]) -> list[str]:
    """How many were followed by a lower, the same or a higher number; few are only counted."""
    changes = [_change(release) for release in own if release.after is not None]
    count = len(changes)
    if not count:
        return [_("No release with both numbers yet.")]
    if count < hip_figures().enough_releases:
        only = ngettext(
            "%(n)d release with both numbers. That is too few to see a pattern.",
            "%(n)d releases with both numbers. That is too few to see a pattern.",
            count,
        )
        return [only % {"n": count}]
    numbers = {name: changes.count(name) for name in ("lower", "same", "higher")} | {"n": count}
    return [
        _("Of the last %(n)d: lower after %(lower)d, the same %(same)d, higher %(higher)d.")
        % numbers,
        _("A lower number right after is common. It does not tell how long it lasts."),
    ]


def _y(score: int) -> int:
    return TOP + (HIGHEST - score) * POINT


def _chart(scored: Sequence[HipRelease]) -> Chart | None:
    """The chart of the latest ones; `scored` has the newest first."""
    shown = list(reversed(scored[:CHARTED]))
    if not shown:
        return None
    # Two dates beside each other would run into one another.
    ends = {0, len(shown) - 1} if len(shown) > 2 else {len(shown) - 1}
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        label_y=BOTTOM + 21,
        lines=[
            Line(score=score, y=_y(score)) for score in (HIGHEST, (HIGHEST + LOWEST) // 2, LOWEST)
        ],
        marks=[
            Mark(
                x=f"{LEFT + STEP * (place + 0.5):.1f}",
                before_y=_y(release.before),
                after_y=None if release.after is None else _y(release.after),
                change=_change(release),
                label=date_format(release.on, "j M") if place in ends else "",
            )
            for place, release in enumerate(shown)
        ],
    )
