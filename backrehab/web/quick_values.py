"""Values and conditions of templates with less work for each: they give what Django's would give.

Django asks at each value anew what kind of thing it is. Nearly all values of these pages are texts
or whole numbers that are attributes of plain objects: those take a short way here, everything else
takes the way of Django (docs/decisions/0025-templates-are-folded.md).
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.template.base import Variable, render_value_in_context
from django.template.defaulttags import TemplateLiteral
from django.utils.safestring import SafeString

type Value = Callable[[Context], Any]

PLAIN_NUMBERS = not settings.USE_THOUSAND_SEPARATOR
SPECIAL = re.compile("[&<>\"']").search
MOST_KINDS = 1000


class Kinds(dict[type, bool]):
    """Which kinds of objects have a method; each kind is looked at once. Some are made for one
    request, as forms of the admin site are: they are not kept for ever."""

    def __init__(self, method: str, *, but: tuple[type, ...] = ()) -> None:
        super().__init__()
        self._method, self._but = method, but

    def __missing__(self, kind: type) -> bool:
        if len(self) >= MOST_KINDS:
            self.clear()
        has_method = any(self._method in vars(one) for one in kind.__mro__)
        self[kind] = has_method and not issubclass(kind, self._but)
        return self[kind]


CALLED = Kinds("__call__")
# The field of a form is subscribed by numbers alone, and a path has names.
SUBSCRIBED = Kinds("__getitem__", but=(BoundField,))


def path_of(variable: Variable, slow: Value, *, or_none: bool) -> Value:
    """A name and its attributes, as in `page.gate.days`, as a function of the context. Whatever is
    not plain about it, from something missing to something to be called, is left to `slow`."""
    first, *rest = variable.lookups or ("",)
    missing = (lambda _context: None) if or_none else slow

    def value_at_path(context: Context) -> Any:
        for names in reversed(context.dicts):
            if first in names:
                value = names[first]
                break
        else:
            return missing(context)
        # Of an object that is fetched when it is asked for, this is the kind behind it.
        kind = value.__class__
        for bit in rest:
            try:
                if kind is dict:
                    value = value[bit]
                elif CALLED[kind] or SUBSCRIBED[kind]:
                    return slow(context)
                else:
                    value = getattr(value, bit)
            except Exception:  # noqa: BLE001 - Django knows what becomes of it
                return slow(context)
            kind = value.__class__
        return slow(context) if CALLED[kind] else value

    return value_at_path


def value_of(expression: Any, *, or_none: bool) -> Value:
    """The expression as a function; what is not there is None, or else the empty text of Django."""

    def slow(context: Context) -> Any:
        return expression.resolve(context, ignore_failures=or_none)

    variable = expression.var
    if expression.filters:
        return slow
    if not expression.is_var:
        return lambda _context: variable
    if not variable.lookups or variable.translate:
        return slow
    return path_of(variable, slow, or_none=or_none)


def first_names(expression: Any) -> set[str]:
    """The names that the expression asks the context for, its filters included."""
    asked = [expression.var, *(one for _, given in expression.filters for _, one in given)]
    return {one.lookups[0] for one in asked if getattr(one, "lookups", None)}


def escaped(text: str) -> str:
    """The text as it may stand in a page; most texts may as they are."""
    return escape(text) if SPECIAL(text) else text


def text_of(value: Any, context: Context) -> str:
    """The value as it stands in a page."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    if kind is str and context.autoescape:
        return escaped(value)
    if kind is int and PLAIN_NUMBERS:
        return str(value)
    return render_value_in_context(value, context)


def condition_of(token: Any) -> Value:
    """The condition of an `if` as a function. After a fault in it Django's own has to be asked."""
    if isinstance(token, TemplateLiteral):
        return value_of(token.value, or_none=True)
    make = OPERATORS.get(token.id)
    if make is None:
        return token.eval  # type: ignore[no-any-return]
    return make(*(condition_of(part) for part in (token.first, token.second) if part is not None))


OPERATORS: dict[str, Callable[..., Value]] = {
    "and": lambda one, other: lambda context: one(context) and other(context),
    "or": lambda one, other: lambda context: one(context) or other(context),
    "not": lambda one: lambda context: not one(context),
    "==": lambda one, other: lambda context: one(context) == other(context),
    "!=": lambda one, other: lambda context: one(context) != other(context),
    "in": lambda one, other: lambda context: one(context) in other(context),
    "not in": lambda one, other: lambda context: one(context) not in other(context),
}
