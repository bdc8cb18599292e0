"""Forms of the pain log beside the whole-day form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.web.forms.fields import KeyedForm, PainField

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
