"""Tables of master data; the names customers and products go by stand beside them, folded for look-up."""

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
PRICE = Exact(6)
MONEY = Exact(2)


class WarehouseRow(SyncedRow, Base):
    """A place stock lies in."""

    __tablename__ = "warehouses"
    code: Mapped[str]
    name: Mapped[str]
    region: Mapped[str | None]


class PaymentTermsRow(SyncedRow, Base):
    """Terms of payment with their days of credit."""

    __tablename__ = "payment_terms"
    name: Mapped[str]
    days: Mapped[int]
    active: Mapped[bool]


class RuleRow(SyncedRow, Base):
    """A business rule as text; what it may be is known to the rules of this feature."""

    __tablename__ = "rules"
    name: Mapped[str]
    value: Mapped[str]
    title: Mapped[str | None]


class CustomerRow(SyncedRow, Base):
    """A customer."""

    __tablename__ = "customers"
    code: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[str | None]
    level: Mapped[str | None]
    kind: Mapped[str | None]
    phone: Mapped[str | None]
    region: Mapped[str | None]
    ship_to: Mapped[str | None]
    payment_terms: Mapped[str | None] = mapped_column(sa.ForeignKey("payment_terms.key"))
    credit_limit: Mapped[Decimal | None] = mapped_column(MONEY)
    salesperson: Mapped[str | None]
    department: Mapped[str | None]
    active: Mapped[bool]


class ProductRow(SyncedRow, Base):
    """A product; prices are tax-inclusive."""

    __tablename__ = "products"
    code: Mapped[str]
    name: Mapped[str]
    spec: Mapped[str | None]
    family: Mapped[str | None]
    unit: Mapped[str | None]
    unit_step: Mapped[Decimal | None] = mapped_column(QUANTITY)
    list_price: Mapped[Decimal | None] = mapped_column(PRICE)
    floor_price: Mapped[Decimal | None] = mapped_column(PRICE)
    tax_rate: Mapped[Decimal | None] = mapped_column(QUANTITY)
    safety_stock: Mapped[Decimal | None] = mapped_column(QUANTITY)
    lead_days: Mapped[int | None]
    supply_mode: Mapped[str | None]
    production_unit: Mapped[str | None]
    hours_per_unit: Mapped[Decimal | None] = mapped_column(QUANTITY)
    warranty_months: Mapped[int | None]
    warehouse: Mapped[str | None] = mapped_column(sa.ForeignKey("warehouses.key"))
    active: Mapped[bool]


class PriceRow(SyncedRow, Base):
    """A price agreed with one customer or for one level."""

    __tablename__ = "prices"
    customer: Mapped[str | None] = mapped_column(sa.ForeignKey("customers.key"))
    level: Mapped[str | None]
    product: Mapped[str] = mapped_column(sa.ForeignKey("products.key"), index=True)
    from_quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]
    price: Mapped[Decimal] = mapped_column(PRICE)
    active: Mapped[bool]

    __table_args__ = (
        sa.CheckConstraint("customer IS NULL OR level IS NULL", name="one_side"),
        sa.CheckConstraint("customer IS NOT NULL OR level IS NOT NULL", name="some_side"),
    )


class NameRow:
    """One text a row goes by: `rank` 0 is its code, higher ranks are weaker; `sound` is its pinyin."""

    place: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int]
    text: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    sound: Mapped[str]


class CustomerName(NameRow, Base):
    """Code, name and aliases of a customer."""

    __tablename__ = "customer_names"
    key: Mapped[str] = mapped_column(sa.ForeignKey("customers.key"), primary_key=True)


class ProductName(NameRow, Base):
    """Code, name with spec, and name of a product."""

    __tablename__ = "product_names"
    key: Mapped[str] = mapped_column(sa.ForeignKey("products.key"), primary_key=True)


WAREHOUSES = cast(sa.Table, WarehouseRow.__table__)
PAYMENT_TERMS = cast(sa.Table, PaymentTermsRow.__table__)
RULES = cast(sa.Table, RuleRow.__table__)
CUSTOMERS = cast(sa.Table, CustomerRow.__table__)
PRODUCTS = cast(sa.Table, ProductRow.__table__)
PRICES = cast(sa.Table, PriceRow.__table__)
CUSTOMER_NAMES = cast(sa.Table, CustomerName.__table__)
PRODUCT_NAMES = cast(sa.Table, ProductName.__table__)
