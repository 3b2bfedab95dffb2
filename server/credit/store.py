"""Sets of ledger sums, open orders, waivers and reports, read in one statement; accounts to lock."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.credit.bureau import Subject
from server.credit.models import ACCOUNTS, LEDGER, MONEY, REPORTS, WAIVERS
from server.credit.rules.judging import uninvoiced
from server.credit.rules.records import ZERO, Debt, OpenOrder, Position
from server.db.bulk import among, update_rows, upsert_rows
from server.db.session import writers_queue
from server.db.types import Exact, UtcTime
from server.masterdata.models import CUSTOMERS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.credit.bureau import Opinion

QUANTITY = Exact(6)
MOST_ASKED = 50
"""Customers that one errand to a bureau asks about."""
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "what": sa.Text(),
    "customer": sa.Text(),
    "due_on": sa.Date(),
    "order": sa.Text(),
    "entered_at": UtcTime(),
    "held": sa.Integer(),
    "amount": MONEY,
    "quantity": QUANTITY,
    "invoiced": QUANTITY,
}
"""What `load_positions` gathers, in the order of columns; `OPEN` says what a row of open orders is called."""
DEBT, PAID, BAD, WAIVED, OPEN = ("debt", "paid", "bad", "waived", "open")


def lock_accounts(conn: Connection, customers: Collection[str], *, stamp: int) -> None:
    """Make others who judge one of the customers (keys) wait; taken in the order of keys."""
    if writers_queue(conn):
        return
    rows = [{"customer": customer, "stamp": stamp} for customer in sorted(customers)]
    upsert_rows(conn, ACCOUNTS, rows, key=("customer",))


def select_of(what: str, **columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return a select of the columns that `load_positions` gathers; those not given are blank."""
    given = {"what": sa.literal(what, sa.Text()), **columns}
    return sa.select(
        *(
            sa.type_coerce(given[name], of_type).label(name)
            if name in given
            else sa.cast(sa.null(), of_type).label(name)
            for name, of_type in COLUMNS.items()
        )
    )


def load_positions(
    conn: Connection, customers: Collection[str], open_orders: sa.Select[Any]
) -> dict[str, Position]:
    """Return how customers (keys) stand; `open_orders` is made by `select_of(OPEN, …)`."""
    table, owed = LEDGER, sa.func.sum(LEDGER.c.owed)
    theirs = among(table.c.customer, customers) & ~table.c.ended
    debts = select_of(DEBT, customer=table.c.customer, due_on=table.c.due_on, amount=owed)
    paid = select_of(PAID, customer=table.c.customer, amount=owed)
    bad = select_of(BAD, customer=REPORTS.c.customer)
    waived = select_of(WAIVED, customer=WAIVERS.c.customer, order=WAIVERS.c.order, amount=WAIVERS.c.amount)
    chosen = sa.union_all(
        debts.where(theirs, table.c.owed > ZERO).group_by(table.c.customer, table.c.due_on),
        paid.where(theirs, table.c.owed < ZERO).group_by(table.c.customer),
        bad.where(among(REPORTS.c.customer, customers), REPORTS.c.bad),
        waived.where(among(WAIVERS.c.customer, customers)),
        open_orders,
    )
    rows: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in conn.execute(chosen):
        rows[row.customer][row.what].append(row)
    return {customer: _position(rows[customer]) for customer in customers}


def _position(rows: Mapping[str, Sequence[Any]]) -> Position:
    return Position(
        debts=[Debt(row.due_on, row.amount) for row in rows.get(DEBT, ())],
        paid=-sum((row.amount for row in rows.get(PAID, ())), start=ZERO),
        orders=_orders(rows.get(OPEN, ())),
        waived={row.order: row.amount for row in rows.get(WAIVED, ())},
        bad_report=bool(rows.get(BAD)),
    )


def _orders(rows: Iterable[Any]) -> list[OpenOrder]:
    """Return open orders whole: parts of one order, or of what stands for many, come as rows of their own."""
    found: dict[str, OpenOrder] = {}
    for row in rows:
        left = uninvoiced(row.amount, quantity=row.quantity, invoiced=row.invoiced)
        key = row.order or ""
        before = found[key].amount if key in found else ZERO
        found[key] = OpenOrder(before + left, key, row.entered_at, bool(row.held))
    return list(found.values())


def save_waivers(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down what finance let go; a later decision on an order replaces the earlier one."""
    upsert_rows(conn, WAIVERS, rows, key=("order",))


def load_due(conn: Connection, *, before: dt.datetime) -> list[Subject]:
    """Return active customers with a limit whose report was not answered since, the longest asked first."""
    joined = CUSTOMERS.outerjoin(REPORTS, REPORTS.c.customer == CUSTOMERS.c.key)
    old = REPORTS.c.answered_at.is_(None) | (REPORTS.c.answered_at < before)
    controlled = CUSTOMERS.c.active & ~CUSTOMERS.c.ended & CUSTOMERS.c.credit_limit.is_not(None)
    chosen = (
        sa.select(CUSTOMERS.c.key, CUSTOMERS.c.code, CUSTOMERS.c.name)
        .select_from(joined)
        .where(controlled, old)
        .order_by(REPORTS.c.asked_at.is_not(None), REPORTS.c.asked_at, CUSTOMERS.c.natural)
        .limit(MOST_ASKED)
    )
    return [Subject(*row) for row in conn.execute(chosen)]


def save_reports(conn: Connection, opinions: Mapping[str, Opinion], *, at: dt.datetime) -> None:
    """Write down what a bureau said of customers, in place of what it said before."""
    rows = [
        {
            "customer": customer,
            "grade": opinion.grade,
            "bad": opinion.bad,
            "asked_at": at,
            "answered_at": at,
            "failure": None,
        }
        for customer, opinion in opinions.items()
    ]
    upsert_rows(conn, REPORTS, rows, key=("customer",))


def save_failures(conn: Connection, failures: Mapping[str, str], *, at: dt.datetime) -> None:
    """Write down of whom a bureau said nothing; what it said before stays."""
    blank = {"grade": None, "bad": False, "asked_at": at, "answered_at": None, "failure": None}
    upsert_rows(
        conn,
        REPORTS,
        [{"customer": customer, **blank} for customer in failures],
        key=("customer",),
        replace=False,
    )
    rows = [{"customer": each, "asked_at": at, "failure": reason} for each, reason in failures.items()]
    update_rows(conn, REPORTS, rows, key="customer")
