"""Tables of notices: what was told to whom, what is to be sent, which ways rest, which calls came in."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table
from server.views.synced import SyncedRow


class NoticeRow(SyncedRow, Base):
    """One event told to one person (a sign-in name); `natural` is person and event, so it is told once.

    `subject_rev` is the revision of the decision's row that was shown, `settled` how it was settled in words.
    """

    __tablename__ = "notices"
    person: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    subject_rev: Mapped[int | None]
    at: Mapped[dt.datetime]
    title: Mapped[str]
    order_no: Mapped[str | None]
    body: Mapped[str]
    facts: Mapped[str]
    read: Mapped[bool]
    settled: Mapped[str | None]
    settled_at: Mapped[dt.datetime | None]


class DeliveryRow(Base):
    """The outbox: one thing to send, kept from the change that caused it until it is sent or given up.

    `purpose`: `tell` a person, the `group`, or `update` a card. `dedupe` makes it one. While it is claimed,
    `message` names what it goes out in; `crossed_out` lists the ways that can never reach the recipient.
    `code` unlocks the update of the card that was sent.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.Index("ix_deliveries_due", "state", "due_at"),
        sa.Index("ix_deliveries_box", "way", "claimed_at"),
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    dedupe: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    notice: Mapped[str | None] = mapped_column(sa.ForeignKey("notices.key"), index=True)
    content: Mapped[str]
    urgent: Mapped[bool]
    state: Mapped[str]
    due_at: Mapped[dt.datetime]
    tries: Mapped[int]
    way: Mapped[str | None]
    address: Mapped[str | None]
    message: Mapped[str | None]
    claimed_at: Mapped[dt.datetime | None]
    crossed_out: Mapped[str]
    detail: Mapped[str | None]
    code: Mapped[str | None]
    done_at: Mapped[dt.datetime | None]


class WayRow(Base):
    """A way that rests until a moment, and why; the row `claims` makes those who claim queue."""

    __tablename__ = "notice_ways"
    name: Mapped[str] = mapped_column(primary_key=True)
    rest_until: Mapped[dt.datetime | None]
    detail: Mapped[str | None]


class CallRow(Base):
    """A call that came in from outside, by what makes it the same one again, and what it was answered."""

    __tablename__ = "notice_calls"
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    subject: Mapped[str | None]
    answer: Mapped[str]


NOTICES = table(NoticeRow)
DELIVERIES = table(DeliveryRow)
WAYS = table(WayRow)
CALLS = table(CallRow)
