"""Form fields that many forms share."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property, lru_cache
from html import escape
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from backrehab.domain.pain import SCALE
from backrehab.painlog.refusals import EntryRefused

# A sign, digits, and once a point or a comma between them.
NUMBER = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)")
# The same for a browser, with as many places as there may be; the field takes no less than 0.
PATTERN = r"\s*[+]?(?:\d+[.,]?\d{0,%(places)s}|[.,]\d{1,%(places)s})\s*"
NO_DATE = _("Give a date as year, month and day, such as 2026-03-27.")
SCORE_CHOICES = [(str(score), str(score)) for score in SCALE]


class PainField(forms.TypedChoiceField):
    """A pain score from 0 to 10 as eleven radio buttons; empty is None, never 0."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "error_messages",
            {
                "required": _("Choose a number from 0 to 10."),
                "invalid_choice": _("Pain is a whole number from 0 to 10. Choose one below."),
            },
        )
        super().__init__(choices=SCORE_CHOICES, coerce=int, empty_value=None, **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "PainField":
        """Each form has its own fields; the scores are the same for all of them."""
        return forms.Field.__deepcopy__(self, memo)


def choose(text: Any) -> dict[str, Any]:
    """The words of a choice: the same where none was made and where it is not offered any more."""
    return {"required": text, "invalid_choice": text}


def yes_or_no(label: Any) -> forms.TypedChoiceField:
    """A question with two answers, none of them chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages=choose(_("Choose yes or no.")),
    )


def _with_limit(text: Any, limit: Any) -> Any:
    """A message with its number, in the language of whoever reads it."""
    return lazy(lambda: str(text) % {"limit_value": limit}, str)()


class WeightField(forms.DecimalField):
    """A weight, typed with a point or a comma before its fraction.

    A field of text, because a number field of a browser drops the comma of "42,5" without a word.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "error_messages",
            {
                "invalid": _("Type a number, such as 12.5."),
                "min_value": _("Type 0 or more."),
                "max_value": _("Type %(limit_value)s or less."),
                "max_digits": _("Type a shorter number."),
                "max_whole_digits": _("Type a shorter number."),
                "max_decimal_places": _("Type at most %(max)s places after the point or comma."),
            },
        )
        super().__init__(**options)
        # What it takes, for an entry that waits on a device (static/js/offline.js).
        self.widget.attrs |= {
            "pattern": PATTERN % {"places": self.decimal_places},
            "data-most": self.max_value,
            "data-no-number": self.error_messages["invalid"],
            "data-too-much": _with_limit(self.error_messages["max_value"], self.max_value),
        }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The number; no group of thousands, no unit and no power of ten."""
        typed = "" if value is None else str(value).strip()
        if typed and not NUMBER.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed.replace(",", "."))


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field its choices, which the form knows only when it is made."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def replace_data(form: forms.Form, **values: str) -> None:
    """Put other values in the place of what was sent; what else was typed stays."""
    data = cast("QueryDict", form.data).copy()
    for name, value in values.items():
        data[form.add_prefix(name)] = value
    form.data = data


class Hidden(forms.HiddenInput):
    """A hidden field written in place: through Django's template it costs ten times as much, and
    each form of a page has one."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """What Django's template says."""
        del renderer
        others = self.build_attrs(self.attrs, attrs)
        return hidden(name, self.format_value(value), **others)


def hidden(name: str, value: str | None, **attrs: Any) -> SafeString:
    """A hidden field."""
    said = "" if value is None else f' value="{escape(value)}"'
    others = _attributes(tuple(attrs.items()))
    return mark_safe(f'<input type="hidden" name="{escape(name)}"{said}{others}>')  # noqa: S308


@lru_cache(maxsize=512)
def _attributes(attrs: tuple[tuple[str, Any], ...]) -> str:
    return flatatt(dict(attrs))


class FreshKey:
    """What a page needs of a form that has a key and nothing else: its field."""

    @cached_property
    def key(self) -> SafeString:
        """The hidden field; the same wherever the page asks for it."""
        return hidden("key", str(uuid4()))


class KeyedForm(forms.Form):
    """A form with a unique key of its own, so that sending it twice has one effect."""

    key = forms.UUIDField(widget=Hidden)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4

    def clean(self) -> dict[str, Any]:
        """A missing or broken key is the fault of the page, not of the person."""
        if "key" in self.errors:
            del self.errors["key"]
            self.add_error(None, _("This page was out of date. Please send it again."))
        return self.cleaned_data

    def full_clean(self) -> None:
        """Everything sent, and a new key for what has to be sent again."""
        super().full_clean()
        if self.errors:
            self._renew_key()

    def refuse(self, refusal: EntryRefused) -> None:
        """Say why a valid form was not accepted: beside the field, or above all of them."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal.message))
        self._renew_key()

    def _renew_key(self) -> None:
        """The form is shown again, and nothing of it was stored. The page may be one that was gone
        back to, with a key that has been used: under that nothing would be stored any more."""
        replace_data(self, key=str(uuid4()))

    @property
    def submission_key(self) -> UUID:
        """The key, once the form is valid."""
        key: UUID = self.cleaned_data["key"]
        return key


class KeyOnlyForm(KeyedForm):
    """A single button."""
