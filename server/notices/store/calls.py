"""Rows of calls that came in, and of the cards they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.notices.models import CALLS, DELIVERIES, NOTICES

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was sent: what it is about, and how that was settled if it was."""

    key: str
    subject: str
    settled: str | None


def claim_call(conn: Connection, key: str, *, subject: str, at: dt.datetime) -> bool:
    """Keep that a call came in; False when it came before. Another one running makes this one wait."""
    known = sa.select(CALLS.c.key).where(CALLS.c.key == key)
    if conn.execute(known).first() is not None:
        return False
    # Two at once: the second is refused by the primary key, and its transaction is run again.
    conn.execute(sa.insert(CALLS).values(key=key, at=at, subject=subject, answer=""))
    return True


def load_answer(conn: Connection, key: str) -> str:
    """Return what a call was answered."""
    return str(conn.execute(sa.select(CALLS.c.answer).where(CALLS.c.key == key)).scalar_one())


def save_answer(conn: Connection, key: str, answer: str) -> None:
    """Keep what a call is answered."""
    conn.execute(sa.update(CALLS).where(CALLS.c.key == key).values(answer=answer))


def load_card(conn: Connection, task: str) -> Card | None:
    """Return the card that was sent under a task id."""
    joined = DELIVERIES.join(NOTICES, NOTICES.c.key == DELIVERIES.c.notice)
    chosen = sa.select(DELIVERIES.c.key, NOTICES.c.subject, NOTICES.c.settled).select_from(joined)
    found = conn.execute(chosen.where(DELIVERIES.c.key == task, DELIVERIES.c.purpose == "tell")).first()
    return None if found is None else Card(*found)


def renew_code(conn: Connection, card: str, code: str) -> None:
    """Keep the newest code that unlocks a change of a card: each works once."""
    conn.execute(sa.update(DELIVERIES).where(DELIVERIES.c.key == card).values(code=code))


def load_settled(conn: Connection, subject: str, *, person: str) -> str:
    """Return how the newest thing somebody was told about a subject was settled; empty when it is not."""
    mine = (NOTICES.c.subject == subject) & (NOTICES.c.person == person)
    newest = sa.select(NOTICES.c.settled).where(mine, NOTICES.c.kind != "ruling_refused")
    return conn.execute(newest.order_by(NOTICES.c.at.desc(), NOTICES.c.key.desc())).scalar() or ""
