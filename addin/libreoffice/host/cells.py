"""Cells between Calc and the bridge: days as ISO text, whole numbers as such, text never a formula."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 32_767
DAY_SECONDS = 86_400
_TAB_SIGN = "\x01"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def travelling_rows(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return rows as they travel: empty text is nothing, a whole number is an int.

    Written out in one expression: a function a cell takes longer than all else there is to do with it.
    """
    return [
        [
            (value if _TAB_SIGN not in value else plain(value)) or None
            if value.__class__ is str
            else int(value)
            if value.__class__ is float and value.is_integer()
            else value
            for value in row
        ]
        for row in rows
    ]


def plain(text: str) -> str:
    """Return text as it was written: in cells of several lines Calc hands out its own sign for a tab."""
    return text.replace(_TAB_SIGN, "\t") if _TAB_SIGN in text else text


def iso(serial: float, null_date: dt.date) -> tuple[str, bool]:
    """Return a serial number as it travels, and whether it is a date (a bare time of day is none)."""
    moment = dt.datetime.combine(null_date, dt.time()) + dt.timedelta(seconds=round(serial * DAY_SECONDS))
    if 0 <= serial < 1:
        return moment.time().isoformat(), False
    return (moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()), True


def serial(text: str, null_date: dt.date) -> float:
    """Return the serial number of ISO text. Raises ValueError."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    return (moment - dt.datetime.combine(null_date, dt.time())) / dt.timedelta(days=1)


def is_midnight(value: float) -> bool:
    """Tell whether a serial number is a whole day."""
    return float(value).is_integer()


def written(value: Any) -> Any:
    """Return a value as Calc takes it in a data array, where text stays text whatever it looks like."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _NOT_IN_XML.sub("", value)[:LONGEST_TEXT]
    return float(value)
