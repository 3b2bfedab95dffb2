"""The gate on sizes: no file over 300 lines, no function over 40, conftest under 200."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, TypeAlias

from tests.house.tree import ROOT, project_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
FILE_LINES = 300
CONFTEST_LINES = 199
FUNCTION_LINES = 40
# Alembic writes a migration as one function, and it is never read as code.
EXEMPT = ("server/db/migrations/versions/",)


def violations() -> list[str]:
    """Return a sentence for every file and function that is too long."""
    paths = [path for path in project_files("*.py") if not path.as_posix().startswith(EXEMPT)]
    return [found for path in paths for found in too_long(path, (ROOT / path).read_text("utf-8"))]


def too_long(path: Path, source: str) -> Iterator[str]:
    """Yield a sentence for the file and for each of its functions that is over its limit."""
    name, lines = path.as_posix(), source.count("\n")
    allowed = CONFTEST_LINES if path.name == "conftest.py" else FILE_LINES
    if lines > allowed:
        yield f"{name}: {lines} lines, {allowed} allowed"
    for function in functions(source):
        if length(function) > FUNCTION_LINES:
            where = f"{name}:{function.lineno}: {function.name}"
            yield f"{where} has {length(function)} lines, {FUNCTION_LINES} allowed"


def functions(source: str) -> list[Function]:
    """Return all functions of a source, inner ones and methods included."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Return the lines of a function from `def` to its end, decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


if __name__ == "__main__":
    found = violations()
    print("\n".join(found) or "Sizes are kept.")  # noqa: T201
    sys.exit(bool(found))
