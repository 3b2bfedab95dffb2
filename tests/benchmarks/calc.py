"""A press in real Calc, from dispatch to coloured result, against the bare calls it cannot do without.

The bare calls of one round: the sheet read once as values, its changed rows pushed over HTTP without a sheet,
and as many cells written as blocks. They go over the office's pipe, the press runs inside of it.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from sync.client.transport import Server
from tests.addin.presses import COLUMN
from tests.benchmarks import firm
from tests.benchmarks.presses import typed_rows
from tests.benchmarks.rounds import compared
from tests.e2e.calc.stand import Stand
from workbooks.books.order_entry import write_order_entry
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rounds import Compared
    from tests.e2e.calc.driving import Calc
    from tests.load.site import Site

THERE, CHANGED, FEW, LIMIT_SECONDS, MOST = 10_000, 200, 40, 1.0, 1.5
LONGEST_SECONDS = 1_800.0
WIDTH = max(COLUMN.values())
WRITTEN_COLUMNS = 8
"""Cells of a changed row that a press writes: result, note, status, price, marks, key, revision, checks."""


@dataclass
class Bench:
    """A book of many accepted rows, open in Calc, and the same clerk speaking to the server without one."""

    book: Calc
    server: Server
    there: int

    def change(self, count: int, number: int) -> None:
        """Type another quantity into rows spread over the sheet."""
        for row in self.rows(count):
            self.book.type_in(row, COLUMN["quantity"], 20 + number)

    def rows(self, count: int) -> range:
        """Return row numbers, evenly spread."""
        return range(FIRST_ROW, FIRST_ROW + self.there, self.there // count)[:count]

    def press(self) -> float:
        """Return the seconds of a press."""
        began = time.perf_counter()
        done = self.book.press("sync")
        taken = time.perf_counter() - began
        if done["exit"] or set(done["counts"]) - {"updated", "waiting"}:
            raise RuntimeError({name: part for name, part in done.items() if name != "rows"})
        return taken

    def bare(self, count: int, number: int, stored: list[dict[str, Any]]) -> tuple[float, float, float]:
        """Return the seconds of a bare read, push and write, each alone."""
        began = time.perf_counter()
        self.book.rows(1, FIRST_ROW + self.there - 1, WIDTH)
        read = time.perf_counter()
        self._push(stored[:count], number)
        pushed = time.perf_counter()
        self.book.document.IsAdjustHeightEnabled = False
        self.book.on("裸写")
        for row in self.rows(count):
            self.book.fill(row, 1, [["已更新"] * WRITTEN_COLUMNS])
        self.book.document.IsAdjustHeightEnabled = True
        return read - began, pushed - read, time.perf_counter() - pushed

    def _push(self, stored: list[dict[str, Any]], number: int) -> None:
        rows = [
            {
                "key": each["key"],
                "rev": each["rev"],
                "witness": {"order_no": each["values"]["order_no"], "line_no": each["values"]["line_no"]},
                "values": {"quantity": str(400 + number)},
            }
            for each in stored
        ]
        request = {"request_id": str(uuid.uuid4()), "scope": "all", "rows": rows}
        answer = self.server.post("/api/v1/views/orders/sync", request)
        for each, result in zip(stored, answer["results"], strict=True):
            each["rev"] = result["rev"]


def calc_presses(site: Site, folder: Path, *, rounds: int, there: int = THERE) -> Iterator[Compared | str]:
    """Yield a press of 200 changed rows against the bare calls, and one of 40 against a second."""
    stand = Stand(folder / "office", server=site.url, patience_seconds=LONGEST_SECONDS)
    stand.sign_in("clerk000", site.tokens[0])
    path = folder / "订单录入.xlsx"
    write_order_entry(path, lists={"payment_terms": ["月结30天"]}, rows=typed_rows("calc", there))
    server = Server(site.url, site.tokens[0])
    try:
        bench = Bench(stand.calc(path), server, there)
        done = bench.book.press("sync")
        if done["exit"]:
            raise RuntimeError(done["message"])
        yield from _compared(bench, _stored(server, site.tokens[1], site.url), rounds)
    finally:
        stand.close()


def _stored(server: Server, token: str, url: str) -> list[dict[str, Any]]:
    """Return rows that another clerk's program pushes: its own, not those of the book."""
    clerk = Server(url, token)
    rows = [{"key": str(row.key), "values": _sent(row)} for row in firm.batch("bare", size=CHANGED)]
    request = {"request_id": str(uuid.uuid4()), "scope": "all", "rows": rows}
    clerk.post("/api/v1/views/orders/sync", request)
    wanted = {row["key"] for row in rows}
    found: list[dict[str, Any]] = []
    cursor = None
    while len(found) < CHANGED:
        page = server.post("/api/v1/views/orders/sync", {"scope": "all", "cursor": cursor, "rows": []})
        found += [dict(change) for change in page["changes"] if change["key"] in wanted]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    return found


def _sent(row: Any) -> dict[str, str]:
    values = row.values
    return {
        "customer": values.customer,
        "customer_po": f"{values.customer_po}-bare",
        "product": values.product,
        "quantity": str(values.quantity),
        "unit_price": str(values.unit_price),
        "requested_on": values.requested_on.isoformat(),
        "payment_terms": "月结30天",
    }


def _compared(bench: Bench, stored: list[dict[str, Any]], rounds: int) -> Iterator[Compared | str]:
    presses, bares, parts, few = [], [], [], []
    bench.book.document.Sheets.insertNewByName("裸写", bench.book.document.Sheets.getCount())
    for number in range(rounds + 1):
        bench.book.on("订单录入")
        bench.change(CHANGED, number)
        presses.append(bench.press())
        parts.append(bench.bare(CHANGED, number, stored))
        bares.append(sum(parts[-1]))
        bench.book.on("订单录入")
        bench.change(FEW, 500 + number)
        few.append(bench.press())
    name = f"press in Calc, {CHANGED} of {bench.there:,} rows changed, against bare read, push and writes"
    yield compared(name, presses[1:], bares[1:], most=MOST)
    read, push, write = (median(part) for part in zip(*parts[1:], strict=True))
    yield f"  bare: read {read * 1000:.0f} ms, push {push * 1000:.0f} ms, writes {write * 1000:.0f} ms"
    name = f"press in Calc, {FEW} of {bench.there:,} rows changed, against 1 s"
    yield compared(name, few[1:], [LIMIT_SECONDS] * rounds, most=1.0)
