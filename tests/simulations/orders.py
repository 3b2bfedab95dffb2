"""The orders of the real month as the rules of approvals see them, with credit and new customers made up."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.approvals.rules.records import Subject
from server.orders.rules.amounts import deviation_percent
from tests.samples.month import load, sound_orders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
SEED = 20110131
LIMITED, NEW = 0.6, 0.1
"""Shares of customers with a credit limit, and of those never approved before the month."""
GENEROSITY = (0.5, 2.0)
"""What a limit is, as a share of what the customer orders in the month: the model knows no payments."""


@dataclass(frozen=True)
class Arrival:
    """An order, when it came in, and what is known of it then."""

    number: str
    at: dt.datetime
    subject: Subject


def arrivals() -> list[Arrival]:
    """Return the sound orders of the month as they came in; they use up stock and credit."""
    month = load(requested_on=dt.date(2011, 2, 28))
    prices = {row["code"]: Decimal(row["list_price"]) for row in month.master_data["products"]}
    stock = {row["product"]: int(row["on_hand"]) for row in month.master_data["stock"]}
    orders = sorted(sound_orders().items(), key=lambda item: item[1][0]["InvoiceDate"])
    customers = _Customers({number: lines[0]["CustomerID"] for number, lines in orders}, _amounts(orders))
    found = []
    for number, lines in orders:
        at = dt.datetime.fromisoformat(lines[0]["InvoiceDate"]).replace(tzinfo=SHANGHAI)
        amount = sum((_amount(line) for line in lines), start=Decimal(0))
        subject = Subject(
            amount=amount,
            in_stock=_take(stock, lines),
            deviation=_deviation(lines, prices),
            new_customer=customers.is_new(lines[0]["CustomerID"]),
            within_credit=customers.charge(lines[0]["CustomerID"], amount),
        )
        found.append(Arrival(number, at, subject))
    return found


class _Customers:
    """Who has a limit, who is new until the first order, and what each owes."""

    def __init__(self, by_order: Mapping[str, str], amounts: Mapping[str, Decimal]) -> None:
        chance = random.Random(SEED)
        bought: dict[str, Decimal] = defaultdict(Decimal)
        for number, customer in by_order.items():
            bought[customer] += amounts[number]
        self.limits = {
            customer: bought[customer] * Decimal(str(round(chance.uniform(*GENEROSITY), 2)))
            for customer in sorted(bought)
            if chance.random() < LIMITED
        }
        self.new = {customer for customer in sorted(bought) if chance.random() < NEW}
        self.owed: dict[str, Decimal] = defaultdict(Decimal)

    def is_new(self, customer: str) -> bool:
        """Tell whether nothing was approved before; from the first order on the customer is known."""
        fresh = customer in self.new
        self.new.discard(customer)
        return fresh

    def charge(self, customer: str, amount: Decimal) -> bool | None:
        """Add an order to what is owed; tell whether that is within the limit, None without one."""
        self.owed[customer] += amount
        limit = self.limits.get(customer)
        return None if limit is None else self.owed[customer] <= limit


def _amounts(orders: Iterable[tuple[str, list[dict[str, str]]]]) -> dict[str, Decimal]:
    return {number: sum((_amount(line) for line in lines), start=Decimal(0)) for number, lines in orders}


def _amount(line: Mapping[str, str]) -> Decimal:
    return int(line["Quantity"]) * Decimal(line["UnitPrice"])


def _take(stock: dict[str, int], lines: Iterable[Mapping[str, str]]) -> bool:
    """Reserve what is there line by line; tell whether that was all of it."""
    whole = True
    for line in lines:
        code, quantity = line["StockCode"].strip().upper(), int(line["Quantity"])
        if stock[code] >= quantity:
            stock[code] -= quantity
        else:
            whole = False
    return whole


def _deviation(lines: Iterable[Mapping[str, str]], prices: Mapping[str, Decimal]) -> Decimal | None:
    largest = Decimal(0)
    for line in lines:
        listed = prices[line["StockCode"].strip().upper()]
        if not listed:
            return None
        largest = max(largest, deviation_percent(Decimal(line["UnitPrice"]), list_price=listed))
    return largest
