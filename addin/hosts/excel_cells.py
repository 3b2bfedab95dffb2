"""Cells between Excel and the bridge: serial numbers and ISO text, error codes, text that stays text."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addin.bridge.messages import Cell

DATE_FORMAT, TIME_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
LONGEST_TEXT = 32_767
ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}
"""What COM hands over where a cell shows an error (xlCVError)."""
_EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001 - cells have no zone
_DAY = dt.timedelta(days=1)
_LATEST = {False: 2_958_466, True: 2_957_004}
"""The first serial number beyond the year 9999, by date system."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_LETTERS_OF_DATES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|General|E[+-]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhse]|aaa|bbb|ggg", re.IGNORECASE)


def is_date_format(number_format: str) -> bool:
    """Tell whether numbers show as dates or times: only its first section counts."""
    first = _NO_LETTERS_OF_DATES.sub("", number_format).partition(";")[0]
    return bool(_DATE_LETTERS.search(first))


def travelling(value: object) -> Cell:
    """Return a value of Value2 as it travels; dates are numbers still."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return ERRORS.get(value, value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value)


def iso(serial: float, *, is_1904: bool) -> tuple[Cell, bool]:
    """Return a number shown as a date as ISO text, and whether it is one (a bare time of day is none)."""
    if not 0 <= serial < _LATEST[is_1904]:
        return serial, False
    moment = _EPOCHS[is_1904] + dt.timedelta(seconds=round(serial * _DAY.total_seconds()))
    if serial < 1:
        return moment.time().isoformat(), False
    return (moment.date() if moment.time() == dt.time() else moment).isoformat(), True


def serial(text: str, *, is_1904: bool) -> float:
    """Return the serial number of ISO text. Raises ValueError."""
    return (dt.datetime.fromisoformat(text).replace(tzinfo=None) - _EPOCHS[is_1904]) / _DAY


def written(value: Cell) -> str | float | bool | None:
    """Return a value as Value2 takes it: an apostrophe keeps Excel from reading text as anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return "'" + _NOT_IN_XML.sub("", value)[:LONGEST_TEXT]
    return value if isinstance(value, bool) else float(value)
