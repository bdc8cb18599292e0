"""Forms of the hip programme: the self-test, and pain before and after a release."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.painlog.hip_figures import hip_figures
from backrehab.painlog.models import Side
from backrehab.web.forms.fields import KeyedForm, PainField, choose, yes_or_no


class HipTestForm(KeyedForm):
    """Both legs, two questions each; the side is the leg that the person stood on."""

    left_hip_drops = yes_or_no(_("Left leg: did your right hip drop?"))
    left_weight_shifts = yes_or_no(_("Left leg: did you have to shift your weight a lot?"))
    right_hip_drops = yes_or_no(_("Right leg: did your left hip drop?"))
    right_weight_shifts = yes_or_no(_("Right leg: did you have to shift your weight a lot?"))

    def answers(self, side: str) -> dict[str, bool]:
        """What was seen on one leg, once the form is valid."""
        names = ("hip_drops", "weight_shifts")
        return {name: self.cleaned_data[f"{side}_{name}"] for name in names}


class ReleaseForm(KeyedForm):
    """Which side, and the pain before."""

    side = forms.ChoiceField(
        label=_("Which side is sore?"),
        choices=Side.choices,
        widget=forms.RadioSelect,
        error_messages=choose(_("Choose left or right.")),
    )
    before = PainField(label=_("How sore is that side right now?"))


class ReleaseFinishForm(KeyedForm):
    """The pain after, and how long the leg was held up; the number can be skipped on purpose."""

    hold_seconds = forms.IntegerField(
        label=_("Seconds you held the leg up"),
        required=False,
        min_value=0,
        help_text=_("The timer fills this in. You can type it too, or leave it empty."),
        error_messages={
            "invalid": _("Type the seconds as a whole number."),
            "min_value": _("Type the seconds as a whole number."),
        },
    )
    # Required, so that no "I do not know" is offered beside the button that saves without a number.
    after = PainField(
        label=_("Stand up. How sore is that side now?"),
        error_messages={
            "required": _("Choose a number from 0 to 10, or save it without one."),
            "invalid_choice": _("Pain is a whole number from 0 to 10. Choose one below."),
        },
    )
    skip = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seconds = self.fields["hold_seconds"]
        seconds.widget.attrs |= {"inputmode": "numeric", "max": hip_figures().longest_seconds}

    def clean(self) -> dict[str, Any]:
        """Without a number it is only saved if the person says so."""
        data = super().clean()
        if data.get("skip"):
            self.errors.pop("after", None)
            data["after"] = None
        return data
