"""Forms of drills with levels and of breaks from sitting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backrehab.domain.drills import Comfort
from backrehab.web.forms.fields import choose, set_choices
from backrehab.web.forms.start import PlainForm

# The pages with drills: where an answer may lead back to.
BACK_TO = ("today", "programme")


class DrillAnswerForm(PlainForm):
    """How a drill felt. Without a key: sent twice it says the same twice."""

    exercise = forms.SlugField(max_length=48)
    comfort = forms.ChoiceField(choices=[(comfort.value, comfort.value) for comfort in Comfort])
    next = forms.ChoiceField(choices=[(name, name) for name in BACK_TO], required=False)

    @property
    def felt(self) -> Comfort:
        """The answer, once the form is valid."""
        return Comfort(self.cleaned_data["comfort"])


class IntervalForm(PlainForm):
    """How long to sit at most before a break; 0 is "no breaks asked for"."""

    minutes = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label=_("How long do you want to sit before a break?"),
        error_messages=choose(_("Choose one of the times.")),
    )

    def __init__(self, *args: Any, choices: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = [(str(n), ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}) for n in choices]
        set_choices(self, "minutes", [*times, ("0", _("No timer"))])

    @property
    def chosen(self) -> int | None:
        """The minutes, None for no timer, once the form is valid."""
        return self.cleaned_data["minutes"] or None
