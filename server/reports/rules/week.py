"""Somebody's orders in a week: what came in, what waits, what left, what is late, what is due next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

ZERO = Decimal(0)
OPEN = frozenset({"review", "approved", "production", "part_shipped"})
ENDED = frozenset({"draft", "cancelled", "rejected"})
_WEEK = dt.timedelta(days=7)


class Item(Struct, frozen=True, kw_only=True, gc=False):
    """A line of an order. `due_on` is the promised day, where there is none the one asked for.

    `left_now` is what was shipped in the week, `held` tells that somebody has to decide first.
    """

    order_no: str
    line_no: str
    customer: str
    product: str
    name: str
    quantity: Decimal
    amount: Decimal
    shipped: Decimal
    entered_on: dt.date
    due_on: dt.date | None
    stage: str
    status: str
    held: bool = False
    left_now: Decimal = ZERO

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be delivered."""
        return self.stage in OPEN and self.shipped < self.quantity


class Week(Struct, frozen=True):
    """Lines by what a week's report says of them; a line may stand in several."""

    entered: Sequence[Item]
    held: Sequence[Item]
    shipped: Sequence[Item]
    late: Sequence[Item]
    due: Sequence[Item]


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def week_of(items: Sequence[Item], monday: dt.date, *, today: dt.date) -> Week:
    """Return the report of the week that begins on a Monday; late is what was due before `today`."""
    following = monday + _WEEK
    open_items = [item for item in items if item.is_open]
    return Week(
        entered=[item for item in items if monday <= item.entered_on < following and item.stage not in ENDED],
        held=[item for item in open_items if item.held],
        shipped=[item for item in items if item.left_now > 0],
        late=[item for item in open_items if item.due_on and item.due_on < today],
        due=[item for item in open_items if item.due_on and following <= item.due_on < following + _WEEK],
    )
