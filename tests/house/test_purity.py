"""Rules take values and return values: none looks at a clock, at chance or at the environment by itself."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.tree import ROOT, project_files

PURE = (
    "server/*/rules.py",
    "server/*/rules/*.py",
    "sync/adoption/*.py",
    "sync/fields/*.py",
    "sync/rows/*.py",
)
MAKES_KEYS = "sync/rows/keys.py"
OUTSIDE = re.compile(
    r"(dt|date|datetime)\.(now|today|utcnow|datetime\.\w*now|date\.today)|time\.\w+|os\.\w+|random\.\w+|print|open|input"
)


def outside_calls(source: str) -> list[str]:
    """Return the calls of a source that read or write something beside its arguments."""
    called = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [name for name in called if OUTSIDE.fullmatch(name)]


def test_rules_and_rows_read_nothing_from_outside() -> None:
    paths = [path for path in project_files(*PURE) if path.as_posix() != MAKES_KEYS]
    found = {path.as_posix(): outside_calls((ROOT / path).read_text("utf-8")) for path in paths}
    assert {path: calls for path, calls in found.items() if calls} == {}
    assert found


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "dt.datetime.now(dt.UTC)", "dt.date.today()", "print(1)", "os.getenv('A')"],
)
def test_a_look_outside_is_found(source: str) -> None:
    assert outside_calls(source) != []


def test_a_value_of_the_same_name_is_no_look_outside() -> None:
    assert outside_calls("f(now=now, today=today); outlook.now()") == []
