"""Today without a network: one page that holds the whole day, to be kept on the device.

The page of Today shows what comes next and asks the server after each step. Without a network there
is nobody to ask, so this one holds all steps at once, each with the instants between which it is to
be shown. docs/decisions/0018-entries-wait-on-the-device.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.domain.gate import no_exercise_today
from backrehab.domain.pain import SCALE
from backrehab.painlog.windows import local_instant
from backrehab.web.day_plan import Mode, Today
from backrehab.web.forms.diary import FinishForm, MorningForm
from backrehab.web.forms.fields import KeyOnlyForm
from backrehab.web.high_pain import exercise_again
from backrehab.web.person import Person
from backrehab.web.today import TodayPage, finish_fields, page_of


@dataclass(frozen=True, slots=True)
class KeptCheckIn:
    """A morning score, and the instants between which it may be given."""

    day_text: str
    opens_at: datetime
    closes_at: datetime
    was_trained: bool
    form: MorningForm


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineDay:
    """The day as it is kept. `ends_at` is the person's midnight: after it the plan is yesterday's.

    `too_high` is the lowest pain before training with which there is none today; None where no
    score is too high.
    """

    page: TodayPage
    made_at: datetime
    ends_at: datetime
    day_text: str
    asks_before: bool
    too_high: int | None
    again: str
    check_ins: Sequence[KeptCheckIn]
    flare_form: KeyOnlyForm


def offline_day(person: Person) -> OfflineDay:
    """The day as it stands now, with the queries of Today."""
    today = Today(person)
    page = page_of(today)
    asks_before = page.mode is Mode.BEFORE
    if asks_before:
        # The sets and the end of the training are on the page from the start.
        form = FinishForm(initial={"worst": None, "shown": 0}, **finish_fields(today))
        page = replace(page, mode=Mode.TRAINING, finish_form=form)
    return OfflineDay(
        page=replace(page, level_form=None, check_ins=(), gates=()),
        made_at=person.now,
        ends_at=local_instant(person.user, person.today + timedelta(days=1), 0),
        day_text=date_format(person.today, "l"),
        asks_before=asks_before,
        too_high=_too_high(person),
        again=exercise_again(person),
        check_ins=_check_ins(person, page),
        flare_form=KeyOnlyForm(auto_id=False),
    )


def _too_high(person: Person) -> int | None:
    """See docs/clinical-rules.md#no-exercise-today."""
    usual = person.snapshot.usual_before
    scores = (
        score for score in SCALE if no_exercise_today(score=score, usual=usual, rules=person.rules)
    )
    return next(scores, None)


def _check_ins(person: Person, page: TodayPage) -> list[KeptCheckIn]:
    """The morning scores that can be given now or later, and the one after today, in case that
    today becomes a training day without a network."""
    due = [(one.on, one.opens_at, one.closes_at, True) for one in person.snapshot.mornings_due]
    if person.today not in {on for on, *_ in due} and page.finish_form is not None:
        rule = person.rules.morning
        opens_at = local_instant(person.user, person.today + timedelta(days=1), rule.from_hour)
        closes_at = max(opens_at, person.now + timedelta(hours=rule.late_hours))
        due.append((person.today, opens_at, closes_at, False))
    return [
        KeptCheckIn(
            day_text=(day := date_format(on, "l")),
            opens_at=opens_at,
            closes_at=closes_at,
            was_trained=trained,
            form=_morning_form(on, day),
        )
        for on, opens_at, closes_at, trained in sorted(due, reverse=True)
        if closes_at > person.now
    ]


def _morning_form(on: date, day: str) -> MorningForm:
    form = MorningForm(initial={"on": on}, auto_id=f"kept_{on}_%s")
    return form.ask(_("The morning after %(day)s: how is your back?") % {"day": day})
