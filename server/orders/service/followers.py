"""What follows orders as they are written: approvals move their stages and tell how far they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.orders.rules.records import Facts, Unit
    from server.views.contract import Context, Touched


@dataclass(frozen=True, slots=True)
class Followed:
    """Rows of other views that were touched, and how far each order (key) is in words."""

    touched: Sequence[Touched] = ()
    phases: Mapping[str, str] = field(default_factory=dict)


Follow: TypeAlias = Callable[["Connection", "Sequence[Unit]", "Facts", "Context"], Followed]
"""Told all orders of a write before it: they have numbers, stock and holds. May change their stages."""
Phases: TypeAlias = Callable[["Connection", Collection[str]], Mapping[str, str]]
"""(conn, orders) -> how far each is, in words; those nothing is to be said of are missing."""


def follow_nobody(_conn: Connection, _units: Sequence[Unit], _facts: Facts, _context: Context) -> Followed:
    """Leave every order at its stage."""
    return Followed()


def no_phases(_conn: Connection, _orders: Collection[str]) -> Mapping[str, str]:
    """Say nothing of any order."""
    return {}


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows orders; by default nobody does."""

    follow: Follow = follow_nobody
    phases: Phases = no_phases


NOBODY = Follower()
