"""Use cases of stock: reserve, give back, look, let expire, recount."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.audit.service import Entry, record
from server.db.bulk import among
from server.db.commits import stamp
from server.masterdata import service as masterdata
from server.masterdata.calendar import add_working_hours
from server.stock import store
from server.stock.models import RESERVATIONS, STOCK
from server.stock.rules.records import (
    Answer,
    Demand,
    Difference,
    Level,
    Promised,
    Reserved,
    Served,
    Short,
    Taken,
)
from server.stock.rules.serving import serve, taken_by
from server.stock.shelves import shelves_locked, shelves_there
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.masterdata.service import Rules
    from server.stock.store import Counter, Keeping, Move

__all__ = [
    "Answer",
    "Demand",
    "Difference",
    "Level",
    "Promised",
    "Reserved",
    "Served",
    "Short",
    "available",
    "expire",
    "levels",
    "recount",
    "release",
    "reserve",
    "supply",
]
ZERO = Decimal(0)
EXPIRED = "stock.expired"
"""What the audit trail calls a reservation that was over; its subject is the order line."""
WORKER = "worker"


def reserve(
    conn: Connection,
    demands: Sequence[Demand],
    *,
    now: dt.datetime,
    releasing: Collection[str] = (),
    rules: Rules | None = None,
) -> Served:
    """Serve demands in the order given (that of the sheet) and return one answer each, and what is left.

    Locks what it needs and reads after the lock: writers wait for each other and never fail. What a line held
    before is given back first, and so is what the lines in `releasing` hold: whoever does both asks once, so
    that locks are taken in one go. Each line gets all or nothing, unless it asks for `part`. Reservations
    expire after the working hours of the rule; `rules` are given by whoever has read them. The caller's
    transaction commits what is written.
    """
    if not demands:
        release(conn, releasing)
        return Served()
    lines = [*(demand.line for demand in demands if not demand.fresh), *releasing]
    products = {demand.product for demand in demands}
    if lines:
        products |= store.load_held_products(conn, lines)
    locked = store.lock_counters_of(conn, products)
    keepings = store.lock_keepings(conn, products)
    counters = _given_back(conn, lines, locked)
    asked = [_with_usual_warehouse(demand, keepings) for demand in demands]
    today = now.astimezone(SHANGHAI).date()
    served = serve(asked, shelves_locked(conn, counters, keepings), today=today, products=products)
    taken = [taken_by(*pair, today=today) for pair in zip(asked, served.answers, strict=True)]
    held = _save_reservations(conn, taken, counters, now=now, rules=rules or masterdata.rules(conn))
    _save_counters(conn, locked, held)
    _save_commitments(conn, taken)
    return served


def release(conn: Connection, lines: Collection[str]) -> None:
    """Give back what these order lines (keys) reserved and committed; lines that hold nothing are ignored."""
    if not lines:
        return
    stock = store.load_stock_of(conn, among(RESERVATIONS.c.line, lines))
    counters = store.lock_counters(conn, among(STOCK.c.key, stock))
    _save_counters(conn, counters, _given_back(conn, lines, counters))


def available(
    conn: Connection, products: Collection[str], *, today: dt.date = dt.date.min
) -> dict[str, Decimal]:
    """Return by product key what one line could reserve now: that of the best warehouse, at least 0.

    Where no clock is at hand `today` may be left out: then supply that is overdue counts.
    """
    return dict(serve((), shelves_there(conn, products), today=today, products=products).free)


def levels(conn: Connection, products: Collection[str]) -> list[Level]:
    """Return the stock of the products (keys) by warehouse."""
    return levels_of(conn, store.load_counters(conn, among(STOCK.c.product, products)))


def supply(conn: Connection, products: Collection[str]) -> list[Move]:
    """Return the planned supply of the products (keys), the earliest first."""
    return sorted(store.load_supplies(conn, products), key=lambda move: (move.on, move.warehouse))


def levels_of(conn: Connection, counters: Sequence[Counter]) -> list[Level]:
    """Return the stock of rows, in their order."""
    keepings = store.load_keepings(conn, {counter.product for counter in counters})
    return [
        Level(
            counter.product,
            counter.warehouse,
            counter.on_hand,
            counter.reserved,
            counter.on_hand - counter.reserved - (keepings[counter.product].safety or ZERO),
        )
        for counter in counters
    ]


def expire(conn: Connection, *, now: dt.datetime) -> list[str]:
    """Give back reservations whose time is over, say so in the audit trail, and return their order lines."""
    over = RESERVATIONS.c.expires_at <= now
    counters = store.lock_counters(conn, among(STOCK.c.key, store.load_stock_of(conn, over)))
    locked = among(RESERVATIONS.c.stock, [counter.key for counter in counters])
    gone = store.delete_reservations(conn, over & locked)
    freed = [(reservation.stock, -reservation.quantity) for reservation in gone]
    _save_counters(conn, counters, _moved(counters, freed))
    lines = sorted(reservation.line for reservation in gone)
    if lines:
        entries = [Entry(EXPIRED, subject=line) for line in lines]
        record(conn, entries, actor=WORKER, at=now, stamp=stamp(conn))
    return lines


def recount(conn: Connection) -> list[Difference]:
    """Return the stock rows whose counter is not the sum of their reservations: there should be none."""
    return [Difference(key, counter, counted) for key, counter, counted in store.load_recount(conn)]


def _with_usual_warehouse(demand: Demand, keepings: Mapping[str, Keeping]) -> Demand:
    usual = keepings.get(demand.product)
    if demand.warehouse is not None or usual is None or usual.warehouse is None:
        return demand
    return replace(demand, warehouse=usual.warehouse)


def _given_back(conn: Connection, lines: Collection[str], counters: Sequence[Counter]) -> list[Counter]:
    """Delete what the lines hold; return the stock rows as if they held nothing, not saved yet."""
    if not lines:
        return list(counters)
    locked = among(RESERVATIONS.c.stock, [counter.key for counter in counters])
    gone = store.delete_reservations(conn, among(RESERVATIONS.c.line, lines) & locked)
    store.delete_commitments(conn, lines)
    return _moved(counters, [(reservation.stock, -reservation.quantity) for reservation in gone])


def _moved(counters: Sequence[Counter], moves: Iterable[tuple[str, Decimal]]) -> list[Counter]:
    """Return the stock rows with quantities reserved more (or less) by key."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for key, quantity in moves:
        sums[key] += quantity
    return [replace(counter, reserved=counter.reserved + sums[counter.key]) for counter in counters]


def _save_counters(conn: Connection, before: Sequence[Counter], after: Sequence[Counter]) -> None:
    changed = {new.key: new.reserved for old, new in zip(before, after, strict=True) if old != new}
    store.save_counters(conn, changed)


def _save_reservations(
    conn: Connection, taken: Sequence[Taken], counters: Sequence[Counter], *, now: dt.datetime, rules: Rules
) -> list[Counter]:
    """Insert what was reserved; return the stock rows with it, not saved yet."""
    ends = add_working_hours(now, hours=rules.reservation_hours, working_day=rules.working_day)
    stock = {(counter.product, counter.warehouse): counter.key for counter in counters}
    moves = [
        (stock[part.product, part.warehouse], part.reserved) if part.reserved and part.warehouse else None
        for part in taken
    ]
    rows = [
        (part.line, *move, place) for place, (part, move) in enumerate(zip(taken, moves, strict=True)) if move
    ]
    store.save_reservations(conn, rows, at=now, until=ends)
    return _moved(counters, [move for move in moves if move])


def _save_commitments(conn: Connection, taken: Sequence[Taken]) -> None:
    rows = [
        {
            "line": part.line,
            "product": part.product,
            "warehouse": part.warehouse,
            "quantity": part.committed,
            "due_on": part.due_on,
        }
        for part in taken
        if part.committed and part.warehouse
    ]
    store.save_commitments(conn, rows)
