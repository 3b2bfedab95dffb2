"""A book with colours in all their forms and merged cells, as a file, in memory, and what hosts see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from addin.hosts.memory import Content, MemoryHost, MemorySheet
from addin.hosts.roles import ROLES
from sync.rows.letters import column_letters
from workbooks.parts.sheet import area_of

if TYPE_CHECKING:
    from pathlib import Path

    from addin.bridge import messages as m

ROWS, COLUMNS = 9, 4
_AMERICAN = "[$-409]"
"""What LibreOffice puts before a format written for the country its points and commas are of."""
MERGED = [(3, 3, 4, 4), (6, 1, 6, 2)]
FILLS: dict[tuple[int, int], Color] = {
    (2, 1): Color(rgb="FFFFC000"),
    (2, 2): Color(rgb="FFFFC000"),
    (3, 1): Color(rgb="FFFFC000"),
    (3, 2): Color(rgb="FFFFC000"),
    (4, 1): Color(theme=9),
    (4, 2): Color(indexed=13),
    (5, 1): Color(rgb="FFFFFFFF"),
    (7, 4): Color(rgb="FF00B0F0"),
}
FONTS: dict[tuple[int, int], Color] = {
    (5, 2): Color(rgb="FFFF0000"),
    (5, 3): Color(indexed=12),
    (6, 4): Color(rgb="FF000000"),
    (7, 4): Color(rgb="FFFF0000"),
}
SEEN: dict[tuple[m.PaintKind, str], set[tuple[int, int]]] = {
    ("fill", "FFC000"): {(2, 1), (2, 2), (3, 1), (3, 2)},
    ("fill", "F79646"): {(4, 1)},
    ("fill", "FFFF00"): {(4, 2)},
    ("fill", "00B0F0"): {(7, 4)},
    ("font", "FF0000"): {(5, 2), (7, 4)},
    ("font", "0000FF"): {(5, 3)},
}
"""What is painted, by colour; the sixth accent of openpyxl's theme is F79646."""


def write_coloured(path: Path) -> Path:
    """Write the book; white, black and what a conditional format shows are no colours."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "订单"
    for row in range(1, ROWS + 1):
        for column in range(1, COLUMNS + 1):
            sheet.cell(row, column).value = f"{row}-{column}"
    for (row, column), colour in FILLS.items():
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=colour)
    for (row, column), colour in FONTS.items():
        sheet.cell(row, column).font = Font(color=colour)
    red = PatternFill("solid", bgColor="FFFF0000")
    sheet.conditional_formatting.add("A1:D9", CellIsRule("equal", ['"9-1"'], fill=red))  # type: ignore[no-untyped-call]
    for top, left, bottom, right in MERGED:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)
    return path


@dataclass(frozen=True)
class Look:
    """How a cell looks: its role, number format, the width of its column, what is offered in it."""

    role: str
    number_format: str
    width: float
    hidden: bool
    offered: list[str]
    fits_paper: bool = False
    row_points: float = 0


def saved_look(path: Path, sheet: str, spot: tuple[int, int]) -> Look:
    """Return how a cell of a saved file looks."""
    book: Any = openpyxl.load_workbook(path)
    cell = book[sheet].cell(*spot)
    columns = book[sheet].column_dimensions
    hidden = [each for each in columns.values() if each.hidden and each.min and each.max]
    return Look(
        _role(cell),
        cell.number_format.removeprefix(_AMERICAN),
        round(columns[column_letters(spot[1])].width),
        any(each.min <= spot[1] <= each.max for each in hidden),
        _offered(book, sheet, cell.coordinate),
        _fits_paper(book[sheet]),
        book[sheet].row_dimensions[spot[0]].height or 0,
    )


def _fits_paper(sheet: Any) -> bool:
    setup, fitted = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    across = (setup.orientation, str(setup.fitToWidth or 1), str(setup.fitToHeight)) == (
        "landscape",
        "1",
        "0",
    )
    return across and bool(fitted and fitted.fitToPage)


def _role(cell: Any) -> str:
    font, fill = cell.font, cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else ""
    looks = {
        "title": font.b and font.sz == ROLES["title"].points,
        "head": font.b and fill[2:] == ROLES["head"].fill and cell.alignment.wrap_text,
        "note": font.sz == ROLES["note"].points and font.color.rgb[2:] == ROLES["note"].ink,
        "body": not font.b and not fill and cell.alignment.wrap_text,
    }
    return next((role for role, is_it in looks.items() if is_it), "")


def _offered(book: Any, sheet: str, cell: str) -> list[str]:
    found = [each for each in book[sheet].data_validations.dataValidation if cell in each.sqref]
    if not found:
        return []
    assert [(one.type, one.showErrorMessage, one.showDropDown) for one in found] == [("list", False, False)]
    name = found[0].formula1
    ((title, area),) = book.defined_names[name].destinations
    top, column, bottom, _ = area_of(area) or (0, 0, 0, 0)
    return [str(book[title].cell(row, column).value) for row in range(top, bottom + 1)]


def coloured_in_memory() -> MemoryHost:
    """Return the book in memory."""
    sheet = MemorySheet()
    for row in range(1, ROWS + 1):
        for column in range(1, COLUMNS + 1):
            sheet.put((row, column), Content(f"{row}-{column}"))
    sheet.looks.paints = {(kind, spot): rgb for (kind, rgb), spots in SEEN.items() for spot in spots}
    sheet.looks.merged = set(MERGED)
    return MemoryHost("订单.xlsx", {"订单": sheet})


def cells_of(block: m.CellBlock) -> dict[tuple[m.PaintKind, str], set[tuple[int, int]]]:
    """Return the painted cells of a block by colour; no cell may be named twice."""
    found: dict[tuple[m.PaintKind, str], set[tuple[int, int]]] = {}
    for kind, rgb, top, left, bottom, right in block.paints:
        cells = found.setdefault((kind, rgb), set())
        for spot in ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            assert spot not in cells
            cells.add(spot)
    return found
