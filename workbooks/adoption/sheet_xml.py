"""One worksheet part as rows, in one pass and little memory: values, formulas, styles, merges."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING
from xml.parsers import expat

from sync.adoption.grid import NO_FORMULAS, GridRow, Merge, Painted
from sync.rows.letters import column_number
from workbooks.adoption.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED_COLUMNS,
    MOST_ROWS,
    TooMuchError,
)
from workbooks.grids import ESCAPED_RETURN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sync.adoption.grid import Paint
    from sync.fields.values import Cell

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_ROW, _NUMBERED_ROW = re.compile(rb"<row[\s/>]"), re.compile(rb"""<row\s[^<>]*\br=["']""")
_BLANK_ROW = re.compile(rb"<row\s[^<>]*[^/<>]>(?:<c(?:\s[^<>]*)?/>)+</row>")
_DIGITS = "0123456789"
_TEXTS = frozenset({"v", "f", "t"})


@dataclass(frozen=True, slots=True)
class Looks:
    """What cells of a book refer to by number: texts, which styles show a date, which are painted."""

    texts: Sequence[str]
    dates: Mapping[int, Callable[[float], str]]
    paints: Mapping[int, tuple[Paint, ...]]


@dataclass(slots=True)
class SheetParser:
    """Collects the rows of one part; `feed` it, then take `rows` and `merges`."""

    looks: Looks
    rows: list[GridRow] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    _number: int = 0
    _column: int = 0
    _kind: str = ""
    _style: int = 0
    _parts: list[str] | None = None
    _value: str | None = None
    _formula: str | None = None
    _cells: list[Cell] = field(default_factory=list)
    _formulas: dict[int, str] = field(default_factory=dict)
    _painted: list[Painted] = field(default_factory=list)
    _seen: int = 0
    _merged: int = 0
    _phonetic: bool = False
    _prefix: int = 0
    _parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    def feed(self, part: bytes) -> None:
        """Read a whole part. Raises ExpatError when it is no XML, ValueError for what sheets never say."""
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(without_blank_rows(part), True)  # noqa: FBT003 - expat takes it by position: this is all

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        self._prefix = name.find(":") + 1
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name[self._prefix :]
        if name == "c":
            self._begin_cell(attributes)
        elif name in _TEXTS:
            self._parts = None if self._phonetic else []
        elif name == "row":
            self._number = int(attributes.get("r") or self._number + 1)
            self._column = 0
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _end(self, name: str) -> None:
        name = name[self._prefix :]
        if name in _TEXTS and self._parts is not None:
            text = "".join(self._parts)
            self._parts = None
            if name == "f":
                self._formula = text
            else:
                self._value = (self._value or "") + text if name == "t" else text
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False

    def _text(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = column_of(reference.rstrip(_DIGITS)) if reference else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._value = self._formula = None
        self._seen += 1
        if self._seen > MOST_CELLS or self._column > MOST_COLUMNS:
            raise TooMuchError(f"第 {self._number} 行第 {self._column} 列")

    def _end_cell(self) -> None:
        column = self._column
        if self._formula is not None:
            self._formulas[column] = self._formula
        if self._value is not None:
            cells = self._cells
            if len(cells) < column:
                cells.extend([None] * (column - len(cells)))
            cells[column - 1] = self._cell(self._value)
        paints = self.looks.paints.get(self._style)
        if paints:
            self._paint(column, paints)

    def _cell(self, text: str) -> Cell:
        kind = self._kind
        if kind == "s":
            return self.looks.texts[int(text)]
        if kind == "n":
            date = self.looks.dates.get(self._style)
            return date(float(text)) if date else number(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        return text.replace(ESCAPED_RETURN, "\r")

    def _paint(self, column: int, paints: tuple[Paint, ...]) -> None:
        if self._value is None and self._formula is None:
            paints = tuple(paint for paint in paints if paint.kind == "fill")
        last = self._painted[-1] if self._painted else None
        if last and last.last_column == column - 1 and last.paints == paints:
            self._painted[-1] = Painted(last.first_column, column, paints)
        elif paints:
            self._painted.append(Painted(column, column, paints))

    def _end_row(self) -> None:
        if self._cells or self._formulas:
            if len(self.rows) >= MOST_ROWS:
                raise TooMuchError(f"{self._number} 行")
            formulas = dict(self._formulas) if self._formulas else NO_FORMULAS
            self.rows.append(GridRow(self._number, tuple(self._cells), formulas, tuple(self._painted)))
        self._cells, self._painted = [], []
        self._formulas.clear()

    def _merge(self, area: str) -> None:
        merge = area_of(area)
        if merge is None:
            return
        self._merged += 1 + merge.last_column - merge.first_column
        if self._merged > MOST_MERGED_COLUMNS:
            raise TooMuchError("合并单元格")
        self.merges.append(merge)


def area_of(area: str) -> Merge | None:
    """Return an area such as `A1:C3` cut to the columns that are read; None for one cell or what is none."""
    found = _AREA.fullmatch(area)
    if not found or not found[3]:
        return None
    first, last = column_number(found[1]), min(column_number(found[3]), MOST_COLUMNS)
    return Merge(int(found[2]), first, int(found[4]), last) if first <= last else None


def without_blank_rows(part: bytes) -> bytes:
    """Return a sheet without the rows that hold looks only; a million of them cost a moment this way."""
    if len(_ROW.findall(part)) != len(_NUMBERED_ROW.findall(part)):
        return part  # rows that are counted must all be there
    return _BLANK_ROW.sub(b"", part)


@lru_cache(maxsize=16_384)
def column_of(letters: str) -> int:
    """Return the number of a column's letters. Raises ValueError for what are none."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:  # noqa: PLR2004  XFD is the last
        raise ValueError(letters)
    return column_number(letters.upper())


def number(text: str) -> Cell:
    """Return a number cell as it is; text that is none stays text."""
    with suppress(ValueError):
        return int(text) if len(text) < 16 else float(text)  # noqa: PLR2004  longer ones are not exact anyway
    with suppress(ValueError):
        value = float(text)
        return value if isfinite(value) else text
    return text or None
