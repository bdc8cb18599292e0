"""Forms of the ladder page: what only the person can say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.progression.technique import hip_hinge
from backrehab.web.forms.fields import KeyedForm, PainField, choose, set_choices, yes_or_no


class TechniqueForm(KeyedForm):
    """The hip-hinge checklist: every point has to be true."""

    checks = forms.MultipleChoiceField(
        label=_("All of these are true for me"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=choose(_("Tick every point that is true. All of them are needed.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = enumerate(hip_hinge().checks)
        set_choices(self, "checks", ((str(number), text) for number, text in points))

    def clean_checks(self) -> list[str]:
        """Every point, or a friendly no."""
        ticked: list[str] = self.cleaned_data["checks"]
        if len(ticked) < len(hip_hinge().checks):
            raise forms.ValidationError(
                _("Not all points are true yet. Practise the hinge without weight first.")
            )
        return ticked


class HoldTestForm(KeyedForm):
    """The back-extension hold before the hyper row."""

    held = yes_or_no(_("Did you hold it to the end?"))
    pain = PainField(label=_("Worst pain while holding"))
