"""Tables of suspected duplicates: links between orders, and slots that make writers of one phone queue."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table


class DuplicateLink(Base):
    """Two orders (keys, the lower one first) that look like one, by one rule."""

    __tablename__ = "duplicate_links"
    __table_args__ = (sa.Index("ix_duplicate_links_second", "second"),)
    first: Mapped[str] = mapped_column(primary_key=True)
    second: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    gap_seconds: Mapped[int]
    found_at: Mapped[dt.datetime]


class DuplicateSlot(Base):
    """A slot that phones and purchase numbers share by their hash; `stamp` is the last writer's."""

    __tablename__ = "duplicate_slots"
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(sa.BigInteger)


LINKS = table(DuplicateLink)
SLOTS = table(DuplicateSlot)
