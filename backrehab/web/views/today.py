"""Today: the home page of the person, and its entries."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backrehab.accounts.submissions import Answer, answer_once
from backrehab.accounts.versions import read_version
from backrehab.domain.gate import no_exercise_today
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression import diary, drills, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.stand_ins import swapped
from backrehab.progression.ticks import SetTick
from backrehab.web import queued
from backrehab.web.access import started_required
from backrehab.web.day_plan import Today
from backrehab.web.forms.diary import (
    BeforeForm,
    DailyForm,
    DrillForm,
    FinishForm,
    FlareDailyForm,
    LevelForm,
    MorningForm,
    SkipForm,
    TickForm,
    WayForm,
)
from backrehab.web.forms.fields import KeyedForm, KeyOnlyForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.page_date import OF_TODAY, PageTime, page_time
from backrehab.web.person import Person, load_person, person_after
from backrehab.web.today import TodayPage, finish_fields, level_options, page_of, today_page
from backrehab.web.typed import give_back

# The forms of the page that are shown again as they were typed.
TYPED = ("morning", "before", "finish", "daily")
PAGE = "today/today.html"
PART = f"{PAGE}#day"


@require_safe
@started_required
def today(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The plan of the day, the morning check-in, and the gate card."""
    person = load_person(request.user)
    forms = _typed_forms(request, person)
    page = today_page(person, forms=forms, train_anyway="train" in request.GET or bool(forms))
    return render(request, PAGE, {"page": page, "section": "today"})


def _typed_forms(request: AuthenticatedHttpRequest, person: Person) -> dict[str, Any]:
    """The form that was filled in when the sign-in or the page had expired, as it was."""
    typed = give_back(request, *(f"today_{name}" for name in TYPED))
    if typed is None:
        return {}
    name, data = typed[0].removeprefix("today_"), typed[1]
    if name == "finish":
        return {"finish": FinishForm(data, **finish_fields(Today(person)))}
    plain: dict[str, type[KeyedForm]] = {
        "morning": MorningForm,
        "before": BeforeForm,
        "daily": _daily_form(person),
    }
    return {name: plain[name](data)}


def _daily_form(person: Person) -> type[DailyForm]:
    """In a flare-up the score of the day comes with one question more."""
    return DailyForm if person.snapshot.flare_up is None else FlareDailyForm


@require_POST
@started_required
def give_morning(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The score of the morning after a training day."""
    form = MorningForm(request.POST, auto_id="morning_refused_%s")

    def act(entry: Entry, _person: Person) -> None:
        on, score = form.cleaned_data["on"], form.cleaned_data["score"]
        diary.give_morning(entry, on=on, score=score)

    return _answer(request, "morning", form, act, said=_("Morning score saved."))


@require_POST
@started_required
def begin(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Pain right now, before the first exercise."""
    person = _person(request)
    form = BeforeForm(request.POST)
    score = form.cleaned_data["score"] if form.is_valid() else None
    usual = person.snapshot.usual_before
    rests = no_exercise_today(score=score, usual=usual, rules=person.rules)
    said = _("Saved.") if rests else _("Saved. Here is your plan.")

    def act(entry: Entry, person: Person) -> None:
        diary.begin_day(
            entry,
            score=form.cleaned_data["score"],
            level=form.cleaned_data["level"],
            catalogue=person.catalogue,
            dose=person.snapshot.dose,
            limits=person.snapshot.screening.limits,
        )

    return _answer(request, "before", form, act, said=said, person=person)


@require_POST
@started_required
def choose_dose(request: AuthenticatedHttpRequest) -> HttpResponse:
    """An easier dose for today, or the suggested one again."""
    person = _person(request)
    day = Today(person)
    form = LevelForm(request.POST, options=level_options(day))

    def act(entry: Entry, person: Person) -> Today:
        level, share = form.chosen
        diary.change_dose(
            entry,
            level=level,
            share=share,
            dose=person.snapshot.dose,
            catalogue=person.catalogue,
            read=day.read,
        )
        return day

    return _answer(request, "level", form, act, said=_("Dose saved."), person=person)


@require_POST
@started_required
def tick(request: AuthenticatedHttpRequest) -> HttpResponse:
    """One set, done or not done."""
    form = TickForm(request.POST)

    def act(entry: Entry, person: Person) -> Today:
        day = Today(person)
        diary.tick(entry, tick=form.tick, plan=day.plan, catalogue=person.catalogue, read=day.read)
        return day

    ticked = form.tick if form.is_valid() else None
    return _answer(request, "tick", form, act, said="", ticked=ticked, page=page_time(request))


@require_POST
@started_required
def skip(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Leave one exercise out today, or take it in again."""
    form = SkipForm(request.POST)

    def act(entry: Entry, person: Person) -> Today:
        day = Today(person)
        diary.skip(
            entry,
            exercise_id=form.exercise_id,
            plan=day.plan,
            skipped=form.skipped,
            catalogue=person.catalogue,
            read=day.read,
        )
        return day

    return _answer(request, "tick", form, act, said=_("Saved."))


@require_POST
@started_required
def choose_way(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Another way to do the stage's exercise today, or what takes an exercise's place for good."""
    form = WayForm(request.POST)
    said = _("Changed for today.")
    if form.is_valid() and swapped(get_catalogue(), form.cleaned_data["way"]) is not None:
        said = _("Changed. It stays like this until you change it back.")

    def act(entry: Entry, person: Person) -> None:
        diary.choose_way(
            entry,
            variant_key=form.cleaned_data["way"],
            catalogue=person.catalogue,
        )

    return _answer(request, "tick", form, act, said=said)


@require_POST
@started_required
def drill(request: AuthenticatedHttpRequest) -> HttpResponse:
    """How a drill with levels felt: the next level opens only when this one does not hurt."""
    form = DrillForm(request.POST)

    def act(entry: Entry, person: Person) -> Today:
        day = Today(person)
        drills.answer(
            entry,
            exercise_key=form.exercise_key,
            comfort=form.comfort,
            catalogue=person.catalogue,
            read=day.read,
        )
        return day

    return _answer(request, "tick", form, act, said=_("Saved. The level follows how it felt."))


@require_POST
@started_required
def go_on(request: AuthenticatedHttpRequest) -> HttpResponse:
    """After a break: the person has read what changes, and goes on."""
    form = KeyOnlyForm(request.POST)

    def act(entry: Entry, _person: Person) -> None:
        setbacks.go_on(entry)

    return _answer(request, "tick", form, act, said=_("Welcome back. Here is your plan."))


@require_POST
@started_required
def finish(request: AuthenticatedHttpRequest) -> HttpResponse:
    """After training: sets, worst pain, and what happened."""
    page = page_time(request)
    person = _person(request, page)
    day = Today(person)
    form = FinishForm(request.POST, **finish_fields(day))
    told_before = day.day is not None and day.day.leg

    def act(entry: Entry, _person: Person) -> Today:
        diary.finish(
            entry,
            report=form.report,
            sets=day.plan.stage_sets,
            leaves_sets=form.leaves_sets,
            read=day.read,
        )
        return day

    said = _("Saved. Tomorrow morning, tell how your back is.")
    response = _answer(request, "finish", form, act, said=said, person=person, page=page)
    if form.is_valid() and form.cleaned_data["leg"] and not told_before:
        return go_to(request, reverse("screening"))
    return response


@require_POST
@started_required
def stop(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Stop: this makes it worse."""
    form = KeyOnlyForm(request.POST)

    def act(entry: Entry, person: Person) -> Today:
        day = Today(person)
        diary.stop(entry, catalogue=person.catalogue, read=day.read)
        return day

    # The page itself says next that today is stopped.
    said = _("Saved.")
    return _answer(request, "tick", form, act, said=said, page=page_time(request))


@require_POST
@started_required
def give_daily(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The score of a day without training."""
    person = _person(request)
    form = _daily_form(person)(request.POST)

    def act(entry: Entry, _person: Person) -> None:
        diary.give_daily(
            entry,
            score=form.cleaned_data["score"],
            gets_about=form.cleaned_data.get("gets_about"),
        )

    return _answer(request, "daily", form, act, said=_("Score saved."), person=person)


def _person(request: AuthenticatedHttpRequest, page: PageTime = OF_TODAY) -> Person:
    """The person before an entry, as they stood when it was made."""
    at = page.at or queued.entry_time(request)
    return load_person(request.user, at, following=queued.entry_following(request), is_entry=True)


def _answer(
    request: AuthenticatedHttpRequest,
    name: str,
    form: KeyedForm,
    act: Callable[[Entry, Person], Today | None],
    *,
    said: str,
    person: Person | None = None,
    ticked: SetTick | None = None,
    page: PageTime = OF_TODAY,
) -> HttpResponse:
    """Act once if the form is valid, then show the day again; a refusal stands beside its field.
    An entry from a `page` of yesterday counts from then, and says so. `act` may give back the day
    that it read, which is then not read again."""
    made_at, said = page.at or queued.entry_time(request), page.said or said
    person = person or _person(request, page)
    # The page that comes back is of the date that it is by now.
    entry = Entry(person.user, person.now, answers_at=None if made_at is None else timezone.now())
    seen: Today | None = None

    def act_and_say() -> Answer:
        nonlocal seen
        page.check()
        seen = act(entry, _locked(person, entry, made_at))
        return {"said": str(said)}

    if form.is_valid():
        try:
            answer = answer_once(
                request.user,
                key=form.submission_key,
                now=person.now,
                act=act_and_say,
                arrived_at=None if made_at is None else timezone.now(),
                expected={"said": str(said)},
            )
        except EntryRefused as refusal:
            form.refuse(refusal)
        else:
            said_then = answer.get("said", "")
            return _show_day(request, entry, said=said_then, ticked=ticked, seen=seen)
    return _show_refused(request, name, form)


def _locked(person: Person, entry: Entry, made_at: datetime | None) -> Person:
    """The person under the lock: what the entry is checked against must not change before it is
    written."""
    stale = entry.lock()
    as_is = load_person(person.user, person.now, is_entry=True) if stale else person
    if made_at is not None:
        queued.check_order(as_is.following, made_at)
    entry.following = as_is.following
    return as_is


def _show_day(
    request: AuthenticatedHttpRequest,
    entry: Entry,
    *,
    said: str,
    ticked: SetTick | None = None,
    seen: Today | None = None,
) -> HttpResponse:
    """The new state: a fragment under htmx, else a redirect to the page. What was `seen` of the day
    before the entry is not read again, as it says what it left."""
    if queued.entry_time(request) is not None:
        return queued.stored(said)
    if not request.htmx:
        if said:
            messages.success(request, said)
        return go_to(request, reverse("today"))
    if entry.settled is None:
        request.user.log_version = read_version(request.user)
        person = load_person(request.user)
    else:
        person = person_after(request.user, entry.settled)
    today = Today(person) if seen is None or entry.left is None else seen.after(person, entry.left)
    page = page_of(today, notice=said, ticked=ticked)
    return render(request, PART, {"page": page})


def _show_refused(request: AuthenticatedHttpRequest, name: str, form: KeyedForm) -> HttpResponse:
    """What was typed, with the message in its place; nothing was changed."""
    if queued.entry_time(request) is not None:
        return queued.refused(queued.reason_of(form))
    forms: dict[str, Any] = {name: form}
    page = today_page(load_person(request.user), forms=forms, train_anyway=name == "before")
    refused = _refusal(name, form, page)
    # The title tells of what is marked.
    marked = None if refused else form
    context = {"page": page, "section": "today", "refused": refused, "form": marked}
    return render(request, PART if request.htmx else PAGE, context, status=422)


def _refusal(name: str, form: KeyedForm, page: TodayPage) -> str:
    """What to say at the top of the day: for a button there is no field to say it at, nor for a
    form that the day has no more, as it went on in another tab."""
    errors = form.non_field_errors()
    if errors:
        return str(errors[0])
    if name == "tick":
        return _("That button was not understood, so nothing was saved. Please try again.")
    if not page.shows(form):
        return _("Nothing was saved: the day has gone on since. This is how it is now.")
    return ""
