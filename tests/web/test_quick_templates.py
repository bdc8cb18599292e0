"""Folded templates say what Django's own would say, and nothing of anybody is kept beside them."""

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpRequest
from django.template import Context, Engine, Template, VariableDoesNotExist
from django.template.base import FilterExpression, Parser
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode
from django.test import Client
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

import backrehab.web
from backrehab.accounts.models import User
from backrehab.domain.colours import Colour
from backrehab.web import ladder
from backrehab.web.person import Person
from backrehab.web.quick_nodes import QuickSentence, QuickTag, quicken
from tests.factories_diary import make_person
from tests.web.test_log import on_day

type SignIn = Callable[[User], Client]

PARTS = {
    "part": "[{{ x.a }}{% if y %}{{ y }}{% endif %}]",
    "includes/numbers_once.html": "{{ chosen }}{{ x }}{% csrf_token %}",
    "offline/line.html": "{{ person }}{{ addresses|length }}{{ x }}",
    "names": "{% load numbers_ui %}{% numbers_hidden as x %}({{ x }})",
    "counts": "{% for one in xs %}{% cycle 'a' 'b' %}{{ forloop.counter }}{% endfor %}",
    "itself": "{{ x.a }}{% if x.b %}{% with x=x.b %}{% include 'itself' %}{% endwith %}{% endif %}",
}
PIECES = [
    "{{ x }}",
    "{{ x.a }}",
    "{{ x.a.b }}",
    "{{ x.0 }}",
    "{{ x|length }}",
    "{{ x.a|default:'none' }}",
    "{{ 7 }}{{ 'a<b' }}{{ _('Save') }}",
    "{% autoescape off %}{{ x }}{{ x.a }}{% endautoescape %}",
    "{% if x %}yes{% else %}no{% endif %}",
    "{% if x.a == 'a' %}a{% elif x.a != y %}b{% else %}c{% endif %}",
    "{% if not x.a %}none{% endif %}",
    "{% if x and y or not z %}one{% endif %}",
    "{% if 'a' in x %}in{% endif %}{% if 'a' not in x.a %}not in{% endif %}",
    "{% if x > 1 %}more{% elif x.a is None %}nothing{% endif %}",
    "{% if x|length %}long{% endif %}",
    "{% for one in x %}{{ one }},{% empty %}none{% endfor %}",
    "{% for one in xs reversed %}{{ one }}{{ x.a }}{% endfor %}",
    "{% for one, other in pairs %}{{ one }}{{ other }}{% endfor %}",
    "{% for one in xs %}{{ forloop.counter }}{% if forloop.last %}.{% endif %}{% endfor %}",
    "{% for one in xs %}{% for x in pairs %}{{ one }}{{ x.0 }}{% endfor %}{{ x.a }}{% endfor %}",
    "{% with x=x.a y=x %}{{ x }}{{ y.a }}{% endwith %}{{ x }}",
    "{% blocktranslate with a=x b=x.a %}It says {{ a }} and {{ b }}, 100%.{% endblocktranslate %}",
    "{% blocktranslate %}It says {{ y }}.{% endblocktranslate %}",
    "{% blocktranslate count n=xs|length %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}",
    "{% blocktranslate asvar z %}Kept{% endblocktranslate %}[{{ z }}]",
    "{% translate 'Save' as z %}{{ z }}",
    "{% url 'log_day' on %}{% url 'ladder' %}",
    "{% icon y %}",
    "{% csrf_token %}",
    "{% with csrf_token=x %}{% csrf_token %}{% endwith %}",
    "{% with csrf_token=x.a %}{% csrf_token %}{% endwith %}",
    "{% with csrf_token='NOTPROVIDED' %}{% csrf_token %}{% endwith %}",
    "{% include 'part' %}{{ y }}",
    "{% include 'part' with x=xs y=x.a %}{{ y }}",
    "{% include 'part' with y=x only %}",
    "{% include 'names' %}{{ x }}",
    "{% include 'counts' %}{% include 'counts' %}",
    "{% include 'itself' %}",
    "{% for x in pairs %}{% include 'part' %}{% endfor %}",
    "{% include where %}",
    "{% load numbers_ui %}{% numbers_once %}{{ x.a }}",
    "{% load offline_ui %}{% waiting_line %}{{ person }}",
]


@dataclass
class Thing:
    """An object whose attribute is one of many kinds."""

    a: Any
    b: Any = None

    def __bool__(self) -> bool:
        return bool(self.a)

    def __len__(self) -> int:
        return 2


class Wrong:
    """An object that cannot tell."""

    @property
    def a(self) -> str:
        raise VariableDoesNotExist("a")


VALUES: dict[str, Any] = {
    "text": "a & <b>",
    "marked": mark_safe("<b>"),
    "nothing": None,
    "number": 1234567,
    "truth": True,
    "share": 2.5,
    "weight": Decimal("7.50"),
    "date": date(2026, 3, 9),
    "list": ["a", "<", 3],
    "words": {"a": {"b": "<c>"}, "items": "own"},
    "object": Thing("x'y"),
    "nested": Thing(Thing("deep"), Thing("er")),
    "method": Thing(lambda: "called"),
    "function": lambda: {"a": "called"},
    "needs more": Thing(lambda more: more),
    "kind": Colour.GREEN,
    "kinds": Colour,
    "lazy": gettext_lazy("Save"),
    "lazy object": SimpleLazyObject(lambda: Thing("lazily")),
    "wrong": Wrong(),
}


LOCAL, FOLDING = (
    "django.template.loaders.locmem.Loader",
    "backrehab.web.folding.FoldingLoader",
)
TAGS = {name: f"backrehab.web.templatetags.{name}" for name in ("ui", "numbers_ui", "offline_ui")}


def plain_and_folded(texts: dict[str, str]) -> list[Template]:
    """The template "page" as Django reads it, and as it is folded."""
    local = (LOCAL, {**PARTS, **texts})
    libraries = TAGS | {"i18n": "django.templatetags.i18n"}
    return [
        Engine(loaders=[loader], libraries=libraries).get_template("page")
        for loader in (local, (FOLDING, [local]))
    ]


GIVEN: dict[str, Any] = {
    "y": "warn",
    "xs": [1, 2, 3],
    "pairs": [("a", "<"), ("b", None)],
    "on": date(2026, 3, 9),
    "where": "part",
    "csrf_token": "t" * 64,
}


def said(template: Template, *, same: bool = True, **given: Any) -> str:
    """What it says, twice the same unless its values differ each time; or which fault it has."""
    try:
        first, second = (template.render(Context(given)) for _ in range(2))
    except Exception as fault:  # noqa: BLE001 - of whatever kind, it has to be the same
        return type(fault).__name__
    assert first == second or not same
    return str(first)


@pytest.mark.parametrize("piece", PIECES)
def test_a_folded_template_says_the_same(piece: str) -> None:
    plain, folded = plain_and_folded({"page": "{% load i18n ui %}" + piece})
    expected = {name: said(plain, x=value, **GIVEN) for name, value in VALUES.items()}
    assert {name: said(folded, x=value, **GIVEN) for name, value in VALUES.items()} == expected


@pytest.mark.parametrize("several", [False, True])
def test_with_several_languages_a_sentence_is_looked_up(several: bool, settings: Any) -> None:
    settings.USE_I18N = several
    words = ("%}", "count n=x %}one{% plural %}")
    sentences = "".join(f"{{% blocktranslate {one}more{{% endblocktranslate %}}" for one in words)
    _plain, folded = plain_and_folded({"page": "{% load i18n %}" + sentences})
    kinds = [type(node) for node in folded.nodelist if isinstance(node, BlockTranslateNode)]
    assert kinds == [BlockTranslateNode if several else QuickSentence] * 2


@pytest.mark.parametrize("takes_context", [False, True])
def test_a_tag_is_given_the_same(takes_context: bool) -> None:
    one, gone, other = (FilterExpression(name, Parser([])) for name in ("x", "nope", "x.a"))
    node = SimpleNode(print, takes_context, [one, gone], {"sep": other, "end": gone}, None)
    quick, context = quicken(node), Context({"x": {"a": 2}})
    assert isinstance(quick, QuickTag)
    given = [{"a": 2}, ""], {"sep": 2, "end": ""}
    expected = ([context, *given[0]], given[1]) if takes_context else given
    with context.bind_template(Engine().from_string("")):
        for tag in (node, quick):
            assert tag.get_resolved_arguments(context) == expected


def test_a_layout_says_the_same() -> None:
    texts = {
        "layout": "<{% block one %}1{% endblock %}|{% block two %}2{% endblock %}>",
        "middle": "{% extends 'layout' %}{% block one %}{{ block.super }}{{ x.a }}{% endblock %}",
        "page": "{% extends 'middle' %}{% block two %}{% include 'part' %}{% endblock %}",
    }
    plain, folded = (said(template, x=Thing("<a>")) for template in plain_and_folded(texts))
    assert folded == plain == "<1&lt;a&gt;|[&lt;a&gt;]>"


def kept_functions() -> list[tuple[str, Callable[..., Any]]]:
    """Everything in this layer that keeps what it worked out."""
    found = {}
    for module in pkgutil.walk_packages(backrehab.web.__path__, "backrehab.web."):
        for name, one in vars(import_module(module.name)).items():
            if hasattr(one, "cache_info") and one.__module__ == module.name:
                found[f"{module.name}.{name}"] = one
    return sorted(found.items())


def test_what_is_kept_is_given_nobody() -> None:
    """Only words, numbers and dates go in, so that what comes out is the same for everybody."""
    kept = kept_functions()
    assert len(kept) > 5
    for name, function in kept:
        for parameter in inspect.signature(function).parameters.values():
            hint = parameter.annotation
            assert hint is not inspect.Parameter.empty, name
            of_somebody = inspect.isclass(hint) and issubclass(hint, (Model, Person, HttpRequest))
            assert not of_somebody, (name, parameter)


@on_day()
def test_words_kept_for_one_are_not_shown_to_another(sign_in: SignIn, catalogue: Any) -> None:
    numbers, words = make_person(email="n@example.org"), make_person(email="w@example.org")
    User.objects.filter(pk=words.pk).update(hide_numbers=True)
    pages = []
    for people in ([words], [numbers, words], [words, numbers, words]):
        ladder._asked_texts.cache_clear()
        for user in people:
            asked = sign_in(user).get("/ladder/").text.split('<ol class="rungs"')[1]
            shown = asked.split("</ol>")[0]
        pages.append(shown)
    assert pages[0] == pages[1] == pages[2]
    assert sign_in(numbers).get("/ladder/").text.split('<ol class="rungs"')[1] != pages[0]
