"""Notes of one request: an id that the answer and every line of the log carry, and what took its time."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

ID_DIGITS = 12
HEADER = "X-Request-Id"


@dataclass(slots=True)
class Trace:
    """What is known of the request in hand."""

    id: str = field(default_factory=lambda: uuid4().hex[:ID_DIGITS])
    started: float = field(default_factory=time.perf_counter)
    actor: str | None = None
    body_bytes: int = 0
    rows: int = 0
    statements: int = 0
    database_seconds: float = 0.0
    waited_seconds: float = 0.0
    lost_races: int = 0

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.started

    def facts(self) -> dict[str, object]:
        """Return what a line of the log says of it; what is nothing is left out."""
        facts = {
            "milliseconds": _milliseconds(self.seconds),
            "actor": self.actor,
            "bytes": self.body_bytes,
            "rows": self.rows,
            "statements": self.statements,
            "database_ms": _milliseconds(self.database_seconds),
            "waited_ms": _milliseconds(self.waited_seconds),
            "lost_races": self.lost_races,
        }
        return {name: fact for name, fact in facts.items() if fact}


_in_hand: ContextVar[Trace | None] = ContextVar("sheetline_trace", default=None)


def in_hand() -> Trace | None:
    """Return the notes of the request in hand; None outside of one."""
    return _in_hand.get()


@contextmanager
def traced() -> Iterator[Trace]:
    """Give notes to fill for the time of one request; one within another takes the outer one's id along."""
    outer = _in_hand.get()
    trace = Trace(id=outer.id) if outer else Trace()
    token = _in_hand.set(trace)
    try:
        with structlog.contextvars.bound_contextvars(id=trace.id):
            yield trace
    finally:
        _in_hand.reset(token)
        if outer:
            _add(outer, trace)


def _add(outer: Trace, inner: Trace) -> None:
    """Count what an inner request took as the outer one's."""
    outer.actor = inner.actor or outer.actor
    outer.rows += inner.rows
    outer.statements += inner.statements
    outer.database_seconds += inner.database_seconds
    outer.waited_seconds += inner.waited_seconds
    outer.lost_races += inner.lost_races


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
