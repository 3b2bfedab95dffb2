"""All master data of the sample factory as sheet rows by view, and the dropdown lists that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.samples.customers import customer_rows, price_rows
from workbooks.samples.planning import calendar_rows, ledger_rows, transit_rows, unit_rows
from workbooks.samples.products import WAREHOUSES, product_rows, stock_rows, supply_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from workbooks.book import SheetValue

Rows = dict[str, list[dict[str, "SheetValue"]]]
TERMS = (("款到发货", 0), ("货到付款", 0), ("预付30%", 0), ("月结30天", 30), ("月结60天", 60))
_USERS = (
    ("lina", "李娜", "clerk", "zhoumin"),
    ("wangfang", "王芳", "clerk", "zhoumin"),
    ("zhoumin", "周敏", "sales_supervisor", "liuqiang"),
    ("sunjian", "孙建", "production_manager", "liuqiang"),
    ("zhaoli", "赵丽", "finance", "liuqiang"),
    ("qianwei", "钱伟", "warehouse", "sunjian"),
    ("liuqiang", "刘强", "manager", None),
)
DEALER = ("hairun", "海润照明（经销商）", "C003")


def master_rows(today: dt.date, *, password: str | None = None) -> Rows:
    """Return sheet rows by view; `password` is put into the write-only column of every user."""
    return {
        "customers": customer_rows(),
        "products": product_rows(),
        "prices": price_rows(today),
        "stock": stock_rows(),
        "supplies": supply_rows(today),
        "warehouses": [dict(zip(("code", "name", "region"), facts, strict=True)) for facts in WAREHOUSES],
        "production_units": unit_rows(),
        "calendar": calendar_rows(today),
        "transit": transit_rows(),
        "ledger": ledger_rows(today),
        "payment_terms": [{"name": name, "days": days, "active": "是"} for name, days in TERMS],
        "rules": [],
        "users": _user_rows(password),
    }


def _user_rows(password: str | None) -> list[dict[str, SheetValue]]:
    keys = ("name", "display_name", "role", "superior")
    staff: list[dict[str, SheetValue]] = [dict(zip(keys, facts, strict=True)) for facts in _USERS]
    name, shown, customer = DEALER
    dealer: dict[str, SheetValue] = {
        "name": name,
        "display_name": shown,
        "role": "dealer",
        "customer": customer,
    }
    return [row | {"password": password, "active": "是"} for row in (*staff, dealer)]


def choice_lists(rows: Mapping[str, Iterable[Mapping[str, SheetValue]]]) -> dict[str, list[str]]:
    """Return the dropdown lists by view: names of customers, `代码｜品名 规格` of products that are sold."""
    sold = [row for row in rows["products"] if row["active"] == "是"]
    return {
        "customers": list(dict.fromkeys(str(row["name"]) for row in rows["customers"])),
        "products": [product_label(row) for row in sold],
        "payment_terms": [str(row["name"]) for row in rows["payment_terms"]],
        "warehouses": [str(row["code"]) for row in rows["warehouses"]],
    }


def product_label(row: Mapping[str, SheetValue]) -> str:
    """Return how a product stands in its dropdown."""
    return f"{row['code']}｜{row['name']} {row['spec'] or ''}".rstrip()
