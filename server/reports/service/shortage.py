"""缺料风险: open lines that will miss their day by what stock and planned supply can promise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.accounts.policy import Reach
from server.orders.rules.shown import texts_of
from server.reports import store
from server.reports.service.reaching import reach_of
from server.reports.service.tables import column, count, day, money
from server.stock import claims as stock
from server.stock.foreseeing import foresee
from server.stock.rules.records import Demand
from server.views.cells import decimal_text
from sync.fields.dates import SHANGHAI
from sync.protocol.reports import Report
from sync.protocol.stories import Section, SectionColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from server.orders.store import Full
    from server.stock.foreseeing import Foresight
    from server.views.contract import Actor

NAME = "shortage"
ZERO = Decimal(0)
AGREED = frozenset({"wait", "part"})
"""Lines of which the customer knows that they come later: their day is the promised one."""
COLUMNS = (
    *map(column, ("order_no", "line_no", "customer", "product", "product_name", "quantity")),
    SectionColumn("交期", "Due", "date"),
    SectionColumn("缺多少", "Short", "quantity"),
    SectionColumn("最早可补足", "Coverable on", "date"),
    SectionColumn("晚几天", "Days late", "whole"),
    *map(column, ("amount", "status", "salesperson")),
)


@dataclass(frozen=True, slots=True)
class Risk:
    """A line that will miss its day: how much is missing then, and when it will be there (None: unknown)."""

    full: Full
    due_on: dt.date
    short: Decimal
    on: dt.date | None


def shortage(conn: Connection, actor: Actor, *, now: dt.datetime) -> Report:
    """Return the open lines that will miss their day, the first wanted ahead; raises NoReportError.

    All lines are looked at, whoever asks: what others wait for is not there for the own ones.
    """
    reach = reach_of(actor, NAME)
    today = now.astimezone(SHANGHAI).date()
    found = store.load_uncovered(conn)
    risks = [risk for risk in _risks(conn, found, today=today) if _is_told(risk.full, actor, reach)]
    amount = sum((risk.full.line.amount or ZERO for risk in risks), start=ZERO)
    facts = [
        day("as_of", "截至", "As of", today),
        count("lines", "有风险的行", "Lines at risk", len(risks)),
        count("orders", "涉及订单", "Orders", len({risk.full.order.key for risk in risks})),
        count("unplanned", "补足日期未知", "No supply planned", sum(risk.on is None for risk in risks)),
        money("amount", "涉及金额", "Amount", amount),
    ]
    section = Section(
        "赶不上交期的行", "Lines that will miss their day", list(COLUMNS), list(map(_row, risks))
    )
    return Report("缺料风险", "Lines at risk", facts, [section])


def _risks(conn: Connection, found: Sequence[Full], *, today: dt.date) -> list[Risk]:
    products = {full.line.product for full in found if full.line.product}
    claims = stock.claims_of(conn, products) if products else []
    promised = {claim.line: claim for claim in claims}
    reserved = stock.reserved_of(conn, [full.line.key for full in found]) if found else {}
    asking = [full for full in found if full.line.key not in promised]
    demands = list(_demands(asking, reserved))
    foresight = foresee(conn, demands, claims, today=today)
    risks = [*_missed(asking, demands, foresight), *_broken(found, foresight)]
    return sorted(
        risks, key=lambda risk: (risk.due_on, risk.full.order.order_no or "", risk.full.line.line_no or 0)
    )


def _demands(asking: Iterable[Full], reserved: dict[str, Decimal]) -> Iterator[Demand]:
    for full in asking:
        line = full.line
        left = (line.quantity or ZERO) - line.shipped - reserved.get(line.key, ZERO)
        yield Demand(line=line.key, product=line.product or "", quantity=left, requested_on=_due(full))


def _missed(asking: Sequence[Full], demands: Sequence[Demand], foresight: Foresight) -> Iterator[Risk]:
    """Yield the lines that hold nothing and will not find all they want on their day."""
    for full, demand, found in zip(asking, demands, foresight.wants, strict=True):
        if demand.quantity > 0 and found.short > 0:
            yield Risk(full, demand.requested_on, found.short, found.on)


def _broken(found: Iterable[Full], foresight: Foresight) -> Iterator[Risk]:
    """Yield the lines whose promise cannot be kept, or was for a later day than the customer wants."""
    for full in found:
        held = foresight.claims.get(full.line.key)
        if held is not None and (held[1] is None or held[1] > _due(full)):
            yield Risk(full, _due(full), held[0].quantity, held[1])


def _due(full: Full) -> dt.date:
    """Return the day a line is due; the query brings only lines that have one."""
    line = full.line
    asked = line.requested_on or dt.date.max
    return max(asked, line.promised_on or asked) if line.mode in AGREED else asked


def _is_told(full: Full, actor: Actor, reach: Reach) -> bool:
    if actor.outside or reach is Reach.CUSTOMER:
        return actor.customer is not None and full.owner == actor.customer
    return True


def _row(risk: Risk) -> list[str | None]:
    texts = texts_of(risk.full.order, risk.full.line, risk.full.names)
    late = None if risk.on is None else str((risk.on - risk.due_on).days)
    return [
        *(texts[name] for name in ("order_no", "line_no", "customer", "product", "product_name", "quantity")),
        risk.due_on.isoformat(),
        decimal_text(risk.short),
        risk.on.isoformat() if risk.on else None,
        late,
        *(texts[name] for name in ("amount", "status", "salesperson")),
    ]
