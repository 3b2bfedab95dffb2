"""What is known beyond an order when somebody decides about it: capacity, the possible date, credit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.ports import Evidence, Ports
    from server.orders.rules.records import Unit


class Known(Struct, frozen=True, kw_only=True):
    """Evidence about one order in words; `promise` is the day on which all of it can be there."""

    capacity: str | None = None
    promise: dt.date | None = None
    credit: str | None = None


NOTHING = Known()


def known_of(conn: Connection, units: Sequence[Unit], *, ports: Ports, now: dt.datetime) -> dict[str, Known]:
    """Return what is known of orders now, by key, in a fixed number of statements."""
    if not units:
        return {}
    lines = [line.key for unit in units for line in unit.live_lines()]
    capacity = ports.capacity(conn, lines, now)
    credit = ports.credit(conn, [unit.key for unit in units], now)
    return {
        unit.key: Known(
            capacity=_words(unit, capacity),
            promise=_promise(unit, capacity),
            credit=credit.get(unit.key),
        )
        for unit in units
    }


def _words(unit: Unit, found: Mapping[str, Evidence]) -> str | None:
    words = [found[line.key].words for line in unit.live_lines() if line.key in found]
    return "；".join(dict.fromkeys(word for word in words if word)) or None


def _promise(unit: Unit, found: Mapping[str, Evidence]) -> dt.date | None:
    days = [found[line.key].promised_on if line.key in found else None for line in unit.live_lines()]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None
