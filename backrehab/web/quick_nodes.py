"""The commonest nodes of a template with less work for each: they say what Django's own would say.

`backrehab/web/folding.py` puts them in when a template is loaded. Which values take a short way is
in `backrehab/web/quick_values.py` (docs/decisions/0025-templates-are-folded.md).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template import Context, VariableDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, URLNode, WithNode
from django.template.library import InclusionNode, SimpleNode, TagHelperNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import reverse
from django.utils.html import conditional_escape

from backrehab.web.quick_values import SPECIAL, condition_of, shorten, text_of, value_of

GAP = re.compile(r"%\((\w+)\)s")
# Django says NOTPROVIDED where there is none.
LEAST_TOKEN = 32


class Parts(list[Any]):
    """What a list of nodes says: texts, and what is asked for the rest."""

    def __init__(self, nodes: Iterable[Any]) -> None:
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
        super().__init__(node.filter_expression)
        self.value = value_of(self.filter_expression, or_none=False)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        value = self.value(context)
        if type(value) is str and context.autoescape:
            return escape(value) if SPECIAL(value) else value
        return text_of(value, context)


class QuickIf(IfNode):
    """An `if`, its conditions turned into functions."""

    def __init__(self, node: IfNode) -> None:
        super().__init__(node.conditions_nodelists)
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
    """A `for` over one name or several, in which nobody asks for `forloop`."""

    def __init__(self, node: Any) -> None:
        self.__dict__.update(vars(node))
        self.values = value_of(self.sequence, or_none=True)
        self.inside, self.otherwise = Parts(self.nodelist_loop), Parts(self.nodelist_empty)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        values = self.values(context)
        if not values:
            return self.otherwise.say(context)
        names: dict[str, Any] = {}
        said: list[str] = []
        single = self.loopvars[0] if len(self.loopvars) == 1 else ""
        context.dicts.append(names)
        try:
            for value in reversed(values) if self.is_reversed else values:
                if single:
                    names[single] = value
                else:
                    names.update(zip(self.loopvars, value, strict=True))
                said += [part if type(part) is str else part(context) for part in self.inside]
        finally:
            context.dicts.pop()
        return "".join(said)


class QuickWith(WithNode):
    """A `with`, which only adds names."""

    def __init__(self, node: WithNode) -> None:
        self.__dict__.update(vars(node))
        self.parts = Parts(self.nodelist)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        names = {name: one.resolve(context) for name, one in self.extra_context.items()}
        context.dicts.append(names)
        try:
            return self.parts.say(context)
        finally:
            context.dicts.pop()


class QuickSentence(BlockTranslateNode):
    """A sentence with gaps, in the only language there is: texts and values in turns."""

    def __init__(self, node: BlockTranslateNode) -> None:
        self.__dict__.update(vars(node))
        message, _names = node.render_token_list(node.singular)
        parts = GAP.split(message)
        self.texts = [text.replace("%%", "%") for text in parts[::2]]
        values = [node.extra_context[name] for name in parts[1::2]]
        self.values = [value_of(value, or_none=False) for value in values]

    @staticmethod
    def fits(node: BlockTranslateNode) -> bool:
        """Whether it is as simple as that."""
        if settings.USE_I18N or node.plural or node.asvar or node.message_context:
            return False
        names = node.render_token_list(node.singular)[1]
        return all(name in node.extra_context for name in names)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        said = [self.texts[0]]
        for value, text in zip(self.values, self.texts[1:], strict=True):
            said += (text_of(value(context), context), text)
        return "".join(said)


class QuickTag(SimpleNode):
    """A tag that is a function of what it is given, as of an icon."""

    def __init__(self, node: SimpleNode) -> None:
        self.__dict__.update(vars(node))
        self.values = [value_of(one, or_none=False) for one in self.args]

    @staticmethod
    def fits(node: SimpleNode) -> bool:
        """Whether it is given values in order, and nothing more."""
        return not (node.takes_context or node.kwargs or node.target_var)

    def render_annotated(self, context: Context) -> str:
        """What Django's says."""
        output = self.func(*[value(context) for value in self.values])
        return conditional_escape(output) if context.autoescape else str(output)


class QuickInclusion(InclusionNode):
    """A tag that has a template of its own, whose nodes are at hand."""

    def __init__(self, node: InclusionNode, nodes: NodeList) -> None:
        self.__dict__.update(vars(node))
        self.nodelist = nodes
        self.parts = Parts(nodes)

    def render_annotated(self, context: Context) -> str:
        """What Django's says: the template sees what the tag gives it, and the token."""
        given, named = self.get_resolved_arguments(context)
        names, token = dict(self.func(*given, **named)), context.get("csrf_token")
        if token is not None:
            names["csrf_token"] = token
        outer = context.dicts
        context.dicts = [outer[0], names]
        try:
            return self.parts.say(context)
        finally:
            context.dicts = outer


class QuickToken(CsrfTokenNode):
    """The hidden field against forged forms."""

    def __init__(self, _node: CsrfTokenNode) -> None:
        super().__init__()

    def render_annotated(self, context: Context) -> str:
        """What Django's says; a token consists of letters and digits."""
        token = str(context.get("csrf_token"))
        if not token.isalnum() or len(token) < LEAST_TOKEN:
            return super().render(context)
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'


@lru_cache(maxsize=2048, typed=True)
def _address(name: str, *args: Any) -> str:
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
        return _address(self.view_name.var, *[value(context) for value in self.values])


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


QUICK: dict[type[Node], Callable[[Any], Node]] = {
    VariableNode: QuickValue,
    IfNode: QuickIf,
    ForNode: QuickFor,
    WithNode: QuickWith,
    CsrfTokenNode: QuickToken,
    URLNode: QuickAddress,
    SimpleNode: QuickTag,
    BlockTranslateNode: QuickSentence,
}
# What neither keeps anything while a page is made, nor has a part in the layout of templates.
PLAIN: frozenset[object] = frozenset(
    {
        *(TextNode, SimpleNode, InclusionNode, TranslateNode, StaticNode, IncludeNode),
        *(QuickInclude, QuickInclusion, *QUICK, *QUICK.values()),
    }
)


def _always(_node: Node) -> bool:
    return True


def quicken(node: Node) -> Node:
    """The same with less work, or the node itself. The nodes within it were quickened before."""
    for expression in expressions_of(node):
        shorten(expression)
    quick: Any = QUICK.get(type(node))
    if quick is None or (isinstance(node, ForNode) and _asks_for_loop(node.nodelist_loop)):
        return node
    if not getattr(quick, "fits", _always)(node):
        return node
    return quick(node)  # type: ignore[no-any-return]


def expressions_of(part: Any) -> Iterator[FilterExpression]:
    """The expressions of a node itself, not of the nodes within it."""
    if isinstance(part, FilterExpression):
        yield part
        return
    held: Any = ()
    if isinstance(part, TokenBase):
        held = (part.first, part.second, part.value)
    elif isinstance(part, dict):
        held = part.values()
    elif isinstance(part, (list, tuple)) and not isinstance(part, NodeList):
        held = part
    elif isinstance(part, Node) and not isinstance(part, TranslateNode):
        # Not those of a word to translate: it changes its variable each time.
        held = vars(part).values()
    for inner in held:
        if not isinstance(inner, Node):
            yield from expressions_of(inner)


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


def _asks_for_loop(nodes: Any) -> bool:
    """Whether something in a loop may want to know how far it is."""
    for node in nodes_of(nodes):
        if type(node) not in PLAIN or type(node) is IncludeNode:
            return True
        if isinstance(node, TagHelperNode) and node.takes_context:
            return True
        if any("forloop" in expression.token for expression in expressions_of(node)):
            return True
    return False


def included(node: Any, nodes: NodeList) -> list[Node] | None:
    """What stands for a part that is always the same template, with these nodes; None where it has
    to be asked for on each request."""
    if not all(type(one) in PLAIN for one in nodes_of(nodes)):
        return None
    if isinstance(node, InclusionNode):
        return [QuickInclusion(node, nodes)]
    if not node.extra_context and not any(_sets_a_name(one) for one in nodes_of(nodes)):
        return list(nodes)
    return [QuickInclude(node, nodes)]


def _sets_a_name(node: Node) -> bool:
    return any(getattr(node, name, None) for name in ("target_var", "asvar", "varname"))
