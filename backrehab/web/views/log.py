"""The pain log: list, add, correct and delete entries."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backrehab.accounts.submissions import Answer
from backrehab.accounts.units import from_kg
from backrehab.exercises.cards import StageCard
from backrehab.painlog import queries
from backrehab.painlog.models import DailyScore, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.windows import morning_window
from backrehab.progression import logbook
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.web.access import started_required
from backrehab.web.acting import act_once
from backrehab.web.forms.fields import KeyedForm, KeyOnlyForm, replace_data
from backrehab.web.forms.log import AddedDayForm, DailyCorrectionForm, DayForm, PeriodForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.log import Period, log_between, page_with, range_note, read_log
from backrehab.web.log_words import amendment_texts, level_texts, resistance_in
from backrehab.web.person import Person, load_person
from backrehab.web.typed import sent_or_typed


@require_safe
@started_required
def log(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The entries of a period, the latest first."""
    person = load_person(request.user)
    form = PeriodForm(request.GET or None, auto_id="period_%s", label_suffix="")
    chosen = form.cleaned_data if form.is_valid() else {}
    first, last = chosen.get("first"), chosen.get("last")
    found = log_between(person, first, last)
    context = {
        "section": "log",
        "form": form,
        "period": found.period,
        "note": range_note(first, last, person.today),
        "older": person.enrolment.started_on < found.period.first <= person.today,
        "entries": found.entries,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "log/log.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@started_required
def add(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A day that was trained but not entered."""
    person = load_person(request.user)
    data = sent_or_typed(request)
    dates = person.user, person.enrolment, person.today
    free = [] if data is not None else logbook.free_dates(*dates)
    if data is None and not free:
        return render(request, "log/add.html", _add_context(person, None))
    initial: dict[str, Any] = {"on": free[0]} if free else {}
    stage = person.catalogue.stages[_stage_of(person, initial if data is None else data)]
    if free and stage == person.stage:
        # What was sent has a level of its own, and today's is one of today's stage.
        initial["level"] = person.snapshot.dose.level
    form = _add_form(person, data, initial, stage)
    if request.method != "POST":
        return _add_page(request, person, form, stage)

    def act() -> Answer:
        logbook.add_day(
            Entry(person.user, person.now, person.following),
            on=form.cleaned_data["on"],
            typed=_typed(form),
            stage_key=stage.key,
            catalogue=person.catalogue,
        )
        return {}

    if act_once(person.user, form, act, now=person.now) is None:
        return _add_page(request, person, form, stage, status=422)
    return _after(request, _("Entry added."), leg=form.cleaned_data["leg"])


def _stage_of(person: Person, data: Any) -> str:
    """The stage of the date that is chosen; today's while there is none."""
    try:
        on = DayForm.base_fields["on"].clean(data.get("on", ""))
        logbook.check_day(person.user, person.enrolment, on, now=person.now)
    except (ValidationError, EntryRefused):
        # The form says so itself.
        return person.stage.key
    return logbook.stage_on(person.user, person.enrolment, on)


def _first_addable(person: Person) -> date:
    return logbook.first_addable(person.enrolment, person.today, person.rules)


def _add_form(person: Person, data: Any, initial: dict[str, Any], stage: StageCard) -> AddedDayForm:
    return AddedDayForm(
        data,
        initial=initial,
        stage=stage,
        dates=(_first_addable(person), person.today),
        check=partial(logbook.check_day, person.user, person.enrolment, now=person.now),
        resistance=resistance_in(person, stage.key, None),
        unit=person.user.unit,
    )


def _add_page(
    request: AuthenticatedHttpRequest,
    person: Person,
    form: AddedDayForm,
    stage: StageCard,
    *,
    status: int = 200,
) -> HttpResponse:
    form.name_doses(level_texts(person, stage.key, None))
    return render(request, "log/add.html", _add_context(person, form), status=status)


def _add_context(person: Person, form: AddedDayForm | None) -> dict[str, Any]:
    days_before = (person.today - _first_addable(person)).days
    is_new = days_before < person.rules.diary.addable_dates - 1
    return {"section": "log", "form": form, "days_before": days_before, "is_new": is_new}


@require_http_methods(["GET", "HEAD", "POST"])
@started_required
def day(request: AuthenticatedHttpRequest, on: date) -> HttpResponse:
    """One entry: look at it and correct it."""
    person = load_person(request.user)
    data = sent_or_typed(request)
    if data is not None and "score" in data:
        return _daily(request, person, on, data)
    row = queries.training_day(request.user, on)
    if row is None:
        return _daily(request, person, on, data)
    form = _day_form(person, data, _day_values(person, row), row)
    if request.method != "POST":
        return _day_page(request, person, on, form)

    def act() -> Answer:
        logbook.correct_day(
            Entry(person.user, person.now, person.following),
            on=on,
            typed=_typed(form, row),
            catalogue=person.catalogue,
            read=row,
        )
        return {}

    new_leg_symptom = not row.leg
    if act_once(person.user, form, act, now=person.now) is None:
        return _day_page(request, person, on, form, status=422)
    leg = form.cleaned_data["leg"] and new_leg_symptom
    return _after(request, _("Entry corrected."), to=page_with(on, person.today), leg=leg)


def _daily(
    request: AuthenticatedHttpRequest,
    person: Person,
    on: date,
    data: Any,
) -> HttpResponse:
    """The same for the score of the day, which may stand beside a training: in a flare-up."""
    row = DailyScore.objects.filter(user=request.user, on=on).first()
    if row is None:
        # Deleted on another page or device; somebody else's day answers the same.
        context = {"section": "log", "on": on, "sent": data is not None}
        return render(request, "log/gone.html", context, status=404)
    form = DailyCorrectionForm(data, initial={"score": row.score})

    def act() -> Answer:
        score = form.cleaned_data["score"]
        logbook.correct_daily(
            Entry(person.user, person.now, person.following), on=on, score=score, read=row
        )
        return {}

    if request.method != "POST":
        return _day_page(request, person, on, **_beside(person, on, form))
    if act_once(person.user, form, act, now=person.now) is None:
        return _day_page(request, person, on, **_beside(person, on, form), status=422)
    return _after(request, _("Entry corrected."), to=page_with(on, person.today))


def _beside(person: Person, on: date, form: DailyCorrectionForm) -> dict[str, Any]:
    """The form of a day's score, and before it that of the training on that day."""
    training = queries.training_day(person.user, on)
    if training is None:
        return {"form": form}
    values = _day_values(person, training)
    return {"form": _day_form(person, None, values, training), "daily_form": form}


@require_POST
@started_required
def delete(request: AuthenticatedHttpRequest, on: date) -> HttpResponse:
    """Take an entry out of the log."""
    person = load_person(request.user)
    form = KeyOnlyForm(request.POST)

    def act() -> Answer:
        logbook.delete_entry(Entry(person.user, person.now, person.following), on=on)
        return {}

    if act_once(person.user, form, act, now=person.now) is None:
        messages.warning(request, str(form.non_field_errors()[0]))
        return go_to(request, reverse("log"))
    return _after(request, _("Entry deleted."), to=page_with(on, person.today))


_DAY_FIELDS = (
    "on",
    "before",
    "worst",
    "morning",
    "sets_done",
    "stop",
    "leg",
    "extra_meds",
    "extra_repetitions",
    "band",
)


def _day_values(person: Person, row: TrainingDay) -> dict[str, Any]:
    """What a row says, as the form holds it."""
    load = None if row.load_kg is None else from_kg(row.load_kg, person.user.unit)
    values = {name: getattr(row, name) for name in _DAY_FIELDS}
    return values | {"level": row.dose_level, "load": load}


def _day_form(person: Person, data: Any, initial: dict[str, Any], row: TrainingDay) -> DayForm:
    key = row.stage_key
    form = DayForm(
        data,
        initial=initial,
        doses=person.catalogue.stages[key].levels,
        resistance=resistance_in(person, key, row),
        unit=person.user.unit,
    )
    if data is not None:
        form.keep_untouched()
        if "on" not in data:
            replace_data(form, on=initial["on"].isoformat())
    if not _asks_morning(person, data, row):
        del form.fields["morning"]
    return form


def _asks_morning(person: Person, data: Any, row: TrainingDay) -> bool:
    """Not before that morning has come; what was sent says itself whether it had been asked."""
    if data is not None:
        return "morning" in data
    opens_at = morning_window(person.user, row, person.rules).opens_at
    return row.morning is not None or person.now >= opens_at


def _typed(form: DayForm, row: TrainingDay | None = None) -> TypedDay:
    data, report = form.cleaned_data, form.report
    if row is not None and "load" not in form.changed_data:
        # What was not touched stays to the gram, also after a change of the unit.
        report = replace(report, load_kg=row.load_kg)
    return TypedDay(
        before=data["before"],
        morning=data.get("morning"),
        level=data["level"],
        report=report,
        asks_morning="morning" in form.fields,
    )


def _after(
    request: AuthenticatedHttpRequest, said: str, *, to: str = "", leg: bool = False
) -> HttpResponse:
    messages.success(request, said)
    return go_to(request, reverse("screening") if leg else to or reverse("log"))


def _day_page(
    request: AuthenticatedHttpRequest,
    person: Person,
    on: date,
    form: KeyedForm,
    *,
    daily_form: DailyCorrectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    entries = read_log(person, Period(on, on)).entries
    entry = entries[0] if entries else None
    amendments = logbook.amendments_of(request.user, on)
    if isinstance(form, DayForm) and entry is not None and entry.row is not None:
        form.name_doses(level_texts(person, entry.row.stage_key, entry.row))
        if entry.daily is not None:
            daily_form = daily_form or DailyCorrectionForm(initial={"score": entry.daily})
    context = {
        "section": "log",
        "on": on,
        "way_back": page_with(on, person.today),
        "entry": entry,
        "form": form,
        "daily_form": daily_form,
        "delete_form": KeyOnlyForm(auto_id=False),
        "hours": person.rules.diary.correction_hours,
        "amendments": amendment_texts(person, amendments, entry.row if entry else None),
    }
    return render(request, "log/day.html", context, status=status)
