"""Sets of stock rows, reservations, commitments and supplies; the order of locks is decided here."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from msgspec import Struct

from server.db.bulk import Tuples, among, insert_rows, listed, one_of, update_rows
from server.masterdata.models import PRODUCTS, WAREHOUSES
from server.stock.models import COMMITMENTS, RESERVATIONS, STOCK, SUPPLIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection


class Counter(Struct, frozen=True, gc=False):
    """A stock row with what it counts."""

    key: str
    product: str
    warehouse: str
    on_hand: Decimal
    reserved: Decimal


class Keeping(Struct, frozen=True, gc=False):
    """What stock needs to know of a product."""

    key: str
    safety: Decimal | None
    step: Decimal | None
    warehouse: str | None


class There(Struct, frozen=True, gc=False):
    """What a warehouse has of a product; without warehouse, on hand and reserved it is on no shelf."""

    product: str
    safety: Decimal | None
    warehouse: str | None
    on_hand: Decimal | None
    reserved: Decimal | None


class Reservation(Struct, frozen=True, gc=False):
    """What an order line holds of a stock row (keys)."""

    line: str
    stock: str
    quantity: Decimal


class Move(Struct, frozen=True, gc=False):
    """A quantity that comes or goes on a day."""

    product: str
    warehouse: str
    on: dt.date
    quantity: Decimal


def load_counters(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Counter]:
    """Return stock rows that meet the condition."""
    return [Counter(*row) for row in conn.execute(_counters(condition))]


def lock_counters(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Counter]:
    """Lock stock rows in the order of keys, waiting, and return them as they are then."""
    return [Counter(*row) for row in conn.execute(_counters(condition).with_for_update())]


def lock_counters_of(conn: Connection, products: Collection[str]) -> list[Counter]:
    """Lock the stock rows of products in the order of keys, waiting, and return them as they are then."""
    return [Counter(*row) for row in conn.execute(_COUNTERS_OF, {"products": listed(products)}).all()]


def load_there(conn: Connection, products: Collection[str]) -> list[There]:
    """Return what is on the shelves of products; a product that is on none comes once, without warehouse."""
    return [There(*row) for row in conn.execute(_THERE, {"products": listed(products)}).all()]


def load_keepings(conn: Connection, products: Collection[str]) -> dict[str, Keeping]:
    """Return what stock needs to know of products, by key."""
    return _by_key(conn, _KEEPINGS, products)


def lock_keepings(conn: Connection, products: Collection[str]) -> dict[str, Keeping]:
    """Lock products against others who promise their supply; take the locks of their stock rows first.

    A supply may come to a warehouse that has no stock row yet: the product is the one row that always exists.
    """
    return _by_key(conn, _KEEPINGS_LOCKED, products)


def load_warehouse_order(conn: Connection) -> dict[str, int]:
    """Return the places of warehouses (keys) in the order of codes; those taken back come last."""
    return {key: place for place, key in enumerate(conn.execute(_WAREHOUSES).scalars())}


def load_supplies(conn: Connection, products: Collection[str]) -> list[Move]:
    """Return the planned supply of products."""
    table = SUPPLIES
    chosen = sa.select(table.c.product, table.c.warehouse, table.c.due_on, table.c.quantity).where(
        among(table.c.product, products), ~table.c.ended
    )
    return [Move(*row) for row in conn.execute(chosen)]


def load_moves(conn: Connection, products: Collection[str]) -> list[Move]:
    """Return what is to come of products (above 0) and what is promised of them (below 0), by day."""
    return [Move(*row) for row in conn.execute(_MOVES, {"products": listed(products)}).all()]


def load_held_products(conn: Connection, lines: Collection[str]) -> set[str]:
    """Return the products of which order lines hold something."""
    reserved = sa.select(STOCK.c.product).join(RESERVATIONS, RESERVATIONS.c.stock == STOCK.c.key)
    committed = sa.select(COMMITMENTS.c.product).where(among(COMMITMENTS.c.line, lines))
    return set(conn.execute(reserved.where(among(RESERVATIONS.c.line, lines)).union(committed)).scalars())


def load_reservations(conn: Connection, stock: Collection[str]) -> list[Reservation]:
    """Return the reservations of stock rows, the newest first."""
    table = RESERVATIONS
    chosen = (
        sa.select(table.c.line, table.c.stock, table.c.quantity)
        .where(among(table.c.stock, stock))
        .order_by(table.c.made_at.desc(), table.c.place.desc(), table.c.line.desc())
    )
    return [Reservation(*row) for row in conn.execute(chosen)]


def load_stock_of(conn: Connection, condition: sa.ColumnElement[bool]) -> set[str]:
    """Return the stock rows (keys) on which reservations stand that meet the condition."""
    return set(conn.execute(sa.select(RESERVATIONS.c.stock).where(condition).distinct()).scalars())


def delete_reservations(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Reservation]:
    """Delete the reservations that meet the condition and return them; the counters are the caller's."""
    table = RESERVATIONS
    gone = sa.delete(table).where(condition).returning(table.c.line, table.c.stock, table.c.quantity)
    return [Reservation(*row) for row in conn.execute(gone)]


def delete_commitments(conn: Connection, lines: Collection[str]) -> None:
    """Delete what order lines were promised."""
    conn.execute(sa.delete(COMMITMENTS).where(among(COMMITMENTS.c.line, lines)))


def save_counters(conn: Connection, reserved_by_key: Mapping[str, Decimal]) -> None:
    """Set the counters of stock rows."""
    update_rows(conn, STOCK, Tuples(("key", "reserved"), list(reserved_by_key.items())))


def save_reservations(
    conn: Connection, rows: Sequence[tuple[str, str, Decimal, int]], *, at: dt.datetime, until: dt.datetime
) -> None:
    """Insert reservations: line, stock row, quantity, place among those of a moment."""
    names = ("line", "stock", "quantity", "place")
    insert_rows(conn, RESERVATIONS, Tuples(names, rows, {"made_at": at, "expires_at": until}))


def save_commitments(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert commitments."""
    insert_rows(conn, COMMITMENTS, rows)


def load_recount(conn: Connection) -> list[tuple[str, Decimal, Decimal]]:
    """Return (stock row, counter, sum of reservations) where the two differ."""
    counted = sa.func.coalesce(
        sa.func.sum(RESERVATIONS.c.quantity), sa.literal(Decimal(0), RESERVATIONS.c.quantity.type)
    )
    chosen = (
        sa.select(STOCK.c.key, STOCK.c.reserved, counted.label("counted"))
        .outerjoin(RESERVATIONS, RESERVATIONS.c.stock == STOCK.c.key)
        .group_by(STOCK.c.key, STOCK.c.reserved)
        .having(counted != STOCK.c.reserved)
        .order_by(STOCK.c.key)
    )
    return [(row.key, row.reserved, row.counted) for row in conn.execute(chosen)]


def _counters(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    table = STOCK
    columns = (table.c.key, table.c.product, table.c.warehouse, table.c.on_hand, table.c.reserved)
    return sa.select(*columns).where(condition, ~table.c.ended).order_by(table.c.key)


def _by_key(conn: Connection, chosen: sa.Select[Any], products: Collection[str]) -> dict[str, Keeping]:
    return {row[0]: Keeping(*row) for row in conn.execute(chosen, {"products": listed(products)}).all()}


_COUNTERS_OF = _counters(one_of(STOCK.c.product, "products")).with_for_update()
_THERE = (
    sa.select(PRODUCTS.c.key, PRODUCTS.c.safety_stock, STOCK.c.warehouse, STOCK.c.on_hand, STOCK.c.reserved)
    .select_from(PRODUCTS.outerjoin(STOCK, (STOCK.c.product == PRODUCTS.c.key) & ~STOCK.c.ended))
    .where(one_of(PRODUCTS.c.key, "products"))
)
_KEEPINGS = (
    sa.select(PRODUCTS.c.key, PRODUCTS.c.safety_stock, PRODUCTS.c.unit_step, PRODUCTS.c.warehouse)
    .where(one_of(PRODUCTS.c.key, "products"))
    .order_by(PRODUCTS.c.key)
)
_KEEPINGS_LOCKED = _KEEPINGS.with_for_update(key_share=True)
_WAREHOUSES = sa.select(WAREHOUSES.c.key).order_by(WAREHOUSES.c.ended, WAREHOUSES.c.natural)
_COMING = sa.select(SUPPLIES.c.product, SUPPLIES.c.warehouse, SUPPLIES.c.due_on, SUPPLIES.c.quantity)
_GOING = sa.select(
    COMMITMENTS.c.product, COMMITMENTS.c.warehouse, COMMITMENTS.c.due_on, -COMMITMENTS.c.quantity
)
_MOVES = sa.union_all(
    _COMING.where(one_of(SUPPLIES.c.product, "products"), ~SUPPLIES.c.ended),
    _GOING.where(one_of(COMMITMENTS.c.product, "products")),
)
