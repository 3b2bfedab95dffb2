"""What approvals ask of others: evidence of capacity, how orders stand with credit, a sink of events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from server.notices.contract import Sink, nowhere

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Evidence(Struct, frozen=True, kw_only=True, gc=False):
    """What capacity says of an order line: in words, and the day that can be promised."""

    words: str
    promised_on: dt.date | None = None


Capacity: TypeAlias = Callable[["Connection", Collection[str], dt.datetime], Mapping[str, Evidence]]
"""(conn, lines, now) -> evidence by order line (key); lines nothing is known of are missing."""
Credit: TypeAlias = Callable[["Connection", Collection[str], dt.datetime], Mapping[str, str]]
"""(conn, orders, now) -> how customers stand with them, in words; orders nothing is known of are missing."""


def no_capacity(_conn: Connection, _lines: Collection[str], _now: dt.datetime) -> Mapping[str, Evidence]:
    """Know nothing of capacity."""
    return {}


def no_credit(_conn: Connection, _orders: Collection[str], _now: dt.datetime) -> Mapping[str, str]:
    """Know nothing of credit."""
    return {}


def now() -> dt.datetime:
    """Return the moment by the clock of this machine."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Ports:
    """Whom approvals ask and tell; by default nobody. `clock` serves reading, which is given no moment."""

    clock: Callable[[], dt.datetime] = now
    capacity: Capacity = no_capacity
    credit: Credit = no_credit
    sink: Sink = nowhere


NO_PORTS = Ports()
