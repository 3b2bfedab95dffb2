"""A person's own sheets in memory, and presses on them against the tiny server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.hosts.memory import Content, MemoryHost, MemorySheet
from tests.addin.fake_api import FakeApi
from tests.addin.presses import Clerk, press

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.client.loop import Ended

SHEET = "十一月"
HEADER = ("序号", "客户", "货号", "数量", "单价", "交期", "联系电话", "区域", "备注")
FIRST = 3
FILL = "FFFF00"
LINES: tuple[tuple[Any, ...], ...] = (
    (1, "宏远机械", "HX-01", 1200, 0.5, "2026-12-03", "13800000001", "华东", "急"),
    (2, '"', "HX-02", 600, 0.6, '"', None, "华东", None),
    (3, '"', "HX-03", 50, 2, '"', None, "华南", None),
    (4, "金泰五金", "HX-04", 70, 3, "2025-03-01", "13800000002", "华南", None),
)


def own_sheet(lines: Sequence[Sequence[Any]] = LINES, header: Sequence[str] = HEADER) -> MemorySheet:
    """Return a sheet with a title, a header in row 2, lines, and a total below them."""
    sheet = MemorySheet()
    total = ("合计", None, None, sum(line[3] for line in lines if isinstance(line[3], int)))
    for row, cells in enumerate([("永昌五金订单",), header, *lines, total], 1):
        for column, value in enumerate(cells, 1):
            sheet.put((row, column), Content(value))
    return sheet


def own_book(*names: str) -> MemoryHost:
    """Return a book with such sheets."""
    return MemoryHost("我的表.xlsx", {name: own_sheet() for name in names or (SHEET,)})


def own_api() -> FakeApi:
    """Return a server that asks for little."""
    return FakeApi(required=("customer", "product", "quantity"))


def adopted(api: FakeApi, host: MemoryHost | None = None) -> MemoryHost:
    """Return a book that was adopted and synced."""
    book = host or own_book()
    assert press(book, api, "adopt", yes="1").exit == 0
    assert press(book, api, yes="1").exit == 0
    return book


def ask(host: MemoryHost, api: FakeApi, action: str = "sync", **answers: str) -> tuple[Ended, Clerk]:
    """Press a button as a person who answers so."""
    clerk = Clerk(answers=answers)
    return press(host, api, action, clerk=clerk), clerk


def at(host: MemoryHost, row: int, word: str, sheet: str = SHEET) -> Any:
    """Return the cell of a row below a header word."""
    found = host.sheets[sheet].cells.get((row, place(host, word, sheet)))
    return found.value if found else None


def place(host: MemoryHost, word: str, sheet: str = SHEET) -> int:
    """Return the column of a header word."""
    cells = host.sheets[sheet].cells
    return next(column for (_, column), content in sorted(cells.items()) if content.value == word)


def put(host: MemoryHost, row: int, sheet: str = SHEET, **cells: Any) -> None:
    """Type into cells of a row, named by header words."""
    for word, value in cells.items():
        host.sheets[sheet].put((row, place(host, word, sheet)), Content(value))


def insert_column(sheet: MemorySheet, before: int, cells: Iterable[tuple[int, Any]]) -> None:
    """Put a column in, as a person does with the mouse."""
    moved = {(row, at + (at >= before)): content for (row, at), content in sheet.cells.items()}
    sheet.cells = moved
    for row, value in cells:
        sheet.put((row, before), Content(value))


def insert_row(sheet: MemorySheet, before: int) -> None:
    """Put a blank row in."""
    sheet.cells = {(row + (row >= before), at): content for (row, at), content in sheet.cells.items()}
    sheet.looks.paints = {
        (kind, (row + (row >= before), at)): rgb for (kind, (row, at)), rgb in sheet.looks.paints.items()
    }


def stored(api: FakeApi, host: MemoryHost, row: int, sheet: str = SHEET) -> dict[str, Any]:
    """Return what the server holds of a row."""
    return api.rows[at(host, row, "_key", sheet)].values
