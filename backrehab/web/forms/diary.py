"""Forms of the day: pain scores, sets, and what happened in training."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.units import to_kg
from backrehab.domain.drills import Comfort
from backrehab.exercises.cards import DoseCard
from backrehab.exercises.models import Resistance
from backrehab.painlog.services import Report
from backrehab.progression.day_rules import day_rules
from backrehab.progression.prescriptions import DoseOption
from backrehab.progression.ticks import SetTick
from backrehab.web.forms.fields import (
    Hidden,
    KeyedForm,
    PainField,
    WeightField,
    choose,
    set_choices,
)

# What a form lets somebody type: far above what anybody here lifts or adds.
HEAVIEST = 500
MOST_EXTRA = 5


class MorningForm(KeyedForm):
    """The first score after a training day."""

    on = forms.DateField(widget=Hidden)
    score = PainField(label=_("How is your back this morning?"))

    def ask(self, question: str) -> "MorningForm":
        """The same form with another question: of two on a page, each says which day it is for."""
        # What was sent and refused has its question already.
        self["score"].label = question
        return self


class BeforeForm(KeyedForm):
    """Pain just before the day's first exercise, and the dose the person chose."""

    level = forms.IntegerField(widget=Hidden, min_value=1, max_value=99)
    score = PainField(label=_("How is your back right now?"))


class DailyForm(KeyedForm):
    """The optional score of a day without training."""

    score = PainField(label=_("How is your back today?"))


class FlareDailyForm(DailyForm):
    """The score of a day inside a flare-up."""

    gets_about = forms.TypedChoiceField(
        label=_("Can you get about nearly as usual?"),
        choices=[("yes", _("Yes, nearly")), ("no", _("Not yet"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=choose(_("Choose “Yes, nearly” or “Not yet”.")),
    )


# Names of buttons that share one form.
BUTTONS = ("set", "skip", "way", "drill")


def submission_key(key: UUID, data: Mapping[str, Any]) -> UUID:
    """The key of what was sent: where buttons share a form, that of the one that was pressed."""
    pressed = next((name for name in BUTTONS if name in data), None)
    return key if pressed is None else uuid5(key, str(data[pressed]))


class ButtonForm(KeyedForm):
    """Buttons that share one form, and its key."""

    @property
    def submission_key(self) -> UUID:
        """That of the button that was pressed, once the form is valid."""
        return submission_key(self.cleaned_data["key"], self.cleaned_data)


class LevelForm(KeyedForm):
    """Another dose for today, none of them more than the suggested one."""

    dose = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Dose for today"),
        error_messages=choose(_("Choose one of these doses.")),
    )

    def __init__(self, *args: Any, options: Sequence[DoseOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "dose", ((one.value, one.text) for one in options))

    @property
    def chosen(self) -> tuple[int, int]:
        """Level and share in percent, once the form is valid."""
        level, share = self.cleaned_data["dose"].split("-")
        return int(level), int(share)


class SkipForm(ButtonForm):
    """An exercise left out today, or taken in again: "exercise:1"."""

    skip = forms.RegexField(regex=r"^\d{1,9}:[01]$")

    @property
    def exercise_id(self) -> int:
        """The exercise, once the form is valid."""
        return int(self.cleaned_data["skip"].split(":")[0])

    @property
    def skipped(self) -> bool:
        """Whether it is to be left out."""
        return str(self.cleaned_data["skip"]).endswith("1")


class TickForm(ButtonForm):
    """One set, done or not: "exercise:slot:number:1"."""

    set = forms.RegexField(regex=r"^\d{1,9}:[a-z]{1,16}:\d{1,2}:[01]$")

    @property
    def tick(self) -> SetTick:
        """The set, once the form is valid."""
        exercise, slot, number, done = self.cleaned_data["set"].split(":")
        return SetTick(exercise_id=int(exercise), slot=slot, number=int(number), done=done == "1")


def sets_choice(done: int, planned: int) -> str:
    """So many sets, as a choice: "2 of 3", or "3 (1 more than planned)"."""
    if done > planned:
        return _("%(done)s (%(more)s more than planned)") % {"done": done, "more": done - planned}
    return _("%(done)s of %(all)s") % {"done": done, "all": planned}


class ReportFields(KeyedForm):
    """What was done and felt: the questions of docs/clinical-rules.md#what-is-recorded."""

    sets_done = forms.TypedChoiceField(
        coerce=int,
        label=_("Sets done today"),
        error_messages={
            "required": _("Choose how many sets you did."),
            "invalid_choice": _("Choose one of these numbers of sets."),
        },
    )
    worst = PainField(
        label=_("Worst pain during the exercises"),
        help_text=_("The highest moment, not the average."),
    )
    stop = forms.BooleanField(required=False, label=_("A sharp or catching pain ended an exercise"))
    leg = forms.BooleanField(
        required=False, label=_("New or worse leg pain, numbness, tingling or weakness")
    )
    extra_meds = forms.BooleanField(
        required=False, label=_("More painkiller than usual in the 6 hours before")
    )

    def __init__(self, *args: Any, dose: DoseCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = sum(slot.sets for slot in dose.slots)
        choices = ((n, sets_choice(n, dose.sets_prescribed)) for n in range(most + 1))
        set_choices(self, "sets_done", choices)

    @property
    def report(self) -> Report:
        """The answers, once the form is valid."""
        names = ("sets_done", "worst", "stop", "leg", "extra_meds")
        return Report(**{name: self.cleaned_data[name] for name in names})


class WayForm(ButtonForm):
    """Another way to do the exercise: the key of a variant."""

    way = forms.SlugField(max_length=48)


class DrillForm(ButtonForm):
    """How a drill with levels felt: "exercise:comfort"."""

    drill = forms.RegexField(regex=r"^[a-z0-9-]{1,48}:(fine|hurts|further_down)$")

    @property
    def exercise_key(self) -> str:
        """The drill, once the form is valid."""
        return str(self.cleaned_data["drill"]).split(":")[0]

    @property
    def comfort(self) -> Comfort:
        """How it felt, once the form is valid."""
        return Comfort(self.cleaned_data["drill"].split(":")[1])


class FinishForm(ReportFields):
    """After training: what was done and felt, what was lifted, and what was left in the tank."""

    field_order: tuple[str, ...] = ("sets_done", "extra_repetitions", "load", "band", "worst")

    # How many sets the page said: as many as that were not chosen, and may be more by now.
    shown = forms.IntegerField(required=False, min_value=0, widget=Hidden)
    extra_repetitions = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Extra repetitions in your last set"),
        error_messages=choose(_("Choose one of these numbers.")),
    )
    load = WeightField(
        required=False, min_value=0, max_value=HEAVIEST, max_digits=6, decimal_places=2
    )
    band = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=_("The band you used"),
        error_messages=choose(_("Choose one of these bands.")),
    )

    def __init__(
        self,
        *args: Any,
        dose: DoseCard,
        resistance: Resistance = Resistance.NONE,
        unit: str = "kg",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, dose=dose, **kwargs)
        self.unit = unit
        if dose.repetitions is None:
            del self.fields["extra_repetitions"]
        else:
            said = [("", _("I did not count")), *((n, str(n)) for n in range(MOST_EXTRA + 1))]
            set_choices(self, "extra_repetitions", said)
        if resistance is Resistance.WEIGHT:
            self.fields["load"].label = _("The weight you used, in %(unit)s") % {"unit": unit}
        else:
            del self.fields["load"]
        if resistance is Resistance.BAND:
            names = enumerate(day_rules().bands, start=1)
            set_choices(self, "band", [("", _("No answer")), *names])
        else:
            del self.fields["band"]

    @property
    def report(self) -> Report:
        """The answers, once the form is valid; a weight in kilograms."""
        load = self.cleaned_data.get("load")
        return replace(
            super().report,
            extra_repetitions=self.cleaned_data.get("extra_repetitions"),
            load_kg=None if load is None else to_kg(load, self.unit),
            band=self.cleaned_data.get("band"),
        )

    @property
    def leaves_sets(self) -> bool:
        """Whether the number of sets is as the page showed it, once the form is valid."""
        return bool(self.cleaned_data.get("shown") == self.cleaned_data["sets_done"])
