"""What features need to tell of something: an `Event`, and the sink it is given to within a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from server.notices.rules.events import Decision, Event, Kind, OpenStep, Ruling, Verdict

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

__all__ = [
    "Decide",
    "Decision",
    "Event",
    "Kind",
    "OpenStep",
    "OpenSteps",
    "Ruling",
    "Sink",
    "Verdict",
    "nowhere",
]

Sink: TypeAlias = Callable[["Connection", Sequence[Event], "dt.datetime"], None]
"""`post(conn, events, now)`: writes notices and outbox rows in the caller's transaction and sends nothing.

A fixed number of statements for any number of events.
"""


def nowhere(conn: Connection, events: Sequence[Event], now: dt.datetime) -> None:
    """Tell nobody: the sink of those who have been given none."""


OpenSteps: TypeAlias = Callable[["Connection", "dt.datetime"], Sequence[OpenStep]]
"""`open_steps(conn, now)`: every decision that waits for a person; given by approvals through wiring."""

Decide: TypeAlias = Callable[["Connection", Ruling, "dt.datetime"], Verdict]
"""`decide(conn, ruling, now)`: does what the sheet would do, with the rights its user has there."""
