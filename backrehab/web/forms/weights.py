"""The form of the settings about weights and the time a day."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User, WeightUnit
from backrehab.accounts.units import from_kg, to_kg
from backrehab.progression.day_rules import DayRules
from backrehab.web.forms.fields import choose, set_choices
from backrehab.web.forms.programmes import minute_choices, minutes_field, minutes_value
from backrehab.web.forms.start import PlainForm

STEP_LABELS = {
    WeightUnit.KILOGRAM: _("The smallest step you can add, in kilograms"),
    WeightUnit.POUND: _("The smallest step you can add, in pounds"),
}


def step_field(unit: WeightUnit) -> forms.ChoiceField:
    """The smallest step in that unit; only the one of the chosen unit has to be answered."""
    return forms.ChoiceField(
        label=STEP_LABELS[unit],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the steps.")},
    )


def nearest(kg: Decimal, unit: WeightUnit, steps: Iterable[Decimal]) -> str:
    """The choice that is nearest to a stored step."""
    return str(min(steps, key=lambda step: abs(step - from_kg(kg, unit))))


class WeightsForm(PlainForm):
    """The unit of weights, the smallest step in it, and the minutes a day."""

    unit = forms.ChoiceField(
        label=_("In which unit do you read your weights?"),
        choices=WeightUnit.choices,
        widget=forms.RadioSelect,
        error_messages=choose(_("Choose a unit.")),
    )
    step_kg = step_field(WeightUnit.KILOGRAM)
    step_lb = step_field(WeightUnit.POUND)
    minutes = minutes_field()

    def __init__(self, *args: Any, user: User, rules: DayRules, **kwargs: Any) -> None:
        initial = {"unit": user.unit, "minutes": minutes_value(user.daily_minutes)}
        for unit, steps in rules.plate_steps.items():
            initial[f"step_{unit}"] = nearest(user.load_step_kg, unit, steps)
        super().__init__(*args, initial=initial, **kwargs)
        set_choices(self, "minutes", minute_choices(rules.budgets))
        for unit, steps in rules.plate_steps.items():
            set_choices(self, f"step_{unit}", [(str(step), f"{step} {unit}") for step in steps])

    def clean(self) -> dict[str, Any]:
        """The step of the chosen unit is needed; the other one is let be."""
        name = f"step_{self.cleaned_data.get('unit')}"
        if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, _("Choose one of the steps."))
        return self.cleaned_data

    @property
    def load_step_kg(self) -> Decimal:
        """The step in kilograms, once the form is valid."""
        unit = self.cleaned_data["unit"]
        return to_kg(Decimal(self.cleaned_data[f"step_{unit}"]), unit)
