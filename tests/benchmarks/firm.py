"""The firm a benchmark runs on: customers, products and ample stock, and batches of good order rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
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
from sync.rows.keys import new_key, new_keys

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

REGISTRY = Registry({view.spec.name: view for view in VIEWS}, rights)
ADMIN = Actor("admin", "admin")
CLERK = Actor("li", "clerk")
BOOK = new_key()
DAY = dt.date(2035, 6, 18)
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many customers and products the firm has."""

    customers: int
    products: int


FIRM = Size(customers=2_000, products=500)


class SentValues(msgspec.Struct, frozen=True):
    """What a clerk typed for an order of one line."""

    customer: str
    customer_po: str
    product: str
    quantity: Decimal
    unit_price: Decimal
    requested_on: dt.date
    ordered_at: dt.datetime


class SentRow(msgspec.Struct, frozen=True):
    """A row of a sheet, as both sides of a comparison get it."""

    key: str
    values: SentValues


def found(engine: Engine, size: Size = FIRM) -> None:
    """Fill an empty database."""
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
    _push(engine, "warehouses", [{"code": "W1", "name": "总仓"}])
    customers = [
        {"code": f"C{i:05d}", "name": f"客户{i:05d}", "phone": f"139{i:08d}", "payment_terms": "月结30天"}
        for i in range(size.customers)
    ]
    _push(engine, "customers", customers)
    products = [
        {"code": f"P{i:04d}", "name": f"产品{i:04d}", "list_price": str(5 + i % 70), "warehouse": "W1"}
        for i in range(size.products)
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


def batch(name: str, *, size: int, of: Size = FIRM) -> list[SentRow]:
    """Return good orders of one month; the same name gives the same orders, but for their keys."""
    chance = random.Random(name)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=chance.randrange(270))
    return [
        SentRow(key, _values(chance, start, po=f"PO-{name}-{place}", of=of))
        for place, key in zip(range(size), new_keys(), strict=False)
    ]


def _values(chance: random.Random, start: dt.datetime, *, po: str, of: Size) -> SentValues:
    product = chance.randrange(of.products)
    return SentValues(
        customer=f"C{chance.randrange(of.customers):05d}",
        customer_po=po,
        product=f"P{product:04d}",
        quantity=Decimal(chance.randint(1, 5)),
        unit_price=Decimal(5 + product % 70),
        requested_on=DAY,
        ordered_at=start + dt.timedelta(seconds=chance.randrange(30 * 86_400)),
    )


def rows_of(orders: list[SentRow]) -> list[RowIn]:
    """Return the orders as the protocol carries them: every value a text."""
    return msgspec.json.decode(msgspec.json.encode(orders), type=list[RowIn])


def sync(conn: Connection, view: str, rows: list[RowIn], *, actor: Actor = CLERK) -> bytes:
    """Push rows through the product's use case, in the caller's transaction."""
    request = SyncRequest(request_id=new_key(), submission=new_key(), book=BOOK, rows=rows)
    asked = Asked(request, REGISTRY.open(view, actor), dt.datetime.now(dt.UTC))
    return service.sync(conn, asked)
