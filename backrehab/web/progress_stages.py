"""Pain at each stage's exercise, and how long the way to each stage took.

Few days are only counted, and nothing here says that an exercise is the reason for anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.numbers import are_hidden, pain_text
from backrehab.domain.colours import Verdict
from backrehab.domain.pain import HIGHEST
from backrehab.painlog.hip_figures import hip_figures
from backrehab.progression.models import BY_MISTAKE, TransitionKind
from backrehab.progression.words import points
from backrehab.web.charts import WEEK, WIDE, Scale, Span, Spread, percent, spread, step_path
from backrehab.web.person import Person
from backrehab.web.progress_records import Records
from backrehab.web.progress_words import (
    NOTHING,
    ScaleLine,
    Table,
    TickText,
    long_date,
    short_date,
    spread_text,
    tick_texts,
)

# Below this many days one of them moves the middle value, as with the hip releases.
ENOUGH_DAYS = hip_figures().enough_releases
# The smallest difference of pain scores that can be told from noise (docs/clinical-rules.md).
TELLING_POINTS = 2
# The ladder's own page has the rest.
MOST_CHANGES = 40
TOP, BOTTOM = 14, 154


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePain:
    """What was felt on the training days of one stage; places are those of the worst pain."""

    key: str
    name: str
    days_text: str
    enough: bool
    text: str
    left: str
    middle: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pains:
    """All stages of the range, and what comparing them says."""

    stages: Sequence[StagePain]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """The numbers of one stage."""

    key: str
    name: str
    days: int
    worst: Spread | None
    rise: Spread | None
    mornings: int
    mornings_up: int

    @property
    def enough(self) -> bool:
        """Whether the days are enough to say something."""
        return self.rise is not None and self.rise.count >= ENOUGH_DAYS


def pains(person: Person, records: Records) -> Pains:
    """Pain at each stage that was trained in the range, in the order of the ladder."""
    felt = _all_felt(person, records)
    return Pains(
        stages=[_stage_pain(one) for one in felt],
        # With one exercise there is nothing to compare.
        summary=_comparison([one for one in felt if one.enough]) if len(felt) > 1 else "",
    )


def pains_table(person: Person, records: Records) -> Table:
    """The same in numbers."""
    return Table(
        caption=_("Pain at each exercise: lowest · middle · highest"),
        head=[
            _("Exercise"),
            _("Training days"),
            _("Worst pain"),
            # A rise is a number, and has no word of its own.
            *([] if are_hidden() else [_("Rise while training")]),
            _("Next mornings that were up"),
        ],
        rows=[
            [
                one.name,
                str(one.days),
                spread_text(one.worst),
                *([] if are_hidden() else [spread_text(one.rise)]),
                _("%(up)d of %(all)d") % {"up": one.mornings_up, "all": one.mornings},
            ]
            for one in _all_felt(person, records)
        ],
    )


def _all_felt(person: Person, records: Records) -> list[Felt]:
    stages = person.catalogue.stages
    found: dict[str, list[Verdict]] = {}
    for verdict in records.ledger.verdicts.values():
        found.setdefault(verdict.stage, []).append(verdict)
    limit = records.ledger.rules.colour.unsettled_morning_over_ref
    return [_felt(key, stages[key].name, found[key], limit) for key in stages if key in found]


def _felt(key: str, name: str, days: Sequence[Verdict], limit: int) -> Felt:
    felt, rises, mornings, mornings_up = [], [], 0, 0
    for _on, _stage, _colour, _cause, before, worst, morning, ref, _ceiling in days:
        if worst is not None:
            felt.append(worst)
            if before is not None:
                rises.append(worst - before)
        if morning is not None:
            mornings += 1
            mornings_up += morning > ref + limit
    return Felt(
        key=key,
        name=name,
        days=len(days),
        worst=spread(felt),
        rise=spread(rises),
        mornings=mornings,
        mornings_up=mornings_up,
    )


def _stage_pain(felt: Felt) -> StagePain:
    worst = felt.worst
    left, middle, right = (
        ("", "", "")
        if worst is None or are_hidden()
        else (percent(value * WIDE / HIGHEST) for value in (worst.low, worst.middle, worst.high))
    )
    days = ngettext("%(n)d day", "%(n)d days", felt.days) % {"n": felt.days}
    return StagePain(
        key=felt.key,
        name=felt.name,
        days_text=days,
        enough=felt.enough,
        text=_told(felt) if felt.enough else _too_few(felt),
        left=left,
        middle=middle,
        right=right,
    )


def _too_few(felt: Felt) -> str:
    count = felt.rise.count if felt.rise else 0
    if not count:
        return _("No day with both numbers yet.")
    return ngettext("%(n)d day is too few to say.", "%(n)d days are too few to say.", count) % {
        "n": count
    }


def _told(felt: Felt) -> str:
    worst, rise = felt.worst, felt.rise
    if worst is None or rise is None:
        return ""
    told = [_worst_told(worst), "" if are_hidden() else _rise_told(rise.middle)]
    mornings = _("The next morning was up on %(up)d of %(all)d days.")
    told.append(mornings % {"up": felt.mornings_up, "all": felt.mornings})
    return " ".join(text for text in told if text)


def _worst_told(worst: Spread) -> str:
    say = pain_text if are_hidden() else points
    numbers = {"worst": say(worst.middle), "low": say(worst.low), "high": say(worst.high)}
    if numbers["low"] == numbers["high"]:
        return _("Worst pain always %(worst)s.") % numbers
    if are_hidden():
        return _("Worst pain mostly %(worst)s, from %(low)s to %(high)s.") % numbers
    return _("Worst pain mostly around %(worst)s, from %(low)s to %(high)s.") % numbers


def _rise_told(rise: float) -> str:
    if not rise:
        return _("While training it mostly stayed the same.")
    text = (
        _("While training it mostly rose by %(points)s.")
        if rise > 0
        else _("While training it mostly fell by %(points)s.")
    )
    return text % {"points": points(abs(rise))}


def _comparison(felt: Sequence[Felt]) -> str:
    """What can be said of which exercise goes with more pain: little, and never why."""
    if len(felt) < 2:
        return _("To compare, two exercises need at least %(n)d days each with both numbers.") % {
            "n": ENOUGH_DAYS
        }
    by_rise = sorted((one.rise.middle, one.name) for one in felt if one.rise)
    (low, least), (high, most) = by_rise[0], by_rise[-1]
    if high - low < TELLING_POINTS and are_hidden():
        return _(
            "Between the exercises with enough days, the usual rise hardly differs. That is too "
            "little to tell them apart."
        )
    if high - low < TELLING_POINTS:
        return _(
            "Between the exercises with enough days, the usual rise differs by less than %(n)d "
            "points. That is too little to tell them apart."
        ) % {"n": TELLING_POINTS}
    if are_hidden():
        return _(
            "Pain rose most on days with %(most)s and least with %(least)s. That does not show "
            "that the exercise is the reason: the weeks were different ones too."
        ) % {"most": most, "least": least}
    return _(
        "Pain rose most on days with %(most)s (mostly by %(high)s) and least with %(least)s "
        "(mostly by %(low)s). That does not show that the exercise is the reason: the weeks were "
        "different ones too."
    ) % {"most": most, "high": points(high), "least": least, "low": points(low)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Stages as steps over the whole time."""

    label: str
    scale: Sequence[ScaleLine]
    names: str
    path: str
    ticks: Sequence[TickText]


@dataclass(frozen=True, slots=True)
class Way:
    """The way so far; in the first days on the first stage there are no steps."""

    summary: str
    steps: Steps | None


def way(person: Person, records: Records) -> Way:
    """The time to each stage, from the start of the ladder until today."""
    started = person.enrolment.started_on
    days = (person.today - started).days
    summary = ngettext(
        "%(n)d day since the start on %(on)s. Now: %(stage)s.",
        "%(n)d days since the start on %(on)s. Now: %(stage)s.",
        days,
    ) % {"n": days, "on": long_date(started), "stage": person.stage.name}
    begun = len(records.stays) > 1 or (days >= WEEK and records.scored > 0)
    return Way(summary, _steps(person, records) if begun else None)


def _steps(person: Person, records: Records) -> Steps:
    """On a scale of the whole ladder, so that what is still ahead can be seen as well."""
    stays, known = records.stays, {stay.stage for stay in records.stays}
    ladder = [
        (key, stage)
        for key, stage in person.catalogue.stages.items()
        if key in known or not stage.side_branch
    ]
    scale = Scale(0, len(ladder) - 1, TOP, BOTTOM)
    heights = {key: scale.y(place) for place, (key, _stage) in enumerate(ladder)}
    span = Span(min(person.enrolment.started_on, stays[0].first), person.today)
    corners = [(span.x(stay.first.toordinal(), 0), heights[stay.stage]) for stay in stays]
    return Steps(
        label=_("Stages from %(first)s until today") % {"first": long_date(span.first)},
        scale=[ScaleLine(stage.number, round(heights[key])) for key, stage in ladder],
        names=", ".join([f"{stage.number} {stage.name}" for _key, stage in ladder]),
        path=step_path([corners], [WIDE]),
        ticks=tick_texts(span),
    )


def _known(person: Person, records: Records) -> list[str]:
    """The stages on which the person was, in the order of the ladder."""
    found = {stay.stage for stay in records.stays}
    return [key for key in person.catalogue.stages if key in found]


def stage_table(person: Person, records: Records) -> Table:
    """When each stage was reached, and for how long."""
    started, rows = person.enrolment.started_on, []
    for key in _known(person, records):
        own = [stay for stay in records.stays if stay.stage == key]
        back = sum(
            one.kind == TransitionKind.STEPPED_BACK and one.stage_from == key
            for one in records.changes
        )
        rows.append(
            [
                person.catalogue.stages[key].name,
                long_date(own[0].first),
                str((own[0].first - started).days),
                str(sum(stay.dates for stay in own)),
                str(back),
            ]
        )
    return Table(
        caption=_("Time to each stage"),
        head=[
            _("Stage"),
            _("Reached on"),
            _("Days after the start"),
            _("Days there so far"),
            _("Steps back from it"),
        ],
        rows=rows,
    )


def change_table(person: Person, records: Records) -> Table:
    """The decisions, the latest first, MOST_CHANGES of them at most; steps back stand among them
    like any other."""
    stages = person.catalogue.stages

    def name(key: str) -> str:
        return stages[key].name if key in stages else key or NOTHING

    rows, before = [], None
    for one in records.changes:
        rows.append(
            [
                short_date(one.on.toordinal()),
                _kind_text(one.kind, one.reason),
                name(one.stage_from),
                name(one.stage_to),
                _days_since(before, one.on),
            ]
        )
        before = one.on
    return Table(
        caption=_("Every change, the latest first"),
        head=[_("Date"), _("What"), _("From"), _("To"), _("Days since the change before")],
        rows=rows[: -MOST_CHANGES - 1 : -1],
    )


def _days_since(before: date | None, on: date) -> str:
    return NOTHING if before is None else str((on - before).days)


def _kind_text(kind: str, reason: str) -> str:
    label = str(TransitionKind(kind).label)
    return _("%(what)s (begun by mistake)") % {"what": label} if reason == BY_MISTAKE else label
