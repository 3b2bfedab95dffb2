"""What orders add to the story of a line: its holds with what releases them, stock and coming supply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.masterdata import service as masterdata
from server.orders import own
from server.orders.models import HOLDS, LINES, ORDERS
from server.orders.rules.crediting import CREDIT
from server.orders.rules.releasing import release_of
from server.orders.rules.shown import HOLD_ORDER, time_text
from server.orders.service import crediting
from server.stock import service as stock
from server.views.cells import decimal_text
from server.views.telling import Teller, column_of
from server.web.edge import system_clock
from sync.fields.credit import CREDIT_HOLDS
from sync.fields.kinds import Kind
from sync.fields.masterdata import STOCK, SUPPLIES
from sync.fields.orders import HOLDS as HOLD_NAMES
from sync.protocol.stories import Section, SectionColumn

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.views.contract import Actor

MOST_SUPPLIES = 20
HOLD_COLUMNS = [
    SectionColumn("冻结原因", "Hold"),
    SectionColumn("从何时起", "Since", Kind.TIME),
    SectionColumn("怎么放行", "Released by"),
]
CREDIT_COLUMNS = [
    column_of(CREDIT_HOLDS.field(key))
    for key in ("release", "exposure", "credit_limit", "receivable", "overdue_days")
]
STOCK_COLUMNS = [column_of(STOCK.field(key)) for key in ("warehouse", "on_hand", "reserved", "available")]
OWN_COLUMNS = [SectionColumn("列", "Column"), SectionColumn("内容", "Text")]
SUPPLY_COLUMNS = [column_of(SUPPLIES.field(key)) for key in ("warehouse", "due_on", "quantity")]


def holds(conn: Connection, key: str, actor: Actor) -> list[Section]:
    """Return what stops the order of a line and who can let it go on; nothing where nothing does."""
    chosen = (
        sa.select(HOLDS.c.kind, sa.func.min(HOLDS.c.since).label("since"))
        .join(ORDERS, ORDERS.c.key == HOLDS.c.order)
        .join(LINES, LINES.c.order == ORDERS.c.key)
        .where(LINES.c.key == key)
        .group_by(HOLDS.c.kind)
    )
    since = {row.kind: row.since for row in conn.execute(chosen)}
    rows: list[list[str | None]] = [
        [HOLD_NAMES[kind], time_text(since[kind]), release_of(kind, outside=actor.outside)]
        for kind in HOLD_ORDER
        if kind in since
    ]
    return [Section("冻结", "Holds", HOLD_COLUMNS, rows)] if rows else []


def credit(conn: Connection, key: str, actor: Actor) -> list[Section]:
    """Return how the customer stands with an order that credit holds; people of other firms are not told."""
    held = sa.select(HOLDS.c.order).join(LINES, LINES.c.order == HOLDS.c.order)
    order = conn.execute(held.where(LINES.c.key == key, HOLDS.c.kind == CREDIT.kind)).scalar()
    if order is None or actor.outside:
        return []
    found = crediting.standings(conn, [order], now=system_clock())
    rows: list[list[str | None]] = [
        [
            decimal_text(one.release),
            decimal_text(one.exposure),
            None if one.limit is None else decimal_text(one.limit),
            decimal_text(one.receivable),
            str(one.overdue_days),
        ]
        for one in found.values()
    ]
    return [Section("信用", "Credit", CREDIT_COLUMNS, rows)] if rows else []


def stock_by_warehouse(conn: Connection, key: str, _actor: Actor) -> list[Section]:
    """Return what there is of the line's product in each warehouse."""
    product = _product(conn, key)
    found = stock.levels(conn, [product]) if product else []
    names = _warehouses(conn, [level.warehouse for level in found])
    rows: list[list[str | None]] = [
        [
            names.get(level.warehouse, level.warehouse),
            decimal_text(level.on_hand),
            decimal_text(level.reserved),
            decimal_text(level.available),
        ]
        for level in found
    ]
    return [Section("各仓库存", "Stock by warehouse", STOCK_COLUMNS, sorted(rows, key=str))]


def coming_supply(conn: Connection, key: str, _actor: Actor) -> list[Section]:
    """Return the next planned supply of the line's product, the earliest first."""
    product = _product(conn, key)
    moves = stock.supply(conn, [product])[:MOST_SUPPLIES] if product else []
    names = _warehouses(conn, [move.warehouse for move in moves])
    rows: list[list[str | None]] = [
        [names.get(move.warehouse, move.warehouse), move.on.isoformat(), decimal_text(move.quantity)]
        for move in moves
    ]
    return [Section("在途与计划", "Coming supply", SUPPLY_COLUMNS, rows)] if rows else []


def own_texts(conn: Connection, key: str, actor: Actor) -> list[Section]:
    """Return what the reader noted beside a line in columns of the own; nobody else is told of it."""
    texts = own.load(conn, [key], actor.name).get(key, {})
    rows: list[list[str | None]] = [[name, text] for name, text in texts.items()]
    return [Section("我的列", "My columns", OWN_COLUMNS, rows)] if rows else []


def _product(conn: Connection, key: str) -> str | None:
    return conn.execute(sa.select(LINES.c.product).where(LINES.c.key == key)).scalar()


def _warehouses(conn: Connection, keys: list[str]) -> dict[str, str]:
    found = masterdata.warehouses_by_key(conn, keys)
    return {key: f"{warehouse.code}｜{warehouse.name}" for key, warehouse in found.items()}


TELLERS = (
    Teller(own_texts),
    Teller(holds),
    Teller(credit, needs=("credit_holds",)),
    Teller(stock_by_warehouse, needs=("stock", "warehouses")),
    Teller(coming_supply, needs=("supplies", "warehouses")),
)
