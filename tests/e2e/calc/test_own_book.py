"""A veteran's own workbook in real Calc: adopted, synced, painted, and still the same sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.adoption.veteran import COLUMN, HEADER, SHEET, YELLOW, edit, rows_of, veterans_book
from tests.e2e.calc.conftest import new_phone
from tests.e2e.presses.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.calc.conftest import Factory
    from tests.e2e.calc.stand import Stand

pytestmark = pytest.mark.office
OURS = len(HEADER) + 1
TASK = "字段对应"


def own_book(path: Path) -> Path:
    """Write the workbook with phones of its own."""
    veterans_book(path)
    edit(path, I4=new_phone(), I5=new_phone(), I6=new_phone())
    return path


def test_an_own_book_is_adopted_synced_and_its_paint_arrives(
    stand: Stand, factory: Factory, tmp_path: Path
) -> None:
    book = stand.calc(own_book(tmp_path / "我的表.xlsx"))
    assert book.press("adopt", options={"yes": "1"})["exit"] == 0
    book.on(SHEET)
    assert book.text(3, OURS) == "同步结果"
    assert book.text(7, OURS) == "历史"
    assert book.press("sync", options={"yes": "1"})["exit"] == 0
    assert [book.text(row, OURS) for row in (4, 5, 6)] == ["已建单"] * 3
    assert book.text(5, COLUMN["数量"]) == "1.2千"
    assert book.colour(4, COLUMN["货号"]) == int(YELLOW, 16)
    book.store(tmp_path / "存.xlsx")
    assert rows_of(tmp_path / "存.xlsx")[2][OURS - 1] == "同步结果"


def test_the_page_is_corrected_and_paint_reaches_the_server(
    stand: Stand, factory: Factory, tmp_path: Path
) -> None:
    path = own_book(tmp_path / "我的表.xlsx")
    edit(path, J3="地区")  # headers that nobody has shown before
    book = stand.calc(path)
    assert book.press("adopt")["adopted"] is False
    book.on(TASK)
    spot = next(row for row in range(5, 40) if book.text(row, 2) == f"#{YELLOW}")
    assert book.colour(spot, 2) == int(YELLOW, 16)
    book.type_in(spot, 4, "加急")
    assert book.press("adopt", options={"since": TODAY.isoformat()})["adopted"] is True
    book.on(SHEET)
    assert book.press("sync", options={"yes": "1"})["exit"] == 0
    for column in COLUMN.values():
        book.paint(6, column, int(YELLOW, 16))
    assert book.press("sync")["counts"] == {"updated": 1}
    assert factory.stored(book.text(6, OURS + 1))["values"]["tags"] == "加急"
    assert book.press("sync")["counts"] == {}
