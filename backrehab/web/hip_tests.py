"""The self-test of the hip in words: the latest result of a side beside the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.painlog.models import HipTest, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTest:
    """The latest test of a side; `lines` compare it with the one before, if there is one."""

    side: Side
    title: str
    sign: bool | None
    lines: Sequence[str]
    compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One date of the history; a side that was not tested is a dash."""

    on: date
    date_text: str
    left: str
    right: str


def day_text(on: date, today: date) -> str:
    """A date in words, with the year only if it is another one."""
    return date_format(on, "j F" if on.year == today.year else "j F Y")


def side_title(side: Side) -> str:
    """Which leg the person stood on."""
    return _("Standing on the left leg") if side is Side.LEFT else _("Standing on the right leg")


def side_tests(side: Side, tests: Sequence[HipTest], *, today: date) -> SideTest:
    """The side's card from its tests, the newest first."""
    if not tests:
        line = _("Not tested yet.")
        return SideTest(side=side, title=side_title(side), sign=None, lines=[line], compared=False)
    latest = tests[0]
    return SideTest(
        side=side,
        title=side_title(side),
        sign=latest.hip_drops or latest.weight_shifts,
        lines=_compare(tests[1], latest, today) if len(tests) > 1 else _only(latest, today),
        compared=len(tests) > 1,
    )


def _only(test: HipTest, today: date) -> list[str]:
    on = {"on": day_text(test.on, today)}
    drop = _("The hip dropped on %(on)s.") if test.hip_drops else _("The hip stayed up on %(on)s.")
    shift = (
        _("You shifted your weight a lot on %(on)s.")
        if test.weight_shifts
        else _("You did not shift your weight much on %(on)s.")
    )
    return [drop % on, shift % on]


def _compare(before: HipTest, latest: HipTest, today: date) -> list[str]:
    drop = {
        (True, True): _("The hip dropped on %(before)s, and again on %(latest)s."),
        (True, False): _("The hip dropped on %(before)s, but not on %(latest)s."),
        (False, True): _("The hip stayed up on %(before)s, but dropped on %(latest)s."),
        (False, False): _("The hip stayed up on %(before)s, and again on %(latest)s."),
    }[before.hip_drops, latest.hip_drops]
    shift = {
        (True, True): _("You shifted your weight a lot on %(before)s, and again on %(latest)s."),
        (True, False): _("You shifted your weight a lot on %(before)s, but not on %(latest)s."),
        (False, True): _(
            "You did not shift your weight much on %(before)s, but you did on %(latest)s."
        ),
        (False, False): _("You did not shift your weight much on %(before)s, nor on %(latest)s."),
    }[before.weight_shifts, latest.weight_shifts]
    dates = {"before": day_text(before.on, today), "latest": day_text(latest.on, today)}
    return [drop % dates, shift % dates]


def signs_text(test: HipTest | None) -> str:
    """What one test showed, for the table."""
    if test is None:
        return "–"
    return {
        (True, True): _("Hip dropped, weight shifted"),
        (True, False): _("Hip dropped"),
        (False, True): _("Weight shifted"),
        (False, False): _("No sign"),
    }[test.hip_drops, test.weight_shifts]


def test_rows(tests: Mapping[Side, Sequence[HipTest]], *, today: date) -> list[HistoryRow]:
    """Both sides side by side, the newest date first."""
    by_date = {side: {test.on: test for test in tests[side]} for side in Side}
    dates = sorted({on for rows in by_date.values() for on in rows}, reverse=True)
    return [
        HistoryRow(
            on=on,
            date_text=day_text(on, today),
            left=signs_text(by_date[Side.LEFT].get(on)),
            right=signs_text(by_date[Side.RIGHT].get(on)),
        )
        for on in dates
    ]
