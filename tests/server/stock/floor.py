"""A small factory: products, warehouses and stock, filled through their sheets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.db.session import reading, writing
from server.masterdata import service as masterdata
from server.masterdata.views import VIEWS
from server.stock import service, store
from server.stock.models import STOCK
from server.stock.rules.records import Demand
from server.stock.views import views
from tests.server.masterdata.sheet import NOW, TODAY, Sheet

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.stock.rules.records import Answer
    from server.stock.views import OnReleased
    from server.views.contract import Values, Written

MASTER_DATA = {view.spec.name: view for view in VIEWS}


@dataclass(frozen=True)
class Floor:
    """Names to keys, and the use cases of stock with a transaction each."""

    engine: Engine
    products: dict[str, str]
    warehouses: dict[str, str]

    def sheet(self, name: str, on_released: OnReleased | None = None) -> Sheet:
        made = views(on_released=on_released) if on_released else views()
        return Sheet(self.engine, {view.spec.name: view for view in made}[name])

    def put(self, product: str, warehouse: str, on_hand: int) -> Written:
        """Count stock for the first time."""
        row = {"product": product, "warehouse": warehouse, "on_hand": str(on_hand)}
        return self.sheet("stock").add(row)[0]

    def plan(self, product: str, warehouse: str, quantity: int, days: int) -> Written:
        """Plan a supply in so many days."""
        due_on = (TODAY + dt.timedelta(days=days)).isoformat()
        row = {"product": product, "warehouse": warehouse, "quantity": str(quantity), "due_on": due_on}
        return self.sheet("supplies").add(row)[0]

    def demand(self, line: str, product: str, quantity: int, **facts: object) -> Demand:
        asked = {
            "line": line,
            "product": self.products[product],
            "quantity": Decimal(quantity),
            "requested_on": TODAY + dt.timedelta(days=10),
        }
        return Demand(**(asked | facts))  # type: ignore[arg-type]

    def reserve(self, *demands: Demand, now: dt.datetime = NOW) -> list[Answer]:
        with writing(self.engine) as conn:
            return list(service.reserve(conn, demands, now=now).answers)

    def release(self, *lines: str) -> None:
        with writing(self.engine) as conn:
            service.release(conn, lines)

    def reserved(self) -> dict[tuple[str, str], Decimal]:
        """Return what is reserved by the codes of product and warehouse; refuse counters that are wrong."""
        codes = {key: code for code, key in (*self.products.items(), *self.warehouses.items())}
        with reading(self.engine) as conn:
            assert service.recount(conn) == []
            counters = store.load_counters(conn, STOCK.c.reserved > Decimal(0))
        return {(codes[row.product], codes[row.warehouse]): row.reserved for row in counters}


def build(engine: Engine) -> Floor:
    """Fill a new database: warehouses W1 and W2, bolts, nuts with safety stock, boxes kept in W2 by fives."""
    with writing(engine) as conn:
        masterdata.seed(conn)
    rows: dict[str, tuple[Values, ...]] = {
        "warehouses": ({"code": "W1", "name": "总仓"}, {"code": "W2", "name": "东仓"}),
        "products": (
            {"code": "BOLT", "name": "螺栓"},
            {"code": "NUT", "name": "螺母", "safety_stock": "5"},
            {"code": "BOX", "name": "箱", "unit_step": "5", "warehouse": "W2"},
        ),
    }
    keys = {}
    for name, given in rows.items():
        written = Sheet(engine, MASTER_DATA[name]).add(*given)
        keys[name] = {str(row["code"]): answer.key for row, answer in zip(given, written, strict=True)}
    return Floor(engine, keys["products"], keys["warehouses"])
