"""No text that people read makes a promise this product does not make."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backrehab.exercises.wording import forbidden_words
from tests.project.files import expect_no_faults, files, read, tree

GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
# What a template does rather than says: its tags, but for the words inside them.
TAG = re.compile(r"{[%#].*?[%#]}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"')
# `{% translate "…" %}` and the arguments of other tags are read; names of templates are no text.
NO_TEXT = re.compile(r"{%\s*(?:extends|include|load|url|static|block|endblock|partial\w*)\b.*?%}")

# Exceptions: (file, word) -> why it may stand there.
ALLOWED: dict[tuple[str, str], str] = {}


def found_in(path: Path, texts: Iterator[str]) -> list[str]:
    return [
        f"{word!r} in {text.strip()[:80]!r}"
        for text in texts
        for word in forbidden_words(text)
        if (path.as_posix(), word.lower()) not in ALLOWED
    ]


def template_texts(path: Path) -> Iterator[str]:
    """What a template says: the text between its tags, and what its tags quote."""
    source = NO_TEXT.sub(" ", read(path))
    for tag in TAG.findall(source):
        yield from QUOTED.findall(tag)
    yield TAG.sub(" ", source)


def json_texts(value: Any) -> Iterator[str]:
    """Every string value; keys and references of entries are no text, but harmless here."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from json_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from json_texts(inner)


def python_texts(path: Path) -> Iterator[str]:
    """Every string that is given to gettext."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_templates():
    templates = files(".html", ".txt", under="templates/")
    expect_no_faults(templates, lambda path: found_in(path, template_texts(path)))


def test_fixtures():
    fixtures = files(".json", under="fixtures/")
    expect_no_faults(fixtures, lambda path: found_in(path, json_texts(json.loads(read(path)))))


def test_words_in_the_code():
    code = files(".py", under="backrehab/")
    expect_no_faults(code, lambda path: found_in(path, python_texts(path)))


def test_scripts():
    scripts = files(".js", under="static/")
    expect_no_faults(scripts, lambda path: found_in(path, iter([read(path)])))


def test_the_test_finds_what_it_looks_for(tmp_path):
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}<p>{% translate "It will heal" %} {% include "safe.html" %}'
        "{% blocktranslate trimmed %}good for your health, a cure{% endblocktranslate %}</p>"
    )
    assert [w for text in template_texts(template) for w in forbidden_words(text)] == [
        "heal",
        "cure",
    ]
    code = tmp_path / "code.py"
    code.write_text('x = "safe"\ny = _("A quick fix")\nz = ngettext("safe", "healed", 2)\n')
    assert [w for text in python_texts(code) for w in forbidden_words(text)] == [
        "fix",
        "safe",
        "healed",
    ]


def test_every_exception_is_still_needed():
    unneeded = [key for key in ALLOWED if key[1] not in read(key[0]).lower()]
    assert unneeded == []
