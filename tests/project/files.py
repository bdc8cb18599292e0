"""The project's own files, as the guard tests look at them."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What tools and running leave behind; none of it belongs to the project (.gitignore).
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}


@cache
def own_files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root, in order."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or (path.name.startswith(".") and _is_leftover(path)):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path.relative_to(ROOT)


def _is_leftover(path: Path) -> bool:
    return path.name == ".env" or (path.is_dir() and path.name != ".ci")


def files(*endings: str, under: str = "") -> list[Path]:
    """The project's files with one of these endings, below a folder."""
    return [
        path for path in own_files() if path.suffix in endings and path.as_posix().startswith(under)
    ]


def read(path: Path | str) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def expect_no_faults(paths: Iterable[Path], find: Callable[[Path], Iterable[object]]) -> None:
    """Fail with everything that `find` finds in the files, one a line."""
    found = "\n".join(f"{path}: {fault}" for path in paths for fault in find(path))
    assert found == "", f"\n{found}"


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(read(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a Python file, methods and inner ones too."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]
