"""Where everything stands on a sheet: columns of a view, and fields found again by a row of header words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.fields.kinds import Writer
from sync.fields.orders import SYNC_NOTE, SYNC_RESULT
from sync.rows.letters import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sync.fields.kinds import Field, ViewSpec
    from sync.fields.values import Cell

LAYOUT_VERSION = 1
TITLE_ROW = 1
HEADER_ROW = 2
FIRST_ROW = 3
SEARCHED_ROWS = 20
"""So many rows from the top may hold the header."""
LAST_ROW = 20_002
"""Rows count from 1; dropdowns and conditional formats reach down to LAST_ROW."""

KEY, REV, SUM, MARKS = "_key", "_rev", "_sum", "_marks"
HIDDEN_KEYS = (KEY, REV, SUM, MARKS)
STATE_SHEET, LISTS_SHEET, LOG_SHEET, LEGEND_SHEET = "_state", "_lists", "同步记录", "图例"
LOG_COLUMNS = (
    *("时间", "操作", "用户", "行数", "登记", "更新", "待处理"),
    *("退回", "冲突", "秒", "行/秒", "提交编号"),
)
FROZEN_KEYS = ("sync_result", "status", "order_no", "code")
"""Leading columns with these keys stay in sight when a sheet is scrolled sideways."""

_NOISE = re.compile(r"[\s*＊✱·：:]+")
_BRACKETS = str.maketrans("（）［］", "()[]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: `index` counts from 1, `field` is None for the hidden protocol columns."""

    index: int
    key: str
    header: str
    width: int
    field: Field | None = None

    @property
    def letter(self) -> str:
        """Return the column's letters, `AX`."""
        return column_letters(self.index)

    @property
    def is_hidden(self) -> bool:
        """Tell whether the column never comes in sight."""
        return self.field is None

    @property
    def is_grouped(self) -> bool:
        """Tell whether the column sits in the closed column group."""
        return self.field is not None and not self.field.shown

    @property
    def is_typed(self) -> bool:
        """Tell whether people write here."""
        return self.field is not None and self.field.writer is Writer.PEOPLE


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a fresh sheet of one view, in order."""

    spec: ViewSpec
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """Return the column of a field or hidden key; KeyError when the sheet has none."""
        return {column.key: column for column in self.columns}[key]

    def has(self, key: str) -> bool:
        """Tell whether the sheet has a column of this key."""
        return any(column.key == key for column in self.columns)

    @property
    def visible(self) -> tuple[Column, ...]:
        """Return the columns in sight, which are those printed."""
        return tuple(column for column in self.columns if not column.is_hidden and not column.is_grouped)

    @property
    def grouped(self) -> tuple[Column, ...]:
        """Return the columns of the closed group."""
        return tuple(column for column in self.columns if column.is_grouped)

    @property
    def with_fields(self) -> tuple[Column, ...]:
        """Return the columns that hold a field, in sight or not."""
        return tuple(column for column in self.columns if not column.is_hidden)

    @property
    def frozen(self) -> int:
        """Return how many leading columns stay when the sheet is scrolled sideways."""
        stops = [column.index for column in self.visible if column.key not in FROZEN_KEYS]
        return min(stops) - 1 if stops else 0


def layout(spec: ViewSpec) -> Layout:
    """Return the columns of a fresh sheet: in sight, then the closed group, then the hidden ones.

    同步结果 begins and 同步说明 ends what is in sight, also where the view itself does not list them.
    """
    fields = sheet_fields(spec)
    ordered = [field for field in fields if field.shown] + [field for field in fields if not field.shown]
    columns = [
        Column(number, field.key, field.label, field.width, field) for number, field in enumerate(ordered, 1)
    ]
    hidden = [Column(number, key, key, 12) for number, key in enumerate(HIDDEN_KEYS, len(columns) + 1)]
    return Layout(spec, (*columns, *hidden))


def sheet_fields(spec: ViewSpec) -> tuple[Field, ...]:
    """Return the fields of a sheet of the view: its own, and the two columns only sheets have."""
    keys = spec.by_key()
    before = () if SYNC_RESULT.key in keys else (SYNC_RESULT,)
    after = () if SYNC_NOTE.key in keys else (SYNC_NOTE,)
    return (*before, *spec.fields, *after)


def read_layout(header: Sequence[Cell], spec: ViewSpec) -> dict[str, int]:
    """Return which column (from 1) holds which field or hidden key, by the words of a header row.

    A label beats an alias, an earlier column a later one; words nobody knows are the person's own columns.
    """
    words = [header_word(cell) for cell in header]
    found: dict[str, int] = {}
    for names in _names_by_rank(spec):
        for index, word in enumerate(words, 1):
            key = names.get(word)
            if key and key not in found and index not in found.values():
                found[key] = index
    return found


def find_header(rows: Iterable[Sequence[Cell]], spec: ViewSpec) -> tuple[int, dict[str, int]] | None:
    """Return the row (from 1) that names most fields of the view, and its columns; None below two fields."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in zip(range(1, SEARCHED_ROWS + 1), rows, strict=False):
        found = read_layout(row, spec)
        if len(found) > max(1, len(best[1]) if best else 1):
            best = (number, found)
    return best


def header_word(cell: Cell) -> str:
    """Return a header as it is compared: without blanks, stars and case, brackets half-width."""
    return _NOISE.sub("", str(cell or "")).translate(_BRACKETS).casefold()


def _names_by_rank(spec: ViewSpec) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return (labels and keys, aliases and English labels), each to the field's key; the first field wins."""
    fields = sheet_fields(spec)
    labels = {header_word(field.label): field.key for field in reversed(fields)}
    labels |= {key: key for key in HIDDEN_KEYS}
    aliases = {
        header_word(word): field.key for field in reversed(fields) for word in (field.english, *field.aliases)
    }
    return labels, aliases
