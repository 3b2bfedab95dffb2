"""Opens SQLite or PostgreSQL the way the product needs it."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from server.db.ahead import send_ahead

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

BUSY_SECONDS = 10
CONNECT_SECONDS = 3
SILENT_SECONDS = 5  # what was sent is not even received for so long: the other end is gone
WRITES = "sheetline_writes"
"""Execution option that marks a connection as a writer's; SQLite then takes the write lock at once."""


def make_engine(url: str) -> sa.Engine:
    """Return an engine for `sqlite:///path` or `postgresql://…` (meaning psycopg 3).

    Raises sqlalchemy.exc.ArgumentError for a URL that is neither.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed.set(drivername="postgresql+psycopg"))
    raise sa.exc.ArgumentError(f"neither SQLite nor PostgreSQL: {parsed.get_backend_name()}")


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # The driver's own transaction handling leaks rows through savepoints: BEGIN is ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Turn on write-ahead logging; another process that opens the new file at once makes this one wait.

    SQLite does not wait by itself here: changing the mode answers "locked" at once. Raises
    sqlite3.OperationalError when it is still locked after the usual wait.
    """
    ends = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    # A reader that turns writer half-way fails when another wrote meanwhile; writers queue from the start.
    immediate = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _postgresql(url: sa.URL) -> sa.Engine:
    # Names of the URL's own win: `postgresql://…/sheetline?connect_timeout=10`.
    arguments = {name: value for name, value in _arguments().items() if name not in url.query}
    pool: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
    engine = sa.create_engine(url, connect_args=arguments, hide_parameters=True, **pool)
    send_ahead(engine)
    return engine


def _arguments() -> dict[str, Any]:
    """Return how to connect so that a cut cable is noticed in seconds, at both of its ends.

    Without, a request would hang for minutes, and the locks of a host that is gone would be kept as long.
    """
    lines = ("tcp_keepalives_idle=5", "tcp_keepalives_interval=2", "tcp_keepalives_count=3")
    settings = (
        "timezone=UTC",
        f"lock_timeout={BUSY_SECONDS}s",
        "idle_in_transaction_session_timeout=60s",
        f"tcp_user_timeout={SILENT_SECONDS}s",
        *lines,
    )
    return {
        "application_name": "sheetline",
        "options": " ".join(f"-c {setting}" for setting in settings),
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": SILENT_SECONDS * 1_000,
        **{line.removeprefix("tcp_").partition("=")[0]: int(line.partition("=")[2]) for line in lines},
    }
