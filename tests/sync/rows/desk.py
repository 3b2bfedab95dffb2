"""A clerk's desk: a sheet, its state, and a press of 同步 against the oracle, broken off on demand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sync.rows.changes import take_changes
from sync.rows.keys import new_key, new_keys
from sync.rows.minting import mint
from sync.rows.missing import missing, remember
from sync.rows.plan import plan_press
from sync.rows.results import take_results
from sync.rows.state import BookState, ViewState
from sync.rows.writes import write_rows
from tests.sync.rows.grid import Grid, order
from tests.sync.rows.oracle import Oracle

if TYPE_CHECKING:
    from sync.fields.values import Cell
    from sync.protocol.messages import RowResult
    from sync.rows.missing import Kept
    from sync.rows.plan import Plan
    from sync.rows.sheet import Reading, Row, RowWrite


@dataclass
class Desk:
    """One book before one server; what the last press planned, was answered and missed can be looked at."""

    server: Oracle
    grid: Grid = field(default_factory=Grid)
    state: BookState = field(default_factory=BookState)
    plan: Plan | None = None
    results: list[RowResult] = field(default_factory=list)
    gone: dict[str, Kept] = field(default_factory=dict)

    def press(self, *, prefer: str = "", answered: bool = True) -> None:
        """Mint, send, write back; with `answered` false the answer is lost after the server did its work."""
        view = self.state.view("orders")
        minted = self.mint(prefer=prefer)
        self.gone = missing(minted, view.kept)
        self.plan = plan_press(minted)
        submission = new_key()
        rows = [one.row for one in self.plan.outgoing]
        self.results = self.server.push(self.grid.book, submission, rows, view.last_submission)
        if answered:
            after = take_results(minted, self.plan.outgoing, self.results)
            self.write_back(minted, take_changes(after, self.server.changes()), submission)

    def mint(self, *, prefer: str = "") -> Reading:
        """Do the first part of a press and read the sheet again, as a host does."""
        seen = self.grid.read()
        minted = mint(seen, keys=new_keys(), prefer=prefer)
        self.grid.write(write_rows(seen, minted))
        return minted

    def write_back(self, before: Reading, after: Reading, submission: str) -> None:
        """Do the last part of a press."""
        self.grid.write(write_rows(before, after))
        view = ViewState(last_submission=submission, kept=remember(after))
        self.state = replace(self.state, views={"orders": view})

    def row(self, number: int) -> Row:
        """Return a row as understood now."""
        return next(row for row in self.grid.read().rows if row.number == number)

    def key(self, number: int) -> str:
        """Return the key in a row's hidden cell."""
        return str(self.grid.row(number).get("_key") or "")


def synced(count: int = 4) -> Desk:
    """Return a desk with some orders accepted in rows 3, 4, …."""
    desk = Desk(Oracle())
    for number in range(1, count + 1):
        desk.grid.type(number + 2, **order(number))
    desk.press()
    return desk


def one_order(**cells: Cell) -> Grid:
    """Return a sheet with one order typed in."""
    grid = Grid()
    grid.type(3, **order(1, **cells))
    return grid


def sent(grid: Grid) -> tuple[Reading, Plan]:
    """Return a sheet minted and planned, keys written."""
    seen = grid.read()
    minted = mint(seen, keys=new_keys())
    grid.write(write_rows(seen, minted))
    return minted, plan_press(minted)


def answered(grid: Grid, *results: RowResult) -> tuple[RowWrite, ...]:
    """Write back answers to the rows to be sent, given in their order with any key."""
    minted, plan = sent(grid)
    for one, result in zip(plan.outgoing, results, strict=True):
        result.key = one.row.key
    writes = write_rows(minted, take_results(minted, plan.outgoing, results))
    grid.write(writes)
    return writes
