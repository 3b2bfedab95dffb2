"""The book's hidden state sheet, as every host keeps it: a name and a text a row, long texts in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.libreoffice.host.cells import LONGEST_TEXT, plain, written
from addin.libreoffice.host.ranges import used_end

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.libreoffice.host.facts import Facts
    from addin.libreoffice.host.writing import Writer

PIECE = LONGEST_TEXT - 767
_REMOVABLE = 128  # com.sun.star.beans.PropertyAttribute


def load_state(document: Any, facts: Facts) -> dict[str, str]:
    """Return the state by name; empty when the book has none yet.

    Where the sheet is gone, as after a first press was undone with Ctrl+Z, the book still has its id: by that
    the server knows rows again whose keys went with it.
    """
    found: dict[str, str] = {}
    if document.Sheets.hasByName(facts.state_sheet):
        sheet = document.Sheets.getByName(facts.state_sheet)
        rows, columns = used_end(sheet)
        values = sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1).getDataArray()
        found = {_text(row[0]): "".join(map(_text, row[1:])) for row in values if row[0] not in {"", None}}
    properties = document.getDocumentProperties().getUserDefinedProperties()
    if "book" not in found and properties.getPropertySetInfo().hasPropertyByName(facts.book_property):
        found["book"] = str(properties.getPropertyValue(facts.book_property))
    return found


def save_state(document: Any, facts: Facts, values: Mapping[str, str | None], writer: Writer) -> None:
    """Set names in the state; None removes. The book's id also goes where other programs find it."""
    state: dict[str, str] = load_state(document, facts)
    for name, value in values.items():
        if value is None:
            state.pop(name, None)
        else:
            state[name] = value
    sheet = _state_sheet(document, facts)
    rows = [[name, *_pieces(text)] for name, text in state.items()]
    height, width = used_end(sheet)
    width = max(width, *map(len, rows)) if rows else width
    rows += [[]] * (height - len(rows))  # what is no longer needed is made blank
    block = tuple(tuple(map(written, row)) + ("",) * (width - len(row)) for row in rows)
    _write_what_differs(sheet, block, writer)
    _name_book(document, facts.book_property, state.get("book", ""))


def _write_what_differs(sheet: Any, block: tuple[tuple[str, ...], ...], writer: Writer) -> None:
    """Write rows that are not there yet: of a large book's keys most stay, and writing takes time."""
    last = len(block[0]) - 1
    there = sheet.getCellRangeByPosition(0, 0, last, len(block) - 1).getDataArray()
    for number, (row, old) in enumerate(zip(block, there)):
        if row != tuple(map(_text, old)):
            writer.write(sheet.getCellRangeByPosition(0, number, last, number), (row,))


def _pieces(text: str) -> list[str]:
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def _text(value: Any) -> str:
    """Return a cell as text; a number can only stand there when a person typed it."""
    if value is None:
        return ""
    return plain(value) if isinstance(value, str) else f"{value:g}"


def _state_sheet(document: Any, facts: Facts) -> Any:
    sheets = document.Sheets
    if not sheets.hasByName(facts.state_sheet):
        sheets.insertNewByName(facts.state_sheet, sheets.getCount())
        sheets.getByName(facts.state_sheet).IsVisible = False
    return sheets.getByName(facts.state_sheet)


def _name_book(document: Any, name: str, book: str) -> None:
    properties = document.getDocumentProperties().getUserDefinedProperties()
    known = properties.getPropertySetInfo().hasPropertyByName(name)
    if known and book:
        properties.setPropertyValue(name, book)
    elif known:
        properties.removeProperty(name)
    elif book:
        properties.addProperty(name, _REMOVABLE, book)
