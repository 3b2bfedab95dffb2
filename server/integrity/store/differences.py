"""Rows of one table that another does not know, in one statement each, however many there are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.accounts.models import USERS
from server.approvals.models import STEPS
from server.audit.service import ROWS as AUDIT
from server.db.base import Base
from server.duplicates.models import LINKS
from server.orders.models import HOLDS, LINES, ORDERS, OWN_BEFORE
from server.orders.rules.supply import RESERVED
from server.orders.store import UNLIVE
from server.stock.models import COMMITMENTS, RESERVATIONS, STOCK
from server.stock.service import EXPIRED
from server.views.history import REVISIONS
from server.views.store import BOOK_ROWS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

_LINKED = sa.select(sa.union(sa.select(LINKS.c.first), sa.select(LINKS.c.second)).subquery().c.first)
_SUSPECTED = sa.select(HOLDS.c.order).where(HOLDS.c.kind == "duplicate")
_BEGINNING, _END, _TOLD = '{"rev":', "}", 12
"""How the audit trail writes a revision down, and how much is compared: as much as `1,"delta":{}`."""
_LINE_KEYS = sa.select(LINES.c.key)
_ORDER_KEYS = sa.select(ORDERS.c.key)

STRAYS: dict[str, tuple[sa.Select[Any] | sa.CompoundSelect[Any], ...]] = {
    # code: the keys there are, and one after the other the keys that explain them
    "no_lines": (_ORDER_KEYS, sa.select(LINES.c.order)),
    "reservation_stray": (sa.select(RESERVATIONS.c.line), _LINE_KEYS),
    "commitment_stray": (sa.select(COMMITMENTS.c.line), _LINE_KEYS),
    "reservation_lost": (
        sa.select(LINES.c.key).where(LINES.c.cover == RESERVED),
        sa.select(RESERVATIONS.c.line),
        sa.select(AUDIT.c.subject).where(AUDIT.c.action == EXPIRED),
    ),
    "history_submission": (sa.select(REVISIONS.c.submission), sa.select(SUBMISSIONS.c.id)),
    "own_submission": (sa.select(OWN_BEFORE.c.submission), sa.select(SUBMISSIONS.c.id)),
    "case_missing": (_SUSPECTED, _LINKED),
    "case_live": (_LINKED, _ORDER_KEYS.where(ORDERS.c.stage.not_in(UNLIVE))),
    "case_held": (
        _LINKED,
        _SUSPECTED,
        _ORDER_KEYS.where(ORDERS.c.stage != "review"),
        # Approved when the other came, it was but named; a change or a withdrawal brought it back since.
        sa.select(STEPS.c.order).where(STEPS.c.rev > 1),
    ),
}


def load_strays(conn: Connection, code: str) -> list[str]:
    """Return the keys that nothing explains."""
    return _except(conn, *STRAYS[code])


def load_unknown_rows(conn: Connection, table: sa.Table, view: str) -> dict[str, list[str]]:
    """Return by code the keys of a view, in history and on books, that its table does not have."""
    there = sa.select(table.c.key)
    return {
        "history_row": _except(conn, sa.select(REVISIONS.c.key).where(REVISIONS.c.view == view), there),
        "book_row": _except(conn, sa.select(BOOK_ROWS.c.key).where(BOOK_ROWS.c.view == view), there),
    }


def load_views(conn: Connection) -> set[str]:
    """Return the views that the history knows."""
    return set(conn.execute(sa.select(REVISIONS.c.view).distinct()).scalars())


def load_broken_references(conn: Connection) -> Iterator[tuple[str, str]]:
    """Yield (column, key) of every reference to a row that does not exist."""
    for table in Base.metadata.sorted_tables:
        for reference in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            there = sa.select(reference.column)
            used = sa.select(reference.parent).where(reference.parent.is_not(None))
            for key in _except(conn, used, there):
                yield f"{table.name}.{reference.parent.name}", key


def load_late_stamps(conn: Connection, ceiling: int) -> Iterator[tuple[str, int]]:
    """Yield (column, highest place in commit order) of tables that are ahead of the database."""
    columns = (
        table.c[name]
        for table in Base.metadata.sorted_tables
        for name in ("stamp", "received")
        if name in table.c
    )
    for column in columns:
        highest = conn.execute(sa.select(sa.func.max(column))).scalar()
        if highest is not None and highest >= ceiling:
            yield f"{column.table.name}.{column.name}", highest


def load_bounds(conn: Connection) -> Sequence[Any]:
    """Return stock rows that reserve less than nothing or more than there is."""
    beyond = (STOCK.c.reserved < Decimal(0)) | (STOCK.c.reserved > STOCK.c.on_hand)
    return conn.execute(sa.select(STOCK.c.key, STOCK.c.on_hand, STOCK.c.reserved).where(beyond)).all()


def load_crossed_links(conn: Connection) -> Sequence[Any]:
    """Return links whose orders do not stand in the order of keys."""
    crossed = LINKS.c.first >= LINKS.c.second
    return conn.execute(sa.select(LINKS.c.first, LINKS.c.second).where(crossed)).all()


def load_unaudited(conn: Connection) -> Sequence[Any]:
    """Return (view, key, told, balance) where history and audit trail tell of a change not once each.

    Each row of the history counts 1 and each of the trail -1; both must tell of the same revision, author,
    submission, place in commit order, length and beginning of what changed. One sort of both, and no join.
    """
    revised = sa.cast(REVISIONS.c.rev, sa.Text) + ',"delta":' + REVISIONS.c.delta
    same = (
        sa.select(
            REVISIONS.c.view.label("view"),
            REVISIONS.c.key.label("key"),
            sa.func.substr(revised, 1, _TOLD).label("told"),
            sa.func.length(revised).label("size"),
            REVISIONS.c.actor.label("actor"),
            REVISIONS.c.submission.label("submission"),
            REVISIONS.c.stamp.label("stamp"),
            sa.literal(1).label("one"),
        ),
        sa.select(
            AUDIT.c.view,
            AUDIT.c.subject,
            sa.func.substr(AUDIT.c.detail, len(_BEGINNING) + 1, _TOLD),
            sa.func.length(AUDIT.c.detail) - len(_BEGINNING) - len(_END),
            AUDIT.c.actor,
            AUDIT.c.submission,
            AUDIT.c.stamp,
            sa.literal(-1),
        ).where(AUDIT.c.submission.is_not(None)),
    )
    both = sa.union_all(*same).subquery()
    alike = [column for column in both.c if column.name != "one"]
    balance = sa.func.sum(both.c.one)
    chosen = sa.select(both.c.view, both.c.key, both.c.told, balance.label("balance")).group_by(*alike)
    return conn.execute(chosen.having(balance != 0).order_by(both.c.view, both.c.key)).all()


def load_submissions(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Return those ids that are submissions."""
    return set(conn.execute(sa.select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.id.in_(ids))).scalars())


def load_undone(conn: Connection) -> Iterator[Any]:
    """Yield submissions that were taken back, or have an answer as if they had been."""
    undone = SUBMISSIONS.c.undone_at.is_not(None) | SUBMISSIONS.c.undo_answer.is_not(None)
    chosen = sa.select(SUBMISSIONS.c.id, SUBMISSIONS.c.undone_at, SUBMISSIONS.c.undo_answer).where(undone)
    yield from conn.execution_options(yield_per=100).execute(chosen)


def load_order_numbers(conn: Connection) -> dict[str, int]:
    """Return by series (`SO` and month) the highest number that an order has."""
    series = sa.func.substr(ORDERS.c.order_no, 1, 6)
    number = sa.func.max(sa.cast(sa.func.substr(ORDERS.c.order_no, 7), sa.BigInteger))
    chosen = sa.select(series.label("series"), number.label("number")).where(_is_number()).group_by(series)
    return {row.series: row.number for row in conn.execute(chosen)}


def load_customer_codes(conn: Connection) -> list[tuple[str, str]]:
    """Return (name, customer code) of the users that belong to a customer."""
    chosen = sa.select(USERS.c.name, USERS.c.customer).where(USERS.c.customer.is_not(None), ~USERS.c.ended)
    return [(row.name, row.customer) for row in conn.execute(chosen.order_by(USERS.c.name))]


def _is_number() -> sa.ColumnElement[bool]:
    """Return the condition that an order's number is digits behind `SO`; others are told of elsewhere."""
    digits = sa.func.substr(ORDERS.c.order_no, 3)
    rest = sa.func.trim(digits, "0123456789")
    return ORDERS.c.order_no.like("SO%") & (sa.func.length(rest) == 0)


def _except(conn: Connection, *selects: Any) -> list[str]:
    """Return the keys of the first select that none of the others has."""
    chosen = sa.except_(*selects)
    return sorted(conn.execute(chosen).scalars())
