"""What single cells of a person's table say, field by field, and whether somebody should look at them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from sync.adoption.days import without_notes
from sync.adoption.ditto import is_error
from sync.fields.counts import typed_count, typed_price
from sync.fields.dates import SHANGHAI
from sync.fields.kinds import Kind
from sync.fields.phones import is_phone
from sync.fields.readings import Guess, Unparsed
from sync.fields.values import from_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.fields.kinds import Field
    from sync.fields.values import Cell

_MANY = re.compile(r"[/／、;；,，\n]")
_SERIAL = re.compile(r"[3-5]\d{4}(\.0+)?", re.ASCII)
_READS_A_YEAR = ((4, 1), (10, 28))
"""Month and day from which on dates, and times, without a year are read into that very year."""
_TITLE_LEADS = dt.timedelta(days=60)
"""A sheet of a month has no dates long before it: readers look back 90 days from what they take for today."""
_NEAR_YEARS = 12
_DELIVERY_DAYS = range(240)
_MOST_DIGITS = 1e15
"""From here on a number cell no longer holds every digit of a code."""


class Source(Enum):
    """Where a cell has what it says from: itself, the line above (a ditto mark, a blank), a merge."""

    ITSELF = "itself"
    ABOVE = "above"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Parsed:
    """Canonical text of a cell, None where none can be read; `doubtful` where somebody should look."""

    value: str | None = None
    doubtful: bool = False
    source: Source = Source.ITSELF


NOTHING = Parsed()
UNREADABLE = Parsed(None, doubtful=True)


@dataclass(frozen=True, slots=True)
class Near:
    """The day a date without a year is near to; `sure` when the sheet itself names it."""

    day: dt.date
    sure: bool = False
    whole_year: bool = False
    of_title: bool = False

    def reference(self, kind: Kind) -> dt.date:
        """Return the day that readers of dates shall take for today."""
        if self.whole_year:
            return dt.date(self.day.year, *(_READS_A_YEAR[kind is Kind.TIME]))
        return self.day + _TITLE_LEADS if self.of_title and kind is Kind.DATE else self.day


def read(field: Field, cell: Cell, *, near: Near) -> Parsed:
    """Return what a cell says."""
    if cell is None or cell == "":
        return NOTHING
    if is_error(cell):
        return UNREADABLE
    return _READERS.get(field.kind, _words)(field, cell, near)


def _words(field: Field, cell: Cell, near: Near) -> Parsed:
    text = from_cell(field, cell, today=near.day)
    lost = isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _MOST_DIGITS
    lines = field.kind is Kind.CODE and isinstance(cell, str) and "\n" in cell.strip()
    wrong = lost or lines or isinstance(text, Unparsed) or len(text or "") > field.limit
    return Parsed(text, doubtful=wrong)


def _phone(field: Field, cell: Cell, near: Near) -> Parsed:
    text = from_cell(field, cell, today=near.day)
    several = isinstance(cell, str) and len(_MANY.split(cell.strip())) > 1
    return Parsed(text, doubtful=text is not None and (several or not is_phone(text)))


def _quantity(field: Field, cell: Cell, near: Near) -> Parsed:
    return _number(
        typed_count(cell) if isinstance(cell, str) else from_cell(field, cell, today=near.day), least=0
    )


def _price(field: Field, cell: Cell, near: Near) -> Parsed:
    return _number(
        typed_price(cell) if isinstance(cell, str) else from_cell(field, cell, today=near.day), least=-1
    )


def _number(text: str | None, *, least: int) -> Parsed:
    if text is None:
        return NOTHING
    if isinstance(text, Unparsed):
        return UNREADABLE
    negative = Decimal(text) <= least if least == 0 else Decimal(text) < 0
    return Parsed(str(text), doubtful=isinstance(text, Guess) or negative)


def _day(field: Field, cell: Cell, near: Near) -> Parsed:
    text = from_cell(field, cell, today=near.reference(field.kind))
    if text is None:
        return NOTHING
    if isinstance(text, Unparsed):
        return _noted_day(field, cell, near)
    day = _local_day(text)
    if isinstance(text, Guess):
        return Parsed(
            _shown(field, text),
            doubtful=not (near.sure and _only_year_open(text) and _follows(day, near.day)),
        )
    return Parsed(_shown(field, text), doubtful=abs(day.year - near.day.year) > _NEAR_YEARS)


def _noted_day(field: Field, cell: Cell, near: Near) -> Parsed:
    """Read the day in `11月3日前` and `2026-11-03(周二)`, and a serial kept as text; each to be looked at."""
    if not isinstance(cell, str):
        return UNREADABLE
    bare = without_notes(cell)
    serial = float(bare) if _SERIAL.fullmatch(bare) else None
    if serial is None and bare == cell.strip():
        return UNREADABLE
    text = from_cell(field, bare if serial is None else serial, today=near.reference(field.kind))
    if text is None or isinstance(text, Unparsed):
        return UNREADABLE
    return Parsed(_shown(field, text), doubtful=True)


def _local_day(text: str) -> dt.date:
    if len(text) == len("2026-11-03"):
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text).astimezone(SHANGHAI).date()


def _shown(field: Field, text: str) -> str:
    """Return a moment with the offset of the sheet's own clock: the day in it is the day of the cell."""
    if field.kind is Kind.DATE:
        return str(text)
    return dt.datetime.fromisoformat(text).astimezone(SHANGHAI).isoformat(timespec="seconds")


def _only_year_open(text: Guess) -> bool:
    days = {_local_day(other) for other in (text, *text.others)}
    return len({(day.month, day.day) for day in days}) == 1


def _follows(day: dt.date, near: dt.date) -> bool:
    return (day - near).days in _DELIVERY_DAYS


_READERS: dict[Kind, Callable[[Field, Cell, Near], Parsed]] = {
    Kind.PHONE: _phone,
    Kind.QUANTITY: _quantity,
    Kind.PRICE: _price,
    Kind.MONEY: _price,
    Kind.NUMBER: _price,
    Kind.DATE: _day,
    Kind.TIME: _day,
}
