"""Use cases of stock: reserve, give back, look, let expire, recount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.stock.rules.records import Answer, Demand, Level, Promised, Reserved, Short

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from sqlalchemy import Connection

__all__ = [
    "Answer",
    "Demand",
    "Level",
    "Promised",
    "Reserved",
    "Short",
    "available",
    "expire",
    "levels",
    "release",
    "reserve",
]


def reserve(conn: Connection, demands: Sequence[Demand], *, now: dt.datetime) -> list[Answer]:
    """Serve demands in the order given (that of the sheet) and return one answer each.

    Locks what it needs and reads after the lock: writers wait for each other and never fail. What a line held
    before is given back first. Each line gets all or nothing, unless it asks for `part`. Reservations expire
    after the working hours of the rule. The caller's transaction commits what is written.
    """
    raise NotImplementedError


def release(conn: Connection, lines: Collection[str]) -> None:
    """Give back what these order lines (keys) reserved and committed; lines that hold nothing are ignored."""
    raise NotImplementedError


def available(conn: Connection, products: Collection[str]) -> dict[str, Decimal]:
    """Return by product key what one line could reserve now: that of the best warehouse, at least 0."""
    raise NotImplementedError


def levels(conn: Connection, products: Collection[str]) -> list[Level]:
    """Return the stock of the products (keys) by warehouse."""
    raise NotImplementedError


def expire(conn: Connection, *, now: dt.datetime) -> list[str]:
    """Give back reservations whose time is over and return the keys of their order lines."""
    raise NotImplementedError
