"""Templates whose unchanging parts are worked out once, when the template is loaded.

A third of a page's cost was asking for the same words, addresses and icons again on each request.
Here they become plain text, which costs nothing (docs/decisions/0025-templates-are-folded.md).
"""

from threading import RLock
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders.cached import Loader
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.html import escape

from backrehab.web.quick_nodes import included, lists_in, quicken
from backrehab.web.templatetags.ui import icon

SAYS_NOTHING = (LoadNode, CommentNode)


class FoldingLoader(Loader):
    """Django's cached loader, and each template that it keeps is folded."""

    def __init__(self, engine: Engine, loaders: Any) -> None:
        super().__init__(engine, loaders)
        # Nobody is given a template while it is being folded, but for one that contains itself.
        self._folding = RLock()

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template; folded when it is first asked for, unless it is to stay as it is."""
        with self._folding:
            known = self.get_template_cache.get(self.cache_key(template_name, skip))
            template: Template = super().get_template(template_name, skip)
            if known is None and settings.FOLD_TEMPLATES and not self.engine.debug:
                fold(template.nodelist, self.engine)
                template.nodelist = Folded(template.nodelist)
        return template


class Folded(NodeList):
    """The nodes of a template that is ready. Each page asks the layout for its blocks."""

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """Looked for once: they stay the same."""
        known: dict[type[Node], list[Node]] = self.__dict__.setdefault("by_type", {})
        if nodetype not in known:
            known[nodetype] = super().get_nodes_by_type(nodetype)
        return known[nodetype]


def fold(nodes: NodeList, engine: Engine) -> None:
    """Replace, in place, what is the same for everybody by text, and the rest by quicker nodes;
    join neighbouring texts."""
    folded: list[Node] = []
    for node in nodes:
        text = _text_of(node)
        if text is None:
            for inner in lists_in(node):
                fold(inner, engine)
            folded.append(_included(quicken(node), engine))
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        elif text:
            folded.append(TextNode(text))
    nodes[:] = folded


def _included(node: Node, engine: Engine) -> Node:
    """What stands for a part that is another template, or the node itself."""
    if type(node) is not IncludeNode or node.isolated_context or not _is_literal(node.template):
        return node
    name: Any = node.template.var
    if not isinstance(name, str) or "#" in name or name.startswith("."):
        return node
    try:
        nodes = engine.get_template(name).nodelist
    except TemplateDoesNotExist:
        return node
    # One that is not ready yet contains itself.
    return included(node, nodes) if isinstance(nodes, Folded) else node


def _text_of(node: Node) -> str | None:
    """What the node says on every request; None if that may change."""
    if isinstance(node, TextNode):
        return node.s
    if isinstance(node, SAYS_NOTHING):
        return ""
    if isinstance(node, TranslateNode) and _is_fixed_word(node):
        return _said(node)
    if isinstance(node, SimpleNode) and _is_fixed_icon(node):
        return _said(node)
    if (isinstance(node, URLNode) and _is_fixed_address(node)) or (
        isinstance(node, StaticNode) and node.varname is None and _is_literal(node.path)
    ):
        text = _said(node)
        # Others are written in another way where nothing is escaped, as in mail.
        return text if text is None or escape(text) == text else None
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
    plain = node.func is icon and node.target_var is None and not node.kwargs
    return plain and all(map(_is_literal, node.args))


def _is_literal(expression: FilterExpression) -> bool:
    if expression.filters:
        return False
    return not expression.is_var or expression.var.literal is not None


def _said(node: Node) -> str | None:
    """A fault, as of a file that was not collected, stays one of the page that needs it."""
    try:
        return str(node.render(Context()))
    except Exception:  # noqa: BLE001 - the page will have it again
        return None
