"""`.ods` as grids in one pass: values, formulas, merges; repeated blank rows and cells cost nothing."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from sync.adoption.grid import NO_FORMULAS, BookGrid, GridRow, Merge, SheetGrid
from workbooks.adoption.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED_COLUMNS,
    MOST_ROWS,
    TooMuchError,
)
from workbooks.package import MOST_BYTES, require_modest, require_plain_xml
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

    from sync.fields.values import Cell

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_NUMBERS = frozenset({"float", "currency", "percentage"})
_BLOCKS = frozenset({"text:p", "text:h"})


def read_open_grids(path: Path) -> BookGrid:
    """Return the sheets of an OpenDocument file. Raises RefusedBookError when it must be left alone."""
    content = _content(path)
    reader = _Reader()
    try:
        reader.feed(content)
    except TooMuchError as error:
        raise RefusedBookError("too_large", name=path.name, what=error.what) from error
    except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
        raise RefusedBookError("damaged", name=path.name) from error
    return BookGrid(path.name, tuple(reader.sheets))


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    if path.stat().st_size > MOST_BYTES:
        raise RefusedBookError("too_large", name=path.name, what=f"{path.stat().st_size // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            require_modest(archive, path.name)
            parts = {name: archive.read(name) for name in (_CONTENT, _MANIFEST) if name in archive.namelist()}
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise RefusedBookError("damaged", name=path.name) from error
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise RefusedBookError("encrypted", name=path.name)
    if _CONTENT not in parts:
        raise RefusedBookError("damaged", name=path.name)
    require_plain_xml(parts[_CONTENT], part=_CONTENT, name=path.name)
    return parts[_CONTENT]


@dataclass(slots=True)
class _Reader:
    """Collects the sheets of `content.xml`."""

    sheets: list[SheetGrid] = field(default_factory=list)
    _title: str = ""
    _rows: list[GridRow] = field(default_factory=list)
    _merges: list[Merge] = field(default_factory=list)
    _number: int = 1
    _repeated: int = 1
    _cells: list[Cell] = field(default_factory=list)
    _formulas: dict[int, str] = field(default_factory=dict)
    _column: int = 1
    _cell: dict[str, str] | None = None
    _texts: list[str] = field(default_factory=list)
    _depth: int = 0
    _notes: int = 0
    _seen: int = 0
    _merged: int = 0

    def feed(self, content: bytes) -> None:
        """Read the whole part."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position: this is all

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._title = attributes.get("table:name", "")
            self._rows, self._merges, self._number = [], [], 1
        elif name == "table:table-row":
            self._repeated = int(attributes.get("table:number-rows-repeated", 1))
            self._cells, self._formulas, self._column = [], {}, 1
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell, self._texts = attributes, []
        elif name == "office:annotation":
            self._notes += 1
        elif self._cell is not None and not self._notes:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name in _BLOCKS:
            self._depth += 1
            if self._texts:
                self._texts.append("\n")
        elif name == "text:s":
            self._texts.append(" " * min(64, int(attributes.get("text:c", 1))))
        elif name == "text:tab":
            self._texts.append("\t")
        elif name == "text:line-break":
            self._texts.append("\n")

    def _text(self, data: str) -> None:
        if self._depth and not self._notes:
            self._texts.append(data)

    def _end(self, name: str) -> None:
        if name in _BLOCKS and not self._notes and self._depth:
            self._depth -= 1
        elif name == "office:annotation":
            self._notes -= 1
        elif name in {"table:table-cell", "table:covered-table-cell"} and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            self.sheets.append(SheetGrid(self._title, tuple(self._rows), tuple(self._merges)))

    def _end_cell(self, cell: dict[str, str]) -> None:
        times = int(cell.get("table:number-columns-repeated", 1))
        value = _value(cell, "".join(self._texts))
        formula = cell.get("table:formula")
        if value is not None or formula is not None:
            last = self._column + times - 1
            self._seen += times
            if last > MOST_COLUMNS or self._seen > MOST_CELLS:
                raise TooMuchError(f"{last} 列")
            self._cells.extend([None] * (self._column - 1 - len(self._cells)))
            self._cells.extend([value] * times)
            if formula is not None:
                plain = formula.partition(":=")[2] or formula
                self._formulas.update(dict.fromkeys(range(self._column, last + 1), plain))
        self._merge(cell)
        self._column += times

    def _merge(self, cell: dict[str, str]) -> None:
        rows = int(cell.get("table:number-rows-spanned", 1))
        columns = int(cell.get("table:number-columns-spanned", 1))
        if rows < 2 and columns < 2:  # noqa: PLR2004  one cell is no merge
            return
        last = min(self._column + columns - 1, MOST_COLUMNS)
        self._merged += max(1, last - self._column + 1)
        if self._merged > MOST_MERGED_COLUMNS:
            raise TooMuchError("合并单元格")
        self._merges.append(Merge(self._number, self._column, self._number + rows - 1, last))

    def _end_row(self) -> None:
        if self._cells or self._formulas:
            if len(self._rows) + self._repeated > MOST_ROWS:
                raise TooMuchError(f"{self._number + self._repeated} 行")
            cells, formulas = tuple(self._cells), self._formulas or NO_FORMULAS
            self._rows.extend(
                GridRow(number, cells, formulas)
                for number in range(self._number, self._number + self._repeated)
            )
        self._number += self._repeated


def _value(cell: dict[str, str], text: str) -> Cell:
    kind = cell.get("office:value-type")
    if kind in _NUMBERS:
        number = float(cell["office:value"])
        return int(number) if number == int(number) and abs(number) < 1e15 else number  # noqa: PLR2004
    if kind == "date":
        return cell["office:date-value"]
    if kind == "boolean":
        return cell.get("office:boolean-value") == "true"
    return text or cell.get("office:string-value") or None
