"""Columns of reports, described once, and lines of orders as their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.views.cells import decimal_text
from sync.fields.orders import ORDERS
from sync.protocol.reports import Fact
from sync.protocol.stories import SectionColumn

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


def column(field: str) -> SectionColumn:
    """Return a column that shows a field of orders."""
    found = ORDERS.field(field)
    return SectionColumn(found.label, found.english, found.kind.value)


def money(key: str, label: str, english: str, amount: Decimal) -> Fact:
    """Return an amount as a fact."""
    return Fact(key, label, english, decimal_text(amount), "money")


def count(key: str, label: str, english: str, number: int) -> Fact:
    """Return a number of things as a fact."""
    return Fact(key, label, english, str(number), "whole")


def day(key: str, label: str, english: str, on: dt.date) -> Fact:
    """Return a day as a fact."""
    return Fact(key, label, english, on.isoformat(), "date")
