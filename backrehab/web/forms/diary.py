"""Forms of the day: pain scores, sets, and what happened in training."""

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.exercises.cards import DoseCard
from backrehab.painlog.services import Report
from backrehab.progression.diary import SetTick
from backrehab.web.forms.fields import KeyedForm, PainField, set_choices


class MorningForm(KeyedForm):
    """The first score after a training day."""

    on = forms.DateField(widget=forms.HiddenInput)
    score = PainField(label=_("How is your back this morning?"))


class BeforeForm(KeyedForm):
    """Pain just before the day's first exercise, and the dose the person chose."""

    level = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=99)
    score = PainField(label=_("How is your back right now?"))


class DailyForm(KeyedForm):
    """The optional score of a day without training."""

    score = PainField(label=_("How is your back today?"))


class LevelForm(KeyedForm):
    """Another dose for today, up to the suggested one."""

    level = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=_("Dose for today"))

    def __init__(self, *args: Any, doses: tuple[DoseCard, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "level", ((dose.level, dose.text) for dose in doses))


class TickForm(KeyedForm):
    """One set, done or not: "exercise:slot:number:1"."""

    set = forms.RegexField(regex=r"^\d{1,9}:[a-z]{1,16}:\d{1,2}:[01]$")

    @property
    def submission_key(self) -> UUID:
        """All buttons share one form, so the key is told apart by the button that was pressed."""
        return uuid5(self.cleaned_data["key"], self.cleaned_data["set"])

    @property
    def tick(self) -> SetTick:
        """The set, once the form is valid."""
        exercise, slot, number, done = self.cleaned_data["set"].split(":")
        return SetTick(exercise_id=int(exercise), slot=slot, number=int(number), done=done == "1")


class ReportFields(KeyedForm):
    """What was done and felt: the questions of docs/clinical-rules.md#what-is-recorded."""

    sets_done = forms.TypedChoiceField(coerce=int, label=_("Sets done today"))
    worst = PainField(
        label=_("Worst pain during the exercises"),
        help_text=_("The highest moment, not the average."),
    )
    stop = forms.BooleanField(required=False, label=_("A sharp or catching pain ended an exercise"))
    leg = forms.BooleanField(
        required=False, label=_("New or worse leg pain, numbness, tingling or weakness")
    )
    extra_meds = forms.BooleanField(
        required=False, label=_("More painkiller than usual in the 6 hours before")
    )

    def __init__(self, *args: Any, dose: DoseCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = sum(slot.sets for slot in dose.slots)
        of_all = {"all": dose.sets_prescribed}
        choices = ((n, _("%(done)s of %(all)s") % (of_all | {"done": n})) for n in range(most + 1))
        set_choices(self, "sets_done", choices)

    @property
    def report(self) -> Report:
        """The answers, once the form is valid."""
        names = ("sets_done", "worst", "stop", "leg", "extra_meds")
        return Report(**{name: self.cleaned_data[name] for name in names})


class FinishForm(ReportFields):
    """After training."""


class KeyOnlyForm(KeyedForm):
    """A single button."""


class DayForm(ReportFields):
    """A whole training day, typed into the log."""

    field_order = ("on", "level", "before", "sets_done", "worst")

    on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    level = forms.TypedChoiceField(coerce=int, label=_("Dose"))
    before = PainField(label=_("Pain before the exercises"))
    morning = PainField(
        label=_("Pain the next morning"),
        required=False,
        help_text=_("Leave it empty if you do not know. A guess helps nobody."),
    )

    def __init__(
        self, *args: Any, doses: tuple[DoseCard, ...], dose: DoseCard, **kwargs: Any
    ) -> None:
        super().__init__(*args, dose=dose, **kwargs)
        set_choices(self, "level", ((dose.level, dose.text) for dose in doses))
        most = max(sum(slot.sets for slot in dose.slots) for dose in doses)
        set_choices(self, "sets_done", ((n, str(n)) for n in range(most + 1)))
