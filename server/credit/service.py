"""Use cases of credit: judge orders under a lock, let them go by decision, and what a bureau said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from server.credit import store
from server.credit.rules.judging import judge as judge_by_rules
from server.credit.rules.judging import judge_each as each_by_rules
from server.credit.rules.records import Ask, Standing, Terms
from server.credit.store import OPEN, select_of
from server.masterdata import service as masterdata

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    import sqlalchemy as sa
    from sqlalchemy import Connection

    from server.credit.bureau import Opinion, Subject
    from server.masterdata.service import Rules

__all__ = [
    "OPEN",
    "Ask",
    "Standing",
    "Terms",
    "due_reports",
    "judge",
    "lock",
    "select_of",
    "terms_of",
    "waive",
]


def terms_of(rules: Rules, today: dt.date) -> Terms:
    """Return the rules of credit that hold."""
    return Terms(
        today=today,
        overdue_days=int(rules.credit_overdue_days),
        bad_report_holds=rules.credit_bad_report_holds,
    )


def lock(conn: Connection, customers: Collection[str], *, stamp: int) -> None:
    """Let nobody else judge these customers (keys) until this transaction ends.

    Two clerks at once would otherwise both find the room that is there for one. Take the locks of orders
    before, those of stock after.
    """
    store.lock_accounts(conn, customers, stamp=stamp)


def judge(
    conn: Connection, asks: Sequence[Ask], open_orders: sa.Select[Any], terms: Terms
) -> dict[str, Standing]:
    """Return how each asked order stands, by order (key), in one statement.

    `open_orders` selects the uninvoiced parts of the customers' open orders (`select_of(OPEN, …)`): credit
    knows no orders. Reading after `lock` sees what others have entered.
    """
    if not asks:
        return {}
    positions = store.load_positions(conn, {ask.customer for ask in asks}, open_orders)
    return judge_by_rules(asks, positions, terms)


def judge_each(
    conn: Connection, asks: Sequence[Ask], open_orders: sa.Select[Any], terms: Terms
) -> dict[str, Standing]:
    """Return how stored orders stand, by order (key), each on its own, in one statement."""
    if not asks:
        return {}
    return each_by_rules(asks, store.load_positions(conn, {ask.customer for ask in asks}, open_orders), terms)


def waive(conn: Connection, amounts: Mapping[str, tuple[str, Decimal]], *, by: str, at: dt.datetime) -> None:
    """Write down that orders (key to customer and amount) may go whatever credit says."""
    rows = [
        {"order": order, "customer": customer, "amount": amount, "by": by, "at": at}
        for order, (customer, amount) in amounts.items()
    ]
    store.save_waivers(conn, rows)


def due_reports(conn: Connection, *, now: dt.datetime) -> list[Subject]:
    """Return customers under credit control whose report is missing or older than the rule allows.

    The longest waiting come first, so many as one errand asks.
    """
    days = int(masterdata.rules(conn).credit_report_days)
    return store.load_due(conn, before=now - dt.timedelta(days=days))


def keep_reports(
    conn: Connection, opinions: Mapping[str, Opinion], failures: Mapping[str, str], *, at: dt.datetime
) -> None:
    """Keep what a bureau said of customers (keys), and of whom it said nothing, and why."""
    store.save_reports(conn, opinions, at=at)
    store.save_failures(conn, failures, at=at)
