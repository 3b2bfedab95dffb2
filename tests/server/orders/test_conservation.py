"""Whatever clerks do, stock, holds and what a sheet shows agree."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.session import reading
from server.orders.models import HOLDS, LINES, ORDERS
from server.stock.models import COMMITMENTS, RESERVATIONS
from sync.rows.keys import new_key
from tests.server.orders.office import Office, Press, line, row

if TYPE_CHECKING:
    from sync.protocol.messages import RowIn

STEPS = 40
PHONES = ("13811112222", "13811113333", None)


class Walk:
    """Random presses of one clerk; the seed makes them repeatable."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.chance = random.Random(seed)
        self.known: dict[str, int] = {}
        self.submissions: list[str] = []

    def step(self) -> None:
        """Press or undo once."""
        if self.submissions and self.chance.random() < 0.15:
            self.office.undo(self.submissions.pop(self.chance.randrange(len(self.submissions))))
        else:
            rows = [self._new() for _ in range(self.chance.randrange(4))] + self._edits()
            self.office.push(*rows, press=Press(book=self.chance.choice((None, new_key()))))
            self.submissions.append(self.office.last)
        with reading(self.office.engine) as conn:
            self.known = {found.key: found.rev for found in conn.execute(sa.select(LINES.c.key, LINES.c.rev))}

    def _new(self) -> RowIn:
        return line(
            product=self.chance.choice(("LED", "NUT", "MTO", "BOX")),
            quantity=str(self.chance.choice((10, 20, 50, 0))),
            phone=self.chance.choice(
                (*PHONES, *(f"1390000{self.chance.randrange(10**4):04}" for _ in range(12)))
            ),
            customer=self.chance.choice(("C1", "C2")),
            customer_po=self.chance.choice((None, None, None, "A", "B", "C")),
            action=self.chance.choice((None, None, None, "暂存", "同意等货", "拆单发货")),
        )

    def _edits(self) -> list[RowIn]:
        keys = self.chance.sample(sorted(self.known), min(len(self.known), self.chance.randrange(4)))
        return [row(key, self.known[key], **self._edit()) for key in keys]

    def _edit(self) -> dict[str, str | None]:
        edits: tuple[dict[str, str | None], ...] = (
            {"quantity": str(self.chance.choice((10, 30, 70)))},
            {"product": self.chance.choice(("LED", "NUT", "BOX"))},
            {"phone": self.chance.choice(PHONES)},
            {"requested_on": "2026-12-14"},
            {"customer_po": self.chance.choice((None, "A", "B"))},
            {"action": self.chance.choice(("作废", "同意等货", "拆单发货"))},
        )
        return self.chance.choice(edits)


@pytest.mark.parametrize("seed", range(6))
def test_stock_holds_and_status_agree_after_every_press(office: Office, seed: int) -> None:
    for product in ("LED", "NUT", "BOX"):
        office.put(product, 60)
        office.plan(product, 100, "2026-12-07")
    office.plan("MTO", 100, "2026-12-02")
    walk = Walk(office, seed)
    kinds: set[str] = set()
    for _ in range(STEPS):
        walk.step()
        _agree(office)
        kinds |= {kind for kind, _ in office.holds()}
    assert kinds == {"stock", "duplicate"}


def _agree(office: Office) -> None:
    """Check every line against its order, its holds and what it has of stock."""
    office.reserved()  # counters and reservations agree
    with reading(office.engine) as conn:
        orders = {found.key: found for found in conn.execute(sa.select(ORDERS))}
        lines = conn.execute(sa.select(LINES)).all()
        holds = {(found.order, found.kind, found.line) for found in conn.execute(sa.select(HOLDS))}
        taken: dict[str, Decimal] = {}
        for table in (RESERVATIONS, COMMITMENTS):
            for found in conn.execute(sa.select(table.c.line, table.c.quantity)):
                taken[found.line] = taken.get(found.line, Decimal(0)) + found.quantity
    held_lines = {held for _, kind, held in holds if kind == "stock"}
    suspected = {order for order, kind, _ in holds if kind == "duplicate"}
    for one in lines:
        order = orders[one.order]
        asks = order.stage == "review" and not one.cancelled and one.order not in suspected
        assert taken.pop(one.key, None) == (one.quantity if asks and one.key not in held_lines else None)
        assert (one.cover is not None) == (asks and one.key not in held_lines)
        assert asks or one.key not in held_lines
    assert taken == {}
    for key, order in orders.items():
        mine = [one for one in lines if one.order == key]
        assert (order.stage == "cancelled") == all(one.cancelled for one in mine)
        assert order.stage == "review" or key not in suspected
        assert order.stage != "draft" or order.order_no is None
