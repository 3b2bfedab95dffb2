"""People who press at random: orders, drafts, edits of each other's rows, ends, undos, counts of stock."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.e2e.protocol.api import edit_of
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.e2e.protocol.api import Json, Person

DAYS = ("2026-01-05T02:00:00Z", "2026-03-05T02:00:00Z", "2026-05-05T02:00:00Z")
OWNERS = {"dealer": "C010", "rival": "C011"}


@dataclass
class Board:
    """What all of them know of the rows and submissions so far."""

    results: dict[str, Json] = field(default_factory=dict)
    drafts: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, results: list[Json]) -> None:
        """Remember results that name a revision, under what was done."""
        with self.lock:
            for result in results:
                self.told[f"{name} {result['outcome']}"] += 1
                if result.get("rev"):
                    before = self.results.get(result["key"], {"values": {}})
                    values = {**before["values"], **result["values"]}
                    self.results[result["key"]] = {**result, "values": values}


@dataclass
class Scribe:
    """One of them: signed in by name, at a book."""

    name: str
    person: Person
    board: Board
    random: Random
    submissions: list[str] = field(default_factory=list)

    def act(self) -> None:
        """Press once."""
        acts: list[Callable[[], None]] = [self.order, self.order, self.edit, self.edit, self.move]
        self.random.choice([*acts, self.move, self.draft, self.claim, self.claim, self.undo, self.end])()

    def order(self) -> None:
        shared = {"customer_po": f"PO{self.random.random()}", "ordered_at": self.random.choice(DAYS)}
        lines = [self._line(**shared) for _ in range(self.random.choice((1, 2, 5, 12)))]
        self._push("order", *lines)

    def draft(self) -> None:
        row = self._line(customer=None, action="暂存")
        self._push("draft", row)
        self.board.drafts.append(row["key"])

    def claim(self) -> None:
        """Give a draft to a customer, or take one back: it comes into a dealer's sight, or leaves it."""
        keys = [key for key in self.board.drafts[-6:] if key in self.board.results]
        if keys:
            customer = self.random.choice(("C010", "C010", "C001"))
            row = edit_of(self.board.results[self.random.choice(keys)], customer=customer, action="暂存")
            self._push("claim", row)

    def edit(self) -> None:
        field_name = self.random.choice(("remark", "quantity", "phone"))
        text = str(self.random.randint(1, 40) * 10)
        self._push("edit", *(edit_of(row, **{field_name: text}) for row in self._some(5)))

    def move(self) -> None:
        """Give an order another day: it comes into the scope of a reader, or leaves it."""
        self._push("move", *(edit_of(row, ordered_at=self.random.choice(DAYS)) for row in self._some(1)))

    def end(self) -> None:
        self._push("end", *(edit_of(row, action="作废") for row in self._some(1)))

    def undo(self) -> None:
        if not self.submissions:
            return
        chosen = self.submissions.pop(self.random.randrange(len(self.submissions)))
        response = self.person.undo(chosen)
        assert response.status_code in {200, 503}, response.text
        if response.status_code == 200:
            self.board.note("undo", response.get_json()["results"])

    def _line(self, **values: str | None) -> Json:
        customer = OWNERS.get(self.name, self.random.choice(("C001", "C002", "C010")))
        product = self.random.choice(("LED-9W", "BOX-10", "SAFE-1", "ROAM-1"))
        return line(**{"customer": customer, "product": product, "quantity": "10", **values})

    def _some(self, most: int) -> list[Json]:
        with self.board.lock:
            known = list(self.board.results.values())
        return self.random.sample(known, min(len(known), self.random.randint(1, most)))

    def _push(self, name: str, *rows: Json) -> None:
        if not rows:
            return
        body: Any = self.person.body(*rows)
        response = self.person.post("orders", body)
        assert response.status_code in {200, 503}, response.text
        if response.status_code == 200:
            self.submissions.append(body["submission"])
            self.board.note(name, response.get_json()["results"])
        else:
            self.board.told["given up"] += 1
