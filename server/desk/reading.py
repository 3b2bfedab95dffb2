"""What the pages show, as its reader may see it: decisions that wait, an order, the newest notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.approvals import store as approvals
from server.approvals.rules.people import Staff
from server.approvals.service.showing import earlier
from server.errors import NotFoundError
from server.orders.models import LINES, ORDERS
from server.views.access import NoReadingError
from server.views.contract import Position, Scope, Window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.access import Access, Registry
    from server.views.contract import Actor, Shown, Values

EVERYTHING = Window(Position(-1, ""), horizon=2**62, limit=500, computed=True)
STATUS_FOR_CUSTOMERS = {
    "review": "处理中",
    "approved": "已确认",
    "production": "生产中",
    "part_shipped": "部分发货",
    "shipped": "已发货",
    "invoiced": "已发货",
    "settled": "已完成",
    "rejected": "请联系您的业务员",
    "cancelled": "已取消",
}


class UnknownOrderError(NotFoundError):
    """There is no such order, or none that the reader may see: nobody is told which."""

    title = "没有这张订单"


@dataclass(frozen=True, slots=True)
class Row:
    """A row to show: its key, revision and the texts that its reader may see."""

    key: str
    rev: int
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Order:
    """An order to show: its lines, what was decided so far, and the decision that waits for the reader."""

    key: str
    order_no: str
    lines: Sequence[Row]
    earlier: str | None
    waiting: Row | None

    @property
    def head(self) -> Mapping[str, str | None]:
        """Return the texts all lines share."""
        return self.lines[0].values


def load_todo(conn: Connection, registry: Registry, actor: Actor) -> list[Row]:
    """Return the decisions that wait for the actor, the most pressing first; raises NoReadingError."""
    return _rows(conn, registry.open("todo", actor))


def load_notices(conn: Connection, registry: Registry, actor: Actor) -> list[Row]:
    """Return the newest notices of the actor, the newest first; raises NoReadingError."""
    return _rows(conn, registry.open("notices", actor))


def load_order(
    conn: Connection, registry: Registry, actor: Actor, *, order_no: str, now: dt.datetime
) -> Order:
    """Return an order as the actor may see it; raises NoReadingError, UnknownOrderError."""
    access = registry.open("orders", actor)
    chosen = sa.select(ORDERS.c.key, LINES.c.key).join(LINES, LINES.c.order == ORDERS.c.key)
    found = conn.execute(
        chosen.where(ORDERS.c.order_no == order_no).order_by(LINES.c.line_no, LINES.c.key)
    ).all()
    keys = [line for _, line in found]
    seen = access.view.find(conn, keys, actor)
    visible = [key for key in keys if key in seen and seen[key].visible]
    if not visible:
        raise UnknownOrderError
    shown = access.view.show(conn, visible, actor)
    lines = [_row(shown[key], access) for key in visible]
    told = None if actor.outside else _decided(conn, found[0][0], now=now)
    return Order(found[0][0], order_no, lines, told, _waiting(conn, registry, actor, order_no))


def load_status(conn: Connection, order_no: str) -> str:
    """Return the status of an order in a customer's words; raises UnknownOrderError."""
    stage = conn.execute(sa.select(ORDERS.c.stage).where(ORDERS.c.order_no == order_no)).scalar()
    if stage not in STATUS_FOR_CUSTOMERS:
        raise UnknownOrderError
    return STATUS_FOR_CUSTOMERS[stage]


def _rows(conn: Connection, access: Access) -> list[Row]:
    shown = access.view.load(conn, access.actor, Scope("all"), EVERYTHING)
    return [_row(each, access) for each in shown]


def _row(shown: Shown, access: Access) -> Row:
    values: Values = access.columns.seen(shown.values)
    return Row(shown.key, shown.rev, values)


def _decided(conn: Connection, order: str, *, now: dt.datetime) -> str | None:
    staff = Staff(approvals.load_people(conn), now=now)
    return earlier(approvals.load_histories(conn, [order]).get(order, ()), None, staff)


def _waiting(conn: Connection, registry: Registry, actor: Actor, order_no: str) -> Row | None:
    try:
        todo = load_todo(conn, registry, actor)
    except NoReadingError:
        return None
    return next((row for row in todo if row.values.get("order_no") == order_no), None)
