"""Templates whose unchanging parts are worked out once, when the template is loaded.

A third of a page's cost was asking for the same words, addresses and icons again on each request.
Here they become plain text, which costs nothing (docs/decisions/0025-templates-are-folded.md).
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders.cached import Loader
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch
from django.utils.html import escape

from backrehab.web.templatetags.ui import icon

SAYS_NOTHING = (LoadNode, CommentNode)


class FoldingLoader(Loader):
    """Django's cached loader, and each template that it keeps is folded."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template; folded when it is first asked for, unless faults are to be shown."""
        known = self.get_template_cache.get(self.cache_key(template_name, skip))
        template: Template = super().get_template(template_name, skip)
        if known is None and not self.engine.debug:
            fold(template.nodelist)
        return template


def fold(nodes: NodeList) -> None:
    """Replace, in place, what is the same for everybody by text, and join neighbouring texts."""
    folded: list[Node] = []
    for node in nodes:
        text = _text_of(node)
        if text is None:
            for inner in _lists_in(node):
                fold(inner)
            folded.append(node)
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        elif text or isinstance(node, TextNode):
            folded.append(TextNode(text))
    nodes[:] = folded


def _text_of(node: Node) -> str | None:
    """What the node says on every request; None if that may change."""
    if isinstance(node, TextNode):
        return node.s
    if isinstance(node, SAYS_NOTHING):
        return ""
    if isinstance(node, TranslateNode) and _is_fixed_word(node):
        return str(node.render(Context()))
    if isinstance(node, URLNode) and _is_fixed_address(node):
        return _address(node)
    if isinstance(node, SimpleNode) and _is_fixed_icon(node):
        return str(node.render(Context()))
    return None


def _is_fixed_word(node: TranslateNode) -> bool:
    """With several languages the words depend on the reader."""
    plain = not (settings.USE_I18N or node.asvar or node.message_context)
    return plain and _is_literal(node.filter_expression)


def _is_fixed_address(node: URLNode) -> bool:
    if node.args or node.kwargs or node.asvar or not _is_literal(node.view_name):
        return False
    return ":" not in node.view_name.token


def _is_fixed_icon(node: SimpleNode) -> bool:
    return node.func is icon and node.target_var is None and all(map(_is_literal, node.args))


def _is_literal(expression: FilterExpression) -> bool:
    if expression.filters:
        return False
    return not expression.is_var or expression.var.literal is not None


def _address(node: URLNode) -> str | None:
    """An address that is not there stays a fault of the page that needs it."""
    try:
        text = str(node.render(Context()))
    except NoReverseMatch:
        return None
    return text if escape(text) == text else None


def _lists_in(node: Node) -> Iterator[NodeList]:
    """The lists of nodes that a tag holds, also those of the branches of an `if`."""
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
        elif isinstance(value, (list, tuple)):
            for part in value:
                if isinstance(part, (list, tuple)) and not isinstance(part, NodeList):
                    yield from (one for one in part if isinstance(one, NodeList))
