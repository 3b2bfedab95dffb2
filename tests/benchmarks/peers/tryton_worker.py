"""Tryton in its own environment: founds a firm, then enters orders on command and tells how long it took.

Run as a script by the Python of that environment, so it imports nothing of ours: `tryton_worker.py DATABASE`,
with TRYTOND_CONFIG naming the settings. It reads lines of JSON `{"mode": "raw" | "import", "count": 200}` and
answers each with `{"seconds": …}`; the first line it writes is `{"ready": …}`.

In process, by Pool and Transaction, as trytond's own dispatcher calls the model: no HTTP, which favours it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import time
from decimal import Decimal
from typing import Any

from proteus import Model
from proteus import config as proteus_config
from trytond.modules.account.tests.tools import create_chart, create_tax, get_accounts
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.pool import Pool
from trytond.transaction import Transaction

CUSTOMERS, PRODUCTS = 100, 500
COLUMNS = [
    *("company", "currency", "party", "sale_date", "warehouse", "invoice_method", "shipment_method"),
    *("lines/product", "lines/quantity", "lines/unit", "lines/unit_price", "lines/taxes"),
]


def found(database: str) -> None:
    """Make the company, its accounts and a tax, products and customers, as a user of Tryton would."""
    proteus_config.set_trytond(database)
    create_company()
    create_chart()
    accounts = get_accounts()
    tax = create_tax(Decimal(".10"))
    tax.save()
    category = Model.get("product.category")(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.customer_taxes.append(tax)
    category.save()
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    templates = [_template(number, unit, category) for number in range(PRODUCTS)]
    Model.get("product.template").save(templates)
    Model.get("party.party").save([_party(number) for number in range(CUSTOMERS)])


def _template(number: int, unit: Any, category: Any) -> Any:
    template = Model.get("product.template")()
    template.name, template.code = f"Product {number:04d}", f"P{number:04d}"
    template.default_uom, template.type = unit, "goods"
    template.salable = True
    template.list_price = Decimal(5 + number % 70)
    template.account_category = category
    return template


def _party(number: int) -> Any:
    party = Model.get("party.party")(name=f"Customer {number:05d}")
    (address,) = party.addresses
    address.city = "Shanghai"
    return party


class Entry:
    """Enters orders of one line; drafts, as far as the model creates them by itself."""

    def __init__(self, database: str) -> None:
        self.database = database
        Pool.start()
        self.pool = Pool(database)
        self.pool.init()
        self.chance = random.Random(1)
        with Transaction().start(database, 1, readonly=True):
            self.company = self.pool.get("company.company").search([])[0].id
        with Transaction().start(database, 1, readonly=True, context=self._context()):
            company = self.pool.get("company.company")(self.company)
            self.currency = company.currency.id
            self.names = {"company": company.rec_name, "currency": company.currency.rec_name}
            (warehouse,) = self.pool.get("stock.location").search([("type", "=", "warehouse")])
            self.warehouse, self.names["warehouse"] = warehouse.id, warehouse.name
            self.customers = [self._customer(each) for each in self._parties()]
            self.products = [self._product(each) for each in self.pool.get("product.product").search([])]
            (tax,) = self.pool.get("account.tax").search([("company", "=", self.company)])
            self.tax, self.names["tax"] = tax.id, tax.name

    def enter(self, mode: str, count: int) -> float:
        """Enter so many orders in one transaction and return its seconds."""
        drawn = [
            (self.chance.choice(self.customers), self.chance.choice(self.products)) for _ in range(count)
        ]
        made = [self._values(*each) if mode == "raw" else self._cells(*each) for each in drawn]
        started = time.perf_counter()
        with Transaction().start(self.database, 1, context=self._context()) as transaction:
            sale = self.pool.get("sale.sale")
            entered = len(sale.create(made)) if mode == "raw" else sale.import_data(COLUMNS, made)
            transaction.commit()
        seconds = time.perf_counter() - started
        if entered != count:
            raise RuntimeError(f"{entered} of {count} orders entered")
        return seconds

    def _context(self) -> dict[str, Any]:
        return {"company": self.company, "companies": [self.company], "language": "en"}

    def _parties(self) -> list[Any]:
        found: list[Any] = self.pool.get("party.party").search([("name", "like", "Customer %")])
        return found

    def _customer(self, party: Any) -> dict[str, Any]:
        (address,) = party.addresses
        return {"id": party.id, "name": party.name, "address": address.id}

    def _product(self, product: Any) -> dict[str, Any]:
        unit = product.default_uom
        price = product.template.list_price
        return {
            "id": product.id,
            "name": product.code,
            "unit": unit.id,
            "in": unit.name,
            "price": price,
        }

    def _values(self, customer: dict[str, Any], product: dict[str, Any]) -> dict[str, Any]:
        """Return a sale as a program that knows every id gives it."""
        line = {
            "product": product["id"],
            "quantity": self.chance.randint(1, 5),
            "unit": product["unit"],
            "unit_price": product["price"],
            "taxes": [("add", [self.tax])],
        }
        return {
            "company": self.company,
            "currency": self.currency,
            "party": customer["id"],
            "invoice_address": customer["address"],
            "shipment_address": customer["address"],
            "sale_date": dt.date(2026, 11, 24),
            "warehouse": self.warehouse,
            "invoice_method": "order",
            "shipment_method": "order",
            "lines": [("create", [line])],
        }

    def _cells(self, customer: dict[str, Any], product: dict[str, Any]) -> list[Any]:
        """Return a sale as a row of a CSV file: names and texts (addresses cannot be told by a name)."""
        return [
            *(self.names["company"], self.names["currency"], customer["name"], "2026-11-24"),
            *(self.names["warehouse"], "order", "order"),
            *(product["name"], str(self.chance.randint(1, 5)), product["in"], str(product["price"])),
            self.names["tax"],
        ]


def main(database: str) -> None:
    """Found, then serve commands until the input ends."""
    found(database)
    entry = Entry(database)
    print(json.dumps({"ready": get_company().rec_name}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps({"seconds": entry.enter(asked["mode"], asked["count"])}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
