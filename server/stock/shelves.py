"""What stands on the shelves of products, what comes and what is promised, as the rules of stock see it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from server.stock import store
from server.stock.rules.records import Shelf
from server.stock.store import Counter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.stock.store import Keeping, Move

ZERO = Decimal(0)


def shelves_locked(
    conn: Connection, counters: Sequence[Counter], keepings: Mapping[str, Keeping]
) -> list[Shelf]:
    """Gather supply and promises beside stock that is locked, in the order of warehouse codes."""
    known = {(counter.product, counter.warehouse): counter for counter in counters}
    moving = _by_place(store.load_moves(conn, keepings))
    places = list(known.keys() | moving.keys())
    if len({product for product, _ in places}) < len(places):
        order = store.load_warehouse_order(conn)
        places.sort(key=lambda place: order[place[1]])
    return [
        _shelf(
            known.get(place) or Counter("", *place, ZERO, ZERO),
            moving.get(place, ()),
            safety=keepings[place[0]].safety,
            step=keepings[place[0]].step,
        )
        for place in places
    ]


def shelves_there(conn: Connection, products: Collection[str]) -> list[Shelf]:
    """Gather stock, supply and promises where nothing is locked and the order of warehouses says nothing."""
    there = store.load_there(conn, products)
    safety = {one.product: one.safety for one in there}
    known = {
        (one.product, one.warehouse): Counter("", one.product, one.warehouse, one.on_hand, one.reserved)
        for one in there
        if one.warehouse is not None and one.on_hand is not None and one.reserved is not None
    }
    moving = _by_place(store.load_moves(conn, products))
    return [
        _shelf(
            known.get(place) or Counter("", *place, ZERO, ZERO),
            moving.get(place, ()),
            safety=safety[place[0]],
        )
        for place in known.keys() | moving.keys()
    ]


def _shelf(
    counter: Counter,
    moves: Sequence[tuple[dt.date, Decimal]],
    *,
    safety: Decimal | None,
    step: Decimal | None = None,
) -> Shelf:
    return Shelf(
        product=counter.product,
        warehouse=counter.warehouse,
        on_hand=counter.on_hand,
        reserved=counter.reserved,
        safety=safety or ZERO,
        step=step,
        supplies=tuple(move for move in moves if move[1] > 0),
        commitments=tuple((on, -quantity) for on, quantity in moves if quantity < 0),
    )


def _by_place(moves: Iterable[Move]) -> dict[tuple[str, str], list[tuple[dt.date, Decimal]]]:
    found: dict[tuple[str, str], list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for move in moves:
        found[move.product, move.warehouse].append((move.on, move.quantity))
    return found
