"""Styles and scripts are bundled as they should be, and Today asks for no more than it needs."""

import re

import pytest

from backrehab.web.bundles import BundleError, bundle_scripts, bundle_styles
from tests.project.files import files, read

COMPONENTS = files(".css", under="static/css/components/")
IMPORTED = re.compile(r'@import url\("components/([^"]+)"\)')
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
CLASSES_OF_ELEMENT = re.compile(r'\bclass="([^"]*)"')
TAG = re.compile(r"{%.*?%}|{{.*?}}")
INCLUDED = re.compile(r'{%\s*include "([^"]+)"')


def bundle(texts, make, name):
    return make(name, lambda wanted: texts[wanted])


def test_styles_become_one_file_in_their_layers():
    texts = {
        "css/app.css": "@layer a, b;\n"
        '@import url("one.css") layer(a);\n@import url("x/two.css") layer(b);\n',
        "css/one.css": '/* why */\np, li {\n  color: red;\n  content: "a ; b";\n}\n',
        "css/x/two.css": ".card > .a:not(.b) {\n  margin: calc(1px + 2px);\n\n"
        "  & li { top: 0; }\n}\n",
    }
    assert bundle(texts, bundle_styles, "css/app.css") == (
        '@layer a,b;@layer a{p,li{color:red;content:"a ; b"}}'
        "@layer b{.card>.a:not(.b){margin:calc(1px + 2px);& li{top:0}}}\n"
    )


def test_scripts_become_one_file_with_each_module_once():
    texts = {
        "js/app.js": 'import "./one.js";\n'
        'import { two, three as four } from "./sub/two.js";\ntwo(four);\n',
        "js/one.js": '// First.\nimport { two } from "./sub/two.js";\ntwo();\n',
        "js/sub/two.js": "export const three = 3;\nexport function two() {}\n",
    }
    assert bundle(texts, bundle_scripts, "js/app.js") == (
        "const _two = (() => {\nconst three = 3;\nfunction two() {}\n"
        "return { three, two };\n})();\n"
        "const _one = (() => {\n// First.\nconst { two } = _two;\ntwo();\nreturn {};\n})();\n"
        "\nconst { two, three: four } = _two;\ntwo(four);\n"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("export default class {}\n", "js/a.js: 'export default class {}' cannot be bundled"),
        ('import * as b from "./b.js";\n', "js/a.js: 'import * as b from"),
        ('import b from "./b.js";\n', "js/a.js: 'import b from"),
        ("await go();\n", "js/a.js: 'await go();'"),
        ('import "./a.js";\n', "js/a.js: it imports itself"),
    ],
)
def test_a_module_that_cannot_be_bundled_is_named(text, fault):
    with pytest.raises(BundleError, match=re.escape(fault)):
        bundle({"js/a.js": text}, bundle_scripts, "js/a.js")


def test_what_is_loaded_later_stays_a_module_of_its_own():
    text = 'if (chart) import("./chart.js");\n'
    assert bundle({"js/a.js": text}, bundle_scripts, "js/a.js") == text


def test_our_own_scripts_can_be_bundled():
    assert bundle_scripts("js/app.js", lambda name: read(f"static/{name}"))


def test_each_component_is_in_one_bundle():
    imported = [
        name
        for sheet in ("app", "pages")
        for name in IMPORTED.findall(read(f"static/css/{sheet}.css"))
    ]
    assert sorted(imported) == sorted(path.name for path in COMPONENTS)


def styled(sheet):
    """The classes that the components of a bundle say anything about."""
    names = IMPORTED.findall(read(f"static/css/{sheet}.css"))
    texts = [read(f"static/css/components/{name}") for name in names]
    if sheet == "app":
        texts += [read(f"static/css/{name}.css") for name in ("base", "layout", "utilities")]
    return {name for text in texts for name in CLASS.findall(text)}


def templates_of(page):
    """A template with all that it includes."""
    found, waiting = set(), [page]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += INCLUDED.findall(read(f"templates/{name}"))
    return found


def test_today_does_without_the_styles_of_other_pages():
    """Today loads app.css only, so that it is small; what it uses must be in there."""
    used = {
        name
        for template in templates_of("today/today.html") | templates_of("base.html")
        for names in CLASSES_OF_ELEMENT.findall(TAG.sub(" ", read(f"templates/{template}")))
        for name in names.split()
    }
    assert used & (styled("pages") - styled("app")) == set()
