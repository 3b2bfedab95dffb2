"""Places in commit order: what a row is stamped with, and how far a reader may trust them (ADR 0002).

PostgreSQL: the id of the writing transaction, and the oldest one still running. SQLite has one writer at a
time, which draws the next number.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base


class CommitCounter(Base):
    """The number of the last writing transaction; used on SQLite only, one row."""

    __tablename__ = "commit_counter"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


# A cluster that a backup was restored to counts from low numbers on: the site's lift takes them above the
# stamps that came with it (ADR 0008).
_LIFTED = "SELECT CAST(CAST({number} AS text) AS bigint) + lift FROM site"
_PG_STAMP = sa.text(_LIFTED.format(number="pg_current_xact_id()"))
_PG_HORIZON = sa.text(_LIFTED.format(number="pg_snapshot_xmin(pg_current_snapshot())"))
_PG_HERE = sa.text(
    "SELECT server, epoch, CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + lift"
    " FROM site"
)
_LITE_HERE = sa.text("SELECT server, epoch, last + 1 FROM site, commit_counter WHERE commit_counter.id = 1")
_PG_CEILING = sa.text(_LIFTED.format(number="pg_snapshot_xmax(pg_current_snapshot())"))
_LITE_STAMP = sa.text("UPDATE commit_counter SET last = last + 1 WHERE id = 1 RETURNING last")
_LITE_HORIZON = sa.text("SELECT last + 1 FROM commit_counter WHERE id = 1")


def stamp(conn: sa.Connection) -> int:
    """Return the number that rows written by this transaction carry; ask once a transaction."""
    statement = _PG_STAMP if conn.dialect.name == "postgresql" else _LITE_STAMP
    return int(conn.execute(statement).scalar_one())


def horizon(conn: sa.Connection) -> int:
    """Return the first stamp that may belong to a running transaction.

    Ask before `stamp` and before reading rows: every row with a smaller stamp is then visible.
    """
    statement = _PG_HORIZON if conn.dialect.name == "postgresql" else _LITE_HORIZON
    return int(conn.execute(statement).scalar_one())


def horizon_here(conn: sa.Connection) -> tuple[str, int, int]:
    """Return who this server is (id, epoch), and the horizon."""
    statement = _PG_HERE if conn.dialect.name == "postgresql" else _LITE_HERE
    server, epoch, first = conn.execute(statement).one()
    return str(server), int(epoch), int(first)


def ceiling(conn: sa.Connection) -> int:
    """Return a stamp that no row this transaction can see has reached."""
    statement = _PG_CEILING if conn.dialect.name == "postgresql" else _LITE_HORIZON
    return int(conn.execute(statement).scalar_one())
