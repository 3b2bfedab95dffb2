"""The book's hidden state sheet: a name and a text a row; a long text goes on in the cells to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.layout import STATE_SHEET
from workbooks.parts.strings import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.parts.book import Book

BOOK_PROPERTY = "SheetlineBook"
_PIECE = LONGEST_TEXT - 767


def load_state(book: Book) -> dict[str, str]:
    """Return the state by name; empty when the book has none yet.

    Where the sheet is gone, as after a first press was undone with Ctrl+Z, the book still has its id: by that
    the server knows rows again whose keys went with it.
    """
    found: dict[str, str] = {}
    if STATE_SHEET in book.names:
        rows = book.sheet(STATE_SHEET).rows
        for number in rows:
            cells = rows.cells(number)
            name = cells[1].value if 1 in cells else None
            pieces = (cells[column].value for column in sorted(cells) if column > 1)
            if name:
                found[str(name)] = "".join(str(piece) for piece in pieces if piece is not None)
    kept = book.property(BOOK_PROPERTY)
    if "book" not in found and kept is not None:
        found["book"] = kept
    return found


def save_state(book: Book, state: Mapping[str, str]) -> None:
    """Write the state into its sheet, and the book's id where other programs find it too."""
    if not state:
        return
    sheet = book.sheet(STATE_SHEET) if STATE_SHEET in book.names else book.add_sheet(STATE_SHEET, hidden=True)
    sheet.clear()
    for row, (name, text) in enumerate(state.items(), start=1):
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        for column, piece in enumerate([name, *pieces], start=1):
            sheet.put(row, column, piece, look=0)
    if state.get("book"):
        book.set_property(BOOK_PROPERTY, state["book"])
