"""The rows of a sheet part: found once, read when asked for, written anew only where they were touched."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.rows.letters import column_letters, column_number
from workbooks.parts.cells import ADDRESSED, Cell, cells_of
from workbooks.parts.markup import attributes, whole, with_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    data = re.compile(rb"<%ssheetData(?:\s[^>]*)?(?:/>|>)" % prefix)
    row = re.compile(rb"<%srow(?=[\s/>])([^<>]*?)(/?)>" % prefix)
    return data, row


@lru_cache(maxsize=8)
def _shared_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a cell that stands for a shared text: group 1 is the place of the text."""
    said = rb"""<%sc\s[^>]*?(?<![\w:])t\s*=\s*["']s["'][^>]*>\s*""" % prefix
    return re.compile(said + rb"<%sv(?:\s[^>]*)?>\s*([0-9]{1,9})\s*<" % prefix)


class Row:
    """One row: its attributes as written, and its cells by column once somebody asked for them."""

    __slots__ = ("_cells", "content", "said", "touched")

    def __init__(self, said: bytes, content: bytes) -> None:
        self.said, self.content = said, content
        self.touched = False
        self._cells: dict[int, Cell] | None = None

    def cells(self, prefix: bytes, shared: Sequence[str]) -> dict[int, Cell]:
        """Return the cells by column; to be changed only together with `touched`."""
        if self._cells is None:
            self._cells = {cell.column: cell for cell in cells_of(self.content, prefix=prefix, shared=shared)}
        return self._cells

    def width(self, prefix: bytes, shared: Sequence[str]) -> int:
        """Return the last column that holds a cell, at least 1; untouched rows tell it by an address."""
        if not self.touched:
            last = self.content.rfind(b"<%sc " % prefix)
            found = ADDRESSED.search(self.content, last) if last >= 0 else None
            if found is not None:
                return column_number(found[1].decode())
        return max(self.cells(prefix, shared), default=1)

    @property
    def hidden(self) -> bool:
        """Tell whether the row is out of sight."""
        return b"hidden" in self.said and self.known.get("hidden") in {"1", "true"}

    @property
    def known(self) -> dict[str, str]:
        """The attributes of the row."""
        return attributes(self.said)


class Rows:
    """The `sheetData` of a sheet part, by row number."""

    def __init__(self, text: bytes, *, prefix: bytes, shared: Sequence[str]) -> None:
        self._prefix, self._shared = prefix, shared
        self.head, body, self.tail = _cut(text, prefix)
        self._rows: dict[int, Row] = {}
        number = 0
        for said, content in _listed(body, prefix):
            number = whole(attributes(said).get("r")) or number + 1
            if number in self._rows:
                raise ValueError(f"row {number} stands there twice")
            self._rows[number] = Row(said, content)

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers of the rows there are, ascending."""
        return iter(sorted(self._rows))

    def row(self, number: int) -> Row | None:
        """Return a row, None where there is none."""
        return self._rows.get(number)

    def cells(self, number: int) -> dict[int, Cell]:
        """Return the cells of a row by column; none where there is no row."""
        row = self._rows.get(number)
        return row.cells(self._prefix, self._shared) if row else {}

    def put(self, number: int, cell: Cell) -> None:
        """Set a cell, in a row that is made where there is none."""
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = Row(b"", b"")
        row.cells(self._prefix, self._shared)[cell.column] = cell
        row.touched = True

    def widest(self) -> int:
        """Return the last column that holds a cell, at least 1; rows that nobody read are not read for it."""
        return max((row.width(self._prefix, self._shared) for row in self._rows.values()), default=1)

    def shared_places(self) -> Iterator[int]:
        """Yield the places of the shared texts that cells stand for, as they stand now."""
        pattern = _shared_pattern(self._prefix)
        for row in self._rows.values():
            content = row.content
            if row.touched:
                cells = row.cells(self._prefix, self._shared).values()
                content = b"".join(cell.raw for cell in cells if cell.kind == b"s")
            yield from map(int, pattern.findall(content))

    def clear(self) -> None:
        """Take away all rows."""
        self._rows = {}

    def say_like(self, number: int, other: int) -> None:
        """Let a row be as high as another one."""
        row, like = self._rows.get(number), self._rows.get(other)
        height = like.known.get("ht") if like else None
        if row is not None and height is not None:
            row.said = with_attribute(with_attribute(row.said, "ht", height), "customHeight", "1")
            row.cells(self._prefix, self._shared)
            row.touched = True

    def has_height(self, number: int) -> bool:
        """Tell whether a row says how high it is."""
        row = self._rows.get(number)
        return row is not None and "ht" in row.known

    def heighten(self, number: int, points: float) -> None:
        """Let a row be so high; a program measures it anew when somebody types into it."""
        row = self._rows.get(number)
        if row is not None:
            row.said = with_attribute(row.said, "ht", f"{points:g}")
            row.cells(self._prefix, self._shared)
            row.touched = True

    def part(self) -> bytes:
        """Return the whole part."""
        rows = b"".join(self._row_bytes(number, self._rows[number]) for number in self)
        data = b"%ssheetData" % self._prefix
        return b"%s<%s>%s</%s>%s" % (self.head, data, rows, data, self.tail)

    def _row_bytes(self, number: int, row: Row) -> bytes:
        tag = b"%srow" % self._prefix
        if not row.touched:
            if not row.content:
                return b"<%s%s/>" % (tag, row.said)
            return b"<%s%s>%s</%s>" % (tag, row.said, row.content, tag)
        said = with_attribute(with_attribute(row.said, "spans", None), "r", str(number))
        cells = row.cells(self._prefix, self._shared)
        return b"<%s%s>%s</%s>" % (tag, said, b"".join(cells[column].raw for column in sorted(cells)), tag)


def spot_of(row: int, column: int) -> str:
    """Return the address of a cell, `B7`."""
    return f"{column_letters(column)}{row}"


def _cut(text: bytes, prefix: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before the rows, the rows, and what stands behind them."""
    found = _patterns(prefix)[0].search(text)
    if found is None:
        raise ValueError("the sheet has no sheetData")
    if found[0].endswith(b"/>"):
        return text[: found.start()], b"", text[found.end() :]
    closing = b"</%ssheetData" % prefix
    end = text.find(closing, found.end())
    if end < 0:
        raise ValueError("the rows of the sheet have no end")
    return text[: found.start()], text[found.end() : end], text[text.index(b">", end) + 1 :]


def _listed(body: bytes, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield attributes and content of each row."""
    opening, closing = _patterns(prefix)[1], b"</%srow" % prefix
    place = 0
    while found := opening.search(body, place):
        if found[2]:
            place = found.end()
            yield found[1], b""
            continue
        end = body.find(closing, found.end())
        if end < 0:
            raise ValueError("a row of the sheet has no end")
        place = end + len(closing)
        yield found[1], body[found.end() : end]
