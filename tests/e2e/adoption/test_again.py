"""Adopting again: columns that were taken out, sheets that were copied; orders are never doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.e2e.adoption.test_veteran import adopted, press
from tests.e2e.adoption.veteran import COLUMN, SHEET, column, rows_of, veterans_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.presses.conftest import Factory


@pytest.fixture
def book(factory: Factory, tmp_path: Path) -> Path:
    """Return an adopted and synced workbook."""
    return adopted(factory, veterans_book(tmp_path / "我的表.xlsx"))


def test_columns_taken_out_by_hand_and_adopted_again_double_no_order(factory: Factory, book: Path) -> None:
    keys = column(book, "_key")
    made = openpyxl.load_workbook(book)
    made[SHEET].delete_cols(len(COLUMN) + 1, 12)
    made.save(book)
    assert press(factory, book).outcome["refused"] == "not_adopted"
    assert press(factory, book, "adopt", yes="1").exit == 0
    ended = press(factory, book, yes="1")
    assert ended.exit == 0, ended.outcome
    assert len(factory.orders()) == 3
    assert column(book, "_key") == keys


def test_a_sheet_copied_for_the_next_month_has_orders_of_its_own(factory: Factory, book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made.copy_worksheet(made[SHEET]).title = "十二月"
    for row in (4, 5, 6):
        made["十二月"].cell(row, COLUMN["数量"]).value = 100
    made.save(book)
    assert press(factory, book, "adopt").outcome["adopted"]
    assert rows_of(book, "十二月")[3][COLUMN["数量"] - 1] == 100
    ended = press(factory, book, yes="1")
    assert ended.exit == 0, ended.outcome
    assert len(factory.orders()) == 6
    assert set(column(book, "_key").values()).isdisjoint(
        {key for key in column(book, "_key", "十二月").values() if key}
    )
