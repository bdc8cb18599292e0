"""Templates, styles and scripts keep to the content security policy and can be translated."""

import re

from tests.project.files import expect_no_faults, files, read

HTML = files(".html", under="templates/")
TEMPLATES = files(".html", ".txt", under="templates/")
SHIPPED = files(".html", ".txt", ".css", ".js", ".svg", under="templates/") + files(
    ".css", ".js", ".svg", ".json", under="static/"
)

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
# The class of the main element is not said to anybody.
CLASSES = re.compile(r"{%\s*block main_class\s*%}.*?{%\s*endblock[\w\s]*%}")
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
SAID_IN_ATTRIBUTES = re.compile(
    r'\b(?:alt|aria-label|aria-description|title|placeholder|label)="([^"]*)"'
)
ENTITY = re.compile(r"&[a-z#0-9]+;")
LETTERS = re.compile(r"[^\W\d_]{2,}")

# Names and commands are the same in every language.
NAMES = ("Back Rehab", "manage.py load_catalogue")
# This page has to work when nothing else does, so it cannot ask for a translation.
NOT_TRANSLATED = {"templates/500.html"}


def without_tags(text):
    """A template without what translates, computes or explains."""
    return TEMPLATE_TAG.sub("", TRANSLATED.sub("", CLASSES.sub("", COMMENT.sub("", text))))


def untranslated(text):
    """The words that stand in a template outside `translate` and `blocktranslate`."""
    bare = without_tags(text)
    said = [*ELEMENT.sub("\n", bare).splitlines(), *SAID_IN_ATTRIBUTES.findall(bare)]
    for name in NAMES:
        said = [line.replace(name, "") for line in said]
    return [line.strip() for line in said if LETTERS.search(ENTITY.sub("", line))]


def test_what_is_untranslated_is_found():
    text = (
        '{% load i18n %}<p title="Oops">{% translate "Fine" %} · Back Rehab &middot; {{ name }}</p>'
        "{# a note #}<b>Not fine</b>{% if a > b %}{% blocktranslate %}Fine{% endblocktranslate %}"
        "{% endif %}"
    )
    assert untranslated(text) == ["Not fine", "Oops"]


def test_every_text_is_translated():
    translated = [path for path in TEMPLATES if path.as_posix() not in NOT_TRANSLATED]
    expect_no_faults(translated, lambda path: untranslated(read(path)))


def test_the_exceptions_are_still_needed():
    assert [path for path in NOT_TRANSLATED if not untranslated(read(path))] == []


INLINE = re.compile(
    r"""\sstyle\s*=\s*["'{]|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["'{]|javascript:""",
    re.IGNORECASE,
)


def test_no_inline_style_script_or_handler():
    expect_no_faults(HTML, lambda path: INLINE.findall(read(path)))


def test_what_is_inline_is_found():
    bad = (
        '<p style="color:red">',
        "<style>",
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
    )
    assert [text for text in bad if not INLINE.search(text)] == []
    assert INLINE.search('<script type="module" src="{% static "js/app.js" %}"></script>') is None


UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b")


def test_nothing_is_marked_as_needing_no_escaping():
    expect_no_faults(TEMPLATES, lambda path: UNESCAPED.findall(read(path)))


def test_pages_are_always_escaped():
    """Plain-text mail is not HTML and may switch escaping off; a page may not."""
    assert [path for path in HTML if "autoescape off" in read(path)] == []


ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'<>)]*""", re.IGNORECASE)
# Names of formats, and where a vendored file says it comes from; never fetched.
NOT_FETCHED = {"http://www.w3.org/2000/svg", "https://github.com/leeoniya/uPlot"}


def test_nothing_is_fetched_from_elsewhere():
    expect_no_faults(SHIPPED, lambda path: set(ADDRESS.findall(read(path))) - NOT_FETCHED)


def test_an_address_elsewhere_is_found():
    text = 'url("https://fonts.example.com/a.css") src="//cdn.example.com/b.js" // a comment. Fine'
    assert ADDRESS.findall(text) == ["https://fonts.example.com/a.css", "//cdn.example.com/b.js"]


# A list without its dots is no list any more for some screen readers, unless it says so.
PLAIN_LISTS = re.compile(r"^\.([\w-]+)[^{}]*{[^{}]*list-style: none", re.MULTILINE)
LIST = re.compile(
    r'<[ou]l(?=[^>]* class="([\w-]+)[^>]*>)(?![^>]*(?:role="list"|aria-hidden))[^>]*>'
)


def test_a_list_without_dots_says_that_it_is_one():
    styles = files(".css", under="static/")
    plain = {name for path in styles for name in PLAIN_LISTS.findall(read(path))}
    assert {"exercise-steps", "rungs"} <= plain
    expect_no_faults(HTML, lambda path: sorted(plain & set(LIST.findall(read(path)))))
