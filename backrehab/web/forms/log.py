"""Forms of the pain log: a whole day typed in or corrected, another score, and the dates shown."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from backrehab.exercises.cards import DoseCard, StageCard
from backrehab.exercises.models import Resistance
from backrehab.painlog.refusals import EntryRefused
from backrehab.web.forms.diary import FinishForm
from backrehab.web.forms.fields import (
    NO_DATE,
    Hidden,
    KeyedForm,
    PainField,
    choose,
    hidden,
    replace_data,
    set_choices,
)

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Which dates to show."""

    first = forms.DateField(
        required=False, label=_("From"), widget=DATE_INPUT, error_messages={"invalid": NO_DATE}
    )
    last = forms.DateField(
        required=False, label=_("To"), widget=DATE_INPUT, error_messages={"invalid": NO_DATE}
    )

    def clean(self) -> dict[str, Any]:
        """The first date may not come after the last."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            self.add_error("first", _("This date comes after the other one."))
        return self.cleaned_data


class DailyCorrectionForm(KeyedForm):
    """Another score for a day without training."""

    score = PainField(label=_("Pain on that day"))


class DayForm(FinishForm):
    """A whole training day, typed into the log: what is asked after training, and the rest."""

    field_order = (
        "on",
        "level",
        "before",
        "sets_done",
        "extra_repetitions",
        "load",
        "band",
        "worst",
    )

    on = forms.DateField(
        label=_("Date"),
        widget=DATE_INPUT,
        error_messages={"required": _("Choose the date of that day."), "invalid": NO_DATE},
    )
    level = forms.TypedChoiceField(
        coerce=int, label=_("Dose"), error_messages=choose(_("Choose a dose."))
    )
    before = PainField(label=_("Pain before the exercises"))
    morning = PainField(
        label=_("Pain the next morning"),
        required=False,
        help_text=_("If you do not know, say so. A guess helps nobody."),
    )

    def __init__(
        self,
        *args: Any,
        doses: tuple[DoseCard, ...],
        resistance: Resistance,
        unit: str,
        **kwargs: Any,
    ) -> None:
        """`doses` are the levels of the stage."""
        super().__init__(*args, dose=doses[-1], resistance=resistance, unit=unit, **kwargs)
        self.fields["sets_done"].label = _("Sets done")
        self.name_doses((dose.level, dose.text) for dose in doses)
        most = max(sum(slot.sets for slot in dose.slots) for dose in doses)
        sets = [(n, str(n)) for n in range(most + 1)]
        # Of a day that is added nothing is known, and nothing chosen beforehand.
        first = [] if "sets_done" in self.initial else [("", _("Choose…"))]
        set_choices(self, "sets_done", [*first, *sets])

    @property
    def stored(self) -> SafeString:
        """A hidden field with what the day says, for `keep_untouched`."""
        said = {name: as_sent(was) for name, was in self.initial.items() if name in self.fields}
        return hidden("stored", urlencode(said))

    def keep_untouched(self) -> None:
        """What was sent, but still says what its page had shown, stays as it is stored by now: it
        may have been told on another page since, and was not chosen on this one."""
        shown = QueryDict(self.data.get("stored", ""))
        untouched = [name for name, was in shown.items() if self.data.get(name, "") == was]
        stored = {name: self.initial[name] for name in untouched if name in self.initial}
        replace_data(self, **{name: as_sent(value) for name, value in stored.items()})

    def name_doses(self, texts: Iterable[tuple[int, str]]) -> None:
        """What each level is called where the form is shown: only a page has to know."""
        set_choices(self, "level", texts)


def as_sent(value: Any) -> str:
    """A stored value as its control sends it: of a box that is not ticked, nothing."""
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


class AddedDayForm(DayForm):
    """A day that was not entered. Its doses are those of the stage of that date, which `stage`
    names: who has just moved on may have chosen the date after the page with other doses."""

    stage = forms.CharField(required=False, widget=Hidden)

    def __init__(
        self,
        *args: Any,
        stage: StageCard,
        dates: tuple[date, date],
        check: Callable[[date], None],
        **kwargs: Any,
    ) -> None:
        """`dates` are the first and the last that can be added; `check` refuses any other."""
        super().__init__(*args, doses=stage.levels, **kwargs)
        self._check = check
        first, last = dates
        self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        self._stage = stage
        self.fields["stage"].initial = stage.key
        self.fields["level"].help_text = stage.name

    def clean_on(self) -> date:
        """What the log would refuse is said beside all else that is wrong."""
        on: date = self.cleaned_data["on"]
        try:
            self._check(on)
        except EntryRefused as refusal:
            raise ValidationError(str(refusal.message)) from refusal
        return on

    def clean(self) -> dict[str, Any]:
        """A dose of another stage says nothing about this one."""
        shown = self.cleaned_data.get("stage")
        if shown and shown != self._stage.key:
            self.choose_again()
        return super().clean()

    def choose_again(self) -> None:
        """Ask for the dose anew."""
        self.errors.pop("level", None)
        said = _("On that date your stage was %(name)s. Choose the dose you did then.")
        self.add_error("level", said % {"name": self._stage.name})
        replace_data(self, stage=self._stage.key, level="")

    def name_doses(self, texts: Iterable[tuple[int, str]]) -> None:
        """The same; nothing is chosen beforehand where it is asked for anew, or is not today's."""
        # Not self["level"]: made before its help is known, the field would be shown without it.
        given = self.data if self.is_bound else self.initial
        first = [] if given.get("level") else [("", _("Choose…"))]
        set_choices(self, "level", [*first, *texts])
