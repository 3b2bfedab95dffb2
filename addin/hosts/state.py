"""The book's hidden state sheet: a name and a text a row; a long text goes on in the cells to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.packaging.custom import StringProperty

from addin.hosts.cells import LONGEST_TEXT, write
from workbooks.layout import STATE_SHEET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

BOOK_PROPERTY = "SheetlineBook"
_PIECE = LONGEST_TEXT - 767


def load_state(book: Workbook) -> dict[str, str]:
    """Return the state by name; empty when the book has none yet.

    Where the sheet is gone, as after a first press was undone with Ctrl+Z, the book still has its id: by that
    the server knows rows again whose keys went with it.
    """
    rows = book[STATE_SHEET].iter_rows(values_only=True) if STATE_SHEET in book.sheetnames else ()
    found = {
        str(row[0]): "".join(str(piece) for piece in row[1:] if piece is not None) for row in rows if row[0]
    }
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # missing in the published types
    if "book" not in found and BOOK_PROPERTY in properties.names:
        found["book"] = str(properties[BOOK_PROPERTY].value)
    return found


def save_state(book: Workbook, state: Mapping[str, str]) -> None:
    """Write the state into its sheet, and the book's id where other programs find it too."""
    if not state:
        return
    sheet = _state_sheet(book)
    sheet.delete_rows(1, sheet.max_row)
    for row, (name, text) in enumerate(state.items(), start=1):
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        for column, piece in enumerate([name, *pieces], start=1):
            write(sheet.cell(row, column), value=piece, is_date=False)
    _name_book(book, state.get("book", ""))


def _state_sheet(book: Workbook) -> Worksheet:
    if STATE_SHEET not in book.sheetnames:
        book.create_sheet(STATE_SHEET).sheet_state = "hidden"
    sheet: Worksheet = book[STATE_SHEET]
    return sheet


def _name_book(book: Workbook, book_id: str) -> None:
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # missing in the published types
    if BOOK_PROPERTY in properties.names:
        del properties[BOOK_PROPERTY]
    if book_id:
        properties.append(StringProperty(name=BOOK_PROPERTY, value=book_id))
