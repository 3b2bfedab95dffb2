"""Rows of what was told to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from server.db.bulk import among, update_rows, upsert_rows
from server.notices.models import DELIVERIES, NOTICES
from server.notices.rules.outcomes import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

_facts = msgspec.json.Decoder(dict[str, str]).decode


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person was told."""

    key: str
    person: str
    kind: str
    subject: str
    subject_rev: int | None
    facts: Mapping[str, str]
    settled: str | None


_COLUMNS = [NOTICES.c[name] for name in Notice.__dataclass_fields__]


def save_new(conn: Connection, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Insert notices that their person has not been told yet; return the keys of those."""
    if not rows:
        return set()
    upsert_rows(conn, NOTICES, rows, key=("natural",), replace=False)
    chosen = sa.select(NOTICES.c.key).where(among(NOTICES.c.key, [row["key"] for row in rows]))
    return set(conn.execute(chosen).scalars())


def settle(
    conn: Connection, subjects: Collection[str], *, kinds: Collection[str], at: dt.datetime
) -> dict[str, str]:
    """Mark the open notices of subjects as settled; return their subjects by key. Words follow."""
    open_ = among(NOTICES.c.subject, subjects) & among(NOTICES.c.kind, kinds) & NOTICES.c.settled_at.is_(None)
    marked = sa.update(NOTICES).where(open_).values(settled_at=at)
    returned = conn.execute(marked.returning(NOTICES.c.key, NOTICES.c.subject))
    return {row.key: row.subject for row in returned}


def save_words(conn: Connection, words: Mapping[str, str]) -> None:
    """Write down how notices (keys) were settled."""
    update_rows(conn, NOTICES, [{"key": key, "settled": text} for key, text in words.items()])


def load_notices(conn: Connection, keys: Collection[str]) -> dict[str, Notice]:
    """Return notices by key."""
    chosen = sa.select(*_COLUMNS).where(among(NOTICES.c.key, keys))
    return {row["key"]: _notice(dict(row)) for row in conn.execute(chosen).mappings()}


def load_states(conn: Connection, keys: Collection[str]) -> dict[str, Any]:
    """Return what is known of the way notices went, by key: their settling words and their delivery."""
    joined = NOTICES.outerjoin(
        DELIVERIES, (DELIVERIES.c.notice == NOTICES.c.key) & (DELIVERIES.c.purpose == "tell")
    )
    columns = (NOTICES.c.key, NOTICES.c.kind, NOTICES.c.settled, NOTICES.c.settled_at)
    chosen = sa.select(
        *columns, DELIVERIES.c.state, DELIVERIES.c.way, DELIVERIES.c.detail, DELIVERIES.c.due_at
    )
    found = conn.execute(chosen.select_from(joined).where(among(NOTICES.c.key, keys)))
    return {row.key: row for row in found}


def insert_deliveries(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Put things into the outbox; those that are there already are left out."""
    upsert_rows(conn, DELIVERIES, rows, key=("dedupe",), replace=False)


def void_waiting(conn: Connection, notices: Collection[str], *, at: dt.datetime) -> None:
    """Take what is not sent yet of these notices out of the outbox."""
    unsent = among(DELIVERIES.c.notice, notices) & (DELIVERIES.c.purpose == "tell")
    waiting = unsent & (DELIVERIES.c.state == State.WAITING)
    conn.execute(sa.update(DELIVERIES).where(waiting).values(state=State.VOID, done_at=at))


def load_cards(conn: Connection, notices: Collection[str]) -> list[Any]:
    """Return the cards of notices that were sent and can still be changed."""
    sent = among(DELIVERIES.c.notice, notices) & (DELIVERIES.c.state == State.SENT)
    chosen = sa.select(DELIVERIES).where(sent, DELIVERIES.c.purpose == "tell", DELIVERIES.c.code.is_not(None))
    return list(conn.execute(chosen.order_by(DELIVERIES.c.key)))


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(**{**row, "facts": _facts(row["facts"])})
