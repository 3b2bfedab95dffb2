"""`.csv` as a grid: UTF-8, UTF-16 or what a Chinese Excel writes; commas, tabs, semicolons or bars."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from sync.adoption.grid import BookGrid, GridRow, SheetGrid
from workbooks.adoption.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.fields.values import Cell

_MOST_BYTES = 64 * 1024 * 1024
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = (",", "\t", ";", "|")
_LOOKED_AT = 20_000


def read_csv_grid(path: Path) -> BookGrid:
    """Return a CSV file as one sheet called like the file. Raises RefusedBookError with the reason."""
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    if path.stat().st_size > _MOST_BYTES:
        raise RefusedBookError("too_large", name=path.name, what=f"{path.stat().st_size // 1024 // 1024} MB")
    try:
        content = path.read_bytes()
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    text = _decoded(content, path.name)
    return BookGrid(path.name, (SheetGrid(path.stem, tuple(_rows(text, path.name))),))


def _rows(text: str, name: str) -> Iterator[GridRow]:
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row)
            if number > MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
                raise RefusedBookError("too_large", name=name, what=f"{number} 行")
            if any(row):
                yield GridRow(number, tuple(_cell(cell) for cell in row))
    except csv.Error as error:  # a quotation mark that is never closed
        raise RefusedBookError("damaged", name=name) from error


def _cell(text: str) -> Cell:
    return text.removeprefix("=").strip('"') if text.startswith('="') else text or None


def _separator(text: str) -> str:
    """Return the sign that parts the first lines most often, and in most of them."""
    start = text[:_LOOKED_AT]
    lines = start.splitlines()
    return max(_SEPARATORS, key=lambda sign: (sum(1 for line in lines if sign in line), start.count(sign)))


def _decoded(content: bytes, name: str) -> str:
    if content.startswith(_WIDE):
        return _as_text(content, "utf-16") or _refuse(name)
    for encoding in _ENCODINGS:
        text = _as_text(content, encoding)
        if text is not None:
            return text
    return _refuse(name)


def _as_text(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _refuse(name: str) -> str:
    raise RefusedBookError("damaged", name=name)
