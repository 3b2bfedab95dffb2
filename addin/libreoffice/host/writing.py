"""Values into a Calc sheet: whole blocks at once, round formulas, day formats last and in groups."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import uno
from com.sun.star.uno import RuntimeException

from addin.libreoffice.host.cells import is_midnight, serial, written
from addin.libreoffice.host.ranges import FORMULA, cells_of, ranges, spots
from addin.libreoffice.host.reading import DATE, null_date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PLACEHOLDER = "=1"
DAY_FORMAT, MOMENT_FORMAT = "YYYY-MM-DD", "YYYY-MM-DD HH:MM"


class Writer:
    """Writes to one document; `finish` gives dates that were written their format."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._null_date = null_date_of(document)
        self._dated: dict[tuple[str, str], list[Any]] = defaultdict(list)

    def put(self, operation: Mapping[str, Any]) -> None:
        """Write a block of values; cells with a formula keep it, unless it shall be replaced."""
        area, rows = operation["range"], operation["rows"]
        if not rows or not rows[0]:
            return
        sheet = self.sheet(area["sheet"])
        values = self._values(area, rows, {tuple(spot) for spot in operation.get("dates", ())})
        end = {
            "last_row": area["first_row"] + len(rows) - 1,
            "last_column": area["first_column"] + len(rows[0]) - 1,
        }
        cells = cells_of(sheet, {**area, **end})
        kept: set[Any] = set()
        if operation.get("keep_formulas", True):
            kept = set(spots(cells.queryContentCells(FORMULA).getRangeAddresses()))
        if not kept:
            self.write(cells, values)
            return
        for row, line in enumerate(values, start=area["first_row"]):
            for column, part in _without(line, row, area["first_column"], kept):
                one = {"first_row": row, "last_row": row, "first_column": column}
                self.write(cells_of(sheet, {**one, "last_column": column + len(part) - 1}), (part,))

    def write(self, cells: Any, values: tuple[tuple[Any, ...], ...]) -> None:
        """Fill cells with values as `written` gives them.

        Calc takes a written block back by putting old values back, and leaves alone what was blank before. An
        array formula is taken back whole, so one goes first where blank cells are filled.
        """
        if any(value != "" for line in values for value in line) and cells.queryEmptyCells().getCount():
            with suppress(RuntimeException):  # joined cells take none; all but Ctrl+Z works without it
                cells.setArrayFormula(_PLACEHOLDER)
        cells.setDataArray(values)

    def sheet(self, name: str) -> Any:
        """Return a sheet, made at the end when there is none of this name."""
        sheets = self._document.Sheets
        if not sheets.hasByName(name):
            sheets.insertNewByName(name, sheets.getCount())
        return sheets.getByName(name)

    def finish(self) -> None:
        """Show written days as days where the cell's format does not do so already."""
        formats = self._document.getNumberFormats()
        for (name, code), found in self._dated.items():
            sheet = self.sheet(name)
            cells = ranges(self._document, sheet, found)
            shared = cells.NumberFormat  # None: the cells differ in it
            if shared is None:
                plain = [*_not_as_days(formats, sheet, found)]
                cells = ranges(self._document, sheet, plain) if plain else None
            elif formats.getByKey(shared).Type & DATE:
                cells = None
            if cells is not None:
                cells.NumberFormat = self.format(code)
        self._dated.clear()

    def format(self, code: str) -> int:
        """Return the key of a number format."""
        formats = self._document.getNumberFormats()
        locale = uno.createUnoStruct("com.sun.star.lang.Locale")
        locale.Language, locale.Country = "en", "US"
        found: int = formats.queryKey(code, locale, False)  # noqa: FBT003 - UNO knows no keywords
        return found if found != -1 else int(formats.addNew(code, locale))

    def _values(self, area: Mapping[str, Any], rows: Iterable[Any], dates: set[Any]) -> tuple[Any, ...]:
        if not dates:
            return tuple(tuple(map(written, line)) for line in rows)
        return tuple(
            tuple(
                self._moment(area["sheet"], (row, column), value)
                if (row, column) in dates and isinstance(value, str) and value
                else written(value)
                for column, value in enumerate(line, start=area["first_column"])
            )
            for row, line in enumerate(rows, start=area["first_row"])
        )

    def _moment(self, sheet: str, spot: Any, text: str) -> float:
        number = serial(text, self._null_date)
        self._dated[sheet, DAY_FORMAT if is_midnight(number) else MOMENT_FORMAT].append(spot)
        return number


def _without(
    line: tuple[Any, ...], row: int, first: int, kept: set[Any]
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield (column, values) of the runs of a row that hold no formula."""
    run: list[Any] = []
    for column, value in enumerate((*line, None), start=first):
        if column < first + len(line) and (row, column) not in kept:
            run.append(value)
        elif run:
            yield column - len(run), tuple(run)
            run = []


def _not_as_days(formats: Any, sheet: Any, found: Iterable[Any]) -> Iterator[Any]:
    """Yield the spots whose cells do not show days: column by column, by groups of equal looks."""
    rows_by_column: dict[int, set[int]] = defaultdict(set)
    for row, column in found:
        rows_by_column[column].add(row)
    for column, rows in rows_by_column.items():
        run = sheet.getCellRangeByPosition(column - 1, min(rows) - 1, column - 1, max(rows) - 1)
        groups = run.getUniqueCellFormatRanges()
        for group in (groups.getByIndex(index) for index in range(groups.getCount())):
            if not formats.getByKey(group.getByIndex(0).NumberFormat).Type & DATE:
                yield from (spot for spot in spots(group.getRangeAddresses()) if spot[0] in rows)
