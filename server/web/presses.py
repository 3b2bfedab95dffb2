"""Answers of numbered bridge calls, kept where every server process finds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.base import table
from server.db.bulk import upsert_rows
from server.db.jobs import Job
from server.db.session import reading, writing
from server.web.edge import Clock, system_clock
from server.web.models import BridgeAnswer

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

ANSWERS = table(BridgeAnswer)
KEPT = dt.timedelta(days=1)  # a press lasts minutes; a host that lost its network tries again the same day


@dataclass(frozen=True, slots=True)
class StoredPresses:
    """Answers in the database; the bridge's keys are opaque here."""

    engine: Engine
    clock: Clock = system_clock

    def load(self, key: str) -> bytes | None:
        """Return the answer kept under a key."""
        with reading(self.engine) as conn:
            return _answer(conn, key)

    def save(self, key: str, answer: bytes) -> bytes:
        """Keep an answer (JSON) unless there is one already; return the one that is kept."""
        row = {"key": key, "answer": answer.decode(), "made_at": self.clock()}
        with writing(self.engine) as conn:
            upsert_rows(conn, ANSWERS, [row], key=["key"], replace=False)
            return _answer(conn, key) or answer


def purge(conn: Connection, now: dt.datetime) -> int:
    """Forget answers that nobody will ask for again; return how many."""
    return conn.execute(sa.delete(ANSWERS).where(ANSWERS.c.made_at < now - KEPT)).rowcount


def _answer(conn: Connection, key: str) -> bytes | None:
    found = conn.execute(sa.select(ANSWERS.c.answer).where(ANSWERS.c.key == key)).scalar()
    return None if found is None else str(found).encode()


JOBS = (Job("web.purge_presses", "17 3 * * *", purge),)
