"""Rows of the outbox: claiming what is due, and keeping what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among, update_rows, upsert_rows
from server.notices.models import CALLS, DELIVERIES, NOTICES, WAYS
from server.notices.rules.batches import WINDOW_SECONDS
from server.notices.rules.outcomes import State

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

CLAIMS = "claims"
LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is due, with the person it tells."""

    key: str
    purpose: str
    notice: str | None
    content: str
    urgent: bool
    tries: int
    way: str | None
    address: str | None
    crossed_out: str
    detail: str | None
    person: str | None
    kind: str | None


_COLUMNS = [
    *(DELIVERIES.c[name] for name in Due.__dataclass_fields__ if name not in {"person", "kind"}),
    NOTICES.c.person,
    NOTICES.c.kind,
]


def lock_claims(conn: Connection) -> None:
    """Let nobody else claim until this transaction ends."""
    upsert_rows(conn, WAYS, [{"name": CLAIMS, "rest_until": None, "detail": None}], key=("name",))


def load_due(conn: Connection, *, now: dt.datetime) -> list[Due]:
    """Return what is due, the urgent first, then the oldest."""
    due = (DELIVERIES.c.state == State.WAITING) & (DELIVERIES.c.due_at <= now)
    order = (DELIVERIES.c.urgent.desc(), DELIVERIES.c.due_at, DELIVERIES.c.key)
    return _load(conn, due, order=order)


def load_abandoned(conn: Connection, *, before: dt.datetime) -> list[Due]:
    """Return what was claimed before a moment and never accounted for: its worker is gone."""
    lost = (DELIVERIES.c.state == State.CLAIMED) & (DELIVERIES.c.claimed_at < before)
    return _load(conn, lost, order=(DELIVERIES.c.key,))


def load_recent(conn: Connection, *, now: dt.datetime) -> dict[tuple[str, str], int]:
    """Return how many messages went to each box within the window."""
    since = now - dt.timedelta(seconds=WINDOW_SECONDS)
    chosen = (
        sa.select(DELIVERIES.c.way, DELIVERIES.c.address, sa.func.count(DELIVERIES.c.message.distinct()))
        .where(DELIVERIES.c.claimed_at > since, DELIVERIES.c.way.is_not(None))
        .group_by(DELIVERIES.c.way, DELIVERIES.c.address)
    )
    return {(way, address or ""): int(count) for way, address, count in conn.execute(chosen)}


def load_resting(conn: Connection, *, now: dt.datetime) -> dict[str, dt.datetime]:
    """Return the ways that rest, and until when."""
    chosen = sa.select(WAYS.c.name, WAYS.c.rest_until).where(WAYS.c.rest_until > now)
    return {row.name: row.rest_until for row in conn.execute(chosen)}


def rest(conn: Connection, way: str, *, until: dt.datetime, detail: str) -> None:
    """Leave a way alone until a moment."""
    row = {"name": way, "rest_until": until, "detail": detail}
    upsert_rows(conn, WAYS, [row], key=("name",))


def save_steps(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Set columns of deliveries; all rows have the same keys."""
    update_rows(conn, DELIVERIES, rows)


def load_still_claimed(conn: Connection, keys: Collection[str], *, message: str) -> set[str]:
    """Return which of these are still claimed for a message: of others somebody else took account."""
    ours = among(DELIVERIES.c.key, keys) & (DELIVERIES.c.message == message)
    chosen = sa.select(DELIVERIES.c.key).where(ours, DELIVERIES.c.state == State.CLAIMED)
    return set(conn.execute(chosen).scalars())


def void_unsent(conn: Connection, *, detail: str, at: dt.datetime) -> int:
    """Take everything that is not accounted for out of the outbox; return how much."""
    unsent = DELIVERIES.c.state.in_([State.WAITING, State.CLAIMED])
    changed = sa.update(DELIVERIES).where(unsent).values(state=State.VOID, detail=detail, done_at=at)
    return conn.execute(changed).rowcount


def forget_past(conn: Connection, *, before: dt.datetime) -> int:
    """Delete what was settled one way or the other, and what came in, before a moment; return how much."""
    old = (
        sa.delete(DELIVERIES).where(DELIVERIES.c.done_at < before, DELIVERIES.c.state != State.CLAIMED),
        sa.delete(CALLS).where(CALLS.c.at < before),
    )
    return sum(conn.execute(deletion).rowcount for deletion in old)


def count_states(conn: Connection, _now: dt.datetime) -> dict[str, float]:
    """Return how many deliveries stand in each state."""
    chosen = sa.select(DELIVERIES.c.state, sa.func.count()).group_by(DELIVERIES.c.state)
    return dict.fromkeys(State, 0.0) | {row[0]: float(row[1]) for row in conn.execute(chosen)}


def _load(conn: Connection, asked: sa.ColumnElement[bool], *, order: Sequence[Any]) -> list[Due]:
    joined = DELIVERIES.outerjoin(NOTICES, NOTICES.c.key == DELIVERIES.c.notice)
    chosen = sa.select(*_COLUMNS).select_from(joined).where(asked).order_by(*order).limit(LOOKED_AT)
    return [Due(**row) for row in conn.execute(chosen).mappings()]
