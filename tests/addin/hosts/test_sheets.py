"""What of a sheet is read: down to the last value, but not down to a slip of the hand far below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from tests.contracts.hosts.books import FileMaker
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

SHEET, LAST = "订单", "A1048576"
WHOLE = [m.Need(m.Range(SHEET, 1, 1, 0, 0))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a book."""
    FileMaker(tmp_path).make()
    return tmp_path / "订单.xlsx"


def test_a_slip_of_the_hand_in_the_last_row_of_all_is_refused_at_once(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book[SHEET][LAST] = "x"
    book.save(path)
    host = FileHost(path)
    with pytest.raises(RefusedBookError) as caught:
        host.snapshot(WHOLE)
    assert caught.value.code == "too_tall"


def test_rows_far_below_that_only_look_like_something_are_not_read(path: Path) -> None:
    before = FileHost(path).snapshot(WHOLE).blocks[0].range
    book = openpyxl.load_workbook(path)
    book[SHEET][LAST].fill = PatternFill("solid", fgColor="FFFF00")
    book.save(path)
    assert FileHost(path).snapshot(WHOLE).blocks[0].range == before
