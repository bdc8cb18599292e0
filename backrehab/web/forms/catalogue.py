"""The form that searches the exercise catalogue."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.exercises.cards import Catalogue
from backrehab.exercises.search import LADDER, MINE, NO_EQUIPMENT, Search
from backrehab.web.forms.fields import set_choices


class CatalogueFilterForm(forms.Form):
    """Words and four filters, all optional; sent with GET, so that a search can be shared."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=60,
        error_messages={"max_length": _("Type fewer letters: at most %(limit_value)d.")},
        widget=forms.SearchInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    muscle = forms.ChoiceField(label=_("Muscle"), required=False)
    equipment = forms.ChoiceField(label=_("Equipment"), required=False)

    def __init__(
        self, data: Mapping[str, Any], *, catalogue: Catalogue, mine: Collection[str] | None
    ) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.mine = mine
        own = [] if mine is None else [(MINE, _("What I have"))]
        options: dict[str, list[tuple[str, Any]]] = {
            "stage": [
                (stage.key, f"{stage.number} · {stage.name}") for stage in catalogue.stages.values()
            ],
            "programme": [
                (LADDER, _("The ladder")),
                *((one.key, one.name) for one in catalogue.programmes.values()),
            ],
            "muscle": [(one.key, one.name) for one in catalogue.muscles.values()],
            "equipment": [
                *own,
                (NO_EQUIPMENT, _("No equipment")),
                *((one.key, one.name) for one in catalogue.equipment.values()),
            ],
        }
        for name, choices in options.items():
            set_choices(self, name, [("", _("All")), *choices])
            self.fields[name].error_messages["invalid_choice"] = _(
                "We don't know this choice, so it was left out."
            )

    @property
    def search(self) -> Search:
        """What is looked for, without what is not valid."""
        self.is_valid()
        found = self.cleaned_data
        return Search(
            words=found.get("q", ""),
            stage=found.get("stage", ""),
            programme=found.get("programme", ""),
            muscle=found.get("muscle", ""),
            equipment=found.get("equipment", ""),
            mine=self.mine or (),
        )
