"""Sheets of a workbook or CSV file as plain rows of cells, read after the file was found safe to parse."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

import openpyxl

from sync.fields.values import Cell
from sync.rows.letters import column_letters
from workbooks.package import Package, read_package
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

Grid: TypeAlias = Iterator[Sequence[Cell]]
"""Rows of a sheet from its first on; dates are ISO text."""

ESCAPED_RETURN = "_x000D_"
"""How files write a carriage return, which XML cannot hold; openpyxl hands it on as it stands."""

_MOST_CSV_BYTES = 64 * 1024 * 1024
_CSV_ENCODINGS = ("utf-8-sig", "gb18030")


def grids(path: Path) -> Iterator[tuple[str, Grid]]:
    """Yield the sheets of a file by title; a CSV file is one sheet, called like the file.

    Raises RefusedBookError, also while rows are read, with the reason and what to do.
    """
    return _csv_grids(path) if path.suffix.lower() == ".csv" else _book_grids(path)


def _book_grids(path: Path) -> Iterator[tuple[str, Grid]]:
    package = read_package(path)
    book = _opened(package, path.name, data_only=True)
    formulas = _opened(package, path.name, data_only=False) if _has_formulas(package) else None
    for title in book.sheetnames:
        yield title, _rows(book, title, formulas=formulas, name=path.name)
    book.close()


def _opened(package: Package, name: str, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of looks that openpyxl does not know
        try:
            return openpyxl.load_workbook(io.BytesIO(package.content), read_only=True, data_only=data_only)
        except Exception as error:  # a foreign parser says many things of a broken file
            raise RefusedBookError("damaged", name=name) from error


def _has_formulas(package: Package) -> bool:
    return any(b"<f" in part for name, part in package.parts.items() if name.startswith("xl/worksheets/"))


def _rows(book: Workbook, title: str, *, formulas: Workbook | None, name: str) -> Grid:
    """Yield the rows of a sheet as cells that travel; refuse a formula that was never calculated."""
    written = formulas[title].iter_rows(values_only=True) if formulas else ()
    try:
        for number, (row, texts) in enumerate(
            zip_longest(book[title].iter_rows(values_only=True), written, fillvalue=()), 1
        ):
            _require_results(row, texts, spot=f"{title} {number}", name=name)
            yield [_travelling(value) for value in row]
    except RefusedBookError:
        raise
    except Exception as error:  # a foreign parser says many things of a broken file
        raise RefusedBookError("damaged", name=name) from error


def _require_results(row: Sequence[object], texts: Sequence[object], *, spot: str, name: str) -> None:
    for column, (value, text) in enumerate(zip(row, texts, strict=False), 1):
        if value is None and text is not None:
            raise RefusedBookError("uncalculated", name=name, what=f"{spot} {column_letters(column)}")


def _travelling(value: object) -> Cell:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace(ESCAPED_RETURN, "\r")
    return value if value is None or isinstance(value, int | float) else str(value)


def _csv_grids(path: Path) -> Iterator[tuple[str, Grid]]:
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    if path.stat().st_size > _MOST_CSV_BYTES:
        raise RefusedBookError("too_large", name=path.name, what=f"{path.stat().st_size // 1024 // 1024} MB")
    text = _decoded(path.read_bytes(), path.name)
    yield path.stem, _csv_rows(text, path.name)


def _csv_rows(text: str, name: str) -> Grid:
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:  # a quotation mark that is never closed
        raise RefusedBookError("damaged", name=name) from error


def _decoded(content: bytes, name: str) -> str:
    """Return the text of a CSV file: UTF-8, or what a Chinese Excel writes."""
    for encoding in _CSV_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RefusedBookError("damaged", name=name)
