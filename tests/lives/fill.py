"""How a form is filled in: by what it offers, by the dice, and by how somebody feels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.journeys.pages import Element, Form
from tests.lives.device import Sent, name_of

if TYPE_CHECKING:
    from tests.lives.life import Life

SCORES = {"score", "before", "worst", "pain"}
# What is ticked so often; any other box is ticked, as only then the form goes through.
TICKED = {"stop": 0.04, "leg": 0.02, "extra_meds": 0.06, "sedentary": 0.2}
# Forms under these names may be sent as a part of the page.
PARTS = ("today_", "drill_")


def filled(life: Life, form: Form, button: Element | None, fixed: Mapping[str, object]) -> Sent:
    """What is sent; `fixed` are the answers that are given, None for none."""
    data = {name: list(values) for name, values in form.fixed.items()}
    for name, offered in form.choices.items():
        if name in fixed:
            value = fixed[name]
            data[name] = [] if value is None else _texts(value)
        elif name not in {"key", "csrfmiddlewaretoken"} and not _stays(form, name):
            data[name] = _answer(life, name, offered, data[name])
    path = form.action
    if button is not None:
        path = button.attributes.get("formaction") or path
        if name := button.attributes.get("name"):
            data[name] = [button.attributes.get("value", "")]
    data = {name: values for name, values in data.items() if values}
    part = name_of(path).startswith(PARTS) and life.chance(0.4)
    return Sent(path, data, part=part)


def _stays(form: Form, name: str) -> bool:
    """What is not asked: the date of a morning, and a score of today that was said before."""
    where = name_of(form.action)
    return (name == "on" and where != "log_add") or (
        where == "today_daily" and bool(form.fixed.get(name))
    )


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _answer(life: Life, name: str, offered: set[str], there: list[str]) -> list[str]:
    if name in TYPED:
        return TYPED[name](life, there)
    if name in SCORES:
        return [str(life.score())]
    if offered == {"on"}:
        return ["on"] if life.chance(TICKED.get(name, 1)) else []
    if not offered:
        return there
    options = sorted(offered)
    if name in {"weekdays", "equipment", "checks"}:
        least = 0 if name == "equipment" else 1
        some = life.dice.sample(options, life.dice.randint(least, len(options)))
        return options if name == "checks" and life.chance(0.8) else some
    if there and there != [""] and life.chance(0.6):
        return there
    return [life.dice.choice(options)]


def _morning(life: Life, there: list[str]) -> list[str]:
    return there if life.chance(0.5) else [str(life.score())]


def _date(life: Life, there: list[str]) -> list[str]:
    """Any of the last few, or tomorrow."""
    return [str(life.today - timedelta(days=life.dice.choice([-1, 0, 1, 1, 2, 2, 3])))]


def _zone(life: Life, there: list[str]) -> list[str]:
    from tests.lives.life import ZONES

    return [life.dice.choice(ZONES)]


def _load(life: Life, there: list[str]) -> list[str]:
    return there if life.chance(0.6) else [life.dice.choice(["", "20", "42,5", "7.25"])]


def _sets(life: Life, there: list[str]) -> list[str]:
    return there if there != [""] and life.chance(0.5) else [str(life.dice.randrange(4))]


def _age(life: Life, there: list[str]) -> list[str]:
    return [life.dice.choice(["18_54", "18_54", "65_69", "70_plus"])]


def _cleared(life: Life, there: list[str]) -> list[str]:
    return [str(life.today)]


TYPED: dict[str, Callable[[Life, list[str]], list[str]]] = {
    "on": _date,
    "morning": _morning,
    "time_zone": _zone,
    "load": _load,
    "sets_done": _sets,
    "age_band": _age,
    "age": _age,
    "cleared_on": _cleared,
}
