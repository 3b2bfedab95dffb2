"""What order lines hold of stock and supply, beside what they must hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.integrity.rules.orders import is_live, place_of
from server.integrity.rules.records import Finding
from server.orders.rules.records import Hold
from server.orders.rules.supply import PROMISED, RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.integrity.rules.records import Held, LineKept, Whole

ZERO = Decimal(0)
NOTHING = "不占用 (nothing)"


def check_cover(whole: Whole) -> Iterator[Finding]:
    """Yield lines that hold what is not theirs, or were left without an answer.

    A reservation that is over is gone while its line still says `reserved`: whether one is missing without
    having been over is asked of all lines at once.
    """
    for kept in whole.lines:
        if asks(whole, kept):
            yield from _check_asking(whole, kept)
        elif kept.line.cover or kept.reserved or kept.committed:
            stored = f"cover {kept.line.cover}, {told(kept.reserved)}, {told(kept.committed)}"
            yield Finding("cover_stray", place_of(whole, kept), NOTHING, stored)


def asks(whole: Whole, kept: LineKept) -> bool:
    """Tell whether a line must have been reserved or promised something."""
    if not is_live(whole) or kept.line.cancelled or whole.order.frozen:
        return False
    if whole.order.closed or (whole.order.imported and kept.line.cover is None):
        return False
    return Hold("stock", kept.line.key) not in whole.order.holds


def told(held: Held | None) -> str:
    """Return what is held, in words."""
    return f"{held.quantity} of {held.product} in {held.warehouse}" if held else "—"


def _check_asking(whole: Whole, kept: LineKept) -> Iterator[Finding]:
    line, where = kept.line, place_of(whole, kept)
    if line.cover not in {RESERVED, PROMISED}:
        yield Finding("cover", where, f"{RESERVED} / {PROMISED}", str(line.cover))
        return
    for code, held in (("reservation", kept.reserved), ("commitment", kept.committed)):
        if held and (held.product, held.warehouse) != (line.product, line.warehouse):
            yield Finding(code, where, f"{line.product} in {line.warehouse}", told(held))
    quantity = line.quantity or ZERO
    reserved = kept.reserved.quantity if kept.reserved else None
    committed = kept.committed.quantity if kept.committed else ZERO
    if line.cover == RESERVED:
        if reserved not in {None, quantity}:
            yield Finding("reservation", where, str(quantity), str(reserved))
        if kept.committed:
            yield Finding("commitment", where, NOTHING, told(kept.committed))
    elif not _adds_up(kept, quantity, reserved or ZERO, committed):
        yield Finding("commitment", where, str(quantity), f"{reserved or ZERO} + {committed}")


def _adds_up(kept: LineKept, quantity: Decimal, reserved: Decimal, committed: Decimal) -> bool:
    """Tell whether a promised line has all its quantity; a part reserved at once may be over by now."""
    if kept.line.warehouse is None:  # it waits for a product that no warehouse has had yet
        return reserved == committed == ZERO
    if kept.line.mode == "part":
        return ZERO < committed <= quantity - reserved and (not reserved or reserved + committed == quantity)
    return reserved == ZERO and committed == quantity
