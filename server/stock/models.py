"""Tables of stock: what is on hand and reserved, for which order lines, what is promised, what comes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base
from server.db.types import Exact
from server.views.synced import SyncedRow

QUANTITY = Exact(6)


class StockRow(SyncedRow, Base):
    """One product in one warehouse; `reserved` counts the reservations that stand on the row."""

    __tablename__ = "stock"
    product: Mapped[str] = mapped_column(sa.ForeignKey("products.key"), index=True)
    warehouse: Mapped[str] = mapped_column(sa.ForeignKey("warehouses.key"))
    on_hand: Mapped[Decimal] = mapped_column(QUANTITY)
    reserved: Mapped[Decimal] = mapped_column(QUANTITY)

    __table_args__ = (
        sa.CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        sa.CheckConstraint("reserved <= on_hand", name="reserved_on_hand"),
    )


class SupplyRow(SyncedRow, Base):
    """A quantity that is planned to come in."""

    __tablename__ = "supplies"
    product: Mapped[str] = mapped_column(sa.ForeignKey("products.key"), index=True)
    warehouse: Mapped[str] = mapped_column(sa.ForeignKey("warehouses.key"))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    due_on: Mapped[dt.date]
    source: Mapped[str | None]

    __table_args__ = (sa.CheckConstraint("quantity > 0", name="quantity_positive"),)


class ReservationRow(Base):
    """What an order line (key) holds of a stock row; `place` is its place in the batch that made it."""

    __tablename__ = "reservations"
    line: Mapped[str] = mapped_column(primary_key=True)
    stock: Mapped[str] = mapped_column(sa.ForeignKey("stock.key"), index=True)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    made_at: Mapped[dt.datetime]
    place: Mapped[int]
    expires_at: Mapped[dt.datetime | None] = mapped_column(index=True)

    __table_args__ = (sa.CheckConstraint("quantity > 0", name="quantity_positive"),)


class CommitmentRow(Base):
    """What an order line (key) was promised of what a warehouse will have on a day."""

    __tablename__ = "commitments"
    line: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(sa.ForeignKey("products.key"), index=True)
    warehouse: Mapped[str] = mapped_column(sa.ForeignKey("warehouses.key"))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    due_on: Mapped[dt.date]

    __table_args__ = (sa.CheckConstraint("quantity > 0", name="quantity_positive"),)


STOCK = cast(sa.Table, StockRow.__table__)
SUPPLIES = cast(sa.Table, SupplyRow.__table__)
RESERVATIONS = cast(sa.Table, ReservationRow.__table__)
COMMITMENTS = cast(sa.Table, CommitmentRow.__table__)
