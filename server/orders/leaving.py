"""Lines that passed out of a scope, or out of an outsider's sight, after the place a reader stands at."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.masterdata.models import CUSTOMERS
from server.orders.models import LINES, ORDERS
from server.views.crossings import select_crossings
from server.views.history import read_delta
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Connection, Select

    from server.views.contract import Actor, Scope, Window


@dataclass(frozen=True, slots=True)
class Border:
    """A field that decides who gets a line: whether it lies inside now, and whether an earlier text did."""

    field: str
    inside: ColumnElement[bool]
    was_inside: Callable[[str | None], bool]


def left(conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[str]:
    """Return keys of lines that lie outside now and passed the border in the window.

    A line that never was inside is not named: its key is nobody's business.
    """
    borders = _borders(conn, actor, scope)
    if not borders:
        return []
    crossed = select_crossings("orders", [border.field for border in borders], window)
    once: defaultdict[str, set[str]] = defaultdict(set)
    for key, delta, *inside in conn.execute(_outside(borders, crossed)):
        before = read_delta(delta)
        once[key] |= {
            border.field
            for border, now in zip(borders, inside, strict=True)
            if now or (border.field in before and border.was_inside(before[border.field][0]))
        }
    return sorted(key for key, fields in once.items() if len(fields) == len(borders))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a line lies in somebody's sight: of a dealer's, those of the own customer."""
    return CUSTOMERS.c.code == (actor.customer or "") if actor.outside else sa.true()


def midnight(date: dt.date) -> dt.datetime:
    """Return the moment a day begins in Shanghai."""
    return dt.datetime.combine(date, dt.time.min, SHANGHAI)


def _borders(conn: Connection, actor: Actor, scope: Scope) -> list[Border]:
    """Return what decides; rows of a book and of a person stay theirs."""
    borders = []
    if actor.outside:
        code = actor.customer or ""
        name = conn.execute(sa.select(CUSTOMERS.c.name).where(CUSTOMERS.c.code == code)).scalar()
        borders.append(Border("customer", CUSTOMERS.c.code == code, lambda text: text in {name} - {None}))
    if scope.kind == "department":
        ours = actor.department or ""
        borders.append(Border("department", ORDERS.c.department == ours, lambda text: text == ours))
    if scope.since is not None:
        begins = midnight(scope.since)
        borders.append(
            Border("ordered_at", ORDERS.c.ordered_at >= begins, lambda text: _moment(text) >= begins)
        )
    return borders


def _moment(text: str | None) -> dt.datetime:
    return dt.datetime.fromisoformat(text) if text else dt.datetime.min.replace(tzinfo=dt.UTC)


def _outside(borders: list[Border], crossed: sa.Subquery) -> Select[Any]:
    """Select lines outside a border, what was changed in them in the window, and which borders hold."""
    inside = [sa.case((border.inside, 1), else_=0) for border in borders]
    joined = (
        LINES.join(ORDERS, ORDERS.c.key == LINES.c.order)
        .outerjoin(CUSTOMERS, CUSTOMERS.c.key == ORDERS.c.customer)
        .join(crossed, crossed.c.key == LINES.c.key)
    )
    return (
        sa.select(LINES.c.key, crossed.c.delta, *inside)
        .select_from(joined)
        # No bound on the line's own stamp: one that went in the window may have been changed again behind the
        # horizon, or by somebody who drew an earlier stamp and waited for it to go.
        .where(sa.or_(*(held == 0 for held in inside)))
    )
