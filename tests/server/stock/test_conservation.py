"""Whatever order reservations, releases, counts and expiry come in, stock is conserved."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.session import reading, writing
from server.stock import service
from server.stock.models import COMMITMENTS, RESERVATIONS
from server.stock.rules.records import Answer, Demand, Promised, Reserved
from tests.server.masterdata.sheet import NOW

if TYPE_CHECKING:
    from decimal import Decimal

    from tests.server.stock.floor import Floor

LINES = [f"line {number}" for number in range(12)]
PRODUCTS = ("BOLT", "NUT", "BOX")
STEPS = 40


class Walk:
    """A random walk over the use cases, beside a plain account of what every line holds."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self.floor = floor
        self.chance = random.Random(seed)
        self.rows = [
            floor.put(product, warehouse, self.chance.randint(0, 60)).key
            for product in PRODUCTS
            for warehouse in ("W1", "W2")
        ]
        for product in PRODUCTS:
            floor.plan(product, "W1", self.chance.randint(1, 60), self.chance.randint(1, 20))
        self.reserved: dict[str, Decimal] = {}
        self.committed: dict[str, Decimal] = {}

    def reserve(self) -> None:
        lines = self.chance.sample(LINES, self.chance.randint(1, 6))
        demands = [self._demand(line) for line in lines]
        answers = self.floor.reserve(*demands)
        self._forget(lines)
        for demand, answer in zip(demands, answers, strict=True):
            self._take(demand, answer)

    def release(self) -> None:
        lines = self.chance.sample(LINES, 3)
        self.floor.release(*lines)
        self._forget(lines)

    def count(self) -> None:
        key = self.chance.choice(self.rows)
        (written,) = self.floor.sheet("stock").edit({key: {"on_hand": str(self.chance.randint(0, 60))}})
        for problem in written.problems:
            for line in problem.facts["orders"].split("、"):
                del self.reserved[line]

    def expire(self) -> None:
        with writing(self.floor.engine) as conn:
            assert set(service.expire(conn, now=NOW + dt.timedelta(days=30))) == self.reserved.keys()
        self.reserved.clear()

    def check(self) -> None:
        with reading(self.floor.engine) as conn:
            assert service.recount(conn) == []
            assert _held(conn, RESERVATIONS) == self.reserved
            assert _held(conn, COMMITMENTS) == self.committed
            levels = service.levels(conn, list(self.floor.products.values()))
        assert all(0 <= level.reserved <= level.on_hand for level in levels)

    def _demand(self, line: str) -> Demand:
        chance = self.chance
        wishes = {wish: chance.random() < 0.2 for wish in ("may_commit", "wait", "part")}
        return self.floor.demand(line, chance.choice(PRODUCTS), 5 * chance.randint(1, 6), **wishes)

    def _take(self, demand: Demand, answer: Answer) -> None:
        if isinstance(answer, Reserved):
            self.reserved[demand.line] = demand.quantity
        if isinstance(answer, Promised):
            self.committed[demand.line] = demand.quantity - answer.reserved
            if answer.reserved:
                self.reserved[demand.line] = answer.reserved

    def _forget(self, lines: list[str]) -> None:
        for line in lines:
            self.reserved.pop(line, None)
            self.committed.pop(line, None)


def _held(conn: sa.Connection, table: sa.Table) -> dict[str, Decimal]:
    return {row.line: row.quantity for row in conn.execute(sa.select(table.c.line, table.c.quantity))}


@pytest.mark.parametrize("seed", range(4))
def test_stock_is_conserved_along_random_walks(floor: Floor, seed: int) -> None:
    walk = Walk(floor, seed)
    steps = [walk.reserve, walk.reserve, walk.release, walk.count, walk.expire]
    weights = [5, 5, 3, 3, 1]
    for step in walk.chance.choices(steps, weights, k=STEPS):
        step()
        walk.check()
