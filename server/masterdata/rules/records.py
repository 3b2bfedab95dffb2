"""Master data as other features read it: frozen records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Customer(Struct, frozen=True, gc=False):
    """A customer; `payment_terms` is the name of the terms, `level` one of A, B, C."""

    key: str
    code: str
    name: str
    level: str | None = None
    kind: str | None = None
    phone: str | None = None
    region: str | None = None
    ship_to: str | None = None
    payment_terms: str | None = None
    credit_limit: Decimal | None = None
    salesperson: str | None = None
    department: str | None = None
    active: bool = True


class Product(Struct, frozen=True, gc=False):
    """A product; prices are tax-inclusive, `warehouse` is the key of its usual warehouse."""

    key: str
    code: str
    name: str
    spec: str | None = None
    family: str | None = None
    unit: str | None = None
    unit_step: Decimal | None = None
    list_price: Decimal | None = None
    floor_price: Decimal | None = None
    tax_rate: Decimal | None = None
    safety_stock: Decimal | None = None
    lead_days: int | None = None
    supply_mode: str | None = None
    production_unit: str | None = None
    warehouse: str | None = None
    active: bool = True

    @property
    def made_to_order(self) -> bool:
        """Tell whether the product is 订产: it may be promised from supply without a hold."""
        return self.supply_mode == "订产"

    @property
    def title(self) -> str:
        """Return the entry of dropdowns, `代码｜品名 规格`."""
        words = f"{self.name} {self.spec}" if self.spec else self.name
        return f"{self.code}｜{words}"


class Warehouse(Struct, frozen=True, gc=False):
    """A place stock lies in."""

    key: str
    code: str
    name: str
    region: str | None = None


class Agreement(Struct, frozen=True, gc=False):
    """One row of `prices`: for a customer (key) or a level, from a quantity on, both dates inclusive."""

    product: str
    price: Decimal
    customer: str | None = None
    level: str | None = None
    from_quantity: Decimal | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """A price that is asked for: who buys how much of what, and on which day."""

    customer: Customer
    product: Product
    quantity: Decimal
    on: dt.date


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a text means: one `match`, several `candidates` of equal rank, or names that look or sound alike.

    `retired` is the row the text would mean if it were active; customers only, products match when inactive.
    """

    match: T | None = None
    candidates: tuple[T, ...] = ()
    suggestions: tuple[T, ...] = ()
    retired: T | None = None
