"""One sheet part: values read and put, rows added, ranges stretched, the cursor set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync.rows.letters import column_number
from workbooks.parts.cells import Cell, Plain, cell_bytes, with_look, without_result
from workbooks.parts.formulas import Shared
from workbooks.parts.markup import attributes, prefix_of, tag, whole, with_attribute
from workbooks.parts.rows import Rows, spot_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbooks.parts.archive import Archive

LAST_COLUMN = 16_384
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; ends included."""


def area_of(text: str) -> Area | None:
    """Return the rectangle of an address such as `A1:D7`; None when it is none."""
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    left, top = column_number(found[1]), int(found[2])
    right = column_number(found[3]) if found[3] else left
    return min(top, bottom := int(found[4] or top)), min(left, right), max(top, bottom), max(left, right)


def area_text(area: Area) -> str:
    """Return the address of a rectangle."""
    first, last = spot_of(area[0], area[1]), spot_of(area[2], area[3])
    return first if first == last else f"{first}:{last}"


class Sheet:
    """A worksheet of a book; `save` puts it back into the archive where it was touched."""

    def __init__(self, archive: Archive, name: str, *, part: str, shared: Sequence[str]) -> None:
        self.name, self.part = name, part
        self._archive = archive
        text = archive.text(part)
        self.prefix = prefix_of(text)
        self.rows = Rows(text, prefix=self.prefix, shared=shared)
        self.touched = False
        self._merged = [area for found in self._tags("mergeCell") if (area := area_of(found.get("ref", "")))]
        self.column_looks = self._looks_of_columns()
        """The looks of whole columns that have one."""
        self._formulas: Shared | None = None

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, None where there is none."""
        return self.rows.cells(row).get(column)

    def size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a cell, at least 1."""
        return max(self.rows, default=1), self.rows.widest()

    def last_filled(self) -> int:
        """Return the last row that holds a value or a formula; looks alone do not count."""
        for number in reversed(list(self.rows)):
            if any(cell.value is not None or cell.formula for cell in self.rows.cells(number).values()):
                return number
        return 1

    def is_covered(self, row: int, column: int) -> bool:
        """Tell whether a cell lies under another one that it is merged with."""
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for top, left, bottom, right in self._merged
        )

    def hidden_rows(self, first: int, last: int) -> list[int]:
        """Return the rows that are out of sight, filtered ones too."""
        numbers = (number for number in self.rows if first <= number <= last)
        return [number for number in numbers if (row := self.rows.row(number)) and row.hidden]

    def look_for(self, row: int, column: int) -> int:
        """Return the look of a cell; one without takes that of its row, or of its column."""
        cell = self.cell(row, column)
        if cell is not None and cell.look:
            return cell.look
        return self.row_look(row) or self.column_looks.get(column, 0)

    def row_look(self, row: int) -> int:
        """Return the look of a whole row, that of cells which are not there; 0 where it has none."""
        there = self.rows.row(row)
        known = there.known if there and b"customFormat" in there.said else {}
        return (whole(known.get("s")) or 0) if known.get("customFormat") in {"1", "true"} else 0

    @property
    def merged(self) -> Sequence[Area]:
        """The areas of merged cells."""
        return self._merged

    def put(self, row: int, column: int, value: Plain, *, look: int) -> None:
        """Set value and look of a cell; a formula that stood there is gone."""
        there = self.cell(row, column)
        if there is not None and there.formula:
            self._write_out(row, column)
            self._archive.uncalculated = True
        if there is not None and there.kind == b"s":
            self._archive.texts_left = True
        raw = cell_bytes(spot_of(row, column), value, look=look, prefix=self.prefix)
        kept = None if value == "" else value
        self.rows.put(row, Cell(column, look, kept, b"", raw))
        self.touched = True

    def relook(self, row: int, column: int, look: int) -> None:
        """Set the look of a cell alone; one that was not there is there then."""
        there = self.cell(row, column)
        if there is None:
            self.put(row, column, None, look=look)
        elif there.look != look:
            raw = with_look(there.raw, look, prefix=self.prefix)
            self.rows.put(row, there._replace(look=look, raw=raw))
            self.touched = True

    def forget_result(self, row: int, column: int) -> None:
        """Take the result of a formula away, so that whoever opens the book calculates it."""
        cell = self.cell(row, column)
        if cell is not None and cell.formula:
            raw = without_result(cell.raw, prefix=self.prefix)
            self.rows.put(row, cell._replace(value=None, raw=raw, kind=b"n"))
            self.touched = True

    def formulas(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and formula of every cell that has one, equal sign included."""
        shared = self._shared_formulas()
        for number in self.rows:
            row = self.rows.row(number)
            if row is None or (not row.touched and b"f" not in row.content):
                continue
            for cell in self.rows.cells(number).values():
                if cell.formula:
                    yield number, cell.column, shared.text_of(spot_of(number, cell.column), cell.formula)

    def shared_places(self) -> Iterator[int]:
        """Yield the places of the shared texts that cells stand for."""
        return self.rows.shared_places()

    def clear(self) -> None:
        """Take away all cells."""
        if any(True for _ in self.rows.shared_places()):
            self._archive.texts_left = True
        self.rows.clear()
        self.touched = True

    def stretch(self, after_row: int, last_row: int) -> None:
        """Let filter and tables that end in one row end in a later one."""
        self.rows.tail = _stretched(self.rows.tail, "autoFilter", (after_row, last_row), self.prefix)
        for link in self._archive.links(self.part):
            if link.kind == "table" and link.target in self._archive.parts:
                text = self._archive.text(link.target)
                prefix = prefix_of(text)
                for name in ("table", "autoFilter"):
                    text = _stretched(text, name, (after_row, last_row), prefix)
                if text != self._archive.text(link.target):
                    self._archive.parts[link.target] = text
        self.touched = True

    def save(self) -> None:
        """Put the part back where it was touched."""
        if not self.touched:
            return
        self._state_size()
        self._archive.parts[self.part] = self.rows.part()
        self.touched = False

    def _state_size(self) -> None:
        found = tag("dimension", self.prefix).search(self.rows.head)
        if found is not None:
            rows, columns = self.size()
            first = area_of(attributes(found[1]).get("ref", "")) or (1, 1, 1, 1)
            said = with_attribute(found[1], "ref", area_text((first[0], first[1], rows, columns)))
            opening = b"<%sdimension%s%s>" % (self.prefix, said, found[2])
            self.rows.head = self.rows.head[: found.start()] + opening + self.rows.head[found.end() :]

    def _shared_formulas(self) -> Shared:
        if self._formulas is None:
            self._formulas = Shared(
                (spot_of(number, cell.column), cell.formula)
                for number in self.rows
                if (row := self.rows.row(number)) and b"shared" in row.content
                for cell in self.rows.cells(number).values()
                if cell.formula
            )
        return self._formulas

    def _write_out(self, row: int, column: int) -> None:
        """Before a shared formula goes that others follow, let each of them stand by itself."""
        shared = self._shared_formulas()
        index = shared.index_at(spot_of(row, column))
        if index is None:
            return
        for number in list(self.rows):
            for cell in list(self.rows.cells(number).values()):
                spot = spot_of(number, cell.column)
                if cell.formula and f'si="{index}"'.encode() in cell.formula and b"shared" in cell.formula:
                    alone = shared.alone(spot, cell.formula, prefix=self.prefix)
                    raw = cell.raw.replace(cell.formula, alone)
                    self.rows.put(number, cell._replace(formula=alone, raw=raw))
        self._formulas = None

    def _looks_of_columns(self) -> dict[int, int]:
        looks: dict[int, int] = {}
        for known in self._tags("col"):
            look, first, last = (whole(known.get(name)) for name in ("style", "min", "max"))
            if look and first and last:
                looks.update(dict.fromkeys(range(first, min(last, LAST_COLUMN) + 1), look))
        return looks

    def _tags(self, name: str) -> Iterator[dict[str, str]]:
        for text in (self.rows.head, self.rows.tail):
            for found in tag(name, self.prefix).finditer(text):
                yield attributes(found[1])


def _stretched(text: bytes, name: str, ends: tuple[int, int], prefix: bytes) -> bytes:
    """Return the part in which ranges of a kind of tag that end in the first row end in the second."""
    after_row, last_row = ends
    for found in reversed(list(tag(name, prefix).finditer(text))):
        area = area_of(attributes(found[1]).get("ref", ""))
        if area is not None and area[2] == after_row:
            said = with_attribute(found[1], "ref", area_text((*area[:2], last_row, area[3])))
            opening = b"<%s%s%s%s>" % (prefix, name.encode(), said, found[2])
            text = text[: found.start()] + opening + text[found.end() :]
    return text
