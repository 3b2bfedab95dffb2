"""SQLite: look-ups by one JSON parameter, and the driver's executemany for each table."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.benchmarks.ideal.batch import (
    ACTOR,
    VIEW,
    Customer,
    Gathered,
    NotIdealError,
    Product,
    demand_apart,
    demand_good,
    encode,
    grounds_of,
    place_of,
)
from tests.benchmarks.ideal.content import CHANGED, Contents, packed
from tests.benchmarks.ideal.sqlite_writer import Writer, time_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

    from tests.benchmarks.ideal.batch import Batch

REQUEST = "SELECT answer FROM requests WHERE actor = ? AND view = ? AND id = ?"
KNOWN = "SELECT 1 FROM order_lines WHERE key IN (SELECT value FROM json_each(?)) LIMIT 1"
SITE = "SELECT server, epoch FROM site"
STAMP = "UPDATE commit_counter SET last = last + 1 WHERE id = 1 RETURNING last"
NUMBERS = (
    "INSERT INTO number_series (series, last) VALUES (?, ?)"
    " ON CONFLICT (series) DO UPDATE SET last = last + excluded.last RETURNING last"
)
CUSTOMERS = """
SELECT c.code, c.key, c.name, c.phone, t.name
FROM customers c JOIN payment_terms t ON t.key = c.payment_terms
WHERE c.natural IN (SELECT value FROM json_each(?)) AND c.active AND c.credit_limit IS NULL"""
PRODUCTS = """
SELECT p.code, p.key, p.code, p.name, w.key, w.code, s.key, p.unit_step, p.list_price, p.floor_price
FROM products p JOIN warehouses w ON w.key = p.warehouse
  JOIN stock s ON s.natural = p.key || char(10) || w.key AND NOT s.ended
WHERE p.natural IN (SELECT value FROM json_each(?)) AND p.active
  AND NOT EXISTS (SELECT 1 FROM commitments c WHERE c.product = p.key)"""
FIRST_STEP = """
SELECT key, step, role, place, hours, coalesce(amount_from, amount_to, level, payment_terms, stock,
    deviation_from, deviation_to, new_customer, channel, credit) IS NOT NULL,
  (SELECT json_group_object(name, value) FROM rules WHERE NOT ended)
FROM approval_rules WHERE active AND NOT ended ORDER BY place LIMIT 1"""
LOST = """
SELECT 1 FROM revisions r JOIN submissions s ON s.id = r.submission
WHERE r.book = ? AND r.view = ? AND r.sent_print IN (SELECT value FROM json_each(?))
  AND s.undone_at IS NULL LIMIT 1"""
BY_PHONE = """
SELECT l.key FROM orders o JOIN order_lines l ON l."order" = o.key
WHERE o.phone_mask = ? AND o.ordered_at BETWEEN ? AND ? AND l.product = ?
  AND NOT l.cancelled AND o.stage NOT IN ('draft', 'rejected', 'cancelled')"""
BY_PURCHASE = """
SELECT key FROM orders
WHERE bundle IN (SELECT value FROM json_each(?)) AND stage NOT IN ('rejected', 'cancelled') LIMIT 1"""
STOCK = """
SELECT s.key, s.on_hand - s.reserved - coalesce(p.safety_stock, 0)
FROM stock s JOIN products p ON p.key = s.product WHERE s.key IN (SELECT value FROM json_each(?))"""

OWNER = """
SELECT u.name FROM tokens t JOIN users u ON u.key = t."user"
WHERE t.print = ? AND t.expires_at > ? AND t.revoked_at IS NULL AND u.active AND NOT u.ended"""


def owner(connection: Connection, token_print: str) -> str | None:
    """Return whose token it is."""
    asked = (token_print, time_text(dt.datetime.now(dt.UTC)))
    found = connection.execute(OWNER, asked).fetchone()
    return None if found is None else str(found[0])


def changed(connection: Connection, stamp: int) -> bytes:
    """Return the next 200 lines after a place in commit order, as JSON."""
    return encode(connection.execute(CHANGED.format("?"), [stamp]).fetchall())


def push(connection: Connection, batch: Batch) -> bytes:
    """Write a batch in one transaction and return the answer. Raises NotIdealError."""
    with _transaction(connection):
        gathered = _gather(connection, batch)
        demand_good(gathered, batch.now.date())
        demand_apart(gathered.places, gathered.window)
        _demand_new(connection, batch, gathered)
        asked = [encode(list({place.product.stock for place in gathered.places})).decode()]
        contents = Contents(batch, gathered, dict(connection.execute(STOCK, asked).fetchall()))
        answer = contents.answer()
        writer = Writer(connection, batch, gathered.stamp)
        writer.write_request(packed(answer))
        writer.write_orders(contents.rows)
        writer.write_lines(contents.rows)
        writer.write_stock(contents.rows, contents.until)
        writer.write_steps(contents.rows, gathered.step)
        writer.write_history(contents.rows)
        return answer


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _gather(connection: Connection, batch: Batch) -> Gathered:
    keys = encode([row.key for row in batch.rows]).decode()
    earlier = connection.execute(REQUEST, (ACTOR, VIEW, batch.request)).fetchone()
    if earlier is not None or connection.execute(KNOWN, [keys]).fetchone() is not None:
        raise NotIdealError("sent before")
    ((server, epoch),) = connection.execute(SITE)
    (stamp,) = connection.execute(STAMP).fetchone()
    (last,) = connection.execute(NUMBERS, (f"order_{batch.now:%y%m}", len(batch.rows))).fetchone()
    customers = _by_code(connection, CUSTOMERS, {row.values.customer for row in batch.rows})
    products = _by_code(connection, PRODUCTS, {row.values.product for row in batch.rows})
    places = [
        place_of(
            row, Customer(*customers[row.values.customer]), Product(*products[row.values.product]), number
        )
        for number, row in enumerate(batch.rows, start=last - len(batch.rows) + 1)
    ]
    rules, step = grounds_of(batch, connection.execute(FIRST_STEP).fetchone())
    return Gathered((server, epoch), stamp, places, rules, step)


def _by_code(connection: Connection, statement: str, codes: set[str]) -> dict[str, Sequence[Any]]:
    """Return what the statement finds by code."""
    asked = encode([code.casefold() for code in codes]).decode()
    return {code: values for code, *values in connection.execute(statement, [asked])}


def _demand_new(connection: Connection, batch: Batch, gathered: Gathered) -> None:
    prints = encode([place.print for place in gathered.places]).decode()
    if connection.execute(LOST, (batch.book, VIEW, prints)).fetchone() is not None:
        raise NotIdealError("entered before, under keys that were lost")
    window = gathered.window
    for place in gathered.places:
        at = place.row.values.ordered_at
        asked = (place.mask, time_text(at - window), time_text(at + window), place.product.key)
        if connection.execute(BY_PHONE, asked).fetchone() is not None:
            raise NotIdealError(f"duplicate: {place.row.key}")
    bundles = encode([place.bundle for place in gathered.places]).decode()
    if connection.execute(BY_PURCHASE, [bundles]).fetchone() is not None:
        raise NotIdealError("purchase number known")
