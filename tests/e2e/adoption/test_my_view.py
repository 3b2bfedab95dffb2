"""生成我的视图: an empty book in the look of an adopted one, filled by 刷新, synced as a book of its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from addin.hosts.state import BOOK_PROPERTY
from sync.client.loop import Ended, run_press
from tests.addin.presses import Clerk
from tests.e2e.adoption.test_veteran import adopted, press
from tests.e2e.adoption.veteran import COLUMN, DUE, SHEET, column, edit, rows_of, veterans_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.presses.conftest import Factory


@pytest.fixture
def book(factory: Factory, tmp_path: Path) -> Path:
    """Return an adopted and synced workbook."""
    return adopted(factory, veterans_book(tmp_path / "我的表.xlsx"))


@pytest.fixture
def view(factory: Factory, book: Path) -> Path:
    """Return a view made of it."""
    out = book.with_name("下个月.xlsx")
    shutil.copyfile(book, out)
    assert press(factory, out, "my_view", out=str(out)).exit == 0
    return out


def as_lina(factory: Factory, book: Path, action: str, **options: str) -> Ended:
    host = JsonBook(FileHost(book))
    return run_press(factory.poster(action, "lina"), book=host, person=Clerk(), options=options)


def state_of(book: Path) -> dict[str, str]:
    return FileHost(book).snapshot([]).state


def test_lines_are_gone_and_the_look_stays(book: Path, view: Path) -> None:
    rows = rows_of(view)
    assert rows[0][0] == rows_of(book)[0][0]
    assert rows[2] == rows_of(book)[2]
    assert all(cell is None for row in rows[3:7] for cell in row)
    assert rows[7][0] == "合计"
    formulas = {(row, at): text for row, at, text in FileHost(view)._book.sheet(SHEET).formulas()}
    assert formulas[5, COLUMN["金额"]] == "=E5*F5"


def test_it_is_a_book_of_its_own_and_remembers_no_rows(book: Path, view: Path) -> None:
    before, after = state_of(book), state_of(view)
    assert after["book"] != before["book"]
    assert FileHost(view)._book.property(BOOK_PROPERTY) == after["book"]
    assert {name.partition(":")[0] for name in after} <= {"book", "layout"}


def test_a_colour_that_means_something_goes_with_its_line(view: Path) -> None:
    sheet = openpyxl.load_workbook(view)[SHEET]
    assert [sheet.cell(4, at).fill.patternType for at in (1, 5)] == [None, None]
    assert sheet.cell(3, 1).fill.patternType == "solid"


def test_refreshing_fills_the_blank_lines(factory: Factory, view: Path) -> None:
    ended = press(factory, view, "refresh")
    assert ended.outcome["counts"]["added"] == 3
    rows = rows_of(view)
    filled = [number for number, row in enumerate(rows, 1) if number > 3 and row[COLUMN["货号"] - 1]]
    assert min(filled) == 6  # a merged cell reaches over the two above
    assert press(factory, view).outcome["counts"] == {}


def test_a_colleague_writes_orders_of_their_own_into_it(factory: Factory, view: Path) -> None:
    edit(view, B6="佳禾装饰", C6="HY-4030", E6=60, F6=1.9, H6=DUE.isoformat())
    assert as_lina(factory, view, "sync").outcome["counts"] == {"created": 1}
    assert column(view, "订单号")[6]
    assert len(factory.orders()) == 4


def test_a_book_that_was_not_adopted_has_no_view(factory: Factory, tmp_path: Path) -> None:
    own = veterans_book(tmp_path / "新的.xlsx")
    before = own.read_bytes()
    ended = press(factory, own, "my_view", out="x.xlsx")
    assert (ended.exit, ended.outcome["refused"]) == (2, "not_adopted")
    assert own.read_bytes() == before


def test_nothing_is_emptied_without_a_new_name(factory: Factory, book: Path) -> None:
    before = book.read_bytes()
    assert press(factory, book, "my_view").outcome["refused"] == "only_a_copy"
    assert book.read_bytes() == before
