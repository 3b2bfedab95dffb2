"""The small firm every test starts from: goods, customers and people, entered over the interface."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4
from zlib import crc32

from tests.e2e.protocol.api import PREFIX, Person, Row, new_row

if TYPE_CHECKING:
    from flask import Flask

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
ADMIN_PASSWORD = "conformance-Admin-1"
PASSWORD = "conformance-Staff-1"
WORKDAY = "2035-06-18"  # a Monday beyond every published holiday calendar
FREE_DAY = "2035-06-16"  # the Saturday before
NOBODY = "00000000-0000-7000-8000-000000000000"

PEOPLE: dict[str, tuple[str, str | None]] = {
    "clerk": ("clerk", None),
    "colleague": ("clerk", None),
    "supervisor": ("sales_supervisor", None),
    "keeper": ("warehouse", None),
    "finance": ("finance", None),
    "dealer": ("dealer", "C010"),
    "rival": ("dealer", "C011"),
}
WAREHOUSES = [{"code": "W1", "name": "东仓"}, {"code": "W2", "name": "西仓"}]
CUSTOMERS: list[dict[str, str | None]] = [
    {
        "code": "C001",
        "name": "苏州明辉照明有限公司",
        "aliases": "明辉；MH照明",
        "level": "A",
        "phone": "13800000001",
        "ship_to": "苏州工业园区星湖街1号",
        "payment_terms": "月结30天",
        "salesperson": "王芳",
        "department": "华东",
    },
    {"code": "C002", "name": "宁波海川五金有限公司", "level": "B", "payment_terms": "货到付款"},
    {"code": "C003", "name": "温州宏达五金厂", "aliases": "宏达", "payment_terms": "月结30天"},
    {"code": "C004", "name": "台州宏达机电厂", "aliases": "宏达", "payment_terms": "月结30天"},
    {"code": "C005", "name": "已停用的老客户", "payment_terms": "月结30天", "active": "false"},
    {"code": "C010", "name": "经销商甲", "phone": "13900000010", "payment_terms": "月结30天"},
    {"code": "C011", "name": "经销商乙", "phone": "13900000011", "payment_terms": "月结30天"},
]
PRODUCTS: list[dict[str, str | None]] = [
    {
        "code": "LED-9W",
        "name": "球泡灯",
        "spec": "9W",
        "unit": "只",
        "list_price": "10",
        "floor_price": "8.125",
    },
    {"code": "BOX-10", "name": "端子盒", "unit": "盒", "unit_step": "10", "list_price": "5"},
    {"code": "MTO-1", "name": "定制灯具", "list_price": "100", "supply_mode": "订产"},
    {"code": "OLD-1", "name": "老产品", "list_price": "3", "active": "false"},
    {"code": "TWIN-A", "name": "双胞端子", "list_price": "3"},
    {"code": "TWIN-B", "name": "双胞端子", "list_price": "3"},
    {"code": "SAFE-1", "name": "有安全库存", "list_price": "10", "safety_stock": "20", "warehouse": "W1"},
    {"code": "ROAM-1", "name": "无默认仓", "list_price": "10"},
    {"code": "HOME-1", "name": "默认西仓", "list_price": "10", "warehouse": "W2"},
    {"code": "NONE-1", "name": "无标准价"},
]
STOCK = [
    {"product": "LED-9W", "warehouse": "W1", "on_hand": "100000"},
    {"product": "BOX-10", "warehouse": "W1", "on_hand": "100000"},
    {"product": "SAFE-1", "warehouse": "W1", "on_hand": "100"},
    {"product": "ROAM-1", "warehouse": "W1", "on_hand": "5"},
    {"product": "ROAM-1", "warehouse": "W2", "on_hand": "50"},
    {"product": "HOME-1", "warehouse": "W1", "on_hand": "50"},
    {"product": "HOME-1", "warehouse": "W2", "on_hand": "50"},
    {"product": "NONE-1", "warehouse": "W1", "on_hand": "50"},
]


def line(**values: str | None) -> Row:
    """Return a good new order line, with what is told about it; `customer=None` and the like blank a cell.

    Its phone is that of its order, by PO or mark, and of no other: nothing is a duplicate by accident.
    """
    order = values.get("customer_po") or values.get("order_mark") or uuid4().hex
    number = crc32(str(order).strip().lower().encode()) % 10**8
    good: dict[str, str | None] = {
        "customer": "C001",
        "product": "LED-9W",
        "quantity": "10",
        "requested_on": WORKDAY,
        "phone": f"137{number:08}",
    }
    return new_row(**good | values)


def today() -> dt.date:
    """Return the date in Shanghai, which is the server's."""
    return dt.datetime.now(SHANGHAI).date()


def sign_in(app: Flask, name: str, password: str) -> str:
    """Return the token of somebody who signed in."""
    made = app.test_client().post(f"{PREFIX}/session", json={"name": name, "password": password})
    assert made.status_code in {200, 201}, made.text
    return str(made.get_json()["token"])


def found_firm(app: Flask) -> dict[str, str]:
    """Enter everything as the administrator and return the token of each person."""
    admin = Person(app, sign_in(app, "admin", ADMIN_PASSWORD), book=None)
    people = [
        {"name": name, "display_name": name, "role": role, "customer": customer, "password": PASSWORD}
        for name, (role, customer) in PEOPLE.items()
    ]
    for view, rows in (
        ("warehouses", WAREHOUSES),
        ("customers", CUSTOMERS),
        ("products", PRODUCTS),
        ("stock", STOCK),
        ("users", people),
    ):
        made = admin.push(*[new_row(**row) for row in rows], view=view)
        assert set(made.outcomes) == {"created"}, made.results
    tokens = {name: sign_in(app, name, PASSWORD) for name in PEOPLE}
    return {"admin": str(admin.token), **tokens}
