"""Tables of the audit trail: plain rows, written with the change, and the blocks that seal them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base
from server.db.types import JsonText


class AuditRow(Base):
    """One change of one thing; `detail` is JSON. Never updated, never deleted."""

    __tablename__ = "audit_rows"
    key: Mapped[str] = mapped_column(primary_key=True)
    stamp: Mapped[int] = mapped_column(index=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    action: Mapped[str]
    view: Mapped[str | None]
    subject: Mapped[str | None]
    submission: Mapped[str | None]
    detail: Mapped[str] = mapped_column(JsonText())


class AuditBlock(Base):
    """A sealed stretch of commit order: `from_stamp` ≤ stamp < `to_stamp`, its row count and digest."""

    __tablename__ = "audit_blocks"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_stamp: Mapped[int]
    to_stamp: Mapped[int]
    row_count: Mapped[int]
    digest: Mapped[str]
    sealed_at: Mapped[dt.datetime]
