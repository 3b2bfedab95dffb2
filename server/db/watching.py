"""Counts what statements take and how long those that lock wait, for the figures and the log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from server.db.base import table
from server.db.jobs import JobRun
from server.watch import figures
from server.watch.trace import in_hand

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine.interfaces import ExceptionContext

_LOCKING = ("BEGIN IMMEDIATE", "FOR UPDATE", "FOR NO KEY UPDATE", "pg_advisory_xact_lock")
_WRITERS = sa.text(
    "SELECT COALESCE(EXTRACT(EPOCH FROM now() - MIN(xact_start)), 0) FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_xid IS NOT NULL"
)
_PG_BYTES = sa.text("SELECT pg_database_size(current_database())")
_LITE_BYTES = sa.text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")


def watch(engine: sa.Engine) -> None:
    """Count from now on what this engine's statements take."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)
    event.listen(engine, "handle_error", _fail)
    event.listen(engine, "checkout", lambda *_: figures.IN_USE.observe(_in_use(engine)))


def seconds_since_jobs(conn: sa.Connection, now: dt.datetime) -> dict[str, float]:
    """Return how long ago each job was last due and done, by name."""
    runs = table(JobRun)
    found = conn.execute(sa.select(runs.c.name, runs.c.slot)).all()
    return {row.name: (now - row.slot).total_seconds() for row in found}


def oldest_writer_seconds(conn: sa.Connection, _now: dt.datetime) -> dict[str, float]:
    """Return the age of the oldest open transaction that wrote: what is newer is not seen until it ends."""
    if conn.dialect.name == "sqlite":
        return {}
    return {"": float(conn.execute(_WRITERS).scalar_one())}


def size_bytes(conn: sa.Connection, _now: dt.datetime) -> dict[str, float]:
    """Return the size of the database."""
    statement = _LITE_BYTES if conn.dialect.name == "sqlite" else _PG_BYTES
    return {"": float(conn.execute(statement).scalar_one())}


def _in_use(engine: sa.Engine) -> int:
    count = getattr(engine.pool, "checkedout", None)
    return int(count()) if count else 0


def _begin(_conn: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:  # noqa: FBT001 - SQLAlchemy's
    context.sheetline_began = time.perf_counter()


def _end(_conn: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:  # noqa: FBT001 - SQLAlchemy's
    _count(statement, time.perf_counter() - context.sheetline_began)


def _fail(failure: ExceptionContext) -> None:
    began = getattr(failure.execution_context, "sheetline_began", None)
    if began is not None:
        _count(failure.statement or "", time.perf_counter() - began)


def _count(statement: str, seconds: float) -> None:
    locks = any(word in statement for word in _LOCKING)
    if locks:
        figures.WRITE_WAIT.observe(seconds)
    trace = in_hand()
    if trace is not None:
        trace.statements += 1
        trace.database_seconds += seconds
        trace.waited_seconds += seconds if locks else 0.0
