"""Which promises stock can keep, and which wants it cannot serve in time: looked ahead, nothing taken."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from server.stock.rules.promising import Outlook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.stock.rules.records import Demand, Shelf

ZERO = Decimal(0)


class Claim(Struct, frozen=True, gc=False):
    """What a line (key) was promised of a product in a warehouse (keys), and for which day."""

    line: str
    product: str
    warehouse: str
    quantity: Decimal
    due_on: dt.date


class Foreseen(Struct, frozen=True, gc=False):
    """How much of a want is missing on its day, and the first day all of it is there; None: not planned."""

    short: Decimal
    on: dt.date | None


def kept(claims: Iterable[Claim], shelves: Iterable[Shelf], *, today: dt.date) -> dict[str, dt.date | None]:
    """Return by line when its claim can be met: what was promised for an earlier day takes first.

    `today` where there is enough now, None where no planned supply reaches it. Overdue supply does not count.
    """
    waiting: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        waiting[claim.product, claim.warehouse].append(claim)
    found: dict[str, dt.date | None] = {}
    for shelf in shelves:
        steps = _steps(shelf, today)
        taken, place = ZERO, 0
        for claim in sorted(waiting[shelf.product, shelf.warehouse], key=lambda each: each.due_on):
            taken += claim.quantity
            while place < len(steps) and steps[place][1] < taken:
                place += 1
            found[claim.line] = steps[place][0] if place < len(steps) else None
    return found


def line_up(demands: Sequence[Demand], shelves: Iterable[Shelf], *, today: dt.date) -> list[Foreseen]:
    """Return what each want will find if those before it take theirs, in the order given.

    One that never can be served takes nothing from those behind it.
    """
    outlooks: defaultdict[str, list[Outlook]] = defaultdict(list)
    for shelf in shelves:
        outlooks[shelf.product].append(Outlook(shelf, today=today))
    return [_foreseen(demand, outlooks[demand.product]) for demand in demands]


def _steps(shelf: Shelf, today: dt.date) -> list[tuple[dt.date, Decimal]]:
    """Return (day, what will have been there in all until then), from today on."""
    level = shelf.on_hand - shelf.reserved - shelf.safety
    steps = [(today, level)]
    for on, quantity in sorted(shelf.supplies):
        if on >= today:
            level += quantity
            steps.append((on, level))
    return steps


def _foreseen(demand: Demand, outlooks: Sequence[Outlook]) -> Foreseen:
    in_time = max((outlook.at(demand.requested_on) for outlook in outlooks), default=ZERO).max(ZERO)
    days = ((outlook.earliest(demand.quantity), outlook) for outlook in outlooks)
    possible = [(day, outlook) for day, outlook in days if day is not None]
    if not possible:
        return Foreseen(demand.quantity - in_time, None)
    on, first = min(possible, key=lambda each: each[0])
    first.commit(demand.quantity, on=on)
    return Foreseen((demand.quantity - in_time).max(ZERO), on)
