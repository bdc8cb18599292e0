"""The commonest nodes of a template with less work for each: they say what Django's own would say.

`backrehab/web/folding.py` puts them in when a template is loaded. Which values take a short way is
in `backrehab/web/quick_values.py` (docs/decisions/0025-templates-are-folded.md). Django's nodes,
of which these are kinds, stay what they are: tests/web/test_quick_django.py notes each change.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template import Context, VariableDoesNotExist
from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, URLNode, WithNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import reverse
from django.utils.html import conditional_escape

from backrehab.web.quick_values import (
    SPECIAL,
    condition_of,
    escaped,
    first_names,
    text_of,
    value_of,
)

# A gap in a sentence, or a percent sign in its words.
GAP = re.compile(r"%(%|\(\w+\)s)")
# What addresses are made of that are the same for everybody.
KEPT = frozenset({str, int, date})
# How Django says that there is none.
NO_TOKEN = frozenset({"", "NOTPROVIDED"})


class Parts(list[Any]):
    """What a list of nodes says: texts, and what is asked for the rest."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        # Joined, a text that is marked as harmless is a plain one.
        super().__init__(
            "".join(node.s) if isinstance(node, TextNode) else node.render_annotated
            for node in nodes
        )

    def say(self, context: Context) -> str:
        """One after the other."""
        return "".join([one if type(one) is str else one(context) for one in self])


class QuickValue(VariableNode):
    """A value in double braces."""

    def __init__(self, node: VariableNode) -> None:
        self.__dict__.update(vars(node))
        self.value = value_of(self.filter_expression, or_none=False)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        try:
            value = self.value(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is str and context.autoescape:
            return escape(value) if SPECIAL(value) else value
        return text_of(value, context)


class QuickIf(IfNode):
    """An `if`, its conditions turned into functions."""

    def __init__(self, node: IfNode) -> None:
        self.__dict__.update(vars(node))
        self.branches = [
            (None if token is None else condition_of(token), token, Parts(nodes).say)
            for token, nodes in node.conditions_nodelists
        ]

    def render_annotated(self, context: Context) -> str:
        """The first branch that fits."""
        for condition, token, say in self.branches:
            try:
                fits = condition is None or condition(context)
            except Exception:  # noqa: BLE001 - Django knows what becomes of it
                fits = _django_says(token, context)
            if fits:
                return say(context)
        return ""


def _django_says(token: Any, context: Context) -> Any:
    try:
        return token.eval(context)
    except VariableDoesNotExist:
        return False


class QuickFor(ForNode):
    """A `for` over one name."""

    def __init__(self, node: Any) -> None:
        self.__dict__.update(vars(node))
        self.values = value_of(self.sequence, or_none=True)
        self.inside, self.otherwise = Parts(self.nodelist_loop), Parts(self.nodelist_empty)

    @staticmethod
    def fits(node: ForNode) -> bool:
        """Whether it is over one name."""
        return len(node.loopvars) == 1

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        values = self.values(context)
        if values is None:
            return self.otherwise.say(context)
        if not hasattr(values, "__len__"):
            values = list(values)
        length = len(values)
        if length < 1:
            return self.otherwise.say(context)
        loop = {"parentloop": context.get("forloop", {}), "length": length}
        names: dict[str, Any] = {"forloop": loop}
        name, inside = self.loopvars[0], self.inside
        said: list[str] = []
        context.dicts.append(names)
        try:
            for n, value in enumerate(reversed(values) if self.is_reversed else values):
                loop["counter0"], loop["counter"] = n, n + 1
                loop["revcounter"], loop["revcounter0"] = length - n, length - n - 1
                loop["first"], loop["last"] = n == 0, n == length - 1
                names[name] = value
                said += [part if type(part) is str else part(context) for part in inside]
        finally:
            context.dicts.pop()
        return "".join(said)


class QuickSentence(BlockTranslateNode):
    """A sentence with gaps, in the only language there is: words and values in turns."""

    def __init__(self, node: BlockTranslateNode) -> None:
        self.__dict__.update(vars(node))
        self.one = self._words_of(node.singular)
        self.more = self._words_of(node.plural if node.counter else node.singular)
        self.values = {
            name: value_of(one, or_none=False) for name, one in self.extra_context.items()
        }
        self.count = None if node.counter is None else value_of(node.counter, or_none=False)

    def _words_of(self, tokens: Any) -> tuple[str, list[tuple[str, str]]]:
        """The first words, then each gap (or "%") and the words after it."""
        first, *rest = GAP.split(self.render_token_list(tokens)[0])
        return first, list(zip([gap[1:-2] for gap in rest[::2]], rest[1::2], strict=True))

    @staticmethod
    def fits(node: BlockTranslateNode) -> bool:
        """Whether it is as simple as that."""
        if settings.USE_I18N or node.asvar or node.message_context:
            return False
        names = node.render_token_list(node.singular)[1]
        if not node.counter:
            return all(name in node.extra_context for name in names)
        names += node.render_token_list(node.plural or [])[1]
        known = {*node.extra_context, node.countervar}
        # Django counts when the other values have their names; here they have none yet.
        counted = first_names(node.counter).isdisjoint(node.extra_context)
        # Without words for more than one, it does not count.
        return bool(node.plural) and counted and known.issuperset(names)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        values = {name: value(context) for name, value in self.values.items()}
        first, rest = self.one
        if self.count is not None:
            # As Django does: where it has the name of another value, it takes its place.
            values[self.countervar or ""] = count = self.count(context)
            if type(count) is not int:
                return self.render(context)
            first, rest = self.one if count == 1 else self.more
        said = [first]
        for name, words in rest:
            said += (text_of(values[name], context) if name else "%", words)
        return "".join(said)


class QuickTag(SimpleNode):
    """A tag that is a function of values."""

    def __init__(self, node: SimpleNode) -> None:
        self.__dict__.update(vars(node))
        self.values = [value_of(one, or_none=False) for one in self.args]
        self.named = {name: value_of(one, or_none=False) for name, one in self.kwargs.items()}

    def get_resolved_arguments(self, context: Context) -> tuple[list[Any], dict[str, Any]]:
        """What Django's says."""
        values = [value(context) for value in self.values]
        if self.takes_context:
            values.insert(0, context)
        return values, {name: value(context) for name, value in self.named.items()}


@lru_cache(maxsize=2048, typed=True)
def _address(name: str, *args: str | int | date) -> str:
    return conditional_escape(reverse(name, args=args))


class QuickAddress(URLNode):
    """The address of a page by its name and what follows it; the same for everybody."""

    def __init__(self, node: URLNode) -> None:
        self.__dict__.update(vars(node))
        self.values = [value_of(one, or_none=False) for one in self.args]

    @staticmethod
    def fits(node: URLNode) -> bool:
        """Whether it says its name, and is not one of another app's."""
        name = node.view_name
        named = isinstance(name.var, str) and not name.filters and ":" not in name.var
        return named and not (node.kwargs or node.asvar)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        values = [value(context) for value in self.values]
        if not context.autoescape or not KEPT.issuperset(map(type, values)):
            return self.render(context)
        return _address(self.view_name.var, *values)


class QuickInclude(IncludeNode):
    """A part whose nodes are at hand; none of them keeps anything while a page is made."""

    def __init__(self, node: IncludeNode, nodes: NodeList) -> None:
        self.__dict__.update(vars(node))
        self.nodelist = nodes
        self.parts = Parts(nodes)
        self.values = {
            name: value_of(one, or_none=False) for name, one in self.extra_context.items()
        }

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        context.dicts.append({name: value(context) for name, value in self.values.items()})
        try:
            return self.parts.say(context)
        finally:
            context.dicts.pop()


class QuickToken(CsrfTokenNode):
    """The hidden field against forged forms, which each form of a page has."""

    def __init__(self, node: CsrfTokenNode) -> None:
        self.__dict__.update(vars(node))

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        # It is worked out when it is first asked for, and then a text.
        token = str(context.get("csrf_token") or "")
        if type(token) is not str or token in NO_TOKEN:
            return self.render(context)
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{escaped(token)}">'


# Each of them saves 1.5 % of the calls of a page or more; of the others none does.
QUICK: dict[type[Node], Callable[[Any], Node]] = {
    VariableNode: QuickValue,
    IfNode: QuickIf,
    ForNode: QuickFor,
    URLNode: QuickAddress,
    CsrfTokenNode: QuickToken,
    BlockTranslateNode: QuickSentence,
    SimpleNode: QuickTag,
}
# What neither keeps anything while a page is made, nor has a part in the layout of templates.
PLAIN: frozenset[object] = frozenset(
    {
        *(TextNode, SimpleNode, InclusionNode, TranslateNode, StaticNode, IncludeNode, WithNode),
        *(QuickInclude, *QUICK, *QUICK.values()),
    }
)


def _always(_node: Node) -> bool:
    return True


def quicken(node: Node) -> Node:
    """The same with less work, or the node itself. The nodes within it were quickened before."""
    quick: Any = QUICK.get(type(node))
    if quick is None or not getattr(quick, "fits", _always)(node):
        return node
    return quick(node)  # type: ignore[no-any-return]


def nodes_of(nodes: NodeList) -> Iterator[Node]:
    """The nodes, and all within them."""
    for node in nodes:
        yield node
        for inner in lists_in(node):
            yield from nodes_of(inner)


def lists_in(node: Node) -> Iterator[NodeList]:
    """The lists of nodes that a tag holds, also those of the branches of an `if`."""
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
        elif isinstance(value, (list, tuple)):
            for part in value:
                if isinstance(part, (list, tuple)) and not isinstance(part, NodeList):
                    yield from (one for one in part if isinstance(one, NodeList))


def included(node: IncludeNode, nodes: NodeList) -> Node:
    """A part that is always the same template, with these nodes; or the node itself, where one of
    them keeps something while a page is made."""
    plain = all(type(one) in PLAIN for one in nodes_of(nodes))
    return QuickInclude(node, nodes) if plain else node
