"""Use cases of the audit trail: record with the change, seal afterwards, verify at any time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from server.audit.models import AuditBlock, AuditRow
from server.audit.rules import GENESIS, digest
from server.db.base import table
from server.db.bulk import Tuples, insert_rows
from server.db.commits import horizon
from sync.rows.keys import new_keys

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

ROWS = table(AuditRow)
BLOCKS = table(AuditBlock)
_ROW = ("key", "action", "view", "subject", "submission", "detail")
_FETCH = 2_000
_encode = msgspec.json.Encoder().encode


class Entry(Struct, frozen=True, gc=False):
    """What happened: `action` such as `orders.updated` or `session.opened`; `detail` becomes JSON."""

    action: str
    view: str | None = None
    subject: str | None = None
    submission: str | None = None
    detail: Any = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The first block that no longer matches its rows."""

    number: int
    from_stamp: int
    to_stamp: int
    expected_rows: int
    found_rows: int


def record(conn: Connection, entries: Sequence[Entry], *, actor: str, at: dt.datetime, stamp: int) -> None:
    """Write entries in the caller's transaction, in one statement."""
    rows = [
        (key, entry.action, entry.view, entry.subject, entry.submission, _encode(entry.detail).decode())
        for key, entry in zip(new_keys(), entries, strict=False)
    ]
    insert_rows(conn, ROWS, Tuples(_ROW, rows, {"stamp": stamp, "at": at, "actor": actor}))


def seal(conn: Connection, *, now: dt.datetime) -> int:
    """Seal what has committed since the last block and return how many rows that are; none: no block."""
    last = _last_block(conn)
    from_stamp, previous, number = (last.to_stamp, last.digest, last.number) if last else (0, GENESIS, 0)
    end = horizon(conn)
    lines = list(_lines(conn, from_stamp, end))
    if not lines:
        return 0
    block = {
        "number": number + 1,
        "from_stamp": from_stamp,
        "to_stamp": end,
        "row_count": len(lines),
        "digest": digest(previous, lines),
        "sealed_at": now,
    }
    insert_rows(conn, BLOCKS, [block])
    return len(lines)


def unsealed_rows(conn: Connection, _now: dt.datetime) -> dict[str, float]:
    """Return how many rows no block seals yet."""
    return {"": float(conn.execute(_unsealed(conn, sa.func.count())).scalar_one())}


def unsealed_seconds(conn: Connection, now: dt.datetime) -> dict[str, float]:
    """Return how old the oldest row is that no block seals yet; 0 without one."""
    oldest = conn.execute(_unsealed(conn, sa.func.min(ROWS.c.at))).scalar()
    return {"": (now - oldest).total_seconds() if oldest else 0.0}


def _unsealed(conn: Connection, figure: Any) -> sa.Select[Any]:
    sealed = conn.execute(sa.select(sa.func.max(BLOCKS.c.to_stamp))).scalar() or 0
    return sa.select(figure).select_from(ROWS).where(ROWS.c.stamp >= sealed)


def verify(conn: Connection) -> Finding | None:
    """Return the first block whose rows were changed, removed or added to, or None."""
    previous, expected_from, expected_number = GENESIS, 0, 1
    for block in conn.execute(sa.select(BLOCKS).order_by(BLOCKS.c.number)).all():
        count = itertools.count()
        lines = (line for line, _ in zip(_lines(conn, block.from_stamp, block.to_stamp), count, strict=False))
        found = digest(previous, lines)  # a block may be large: its rows pass by, one after the other
        rows = next(count)
        intact = block.number == expected_number and block.from_stamp == expected_from
        if not intact or rows != block.row_count or found != block.digest:
            return Finding(block.number, block.from_stamp, block.to_stamp, block.row_count, rows)
        previous, expected_from, expected_number = block.digest, block.to_stamp, block.number + 1
    return None


def latest_digest(conn: Connection) -> str:
    """Return the digest of the newest block: kept elsewhere, it shows whether the chain was rewritten."""
    chosen = sa.select(BLOCKS.c.digest).order_by(BLOCKS.c.number.desc()).limit(1)
    return conn.execute(chosen).scalar() or GENESIS


def _last_block(conn: Connection) -> Any:
    # The lock makes two workers take turns; the second then finds nothing left to seal.
    chosen = sa.select(BLOCKS).order_by(BLOCKS.c.number.desc()).limit(1).with_for_update()
    return conn.execute(chosen).first()


def _lines(conn: Connection, from_stamp: int, to_stamp: int) -> Iterator[bytes]:
    """Yield the rows of a stretch as canonical JSON lines, in commit order."""
    stretch = (ROWS.c.stamp >= from_stamp) & (ROWS.c.stamp < to_stamp)
    chosen = sa.select(ROWS).where(stretch).order_by(ROWS.c.stamp, ROWS.c.key)
    for row in conn.execute(chosen.execution_options(yield_per=_FETCH)).mappings():
        plain = {**row, "at": row["at"].isoformat(timespec="microseconds")}
        yield msgspec.json.encode(plain, order="sorted")
