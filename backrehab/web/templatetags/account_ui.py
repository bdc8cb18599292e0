"""Template tags for the pages of allauth: its forms in our words and our look."""

from django import template
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.accounts.second_step import has_app

register = template.Library()

LABELS = {
    "login": gettext_lazy("E-mail address"),
    "email": gettext_lazy("E-mail address"),
    "code": gettext_lazy("Code"),
    "oldpassword": gettext_lazy("Your password now"),
    "password2": gettext_lazy("The new password once more"),
}


@register.simple_tag
def field_words(field: BoundField) -> str:
    """The label of a field: ours if we have one, else the form's."""
    if field.name == "password1" and "password2" in field.form.fields:
        return _("New password")
    return str(LABELS.get(field.name, field.label))


@register.filter
def plain(field: BoundField) -> SafeString:
    """The field without a placeholder: the label above it says the same and does not go away."""
    return field.as_widget(attrs={"placeholder": False})


@register.simple_tag(takes_context=True, name="has_app")
def person_has_app(context: Context) -> bool:
    """Whether the person who is signed in has an authenticator app: one query."""
    return has_app(context["request"].user)


@register.simple_tag
def password_rule() -> str:
    """What a new password must be like, from the settings."""
    validators = get_default_password_validators()
    least = next(v.min_length for v in validators if isinstance(v, MinimumLengthValidator))
    rule = _("At least %(least)d characters. A few words that do not belong together work well.")
    return rule % {"least": least}


# The first that is found counts: Edge and Opera also call themselves Chrome, and Chrome Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent: str) -> str:
    """What a browser says of itself, in words that people know; a guess, for recognising it."""
    name = next((word for sign, word in BROWSERS.items() if sign in user_agent), None)
    system = next((word for sign, word in SYSTEMS.items() if sign in user_agent), None)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("Unknown browser")
