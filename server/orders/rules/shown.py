"""How an order and its line look on a sheet: canonical text by field, and what changed between two looks."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from server.views.cells import decimal_text
from sync.fields.kinds import Writer
from sync.fields.orders import HOLDS, ORDERS, STAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from server.orders.rules.records import Line, Names, Order, Texts

SERVER_FIELDS = tuple(
    field.key for field in ORDERS.fields if field.writer is Writer.SERVER and not field.computed
)
OTHER_FIELDS = tuple(field.key for field in ORDERS.fields if field.key not in SERVER_FIELDS)
_served = itemgetter(*SERVER_FIELDS)
BOOKKEEPING = frozenset({"changed_by", "changed_at"})
HOLD_ORDER = ("duplicate", "credit", "stock", "intake")
ENDED = frozenset({"cancelled", "rejected"})
_SECONDS = len("2026-11-30T01:02:03")


def stage_of(order: Order, line: Line) -> str:
    """Return the stage of a line: it may have ended before its order."""
    return "cancelled" if line.cancelled else order.stage


def holds_of(order: Order, line: Line) -> list[str]:
    """Return the kinds of holds a line shows, the one that decides its status first."""
    if not order.holds or stage_of(order, line) in ENDED:
        return []
    kinds = {hold.kind for hold in order.holds}
    return [kind for kind in HOLD_ORDER if kind in kinds]


def texts_of(order: Order, line: Line, names: Names) -> dict[str, str | None]:
    """Return the canonical text of every field but the computed ones."""
    holds, stage = holds_of(order, line), stage_of(order, line)
    return {
        "status": HOLDS[holds[0]] if holds else STAGES[stage],
        "order_no": order.order_no,
        "customer": names.customer,
        "customer_po": order.customer_po,
        "phone": order.phone,
        "product": names.product,
        "quantity": _number(line.quantity),
        "unit_price": _number(line.unit_price),
        "requested_on": _date(line.requested_on),
        "payment_terms": order.payment_terms,
        "remark": line.remark,
        "line_no": None if line.line_no is None else str(line.line_no),
        "order_mark": line.order_mark,
        "ship_to": line.ship_to,
        "ordered_at": time_text(order.ordered_at),
        "priority": line.priority,
        "tags": line.tags,
        "product_name": names.product_name,
        "spec": names.spec,
        "unit": names.unit,
        "amount": _number(line.amount),
        "warehouse": names.warehouse,
        "promised_on": _date(line.promised_on),
        "stage": stage,
        "holds": ",".join(holds) or None,
        "channel": order.channel,
        "department": order.department,
        "salesperson": order.salesperson,
        "shipped": _number(line.shipped),
        "invoiced": _number(line.invoiced),
        "paid": _number(line.paid),
        "changed_by": line.changed_by,
        "changed_at": time_text(line.changed_at),
    }


def delta_of(before: Texts, after: Texts) -> dict[str, tuple[str | None, str | None]]:
    """Return (before, after) of the fields that differ; who changed them and when is no difference."""
    if not before:
        filled: dict[str, tuple[str | None, str | None]]
        filled = {field: (None, text) for field, text in after.items() if text is not None}
        for field in BOOKKEEPING:
            filled.pop(field, None)
        return filled
    return {
        field: (old, text)
        for field, text in after.items()
        if text != (old := before.get(field)) and field not in BOOKKEEPING
    }


def answer_of(texts: Texts, *, delta: Mapping[str, object], sent: Texts) -> dict[str, str | None]:
    """Return what the sheet is answered: what the server writes, and what was filled or changed unasked."""
    values = dict(zip(SERVER_FIELDS, _served(texts), strict=True))
    values |= {field: texts[field] for field in OTHER_FIELDS if field in delta and not sent.get(field)}
    return values


def time_text(moment: dt.datetime) -> str:
    """Return a moment (in UTC, as databases give it) as canonical text."""
    return moment.isoformat()[:_SECONDS] + "Z"


@lru_cache(maxsize=4096)
def _number(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


@lru_cache(maxsize=1024)
def _date(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
