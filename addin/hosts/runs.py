"""Many runs of rows read as one block and cut from it, where every question to the program has its price."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from addin.bridge import messages as m
from addin.hosts.paints import in_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


FEW_RUNS = 16
"""So many are cheaper one by one than with all the rows between them."""
_Spots = dict[int, list[tuple[int, int]]]


def blocks(needs: Iterable[m.Need], read: Callable[[m.Need], m.CellBlock]) -> list[m.CellBlock]:
    """Return the block of each need; `read` reads one."""
    alike = groupby(needs, _kind_of)
    return [block for _, group in alike for block in _together(list(group), read)]


def _kind_of(need: m.Need) -> tuple[str, int, int, bool, bool]:
    area = need.range
    return area.sheet, area.first_column, area.last_column, bool(area.last_row), need.looks


def _together(needs: Sequence[m.Need], read: Callable[[m.Need], m.CellBlock]) -> Iterator[m.CellBlock]:
    one = needs[0].range
    if len(needs) <= FEW_RUNS or not one.last_row:
        return map(read, needs)
    first, last = min(need.range.first_row for need in needs), max(need.range.last_row for need in needs)
    whole = m.Range(one.sheet, first, one.first_column, last, one.last_column)
    return _cut(read(m.Need(whole, needs[0].looks)), [need.range for need in needs])


def _cut(whole: m.CellBlock, areas: Iterable[m.Range]) -> Iterator[m.CellBlock]:
    formulas, dates, unknown = map(_by_row, (whole.formulas, whole.dates, whole.uncalculated))
    hidden, top = set(whole.hidden_rows), whole.range.first_row
    for area in areas:
        numbers = range(area.first_row, area.last_row + 1)
        yield m.CellBlock(
            m.Range(area.sheet, area.first_row, area.first_column, area.last_row, whole.range.last_column),
            whole.rows[numbers.start - top : numbers.stop - top],
            formulas=[spot for row in numbers for spot in formulas.get(row, ())],
            dates=[spot for row in numbers for spot in dates.get(row, ())],
            hidden_rows=[row for row in numbers if row in hidden],
            uncalculated=[spot for row in numbers for spot in unknown.get(row, ())],
            paints=in_rows(whole.paints, area.first_row, area.last_row),
            merged=[each for each in whole.merged if each[0] <= area.last_row and each[2] >= area.first_row],
        )


def _by_row(spots: Iterable[tuple[int, int]]) -> _Spots:
    found: _Spots = defaultdict(list)
    for spot in spots:
        found[spot[0]].append(spot)
    return found
