"""Words of the sheets of approvals: how rules handle orders, what steps are, how they look in a cell."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from server.approvals.rules.records import State
from server.orders.rules.amounts import deviation_percent
from server.views.cells import decimal_text
from sync.fields.approval_rules import CREDITS, HANDLINGS, STOCKS
from sync.fields.approvals import STATES
from sync.fields.dates import SHANGHAI
from sync.fields.texts import first_few

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from server.approvals.rules.records import Step
    from server.masterdata.rules.records import Customer, Product
    from server.orders.rules.records import Line, Order

MANUAL, AUTOMATIC = HANDLINGS
IN_STOCK, _ = STOCKS
IN_CREDIT, _ = CREDITS
MOST_ITEMS = 6
_ZERO, _TENTH = Decimal(0), Decimal("0.1")
_LONGEST = 1000


def step_texts(step: Step) -> dict[str, str | None]:
    """Return the texts of the fields of a row of `todo` that are the step's own."""
    decided = step.decision if step.state in {State.APPROVED, State.REJECTED} else None
    return {
        "step": step.step,
        "decision": decided,
        "comment": step.comment if decided else None,
        "hand_to": None,
        "state": STATES[step.state],
        "assignee": step.assignee,
        "opened_at": moment_text(step.opened_at),
        "due_at": moment_text(step.due_at) if step.due_at else None,
        "decided_by": step.decided_by,
        "decided_at": moment_text(step.decided_at) if step.decided_at else None,
    }


def order_texts(
    order: Order, lines: Iterable[Line], customer: Customer | None, products: Mapping[str, Product]
) -> dict[str, str | None]:
    """Return the texts of the fields of a row of `todo` that tell of its order."""
    live = [line for line in lines if not line.cancelled]
    dates = sorted(line.requested_on for line in live if line.requested_on)
    promised = sorted(line.promised_on for line in live if line.promised_on)
    urgent = any(line.priority == "加急" for line in live)
    remarks = dict.fromkeys(line.remark for line in live if line.remark)
    return {
        "order_no": order.order_no,
        "customer": customer.name if customer else None,
        "level": customer.level if customer else None,
        "amount": decimal_text(sum((line.amount for line in live if line.amount), start=_ZERO)),
        "items": items_text(live, products),
        "requested_on": dates[0].isoformat() if dates else None,
        "payment_terms": order.payment_terms,
        "price": price_text(live, products),
        "stock": stock_text(live),
        "promised_on": promised[-1].isoformat() if promised else None,
        "priority": "加急" if urgent else None,
        "remark": "；".join(remarks)[:_LONGEST] or None,
        "channel": order.channel,
        "salesperson": order.salesperson,
        "entered_by": order.created_by,
        "entered_at": moment_text(order.created_at),
    }


def items_text(lines: Sequence[Line], products: Mapping[str, Product]) -> str | None:
    """Return what is ordered, for one cell."""
    items = [_item(line, products.get(line.product or "")) for line in lines]
    return first_few(items, most=MOST_ITEMS, counted="项") or None


def price_text(lines: Iterable[Line], products: Mapping[str, Product]) -> str | None:
    """Return how the prices lie to the list: the one that differs most, with its sign."""
    found = []
    for line in lines:
        product = products.get(line.product or "")
        if product is None or not product.list_price or line.unit_price is None:
            return "无标准价"
        sign = "-" if line.unit_price < product.list_price else "+"
        found.append((deviation_percent(line.unit_price, list_price=product.list_price), sign))
    largest, sign = max(found, default=(_ZERO, "+"))
    return f"{sign}{decimal_text(largest.quantize(_TENTH))}%" if largest else "标准价"


def stock_text(lines: Sequence[Line]) -> str:
    """Return how many lines are reserved, promised or neither."""
    reserved = sum(line.cover == "reserved" for line in lines)
    promised = sum(line.cover == "promised" for line in lines)
    if reserved == len(lines):
        return IN_STOCK
    words = ((reserved, "现货"), (promised, "已承诺"), (len(lines) - reserved - promised, "缺货"))
    return "，".join(f"{count} 行{word}" for count, word in words if count)


def phase_of(step: Step, *, named: Callable[[str | None], str]) -> str:
    """Return how far an order is whose last step this is."""
    if step.state == State.REJECTED:
        return f"{step.step}驳回：{step.comment}（{named(step.decided_by)} {_short(step.decided_at)}）"
    if step.state == State.OPEN:
        due = f"，{_short(step.due_at)} 前" if step.due_at else ""
        return f"待{step.step}{due}"
    if step.state == State.PAUSED:
        return f"{step.step}暂停：先处理冻结"
    return ""


def history_line(step: Step, *, named: Callable[[str | None], str]) -> str:
    """Return one step as a line of the story of its order."""
    if step.state == State.PASSED:
        return f"{step.step} 自动通过"
    who = named(step.decided_by)
    if step.decided_for:
        who = f"{who}（代{named(step.decided_for)}）"
    said = f"：{step.comment}" if step.comment else ""
    return f"{step.step} {who} {step.decision} {_short(step.decided_at)}{said}"


def moment_text(moment: dt.datetime) -> str:
    """Return a moment as canonical text."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _item(line: Line, product: Product | None) -> str:
    code = product.code if product else "？"
    unit = (product.unit or "") if product else ""
    quantity = decimal_text(line.quantity) if line.quantity is not None else "？"
    price = f" @{decimal_text(line.unit_price)}" if line.unit_price is not None else ""
    return f"{code}×{quantity}{unit}{price}"


@lru_cache(maxsize=1024)
def _short(moment: dt.datetime | None) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if moment else ""
