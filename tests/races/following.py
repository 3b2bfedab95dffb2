"""Readers that know nothing but what their pulls brought, and the tables they are compared with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.session import reading
from server.masterdata.models import CUSTOMERS, PRODUCTS
from server.orders.models import LINES, ORDERS
from server.views.history import REVISIONS
from server.views.store import BOOK_ROWS
from sync.fields.orders import ORDERS as SPEC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Engine

    from tests.e2e.protocol.api import Json, Person

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
KEPT = tuple(known.key for known in SPEC.fields if not known.computed)
Picture = dict[str, tuple[Any, ...]]


@dataclass
class Follower:
    """Somebody who pulls a scope by cursor, page by page, and keeps what came."""

    person: Person
    options: dict[str, str]
    cursor: str | None = None
    rows: dict[str, Json] = field(default_factory=dict)
    newest: dict[str, Json] = field(default_factory=dict)
    pages: int = 0
    gone: int = 0

    def pull(self) -> None:
        """Take in every page there is."""
        while True:
            page = self.person.pull(cursor=self.cursor, **self.options).body
            self.take(page)
            if not page["has_more"]:
                return

    def take(self, page: Json) -> None:
        """Take in one page; what it says must fit what was said before."""
        changed = [change["key"] for change in page["changes"]]
        assert len(set(changed)) == len(changed)
        assert not set(changed) & set(page["removed"])
        for change in page["changes"]:
            self._check(change)
            self.rows[change["key"]] = self.newest[change["key"]] = change
        for key in page["removed"]:
            self.gone += self.rows.pop(key, None) is not None
        self.cursor = page["cursor"]
        self.pages += 1

    def _check(self, change: Json) -> None:
        before = self.newest.get(change["key"])
        if before is None:
            return
        assert change["rev"] >= before["rev"], (before, change)
        if change["rev"] == before["rev"]:
            assert _kept(change) == _kept(before)

    def picture(self) -> Picture:
        """Return what it believes, in the form of `tables`."""
        return {key: _read(row["rev"], row["values"]) for key, row in self.rows.items()}


def _kept(change: Json) -> dict[str, str | None]:
    return {name: change["values"].get(name) for name in KEPT}


def _read(rev: int, values: Json) -> tuple[Any, ...]:
    number, ordered = values["quantity"], values["ordered_at"]
    return (
        rev,
        values["order_no"],
        values["customer"],
        values["product"],
        None if number is None else Decimal(number),
        values["remark"],
        values["stage"],
        values["phone"],
        dt.datetime.fromisoformat(ordered),
    )


def tables(engine: Engine, *conditions: ColumnElement[bool]) -> Picture:
    """Return the lines that stand in the tables, read without any view."""
    joined = (
        LINES.join(ORDERS, ORDERS.c.key == LINES.c.order)
        .outerjoin(CUSTOMERS, CUSTOMERS.c.key == ORDERS.c.customer)
        .outerjoin(PRODUCTS, PRODUCTS.c.key == LINES.c.product)
    )
    chosen = sa.select(
        LINES.c.key,
        LINES.c.rev,
        ORDERS.c.order_no,
        CUSTOMERS.c.name,
        PRODUCTS.c.code,
        LINES.c.quantity,
        LINES.c.remark,
        sa.case((LINES.c.cancelled, "cancelled"), else_=ORDERS.c.stage),
        ORDERS.c.phone,
        ORDERS.c.ordered_at,
    )
    with reading(engine) as conn:
        found = conn.execute(chosen.select_from(joined).where(*conditions)).all()
    return {row[0]: (*row[1:9], row[9].replace(microsecond=0)) for row in found}


@dataclass(frozen=True)
class Sight:
    """Somebody who follows, and which lines of the tables belong to the scope.

    `surely` narrows them to those that a pull must bring. A row that a book merely compares comes onto it as
    it stands, told by the answer to that press: nothing was written that a later pull could bring.
    """

    follower: Follower
    conditions: Sequence[ColumnElement[bool]]
    surely: Sequence[ColumnElement[bool]] = ()

    def faults(self, engine: Engine) -> dict[str, tuple[Any, Any]]:
        """Return what the reader believes and what is stored, by key, where they differ."""
        believed, stored = self.follower.picture(), tables(engine, *self.conditions)
        wanted = believed.keys() | tables(engine, *self.conditions, *self.surely).keys()
        return {
            key: (believed.get(key), stored.get(key))
            for key in wanted
            if believed.get(key) != stored.get(key)
        }


def since(day: dt.date) -> ColumnElement[bool]:
    """Return the condition of lines ordered on a day or later, in Shanghai."""
    return ORDERS.c.ordered_at >= dt.datetime.combine(day, dt.time.min, SHANGHAI)


def on_book(book: str | None) -> ColumnElement[bool]:
    """Return the condition of lines that are on a book."""
    return LINES.c.key.in_(sa.select(BOOK_ROWS.c.key).where(BOOK_ROWS.c.book == book))


def changed_in(book: str | None) -> ColumnElement[bool]:
    """Return the condition of lines that were sent from a book and written then."""
    sent = sa.select(REVISIONS.c.key).where(REVISIONS.c.book == book, ~REVISIONS.c.beside)
    return LINES.c.key.in_(sent)
