"""The crowd: clerks who press 同步, people who press 刷新, programs that push straight to the view."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from addin.hosts.port import JsonBook
from sync.client.loop import run_press
from sync.client.transport import RefusedError, Server, UnreachableError
from sync.rows.keys import new_key
from tests.addin.presses import Clerk
from tests.load.books import OrderBook
from tests.load.samples import BIG_DIRECT, BIG_PRESS, DIRECT, PRESS, REFRESH, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sync.client.loop import Ended
    from tests.load.orders import Desk

BRIDGE, SYNC = "/api/v1/bridge", "/api/v1/views/orders/sync"
MOST_ROWS, TAKEN_OFF = 400, 100
CHUNK = 1_000


class Person(Protocol):
    """Somebody, or some program, that does one thing again and again."""

    def act(self) -> Sample:
        """Do it once, and tell how it went."""


def connection(url: str, token: str) -> Server:
    """Return a way to the server that never asks twice: whatever is not answered counts as an error."""
    return Server(url=url, token=token, pauses_seconds=())


def timed(kind: str, work: Callable[[], Ended]) -> Sample:
    """Return how a press went."""
    began = time.monotonic()
    ended = work()
    seconds = time.monotonic() - began
    counts = {name: count for name, count in ended.outcome.get("counts", {}).items() if kind != REFRESH}
    error = "" if ended.exit == 0 else f"exit {ended.exit}: {ended.outcome.get('message')}"
    return Sample(kind, began, seconds, error, counts)


@dataclass
class Presser:
    """A clerk who types some rows, changes some, and presses 同步 over the bridge, as the add-in does."""

    server: Server
    desk: Desk
    new_rows: int = 20
    changed_rows: int = 10
    kind: str = PRESS
    book: OrderBook = field(default_factory=OrderBook)

    def act(self) -> Sample:
        """Type and press."""
        if self.book.last_row > MOST_ROWS and self.kind == PRESS:
            self.book.take_off(TAKEN_OFF)
        self.book.change_some(self.changed_rows, chance=self.desk.chance)
        self.book.type_below(self.desk.rows(self.new_rows))
        return timed(self.kind, lambda: self._press("sync"))

    def accepted(self) -> dict[str, int]:
        """Return the quantities, by remark, of all rows that were ever accepted."""
        return self.book.accepted()

    def _press(self, action: str) -> Ended:
        return run_press(
            lambda call: self.server.post(f"{BRIDGE}/{action}", call),
            book=JsonBook(self.book.host),
            person=Clerk(),
        )


@dataclass
class Refresher(Presser):
    """Somebody with an own book of orders who presses 刷新."""

    kind: str = REFRESH

    def act(self) -> Sample:
        """Press."""
        return timed(self.kind, lambda: self._press("refresh"))


def with_rows(person: Presser, rows: int) -> Presser:
    """Give somebody a book that holds rows the server knows."""
    new, changed, person.new_rows, person.changed_rows = person.new_rows, person.changed_rows, rows, 0
    filled = Presser.act(person)
    if filled.error:
        raise RuntimeError(filled.error)
    person.new_rows, person.changed_rows = new, changed
    return person


@dataclass
class Program:
    """A program that pushes rows straight to the view, and changes some of those it pushed before."""

    server: Server
    desk: Desk
    new_rows: int = 20
    changed_rows: int = 10
    kind: str = DIRECT
    book: str = field(default_factory=new_key)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def act(self) -> Sample:
        """Push once."""
        rows = [*self._changes(), *self._new()]
        body = {"request_id": new_key(), "submission": new_key(), "book": self.book, "rows": rows}
        began = time.monotonic()
        try:
            answer = self.server.post(SYNC, body)
        except (RefusedError, UnreachableError) as error:
            return Sample(self.kind, began, time.monotonic() - began, str(error))
        seconds = time.monotonic() - began
        self._remember(rows, answer["results"])
        return Sample(self.kind, began, seconds, "", Counter(each["outcome"] for each in answer["results"]))

    def accepted(self) -> dict[str, int]:
        """Return the quantities, by remark, of all rows that were ever accepted."""
        return {str(row["remark"]): int(row["quantity"]) for row in self.known.values()}

    def _new(self) -> Iterable[dict[str, Any]]:
        for typed in self.desk.rows(self.new_rows):
            values = {key: str(value) for key, value in typed.items()}
            values["ordered_at"] = values["ordered_at"].replace(" ", "T") + ":00+08:00"
            yield {"key": new_key(), "values": values}

    def _changes(self) -> Iterable[dict[str, Any]]:
        count = min(self.changed_rows, len(self.known))
        for key in self.desk.chance.sample(sorted(self.known), k=count):
            row = self.known[key]
            row["quantity"] = str(int(row["quantity"]) % 40 + 1)
            yield {"key": key, "rev": row["rev"], "values": {"quantity": row["quantity"]}}

    def _remember(self, rows: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
        for row, result in zip(rows, results, strict=True):
            if result["outcome"] != "rejected":
                before = self.known.setdefault(row["key"], {})
                before |= {**row["values"], "rev": result["rev"]}


def big_pushes(server: Server, desks: tuple[Desk, Desk], *, rows: int) -> tuple[Presser, Program]:
    """Return the two who push 10,000 rows: with a large book over the bridge, and in one request."""
    press = Presser(server, desks[0], new_rows=rows, changed_rows=0, kind=BIG_PRESS)
    return press, Program(server, desks[1], new_rows=rows, changed_rows=0, kind=BIG_DIRECT)
