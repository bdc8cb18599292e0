"""The parts of Django that the quicker nodes of templates stand in for are still what they were."""

import inspect
from hashlib import sha256
from typing import Any

import django
import pytest
from django.forms import boundfield
from django.template import base, context, defaulttags, library, loader_tags, smartif
from django.template.loaders import cached
from django.templatetags import i18n
from django.utils import formats, html

# What backrehab/web/{folding,quick_nodes,quick_values}.py copy, or look into, and the first digits
# of the digest of its source.
COPIED: dict[Any, str] = {
    base.Variable.__init__: "9f7a3776",
    base.Variable.resolve: "5ec104c6",
    base.Variable._resolve_lookup: "eb2be8b4",
    base.FilterExpression.__init__: "0b3ee35c",
    base.FilterExpression.resolve: "bd602ce5",
    base.render_value_in_context: "823b7199",
    base.VariableNode: "4239fc32",
    base.Node: "3c9dc4b8",
    base.NodeList: "de85112d",
    base.TextNode: "b8499608",
    base.Template.render: "93a5612a",
    context.BaseContext: "7b7cc1ec",
    context.Context: "020ca322",
    context.RequestContext: "3c644246",
    defaulttags.TemplateLiteral: "03bcc77a",
    defaulttags.IfNode: "5fd55c23",
    defaulttags.ForNode: "c8309e4a",
    defaulttags.CsrfTokenNode: "d0165724",
    defaulttags.URLNode: "6ecbe926",
    defaulttags.PartialDefNode: "32bd03fb",
    defaulttags.PartialNode: "780bd01c",
    library.TagHelperNode: "063fd7f8",
    library.SimpleNode: "c54a6816",
    boundfield.BoundField.__getitem__: "027e5003",
    loader_tags.IncludeNode: "0ae0a25c",
    loader_tags.ExtendsNode: "8a4883f8",
    loader_tags.BlockNode: "7a5e8d68",
    smartif.TokenBase: "ccabea2b",
    smartif.infix: "8be00e45",
    smartif.prefix: "052c3663",
    cached.Loader: "116f108b",
    i18n.TranslateNode: "8edf1aff",
    i18n.BlockTranslateNode: "97595020",
    html.conditional_escape: "3e5a4797",
    html.escape: "5d4441d1",
    formats.localize: "9a131eb2",
}
ADVICE = (
    "Django {version} changed {name}. Read what is new there, see whether "
    "backrehab/web/quick_nodes.py, quick_values.py and folding.py still do the same (until then "
    "FOLD_TEMPLATES=false), then write {digest!r} beside it in this file."
)


@pytest.mark.parametrize("part", COPIED, ids=lambda part: part.__qualname__)
def test_django_is_what_it_was(part: Any) -> None:
    digest = sha256(inspect.getsource(part).encode()).hexdigest()[:8]
    name = f"{part.__module__}.{part.__qualname__}"
    assert digest == COPIED[part], ADVICE.format(
        version=django.__version__, name=name, digest=digest
    )
