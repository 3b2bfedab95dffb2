"""Workbooks are what they were when somebody last looked at them, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.golden.books import BOOKS, FOLDER
from tests.workbooks.packages import parts_of, pretty

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_has_the_parts_it_had(name: str, tmp_path: Path) -> None:
    BOOKS[name](tmp_path / name)
    assert sorted(parts_of(tmp_path / name)) == sorted(parts_of(FOLDER / name))


@pytest.mark.parametrize("name", BOOKS)
def test_each_part_says_what_it_said(name: str, tmp_path: Path) -> None:
    BOOKS[name](tmp_path / name)
    made, golden = parts_of(tmp_path / name), parts_of(FOLDER / name)
    for part, content in golden.items():
        first = next((pair for pair in _lines(made[part], content) if pair[0] != pair[1]), None)
        assert first is None, f"{part}: {first} (wanted? python -m tests.golden.books)"


@pytest.mark.parametrize("name", BOOKS)
def test_the_same_content_makes_the_same_bytes(name: str, tmp_path: Path) -> None:
    BOOKS[name](tmp_path / "first.xlsx")
    BOOKS[name](tmp_path / "second.xlsx")
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def _lines(made: bytes, golden: bytes) -> list[tuple[str, str]]:
    ours, theirs = pretty(made).splitlines(), pretty(golden).splitlines()
    longest = max(len(ours), len(theirs))
    return list(zip(*(lines + [""] * (longest - len(lines)) for lines in (ours, theirs)), strict=True))
