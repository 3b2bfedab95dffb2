"""Orders as they come: a few products sell most, an order has one to four lines, some cells are wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.firm import DAY, FIRM

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

HOT_PRODUCTS, HOT_SHARE = 25, 0.6
HOT_CUSTOMERS, WRONG_SHARE = 200, 0.01
MOST_LINES = 4
Typed = dict[str, str | int | float]


@dataclass
class Desk:
    """The papers on one clerk's desk. `name` is in every remark, so that each row can be found again."""

    name: str
    chance: random.Random
    written: int = 0

    def rows(self, count: int) -> list[Typed]:
        """Return new rows, orders of one to four lines one below the other."""
        found: list[Typed] = []
        while len(found) < count:
            found += self._order(min(self.chance.randint(1, MOST_LINES), count - len(found)))
        return found

    def _order(self, lines: int) -> Iterator[Typed]:
        hot = self.chance.random() < HOT_SHARE
        customer = f"C{self.chance.randrange(HOT_CUSTOMERS if hot else FIRM.customers):05d}"
        po = f"{self.name}-{self.written}"
        moment = dt.datetime(2026, 1, 1) + dt.timedelta(seconds=self.chance.randrange(300 * 86_400))  # noqa: DTZ001 - as typed
        for product in self.chance.sample(range(FIRM.products), k=lines):
            sold = product % HOT_PRODUCTS if self.chance.random() < HOT_SHARE else product
            yield {
                "customer": customer,
                "customer_po": po,
                "product": self._maybe_wrong(f"P{sold:04d}"),
                "quantity": self.chance.randint(1, 40),
                "unit_price": 5 + sold % 70,
                "requested_on": DAY.isoformat(),
                "ordered_at": moment.strftime("%Y-%m-%d %H:%M"),
                "remark": f"{self.name}/{self.written}",
            }
            self.written += 1

    def _maybe_wrong(self, product: str) -> str:
        return f"{product}?" if self.chance.random() < WRONG_SHARE else product
