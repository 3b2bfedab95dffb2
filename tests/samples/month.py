"""One real month of orders as rows of views: the CSV maps to `orders`, a seeded script makes what it lacks.

Mapping: InvoiceNo → customer_po, CustomerID → customer (blank stays blank), StockCode → product,
Quantity → quantity, UnitPrice → unit_price, InvoiceDate → ordered_at.
Phones, stock, terms and the requested date are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median_low

CSV = Path(__file__).parent / "online_retail" / "online-retail-2011-01.csv.gz"
SEED = 20110104
TERMS = ("月结30天", "月结60天", "款到发货")
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Month:
    """Order rows in the order of the file, and master data rows by view name."""

    orders: tuple[Values, ...]
    master_data: dict[str, tuple[Values, ...]]


def lines() -> list[dict[str, str]]:
    """Return the lines of the file as they are."""
    with gzip.open(CSV, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sound_orders() -> dict[str, list[dict[str, str]]]:
    """Return the lines of orders in which nothing is wrong, by invoice: what a server should take.

    Each line has a customer, a quantity above 0 and no negative price (0 is a gift), and the lines of an
    order agree on its time.
    """
    by_invoice: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in lines():
        by_invoice[line["InvoiceNo"]].append(line)
    return {invoice: found for invoice, found in by_invoice.items() if _is_sound(found)}


def _is_sound(order: list[dict[str, str]]) -> bool:
    complete = all(
        line["CustomerID"] and int(line["Quantity"]) > 0 and Decimal(line["UnitPrice"]) >= 0 for line in order
    )
    return complete and len({line["InvoiceDate"] for line in order}) == 1


def load(*, requested_on: dt.date) -> Month:
    """Return the month; every line asks for the same date, which must be in the future when it is sent."""
    found = lines()
    return Month(
        orders=tuple(_order(line, requested_on) for line in found),
        master_data={
            "warehouses": ({"code": "W1", "name": "总仓"},),
            "products": tuple(_products(found)),
            "customers": tuple(_customers(found)),
            "stock": tuple(_stock(found)),
        },
    )


def _code(line: dict[str, str]) -> str:
    return line["StockCode"].strip().upper()


def _customer(line: dict[str, str]) -> str:
    return line["CustomerID"].removesuffix(".0")


def _order(line: dict[str, str], requested_on: dt.date) -> Values:
    ordered_at = dt.datetime.fromisoformat(line["InvoiceDate"]).replace(
        tzinfo=dt.timezone(dt.timedelta(hours=8))
    )
    row = {
        "customer": _customer(line),
        "customer_po": line["InvoiceNo"],
        "product": line["StockCode"],
        "quantity": line["Quantity"],
        "unit_price": line["UnitPrice"],
        "requested_on": requested_on.isoformat(),
        "ordered_at": ordered_at.isoformat(),
        "remark": line["Description"],
    }
    return {field: value for field, value in row.items() if value}


def _products(found: list[dict[str, str]]) -> list[Values]:
    prices: dict[str, list[Decimal]] = defaultdict(list)
    names: dict[str, str] = {}
    for line in found:
        prices[_code(line)].append(Decimal(line["UnitPrice"]))
        names.setdefault(_code(line), line["Description"].strip() or "未命名")
    return [
        {
            "code": code,
            "name": names[code],
            "unit": "个",
            "list_price": str(median_low(prices[code])),
            "warehouse": "W1",
        }
        for code in sorted(prices)
    ]


def _customers(found: list[dict[str, str]]) -> list[Values]:
    chance = random.Random(SEED)
    codes = sorted({_customer(line) for line in found} - {""})
    return [
        {
            "code": code,
            "name": f"Customer {code}",
            "phone": f"13{chance.randrange(10**9):09d}",
            "payment_terms": chance.choice(TERMS),
        }
        for code in codes
    ]


def _stock(found: list[dict[str, str]]) -> list[Values]:
    chance = random.Random(SEED + 1)
    demand: Counter[str] = Counter()
    for line in found:
        demand[_code(line)] += max(0, int(line["Quantity"]))
    return [
        {"product": code, "warehouse": "W1", "on_hand": str(int(quantity * chance.uniform(0.4, 1.3)))}
        for code, quantity in sorted(demand.items())
    ]
