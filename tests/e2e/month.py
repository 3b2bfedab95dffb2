"""The real month in books in memory: founding the firm, filling a sheet with 35,147 rows, pressing it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from addin.bridge import messages as m
from addin.hosts.memory import Content, MemoryHost
from addin.hosts.port import JsonBook
from server.web.inprocess import caller
from sync.client.loop import run_press
from tests.addin.presses import COLUMN, SHEET, Bridge, Clerk, memory_book
from tests.e2e.protocol.api import new_row
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from tests.e2e.protocol.api import Person
    from tests.samples.month import Month, Values

CHUNK = 5_000
Json = dict[str, Any]


@dataclass(slots=True)
class SavingHost(MemoryHost):
    """A book that remembers how it was when it was first saved: keys minted, nothing answered."""

    first_save: MemoryHost | None = None

    def apply(self, operation: m.Operation) -> None:
        """Do an operation; keep a copy at the first save."""
        MemoryHost.apply(self, operation)
        if isinstance(operation, m.Save) and self.first_save is None:
            self.first_save = MemoryHost(self.name, copy.deepcopy(self.sheets), dict(self.state))


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press answered, row by row of the sheet."""

    rows: list[Json] = field(repr=False)

    def count(self, *outcomes: str) -> int:
        """Return how many rows came out so."""
        return sum(row["outcome"] in outcomes for row in self.rows)

    def by_number(self) -> dict[int, tuple[str, frozenset[str]]]:
        """Return outcome and codes of every row of the sheet."""
        return {
            row["row"]: (row["outcome"], frozenset(p["code"] for p in row["problems"])) for row in self.rows
        }


def seed(admin: Person, month: Month) -> None:
    """Push the month's master data."""
    for view in ("warehouses", "products", "customers", "stock"):
        rows = [new_row(**values) for values in month.master_data[view]]
        for start in range(0, len(rows), CHUNK):
            answer = admin.push(*rows[start : start + CHUNK], view=view)
            assert set(answer.outcomes) == {"created"}, [
                r for r in answer.results if r["outcome"] != "created"
            ][:3]


def month_book(orders: Sequence[Values]) -> SavingHost:
    """Return a fresh order book with these rows typed in."""
    blank = memory_book([])
    host = SavingHost("一月.xlsx", blank.sheets, dict(blank.state))
    sheet = host.sheets[SHEET]
    for number, values in enumerate(orders, start=FIRST_ROW):
        for key, text in values.items():
            sheet.put((number, COLUMN[key]), Content(text))
    return host


def press(host: MemoryHost, app: Flask, token: str) -> Pressed:
    """Press 同步 and return what each row was answered."""
    bridge = Bridge(caller(app.wsgi_app), token=token)
    ended = run_press(bridge.poster("sync"), book=JsonBook(host), person=Clerk(), options={})
    assert ended.exit == 0, ended.outcome
    return Pressed(ended.outcome["rows"])
