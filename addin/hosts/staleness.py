"""Which formulas may come to another result now: those that reach a changed cell, over any number of steps.

A result that may be old is better not kept: a spreadsheet program calculates where there is none, and some
trust what they find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import range_to_tuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Spot = tuple[str, int, int]
"""(sheet, row, column)."""
_UNTRACEABLE = frozenset({"INDIRECT(", "OFFSET("})
_LAST = 2_000_000


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a sheet, ends included."""

    sheet: str
    left: int
    top: int
    right: int
    bottom: int


def stale(formulas: Mapping[Spot, str], changed: Iterable[Spot]) -> set[Spot]:
    """Return the formulas that may be out of date after cells changed.

    One whose reach cannot be told (a defined name, a table, another book, INDIRECT) always may be.
    """
    spots = set(changed)
    if not spots:
        return set()
    areas = {spot: _areas(formula, home=spot[0]) for spot, formula in formulas.items()}
    found = {spot for spot, reached in areas.items() if reached is None}
    left = {spot: reached for spot, reached in areas.items() if reached is not None}
    fresh = spots | found
    while fresh:
        index = _index(fresh)
        fresh = {spot for spot, reached in left.items() if any(_touches(area, index) for area in reached)}
        found |= fresh
        left = {spot: reached for spot, reached in left.items() if spot not in fresh}
    return found


def _areas(formula: str, *, home: str) -> list[Area] | None:
    areas = []
    for token in Tokenizer(formula).items:
        if token.type == Token.FUNC and token.value.upper() in _UNTRACEABLE:
            return None
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            area = _area(token.value, home)
            if area is None:
                return None
            areas.append(area)
    return areas


def _area(text: str, home: str) -> Area | None:
    """Return the rectangle a reference names; None when it is a name, a table or another book."""
    try:
        sheet, bounds = range_to_tuple(text) if "!" in text else (home, range_boundaries(text))
    except (ValueError, TypeError):
        return None
    left, top, right, bottom = bounds
    if "[" in sheet:
        return None
    return Area(sheet.replace("''", "'"), left or 1, top or 1, right or _LAST, bottom or _LAST)


Index = dict[str, dict[int, list[int]]]


def _index(spots: Iterable[Spot]) -> Index:
    rows: Index = defaultdict(lambda: defaultdict(list))
    for sheet, row, column in sorted(spots):
        rows[sheet][column].append(row)
    return rows


def _touches(area: Area, index: Index) -> bool:
    columns = index.get(area.sheet, {})
    return any(_within(rows, area) for column, rows in columns.items() if area.left <= column <= area.right)


def _within(rows: list[int], area: Area) -> bool:
    at = bisect_left(rows, area.top)
    return at < len(rows) and rows[at] <= area.bottom
