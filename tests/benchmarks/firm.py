"""The firm a benchmark runs on: customers, products and ample stock, and batches of good order rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from server.accounts.policy import rights
from server.db.session import writing
from server.views import service
from server.views.access import Registry
from server.views.contract import Actor
from server.views.service import Asked
from server.wiring import SEEDS, VIEWS
from sync.protocol.messages import RowIn, SyncRequest
from sync.rows.keys import new_key

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CUSTOMERS, PRODUCTS = 2_000, 500
REGISTRY = Registry({view.spec.name: view for view in VIEWS}, rights)
ADMIN = Actor("admin", "admin")
CLERK = Actor("li", "clerk")
BOOK = new_key()
DAY = dt.date(2035, 6, 18)
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class OrderIn:
    """One order of one line, as both sides of the comparison get it."""

    key: str
    customer: str
    po: str
    product: str
    quantity: int
    price: str
    ordered_at: dt.datetime


def found(engine: Engine) -> None:
    """Fill an empty database."""
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
    _push(engine, "warehouses", [{"code": "W1", "name": "总仓"}])
    customers = [
        {"code": f"C{i:05d}", "name": f"客户{i:05d}", "phone": f"139{i:08d}", "payment_terms": "月结30天"}
        for i in range(CUSTOMERS)
    ]
    _push(engine, "customers", customers)
    products = [
        {"code": f"P{i:04d}", "name": f"产品{i:04d}", "list_price": str(5 + i % 70), "warehouse": "W1"}
        for i in range(PRODUCTS)
    ]
    _push(engine, "products", products)
    _push(
        engine, "stock", [{"product": p["code"], "warehouse": "W1", "on_hand": "100000000"} for p in products]
    )


def _push(engine: Engine, view: str, rows: list[dict[str, str]]) -> None:
    for start in range(0, len(rows), CHUNK):
        sent = [RowIn(new_key(), dict(values)) for values in rows[start : start + CHUNK]]
        with writing(engine) as conn:
            answer = msgspec.json.decode(sync(conn, view, sent, actor=ADMIN))
        wrong = [result for result in answer["results"] if result["outcome"] != "created"]
        if wrong:
            raise RuntimeError(wrong[0])


def batch(number: int, *, size: int) -> list[OrderIn]:
    """Return good orders; the same number gives the same orders, but for their keys."""
    chance = random.Random(number)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    orders = []
    for place in range(size):
        product = chance.randrange(PRODUCTS)
        orders.append(
            OrderIn(
                key=new_key(),
                customer=f"C{chance.randrange(CUSTOMERS):05d}",
                po=f"PO-{number}-{place}",
                product=f"P{product:04d}",
                quantity=chance.randint(1, 5),
                price=str(5 + product % 70),
                ordered_at=start + dt.timedelta(seconds=chance.randrange(300 * 86_400)),
            )
        )
    return orders


def rows_of(orders: list[OrderIn]) -> list[RowIn]:
    """Return the orders as a sheet sends them."""
    return [
        RowIn(
            order.key,
            {
                "customer": order.customer,
                "customer_po": order.po,
                "product": order.product,
                "quantity": str(order.quantity),
                "unit_price": order.price,
                "requested_on": DAY.isoformat(),
                "ordered_at": order.ordered_at.isoformat(),
            },
        )
        for order in orders
    ]


def sync(conn: Connection, view: str, rows: list[RowIn], *, actor: Actor = CLERK) -> bytes:
    """Push rows through the product's use case, in the caller's transaction."""
    request = SyncRequest(request_id=new_key(), submission=new_key(), book=BOOK, rows=rows)
    asked = Asked(request, REGISTRY.open(view, actor), dt.datetime.now(dt.UTC))
    return service.sync(conn, asked)
