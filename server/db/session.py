"""One transaction, opened at the edge: `reading` and `writing`."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from server.db.ahead import wait
from server.db.engine import WRITES
from server.db.turns import turn

if TYPE_CHECKING:
    from collections.abc import Iterator


SERIALIZATION_FAILURES = frozenset({"40001", "40P01"})
# Lock timeout, too many connections, server stopping or starting.
_BUSY = frozenset({"55P03", "53300", "57P01", "57P02", "57P03"})
# Disk full, input or output failed, a database that is only read.
_UNWRITABLE = frozenset({"53100", "58030", "25006"})
_SQLITE_UNWRITABLE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
_SQLITE_PRIMARY = 0xFF  # extended codes say more in higher bits


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction that is rolled back at the end; all it reads is of one moment."""
    # On SQLite that is so anyway.
    moment = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**moment) as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction that commits on leaving and rolls back when something is raised."""
    with turn(engine), engine.connect().execution_options(**{WRITES: True}) as conn, conn.begin():
        yield conn
        wait(conn)


def is_busy(error: Exception) -> bool:
    """Return whether the database could not serve this now or was not reached: trying again makes sense."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in SERIALIZATION_FAILURES | _BUSY
    # Without a state SQLite is locked, or there was no server that could have told one.
    unreachable = isinstance(error, OperationalError) and error.orig.__class__.__module__.startswith(
        "psycopg"
    )
    return error.connection_invalidated or unreachable or "database is locked" in str(error.orig)


def is_unwritable(error: Exception) -> bool:
    """Return whether the database could not write: its disk is full, broken, or not to be written to."""
    origin = error.orig if isinstance(error, DBAPIError) else None
    if getattr(origin, "sqlstate", None) in _UNWRITABLE:
        return True
    return getattr(origin, "sqlite_errorcode", 0) & _SQLITE_PRIMARY in _SQLITE_UNWRITABLE


def writers_queue(conn: sa.Connection) -> bool:
    """Tell whether writers wait for each other from their first statement on, so that no lock is needed."""
    return conn.dialect.name == "sqlite"


def stand_in_line(conn: sa.Connection) -> None:
    """Let those who lost a race go one after the other."""
    if not writers_queue(conn):
        conn.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('sheetline losers'))"))
