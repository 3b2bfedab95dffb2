"""Columns of a person's own beside the fields of a view: their keys, their limits, their cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync.fields.kinds import Field, Writer

if TYPE_CHECKING:
    from sync.fields.values import Cell

OWN = "own:"
"""How the keys of a person's own columns begin; the name behind it is their header's words."""
MOST_OWN, LONGEST_OWN_NAME, LONGEST_OWN = 60, 60, 200
"""Columns beside a row, characters of a name and of a text."""
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", re.ASCII)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_MOST_DIGITS = 15


def own_field(key: str) -> Field:
    """Return the field of an own column; an order has no need of it, so it counts for out of sight."""
    name = key.removeprefix(OWN)
    return Field(key=key, label=name, english=name, writer=Writer.PEOPLE, limit=LONGEST_OWN, shown=False)


def own_cell(text: str | None) -> Cell:
    """Return the text of an own column as the cell it came from held it: a number is a number again."""
    if text is None or not _NUMBER.fullmatch(text) or len(text) > _MOST_DIGITS:
        return text
    return float(text) if "." in text else int(text)


def is_own_day(text: str | None) -> bool:
    """Tell whether the text of an own column is a day."""
    return text is not None and _DAY.fullmatch(text) is not None
