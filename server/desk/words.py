"""How rows look on a page: times of Shanghai, amounts, the facts of a decision in the order of reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sync.fields.approvals import TODO
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.desk.reading import Row

FIRST = ("items", "requested_on", "promise", "stock", "capacity", "price", "payment_terms", "credit")
THEN = ("level", "entered_by", "remark", "earlier")
URGENT = "加急"


@dataclass(frozen=True, slots=True)
class Card:
    """A decision that waits: its row, the facts to decide on (label, text), and whether it is late."""

    key: str
    rev: int
    values: Mapping[str, str | None]
    facts: Sequence[tuple[str, str]]
    late: bool
    urgent: bool


def prepared(row: Row, *, at: dt.datetime) -> Card:
    """Return a row of `todo` as a card; `at` is the moment of reading."""
    due = row.values.get("due_at")
    fields = TODO.by_key()
    facts = [
        (fields[name].label, text)
        for name in (*FIRST, *THEN)
        if name in fields and (text := row.values.get(name))
    ]
    late = due is not None and dt.datetime.fromisoformat(due) <= at
    return Card(row.key, row.rev, row.values, facts, late, row.values.get("priority") == URGENT)


def moment(text: str | dt.datetime | None) -> str:
    """Return a time as people of Shanghai read it: `11-24 16:30`."""
    if not text:
        return ""
    found = dt.datetime.fromisoformat(text) if isinstance(text, str) else text
    return f"{found.astimezone(SHANGHAI):%m-%d %H:%M}"


def amount(text: str | None) -> str:
    """Return an amount as people read it: `¥38,200.00`."""
    try:
        return f"¥{Decimal(text or ''):,.2f}"
    except InvalidOperation:
        return text or ""
