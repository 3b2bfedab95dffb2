"""Forty new rows, from the press to the written file: the file host, a real workbook, a real server."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from addin.staging.typing_in import look, type_in
from sync.client.loop import run_press
from sync.client.transport import Server
from tests.addin.presses import Clerk
from tests.benchmarks import firm
from tests.benchmarks.rounds import compared
from workbooks.books.order_entry import write_order_entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rounds import Compared
    from tests.load.site import Site

Seconds = defaultdict[str, float]
NEW_ROWS, LIMIT_SECONDS = 40, 2.0
SYNC = "/api/v1/bridge/sync"
READ, BRIDGE, WRITE, APPLY = (
    "reading the file",
    "calls of the bridge",
    "writing the file",
    "cells and the rest",
)


@dataclass
class Clock:
    """Seconds of a press by what it did; it is also the book that the loop of the press drives.

    `worked` are seconds of the client's processor: on a busy machine they say more than the clock.
    """

    book: JsonBook
    worked: float = 0.0
    seconds: Seconds = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def during(self, part: str) -> Iterator[None]:
        """Count what happens inside as this part."""
        began = time.perf_counter()
        yield
        self.seconds[part] += time.perf_counter() - began

    def snapshot(self, needs: list[Any]) -> dict[str, Any]:
        """Return what the book holds."""
        return self.book.snapshot(needs)

    def apply(self, operation: dict[str, Any]) -> None:
        """Do one operation; a save is the writing of the file."""
        if operation["type"] != "save":
            self.book.apply(operation)
            return
        with self.during(WRITE):
            self.book.apply(operation)


def presses(site: Site, folder: Path, *, there: int, rounds: int) -> Iterator[Compared | str]:
    """Yield the press on a book with so many accepted rows, and how its time is shared out."""
    book = folder / f"订单录入-{there}.xlsx"
    write_order_entry(book, lists={"payment_terms": ["月结30天"]}, rows=typed_rows(f"there-{there}", there))
    server = Server(url=site.url, token=site.tokens[0])
    _press(server, book)
    clocks: list[Clock] = []
    for number in range(rounds + 1):
        last = look(book).last_row
        typed = typed_rows(f"press-{there}-{number}", NEW_ROWS)
        type_in(book, dict(enumerate(typed, start=last + 1)))
        clocks.append(_press(server, book))
    counted = clocks[1:]
    taken = [sum(clock.seconds.values()) for clock in counted]
    name = f"press of {NEW_ROWS} new rows to the written file, {there:,} rows there, against 2 s"
    yield compared(name, taken, [LIMIT_SECONDS] * len(taken), most=1.0)
    shares = {part: sum(clock.seconds[part] for clock in counted) / sum(taken) for part in counted[0].seconds}
    spent = ", ".join(f"{part} {share:.0%}" for part, share in shares.items())
    yield f"  of it {spent}; {median(clock.worked for clock in counted):.1f} s of the client's processor"


def _press(server: Server, path: Path) -> Clock:
    before, began = time.process_time(), time.perf_counter()
    host = FileHost(path)
    clock = Clock(JsonBook(host))
    clock.seconds[READ] = time.perf_counter() - began

    def post(body: dict[str, Any]) -> dict[str, Any]:
        with clock.during(BRIDGE):
            answer: dict[str, Any] = server.post(SYNC, body)
        return answer

    ended = run_press(post, book=clock, person=Clerk())
    clock.seconds[APPLY] = time.perf_counter() - began - sum(clock.seconds.values())
    if ended.exit or ended.outcome["counts"].get("rejected"):
        raise RuntimeError(ended.outcome)
    clock.worked = time.process_time() - before
    return clock


def typed_rows(name: str, count: int) -> list[dict[str, Any]]:
    """Return rows as a clerk types them."""
    return [
        {
            "customer": row.values.customer,
            "customer_po": row.values.customer_po,
            "product": row.values.product,
            "quantity": int(row.values.quantity),
            "unit_price": int(row.values.unit_price),
            "requested_on": row.values.requested_on,
        }
        for row in firm.batch(name, size=count)
    ]
