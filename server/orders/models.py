"""Tables of orders, their lines, and what holds them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table
from server.db.types import Exact

QUANTITY = Exact(6)
PRICE = Exact(6)
MONEY = Exact(2)
UNFINISHED = "stage IN ('draft', 'cancelled')"


class OrderRow(Base):
    """An order. `bundle` is what rows that belong to it have in common, `phone_mask` finds its duplicates."""

    __tablename__ = "orders"
    key: Mapped[str] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = mapped_column(unique=True)
    customer: Mapped[str | None] = mapped_column(sa.ForeignKey("customers.key"), index=True)
    customer_po: Mapped[str | None]
    bundle: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    phone_mask: Mapped[str | None]
    payment_terms: Mapped[str | None]
    ordered_at: Mapped[dt.datetime]
    timed: Mapped[bool]
    department: Mapped[str | None]
    salesperson: Mapped[str | None]
    channel: Mapped[str | None]
    stage: Mapped[str]
    submission: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime]

    __table_args__ = (
        sa.Index("ix_orders_phone_mask", "phone_mask", "ordered_at"),
        sa.CheckConstraint(
            f"{UNFINISHED} OR (order_no IS NOT NULL AND customer IS NOT NULL AND payment_terms IS NOT NULL)",
            name="finished",
        ),
    )


class OrderLineRow(Base):
    """A line: the row of the sheet that goes by the same key."""

    __tablename__ = "order_lines"
    key: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int]
    stamp: Mapped[int] = mapped_column(sa.BigInteger)
    order: Mapped[str] = mapped_column(sa.ForeignKey("orders.key"), index=True)
    line_no: Mapped[int | None]
    order_mark: Mapped[str | None]
    product: Mapped[str | None] = mapped_column(sa.ForeignKey("products.key"))
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    unit_price: Mapped[Decimal | None] = mapped_column(PRICE)
    amount: Mapped[Decimal | None] = mapped_column(MONEY)
    requested_on: Mapped[dt.date | None]
    ship_to: Mapped[str | None]
    priority: Mapped[str | None]
    remark: Mapped[str | None]
    tags: Mapped[str | None]
    warehouse: Mapped[str | None] = mapped_column(sa.ForeignKey("warehouses.key"))
    promised_on: Mapped[dt.date | None]
    mode: Mapped[str | None]
    cover: Mapped[str | None]
    cancelled: Mapped[bool]
    shipped: Mapped[Decimal] = mapped_column(QUANTITY)
    invoiced: Mapped[Decimal] = mapped_column(QUANTITY)
    paid: Mapped[Decimal] = mapped_column(MONEY)
    changed_by: Mapped[str]
    changed_at: Mapped[dt.datetime]

    __table_args__ = (
        sa.Index("ix_order_lines_stamp", "stamp", "key"),
        sa.UniqueConstraint("order", "line_no"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("unit_price >= 0", name="price_not_negative"),
        sa.CheckConstraint("shipped >= 0 AND invoiced >= 0 AND paid >= 0", name="progress_not_negative"),
    )


class OrderHoldRow(Base):
    """What stops an order until a person decides; `line` is empty when it is about the whole order."""

    __tablename__ = "order_holds"
    order: Mapped[str] = mapped_column(sa.ForeignKey("orders.key"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[dt.datetime]
    submission: Mapped[str]


class OrderOwnRow(Base):
    """A text that a user keeps beside a line, in a column of the own: shown to its owner alone."""

    __tablename__ = "order_own"
    line: Mapped[str] = mapped_column(sa.ForeignKey("order_lines.key"), primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]

    __table_args__ = (sa.Index("ix_order_own_owner", "owner"),)


class OrderOwnBeforeRow(Base):
    """What a submission found in such a column when it first wrote there: the way back of its undo."""

    __tablename__ = "order_own_before"
    submission: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(sa.ForeignKey("order_lines.key"), primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[str | None]
    stamp: Mapped[int] = mapped_column(sa.BigInteger)

    __table_args__ = (sa.Index("ix_order_own_before_cell", "line", "owner", "name"),)


ORDERS = table(OrderRow)
LINES = table(OrderLineRow)
HOLDS = table(OrderHoldRow)
OWN = table(OrderOwnRow)
OWN_BEFORE = table(OrderOwnBeforeRow)
