"""Transactions stopped at a chosen place, and conditions of the database to wait for."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from server.db.engine import WRITES, make_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

DEADLINE_SECONDS = 30
WAITING = (
    "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
)


@dataclass
class Stop:
    """Stops one writing transaction of an engine: at its commit, all written and stamped, until let go."""

    reached: Event = field(default_factory=Event)
    let_go: Event = field(default_factory=Event)
    fails: bool = False

    def before_commit(self, conn: Connection) -> None:
        if not conn.get_execution_options().get(WRITES) or self.reached.is_set():
            return
        self.reached.set()
        assert self.let_go.wait(DEADLINE_SECONDS)
        if self.fails:
            # As when the server fails to commit: everything is rolled back.
            conn.exec_driver_sql("SELECT 1 / 0")


@dataclass
class Held:
    """Work whose transaction stands still; `end` lets it go on and returns what came of it."""

    stop: Stop
    result: Future[Any]

    def end(self) -> Any:
        self.stop.let_go.set()
        return self.result.result(DEADLINE_SECONDS)


@contextmanager
def held(engine: Engine, work: Callable[[], Any], *, fails: bool = False) -> Iterator[Held]:
    """Run the work in a thread up to the commit of its first writing transaction."""
    stop = Stop(fails=fails)
    event.listen(engine, "commit", stop.before_commit)
    with ThreadPoolExecutor(1) as pool:
        try:
            result = pool.submit(work)
            assert stop.reached.wait(DEADLINE_SECONDS)
            yield Held(stop, result)
        finally:
            stop.let_go.set()
            event.remove(engine, "commit", stop.before_commit)


@contextmanager
def blocked(engine: Engine, work: Callable[[], Any]) -> Iterator[Future[Any]]:
    """Run the work in a thread until it waits for a lock of somebody else's (PostgreSQL)."""
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(work)
        wait_until(engine, WAITING)
        yield result


def between(engine: Engine, number: int, work: Callable[[], Any]) -> AbstractContextManager[Event]:
    """Do the work once, just before the statement of a number that a thread other than the work's begins."""
    count = itertools.count()
    return _before(engine, lambda _: next(count) == number, work)


def before(engine: Engine, words: str, work: Callable[[], Any]) -> AbstractContextManager[Event]:
    """Do the work once, just before the first statement with these words of a thread other than its own."""
    return _before(engine, lambda statement: words in statement, work)


@contextmanager
def _before(engine: Engine, is_it: Callable[[str], bool], work: Callable[[], Any]) -> Iterator[Event]:
    done, ours = Event(), threading.get_ident()

    def look(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == ours and not done.is_set() and is_it(statement):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(work).result(DEADLINE_SECONDS)
            done.set()

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield done
    finally:
        event.remove(engine, "before_cursor_execute", look)


def wait_until(engine: Engine, condition: str, **values: Any) -> None:
    """Wait until a query answers true; the deadline is the test's failure."""
    ends = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < ends:
        with engine.connect() as conn:
            if conn.execute(sa.text(f"SELECT {condition}"), values).scalar():
                return
    raise AssertionError(f"never came true: {condition}")


@contextmanager
def stranger(url: str) -> Iterator[Connection]:
    """Open a connection of somebody else's, in a transaction that is rolled back."""
    engine = make_engine(url)
    with engine.connect() as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()
    engine.dispose()
