"""The forms of the start; the settings use them again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.consent_texts import ConsentText
from backrehab.accounts.models import AgeBand, HingeExperience
from backrehab.exercises.cards import EquipmentCard
from backrehab.web.forms.fields import KeyedForm, PainField, choose, set_choices
from backrehab.web.zones import zone_names, zone_options


class PlainForm(forms.Form):
    """A form that stores an answer in the person's own row: sent twice, it stores the same twice.

    It has no key, because a key would swallow a changed answer from a page the browser kept.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ConsentForm(KeyedForm):
    """One tick box a text. The version is part of its name: a tick counts for what was shown."""

    def __init__(self, texts: Iterable[ConsentText], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.texts = {f"{text.purpose}-{text.version}": text for text in texts}
        for name, text in self.texts.items():
            self.fields[name] = forms.BooleanField(
                label=text.agree,
                error_messages={"required": _("To go on, tick this box. It is your choice.")},
            )

    def questions(self) -> list[tuple[ConsentText, forms.BoundField]]:
        """Each text with its tick box."""
        return [(text, self[name]) for name, text in self.texts.items()]


class AboutForm(PlainForm):
    """Age band, experience with the hip hinge, and whether the days are spent sitting."""

    age_band = forms.ChoiceField(
        label=_("How old are you?"),
        help_text=_("Some warning signs mean more at a certain age."),
        choices=AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages=choose(_("Choose your age group.")),
    )
    hinge_experience = forms.ChoiceField(
        label=_("Do you know the hip hinge?"),
        help_text=_("You bend at the hips, and your back stays flat. It comes late in the plan."),
        choices=HingeExperience.choices,
        widget=forms.RadioSelect,
        error_messages=choose(_("Choose one. “New to me” is a fine answer.")),
    )
    # A tick and no radio buttons: whoever passes it over has answered no.
    sedentary = forms.BooleanField(
        label=_("Do you sit most of the day and rarely exercise?"),
        help_text=_("After a break, your plan then starts more gently."),
        required=False,
    )

    def clean_age_band(self) -> str:
        """Under 18, the product is not the right thing (screening C11)."""
        band = str(self.cleaned_data["age_band"])
        if band == AgeBand.UNDER_18:
            raise forms.ValidationError(
                _(
                    "Back Rehab is only for people of 18 or older. A back that is still growing "
                    "needs advice in person: please talk to a parent and a doctor."
                )
            )
        return band


class ZoneSelect(forms.Select):
    """A list of all time zones that is drawn once, not for every request."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - Django's signature
    ) -> SafeString:
        """The element with its options."""
        given = self.build_attrs(self.attrs, attrs)
        options = zone_options(str(value or ""))
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(given), options)


class TimeZoneForm(PlainForm):
    """The time zone, in which a day begins and ends."""

    time_zone = forms.CharField(
        label=_("Your time zone"),
        help_text=_("It decides when your day begins. We take it from your browser if we can."),
        widget=ZoneSelect,
        error_messages={"required": _("Choose your time zone.")},
    )

    def __init__(self, *args: Any, detect: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if detect and not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-detect-time-zone"] = True

    def clean_time_zone(self) -> str:
        """One of the list, or the one that the person has."""
        name = str(self.cleaned_data["time_zone"])
        if name not in zone_names() and name != self.initial.get("time_zone"):
            raise forms.ValidationError(_("That time zone is not known. Choose one from the list."))
        return name


class AboutYouForm(TimeZoneForm, AboutForm):
    """Both, as the start asks them on one page."""

    field_order = ("age_band", "hinge_experience", "sedentary", "time_zone")


class BaselineForm(KeyedForm):
    """The average pain of the last 7 days."""

    score = PainField(
        label=_("Your average pain over the last 7 days"),
        help_text=_("A rough guess is fine. Count good days and bad days."),
    )


class ScheduleForm(PlainForm):
    """The weekdays on which somebody wants to train; Monday is 0."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Your training days"),
        choices=list(WEEKDAYS_ABBR.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one day."),
            "invalid_choice": _("That is not a day of the week. Choose from the days below."),
        },
    )


class EquipmentForm(PlainForm):
    """What somebody has at hand, as keys of the catalogue. Nothing is an answer too."""

    equipment = forms.MultipleChoiceField(
        label=_("Tick everything you can use"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("That is not in the list any more. Choose from the things below.")
        },
    )

    def __init__(self, cards: Iterable[EquipmentCard], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                card.key,
                format_html('{}<span class="help">{}</span>', card.name, card.help_text)
                if card.help_text
                else card.name,
            )
            for card in cards
        ]
        set_choices(self, "equipment", choices)
