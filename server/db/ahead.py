"""PostgreSQL: a write whose answer nobody reads is sent ahead: the server works while we prepare the next.

psycopg's pipeline mode, one statement at a time: the next statement, or the commit, waits for the one before
and fails with its error. With more, "pipeline aborted" would hide the first error, and the rows of every
statement would stay in memory.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import psycopg
from sqlalchemy import event

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import sqlalchemy as sa

    Pipeline = AbstractContextManager[psycopg.Pipeline]

AHEAD = "sheetline_ahead"
"""Execution option of a statement that may be sent ahead."""
_open: WeakKeyDictionary[psycopg.Connection[Any], Pipeline] = WeakKeyDictionary()


def send_ahead(engine: sa.Engine) -> None:
    """Let statements of this engine be sent ahead."""
    event.listen(engine, "do_execute", _execute)
    event.listen(engine, "checkin", _checkin)


def wait(conn: sa.Connection) -> None:
    """Wait for what was sent; raises DBAPIError for the first statement that failed."""
    driver = conn.connection.driver_connection
    if isinstance(driver, psycopg.Connection) and driver in _open:
        conn.exec_driver_sql("")


def _execute(_cursor: Any, _statement: str, _parameters: Any, context: Any) -> None:
    # Raising here is as raising in the driver: SQLAlchemy wraps it.
    connection = context.root_connection.connection.driver_connection
    _leave(connection)
    if context.execution_options.get(AHEAD):
        pipeline = connection.pipeline()
        pipeline.__enter__()
        _open[connection] = pipeline


def _leave(connection: psycopg.Connection[Any]) -> None:
    pipeline = _open.pop(connection, None)
    if pipeline is not None:
        pipeline.__exit__(None, None, None)


def _checkin(connection: Any, _record: Any) -> None:
    if connection is None:  # it was lost
        return
    # Only after a failure is anything left; it was rolled back by then.
    with suppress(psycopg.Error):
        _leave(connection)
