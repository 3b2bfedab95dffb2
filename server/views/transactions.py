"""Writing transactions that lose against another one are run again from the start."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from server.db.session import SERIALIZATION_FAILURES, stand_in_line, writing
from server.errors import UnavailableError
from server.watch import figures
from server.watch.trace import in_hand

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

Result = TypeVar("Result")
ATTEMPTS = 12
PATIENT_AFTER = 3
UNIQUE_VIOLATION = "23505"
_PAUSE_SECONDS = 0.02


def in_writing(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Return what the work returns, committed.

    It is done again when another transaction was faster: wrote the same request, row or revision (the
    database refuses the second), or stood across (a deadlock). The pauses between grow and differ, and who
    lost three times goes in line with the others that did. Raises UnavailableError when it lost too often.
    """
    for attempt in range(ATTEMPTS):
        time.sleep(random.uniform(0, _PAUSE_SECONDS * attempt))  # noqa: S311 - spreads load, hides nothing
        try:
            with writing(engine) as conn:
                if attempt >= PATIENT_AFTER:
                    stand_in_line(conn)
                return work(conn)
        except DBAPIError as error:
            if not _lost_a_race(error):
                raise
            _note_loss()
    figures.GIVEN_UP.inc()
    raise UnavailableError


def in_vain(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Return what the work returns, and take back all it wrote."""

    def and_take_back(conn: Connection) -> Result:
        with conn.begin_nested() as savepoint:
            made = work(conn)
            savepoint.rollback()
        return made

    return in_writing(engine, and_take_back)


def _note_loss() -> None:
    figures.LOST_RACES.inc()
    trace = in_hand()
    if trace is not None:
        trace.lost_races += 1


def _lost_a_race(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, IntegrityError):
        return state == UNIQUE_VIOLATION or "UNIQUE constraint" in str(error.orig)
    return state in SERIALIZATION_FAILURES
