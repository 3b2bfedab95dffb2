"""Tables of the protocol: what was received, what was answered, and the history of every row."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base
from server.db.types import JsonText


class Submission(Base):
    """What one press wrote, in as many requests as it took. `received` is the stamp of the first of them."""

    __tablename__ = "submissions"
    id: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str]
    book: Mapped[str | None]
    received: Mapped[int]
    at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]
    undo_answer: Mapped[bytes | None]


class Request(Base):
    """A request that wrote, with its answer as it went out (deflated), so that it may come twice."""

    __tablename__ = "requests"
    actor: Mapped[str] = mapped_column(primary_key=True)
    view: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    print: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    answer: Mapped[bytes | None]


class Revision(Base):
    """One accepted version of one row: the base of merges, the way back of an undo, the history of all views.

    `delta` is JSON, field to (before, after). `command_at` is the revision the sheet had when a command ran
    (0: none). `beside` rows were changed by a submission that did not send them. Of a row's first revision
    `sent` holds the canonical values it came with, `sent_print` their print, by which lost keys are found.
    The primary key is the guard against lost updates: two writers of one revision collide here.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        sa.Index("ix_revisions_lost", "book", "view", "sent_print"),
        sa.Index("ix_revisions_submission", "submission"),
    )
    view: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    submission: Mapped[str]
    book: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[dt.datetime]
    stamp: Mapped[int]
    delta: Mapped[str] = mapped_column(JsonText())
    command_at: Mapped[int | None]
    beside: Mapped[bool]
    sent: Mapped[str | None] = mapped_column(JsonText())
    sent_print: Mapped[str | None]


class BookRow(Base):
    """A row that a book created or took in: the scope `book`."""

    __tablename__ = "book_rows"
    view: Mapped[str] = mapped_column(primary_key=True)
    book: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
