"""No file and no function is over size."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tests.house import sizes
from tests.house.tree import ROOT, project_files


def test_every_file_and_function_keeps_its_size() -> None:
    assert sizes.violations() == []


def test_a_file_over_its_limit_is_named() -> None:
    source = "x = 1\n" * (sizes.FILE_LINES + 1)
    assert list(sizes.too_long(Path("a.py"), source)) == ["a.py: 301 lines, 300 allowed"]
    assert list(sizes.too_long(Path("a.py"), source[6:])) == []


def test_conftest_has_a_limit_of_its_own() -> None:
    assert list(sizes.too_long(Path("tests/conftest.py"), "x = 1\n" * 200)) != []


def test_a_function_over_its_limit_is_named_with_its_line() -> None:
    body = "    x = 1\n" * sizes.FUNCTION_LINES
    found = list(sizes.too_long(Path("a.py"), f"\nasync def long():\n{body}"))
    assert found == ["a.py:2: long has 41 lines, 40 allowed"]
    assert list(sizes.too_long(Path("a.py"), f"def short():\n{body[10:]}")) == []


def test_half_of_all_functions_are_under_ten_lines() -> None:
    lengths = [
        sizes.length(function)
        for path in project_files("addin/*.py", "server/*.py", "sync/*.py", "workbooks/*.py", "start.py")
        for function in sizes.functions((ROOT / path).read_text("utf-8"))
    ]
    assert median(lengths) < 10
