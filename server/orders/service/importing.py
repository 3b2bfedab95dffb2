"""Bringing in orders from before this system: written as they were, judged by no rule, holding nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.db.numbers import allocate
from server.masterdata import service as masterdata
from server.orders.rules import history
from server.orders.rules.numbers import number_of, series_of
from server.orders.rules.reading import read
from server.orders.rules.records import Ask
from server.orders.service.finishing import write
from server.orders.service.gathering import gather
from server.views.contract import Applied, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.rules.history import Bound
    from server.orders.rules.records import Facts, Row, Unit
    from server.orders.service.finishing import Changed
    from server.views.contract import Context, Edit


def bring_in(conn: Connection, edits: Sequence[Edit], context: Context, *, bound: Bound) -> Applied:
    """Write new rows as orders that are over or open; a row that is wrong is refused, its siblings are not.

    No approval, no reservation, no duplicate, no credit, no notice comes of it.
    """
    rows = [read(Ask(edit.key, None, edit.changes, place=place)) for place, edit in enumerate(edits)]
    facts = gather(conn, rows, (), context=context)
    for row in rows:
        history.resolve(row, facts, bound)
        history.judge(row, facts, bound)
    _price(conn, rows, facts, bound)
    units = history.units_of((row for row in rows if not row.rejected), facts, bound)
    _number(conn, units, facts, dry_run=context.dry_run)
    changed = write(conn, units, facts=facts, context=context)
    return Applied([_written(row, changed) for row in rows])


def _price(conn: Connection, rows: Iterable[Row], facts: Facts, bound: Bound) -> None:
    """Give open lines without a price the agreed or the list price."""
    every = list(rows)
    wants = [(row, want) for row in every if (want := history.want_of(row, facts, bound))]
    found = masterdata.prices_for(conn, [want for _, want in wants]) if wants else []
    for (row, _), price in zip(wants, found, strict=True):
        row.values["unit_price"] = price
    for row in every:
        if not row.rejected:
            history.judge_price(row, bound)


def _number(conn: Connection, units: Sequence[Unit], facts: Facts, *, dry_run: bool) -> None:
    """Give open orders numbers as all others have, and closed ones those of a series of their own."""
    day = facts.today
    closed = [unit for unit in units if unit.order.closed]
    still_open = [unit for unit in units if not unit.order.closed]
    kinds = (
        (closed, history.history_series(day), history.history_number),
        (still_open, series_of(day), number_of),
    )
    for some, series, number in kinds:
        places = [] if dry_run else allocate(conn, series, count=len(some))
        numbers = [number(day, place) for place in places] or [f"? {unit.key}" for unit in some]
        for unit, order_no in zip(some, numbers, strict=True):
            unit.order = replace(unit.order, order_no=order_no)


def _written(row: Row, changed: Mapping[str, Changed]) -> Written:
    one = changed.get(row.key)
    if row.rejected or one is None:
        return Written(row.key, None, tuple(row.problems))
    return Written(row.key, one.line.rev, tuple(row.problems), {}, one.delta)
