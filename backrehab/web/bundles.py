"""Puts style sheets and scripts that import each other into one file: one request for all."""

import posixpath
import re
from collections.abc import Callable

type Read = Callable[[str], str]

STYLE_IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
SPACE = re.compile(r"\s+")
SPACE_TO_SPARE = re.compile(r"\s*([{};,>])\s*|(:)\s+")
ZERO_TO_SPARE = re.compile(r"(?<![\w.])0(?=\.\d)")

SCRIPT_IMPORT = re.compile(
    r'^import\s+(?:\{(?P<names>[^}]*)\}\s*from\s*)?"(?P<name>\./[^"]+)";[ \t]*$', re.MULTILINE
)
EXPORT = re.compile(
    r"^export (?=(?:const|class|(?:async )?function\*?) (?P<name>\w+))", re.MULTILINE
)
LEFT_OVER = re.compile(r"^(?:import[\s{*\"']|export\b|await\b).*", re.MULTILINE)
RENAMED = re.compile(r"(\w+)\s+as\s+(\w+)")


class BundleError(ValueError):
    """A file is written in a way that this small bundler does not understand."""


def bundle_styles(name: str, read: Read) -> str:
    """The style sheet with what it imports, each in its layer, without comments and spare space.

    Only `@import url("…") layer(…);` is understood; names are relative to the style sheet.
    """

    def inline(found: re.Match[str]) -> str:
        text = read(posixpath.join(posixpath.dirname(name), found["name"]))
        return f"@layer {found['layer']} {{{text}}}"

    return shrink_styles(STYLE_IMPORT.sub(inline, read(name)))


def shrink_styles(text: str) -> str:
    """Without comments and the white space that only people need; quoted text stays as it is."""
    parts = QUOTED.split(COMMENT.sub("", text))
    bare = (
        part
        if number % 2
        else ZERO_TO_SPARE.sub("", SPACE_TO_SPARE.sub(r"\1\2", SPACE.sub(" ", part)))
        for number, part in enumerate(parts)
    )
    return "".join(bare).replace(";}", "}").strip() + "\n"


def bundle_scripts(name: str, read: Read) -> str:
    """The ES module with all that it imports, each once and in a scope of its own.

    Understood are `import "./a.js";`, `import { b, c as d } from "./a.js";`, and `export` before a
    `const`, a `class` or a function. Anything else raises `BundleError`, which names the file.
    `import("./a.js")`, for what few pages need, stays as it is.
    """
    scopes: dict[str, str] = {}
    own = _unfold(name, read, scopes, ())
    return "".join(scopes.values()) + own


def _unfold(name: str, read: Read, scopes: dict[str, str], importers: tuple[str, ...]) -> str:
    """The module's own lines; what it imports is added to `scopes` first."""
    if name in importers:
        raise BundleError(f"{name}: it imports itself, by way of {', '.join(importers)}.")

    def replace(found: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["name"]))
        if other not in scopes:
            own = _unfold(other, read, scopes, (*importers, name))
            scopes[other] = _scope(other, own)
        if not found["names"]:
            return ""
        return f"const {{{RENAMED.sub(r'\1: \2', found['names'])}}} = {_constant(other)};"

    text = SCRIPT_IMPORT.sub(replace, read(name))
    if left := LEFT_OVER.search(EXPORT.sub("", text)):
        raise BundleError(f"{name}: {left[0]!r} cannot be bundled; bundle_scripts says what can.")
    return text


def _scope(name: str, text: str) -> str:
    """A module as a function that runs once and returns what the module exports."""
    exported = ", ".join(found["name"] for found in EXPORT.finditer(text))
    gives = f"return {{ {exported} }};" if exported else "return {};"
    return f"const {_constant(name)} = (() => {{\n{EXPORT.sub('', text)}{gives}\n}})();\n"


def _constant(name: str) -> str:
    return "_" + re.sub(r"\W", "_", posixpath.basename(name).removesuffix(".js"))
