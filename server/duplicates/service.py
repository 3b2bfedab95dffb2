"""What orders tell about themselves, and which of them are suspected now or no longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from server.duplicates import store
from server.duplicates.rules import Match, Trace, matches

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

__all__ = ["Match", "Trace", "Verdict", "claim", "judge", "record"]
SLOT_COUNT = 2**16


@dataclass(frozen=True, slots=True)
class Verdict:
    """The matches of the orders that were judged, and the orders (keys) whose last suspicion is gone."""

    matches: Sequence[Match]
    freed: frozenset[str]


def claim(conn: Connection, names: Iterable[str], *, stamp: int) -> None:
    """Let nobody else enter orders under these phones or purchase numbers until this transaction ends.

    Two clerks who enter one order at once would otherwise not see each other's.
    """
    store.lock_slots(conn, {crc32(name.encode()) % SLOT_COUNT for name in names}, stamp=stamp)


def judge(
    conn: Connection,
    fresh: Sequence[Trace],
    known: Iterable[Trace],
    *,
    stored: Collection[str],
    window: dt.timedelta,
) -> Verdict:
    """Return what fresh orders match, and who is free because of them.

    `stored` are the judged orders that were there before, some of them ended now: others have no links yet.
    Nothing is written: `record` keeps the matches.
    """
    found = matches(fresh, known, window=window)
    judged = {trace.order for trace in fresh} | set(stored)
    before = store.load_links(conn, stored)
    linked = {order for match in found for order in (match.first, match.second)}
    left = {order for match in before for order in (match.first, match.second)} - linked
    others = left - judged
    still = {
        order
        for match in store.load_links(conn, others)
        if judged.isdisjoint((match.first, match.second))
        for order in (match.first, match.second)
    }
    return Verdict(found, frozenset(left - still))


def record(conn: Connection, found: Iterable[Match], *, judged: Collection[str], at: dt.datetime) -> None:
    """Keep the matches of the judged orders in place of what was known of them."""
    if judged:
        store.delete_links(conn, judged)
    store.save_links(conn, found, at=at)
