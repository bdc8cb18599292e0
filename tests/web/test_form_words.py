"""What forms say of a field that was left empty, and weights as people type them."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django import forms
from django.template.loader import render_to_string

import backrehab.web.forms as package
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.numbers import numbers
from backrehab.web.forms.diary import FinishForm, sets_choice
from backrehab.web.forms.fields import WeightField
from backrehab.web.forms.start import AboutForm, BaselineForm, ConsentForm
from backrehab.web.log_words import sets_text

DJANGOS = forms.Field.default_error_messages["required"]
# What a button sends. Nothing stands beside it: the page says that it was not understood.
BUTTONS = {
    *("SkipForm.skip", "TickForm.set", "WayForm.way", "DrillForm.drill"),
    *("DrillAnswerForm.exercise", "DrillAnswerForm.comfort"),
}


def filled_in_fields() -> Iterator[tuple[str, forms.Field]]:
    """Each field that somebody fills in."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for form in vars(importlib.import_module(module.name)).values():
            if not (isinstance(form, type) and issubclass(form, forms.Form)):
                continue
            for name, field in form.base_fields.items():
                if not field.widget.is_hidden:
                    yield f"{form.__name__}.{name}", field


def test_no_form_says_what_django_says() -> None:
    found = {name: field for name, field in filled_in_fields() if field.required}
    assert found.keys() >= BUTTONS
    assert {
        name for name, field in found.items() if field.error_messages["required"] == DJANGOS
    } == BUTTONS
    consents = ConsentForm(current_texts(), {})
    assert str(DJANGOS) not in str(consents.errors)


# What is asked with addresses alone: a filter sets its words itself, a link has none.
ADDRESSES = {"CatalogueFilterForm", "StartForm"}


def test_no_form_says_what_django_says_of_a_choice_or_a_date() -> None:
    """A choice may be gone by the time it is sent, and not every browser has a calendar."""
    djangos = {
        forms.ChoiceField: ("invalid_choice", forms.ChoiceField.default_error_messages),
        forms.DateField: ("invalid", forms.DateField.default_error_messages),
    }
    asked = 0
    for name, field in filled_in_fields():
        if name in BUTTONS | {"DrillAnswerForm.next"} or name.split(".")[0] in ADDRESSES:
            continue
        for kind, (code, words) in djangos.items():
            if isinstance(field, kind):
                asked += 1
                assert field.error_messages[code] != words[code], name
    assert asked > 30


WEIGHT = {"min_value": 0, "max_value": 500, "max_digits": 6, "decimal_places": 2}


@pytest.mark.parametrize(
    ("typed", "weight"),
    [
        ("42,5", "42.5"),
        ("42.5", "42.5"),
        (" 42,50 ", "42.5"),
        ("0", "0"),
        ("500", "500"),
        ("7,", "7"),
        (",5", "0.5"),
    ],
)
def test_a_weight_has_a_comma_or_a_point(typed: str, weight: str) -> None:
    assert WeightField(**WEIGHT).clean(typed) == Decimal(weight)


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_no_weight_is_none(typed: str | None) -> None:
    assert WeightField(required=False, **WEIGHT).clean(typed) is None


NO_NUMBER = "Type a number, such as 12.5."


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("4,2,5", NO_NUMBER),
        ("1.000,5", NO_NUMBER),
        ("1 000", NO_NUMBER),
        ("1e2", NO_NUMBER),
        ("42 kg", NO_NUMBER),
        ("NaN", NO_NUMBER),
        (",", NO_NUMBER),
        ("1.000", "Type at most 2 places after the point or comma."),
        ("-1", "Type 0 or more."),
        ("500,01", "Type 500 or less."),
        ("9" * 400, "Type 500 or less."),
    ],
)
def test_what_is_no_weight_is_said_in_plain_words(typed: str, message: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        WeightField(**WEIGHT).clean(typed)
    assert refused.value.messages[0] == message


def test_a_browser_leaves_a_weight_as_it_was_typed() -> None:
    drawn = FinishForm.base_fields["load"].widget.render("load", "42,5")
    assert 'type="text"' in drawn
    assert 'inputmode="decimal"' in drawn
    assert 'value="42,5"' in drawn


def test_more_sets_than_planned_are_said_in_words() -> None:
    assert [str(sets_choice(n, 2)) for n in (0, 2, 3)] == [
        "0 of 2",
        "2 of 2",
        "3 (1 more than planned)",
    ]
    assert [sets_text(*one) for one in ((1, 2), (2, 2), (3, 2), (2, 1))] == [
        "1 of 2",
        "2 of 2",
        "3 (2 were planned)",
        "2 (1 was planned)",
    ]


@pytest.mark.parametrize("typed", ["", "0", "500", "42,5", " 42.50 ", "7,", ",5", "+3"])
def test_a_browser_takes_what_the_field_takes(typed: str) -> None:
    pattern = WeightField(required=False, **WEIGHT).widget.attrs["pattern"]
    assert not typed or re.fullmatch(pattern, typed)
    WeightField(required=False, **WEIGHT).clean(typed)


@pytest.mark.parametrize("typed", ["abc", "4,2,5", "1 000", "1e2", "42 kg", ",", "1.000", "-1"])
def test_a_browser_asks_again_where_the_field_refuses(typed: str) -> None:
    attrs = WeightField(**WEIGHT).widget.attrs
    assert re.fullmatch(attrs["pattern"], typed) is None
    assert attrs["data-no-number"] == NO_NUMBER
    assert (attrs["data-most"], str(attrs["data-too-much"])) == (500, "Type 500 or less.")


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("data", [None, {}])
@pytest.mark.parametrize(
    ("form", "name", "template"),
    [(BaselineForm, "score", "pain_scale"), (AboutForm, "age_band", "choices")],
)
def test_what_stands_beside_a_group_is_read_out_with_it(
    form: type[forms.Form], name: str, template: str, data: dict[str, str] | None, *, hidden: bool
) -> None:
    """Its help, what is wrong, and what the ends of the scale mean, or all its scores in words."""
    with numbers(hidden=hidden):
        html = render_to_string(f"includes/{template}.html", {"field": form(data)[name]})
    head = re.search(r"<fieldset[^>]*>", html)
    assert head is not None
    told = re.search(r'aria-describedby="([^"]*)"', head[0])
    parts = "help|error|scale-words|scale-anchors"
    beside = re.findall(rf'<p class="(?:{parts})\b[^"]*" id="([^"]+)"', html)
    assert told is not None
    assert told[1].split() == beside
    assert len(beside) == 1 + (data is not None) + (template == "pain_scale")
