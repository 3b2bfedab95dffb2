"""The book's hidden state sheet in Excel, as a file has it: a name and a text a row, long texts in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.bridge import messages as m
from addin.hosts import excel_sheets as sheets
from addin.hosts.excel_cells import LONGEST_TEXT
from workbooks.layout import STATE_SHEET

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw

_PIECE = LONGEST_TEXT - 767


def load_state(book: xw.Book) -> dict[str, str]:
    """Return the state by name; empty when the book has none yet."""
    if not _has_state(book):
        return {}
    rows = sheets.block(book.sheets[STATE_SHEET], m.Range(STATE_SHEET, 1, 1, 0, 0)).rows
    return {
        str(row[0]): "".join(str(piece) for piece in row[1:] if piece is not None) for row in rows if row[0]
    }


def save_state(book: xw.Book, values: Mapping[str, str | None]) -> None:
    """Set names in the state; None removes. Rows that stay as they are are not written."""
    old = load_state(book)
    merged = {name: text for name, text in {**old, **values}.items() if text is not None}
    if merged == old:
        return
    sheet = _state_sheet(book)
    rows: list[list[m.Cell]] = [[name, *_pieces(text)] for name, text in merged.items()]
    tall, wide = sheets.used(sheet)
    wide = max(wide, *(len(row) for row in rows), 1) if rows else wide
    blank: list[m.Cell] = [None] * wide
    filled = [(row + blank)[:wide] for row in rows] + [blank] * max(0, tall - len(rows))
    area = m.Range(STATE_SHEET, 1, 1, len(filled), wide)
    sheets.put(sheet, m.Put(area, filled, keep_formulas=False))


def _pieces(text: str) -> list[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def _has_state(book: xw.Book) -> bool:
    return any(sheet.name == STATE_SHEET for sheet in book.sheets)


def _state_sheet(book: xw.Book) -> xw.Sheet:
    if not _has_state(book):
        front = book.sheets.active
        made = book.sheets.add(STATE_SHEET, after=book.sheets[len(book.sheets) - 1])
        made.visible = False
        front.api.Activate()
    return book.sheets[STATE_SHEET]
