"""Who this server is: an id made once, and an epoch that a restored backup raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Site(Base):
    """One row, written by the first migration."""

    __tablename__ = "site"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    server: Mapped[str]
    epoch: Mapped[int]


def server_identity(conn: Connection) -> tuple[str, int]:
    """Return the server's id and its epoch."""
    site = table(Site)
    row = conn.execute(sa.select(site.c.server, site.c.epoch)).one()
    return str(row.server), int(row.epoch)
