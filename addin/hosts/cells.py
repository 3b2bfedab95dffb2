"""Cells between openpyxl and the bridge: dates as ISO text, text that must never become a formula."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.formula import ArrayFormula

from workbooks.grids import ESCAPED_RETURN
from workbooks.theme import FORMULA_STARTS

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell

    from addin.bridge.messages import Cell

DATE_FORMAT = "yyyy-mm-dd"
TIME_FORMAT = "yyyy-mm-dd hh:mm"
LONGEST_TEXT = 32_767
_BEYOND = 1e308
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def travelling(value: object) -> tuple[Cell, bool]:
    """Return a value of openpyxl as it travels, and whether it is a date."""
    if isinstance(value, dt.datetime | dt.date):
        return iso(value), True
    if isinstance(value, dt.time | dt.timedelta | CellRichText):
        return str(value), False
    if isinstance(value, str):
        return value.replace(ESCAPED_RETURN, "\r"), False
    return value if value is None else _number(value) if isinstance(value, int | float) else str(value), False


def _number(value: float) -> Cell:
    """Return a number that can travel as one; a file may hold such as no spreadsheet and no message can."""
    return value if -_BEYOND < value < _BEYOND else str(value)


def iso(moment: dt.datetime | dt.date) -> str:
    """Return a date or time as ISO text to the second; a time at midnight is a date."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    nearest = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest.date().isoformat() if nearest.time() == dt.time() else nearest.isoformat()


def shown_result(value: str | float | bool, *, cell: Any) -> tuple[Cell, bool]:  # noqa: FBT001
    """Return the result of a formula as it travels: a number shown as a date is one."""
    if isinstance(value, str | bool) or not is_date_format(cell.number_format):
        return value, False
    return travelling(from_excel(value, cell.parent.parent.epoch))


def formula_of(cell: Any) -> str:
    """Return the formula of a cell, that of an array too; empty where there is none."""
    if cell.data_type != "f":
        return ""
    value = cell.value
    return str(value.text or "") if isinstance(value, ArrayFormula) else str(value)


def write(cell: SheetCell | MergedCell, *, value: Cell, is_date: bool) -> None:
    """Put a value into a cell and leave its looks alone, but for a date format where none is there yet."""
    if isinstance(cell, MergedCell):
        return
    if value is None or value == "":
        cell.value = None
    elif is_date and isinstance(value, str):
        _write_moment(cell, dt.datetime.fromisoformat(value))
    elif isinstance(value, str):
        _write_text(cell, value)
    else:
        cell.value = value
        cell.quotePrefix = False


def _write_moment(cell: SheetCell, moment: dt.datetime) -> None:
    shown = cell.number_format
    cell.value = moment.date() if moment.time() == dt.time() else moment
    fitting = DATE_FORMAT if moment.time() == dt.time() else TIME_FORMAT
    cell.number_format = shown if is_date_format(shown) else fitting
    cell.quotePrefix = False


def _write_text(cell: SheetCell, text: str) -> None:
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", plain)
    cell.data_type = "s"  # openpyxl guesses formulas and errors from the text
    cell.quotePrefix = text.startswith(FORMULA_STARTS)
