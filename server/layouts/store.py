"""Layouts of a user's workbooks, read and written by the shape of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import upsert_rows
from server.layouts.models import LAYOUTS

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

MOST = 200
"""So many layouts of a user are kept: those written last."""


def load_layout(conn: Connection, owner: str, shape: str) -> str | None:
    """Return what a user kept for files of a shape."""
    mine = (LAYOUTS.c.owner == owner) & (LAYOUTS.c.shape == shape)
    return conn.execute(sa.select(LAYOUTS.c.layout).where(mine)).scalar()


def save_layout(conn: Connection, owner: str, shape: str, *, layout: str, at: dt.datetime) -> None:
    """Keep a layout in place of what the shape had, and forget the user's oldest ones."""
    row = {"owner": owner, "shape": shape, "layout": layout, "at": at}
    upsert_rows(conn, LAYOUTS, [row], key=("owner", "shape"))
    mine = LAYOUTS.c.owner == owner
    newest = sa.select(LAYOUTS.c.shape).where(mine).order_by(LAYOUTS.c.at.desc(), LAYOUTS.c.shape)
    conn.execute(sa.delete(LAYOUTS).where(mine, LAYOUTS.c.shape.not_in(newest.limit(MOST))))
