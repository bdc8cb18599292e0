"""Forms of the screening: one screen of questions, the age, and the clinician's assessment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.accounts.models import AgeBand
from backrehab.domain.screening import Answer, Question
from backrehab.domain.screening_screens import Screen
from backrehab.screening.models import ASKING_REASONS, Reason
from backrehab.web.forms.fields import NO_DATE, KeyedForm, choose

ANSWERS = (
    (Answer.YES.value, gettext_lazy("Yes")),
    (Answer.NO.value, gettext_lazy("No")),
    (Answer.NOT_SURE.value, gettext_lazy("Not sure")),
)
UNANSWERED = gettext_lazy("Choose yes, no or not sure.")
NO_TO_REST = "no-to-rest"
BACK = "back"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its field."""

    question: Question
    field: forms.BoundField


class ScreenForm(forms.Form):
    """The questions of one screen.

    It has no key of its own: sent twice, it keeps the same answers twice, and a key would swallow
    an answer that was changed on a page the browser kept. `move` says which button was pressed;
    "No to the rest" answers what was left open, and never changes what was chosen.
    """

    def __init__(self, screen: Screen, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="answer_%s", **kwargs)
        self.screen = screen
        self.move = data.get("move", "") if data else ""
        for question in screen.questions:
            self.fields[question.key] = forms.ChoiceField(
                label=_(question.text),
                choices=ANSWERS,
                required=self.move != BACK,
                widget=forms.RadioSelect,
                error_messages=choose(UNANSWERED),
            )
        if screen.allows_no_to_all and self.move == NO_TO_REST and data is not None:
            self.data = {"move": NO_TO_REST} | {
                key: data.get(key) or Answer.NO.value for key in self.fields
            }

    @property
    def asked(self) -> list[Asked]:
        """Each question with its field, in order."""
        return [Asked(question, self[question.key]) for question in self.screen.questions]

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, once the form is valid."""
        return {key: value for key, value in self.cleaned_data.items() if value}

    @property
    def age_band(self) -> str:
        """Not asked here."""
        return ""


class AgeForm(forms.Form):
    """The age band, where it is not known yet."""

    age = forms.ChoiceField(
        label=gettext_lazy("How old are you?"),
        choices=AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages=choose(gettext_lazy("Choose your age group.")),
    )

    def __init__(self, screen: Screen, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="answer_%s", **kwargs)
        self.screen = screen
        self.move = data.get("move", "") if data else ""
        self.fields["age"].required = self.move != BACK

    @property
    def answers(self) -> dict[str, str]:
        """No question is on this screen."""
        return {}

    @property
    def age_band(self) -> str:
        """The chosen age band, once the form is valid."""
        return str(self.cleaned_data["age"])


class StartForm(forms.Form):
    """Begin, or go on; why, and whether to begin anew."""

    reason = forms.ChoiceField(
        choices=[(reason.value, reason.label) for reason in ASKING_REASONS], required=False
    )
    again = forms.BooleanField(required=False)

    @property
    def given(self) -> Reason | None:
        """The reason that was sent along, if it is one: nobody types it."""
        self.is_valid()
        reason = self.cleaned_data.get("reason")
        return Reason(reason) if reason else None

    @property
    def anew(self) -> bool:
        """Whether to drop what is half answered."""
        return self.is_valid() and bool(self.cleaned_data["again"])


class ClearanceForm(KeyedForm):
    """The date on which a clinician assessed the person, and their word for it."""

    cleared_on = forms.DateField(
        label=gettext_lazy("Date of the assessment"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": gettext_lazy("Give the date on which you were assessed."),
            "invalid": NO_DATE,
        },
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy(
            "A doctor or physiotherapist assessed this, and said that I can exercise."
        ),
        error_messages={"required": gettext_lazy("Tick this only if it is so.")},
    )

    def __init__(self, *args: Any, earliest: date, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.earliest, self.latest = earliest, latest
        self.fields["cleared_on"].widget.attrs |= {
            "min": earliest.isoformat(),
            "max": latest.isoformat(),
        }

    def clean_cleared_on(self) -> date:
        """From the day the questions were answered until today."""
        value: date = self.cleaned_data["cleared_on"]
        if value > self.latest:
            raise forms.ValidationError(_("This date is in the future. Give the day it happened."))
        if value < self.earliest:
            raise forms.ValidationError(
                _("The assessment must come after your answers: on %(date)s or later."),
                params={"date": date_format(self.earliest, "j F Y")},
            )
        return value
