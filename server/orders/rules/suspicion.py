"""What orders tell the duplicate rule of themselves, and what its matches mean for their holds and rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.duplicates.rules import BY_PHONE, BY_PURCHASE, Trace, fold_phone, mask
from server.orders.rules.grouping import purchase_of
from server.orders.rules.lines import UNCOVERED
from server.orders.rules.records import Hold
from sync.fields.texts import first_few
from sync.protocol.problems import problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from server.duplicates.rules import Match
    from server.orders.rules.records import Unit
    from sync.protocol.messages import Problem

DUPLICATE = Hold("duplicate")
MOST_NAMED = 5
"""Orders that a suspicion names; a wrong phone on a thousand rows must not fill the cell."""
FIELD_BY_RULE = {BY_PHONE: "phone", BY_PURCHASE: "customer_po"}


def trace_of(unit: Unit) -> Trace:
    """Return the order as the duplicate rule sees it. Orders know no receiver: it is the customer."""
    order = unit.order
    return Trace(
        order=unit.key,
        phone=fold_phone(order.phone),
        receiver=order.customer or "",
        products=frozenset(line.product for line in unit.live_lines() if line.product),
        at=order.ordered_at,
        timed=order.timed,
        submission=order.submission,
        purchase=purchase_of(order.customer, order.customer_po),
    )


def claims_of(traces: Iterable[Trace]) -> set[str]:
    """Return the names under which orders may be entered twice: their phones, whatever is masked of them."""
    return {f"phone {mask(trace.phone)}" for trace in traces if trace.phone}


def suspect(units: Iterable[Unit], *, matched: Collection[str], freed: Collection[str]) -> None:
    """Hold the orders that match something and free those that do not any more.

    An earlier order that nobody touched is held only while it is in review; later it is but named.
    """
    for unit in units:
        if unit.key in matched:
            if unit.judged or unit.order.stage == "review":
                hold(unit)
        elif unit.judged or unit.key in freed:
            free(unit)


def hold(unit: Unit) -> None:
    """Hold an order as a duplicate: it keeps no stock, so that nobody has to ask for that."""
    unit.order = replace(unit.order, holds=_without_stock(unit) | {DUPLICATE})
    for line in unit.live_lines():
        unit.after[line.key] = replace(line, **{**UNCOVERED, "mode": line.mode})


def free(unit: Unit) -> None:
    """Take the suspicion off an order; its lines ask for stock again."""
    if DUPLICATE in unit.order.holds:
        unit.order = replace(unit.order, holds=unit.order.holds - {DUPLICATE})


def tell(units: Sequence[Unit], found: Sequence[Match], *, names: Mapping[str, str]) -> None:
    """Put the hold on every row of the orders that are judged, with the orders they look like."""
    if not found:
        return
    by_order: defaultdict[str, defaultdict[str, list[Match]]] = defaultdict(lambda: defaultdict(list))
    for match in found:
        for order in (match.first, match.second):
            by_order[order][match.rule].append(match)
    for unit in units:
        problems = [
            _problem(unit, rule, matches, names=names) for rule, matches in sorted(by_order[unit.key].items())
        ]
        for row in unit.rows:
            if not unit.after[row.key].cancelled:
                row.problems += problems


def _without_stock(unit: Unit) -> frozenset[Hold]:
    return frozenset(hold for hold in unit.order.holds if hold.kind != "stock")


def _problem(unit: Unit, rule: str, found: Sequence[Match], *, names: Mapping[str, str]) -> Problem:
    nearest = sorted(found, key=lambda match: (match.gap, match.other(unit.key)))
    others = listed(list(dict.fromkeys(names[match.other(unit.key)] for match in nearest)))
    if rule == BY_PURCHASE:
        return problem(rule, FIELD_BY_RULE[rule], customer_po=unit.order.customer_po or "", other=others)
    return problem(rule, FIELD_BY_RULE[rule], other=others, gap=gap_text(nearest[0].gap))


def listed(names: Sequence[str]) -> str:
    """Return the names of orders for one cell: the first few, and how many there are."""
    return first_few(names, most=MOST_NAMED, counted="张")


def gap_text(gap: dt.timedelta) -> str:
    """Return a time between two orders in words."""
    minutes, seconds = divmod(int(gap.total_seconds()), 60)
    parts = [f"{minutes} 分" if minutes else "", f"{seconds} 秒" if seconds or not minutes else ""]
    return " ".join(filter(None, parts))
