"""A fresh workbook under XlsxWriter: formats made once each, and text that never becomes a formula."""

from __future__ import annotations

import datetime as dt
from typing import IO, TYPE_CHECKING, Self, TypeAlias

import xlsxwriter

from sync.fields.values import Cell
from workbooks.theme import BASE, FORMULA_STARTS, ROW_HEIGHT, Props

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SheetValue: TypeAlias = Cell | dt.date | dt.datetime
"""What may be written into a cell; dates and times (without zone) become real ones."""

_MADE_AT = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - the same content makes the same file
_MOMENTS = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")


class Book:
    """A workbook being written; leaving the `with` block makes the file."""

    def __init__(self, target: Path | IO[bytes], *, title: str) -> None:
        """Begin a workbook that will be written to a path or a binary stream."""
        where = target if hasattr(target, "write") else str(target)
        self.file = xlsxwriter.Workbook(where, {"in_memory": True, "default_format_properties": dict(BASE)})
        self.file.set_properties({"title": title, "author": "表上单 Sheetline", "created": _MADE_AT})
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def __enter__(self) -> Self:
        """Return the book."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the file, if nothing went wrong."""
        if kind is None:
            self.file.close()

    def sheet(self, name: str) -> Sheet:
        """Add a sheet with our row height and without grid lines."""
        made = self.file.add_worksheet(name)
        made.set_default_row(ROW_HEIGHT)
        made.hide_gridlines(2)
        return Sheet(self, made)

    def format(self, props: Props) -> Format:
        """Return the format with these properties, made at most once."""
        key = tuple(sorted(props.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(props)
        return self._formats[key]


class Sheet:
    """A worksheet being written; rows and columns count from 1, `raw` is XlsxWriter's own."""

    def __init__(self, book: Book, raw: Worksheet) -> None:
        """Take the worksheet of a book."""
        self.book, self.raw = book, raw

    def write(self, row: int, column: int, *, value: SheetValue, props: Props) -> None:
        """Write a value as what it is; text stays text, whatever it begins with."""
        at = (row - 1, column - 1)
        match value:
            case None | "":
                self.raw.write_blank(*at, None, self.book.format(props))
            case bool():
                self.raw.write_boolean(*at, value, self.book.format(props))
            case int() | float():
                self.raw.write_number(*at, value, self.book.format(props))
            case dt.date():
                self.raw.write_datetime(*at, value, self.book.format(_as_moment(props, value)))
            case str():
                marked = props | {"quote_prefix": True} if value.startswith(FORMULA_STARTS) else props
                self.raw.write_string(*at, value, self.book.format(marked))

    def set_column(self, column: int, *, width: float, props: Props, **options: object) -> None:
        """Give a column its width and its empty cells their look; options are XlsxWriter's."""
        self.raw.set_column(column - 1, column - 1, width, self.book.format(props), options)


def _as_moment(props: Props, value: dt.date) -> Props:
    if props.get("num_format") in _MOMENTS:
        return props
    return props | {"num_format": _MOMENTS[isinstance(value, dt.datetime)]}
