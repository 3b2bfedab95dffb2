"""Sets of orders, lines and holds, read into values and written from them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import astuple

from server.db.bulk import Tuples, among, fixed, insert_rows, listed, one_of, update_rows
from server.db.recordset import recordset
from server.duplicates.rules import Trace, fold_phone, mask
from server.masterdata.models import CUSTOMERS, PRODUCTS, WAREHOUSES
from server.orders.models import HOLDS, LINES, ORDERS
from server.orders.rules.grouping import bundle_of_order, purchase_of
from server.orders.rules.records import NO_HOLDS, Hold, Line, Names, Order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from server.orders.rules.records import Unit

*ORDER_COLUMNS, _ = Order.__struct_fields__  # the last are the holds: rows of their own
FOUND_BY = ("phone_mask", "bundle")
LINE_COLUMNS = Line.__struct_fields__
NAME_COLUMNS = (
    CUSTOMERS.c.name,
    PRODUCTS.c.code,
    PRODUCTS.c.name,
    PRODUCTS.c.spec,
    PRODUCTS.c.unit,
    WAREHOUSES.c.code,
)
TRACE_COLUMNS = ("key", "phone", "customer", "customer_po", "ordered_at", "timed", "submission")
NEAR = {
    "mask": ORDERS.c.phone_mask.type,
    "since": ORDERS.c.ordered_at.type,
    "until": ORDERS.c.ordered_at.type,
}
ENDED = ("cancelled", "rejected")
UNLIVE = ("draft", *ENDED)
_LINES_FROM = len(ORDER_COLUMNS)
_NAMES_FROM = _LINES_FROM + len(LINE_COLUMNS)


def _select_locked(condition: ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(ORDERS.c.key).where(condition).order_by(ORDERS.c.key).with_for_update()


_ORDERS_OF = _select_locked(ORDERS.c.key.in_(sa.select(LINES.c.order).where(one_of(LINES.c.key, "lines"))))
_HOLDS_OF = sa.select(HOLDS).where(one_of(HOLDS.c.order, "orders"))
_OPEN_ORDERS = _select_locked(one_of(ORDERS.c.bundle, "bundles") & ORDERS.c.stage.not_in(fixed(ENDED)))


class Full(Struct, frozen=True, gc=False):
    """A line with its order, what their keys are called, the owner's code and the place in commit order."""

    order: Order
    line: Line
    names: Names
    owner: str | None
    stamp: int


def lock_orders(conn: Connection, condition: ColumnElement[bool]) -> list[str]:
    """Lock orders in the order of keys, waiting, and return their keys; their rows are to be read after."""
    return list(conn.execute(_select_locked(condition)).scalars())


def lock_orders_of(conn: Connection, lines: Collection[str]) -> list[str]:
    """Lock the orders of lines (keys) and return their keys."""
    return list(conn.execute(_ORDERS_OF, {"lines": listed(lines)}).scalars())


def lock_open_orders(conn: Connection, bundles: Collection[str]) -> list[str]:
    """Lock the orders of bundles that have not ended and return their keys."""
    return list(conn.execute(_OPEN_ORDERS, {"bundles": listed(bundles)}).scalars())


@lru_cache(maxsize=1)
def select_full() -> sa.Select[Any]:
    """Select lines with everything that `load_full` makes of a row; made once, so that it is known again."""
    joined = (
        LINES.join(ORDERS, ORDERS.c.key == LINES.c.order)
        .outerjoin(CUSTOMERS, CUSTOMERS.c.key == ORDERS.c.customer)
        .outerjoin(PRODUCTS, PRODUCTS.c.key == LINES.c.product)
        .outerjoin(WAREHOUSES, WAREHOUSES.c.key == LINES.c.warehouse)
    )
    columns = [
        *(ORDERS.c[name] for name in ORDER_COLUMNS),
        *(LINES.c[name] for name in LINE_COLUMNS),
        *NAME_COLUMNS,
        CUSTOMERS.c.code,
        LINES.c.stamp,
    ]
    named = [column.label(f"c{place}") for place, column in enumerate(columns)]
    return sa.select(*named).select_from(joined)


def load_full(conn: Connection, chosen: sa.Select[Any], given: Mapping[str, Any] | None = None) -> list[Full]:
    """Return the lines of a select made by `select_full`, in its order; `given` are its parameters."""
    rows = conn.execute(chosen, given).all()
    holds = load_holds(conn, {row[0] for row in rows}) if rows else {}
    orders: dict[str, Order] = {}
    found = []
    for row in rows:
        order = orders.get(row[0])
        if order is None:
            order = orders[row[0]] = Order(*(*row[:_LINES_FROM], holds.get(row[0], NO_HOLDS)))
        line = Line(*row[_LINES_FROM:_NAMES_FROM])
        *names, owner, stamp = row[_NAMES_FROM:]
        found.append(Full(order, line, Names(*names), owner, stamp))
    return found


def load_orders(conn: Connection, keys: Collection[str]) -> list[Full]:
    """Return all lines of orders, in the order of line numbers and keys."""
    if not keys:
        return []
    chosen = select_full().where(among(LINES.c.order, keys))
    return load_full(conn, chosen.order_by(LINES.c.order, LINES.c.line_no, LINES.c.key))


def load_holds(conn: Connection, orders: Collection[str]) -> dict[str, frozenset[Hold]]:
    """Return the holds of orders, by order; orders without one are missing."""
    found: dict[str, set[Hold]] = {}
    for row in conn.execute(_HOLDS_OF, {"orders": listed(orders)}).all():
        found.setdefault(row.order, set()).add(Hold(row.kind, row.line))
    return {order: frozenset(holds) for order, holds in found.items()}


def load_traces(conn: Connection, traces: Sequence[Trace], *, window: dt.timedelta) -> list[Trace]:
    """Return the live orders that may match one of the traces by phone and time."""
    places = {(mask(trace.phone), trace.at - window, trace.at + window) for trace in traces if trace.phone}
    if not places:
        return []
    near = recordset(conn, NEAR, sorted(places))
    chosen = (
        sa.select(*(ORDERS.c[name] for name in TRACE_COLUMNS), LINES.c.product)
        .select_from(near)
        .join(
            ORDERS,
            (ORDERS.c.phone_mask == near.c.mask) & ORDERS.c.ordered_at.between(near.c.since, near.c.until),
        )
        .join(LINES, LINES.c.order == ORDERS.c.key)
        .where(ORDERS.c.stage.not_in(fixed(UNLIVE)), ~LINES.c.cancelled)
    )
    products: dict[str, set[str]] = {}
    rows = {}
    for row in conn.execute(chosen):
        products.setdefault(row.key, set()).add(row.product)
        rows[row.key] = row
    return [_trace(row, products[key]) for key, row in rows.items()]


def insert_units(conn: Connection, units: Sequence[Unit]) -> None:
    """Insert orders that are new."""
    insert_rows(conn, ORDERS, _order_rows(unit for unit in units if unit.before is None))


def update_units(conn: Connection, units: Sequence[Unit]) -> None:
    """Write orders that have changed."""
    changed = (unit for unit in units if unit.before is not None and unit.order != unit.before)
    update_rows(conn, ORDERS, _order_rows(changed))


def insert_lines(conn: Connection, lines: Iterable[Line], *, stamp: int) -> None:
    """Insert lines that are new."""
    insert_rows(conn, LINES, _line_rows(lines, stamp))


def update_lines(conn: Connection, lines: Iterable[Line], *, stamp: int) -> None:
    """Write lines that have changed."""
    update_rows(conn, LINES, _line_rows(lines, stamp))


def save_holds(conn: Connection, units: Sequence[Unit], *, at: dt.datetime, submission: str) -> None:
    """Write down the holds that are new and delete those that are gone."""
    gone = [unit for unit in units if unit.before and unit.before.holds - unit.order.holds]
    kept = [
        {"order": unit.key, "kind": hold.kind, "line": hold.line, "since": at, "submission": submission}
        for unit in units
        for hold in sorted(_new_holds(unit), key=lambda hold: (hold.kind, hold.line))
    ]
    if gone:
        named = [f"{unit.key} {hold.kind} {hold.line}" for unit in gone for hold in _old_holds(unit)]
        name = HOLDS.c.order + " " + HOLDS.c.kind + " " + HOLDS.c.line
        orders = among(HOLDS.c.order, [unit.key for unit in gone])
        conn.execute(sa.delete(HOLDS).where(orders, among(name, named)))
    insert_rows(conn, HOLDS, kept)


def _new_holds(unit: Unit) -> frozenset[Hold]:
    return unit.order.holds - (unit.before.holds if unit.before else NO_HOLDS)


def _old_holds(unit: Unit) -> frozenset[Hold]:
    return (unit.before.holds if unit.before else NO_HOLDS) - unit.order.holds


def _trace(row: Any, products: set[str]) -> Trace:
    return Trace(
        order=row.key,
        phone=fold_phone(row.phone),
        receiver=row.customer or "",
        products=frozenset(products),
        at=row.ordered_at,
        timed=row.timed,
        submission=row.submission,
        purchase=purchase_of(row.customer, row.customer_po),
    )


def _order_rows(units: Iterable[Unit]) -> Tuples:
    return Tuples((*ORDER_COLUMNS, *FOUND_BY), [_order_row(unit) for unit in units])


def _order_row(unit: Unit) -> tuple[Any, ...]:
    *row, _ = astuple(unit.order)
    phone_mask = mask(fold_phone(unit.order.phone)) or None
    return (*row, phone_mask, bundle_of_order(unit.order, unit.after.values()))


def _line_rows(lines: Iterable[Line], stamp: int) -> Tuples:
    return Tuples(LINE_COLUMNS, list(map(astuple, lines)), {"stamp": stamp})
