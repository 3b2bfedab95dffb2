"""Tables of credit: the ledger of customers, accounts to lock, waivers, reports of a bureau."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table
from server.db.types import Exact
from server.views.synced import SyncedRow

MONEY = Exact(2)


class LedgerRow(SyncedRow, Base):
    """One entry of a customer's ledger; what it does to the receivable follows from `kind` and `amount`.

    `owed` is that as a signed amount. Entries are never changed: another entry corrects them.
    """

    __tablename__ = "ledger"
    customer: Mapped[str] = mapped_column(sa.ForeignKey("customers.key"), index=True)
    kind: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(MONEY)
    owed: Mapped[Decimal] = mapped_column(MONEY)
    on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    reference: Mapped[str | None]
    remark: Mapped[str | None]


class AccountRow(Base):
    """A customer whose credit is judged by one transaction at a time; `stamp` is the last one's."""

    __tablename__ = "credit_accounts"
    customer: Mapped[str] = mapped_column(sa.ForeignKey("customers.key"), primary_key=True)
    stamp: Mapped[int] = mapped_column(sa.BigInteger)


class WaiverRow(Base):
    """An order that finance let go on although credit was against it, up to an amount."""

    __tablename__ = "credit_waivers"
    order: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(sa.ForeignKey("customers.key"), index=True)
    amount: Mapped[Decimal] = mapped_column(MONEY)
    by: Mapped[str]
    at: Mapped[dt.datetime]


class ReportRow(Base):
    """What a credit bureau said of a customer last, and when it was asked; `failure`: why it did not."""

    __tablename__ = "credit_reports"
    customer: Mapped[str] = mapped_column(sa.ForeignKey("customers.key"), primary_key=True)
    grade: Mapped[str | None]
    bad: Mapped[bool]
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    failure: Mapped[str | None]


LEDGER = table(LedgerRow)
ACCOUNTS = table(AccountRow)
WAIVERS = table(WaiverRow)
REPORTS = table(ReportRow)
