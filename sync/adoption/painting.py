"""Colours a person gave to lines of orders, each with the rows it stands on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.adoption.grid import Paint
    from sync.adoption.tables import FoundTable


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of a sheet and the numbers of the rows of orders it stands on."""

    sheet: str
    paint: Paint
    rows: tuple[int, ...]


def colours(tables: Iterable[FoundTable]) -> tuple[Colour, ...]:
    """Return the colours of lines, sheet by sheet, in the order they are first met from the top."""
    found: dict[tuple[str, Paint], set[int]] = defaultdict(set)
    for table in tables:
        first, last = min(table.headers), max(table.headers)
        for number in table.orders:
            for painted in table.sheet.by_number[number].painted:
                if painted.first_column <= last and painted.last_column >= first:
                    for paint in painted.paints:
                        found[table.sheet.title, paint].add(number)
    return tuple(Colour(sheet, paint, tuple(sorted(rows))) for (sheet, paint), rows in found.items())
