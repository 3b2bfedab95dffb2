"""What is read before orders are decided: their stored state, and the master data they name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import among
from server.duplicates import service as duplicates
from server.masterdata import service as masterdata
from server.masterdata.rules.folding import fold
from server.orders import store
from server.orders.models import LINES, ORDERS
from server.orders.rules.grouping import bundles_to_find
from server.orders.rules.records import Facts, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from server.masterdata.service import Customer, Found, Product
    from server.orders.rules.records import Row
    from server.orders.store import Full
    from server.views.contract import Context


def units_of_lines(conn: Connection, keys: Collection[str]) -> dict[str, Unit]:
    """Return the orders of lines, whole, by key; whoever writes them has locked them."""
    if not keys:
        return {}
    orders = sa.select(LINES.c.order).where(among(LINES.c.key, keys))
    chosen = store.select_full().where(LINES.c.order.in_(orders))
    return units_of(store.load_full(conn, chosen.order_by(LINES.c.order, LINES.c.line_no, LINES.c.key)))


def lock_units(conn: Connection, keys: Collection[str]) -> dict[str, Unit]:
    """Lock orders and return them, whole, by key."""
    return lock_units_where(conn, among(ORDERS.c.key, keys)) if keys else {}


def lock_units_where(conn: Connection, condition: ColumnElement[bool]) -> dict[str, Unit]:
    """Lock the orders of a condition and return them, whole, by key."""
    return units_of(store.load_orders(conn, store.lock_orders(conn, condition)))


def units_in_bundles(
    conn: Connection, rows: Sequence[Row], known: Mapping[str, Unit], *, facts: Facts, stamp: int
) -> dict[str, Unit]:
    """Return the orders, by key, that share a bundle with new rows or with numbers typed anew.

    Nobody else enters an order into one of these bundles until this transaction ends.
    """
    bundles = bundles_to_find(rows, known, facts)
    if not bundles:
        return {}
    duplicates.claim(conn, bundles, stamp=stamp)
    found = store.lock_open_orders(conn, bundles)
    return units_of(store.load_orders(conn, [key for key in found if key not in known]))


def gather(conn: Connection, rows: Sequence[Row], units: Iterable[Unit], *, context: Context) -> Facts:
    """Return the master data that rows name and stored orders refer to, and the rules that hold now."""
    actor, terms = context.actor, masterdata.terms(conn)
    facts = Facts(
        now=context.now.astimezone(dt.UTC).replace(microsecond=0),
        today=context.today,
        author=actor.name,
        department=actor.department,
        submission=context.submission,
        from_sheet=context.from_sheet,
        dealer=actor.outside,
        own=_own_customer(conn, actor.customer),
        customers_by_text=_customers(conn, rows),
        products_by_text=_products(conn, rows),
        customers={},
        products={},
        terms=terms,
        terms_by_fold={fold(name): name for name in terms},
        rules=masterdata.rules(conn),
    )
    if facts.own:
        facts.customers[facts.own.key] = facts.own
    refer(conn, facts, units)
    return facts


def refer(conn: Connection, facts: Facts, units: Iterable[Unit]) -> None:
    """Add the customers and products that orders refer to, as far as they are not known yet."""
    every = list(units)
    customers = {unit.order.customer for unit in every if unit.order.customer} - facts.customers.keys()
    if customers:
        facts.customers.update(masterdata.customers_by_key(conn, customers))
    lines = (line for unit in every for line in (*unit.lines.values(), *unit.after.values()))
    products = {line.product for line in lines if line.product} - facts.products.keys()
    if products:
        facts.products.update(masterdata.products_by_key(conn, products))


def _own_customer(conn: Connection, code: str | None) -> Customer | None:
    return masterdata.customers_by_code(conn, [code]).get(code) if code else None


def _customers(conn: Connection, rows: Iterable[Row]) -> dict[str, Found[Customer]]:
    texts = {row.values["customer"] for row in rows if row.values.get("customer")}
    return masterdata.customers_by_text(conn, texts) if texts else {}


def _products(conn: Connection, rows: Iterable[Row]) -> dict[str, Found[Product]]:
    texts = {row.values["product"] for row in rows if row.values.get("product")}
    return masterdata.products_by_text(conn, texts) if texts else {}


def units_of(fulls: Iterable[Full]) -> dict[str, Unit]:
    """Return whole orders from all their lines, by key."""
    units: dict[str, Unit] = {}
    for full in fulls:
        unit = units.get(full.order.key)
        if unit is None:
            unit = units[full.order.key] = Unit(full.order.key, [], full.order, full.order)
        unit.lines[full.line.key] = unit.after[full.line.key] = full.line
    return units
