"""The baseline: a script in plain SQLAlchemy Core that does the same look-ups and the same writes as a push.

It knows that every row is good, so it checks nothing, merges nothing and explains nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # noqa: TID251 - the baseline is a script of its own

from server.audit.service import ROWS as AUDIT
from server.db.base import Base
from server.db.commits import stamp
from server.db.numbers import allocate
from server.db.session import writers_queue
from server.duplicates.service import SLOT_COUNT
from sync.rows.keys import new_key
from tests.benchmarks.firm import BOOK, DAY

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.benchmarks.firm import OrderIn

T = Base.metadata.tables
WINDOW = dt.timedelta(minutes=5)
Row = dict[str, Any]


def push(conn: Connection, orders: list[OrderIn]) -> None:
    """Write one batch of orders of one line each."""
    now = dt.datetime.now(dt.UTC)
    mark, submission, request = stamp(conn), new_key(), new_key()
    conn.execute(sa.select(T["requests"]).where(T["requests"].c.id == request)).first()
    conn.execute(T["requests"].insert(), [_request(request, now)])
    conn.execute(T["submissions"].insert(), [_submission(submission, mark, now)])
    customers = _by(conn, "customers", "code", {order.customer for order in orders})
    products = _by(conn, "products", "code", {order.product for order in orders})
    _known(conn, orders)
    _claim(conn, orders, mark=mark)
    _duplicates(conn, orders, customers)
    stock = _lock_stock(conn, orders, products)
    lines = [_line(order, customers[order.customer], products[order.product], now) for order in orders]
    numbers = allocate(conn, "so2611", count=len(orders))
    conn.execute(
        T["orders"].insert(),
        [_order(*each, submission, now) for each in zip(lines, orders, numbers, strict=True)],
    )
    conn.execute(T["order_lines"].insert(), [_stamped(line, mark) for line in lines])
    _reserve(conn, lines, stock, now=now)
    _keep_history(conn, lines, orders, context=(submission, mark, now))
    answer = zlib.compress(
        json.dumps([_result(*each) for each in zip(lines, numbers, strict=True)]).encode(), 1
    )
    conn.execute(T["requests"].update().where(T["requests"].c.id == request).values(answer=answer))


def _result(line: Row, number: int) -> Row:
    """Return what the sheet is answered: the fields the server fills."""
    values = {
        "order_no": f"PL{number:09d}",
        "line_no": "1",
        "status": "待审核",
        "stage": "review",
        "amount": str(line["amount"]),
        "warehouse": "W1",
        "phone": line["_customer"]["phone"],
        "payment_terms": line["_customer"]["payment_terms"],
        "promised_on": DAY.isoformat(),
        "changed_by": "plain",
        "changed_at": line["changed_at"].isoformat(),
        **dict.fromkeys(("holds", "channel", "department", "salesperson", "unit", "spec")),
    }
    result = {"key": line["key"], "outcome": "created", "rev": 1, "values": values}
    return {**result, "problems": [], "conflicts": []}


def _request(request: str, now: dt.datetime) -> Row:
    return {"actor": "plain", "view": "orders", "id": request, "print": "0" * 64, "at": now, "answer": None}


def _submission(submission: str, mark: int, now: dt.datetime) -> Row:
    row: Row = {"id": submission, "author": "plain", "book": BOOK, "received": mark, "at": now}
    return {**row, "undone_at": None, "undo_answer": None}


def _by(conn: Connection, table: str, column: str, values: set[str]) -> dict[str, Row]:
    found = conn.execute(sa.select(T[table]).where(T[table].c[column].in_(values))).mappings()
    return {row[column]: dict(row) for row in found}


def _known(conn: Connection, orders: list[OrderIn]) -> None:
    lines = T["order_lines"]
    conn.execute(sa.select(lines.c.key).where(lines.c.key.in_([order.key for order in orders]))).all()


def _duplicates(conn: Connection, orders: list[OrderIn], customers: dict[str, Row]) -> None:
    table = T["orders"]
    phones = {customers[order.customer]["phone"] for order in orders}
    times = [order.ordered_at for order in orders]
    near = table.c.ordered_at.between(min(times) - WINDOW, max(times) + WINDOW)
    conn.execute(sa.select(table.c.key, table.c.ordered_at).where(table.c.phone_mask.in_(phones), near)).all()
    conn.execute(sa.select(table.c.key).where(table.c.bundle.in_([order.po for order in orders]))).all()


def _claim(conn: Connection, orders: list[OrderIn], *, mark: int) -> None:
    """Lock what could be a duplicate of each other: phones and purchase numbers, as the product does."""
    if writers_queue(conn):
        return
    table = T["duplicate_slots"]
    for names in ({order.customer for order in orders}, {order.po for order in orders}):
        slots = sorted({crc32(name.encode()) % SLOT_COUNT for name in names})
        statement = insert(table).on_conflict_do_update(index_elements=[table.c.slot], set_={"stamp": mark})
        conn.execute(statement, [{"slot": slot, "stamp": mark} for slot in slots])


def _lock_stock(conn: Connection, orders: list[OrderIn], products: dict[str, Row]) -> dict[str, Row]:
    table = T["stock"]
    keys = {products[order.product]["key"] for order in orders}
    chosen = sa.select(table).where(table.c.product.in_(keys)).order_by(table.c.key).with_for_update()
    return {row["product"]: dict(row) for row in conn.execute(chosen).mappings()}


def _line(order: OrderIn, customer: Row, product: Row, now: dt.datetime) -> Row:
    price = Decimal(order.price)
    blank = dict.fromkeys(("order_mark", "ship_to", "priority", "remark", "promised_on", "mode"))
    return {
        **blank,
        "key": order.key,
        "rev": 1,
        "order": new_key(),
        "line_no": 1,
        "product": product["key"],
        "quantity": Decimal(order.quantity),
        "unit_price": price,
        "amount": round(price * order.quantity, 2),
        "requested_on": DAY,
        "warehouse": product["warehouse"],
        "cover": "reserved",
        "cancelled": False,
        "shipped": Decimal(0),
        "invoiced": Decimal(0),
        "paid": Decimal(0),
        "changed_by": "plain",
        "changed_at": now,
        "_customer": customer,
    }


def _stamped(line: Row, mark: int) -> Row:
    return {name: value for name, value in line.items() if name != "_customer"} | {"stamp": mark}


def _order(line: Row, order: OrderIn, number: int, submission: str, now: dt.datetime) -> Row:
    customer = line["_customer"]
    return {
        "key": line["order"],
        "order_no": f"PL{number:09d}",
        "customer": customer["key"],
        "customer_po": order.po,
        "bundle": f"{customer['key']}\n{order.po}",
        "phone": customer["phone"],
        "phone_mask": customer["phone"],
        "payment_terms": customer["payment_terms"],
        "ordered_at": order.ordered_at,
        "timed": True,
        "department": None,
        "salesperson": None,
        "channel": "sheet",
        "stage": "review",
        "submission": submission,
        "created_by": "plain",
        "created_at": now,
    }


def _reserve(conn: Connection, lines: list[Row], stock: dict[str, Row], *, now: dt.datetime) -> None:
    wanted: Counter[str] = Counter()
    for line in lines:
        wanted[line["product"]] += int(line["quantity"])
    table = T["stock"]
    statement = (
        table.update().where(table.c.key == sa.bindparam("_key")).values(reserved=sa.bindparam("_reserved"))
    )
    conn.execute(
        statement,
        [
            {"_key": stock[product]["key"], "_reserved": stock[product]["reserved"] + quantity}
            for product, quantity in wanted.items()
        ],
    )
    rows = [
        {
            "line": line["key"],
            "stock": stock[line["product"]]["key"],
            "quantity": line["quantity"],
            "made_at": now,
            "place": place,
            "expires_at": now + dt.timedelta(days=3),
        }
        for place, line in enumerate(lines)
    ]
    conn.execute(T["reservations"].insert(), rows)


def _keep_history(
    conn: Connection, lines: list[Row], orders: list[OrderIn], *, context: tuple[str, int, dt.datetime]
) -> None:
    submission, mark, now = context
    deltas = [
        json.dumps(
            {name: [None, str(line[name])] for name in line if line[name] is not None and name != "_customer"}
        )
        for line in lines
    ]
    shared = {"submission": submission, "actor": "plain", "at": now, "stamp": mark}
    conn.execute(
        T["revisions"].insert(),
        [
            shared
            | {"view": "orders", "key": line["key"], "rev": 1, "book": BOOK, "delta": delta, "beside": False}
            | {"command_at": None, "sent": json.dumps({"po": order.po}), "sent_print": new_key()}
            for line, order, delta in zip(lines, orders, deltas, strict=True)
        ],
    )
    conn.execute(
        AUDIT.insert(),
        [
            shared
            | {
                "key": new_key(),
                "action": "orders.created",
                "view": "orders",
                "subject": line["key"],
                "detail": delta,
            }
            for line, delta in zip(lines, deltas, strict=True)
        ],
    )
    conn.execute(
        T["book_rows"].insert(), [{"view": "orders", "book": BOOK, "key": line["key"]} for line in lines]
    )
