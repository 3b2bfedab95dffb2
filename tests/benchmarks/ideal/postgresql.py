"""PostgreSQL: one JSON parameter a statement, and all rows written by one statement with modifying CTEs."""

from __future__ import annotations

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
    slots,
)
from tests.benchmarks.ideal.content import CHANGED, Contents, packed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from tests.benchmarks.ideal.batch import Batch

    Connection = psycopg.Connection[Any]

SITE = """
SELECT site.server, site.epoch, pg_current_xact_id()::text::bigint + site.lift,
  ARRAY(SELECT nextval('number_order_' || %(month)s) FROM generate_series(1, %(count)s)),
  (SELECT answer FROM requests WHERE actor = %(actor)s AND view = %(view)s AND id = %(request)s),
  EXISTS (SELECT FROM order_lines WHERE key = ANY (ARRAY(SELECT json_array_elements_text(%(keys)s))))
FROM site"""
CUSTOMERS = """
SELECT c.code, c.key, c.name, c.phone, t.name
FROM customers c JOIN payment_terms t ON t.key = c.payment_terms
WHERE c.natural = ANY (ARRAY(SELECT json_array_elements_text(%s))) AND c.active AND c.credit_limit IS NULL"""
PRODUCTS = """
SELECT p.code, p.key, p.code, p.name, w.key, w.code, s.key, p.unit_step, p.list_price, p.floor_price
FROM products p JOIN warehouses w ON w.key = p.warehouse
  JOIN stock s ON s.natural = p.key || E'\\n' || w.key AND NOT s.ended
WHERE p.natural = ANY (ARRAY(SELECT json_array_elements_text(%s))) AND p.active
  AND NOT EXISTS (SELECT FROM commitments c WHERE c.product = p.key)"""
FIRST_STEP = """
SELECT key, step, role, place, hours, num_nonnulls(amount_from, amount_to, level, payment_terms, stock,
    deviation_from, deviation_to, new_customer, channel, credit),
  (SELECT json_object_agg(name, value) FROM rules WHERE NOT ended)
FROM approval_rules WHERE active AND NOT ended ORDER BY place LIMIT 1"""
CLAIM = """
WITH r AS (
  INSERT INTO requests (actor, view, id, print, at)
  VALUES (%(actor)s, %(view)s, %(request)s, %(print)s, %(now)s)
), s AS (
  INSERT INTO submissions (id, author, book, received, at)
  VALUES (%(submission)s, %(actor)s, %(book)s, %(stamp)s, %(now)s)
)
INSERT INTO duplicate_slots (slot, stamp)
SELECT value::bigint, %(stamp)s FROM json_array_elements_text(%(slots)s)
ON CONFLICT (slot) DO UPDATE SET stamp = excluded.stamp"""
DUPLICATES = """
WITH v AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(rows)s) AS v (k text, m text, b text, p text, t timestamptz, s text)
)
SELECT v.k FROM v CROSS JOIN LATERAL (
  SELECT FROM orders o JOIN order_lines l ON l."order" = o.key
  WHERE o.phone_mask = v.m AND o.ordered_at BETWEEN v.t - %(window)s AND v.t + %(window)s
    AND l.product = v.p AND NOT l.cancelled AND o.stage NOT IN ('draft', 'rejected', 'cancelled') LIMIT 1
) o
UNION ALL
SELECT v.k FROM v CROSS JOIN LATERAL (
  SELECT FROM orders o WHERE o.bundle = v.b AND o.stage NOT IN ('rejected', 'cancelled') LIMIT 1
) o
UNION ALL
SELECT v.k FROM v CROSS JOIN LATERAL (
  SELECT FROM revisions r JOIN submissions s ON s.id = r.submission
  WHERE r.book = %(book)s AND r.view = %(view)s AND r.sent_print = v.s AND s.undone_at IS NULL LIMIT 1
) r"""
STOCK = """
SELECT s.key, s.on_hand - s.reserved - coalesce(p.safety_stock, 0)
FROM stock s JOIN products p ON p.key = s.product
WHERE s.key = ANY (ARRAY(SELECT json_array_elements_text(%s))) ORDER BY s.key FOR UPDATE OF s"""
WRITE = """
WITH v AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(rows)s) AS v (
    key text, audit_key text, step_key text, order_no text, customer text, customer_po text, bundle text,
    phone text, phone_mask text, payment_terms text, ordered_at timestamptz, product text, quantity bigint,
    unit_price bigint, amount bigint, requested_on date, warehouse text, stock text, place bigint,
    delta json, sent json, sent_print text)
), o AS (
  INSERT INTO orders (key, order_no, customer, customer_po, bundle, phone, phone_mask, payment_terms,
    ordered_at, timed, channel, stage, submission, created_by, created_at)
  SELECT key, order_no, customer, customer_po, bundle, phone, phone_mask, payment_terms,
    ordered_at, true, '表格', 'review', %(submission)s, %(actor)s, %(second)s FROM v
), l AS (
  INSERT INTO order_lines (key, rev, stamp, "order", line_no, product, quantity, unit_price, amount,
    requested_on, warehouse, promised_on, cover, cancelled, shipped, invoiced, paid, changed_by, changed_at)
  SELECT key, 1, %(stamp)s, key, 1, product, quantity, unit_price, amount,
    requested_on, warehouse, requested_on, 'reserved', false, 0, 0, 0, %(actor)s, %(second)s FROM v
), r AS (
  INSERT INTO reservations (line, stock, quantity, made_at, place, expires_at)
  SELECT key, stock, quantity, %(now)s, place, %(until)s FROM v
), t AS (
  UPDATE stock SET reserved = reserved + n.quantity
  FROM (SELECT stock, sum(quantity)::bigint AS quantity FROM v GROUP BY stock) n WHERE stock.key = n.stock
), h AS (
  INSERT INTO revisions (view, key, rev, submission, book, actor, at, stamp, delta, beside, sent, sent_print)
  SELECT %(view)s, key, 1, %(submission)s, %(book)s, %(actor)s, %(now)s, %(stamp)s, delta, false,
    sent, sent_print FROM v
), a AS (
  INSERT INTO audit_rows (key, stamp, at, actor, action, view, subject, submission, detail)
  SELECT audit_key, %(stamp)s, %(now)s, %(actor)s, 'orders.created', %(view)s, key, %(submission)s,
    '{"rev":1,"delta":' || delta || '}' FROM v
), s AS (
  INSERT INTO approval_steps (key, rev, stamp, "order", step, role, place, hours, state, rule, opened_at,
    due_at)
  SELECT step_key, 1, %(stamp)s, key, %(step)s, %(role)s, %(step_place)s, %(hours)s, 'open', %(rule)s,
    %(second)s, %(due_at)s FROM v
), b AS (
  INSERT INTO book_rows (view, book, key) SELECT %(view)s, %(book)s, key FROM v
)
UPDATE requests SET answer = %(answer)s WHERE actor = %(actor)s AND view = %(view)s AND id = %(request)s"""


OWNER = """
SELECT u.name FROM tokens t JOIN users u ON u.key = t."user"
WHERE t.print = %s AND t.expires_at > now() AND t.revoked_at IS NULL AND u.active AND NOT u.ended"""


def owner(connection: Connection, token_print: str) -> str | None:
    """Return whose token it is."""
    found = connection.execute(OWNER, [token_print]).fetchone()
    return None if found is None else str(found[0])


def changed(connection: Connection, stamp: int) -> bytes:
    """Return the next 200 lines after a place in commit order, as JSON."""
    return encode(connection.execute(CHANGED.format("%s").encode(), [stamp]).fetchall())


def prepare(connection: Connection, month: str) -> None:
    """Make what the product makes once a month."""
    with connection.transaction():
        connection.execute(f"CREATE SEQUENCE IF NOT EXISTS number_order_{month}".encode())


def push(connection: Connection, batch: Batch) -> bytes:
    """Write a batch in one transaction and return the answer. Raises NotIdealError."""
    with connection.transaction():
        gathered = _gather(connection, batch)
        demand_good(gathered, batch.now.date())
        demand_apart(gathered.places, gathered.window)
        _claim(connection, batch, gathered)
        _demand_new(connection, batch, gathered)
        free = _lock_stock(connection, gathered)
        return _write(connection, batch, gathered, free)


def _gather(connection: Connection, batch: Batch) -> Gathered:
    asked = {
        **_context(batch),
        "month": f"{batch.now:%y%m}",
        "count": len(batch.rows),
        "keys": _json([row.key for row in batch.rows]),
    }
    ((server, epoch, stamp, numbers, answer, known),) = connection.execute(SITE, asked).fetchall()
    if answer is not None or known:
        raise NotIdealError("sent before")
    customers = _by_code(connection, CUSTOMERS, {row.values.customer for row in batch.rows})
    products = _by_code(connection, PRODUCTS, {row.values.product for row in batch.rows})
    places = [
        place_of(
            row,
            Customer(*customers[row.values.customer]),
            Product(*products[row.values.product]),
            number,
        )
        for row, number in zip(batch.rows, numbers, strict=True)
    ]
    rules, step = grounds_of(batch, connection.execute(FIRST_STEP).fetchall()[0])
    return Gathered((server, epoch), stamp, places, rules, step)


def _by_code(connection: Connection, statement: str, codes: set[str]) -> dict[str, Sequence[Any]]:
    """Return what the statement finds by code."""
    asked = _json([code.casefold() for code in codes])
    return {code: values for code, *values in connection.execute(statement.encode(), [asked])}


def _claim(connection: Connection, batch: Batch, gathered: Gathered) -> None:
    context = _context(batch) | {"stamp": gathered.stamp, "print": batch.print}
    connection.execute(CLAIM, {**context, "slots": _json(slots(gathered.places))})


def _demand_new(connection: Connection, batch: Batch, gathered: Gathered) -> None:
    asked = [
        {
            "k": place.row.key,
            "m": place.mask,
            "b": place.bundle,
            "p": place.product.key,
            "t": place.row.values.ordered_at,
            "s": place.print,
        }
        for place in gathered.places
    ]
    of = {"rows": _json(asked), "window": gathered.window, "book": batch.book, "view": VIEW}
    found = connection.execute(DUPLICATES, of).fetchone()
    if found is not None:
        raise NotIdealError(f"duplicate, or its key was lost: {found}")


def _lock_stock(connection: Connection, gathered: Gathered) -> dict[str, int]:
    """Return what can still be reserved, in millionths, by stock row."""
    asked = _json(list({place.product.stock for place in gathered.places}))
    return dict(connection.execute(STOCK, [asked]).fetchall())


def _write(connection: Connection, batch: Batch, gathered: Gathered, free: dict[str, int]) -> bytes:
    contents = Contents(batch, gathered, free)
    answer = contents.answer()
    context = _context(batch) | {"stamp": gathered.stamp, "answer": packed(answer)}
    context |= {"second": batch.now.replace(microsecond=0), "until": contents.until}
    step = gathered.step
    context |= {"step": step.name, "role": step.role, "step_place": step.place, "hours": step.hours}
    context |= {"rule": step.rule, "due_at": step.due_at}
    connection.execute(WRITE, {**context, "rows": _json(contents.rows)})
    return answer


def _context(batch: Batch) -> dict[str, Any]:
    return {
        "actor": ACTOR,
        "view": VIEW,
        "request": batch.request,
        "submission": batch.submission,
        "book": batch.book,
        "now": batch.now,
    }


def _json(value: Any) -> str:
    return encode(value).decode()
