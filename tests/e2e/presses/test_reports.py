"""对账单, 周报 and 缺料风险 pressed on a sample workbook; figures counted by hand."""

from __future__ import annotations

import base64
import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from sync.fields.orders import ORDERS
from sync.rows.keys import new_key
from tests.e2e.presses.conftest import PASSWORD, TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.presses.conftest import Factory

SHEET = ORDERS.title


def enter(factory: Factory, *entries: tuple[str, str, dt.date], customer: str) -> None:
    """Write entries of a customer's ledger as the administrator: kind, amount, day."""
    rows = [
        {
            "key": new_key(),
            "values": {"customer": customer, "kind": kind, "amount": amount, "on": on.isoformat()},
        }
        for kind, amount, on in entries
    ]
    body = json.dumps({"request_id": str(uuid4()), "rows": rows}).encode()
    credentials = json.dumps({"name": "admin", "password": PASSWORD}).encode()
    token = json.loads(factory.call("POST", "/api/v1/session", credentials, "")[2])["token"]
    status, _, content = factory.call("POST", "/api/v1/views/ledger/sync", body, token)
    assert (status, {result["outcome"] for result in json.loads(content)["results"]}) == (200, {"created"})


def sheet(book: Path, name: str) -> m.CellBlock:
    return FileHost(book).snapshot([m.Need(m.Range(name, 1, 1, 0, 0), looks=True)]).blocks[0]


def table(book: Path, name: str, title: str) -> list[list[Any]]:
    """Return the rows of a table of a report, by its title."""
    rows = sheet(book, name).rows
    start = next(number for number, row in enumerate(rows) if str(row[0] or "").startswith(title)) + 2
    end = next((number for number in range(start, len(rows)) if rows[number][0] is None), len(rows))
    return rows[start:end]


def test_a_statement_of_the_selected_customer_is_on_the_sheet_and_on_paper(factory: Factory) -> None:
    made = factory.press().outcome
    row = next(each for each in made["rows"] if each["outcome"] == "created")
    customer = next(
        each["customer"] for each in factory.orders().values() if each["order_no"] == row["order_no"]
    )
    month = TODAY.replace(day=1)
    before = month - dt.timedelta(days=1)
    options = {"sheet": SHEET, "row": str(row["row"]), "from": month.isoformat(), "to": TODAY.isoformat()}
    then = factory.press("statement", None, **options).outcome["facts"]
    enter(
        factory,
        ("开票", "1000.10", month),
        ("收款", "250.05", TODAY),
        ("收款", "5", before),
        customer=customer,
    )
    told = factory.press("statement", None, pdf="yes", **options)
    facts = told.outcome["facts"]
    assert (told.exit, facts["customer"]) == (0, customer)
    assert Decimal(facts["opening"]) == Decimal(then["opening"]) - 5
    assert Decimal(facts["closing"]) == Decimal(then["closing"]) - 5 + Decimal("750.05")
    lines = [(each[1], each[3], each[4]) for each in table(factory.book, "对账单", "往来明细")]
    assert lines[0][0] == "期初余额"
    assert lines[-1][0] == "期末余额"
    assert ("开票", 1000.1, None) in lines
    assert ("收款", None, 250.05) in lines
    ordered = table(factory.book, "对账单", "本期订单（")
    mine = [each for each in factory.orders().values() if each["customer"] == customer]
    assert sorted(each[1] for each in ordered) == sorted(each["order_no"] for each in mine)
    assert Decimal(facts["ordered"]) == sum(Decimal(each["amount"]) for each in mine)
    assert base64.b64decode(told.outcome["pdf"]).startswith(b"%PDF-")
    assert sheet(factory.book, "对账单").formulas == []


def test_a_week_is_that_of_the_own_orders(factory: Factory) -> None:
    factory.press(book=factory.other_book)
    theirs = {each["order_no"] for each in factory.orders().values()}  # a line of mine joined one of these
    factory.press()
    mine = [each for each in factory.orders().values() if each["order_no"] not in theirs]
    told = factory.press("weekly_report").outcome["facts"]
    assert told["by"] == "wangfang"
    assert int(told["entered_lines"]) == len(mine)
    assert int(told["orders"]) == len({each["order_no"] for each in mine})
    assert Decimal(told["entered_amount"]) == sum(Decimal(each["amount"]) for each in mine)
    held = [each for each in mine if each["holds"]]
    assert (int(told["held_lines"]), len(table(factory.book, "周报", "待处理 Held"))) == (
        len(held),
        len(held),
    )
    first = TODAY - dt.timedelta(days=TODAY.weekday()) + dt.timedelta(days=7)
    due = [each for each in mine if first <= _due(each) < first + dt.timedelta(days=7)]
    assert int(told["due_lines"]) == len(due)


def _due(order: dict[str, Any]) -> dt.date:
    return dt.date.fromisoformat(order["promised_on"] or order["requested_on"])


def test_lines_at_risk_are_those_the_press_said_are_short(factory: Factory) -> None:
    rows = factory.press().outcome["rows"]
    problems = ((row["order_no"], each) for row in rows for each in row.get("problems", []))
    short = {number: each["facts"] for number, each in problems if each["code"] == "stock_short"}
    told = factory.press("shortage").outcome["facts"]
    found = table(factory.book, "缺料风险", "赶不上交期")
    assert {row[0]: row[7] for row in found} == {number: int(each["short"]) for number, each in short.items()}
    for row in found:  # when they can be covered is what the press said, and so many days too late
        assert row[8] is None or row[8] in short[row[0]]["outlook"]
        days = (dt.date.fromisoformat(row[8]) - dt.date.fromisoformat(row[6])).days if row[8] else None
        assert row[9] == days
    assert {row[8] is None for row in found} == {True, False}
    assert (told["lines"], told["orders"], told["unplanned"]) == ("2", "2", "1")
