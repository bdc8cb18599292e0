"""The forms of the programmes: one button, and the minutes a day."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backrehab.web.forms.fields import KeyedForm, choose, set_choices

NO_LIMIT = "none"


def minute_choices(budgets: Iterable[int]) -> list[tuple[str, str]]:
    """The published choices of minutes a day, and no limit."""
    named = [
        (str(one), ngettext("%(n)d minute", "%(n)d minutes", one) % {"n": one}) for one in budgets
    ]
    return [*named, (NO_LIMIT, str(_("No limit")))]


def to_minutes(value: str) -> int | None:
    """What a choice stands for; None: no limit."""
    return None if value == NO_LIMIT else int(value)


def minutes_value(minutes: int | None) -> str:
    """The choice that stands for so many minutes."""
    return NO_LIMIT if minutes is None else str(minutes)


def minutes_field() -> forms.TypedChoiceField:
    """At most so many minutes a day; the choices are data, so the form sets them."""
    return forms.TypedChoiceField(
        label=_("At most how long a day?"),
        coerce=to_minutes,
        widget=forms.RadioSelect,
        error_messages=choose(_("Please choose one of the times.")),
    )


class ChangeForm(KeyedForm):
    """One button: start, pause, go on, or stop. Each has a form, and so a key, of its own."""


class MinutesForm(KeyedForm):
    """How long a day may take."""

    minutes = minutes_field()

    def __init__(self, *args: Any, budgets: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "minutes", minute_choices(budgets))
