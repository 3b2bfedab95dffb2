"""An order and its lines: stage, holds, numbers, amounts, and the columns made of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.duplicates.rules import fold_phone, mask
from server.integrity.rules.records import Finding
from server.integrity.rules.words import shown
from server.orders.rules.amounts import amount_of
from server.orders.rules.grouping import purchase_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.integrity.rules.records import LineKept, Whole

ORDER_NUMBER = re.compile(r"(?:SO|HIS)\d{2}(?:0[1-9]|1[0-2])\d{4,}")
UNLIVE = frozenset({"draft", "rejected", "cancelled"})
_NEEDED = ("product", "quantity", "unit_price", "amount", "requested_on")
_REMEMBERED = ("product", "quantity")
"""What is known of every line that was over before this system: of the rest, as much as was written down."""


def check_order(whole: Whole) -> Iterator[Finding]:
    """Yield what is wrong within an order."""
    yield from _check_stage(whole)
    yield from _check_numbers(whole)
    yield from _check_holds(whole)
    yield from _check_derived(whole)
    for kept in whole.lines:
        yield from _check_line(whole, kept)


def place_of(whole: Whole, kept: LineKept | None = None) -> str:
    """Return where an order or its line is found: by number, and by key."""
    number = whole.order.order_no or "（无订单号）"
    if kept is None:
        return f"订单 {number} (orders {whole.order.key})"
    return f"订单 {number} 第 {kept.line.line_no or '—'} 行 (order_lines {kept.line.key})"


def is_live(whole: Whole) -> bool:
    """Tell whether the order counts for stock and duplicates."""
    return whole.order.stage not in UNLIVE


def _check_stage(whole: Whole) -> Iterator[Finding]:
    ended = all(kept.line.cancelled for kept in whole.lines)
    if ended != (whole.order.stage == "cancelled"):
        expected = "cancelled" if ended else "not cancelled"
        yield Finding("stage", place_of(whole), expected, whole.order.stage)


def _check_numbers(whole: Whole) -> Iterator[Finding]:
    order_no, stage = whole.order.order_no, whole.order.stage
    if stage == "draft" and order_no is not None:
        yield Finding("order_number", place_of(whole), shown(None), order_no)
    elif order_no is None and is_live(whole):
        yield Finding("order_number", place_of(whole), "SO…", shown(None))
    elif order_no is not None and not ORDER_NUMBER.fullmatch(order_no):
        yield Finding("order_number", place_of(whole), "SO/HIS + yymm + ≥4 digits", order_no)
    lines = [kept.line.line_no for kept in whole.lines]
    numbered = sorted(number for number in lines if number is not None)
    wanted = len(lines) if is_live(whole) else 0 if stage == "draft" else len(numbered)
    if numbered != list(range(1, wanted + 1)):
        yield Finding("line_number", place_of(whole), f"1..{wanted}", str(lines))


def _check_holds(whole: Whole) -> Iterator[Finding]:
    if not is_live(whole) and whole.order.holds:
        kinds = ",".join(sorted(hold.kind for hold in whole.order.holds))
        yield Finding("hold_stage", place_of(whole), shown(None), kinds)
    lines = {kept.line.key for kept in whole.lines if not kept.line.cancelled}
    for hold in whole.order.holds:
        if (hold.line and hold.line not in lines) or (hold.kind == "stock") != bool(hold.line):
            yield Finding("hold_line", place_of(whole), "一行 (a live line)", f"{hold.kind} {hold.line}")


def _check_derived(whole: Whole) -> Iterator[Finding]:
    order, derived = whole.order, whole.derived
    phone_mask = mask(fold_phone(order.phone)) or None
    if derived.phone_mask != phone_mask:
        yield Finding("phone_mask", place_of(whole), shown(phone_mask), shown(derived.phone_mask))
    purchase = purchase_of(order.customer, order.customer_po)
    # By a mark alone an order is found within its own submission only.
    marked = derived.bundle is None or derived.bundle.endswith(f"\n{order.submission}")
    if derived.bundle != purchase and (purchase is not None or not marked):
        yield Finding("bundle", place_of(whole), shown(purchase), shown(derived.bundle))


def _check_line(whole: Whole, kept: LineKept) -> Iterator[Finding]:
    line = kept.line
    amount = amount_of(line.quantity, line.unit_price)
    if line.amount != amount:
        yield Finding("amount", place_of(whole, kept), shown(amount), shown(line.amount))
    if is_live(whole) and not line.cancelled:
        needed = _REMEMBERED if whole.order.imported and whole.order.closed else _NEEDED
        missing = [name for name in needed if getattr(line, name) is None]
        if missing:
            yield Finding("line_incomplete", place_of(whole, kept), ",".join(missing), shown(None))
    if kept.revisions and kept.revisions[-1].actor != line.changed_by:
        yield Finding("changed_by", place_of(whole, kept), kept.revisions[-1].actor, line.changed_by)
