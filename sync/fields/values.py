"""Values of fields: canonical text (strict), tolerant reading of cells, and the way back to cells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sync.fields import dates, numbers, texts
from sync.fields.kinds import Kind
from sync.fields.phones import is_phone, phone_text
from sync.fields.readings import BadValueError, Guess, Unparsed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sync.fields.kinds import Field

__all__ = [
    "BadValueError",
    "Cell",
    "Guess",
    "Unparsed",
    "canonical",
    "from_cell",
    "is_dated",
    "is_phone",
    "phone_text",
    "to_cell",
]

Cell: TypeAlias = str | int | float | bool | None
"""A cell as it travels; dates and times are ISO text."""

NUMBERS = frozenset({Kind.QUANTITY, Kind.PRICE, Kind.MONEY, Kind.NUMBER, Kind.WHOLE})
_MONEY = frozenset({Kind.PRICE, Kind.MONEY})
_DATED = frozenset({Kind.DATE, Kind.TIME})


def canonical(field: Field, text: str | None) -> str | None:
    """Return the canonical text of a field's value, None for blank.

    Trimmed; half-width in codes, numbers, dates; decimals without exponent and needless zeros, at most 15
    significant digits; ISO dates; times in UTC; `true` and `false`. Raises BadValueError when the text is
    none of its kind. Texts, codes, phones and names always have a canonical form, of any length.
    """
    if text is None:
        return None
    return _CANONICAL[field.kind](field, text)


def from_cell(field: Field, cell: Cell, *, today: dt.date) -> str | None:
    """Return what a cell says as canonical text, None for blank.

    Reads what people type: `1,200`, `1.2千`, `¥12.50`, `11.30`, `11月30日`, full-width digits, serials,
    phones with dashes, 是 and 否. A text that cannot be read comes back as `Unparsed` (it is sent as typed),
    a reading that left the year open as `Guess`.
    """
    if cell is None or cell == "":
        return None
    return _READERS[field.kind](field, cell, today)


def to_cell(field: Field, text: str | None) -> Cell:
    """Return canonical text as a cell: exact numbers, ISO text for dates and local times, 是 and 否."""
    if text is None:
        return None
    if field.kind in NUMBERS:
        return numbers.number_cell(text)
    if field.kind is Kind.TIME:
        return dates.time_cell(text)
    if field.kind is Kind.TRUTH:
        return "是" if text == "true" else "否"
    return text


def is_dated(field: Field) -> bool:
    """Tell whether cells of the field are real dates or times on a sheet."""
    return field.kind in _DATED


def _label_or_code(field: Field, text: str) -> str | None:
    """Return a code; where the dropdown offers rows of a view, its label stands for the code."""
    return texts.code_of_label(text) if isinstance(field.choices, str) else texts.code_text(text)


_CANONICAL: dict[Kind, Callable[[Field, str], str | None]] = {
    Kind.TEXT: lambda _, text: texts.plain_text(text),
    Kind.CODE: _label_or_code,
    Kind.NAMES: lambda _, text: texts.names(text),
    Kind.PHONE: lambda _, text: phone_text(text),
    Kind.QUANTITY: lambda _, text: numbers.decimal_text(text),
    Kind.PRICE: lambda _, text: numbers.decimal_text(text),
    Kind.MONEY: lambda _, text: numbers.decimal_text(text),
    Kind.NUMBER: lambda _, text: numbers.decimal_text(text),
    Kind.WHOLE: lambda _, text: numbers.whole_text(text),
    Kind.DATE: lambda _, text: dates.date_text(text),
    Kind.TIME: lambda _, text: dates.time_text(text),
    Kind.TRUTH: lambda _, text: texts.truth(text),
    Kind.COMMAND: lambda _, text: texts.code_text(text),
    Kind.SECRET: lambda _, text: text or None,
}


def _read_words(field: Field, cell: Cell, _today: dt.date) -> str | None:
    return _CANONICAL[field.kind](field, cell if isinstance(cell, str) else _shown(cell))


def _shown(cell: Cell) -> str:
    """Return a number or truth cell as the text a spreadsheet shows."""
    if isinstance(cell, bool):
        return str(cell).upper()
    return (numbers.decimal_of_float(cell) if isinstance(cell, int | float) else None) or str(cell)


def _read_number(field: Field, cell: Cell, _today: dt.date) -> str | None:
    if isinstance(cell, bool):
        return Unparsed(_shown(cell))
    return _typed_number(field.kind, cell if isinstance(cell, str) else _shown(cell))


@lru_cache(maxsize=8192)
def _typed_number(kind: Kind, cell: str) -> str | None:
    text = numbers.typed_decimal(cell, money=kind in _MONEY, percent=kind is Kind.NUMBER)
    if kind is Kind.WHOLE and text is not None and "." in text:
        return Unparsed(cell.strip())
    return text


def _read_date(_field: Field, cell: Cell, today: dt.date) -> str | None:
    if isinstance(cell, bool) or cell is None:
        return Unparsed(_shown(cell))
    return dates.typed_date(cell, today=today)


def _read_time(_field: Field, cell: Cell, today: dt.date) -> str | None:
    if isinstance(cell, bool) or cell is None:
        return Unparsed(_shown(cell))
    return dates.typed_time(cell, today=today)


def _read_truth(_field: Field, cell: Cell, _today: dt.date) -> str | None:
    text = _shown(cell)
    try:
        return texts.truth(text)
    except BadValueError:
        return Unparsed(text.strip())


_READERS: dict[Kind, Callable[[Field, Cell, dt.date], str | None]] = {
    **dict.fromkeys(Kind, _read_words),
    **dict.fromkeys(NUMBERS, _read_number),
    Kind.DATE: _read_date,
    Kind.TIME: _read_time,
    Kind.TRUTH: _read_truth,
}
