"""The morning scores that Today asks for: that of yesterday's training, and one still missing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.progression.snapshot import MorningDue
from backrehab.progression.words import date_text
from backrehab.web.forms.diary import MorningForm
from backrehab.web.person import Person

# From this hour on nobody says "good morning".
NOON = 12


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A morning score that can be given now; an older one folds away behind that of yesterday."""

    title: str
    why: str
    folds: bool
    form: MorningForm


def check_ins(person: Person, refused: MorningForm | None) -> list[CheckIn]:
    """The morning scores that can be given now, yesterday's first."""
    found: list[CheckIn] = []
    for due in person.snapshot.mornings_due:
        if not due.open_at(person.now):
            continue
        sent = refused if refused is not None and refused.data.get("on") == str(due.on) else None
        form = sent or MorningForm(initial={"on": due.on}, auto_id=f"morning_{due.on}_%s")
        of_yesterday = (person.today - due.on).days == 1
        if of_yesterday and not due.is_late_at(person.now):
            found.append(_this_morning(person, form))
        else:
            folds = bool(found) and sent is None
            found.append(_still_missing(person, due, form, folds=folds))
    return found


def _this_morning(person: Person, form: MorningForm) -> CheckIn:
    why = _("You trained yesterday. This morning tells most about how your back took it.")
    is_early = person.user.local(person.now).hour < NOON
    title = _("Good morning") if is_early else _("This morning's score")
    return CheckIn(title, why, folds=False, form=form)


def _still_missing(person: Person, due: MorningDue, form: MorningForm, *, folds: bool) -> CheckIn:
    """A score given late is one of now, and says so: the same question twice would puzzle. After
    training in the early morning it is late on the next date, after midnight on time on the
    second."""
    day = {"day": date_text(due.on, "l")}
    question = _("Late, for %(day)s: how is your back now?")
    if not due.is_late_at(person.now):
        why = _("You trained on %(day)s. A score given now still counts for it, on time.")
        question = _("For %(day)s: how is your back now?")
    elif person.rules.tier_of(due.stage).on_time_mornings_only:
        why = _(
            "You trained on %(day)s. A score given now is too late to make it a calm day, but it "
            "still tells whether it was too much."
        )
    else:
        why = _("You trained on %(day)s. A score given now still counts for it, as late.")
    return CheckIn(
        title=_("Still missing: the morning after %(day)s") % day,
        why=why % day,
        folds=folds,
        form=form.ask(question % day),
    )
