"""Folded templates against Django's own: odd values, generated templates, threads and markup."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.forms import ChoiceField, Form, RadioSelect
from django.template import Context
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from backrehab.web import quick_values
from backrehab.web.progress_calendar import Cell, Row
from backrehab.web.quick_values import Kinds
from backrehab.web.templatetags.chart_ui import calendar_rows, table_rows
from tests.web.test_quick_templates import GIVEN, VALUES, Thing, plain_and_folded, said


class SilentError(Exception):
    """A fault that templates pass over."""

    silent_variable_failure = True


class Faulty:
    """An object whose attribute has a fault."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    @property
    def a(self) -> str:
        raise self._fault


class Html:
    """An object that writes its own markup."""

    def __html__(self) -> str:
        return "<h>"

    def __str__(self) -> str:
        return "<s>"


class Told(str):
    """A text that says something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return "<told>"


class Marked(str):
    """A text that is marked in a way of its own."""

    __slots__ = ()

    def __html__(self) -> str:
        return "<i>"


class Number(int):
    """A number that is written with markup."""

    def __str__(self) -> str:
        return "<n>"


class Doubtful(list[str]):
    """A list that is not empty and yet false."""

    def __bool__(self) -> bool:
        return False


class Endless:
    """Something without a length to go through."""

    def __iter__(self) -> Iterator[str]:
        return iter("a<")


class Once:
    """What can be gone through one time. It says the same each time: where in memory a new one lies
    would make `ifchanged` a matter of luck."""

    def __init__(self, values: str) -> None:
        self._values = iter(values)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._values)

    def __repr__(self) -> str:
        return "<once>"


class Undecided:
    """An object that is neither true nor false."""

    def __bool__(self) -> bool:
        raise ValueError


class Changing:
    """A method that changes data, and one that must not be called."""

    def a(self) -> str:
        return "changed"

    a.alters_data = True  # type: ignore[attr-defined]

    def __call__(self) -> str:
        return "called"

    do_not_call_in_templates = True


class Both(dict[str, str]):
    """A table that has an attribute of the name of one of its keys."""

    a = "<attribute>"


class Asked(Form):
    """A form with one field."""

    a = ChoiceField(label="<l>", choices=[("1", "<o>"), ("2", "two")], widget=RadioSelect)


ODD: dict[str, Any] = {
    "both": Both(a="<key>"),
    "field": Asked({})["a"],
    "form": Asked({"a": "1"}),
    "one": 1,
    "one and no more": 1.0,
    "silent": Faulty(SilentError()),
    "loud": Faulty(AttributeError("a")),
    "not unicode": Faulty(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no")),
    "markup": Html(),
    "told": Told("a"),
    "own mark": Marked("<"),
    "own number": Number(3),
    "doubtful": Doubtful(["a", "<"]),
    "endless": Endless(),
    "nothing to see": lambda: Once(""),
    "spent": lambda: Once("ab"),
    "pairs to unpack": lambda: [Once("ab")],
    "undecided": Undecided(),
    "changing": Changing(),
    "zero": 0,
    "no": False,
    "bytes": b"<x>",
    "long number": -12345678901234567890,
    "no number": float("nan"),
    "same number": Decimal("7.5"),
    "kind": Thing,
    "holds markup": Thing(Html(), Thing(mark_safe("<b>"))),
    "lazy text": SimpleLazyObject(lambda: "<l>"),
    "lazy mark": SimpleLazyObject(lambda: mark_safe("<l>")),
    "lazy number": SimpleLazyObject(lambda: 12345),
    "rows": [["a", "<"], (1, 2)],
    "set": {"<"},
}
EXPRESSIONS = (
    *("nope", "nope.a", "push", "x.label", "x.errors", "x.a.label"),
    *("x", "x.a", "x.a.b", "x.0", "x.items", "one", "one.0", "y", "q", "xs", "pairs", "2", "2.50"),
    *(
        "'a<b'",
        "_('50% <b>')",
        "x|length",
        "x.a|default:y",
        "x|safe",
        "True",
        "None",
        "template_name",
    ),
    *("forloop", "forloop.counter", "forloop.last", "forloop.parentloop.counter0", "z"),
)
OPERATORS = ("and", "or", "==", "!=", "in", "not in", "<", "is not")
N = "{{{{ n }}}}"


def _counted(values: str, one: str, more: str) -> str:
    said_of_one = f"{{{{% blocktranslate {values} %}}}}{one}"
    return f"{said_of_one}{{{{% plural %}}}}{more}{{{{% endblocktranslate %}}}}"


COUNTED = (
    _counted("count n={e}", f"{N}, 1%", f"{N}, 2%%") + N,
    _counted("with a={f} count n={e}", f"{N} of {{{{{{{{ a }}}}}}}}", f"{{{{{{{{ a }}}}}}}}: {N}"),
    # The count has the name of another value, or is made from one.
    _counted("with n={f} count n={e}", N, f"{N}s"),
    _counted("with x={f} count n={e}", N, f"{N}s"),
    _counted("with a={e} count n=0|add:a", N, f"{N}s"),
    # There is only one sentence; or a name of the other alone, which is not one of its values.
    _counted("count n={e}", N, ""),
    _counted("count n={e}", "one", f"{N} {{{{{{{{ y }}}}}}}}"),
)
SINGLE = (
    "{{{{ {e} }}}}",
    "<&%%(a)s",
    "{{% translate 'S' as z %}}",
    "{{% blocktranslate with a={e} b={f} %}}100%(a)s{{{{ a }}}}%{{% endblocktranslate %}}",
    "{{% blocktranslate with a={e} b={f} %}}%% {{{{ a }}}} {{{{ a }}}}{{% endblocktranslate %}}",
    "{{% blocktranslate %}}{{{{ forloop }}}}{{{{ y }}}}{{% endblocktranslate %}}",
    *COUNTED,
    "{{% url 'log_day' {e} %}}",
    "{{% url 'exercise_detail' {e} %}}",
    "{{% icon {e} %}}{{% icon name={e} %}}{{% icon {e} as z %}}{{{{ z }}}}",
    "{{% csrf_token %}}",
    "{{% cycle 'a' {e} %}}",
    "{{% firstof {e} {f} %}}",
    "{{% include 'part' %}}",
    "{{% include 'part' with x={e} y={f} %}}",
    "{{% include 'part' with y={e} only %}}",
    "{{% include 'names' %}}",
    "{{% include 'counts' %}}",
)
AROUND = (
    "{{% if {e} %}}{inner}{{% elif not {f} %}}{inner}{{% else %}}-{{% endif %}}",
    "{{% if {e} {o} {f} %}}{inner}{{% else %}}-{{% endif %}}",
    "{{% for one in {e} %}}{inner}{{% empty %}}none{{% endfor %}}",
    "{{% for x in {e} reversed %}}{inner}{{% endfor %}}",
    "{{% for one, q in {e} %}}[{{{{ z }}}}]{inner}{{% empty %}}none{{% endfor %}}",
    "{{% for one in pairs %}}{{% ifchanged %}}{inner}{{% endifchanged %}}{{% endfor %}}",
    "{{% with x={e} y={f} %}}{inner}{{% endwith %}}",
    "{{% autoescape off %}}{inner}{{% endautoescape %}}",
    "{{% filter upper %}}{inner}{{% endfilter %}}",
)


def _fill(form: str) -> st.SearchStrategy[str]:
    expression = st.sampled_from(EXPRESSIONS)
    return st.builds(form.format, e=expression, f=expression, o=st.sampled_from(OPERATORS))


def _wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    expression = st.sampled_from(EXPRESSIONS)
    forms = st.sampled_from([form.format for form in AROUND])
    return st.builds(
        lambda form, e, f, o, within: form(e=e, f=f, o=o, inner="".join(within)),
        forms,
        *(expression, expression, st.sampled_from(OPERATORS)),
        st.lists(inner, min_size=1, max_size=3),
    )


TEMPLATES = st.lists(
    st.recursive(st.sampled_from(SINGLE).flatmap(_fill), _wrap, max_leaves=8), max_size=4
).map("".join)
ALL_VALUES = VALUES | ODD
NAMES = st.sampled_from(sorted(ALL_VALUES))
PLACE = re.compile("(?i) at 0x[0-9a-f]+")


def fault_free(text: str) -> str:
    """Without where in memory something was."""
    return PLACE.sub("", text)


def differences(piece: str, names: Any) -> dict[str, tuple[str, str]]:
    """What Django says and what the folded template says, by the name of the value, where the two
    are not the same."""
    plain, folded = plain_and_folded({"page": "{% load i18n ui numbers_ui %}" + piece})
    found = {}
    for name in names:
        both = [
            fault_free(said(one, same=False, **(GIVEN | {"x": ALL_VALUES[name]})))
            for one in (plain, folded)
        ]
        if both[0] != both[1]:
            found[name] = (both[0], both[1])
    return found


@settings(max_examples=120)
@given(TEMPLATES, st.lists(NAMES, min_size=3, max_size=3))
def test_generated_templates_say_the_same(piece: str, names: list[str]) -> None:
    assert differences(piece, names) == {}


@pytest.mark.parametrize("form", [*SINGLE, *AROUND])
def test_each_tag_says_the_same_of_each_value(form: str) -> None:
    for e in ("x", "x.a", "x.a.b", "x.label", "nope"):
        piece = form.format(
            e=e, f="x.a", o="==", inner="{{ x }}{{ one }}{{ z }}{% translate 'S' as z %}"
        )
        assert differences(piece, ALL_VALUES) == {}, piece


def test_two_threads_make_the_same_page_at_once() -> None:
    """Each with values of its own: nothing is kept in the nodes."""
    page = (
        "{% for one in xs %}{% with y=x %}{% include 'part' with x=one %}{% if y.a == x.a %}"
        "{{ y.a }}{% blocktranslate with a=y.a %}({{ a }}){% endblocktranslate %}{% endif %}"
        "{% endwith %}{{ forloop.counter }}{% endfor %}{% include 'counts' %}"
    )
    plain, folded = plain_and_folded({"page": "{% load i18n ui %}" + page})
    people = [{"x": Thing(f"<{n}>"), "xs": [Thing(n)] * n} for n in range(1, 41)]

    def made(given: dict[str, Any]) -> str:
        return str(folded.render(Context(given)))

    expected = [str(plain.render(Context(given))) for given in people]
    with ThreadPoolExecutor(4) as threads:
        for _ in range(3):
            assert list(threads.map(made, people)) == expected


def test_kinds_made_on_the_fly_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_values, "MOST_KINDS", 5)
    kinds = Kinds("__len__")
    found = [kinds[type(f"Kind{n}", (list,) if n % 2 else (), {})] for n in range(12)]
    assert found == [False, True] * 6
    assert len(kinds) <= 5


SCRIPT = "<script>alert('x')</script>\"&"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;"


def test_tables_and_calendars_escape_every_text() -> None:
    told = count(1)
    cells = [f"{next(told)}{SCRIPT}" for _ in range(3)]
    assert table_rows([cells, cells[::-1]]) == (
        f'<tr><th scope="row">1{ESCAPED}</th><td>2{ESCAPED}</td><td>3{ESCAPED}</td></tr>'
        f'<tr><th scope="row">3{ESCAPED}</th><td>2{ESCAPED}</td><td>1{ESCAPED}</td></tr>'
    )
    row = Row(SCRIPT, [Cell("none", SCRIPT, SCRIPT, flare_up=True), None])
    assert calendar_rows([row]) == (
        f'<tr><th scope="row">{ESCAPED}</th><td class="none flared">'
        f'<abbr role="img" title="{ESCAPED}">{ESCAPED}</abbr></td><td></td></tr>'
    )
