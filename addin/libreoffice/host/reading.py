"""Blocks of a Calc sheet: gathered on the main thread in few calls, put into the bridge's words off it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from addin.libreoffice.host.cells import iso, travelling_rows
from addin.libreoffice.host.ranges import FORMULA, cells_of, in_rows, rectangles, used_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from addin.libreoffice.host.ranges import Rectangle

DATE, TIME, LOGICAL = 2, 4, 1024
"""com.sun.star.util.NumberFormat."""
AMBIGUOUS = "AMBIGUOUS_VALUE"
"""com.sun.star.beans.PropertyState."""
MOST_ROWS = 100_000
"""Rows of a sheet that a press reads; what lies further down is a slip of the hand."""


class TooTallError(Exception):
    """Something stands so far down on a sheet that it can only be a slip."""

    def __init__(self, sheet: str, row: int) -> None:
        super().__init__(sheet, row)
        self.sheet = sheet
        self.row = row


@dataclass(frozen=True)
class Gathered:
    """What Calc said of a block; `shown_as` are cells by the type of their number format."""

    area: dict[str, Any]
    is_open: bool
    values: Sequence[Sequence[Any]]
    formulas: Sequence[Rectangle]
    visible: Sequence[Rectangle]
    shown_as: Sequence[tuple[int, Sequence[Rectangle]]]
    errors: Mapping[tuple[int, int], str]
    null_date: dt.date
    looks: Any = None


def null_date_of(document: Any) -> dt.date:
    """Return the day that serial numbers count from: 1899-12-30, or that of a book of 1904."""
    found = document.NullDate
    return dt.date(found.Year, found.Month, found.Day)


def gather(
    document: Any, needs: Iterable[Mapping[str, Any]], *, see: Callable[[Any, Mapping[str, Any]], Any]
) -> list[Gathered]:
    """Read blocks, by `see` also how they look where that is asked for. Raises TooTallError.

    Of runs of rows, some hundreds of one sheet, the values are read one by one, all else for all of them at
    once: each question to Calc has its price.
    """
    alike = groupby(needs, _kind_of)
    return [
        each
        for kind, group in alike
        for each in _gather(document, [need["range"] for need in group], see if kind[-1] else None)
    ]


def _kind_of(need: Mapping[str, Any]) -> tuple[Any, ...]:
    asked = need["range"]
    is_open = bool(asked["last_row"])
    return asked["sheet"], asked["first_column"], asked["last_column"], is_open, bool(need.get("looks"))


def _gather(
    document: Any, asked: Sequence[Mapping[str, Any]], see: Callable[[Any, Mapping[str, Any]], Any] | None
) -> list[Gathered]:
    sheet = document.Sheets.getByName(asked[0]["sheet"])
    areas = [_ending(sheet, each) for each in asked]
    values = [cells_of(sheet, area).getDataArray() for area in areas]
    first, last = min(area["first_row"] for area in areas), max(area["last_row"] for area in areas)
    whole = {**areas[0], "first_row": first, "last_row": last}
    formulas = rectangles(cells_of(sheet, whole).queryContentCells(FORMULA).getRangeAddresses())
    visible = rectangles(_whole_rows(sheet, whole).queryVisibleCells().getRangeAddresses())
    shown_as = [
        (kind, rectangles(found)) for kind, found in _shown_as(document, sheet, [*chain(*values)], whole)
    ]
    null_date = null_date_of(document)
    looks = see(sheet, whole) if see else None
    return [
        Gathered(
            area,
            not each["last_row"],
            lines,
            in_rows(formulas, area["first_row"], area["last_row"]),
            in_rows(visible, area["first_row"], area["last_row"]),
            [(kind, in_rows(found, area["first_row"], area["last_row"])) for kind, found in shown_as],
            _errors(sheet, lines, area),
            null_date,
            looks,
        )
        for each, area, lines in zip(asked, areas, values)
    ]


def _ending(sheet: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a range that goes on to the used end with that end."""
    rows, columns = (0, 0) if asked["last_row"] and asked["last_column"] else used_end(sheet)
    if not asked["last_row"] and rows > MOST_ROWS:
        raise TooTallError(asked["sheet"], rows)
    return {
        **asked,
        "last_row": asked["last_row"] or max(rows, asked["first_row"]),
        "last_column": asked["last_column"] or max(columns, asked["first_column"]),
    }


def _whole_rows(sheet: Any, area: Mapping[str, Any]) -> Any:
    """Return the rows of an area from end to end: of hidden columns alone no cell is to be seen."""
    last = sheet.RangeAddress.EndColumn
    return sheet.getCellRangeByPosition(0, area["first_row"] - 1, last, area["last_row"] - 1)


def _shown_as(
    document: Any, sheet: Any, values: Sequence[Sequence[Any]], area: Mapping[str, Any]
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the cells shown as days, times or truths: columns with numbers are asked for the format shared.

    Only where a column shares none its groups of equal looks are asked for: for all cells at once that takes
    longer than all else together.
    """
    formats = document.getNumberFormats()
    top, bottom = area["first_row"] - 1, area["last_row"] - 1
    for column, cells in enumerate(zip(*values), start=area["first_column"] - 1):
        if not any(value.__class__ is float for value in cells):
            continue
        run = sheet.getCellRangeByPosition(column, top, column, bottom)
        # Of cells that differ in it Calc gives the format of some, or none.
        differ = run.getPropertyState("NumberFormat").value == AMBIGUOUS
        shared = None if differ else run.NumberFormat
        groups = [run] if shared is not None else groups_of(run)
        for group in groups:
            key = shared if shared is not None else group.getByIndex(0).NumberFormat
            kind = formats.getByKey(key).Type
            if kind & (DATE | TIME | LOGICAL):
                yield kind, [run.RangeAddress] if shared is not None else group.getRangeAddresses()


def groups_of(run: Any) -> list[Any]:
    """Return the groups of cells that look alike in everything."""
    found = run.getUniqueCellFormatRanges()
    return [found.getByIndex(index) for index in range(found.getCount())]


def _errors(
    sheet: Any, values: Sequence[Sequence[Any]], area: Mapping[str, Any]
) -> dict[tuple[int, int], str]:
    """Return what cells with an error show: their value is None, that of blank ones an empty text."""
    return {
        (row, column): sheet.getCellByPosition(column - 1, row - 1).getString()
        for row, line in enumerate(values, start=area["first_row"])
        if None in line
        for column, value in enumerate(line, start=area["first_column"])
        if value is None
    }


def block(found: Gathered) -> dict[str, Any]:
    """Return a block as it travels."""
    top, left = found.area["first_row"], found.area["first_column"]
    rows = travelling_rows(found.values)
    dates = _name_shown(found, rows)
    for (row, column), text in found.errors.items():
        rows[row - top][column - left] = text
    if found.is_open:
        while rows and all(value is None for value in rows[-1]):
            rows.pop()
    last_row = top + len(rows) - 1
    return {
        "range": {**found.area, "last_row": last_row},
        "rows": rows,
        "formulas": sorted(
            (row, column)
            for at in found.formulas
            for row in range(at.top, at.bottom + 1)
            for column in range(at.left, at.right + 1)
        ),
        "dates": sorted(dates),
        "hidden_rows": _hidden(found, top, last_row),
    }


def _name_shown(found: Gathered, rows: list[list[Any]]) -> list[tuple[int, int]]:
    """Turn numbers that are shown as days, times or truths into these; return the spots of days."""
    dates: list[tuple[int, int]] = []
    known: dict[Any, tuple[str, bool]] = {}  # the same few days stand in many rows
    for kind, stretches in found.shown_as:
        for at in stretches:
            for column in range(at.left, at.right + 1):
                lines = range(at.top, at.bottom + 1)
                if kind & LOGICAL:
                    _name_truths(found, rows, lines, column)
                else:
                    dates += _name_days(found, rows, (lines, column), known)
    return dates


def _name_days(
    found: Gathered, rows: list[list[Any]], where: tuple[range, int], known: dict[Any, tuple[str, bool]]
) -> Iterator[tuple[int, int]]:
    lines, column = where
    top, place = found.area["first_row"], column - found.area["first_column"]
    for number in lines:
        line = rows[number - top]
        value = line[place]
        if value is None or value.__class__ is str:
            continue
        if value not in known:
            known[value] = iso(value, found.null_date)
        line[place], is_date = known[value]
        if is_date:
            yield number, column


def _name_truths(found: Gathered, rows: list[list[Any]], lines: range, column: int) -> None:
    top, place = found.area["first_row"], column - found.area["first_column"]
    for line in rows[lines.start - top : lines.stop - top]:
        if line[place] is not None and line[place].__class__ is not str:
            line[place] = bool(line[place])


def _hidden(found: Gathered, first: int, last: int) -> list[int]:
    shown = {row for at in found.visible for row in range(at.top, at.bottom + 1)}
    return [row for row in range(first, last + 1) if row not in shown]
