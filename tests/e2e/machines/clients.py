"""Programs that write orders over the interface, one row a request, as fast as they are answered."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sync.rows.keys import new_key
from tests.e2e.machines.site import FRONT
from workbooks.samples.products import MADE_TO_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.machines.site import Site

SYNC = "/api/v1/views/orders/sync"


@dataclass
class Programs:
    """Three programs with `each` rows to write; the client's own patience is all that helps them.

    `repeated` counts, by row, how often it was sent again.
    """

    site: Site
    each: int
    url: str = f"https://{FRONT['lb']}"
    count: int = 3
    mark: str = field(default_factory=new_key)
    answered: int = 0
    results: list[dict[str, Any]] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let them write while the block runs, and wait until they are done."""
        token = self.site.sign_in("wangfang")
        work = [self.site.desk.submit(self._write, token) for _ in range(self.count)]
        yield
        for one in work:
            one.result(180)

    def entered(self) -> int:
        """Count the rows that were answered as new orders, held ones too."""
        return sum(result["outcome"] in {"created", "held"} for result in self.results)

    def stored(self) -> int:
        """Count the orders that carry the mark of these programs."""
        joined = "orders JOIN order_lines ON order_lines.order = orders.key"
        return self.site.count(
            f"SELECT count(DISTINCT orders.key) FROM {joined} WHERE order_lines.remark = %s",  # noqa: S608
            self.mark,
        )

    def _write(self, token: str) -> None:
        for _ in range(self.each):
            key = new_key()
            server = replace(self.site.api(token, url=self.url), wait=partial(self._again, key))
            row = {"key": key, "values": self._values()}
            answer = server.post(SYNC, {"request_id": new_key(), "rows": [row]})
            self.results += answer["results"]
            self.answered += 1

    def _again(self, key: str, seconds: float) -> None:
        self.repeated[key] += 1
        time.sleep(seconds)

    def _values(self) -> dict[str, str]:
        """Return an order from a phone that nobody else calls from."""
        return {
            "customer": "C001",
            "product": next(iter(MADE_TO_ORDER)),
            "quantity": "10",
            "requested_on": "2035-06-18",
            "phone": f"137{secrets.randbelow(10**8):08}",
            "remark": self.mark,
        }
