"""Reports over an office with orders, a ledger and stock: figures by hand, and nobody's but one's own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from server.db.commits import stamp
from server.db.session import reading, writing
from server.errors import AppError
from server.orders.models import LINES
from server.reports.service.reaching import NoReportError
from server.reports.service.shortage import shortage
from server.reports.service.statement import (
    ManyCustomersError,
    NoCustomerError,
    Period,
    statement,
)
from server.reports.service.week import weekly_report
from server.views.contract import Actor, Context, Touched
from server.views.history import keep_touched
from server.views.store import receive
from sync.rows.keys import new_key
from tests.server.credit.bank import FINANCE, TODAY, Bank, open_bank
from tests.server.masterdata.sheet import counted
from tests.server.orders.office import CLERK, COLLEAGUE, DEALER, NOW, Press, line, row

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sync.protocol.reports import Report

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
KEEPER = Actor("keeper", "warehouse")


@pytest.fixture
def bank(engine: Engine) -> Bank:
    """Open an office: 明辉照明 owes since October, paid and was invoiced in November."""
    bank = open_bank(engine)
    bank.book("期初应收", "1000.00", days=40)
    bank.book("收款", "300.50", days=20)
    bank.book("开票", "2000.00", days=10)
    bank.book("开票", "77.00", days=10, customer="C2")
    bank.book("退款", "0.50", days=0)
    return bank


def facts(report: Report) -> dict[str, str | None]:
    return {fact.key: fact.text for fact in report.facts}


def told(bank: Bank, actor: Actor, customer: str = "明辉", period: Period = NOVEMBER) -> Report:
    with reading(bank.office.engine) as conn:
        return statement(conn, actor, customer, period)


def week(bank: Bank, actor: Actor, on: dt.date = TODAY) -> Report:
    with reading(bank.office.engine) as conn:
        return weekly_report(conn, actor, on, today=TODAY)


def risks(bank: Bank, actor: Actor = CLERK) -> list[tuple[Any, ...]]:
    """Return customer, quantity, day due, short, coverable on and days late of the lines at risk."""
    with reading(bank.office.engine) as conn:
        (section,) = shortage(conn, actor, now=NOW).sections
    return [(each[2], each[5], *each[6:10]) for each in section.rows]


def test_a_statement_runs_from_the_opening_to_the_closing_balance(bank: Bank) -> None:
    report = told(bank, FINANCE)
    assert {name: facts(report)[name] for name in ("code", "opening", "raised", "lowered", "closing")} == {
        "code": "C1",
        "opening": "1000",
        "raised": "2000.5",
        "lowered": "300.5",
        "closing": "2700",
    }
    lines = [(each[0], each[1], *each[3:6]) for each in report.sections[0].rows]
    assert lines == [
        ("2026-11-01", "期初余额", None, None, "1000"),
        ("2026-11-04", "收款", None, "300.5", "699.5"),
        ("2026-11-14", "开票", "2000", None, "2699.5"),
        ("2026-11-24", "退款", "0.5", None, "2700"),
        ("2026-11-30", "期末余额", None, None, "2700"),
    ]


def test_a_statement_of_a_time_without_entries_keeps_its_balance(bank: Bank) -> None:
    december = Period(dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    assert (facts(told(bank, FINANCE, period=december))["opening"]) == "2700"
    assert len(told(bank, FINANCE, period=december).sections[0].rows) == 2


def test_a_statement_lists_the_orders_of_its_time_beside_the_account(bank: Bank) -> None:
    bank.order(12, customer_po="PO-1", ordered_at="2026-11-30T15:59:00Z")
    bank.order(7, ordered_at="2026-11-30T16:01:00Z")  # the first of December in Shanghai
    bank.order(5, customer="C2", ordered_at="2026-11-20T02:00:00Z")
    bank.order(9, action="暂存", ordered_at="2026-11-20T02:00:00Z")
    report = told(bank, FINANCE)
    rows = report.sections[1].rows
    assert [(each[0], each[3], each[6], each[8]) for each in rows] == [("2026-11-30", "PO-1", "12", "120")]
    assert facts(report)["ordered"] == "120"
    assert facts(report)["closing"] == "2700"


@pytest.mark.parametrize("text", ["C1", "明辉照明", "明辉"])
def test_a_customer_is_known_by_code_name_and_alias(bank: Bank, text: str) -> None:
    assert facts(told(bank, FINANCE, text))["customer"] == "明辉照明"


def test_a_clerk_gets_the_statements_of_customers_he_serves(bank: Bank) -> None:
    assert facts(told(bank, CLERK))["closing"] == "2700"  # looks after 明辉照明
    for actor in (CLERK, COLLEAGUE):
        with pytest.raises(NoCustomerError):
            told(bank, actor, "C2")
    bank.order(1, Press(actor=COLLEAGUE), customer="C2")
    assert facts(told(bank, COLLEAGUE, "C2"))["closing"] == "77"
    with pytest.raises(NoCustomerError):
        told(bank, COLLEAGUE, "C1")


def test_a_dealer_gets_the_own_statement_and_nobody_else_s(bank: Bank) -> None:
    bank.book("开票", "9.00", customer="C9")
    for text in ("", "C9", "经销商甲"):
        assert facts(told(bank, DEALER, text))["closing"] == "9"
    answers = []
    for text in ("C1", "明辉", "没有的"):
        with pytest.raises(AppError) as caught:
            told(bank, DEALER, text)
        answers.append((type(caught.value), str(caught.value)))
    assert set(answers) == {(NoCustomerError, NoCustomerError.title)}
    for text in ("", "C9"):
        with pytest.raises(NoCustomerError):
            told(bank, Actor("x", "dealer"), text)


def test_what_nobody_can_mean_is_refused(bank: Bank) -> None:
    with pytest.raises(NoCustomerError):
        told(bank, FINANCE, "")
    bank.office._admin("customers", row(code="C3", name="明辉照明"))
    with pytest.raises(ManyCustomersError, match="C1 明辉照明、C3"):
        told(bank, FINANCE, "明辉照明")
    for text in ("x" * 201, "C1\0"):
        with pytest.raises(NoCustomerError):
            told(bank, FINANCE, text)


def test_roles_without_a_report_have_none(bank: Bank) -> None:
    with pytest.raises(NoReportError):
        told(bank, KEEPER)
    with pytest.raises(NoReportError):
        week(bank, FINANCE)
    with pytest.raises(NoReportError), reading(bank.office.engine) as conn:
        shortage(conn, Actor("x", "nobody"), now=NOW)


def test_a_week_tells_of_the_own_orders_alone(bank: Bank) -> None:
    bank.order(10, requested_on="2026-12-03")
    held = bank.order(2_000, requested_on="2026-12-18")  # over the limit of C1
    bank.order(4, customer="C2", action="暂存")
    bank.order(99, Press(actor=COLLEAGUE), customer="C2")
    report = week(bank, CLERK)
    found = facts(report)
    assert (found["from"], found["to"], found["orders"]) == ("2026-11-23", "2026-11-29", "2")
    assert (found["entered_lines"], found["entered_amount"]) == ("2", "20100")
    assert (found["held_lines"], found["held_amount"]) == ("1", "20000")
    assert (found["late_lines"], found["due_lines"], found["shipped_lines"]) == ("0", "1", "0")
    assert [each[0] for each in report.sections[1].rows] == [held.values["order_no"]]
    assert facts(week(bank, CLERK, TODAY + dt.timedelta(days=7)))["entered_lines"] == "0"
    assert facts(week(bank, COLLEAGUE))["entered_amount"] == "990"
    assert facts(week(bank, Actor("王芳", "dealer", customer="C9")))["entered_lines"] == "0"


@pytest.mark.parametrize("lines", [1, 30])
def test_reports_ask_the_database_as_often_for_many_lines_as_for_one(bank: Bank, lines: int) -> None:
    bank.office.put("NUT", 1)
    bank.office.push(*(line(product="NUT", quantity="5", customer="C2") for _ in range(lines)))
    with counted(bank.office.engine) as weekly:
        assert facts(week(bank, CLERK))["entered_lines"] == str(lines)
    with counted(bank.office.engine) as short:
        assert len(risks(bank)) == lines
    selects = [[one for one in every if one.startswith("SELECT")] for every in (weekly, short)]
    assert [len(every) for every in selects] == [3, 6]


def test_lines_that_stock_and_supply_cannot_serve_in_time_are_at_risk(bank: Bank) -> None:
    office = bank.office
    office.put("NUT", 100)
    office.plan("NUT", 50, "2026-12-10")
    for quantity, on in ((60, "2026-12-01"), (45, "2026-12-02"), (70, "2026-12-04")):
        bank.order(quantity, customer="C2", product="NUT", requested_on=on)
    assert risks(bank) == [  # 60 are reserved, 40 left
        ("海川五金", "45", "2026-12-02", "5", "2026-12-10", "8"),
        ("海川五金", "70", "2026-12-04", "30", None, None),
    ]


def test_a_promise_that_its_supply_no_longer_keeps_is_at_risk(bank: Bank) -> None:
    office = bank.office
    office.plan("NUT", 50, "2026-12-10")
    found = bank.order(30, customer="C2", product="NUT", requested_on="2026-12-01", action="同意等货")
    assert found.values["promised_on"] == "2026-12-10"
    assert risks(bank) == []  # the customer agreed to wait
    (supply,) = office.load("supplies")
    office._admin("supplies", row(supply.key, supply.rev, due_on="2026-12-20"))
    assert risks(bank) == [("海川五金", "30", "2026-12-10", "30", "2026-12-20", "10")]


def test_a_dealer_is_told_of_the_own_lines_though_all_wait(bank: Bank) -> None:
    bank.office.put("NUT", 10)
    bank.order(20, customer="C2", product="NUT", requested_on="2026-12-01")
    bank.order(20, Press(actor=DEALER), customer="C9", product="NUT", requested_on="2026-12-02")
    assert [each[0] for each in risks(bank)] == ["海川五金", "经销商甲"]
    assert risks(bank, DEALER) == [("经销商甲", "20", "2026-12-02", "10", None, None)]
    assert risks(bank, Actor("x", "dealer")) == []


def test_what_was_shipped_is_told_by_the_history(bank: Bank) -> None:
    done = bank.order(10, requested_on="2026-11-30")
    with writing(bank.office.engine) as conn:
        conn.execute(
            LINES.update().where(LINES.c.key == done.key).values(shipped=Decimal(4), rev=LINES.c.rev + 1)
        )
        context = Context(actor=KEEPER, now=NOW, today=TODAY, stamp=stamp(conn), submission=new_key())
        receive(conn, context)
        keep_touched(conn, "orders", [Touched(done.key, 2, {"shipped": ("0", "4")})], context=context)
    found = week(bank, CLERK)
    assert (facts(found)["shipped_lines"], found.sections[2].rows[0][8]) == ("1", "4")
    assert facts(week(bank, CLERK, TODAY - dt.timedelta(days=7)))["shipped_lines"] == "0"
