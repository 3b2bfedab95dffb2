"""Writing transactions that lose against another one are run again from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from server.db.session import SERIALIZATION_FAILURES, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

Result = TypeVar("Result")
ATTEMPTS = 5


def in_writing(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Return what the work returns, committed.

    It is done again when another transaction was faster: wrote the same request, row or revision (the
    database refuses the second), or stood across (a deadlock). After some attempts the database's error is
    raised: no race is lost that often.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            with writing(engine) as conn:
                return work(conn)
        except DBAPIError as error:
            if not _lost_a_race(error):
                raise
    with writing(engine) as conn:
        return work(conn)


def in_vain(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Return what the work returns, and take back all it wrote."""

    def and_take_back(conn: Connection) -> Result:
        with conn.begin_nested() as savepoint:
            made = work(conn)
            savepoint.rollback()
        return made

    return in_writing(engine, and_take_back)


def _lost_a_race(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, IntegrityError) or state in SERIALIZATION_FAILURES
