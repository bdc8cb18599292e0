"""The forms of the privacy pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backrehab.accounts.periods import periods
from backrehab.web.forms.fields import KeyedForm, set_choices
from backrehab.web.forms.start import PlainForm


def wait_text(days: int) -> str:
    """A wait before the deletion, as the form offers it."""
    if days == 0:
        return _("Now, for good")
    return ngettext("In %(days)d day", "In %(days)d days", days) % {"days": days}


class DeleteForm(KeyedForm):
    """When the account is to go, and a tick that it is meant."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("When?"),
        help_text=gettext_lazy("Until then you can change your mind. After that nobody can."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose when."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, delete my account and everything in it"),
        error_messages={"required": gettext_lazy("To delete it, tick this box.")},
    )

    def __init__(self, *args: Any, planned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waits = periods()
        set_choices(self, "days", [(days, wait_text(days)) for days in waits.cooling_off_days])
        # Where a date stands already, each of these is another one, for the person to choose.
        self.fields["days"].initial = None if planned else waits.suggested_days


class NumbersForm(PlainForm):
    """Whether pages say pain in words."""

    hide = forms.TypedChoiceField(
        label=gettext_lazy("How do you want to read your pain?"),
        choices=[("no", gettext_lazy("In numbers")), ("yes", gettext_lazy("In words"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
