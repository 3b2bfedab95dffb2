"""Writing transactions of random length, some of which are given up when they were about to commit."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import event

from server.db.engine import WRITES
from server.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

LONGEST_SECONDS = 0.2  # others may wait for a lock of the one that is held: then nobody would commit
GIVEN_UP = 0.15


class GivenUpError(UnavailableError):
    """The transaction had written everything and was rolled back."""


@dataclass
class Pace:
    """Holds a transaction before its commit until some others, begun later, have committed; `most` of them.

    `held` counts those that were overtaken, `given_up` those that were rolled back after all their writes.
    """

    random: Random
    most: int
    committed: int = 0
    held: int = 0
    given_up: int = 0
    _turn: threading.Condition = field(default_factory=threading.Condition)

    def before_commit(self, conn: Connection) -> None:
        """Wait, give up or go on; called by the engine when a transaction is about to commit."""
        if not conn.get_execution_options().get(WRITES):
            return
        with self._turn:
            until = self.committed + self.random.choice((0, 0, min(1, self.most), self.most))
            waits = until > self.committed
            if self._turn.wait_for(lambda: self.committed >= until, LONGEST_SECONDS):
                self.held += waits
            if self.random.random() < GIVEN_UP:
                self.given_up += 1
                raise GivenUpError
            self.committed += 1
            self._turn.notify_all()


@contextmanager
def paced(engine: Engine, *, seed: int) -> Iterator[Pace]:
    """Give the transactions of an engine a pace; where writers queue anyway none waits for a later one."""
    pace = Pace(Random(seed), most=0 if engine.dialect.name == "sqlite" else 4)
    event.listen(engine, "commit", pace.before_commit)
    try:
        yield pace
    finally:
        event.remove(engine, "commit", pace.before_commit)
