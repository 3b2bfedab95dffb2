"""Sets of links between orders."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import Tuples, among, insert_rows, upsert_rows
from server.db.session import writers_queue
from server.duplicates.models import LINKS, SLOTS
from server.duplicates.rules import Match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection


def lock_slots(conn: Connection, slots: Collection[int], *, stamp: int) -> None:
    """Make others who lock one of the slots wait until this transaction ends; taken in ascending order."""
    if writers_queue(conn):
        return
    rows = Tuples(("slot",), [(slot,) for slot in sorted(slots)], {"stamp": stamp})
    upsert_rows(conn, SLOTS, rows, key=("slot",))


def load_links(conn: Connection, orders: Collection[str]) -> list[Match]:
    """Return the links of orders (keys), on either side."""
    if not orders:
        return []
    sides = among(LINKS.c.first, orders) | among(LINKS.c.second, orders)
    chosen = sa.select(LINKS.c.first, LINKS.c.second, LINKS.c.rule, LINKS.c.gap_seconds).where(sides)
    return [
        Match(row.first, row.second, row.rule, dt.timedelta(seconds=row.gap_seconds))
        for row in conn.execute(chosen.order_by(LINKS.c.first, LINKS.c.second, LINKS.c.rule))
    ]


def delete_links(conn: Connection, orders: Collection[str]) -> None:
    """Delete the links of orders, on either side."""
    sides = among(LINKS.c.first, orders) | among(LINKS.c.second, orders)
    conn.execute(sa.delete(LINKS).where(sides))


def save_links(conn: Connection, found: Iterable[Match], *, at: dt.datetime) -> None:
    """Insert links."""
    rows = [
        {
            "first": match.first,
            "second": match.second,
            "rule": match.rule,
            "gap_seconds": int(match.gap.total_seconds()),
            "found_at": at,
        }
        for match in found
    ]
    insert_rows(conn, LINKS, rows)
