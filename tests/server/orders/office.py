"""An order office on a new database: rows go through the engine of views, one transaction a press."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from server.db.commits import horizon
from server.db.session import reading, writing
from server.masterdata import service as masterdata
from server.masterdata.views import VIEWS
from server.orders.models import HOLDS
from server.orders.service import hold_released
from server.orders.views import OrdersView
from server.stock import service as stock
from server.stock.views import views as stock_views
from server.views.access import Registry
from server.views.contract import Actor, Position, Rights, Scope, Window
from server.views.service import Asked, rehearse, sync
from server.views.transactions import in_writing
from server.views.undo import undo
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse
from sync.rows.keys import new_key

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.views.answer import Answer
    from server.views.contract import Shown
    from sync.protocol.messages import RowResult

NOW = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
FRIDAY = "2026-12-04"
CLERK = Actor("王芳", "clerk", department="内销")
COLLEAGUE = Actor("李强", "clerk")
DEALER = Actor("shop", "dealer", customer="C9")
ADMIN = Actor("admin", "admin")
MASTER_DATA: dict[str, list[dict[str, str]]] = {
    "warehouses": [{"code": "W1", "name": "总仓"}, {"code": "W2", "name": "东仓"}],
    "customers": [
        {
            "code": "C1",
            "name": "明辉照明",
            "aliases": "明辉",
            "phone": "13800000001",
            "ship_to": "苏州星湖街1号",
            "payment_terms": "月结30天",
            "salesperson": "王芳",
            "department": "华东",
        },
        {"code": "C2", "name": "海川五金", "payment_terms": "货到付款"},
        {"code": "C9", "name": "经销商甲", "phone": "13900000009", "payment_terms": "月结30天"},
    ],
    "products": [
        {"code": "LED", "name": "球泡灯", "spec": "9W", "unit": "只", "list_price": "10", "floor_price": "8"},
        {"code": "BOX", "name": "端子盒", "unit": "盒", "unit_step": "10", "list_price": "5"},
        {"code": "NUT", "name": "螺母", "list_price": "0.125"},
        {"code": "MTO", "name": "定制灯", "list_price": "100", "supply_mode": "订产"},
    ],
}
Values = dict[str, str | None]


@dataclass
class Press:
    """What is said of a request beside its rows; without `submission` it is one of its own."""

    actor: Actor = CLERK
    book: str | None = None
    submission: str | None = None
    at: dt.datetime = NOW
    restore: bool = False


@dataclass
class Office:
    """Presses of clerks and what came of them."""

    engine: Engine
    registry: Registry
    last: str = field(default="", init=False)

    def sync(self, rows: list[RowIn], press: Press | None = None) -> SyncResponse:
        """Send rows and return the whole answer."""
        asked = self._asked(rows, press or Press(), dry_run=False)
        answer = in_writing(self.engine, lambda conn: sync(conn, asked))
        return msgspec.json.decode(answer, type=SyncResponse)

    def push(self, *rows: RowIn, press: Press | None = None) -> list[RowResult]:
        """Send rows and return their results."""
        return self.sync(list(rows), press).results

    def precheck(self, *rows: RowIn, press: Press | None = None) -> list[RowResult]:
        """Return what a push would answer."""
        with self.engine.connect() as conn, conn.begin() as transaction:
            made: Answer = rehearse(conn, self._asked(list(rows), press or Press(), dry_run=True))
            transaction.rollback()
        return made.results

    def undo(self, submission: str | None = None, actor: Actor = CLERK) -> SyncResponse:
        """Take back a submission, the last one unless told otherwise."""
        with writing(self.engine) as conn:
            answer = undo(conn, self.registry, submission or self.last, actor=actor, now=NOW)
        return msgspec.json.decode(answer, type=SyncResponse)

    def shown(self, key: str, actor: Actor = ADMIN) -> dict[str, str | None]:
        """Return a line as somebody sees it; empty when it is hidden."""
        with reading(self.engine) as conn:
            found = self.registry.views["orders"].show(conn, [key], actor)
        return dict(found[key].values) if key in found else {}

    def load(self, view: str, **values: str) -> list[Shown]:
        """Return the rows of a view that have the values."""
        with reading(self.engine) as conn:
            window = Window(Position(-1, ""), horizon(conn), 2_000)
            rows = self.registry.views[view].load(conn, ADMIN, Scope("all"), window)
        return [found for found in rows if values.items() <= dict(found.values).items()]

    def put(self, product: str, on_hand: int, warehouse: str = "W1") -> str:
        """Count stock for the first time and return the key of its row."""
        row = RowIn(new_key(), {"product": product, "warehouse": warehouse, "on_hand": str(on_hand)})
        self._admin("stock", row)
        return row.key

    def count(self, key: str, on_hand: int) -> SyncResponse:
        """Count stock again."""
        return self._admin("stock", RowIn(key, {"on_hand": str(on_hand)}))

    def plan(self, product: str, quantity: int, due_on: str, warehouse: str = "W1") -> None:
        """Plan a supply."""
        values: Values = {
            "product": product,
            "warehouse": warehouse,
            "quantity": str(quantity),
            "due_on": due_on,
        }
        self._admin("supplies", RowIn(new_key(), values))

    def reserved(self) -> Decimal:
        """Return what is reserved in all; counters and reservations must agree."""
        with reading(self.engine) as conn:
            assert stock.recount(conn) == []
            total = conn.execute(sa.text("SELECT coalesce(sum(quantity), 0) FROM reservations")).scalar_one()
        return Decimal(total) / 10**6

    def holds(self) -> list[tuple[str, str]]:
        """Return kind and line of all holds."""
        with reading(self.engine) as conn:
            found = conn.execute(sa.select(HOLDS.c.kind, HOLDS.c.line).order_by(HOLDS.c.kind, HOLDS.c.line))
            return [(row.kind, row.line) for row in found]

    def numbers(self, table: str) -> int:
        """Return how many rows a table has."""
        with reading(self.engine) as conn:
            return int(conn.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608

    def rule(self, name: str, value: str) -> None:
        """Change a business rule."""
        with writing(self.engine) as conn:
            conn.execute(
                sa.text("UPDATE rules SET value = :value WHERE name = :name"), {"name": name, "value": value}
            )

    def _admin(self, view: str, *rows: RowIn) -> SyncResponse:
        with writing(self.engine) as conn:
            access = self.registry.open(view, ADMIN)
            answer = sync(conn, Asked(SyncRequest(request_id=new_key(), rows=list(rows)), access, NOW))
        response = msgspec.json.decode(answer, type=SyncResponse)
        assert {result.outcome for result in response.results} <= {"created", "updated"}, response.results
        return response

    def _asked(self, rows: list[RowIn], press: Press, *, dry_run: bool) -> Asked:
        submission = press.submission or new_key()
        self.last = submission
        request = SyncRequest(
            request_id=new_key(),
            submission=submission,
            book=press.book,
            dry_run=dry_run,
            restore=press.restore,
            rows=rows,
        )
        return Asked(request, self.registry.open("orders", press.actor), press.at)


def open_office(engine: Engine) -> Office:
    """Fill a new database with two clerks' world of customers and products; no stock."""
    every = (OrdersView(), *VIEWS, *stock_views(on_released=hold_released))
    registry = Registry({view.spec.name: view for view in every}, lambda *_: Rights(read=True, write=True))
    office = Office(engine, registry)
    with writing(engine) as conn:
        masterdata.seed(conn)
    for view, rows in MASTER_DATA.items():
        office._admin(view, *(RowIn(new_key(), dict(row)) for row in rows))
    return office


def row(key: str | None = None, rev: int | None = None, **values: str | None) -> RowIn:
    """Return a row as it is sent."""
    return RowIn(key or new_key(), values, rev)


def line(**values: str | None) -> RowIn:
    """Return a new line that is in order unless told otherwise; its phone is one of its own."""
    key = new_key()
    good: Values = {
        "customer": "C1",
        "product": "LED",
        "quantity": "10",
        "requested_on": FRIDAY,
        "phone": f"138{int(key[-12:], 16) % 10**8:08d}",
    }
    return RowIn(key, good | values)


def codes(result: RowResult) -> list[tuple[str | None, str]]:
    """Return field and code of each problem."""
    return [(found.field, found.code) for found in result.problems]


def told(result: RowResult) -> dict[str, Any]:
    """Return the outcome beside the values that tell most of a row."""
    names = ("status", "holds", "warehouse", "promised_on")
    return {"outcome": result.outcome, **{name: result.values.get(name) for name in names}}
