"""Orders and the credit of their customers: who is frozen, and what lets an order go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import Connection

    from server.credit.rules.records import Standing
    from server.views.contract import Context, Touched


def standings(conn: Connection, orders: Collection[str], *, now: dt.datetime) -> dict[str, Standing]:
    """Return how the customers stand with each of these orders (keys), by order; drafts are missing.

    Only reads, in a fixed number of statements.
    """
    raise NotImplementedError


def release(conn: Connection, orders: Collection[str], *, context: Context) -> list[Touched]:
    """Let orders (keys) go on although credit is against it: finance decided so.

    The hold goes and the lines ask for stock again; the decision covers the order's amount as it stands, a
    higher one is judged anew. Returns the lines that changed, their history still to be kept by the caller
    (`history.keep_touched` or as `Applied.touched`). Orders that credit does not hold are left alone.
    """
    raise NotImplementedError
