"""What approvers are told of order lines: hours of the production unit, and the day to promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import Connection

    from server.capacity.rules.records import Evidence


def evidence(conn: Connection, lines: Collection[str], *, now: dt.datetime) -> dict[str, Evidence]:
    """Return the evidence of order lines (keys), by key; lines that do not exist are missing.

    Only reads, in a fixed number of statements however many lines are asked and open. What a line is told
    does not depend on which others are asked with it.
    """
    raise NotImplementedError
