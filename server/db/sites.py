"""Who this server is: an id made once, and an epoch that a restored backup raises (ADR 0008)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Site(Base):
    """One row, written by the first migration. `lift` is added to the transaction ids of this cluster."""

    __tablename__ = "site"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    server: Mapped[str]
    epoch: Mapped[int]
    lift: Mapped[int] = mapped_column(server_default="0")


class Epoch(Base):
    """A stretch of history without a break: it `began` at this stamp, because of `cause`."""

    __tablename__ = "epochs"
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    began: Mapped[int]
    at: Mapped[dt.datetime]
    cause: Mapped[str]


_IDENTITY = sa.select(table(Site).c.server, table(Site).c.epoch)


def server_identity(conn: Connection) -> tuple[str, int]:
    """Return the server's id and its epoch."""
    row = conn.execute(_IDENTITY).one()
    return str(row.server), int(row.epoch)
