"""A break in history: a restored backup, or a database that was moved to another cluster (ADR 0008)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.base import Base, table
from server.db.commits import CommitCounter, ceiling, stamp
from server.db.sites import Epoch, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

SITE, EPOCHS, COUNTER = table(Site), table(Epoch), table(CommitCounter)
STAMPS = frozenset({"stamp", "received", "to_stamp", "began"})
"""What columns are called that hold places in commit order."""
_ZERO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Begun:
    """A new epoch, and its first stamp: that of this transaction."""

    epoch: int
    stamp: int


def begin_epoch(conn: Connection, *, at: dt.datetime, cause: str) -> Begun:
    """Break history here: every cursor ends, and every stamp to come is above all that are there.

    The epoch follows the clock, so that one backup restored twice gives two; with the clock set back it still
    rises. All models must have been imported.
    """
    highest = _highest(conn, _stamp_columns())
    before = conn.execute(sa.select(SITE.c.epoch)).scalar_one()
    epoch = max(int(before) + 1, (at - _ZERO) // dt.timedelta(milliseconds=1))
    conn.execute(sa.update(SITE).values(epoch=epoch))
    _rise_above(conn, highest)
    began = stamp(conn)
    conn.execute(sa.insert(EPOCHS).values(epoch=epoch, began=began, at=at, cause=cause))
    return Begun(epoch, began)


def break_after(conn: Connection, epoch: int | None) -> int | None:
    """Return the first stamp that a book of `epoch` cannot know of; None when history went on unbroken.

    0 (everything) for an epoch that is none of this database: it may have run beside ours. None means the
    first one.
    """
    began = {row.epoch: row.began for row in conn.execute(sa.select(EPOCHS))}
    asked = min(began) if epoch is None else epoch
    if asked not in began:
        return 0
    return min((place for each, place in began.items() if each > asked), default=None)


def is_moved(conn: Connection) -> bool:
    """Tell whether rows bear stamps that this cluster has not reached: it is not the one they come from.

    Of servers that start at once one hears yes, and the others after what it did about it.
    """
    if not _is_above(conn):
        return False
    conn.execute(sa.select(SITE).with_for_update())
    return _is_above(conn)


def _is_above(conn: Connection) -> bool:
    return _highest(conn, _indexed(_stamp_columns())) >= ceiling(conn)


def _rise_above(conn: Connection, highest: int) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(sa.update(SITE).values(lift=0))
        conn.execute(sa.update(SITE).values(lift=max(0, highest + 1 - stamp(conn))))
    else:
        conn.execute(sa.update(COUNTER).where(COUNTER.c.last < highest).values(last=highest))


def _highest(conn: Connection, columns: Iterable[sa.Column[int]]) -> int:
    each = [sa.select(sa.func.max(column).label("stamp")) for column in columns]
    found = conn.execute(sa.select(sa.func.max(sa.union_all(*each).subquery().c.stamp))).scalar()
    return int(found or 0)


def _stamp_columns() -> Iterator[sa.Column[int]]:
    for each in Base.metadata.sorted_tables:
        yield from (column for column in each.c if column.name in STAMPS)


def _indexed(columns: Iterable[sa.Column[int]]) -> Iterator[sa.Column[int]]:
    for column in columns:
        if any(next(iter(index.columns)) is column for index in column.table.indexes):
            yield column
