"""One transaction, opened at the edge: `reading` and `writing`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.engine import WRITES

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_NOT_AVAILABLE = "55P03"
SERIALIZATION_FAILURES = frozenset({"40001", "40P01"})


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction that is rolled back at the end."""
    with engine.connect() as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction that commits on leaving and rolls back when something is raised."""
    with engine.connect().execution_options(**{WRITES: True}) as conn, conn.begin():
        yield conn


def is_busy(error: sa.exc.DBAPIError) -> bool:
    """Return whether the statement only waited too long or lost a race, so that trying again makes sense."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state == LOCK_NOT_AVAILABLE or state in SERIALIZATION_FAILURES
    return "database is locked" in str(error.orig)
