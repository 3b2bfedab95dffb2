"""What happens to a synced sheet between two presses: rows copied, typed over, hidden cells altered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import strategies as st

from addin.hosts.memory import Content
from sync.fields.orders import ORDERS
from tests.fuzz.plausible import RUBBISH
from tests.fuzz.sheets import CELLS, SHEET
from workbooks.layout import HIDDEN_KEYS, find_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.bridge.messages import Cell
    from addin.hosts.memory import MemoryHost, MemorySheet

Row: TypeAlias = dict[int, Content]
FOREIGN = "0190aaaa-0000-7000-8000-00000000abcd"
HIDDEN_RUBBISH: list[str | float | bool | None] = [
    *RUBBISH,
    "",
    FOREIGN,
    FOREIGN.upper(),
    "-1",
    "１",
    "1.0",
    "9" * 25,
    "|数量|{",
    '|x|{"pending":1}',
    0.5,
]


@dataclass(frozen=True)
class Grid:
    """The rows of the order sheet below its header, by number, and which column holds which field."""

    sheet: MemorySheet
    top: int
    columns: dict[str, int]

    @property
    def numbers(self) -> list[int]:
        return sorted({row for row, _ in self.sheet.cells if row > self.top})

    def row(self, number: int) -> Row:
        return {column: each for (row, column), each in self.sheet.cells.items() if row == number}

    def put(self, number: int, row: Row) -> None:
        for column in self.row(number):
            del self.sheet.cells[number, column]
        for column, content in row.items():
            self.sheet.put((number, column), content)

    def set(self, number: int, key: str, content: Content) -> None:
        if key in self.columns:
            self.sheet.put((number, self.columns[key]), content)


@dataclass(frozen=True)
class Edit:
    """An edit: which one, on which row (as a position), with which other row, field and value."""

    change: Callable[[Grid, Edit, int], None]
    place: int
    other: int
    key: str
    value: Cell

    def apply(self, host: MemoryHost) -> None:
        """Do it; on a sheet without rows nothing happens."""
        grid = grid_of(host)
        if grid is not None and grid.numbers:
            self.change(grid, self, grid.numbers[self.place % len(grid.numbers)])


def grid_of(host: MemoryHost) -> Grid | None:
    """Return the order sheet of a book; None when it has no header."""
    sheet = host.sheets[SHEET]
    width, height = sheet.used(1), min(sheet.used(0), 20)
    blank = Content(None)
    rows = [
        [sheet.cells.get((row, c), blank).value for c in range(1, width + 1)] for row in range(1, height + 1)
    ]
    found = find_header(rows, ORDERS)
    return Grid(sheet, *found) if found else None


def _copy(grid: Grid, edit: Edit, number: int) -> None:
    grid.put(grid.numbers[-1] + 1 + edit.other % 2, grid.row(number))


def _swap(grid: Grid, edit: Edit, number: int) -> None:
    other = grid.numbers[edit.other % len(grid.numbers)]
    first, second = grid.row(number), grid.row(other)
    grid.put(number, second)
    grid.put(other, first)


def _delete(grid: Grid, edit: Edit, number: int) -> None:
    grid.put(number, {})


def _blank(grid: Grid, edit: Edit, number: int) -> None:
    hidden = {grid.columns[key] for key in HIDDEN_KEYS if key in grid.columns}
    grid.put(number, {column: each for column, each in grid.row(number).items() if column in hidden})


def _type(grid: Grid, edit: Edit, number: int) -> None:
    grid.set(number, edit.key, Content(edit.value))


def _calculate(grid: Grid, edit: Edit, number: int) -> None:
    grid.set(number, edit.key, Content(edit.value, formula="=A1"))


def _alter_hidden(grid: Grid, edit: Edit, number: int) -> None:
    key = HIDDEN_KEYS[edit.other % len(HIDDEN_KEYS)]
    grid.set(number, key, Content(HIDDEN_RUBBISH[edit.place % len(HIDDEN_RUBBISH)]))


def _cut_hidden(grid: Grid, edit: Edit, number: int) -> None:
    key = HIDDEN_KEYS[edit.other % len(HIDDEN_KEYS)]
    held = grid.row(number).get(grid.columns.get(key, 0), Content(None)).value
    grid.set(number, key, Content(str(held or "")[: -1 - edit.place % 9] or None))


def _steal_key(grid: Grid, edit: Edit, number: int) -> None:
    for key in ("_key", "_sum"):
        grid.set(
            number,
            key,
            grid.row(grid.numbers[edit.other % len(grid.numbers)]).get(
                grid.columns.get(key, 0), Content(None)
            ),
        )


def _rename(grid: Grid, edit: Edit, number: int) -> None:
    grid.set(grid.top, edit.key, Content(edit.value))


CHANGES = (
    *(_copy, _swap, _delete, _blank, _type, _type, _calculate, _alter_hidden, _alter_hidden),
    *(_cut_hidden, _steal_key, _rename),
)
EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(CHANGES),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from([known.key for known in ORDERS.fields]),
        CELLS,
    ),
    min_size=1,
    max_size=4,
)
