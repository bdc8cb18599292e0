"""What the layers of docs/architecture.md may import, as far as import-linter does not say it."""

import ast
import sys
from collections.abc import Iterator

from tests.project.files import ROOT

DOMAIN = sorted((ROOT / "backrehab" / "domain").glob("*.py"))


def imported(source: str) -> Iterator[str]:
    """The modules that a source names in its imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def test_the_domain_imports_nothing_but_the_standard_library() -> None:
    others = {
        (path.name, name)
        for path in DOMAIN
        for name in imported(path.read_text())
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith("backrehab.domain.")
    }
    assert len(DOMAIN) > 20
    assert others == set()
