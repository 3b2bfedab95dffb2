"""Every test that the document on security names is there."""

from __future__ import annotations

import re

from tests.house.tree import ROOT


def test_every_line_that_holds_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    table = [line for line in text.splitlines() if line.startswith("| ") and "| test |" not in line]
    named = {line: re.findall(r"`([\w/]+\.py)`", line) for line in table}
    assert len(table) > 10
    assert [line for line, tests in named.items() if not tests] == []
    files = {name for tests in named.values() for name in tests}
    assert [name for name in files if "def test_" not in (ROOT / "tests" / name).read_text("utf-8")] == []
