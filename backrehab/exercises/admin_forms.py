"""Forms of the operator's pages: lists as lines, and the same rules as for the files."""

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from backrehab.exercises import models
from backrehab.exercises.checks import dosed
from backrehab.exercises.sources import TAGS, source_faults
from backrehab.exercises.wording import forbidden_words

OPTIONAL = "optional"


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 6, "cols": 90})

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("One a line."))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """The list as lines; what was typed stays as it is."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as a list, without empty ones."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lists differ."""
        return bool((initial or []) != self.to_python(data))


class SlotsField(LinesField):
    """The slots of a dose, one a line: "morning 1", "midday 1 optional"."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 24})

    def prepare_value(self, value: Any) -> Any:
        """The slots as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{slot['slot']} {slot['sets']}{f' {OPTIONAL}' if slot['optional'] else ''}"
            for slot in value
        )

    def to_python(self, value: Any) -> Any:
        """The lines as slots; a line that is none is refused."""
        return [self.slot(line) for line in super().to_python(value)]

    def slot(self, line: str) -> dict[str, Any]:
        """One slot."""
        match line.split():
            case [slot, sets, *rest] if (
                slot in models.Slot.values
                and sets in {"1", "2", "3", "4", "5", "6"}
                and rest in ([], [OPTIONAL])
            ):
                return {"slot": slot, "sets": int(sets), OPTIONAL: bool(rest)}
        raise forms.ValidationError(
            _("“%(line)s” is not a slot. Write for example: morning 1, or: midday 1 optional."),
            params={"line": line},
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the slots differ; what can't be read differs."""
        try:
            return super().has_changed(initial, data)
        except forms.ValidationError:
            return True


def several(choices: list[tuple[str, Any]], *, required: bool = False) -> forms.Field:
    """A list with some of the choices, as checkboxes."""
    return forms.MultipleChoiceField(
        choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def exercise_choices() -> list[tuple[str, str]]:
    """Every exercise, or none."""
    return [("", "—"), *models.Exercise.objects.values_list("key", "name")]


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry: it names its source, and no text of it makes a forbidden claim."""

    sources = several([(tag, tag) for tag in TAGS])

    def clean(self) -> dict[str, Any]:
        """The rules that the files are held to."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            texts = value if isinstance(value, list) else [value]
            for text in texts:
                for word in forbidden_words(text) if isinstance(text, str) else ():
                    self.add_error(name, _("The word “%(word)s” is not allowed.") % {"word": word})
        self.check_source("sources", "default_reason")
        return cleaned

    def check_source(self, sources: str, reason: str) -> None:
        """A source, or our reason."""
        cleaned = self.cleaned_data
        for fault in source_faults(cleaned.get(sources, []), cleaned.get(reason, "")):
            self.add_error(sources, fault)


class ExerciseForm(EntryForm):
    """An exercise."""

    set_up = LinesField()
    cues = LinesField()
    cautions = LinesField(required=False)
    blocked_by = several(list(models.Limit.choices))
    substitute_key = forms.ChoiceField(choices=exercise_choices, required=False)
    timing_sources = several([(tag, tag) for tag in TAGS])

    def clean(self) -> dict[str, Any]:
        """The pace has its source too."""
        cleaned = super().clean()
        self.check_source("timing_sources", "timing_default_reason")
        return cleaned


class ProgrammeForm(EntryForm):
    """A programme."""

    advice = LinesField(required=False)


class DoseForm(EntryForm):
    """A dose."""

    slots = SlotsField(help_text=_("One a line: morning 1, midday 1 optional."))

    def clean(self) -> dict[str, Any]:
        """At least one slot that is not optional; repetitions or seconds is the model's check."""
        cleaned = super().clean()
        if "slots" in cleaned:
            for path, fault in dosed({"slots": cleaned["slots"], "repetitions": 1}):
                self.add_error(path.lstrip("."), fault)
        return cleaned


class ItemForm(DoseForm):
    """An exercise's place in a programme."""

    after_key = forms.ChoiceField(choices=exercise_choices, required=False)


class LevelFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The levels of a stage."""

    def clean(self) -> None:
        """They run 1, 2, 3 without a gap."""
        super().clean()
        kept = [
            form.cleaned_data["level"]
            for form in self.forms
            if form.cleaned_data.get("level") and not form.cleaned_data.get("DELETE")
        ]
        if sorted(kept) != list(range(1, len(kept) + 1)) or not kept:
            raise forms.ValidationError(_("The levels must run 1, 2, 3 without a gap."))


class VariantFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The ways to do an exercise."""

    def clean(self) -> None:
        """There is at least one."""
        super().clean()
        if not any(
            form.cleaned_data.get("key") and not form.cleaned_data.get("DELETE")
            for form in self.forms
        ):
            raise forms.ValidationError(_("An exercise needs at least one way to do it."))
