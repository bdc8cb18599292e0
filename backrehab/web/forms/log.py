"""Forms of the pain log: a whole day typed in or corrected, another score, and the dates shown."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.exercises.cards import DoseCard
from backrehab.exercises.models import Load
from backrehab.web.forms.diary import FinishForm
from backrehab.web.forms.fields import KeyedForm, PainField, set_choices

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Which dates to show."""

    first = forms.DateField(required=False, label=_("From"), widget=DATE_INPUT)
    last = forms.DateField(required=False, label=_("To"), widget=DATE_INPUT)

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

    on = forms.DateField(label=_("Date"), widget=DATE_INPUT)
    level = forms.TypedChoiceField(coerce=int, label=_("Dose"))
    before = PainField(label=_("Pain before the exercises"))
    morning = PainField(
        label=_("Pain the next morning"),
        required=False,
        help_text=_("Leave it empty if you do not know. A guess helps nobody."),
    )

    def __init__(
        self,
        *args: Any,
        doses: tuple[DoseCard, ...],
        dose_texts: Iterable[tuple[int, str]],
        load: Load,
        unit: str,
        **kwargs: Any,
    ) -> None:
        """`doses` are the levels of the stage, `dose_texts` what each is called."""
        super().__init__(*args, dose=doses[-1], load=load, unit=unit, **kwargs)
        self.fields["sets_done"].label = _("Sets done")
        set_choices(self, "level", dose_texts)
        most = max(sum(slot.sets for slot in dose.slots) for dose in doses)
        set_choices(self, "sets_done", ((n, str(n)) for n in range(most + 1)))
