"""Orders and the credit of their customers: how they stand, and what lets frozen ones go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.credit import service as credit
from server.credit.service import Ask, Standing
from server.db.bulk import among
from server.masterdata import service as masterdata
from server.orders import exposures, store
from server.orders.models import HOLDS, ORDERS
from server.orders.rules import crediting
from server.orders.service.answering import touched_of
from server.orders.service.finishing import Ready, finish, supply
from server.orders.service.followers import NOBODY
from server.orders.service.gathering import gather, lock_units
from server.orders.service.judging import judge_credit
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from server.orders.rules.records import Line, Order, Unit
    from server.orders.service.followers import Follower
    from server.views.contract import Context, Touched


def standings(conn: Connection, orders: Collection[str], *, now: dt.datetime) -> dict[str, Standing]:
    """Return how the customers stand with each of these orders (keys), by order; drafts are missing.

    Only reads, in a fixed number of statements.
    """
    found = _open(conn, orders)
    customers = masterdata.customers_by_key(conn, {order.customer or "" for order, _ in found})
    asks = [
        Ask(
            order=order.key,
            customer=order.customer or "",
            amount=crediting.open_amount(lines),
            limit=customers[order.customer or ""].credit_limit,
            entered_at=order.created_at,
        )
        for order, lines in found
    ]
    terms = credit.terms_of(masterdata.rules(conn), now.astimezone(SHANGHAI).date())
    return credit.judge_each(conn, asks, exposures.select_orders(customers), terms)


def recheck(
    conn: Connection, customers: Collection[str], context: Context, *, follower: Follower = NOBODY
) -> list[Touched]:
    """Let the orders of customers (keys) go on that credit held and holds no more, the earliest first.

    For whoever learnt of a payment or of another limit. Returns the lines that changed, as of view `orders`.
    """
    units = _held_units(conn, among(ORDERS.c.customer, customers)) if customers else []
    if not units:
        return []
    facts = gather(conn, [], units, context=context)
    judge_credit(conn, units, facts=facts, stamp=context.stamp)
    return _go_on(conn, units, context, follower)


def release(
    conn: Connection, orders: Collection[str], *, context: Context, follower: Follower = NOBODY
) -> list[Touched]:
    """Let orders (keys) go on although credit is against it: finance decided so.

    The hold goes and the lines ask for stock again; the decision covers the order's amount as it stands, a
    higher one is judged anew. Returns the lines that changed, their history still to be kept by the caller
    (`history.keep_touched` or as `Applied.touched`). Orders that credit does not hold are left alone.
    """
    units = _held_units(conn, among(ORDERS.c.key, orders)) if orders else []
    if not units:
        return []
    amounts = {
        unit.key: (unit.order.customer or "", crediting.open_amount(unit.after.values())) for unit in units
    }
    credit.waive(conn, amounts, by=context.actor.name, at=context.now)
    for unit in units:
        crediting.free(unit)
    return _go_on(conn, units, context, follower)


def customers_held(conn: Connection) -> list[str]:
    """Return the customers (keys) of whom credit holds an order."""
    chosen = sa.select(ORDERS.c.customer).join(HOLDS, HOLDS.c.order == ORDERS.c.key)
    found = conn.execute(chosen.where(HOLDS.c.kind == crediting.CREDIT.kind).distinct()).scalars()
    return sorted(filter(None, found))


def _held_units(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Unit]:
    """Lock the orders of the condition that credit holds and return them, the earliest first."""
    held = sa.select(HOLDS.c.order).where(HOLDS.c.kind == crediting.CREDIT.kind)
    keys = store.lock_orders(conn, ORDERS.c.key.in_(held) & condition)
    units = [unit for unit in lock_units(conn, keys).values() if crediting.is_held(unit.order)]
    return sorted(units, key=lambda unit: (unit.order.created_at, unit.key))


def _go_on(conn: Connection, units: Sequence[Unit], context: Context, follower: Follower) -> list[Touched]:
    """Give stock to the orders that are held no more, and write them."""
    free = [unit for unit in units if not crediting.is_held(unit.order)]
    if not free:
        return []
    facts = gather(conn, [], free, context=context)
    there = supply(conn, free, facts=facts, now=context.now)
    ready = Ready(free, there)
    finished = finish(conn, ready, follow=follower.follow, facts=facts, context=context)
    return [*touched_of(finished.changed, view="orders"), *finished.followed.touched]


def _open(conn: Connection, orders: Collection[str]) -> list[tuple[Order, list[Line]]]:
    """Return the orders that count for credit, with their lines."""
    found: dict[str, tuple[Order, list[Line]]] = {}
    for full in store.load_orders(conn, orders):
        found.setdefault(full.order.key, (full.order, []))[1].append(full.line)
    return [pair for pair in found.values() if pair[0].stage not in crediting.UNLIVE]
