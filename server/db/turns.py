"""SQLite's writers take turns in the order they came.

SQLite itself lets those who wait look again every now and then: who is unlucky looks each time when another
has the lock, and is told after seconds that the database is locked. Within a process nobody has to look.
Other processes still do; they are few.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from server.errors import UnavailableError
from server.watch import figures
from server.watch.trace import in_hand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import sqlalchemy as sa

PATIENCE_SECONDS = 30.0


class Line:
    """A lock that is given in the order it was asked for."""

    def __init__(self) -> None:
        self._change = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self, *, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Hold the lock for the block; raises UnavailableError when the turn did not come in time."""
        self._take(patience_seconds)
        try:
            yield
        finally:
            with self._change:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._taken = False

    def _take(self, patience_seconds: float) -> None:
        mine = threading.Event()
        with self._change:
            if not self._taken:
                self._taken = True
                return
            self._waiting.append(mine)
        began = time.perf_counter()
        came = mine.wait(patience_seconds)
        _note(time.perf_counter() - began)
        if came:
            return
        with self._change:
            if mine in self._waiting:  # else it came at this very moment
                self._waiting.remove(mine)
                raise UnavailableError


_lines: WeakKeyDictionary[sa.Engine, Line] = WeakKeyDictionary()
_making = threading.Lock()


def turn(engine: sa.Engine) -> AbstractContextManager[None]:
    """Return the turn of a writer; PostgreSQL's need none."""
    if engine.dialect.name != "sqlite":
        return nullcontext()
    with _making:
        line = _lines.setdefault(engine, Line())
    return line.turn()


def _note(seconds: float) -> None:
    figures.WRITE_WAIT.observe(seconds)
    trace = in_hand()
    if trace is not None:
        trace.waited_seconds += seconds
