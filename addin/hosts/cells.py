"""Cells between a workbook's parts and the bridge: dates as ISO text, text that never becomes a formula."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, to_excel

from workbooks.theme import FORMULA_STARTS

if TYPE_CHECKING:
    from addin.bridge.messages import Cell
    from workbooks.parts.book import Book
    from workbooks.parts.cells import Cell as StoredCell
    from workbooks.parts.cells import Plain

DATE_FORMAT = "yyyy-mm-dd"
TIME_FORMAT = "yyyy-mm-dd hh:mm"
_BEYOND = 1e308


def travelling(cell: StoredCell, book: Book) -> tuple[Cell, bool]:
    """Return what a cell shows as it travels, and whether it is a date."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _text_or_date(value, kind=cell.kind)
    if not -_BEYOND < value < _BEYOND:  # a file may hold numbers that no message can
        return str(value), False
    return _moment(value, cell.look, book) if cell.look and book.looks.is_date(cell.look) else (value, False)


def _text_or_date(value: Plain, *, kind: bytes) -> tuple[Cell, bool]:
    if kind == b"d" and isinstance(value, str):
        try:
            return iso(dt.datetime.fromisoformat(value)), True
        except ValueError:
            return value, False
    return value, False


def _moment(value: float, look: int, book: Book) -> tuple[Cell, bool]:
    """Return a number shown as a date; one that is none, such as a negative one, stays a number."""
    epoch = CALENDAR_MAC_1904 if book.from_1904 else CALENDAR_WINDOWS_1900
    try:
        moment = from_excel(value, epoch, timedelta=book.looks.is_duration(look))
    except (OverflowError, ValueError):
        return value, False
    if isinstance(moment, dt.datetime | dt.date):
        return iso(moment), True
    return (value, False) if moment is None else (str(moment), False)


def iso(moment: dt.datetime | dt.date) -> str:
    """Return a date or time as ISO text to the second; a time at midnight is a date."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    nearest = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest.date().isoformat() if nearest.time() == dt.time() else nearest.isoformat()


def written(value: Cell, *, is_date: bool, look: int, book: Book) -> tuple[Plain, int]:
    """Return a value as a cell keeps it, and the look it needs: as before, but for date and text marks."""
    if is_date and isinstance(value, str):
        moment = dt.datetime.fromisoformat(value)
        fitting = DATE_FORMAT if moment.time() == dt.time() else TIME_FORMAT
        epoch = CALENDAR_MAC_1904 if book.from_1904 else CALENDAR_WINDOWS_1900
        serial: float = to_excel(moment, epoch)  # type: ignore[no-untyped-call]
        return int(serial) if serial == int(serial) else serial, book.looks.dated(look, fitting)
    if isinstance(value, str) and value:
        return value, book.looks.quoted(look, quote=value.startswith(FORMULA_STARTS))
    return value, look if value is None or value == "" else book.looks.quoted(look, quote=False)
