"""A press of any sheet: rows answered or left alone, only allowed cells touched, nothing ever doubled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.hosts.port import JsonBook
from sync.client.loop import run_press
from sync.fields.kinds import Kind, Writer
from sync.fields.orders import ORDERS
from sync.fields.values import from_cell
from tests.addin.presses import Bridge, Clerk
from tests.fuzz.edits import EDITS, grid_of
from tests.fuzz.effort import cases, try_out
from tests.fuzz.plausible import pushed
from tests.fuzz.sheets import SHEET, books
from workbooks.layout import HIDDEN_KEYS

if TYPE_CHECKING:
    from addin.hosts.memory import Content, MemoryHost
    from sync.client.loop import Ended
    from tests.fuzz.conftest import House
    from tests.fuzz.edits import Edit, Grid

TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
REFUSALS = {"no_header", "uncalculated", "no_view", "需要确认"}
OURS = {known.key for known in ORDERS.fields if known.writer is not Writer.PEOPLE} | set(HIDDEN_KEYS)
BY_KEY = ORDERS.by_key()


@dataclass(frozen=True)
class Desk:
    """A clerk at a book; says yes to all that is asked."""

    house: House
    host: MemoryHost

    def press(self, action: str = "sync") -> Ended:
        """Press a button: whatever is on the sheet, it ends done, or refused in the product's own words."""
        bridge = Bridge(self.house.call, token=self.house.tokens["clerk"])
        ended = run_press(
            bridge.poster(action),
            book=JsonBook(self.host),
            person=Clerk(),
            options={"yes": "1", "sheet": SHEET},
        )
        assert ended.exit == 0 or ended.outcome["refused"] in REFUSALS, ended.outcome
        return ended

    @property
    def lines(self) -> dict[str, Any]:
        """Return what the server holds of this book, by key."""
        book = self.host.state.get("book")
        if book is None:
            return {}
        answer = pushed(self.house, {"book": book, "scope": "book", "cursor": None}, name="clerk")
        return {change["key"]: change["values"] for change in answer["changes"]}

    def keys(self) -> list[str]:
        """Return the keys on the sheet."""
        grid = grid_of(self.host)
        assert grid is not None
        return [key for number in grid.numbers if (key := key_in(grid, number))]

    def cells(self, sheet: str = SHEET) -> dict[tuple[int, int], Content]:
        return dict(self.host.sheets[sheet].cells)


def key_in(grid: Grid, number: int) -> str:
    """Return the key of a row; empty text where there is none."""
    held = grid.row(number).get(grid.columns["_key"])
    return str(held.value).strip() if held else ""


def require_only_allowed_cells(before: dict[tuple[int, int], Content], desk: Desk) -> None:
    """Fail when a press altered what is a person's own: other columns, headers, formulas, what was typed."""
    grid, after = grid_of(desk.host), desk.cells()
    assert grid is not None
    keys = {column: key for key, column in grid.columns.items()}
    for spot in before.keys() | after.keys():
        old, new = before.get(spot), after.get(spot)
        if old == new:
            continue
        key = keys.get(spot[1])
        assert key is not None, (spot, old, new)
        assert key in HIDDEN_KEYS or not (old and old.formula), (spot, old, new)
        if spot[0] <= grid.top:
            assert (spot[0], key in HIDDEN_KEYS, old) == (grid.top, True, None), (spot, old, new)
        elif key not in OURS and old is not None and BY_KEY[key].kind is not Kind.COMMAND:
            require_same_value(key, old, new)


def require_same_value(key: str, old: Content, new: Content | None) -> None:
    """Fail when a typed cell now says something else; a reading that left something open may be closed.

    The time of an order is not that of its copy, or of what a row was used for again: there it is a new one.
    """
    if key == "ordered_at":
        return
    read = from_cell(BY_KEY[key], old.value, today=TODAY)
    meant = {read, *getattr(read, "others", ())}
    assert new is not None, (key, old)
    assert from_cell(BY_KEY[key], new.value, today=TODAY) in meant, (key, old, new)


def rows_of(desk: Desk) -> dict[int, dict[str, str]]:
    """Return what stands in the columns of the view, row by row, to be shown with a failure."""
    grid = grid_of(desk.host)
    assert grid is not None
    keys = {column: key for key, column in grid.columns.items()}
    return {
        number: {
            keys.get(at, str(at)): ("=" if each.formula else "") + repr(each.value)
            for at, each in grid.row(number).items()
        }
        for number in grid.numbers
    }


def require_quiet(desk: Desk) -> None:
    """Fail when pressing again changes anything."""
    lines, cells = desk.lines, desk.cells()
    assert desk.press().exit == 0
    assert desk.lines == lines
    after = desk.cells()
    changed = {spot: (cells.get(spot), after.get(spot)) for spot in cells.keys() | after.keys()}
    assert not {spot: both for spot, both in changed.items() if both[0] != both[1]}, str(rows_of(desk))


def require_answers(desk: Desk) -> None:
    """Fail when a row that names a product or a quantity has no answer, or one without them was sent."""
    grid = grid_of(desk.host)
    assert grid is not None
    shown = grid.columns.get("sync_result", 0)
    for number in grid.numbers:
        row = grid.row(number)
        typed = [row[grid.columns[key]] for key in ("product", "quantity") if grid.columns.get(key) in row]
        named = any(from_cell(BY_KEY["product"], cell.value, today=TODAY) for cell in typed)
        assert bool(key_in(grid, number)) == named, (number, row)
        assert not named or not shown or shown in row, (number, row)


def require_each_once(desk: Desk, ended: Ended, before: dict[str, Any]) -> None:
    """Fail when more lines were made than answers say, or a key stands twice, or a line stands nowhere."""
    lines, keys = desk.lines, desk.keys()
    made = [row for row in ended.outcome.get("rows", []) if row["key"] in lines.keys() - before.keys()]
    assert len(lines) - len(before) == len({row["row"] for row in made}), ended.outcome
    assert len(keys) == len(set(keys)), keys
    assert lines.keys() - before.keys() <= set(keys)


@cases(10)
def test_a_press_of_any_sheet_answers_each_row_once_and_touches_only_what_it_may(
    house: House, examples: int
) -> None:
    def law(host: MemoryHost) -> None:
        desk = Desk(house, host)
        before = desk.cells()
        ended = desk.press()
        if ended.exit:
            assert desk.cells() == before
            assert not desk.lines
            return
        require_only_allowed_cells(before, desk)
        require_answers(desk)
        require_each_once(desk, ended, {})
        require_quiet(desk)

    try_out(law, books(), examples=examples)


@cases(10)
def test_whatever_happened_to_a_synced_sheet_nothing_is_doubled(house: House, examples: int) -> None:
    def law(host: MemoryHost, changes: list[Edit]) -> None:
        desk = Desk(house, host)
        if desk.press().exit:
            return
        for change in changes:
            change.apply(host)
        before, lines = desk.cells(), desk.lines
        ended = desk.press()
        if ended.exit:
            assert desk.cells() == before
            assert desk.lines == lines
            return
        require_only_allowed_cells(before, desk)
        require_each_once(desk, ended, lines)
        require_quiet(desk)

    try_out(law, books(), EDITS, examples=examples)
