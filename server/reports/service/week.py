"""周报: somebody's own orders in a week."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from server.orders.rules.shown import holds_of, stage_of, texts_of
from server.reports import store
from server.reports.rules.week import Item, monday_of, week_of
from server.reports.service.reaching import reach_of
from server.reports.service.tables import column, count, day, money
from server.views.cells import decimal_text
from sync.fields.dates import SHANGHAI
from sync.protocol.reports import Fact, Report
from sync.protocol.stories import Section, SectionColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.orders.store import Full
    from server.views.contract import Actor

NAME = "weekly_report"
ZERO = Decimal(0)
LAST_DAY = dt.timedelta(days=6)
NEXT = dt.timedelta(days=7)
COLUMNS = (
    *map(column, ("order_no", "line_no", "customer", "product", "product_name", "quantity", "amount")),
    SectionColumn("交期", "Due", "date"),
    *map(column, ("shipped", "status")),
)
TITLES = {
    "entered": ("本周录入", "Entered"),
    "held": ("待处理", "Held"),
    "shipped": ("本周发货", "Shipped"),
    "late": ("已过交期", "Late"),
    "due": ("下周到期", "Due next"),
}


def weekly_report(conn: Connection, actor: Actor, on: dt.date, *, today: dt.date) -> Report:
    """Return the report of the week of a day over the orders that somebody entered; raises NoReportError."""
    reach_of(actor, NAME)
    monday = monday_of(on)
    since, until = _midnight(monday), _midnight(monday + NEXT)
    found = store.load_entered_by(conn, actor, since=since)
    shipped = store.load_shipped(conn, [full.line.key for full in found], since=since, until=until)
    week = week_of([_item(full, shipped) for full in found], monday, today=today)
    tables = {name: getattr(week, name) for name in TITLES}
    facts = [
        Fact("by", "录单人", "By", actor.name),
        day("from", "从", "From", monday),
        day("to", "到", "To", monday + LAST_DAY),
        count("orders", "本周录入订单", "Orders entered", len({item.order_no for item in week.entered})),
        *(fact for name, items in tables.items() for fact in _sums(name, items)),
    ]
    return Report("周报", "Weekly report", facts, [_section(name, items) for name, items in tables.items()])


def _midnight(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time.min, SHANGHAI)


def _item(full: Full, shipped: dict[str, Decimal]) -> Item:
    order, line, names = full.order, full.line, full.names
    return Item(
        order_no=order.order_no or "",
        line_no=str(line.line_no or ""),
        customer=names.customer or "",
        product=names.product or "",
        name=names.product_name or "",
        quantity=line.quantity or ZERO,
        amount=line.amount or ZERO,
        shipped=line.shipped,
        entered_on=order.created_at.astimezone(SHANGHAI).date(),
        due_on=line.promised_on or line.requested_on,
        stage=stage_of(order, line),
        status=texts_of(order, line, names)["status"] or "",
        held=bool(holds_of(order, line)),
        left_now=shipped.get(line.key, ZERO),
    )


def _sums(name: str, items: Sequence[Item]) -> tuple[Fact, Fact]:
    chinese, english = TITLES[name]
    amount = sum((item.amount for item in items), start=ZERO)
    return (
        count(f"{name}_lines", f"{chinese}行数", f"{english} lines", len(items)),
        money(f"{name}_amount", f"{chinese}金额", f"{english} amount", amount),
    )


def _section(name: str, items: Sequence[Item]) -> Section:
    return Section(*TITLES[name], list(COLUMNS), [_row(item, by_week=name == "shipped") for item in items])


def _row(item: Item, *, by_week: bool) -> list[str | None]:
    left = item.left_now if by_week else item.shipped
    return [
        item.order_no,
        item.line_no,
        item.customer,
        item.product,
        item.name,
        decimal_text(item.quantity),
        decimal_text(item.amount),
        item.due_on.isoformat() if item.due_on else None,
        decimal_text(left),
        item.status,
    ]
