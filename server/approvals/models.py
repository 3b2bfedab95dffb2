"""Tables of approvals: rules, the steps of orders with what was decided, reviews of suspected duplicates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.approvals.rules.records import DECIDED, STANDING
from server.db.base import Base, table
from server.db.types import Exact
from server.views.synced import SyncedRow

MONEY = Exact(2)
NUMBER = Exact(6)
IS_STANDING = f"state IN ({', '.join(repr(str(state)) for state in sorted(STANDING))})"
IS_DECIDED = f"state IN ({', '.join(repr(str(state)) for state in sorted(DECIDED))})"


class ApprovalRuleRow(SyncedRow, Base):
    """A rule: which orders need a step, or pass it. Blank conditions ask nothing."""

    __tablename__ = "approval_rules"
    place: Mapped[int]
    step: Mapped[str]
    role: Mapped[str]
    handling: Mapped[str]
    amount_from: Mapped[Decimal | None] = mapped_column(MONEY)
    amount_to: Mapped[Decimal | None] = mapped_column(MONEY)
    level: Mapped[str | None]
    payment_terms: Mapped[str | None] = mapped_column(sa.ForeignKey("payment_terms.key"))
    stock: Mapped[str | None]
    deviation_from: Mapped[Decimal | None] = mapped_column(NUMBER)
    deviation_to: Mapped[Decimal | None] = mapped_column(NUMBER)
    new_customer: Mapped[bool | None]
    channel: Mapped[str | None]
    credit: Mapped[str | None]
    hours: Mapped[Decimal] = mapped_column(NUMBER)
    active: Mapped[bool]


class ApprovalStepRow(Base):
    """One decision of one order, the row of the view `todo` that goes by its key.

    An order is written in the same transaction, after its steps: its reference is checked at the end.
    """

    __tablename__ = "approval_steps"
    key: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int]
    stamp: Mapped[int] = mapped_column(sa.BigInteger)
    order: Mapped[str] = mapped_column(
        sa.ForeignKey("orders.key", deferrable=True, initially="DEFERRED"), index=True
    )
    step: Mapped[str]
    role: Mapped[str]
    place: Mapped[int]
    hours: Mapped[Decimal] = mapped_column(NUMBER)
    state: Mapped[str]
    rule: Mapped[str | None]
    opened_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    assignee: Mapped[str | None]
    handed_by: Mapped[str | None]
    decision: Mapped[str | None]
    comment: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_for: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
    evidence: Mapped[str | None]

    __table_args__ = (
        sa.Index(
            "uq_approval_steps_standing",
            "order",
            unique=True,
            sqlite_where=sa.text(IS_STANDING),
            postgresql_where=sa.text(IS_STANDING),
        ),
        sa.Index("ix_approval_steps_decided_by", "decided_by", "decided_at"),
        sa.CheckConstraint(
            f"NOT {IS_DECIDED} OR"
            " (decided_by IS NOT NULL AND decided_at IS NOT NULL AND decision IS NOT NULL)",
            name="decided_by_somebody",
        ),
        sa.CheckConstraint("state <> 'rejected' OR comment IS NOT NULL", name="rejected_with_reason"),
    )


class DuplicateReviewRow(Base):
    """What a person decided about an order that looked entered twice."""

    __tablename__ = "duplicate_reviews"
    key: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[str] = mapped_column(sa.ForeignKey("orders.key"), index=True)
    decision: Mapped[str]
    target: Mapped[str | None]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime] = mapped_column(index=True)


RULES = table(ApprovalRuleRow)
STEPS = table(ApprovalStepRow)
REVIEWS = table(DuplicateReviewRow)
