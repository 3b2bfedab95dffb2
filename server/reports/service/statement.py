"""对账单: a customer's account over a period, and beside it the orders of that time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.accounts.policy import Reach
from server.errors import InvalidError, NotFoundError
from server.masterdata import service as masterdata
from server.orders.rules.shown import texts_of
from server.reports import store
from server.reports.rules.statement import account_of
from server.reports.service.reaching import reach_of
from server.reports.service.tables import column, day, money
from server.views.cells import decimal_text
from sync.fields.dates import SHANGHAI
from sync.protocol.reports import Fact, Report
from sync.protocol.stories import Section, SectionColumn

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.masterdata.service import Customer
    from server.orders.store import Full
    from server.reports.rules.statement import Account
    from server.views.contract import Actor

NAME = "statement"
LONGEST_NAME = 200
ZERO = Decimal(0)
LINES = (
    SectionColumn("日期", "Date", "date"),
    SectionColumn("类型", "Kind"),
    SectionColumn("单据号", "Reference"),
    SectionColumn("应收增加", "Added", "money"),
    SectionColumn("收款及减少", "Paid", "money"),
    SectionColumn("余额", "Balance", "money"),
    SectionColumn("备注", "Remark"),
)
ORDERED = (
    SectionColumn("下单日期", "Ordered on", "date"),
    *map(column, ("order_no", "line_no", "customer_po", "product", "product_name", "quantity", "unit_price")),
    *map(column, ("amount", "shipped", "status")),
)


class NoCustomerError(NotFoundError):
    """There is no such customer, or none of whom the asker may be told."""

    title = "没有这个客户，或您不能出这个客户的对账单"


class ManyCustomersError(InvalidError):
    """A name that means several customers."""

    status = 422
    title = "这个名称对得上几个客户，请写客户编码"


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    first: dt.date
    last: dt.date

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """Return when it begins and when it is over, by the clock of the house."""
        return _midnight(self.first), _midnight(self.last + dt.timedelta(days=1))


def _midnight(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time.min, SHANGHAI)


def statement(conn: Connection, actor: Actor, customer: str, period: Period) -> Report:
    """Return the statement of a customer; raises NoReportError, NoCustomerError and the like.

    A dealer gets the own customer's alone; who may read no ledger gets those of customers he serves.
    """
    reach = reach_of(actor, NAME)
    found = _customer(conn, actor, customer)
    if reach is Reach.ENTERED and not store.has_entered(conn, actor, found.key):
        raise NoCustomerError
    opening = store.load_opening(conn, found.key, before=period.first)
    entries = store.load_entries(conn, found.key, first=period.first, last=period.last)
    since, until = period.moments
    ordered = store.load_ordered(conn, found.key, since=since, until=until)
    account = account_of(opening, entries)
    facts = [*_named(found, period), *_sums(account), *_ordered_sums(ordered)]
    return Report("对账单", "Statement", facts, [_lines(account, period), _orders(ordered)])


def _customer(conn: Connection, actor: Actor, text: str) -> Customer:
    if actor.outside and not text:
        own = masterdata.customers_by_code(conn, [actor.customer]) if actor.customer else {}
        if not own:
            raise NoCustomerError
        return next(iter(own.values()))
    if len(text) > LONGEST_NAME or "\0" in text:
        raise NoCustomerError
    found = masterdata.customers_by_text(conn, [text])[text]
    meant = found.match or found.retired
    if actor.outside:
        if meant is None or meant.code != actor.customer:
            raise NoCustomerError
        return meant
    if found.candidates:
        raise ManyCustomersError("、".join(f"{each.code} {each.name}" for each in found.candidates))
    if meant is None:
        near = "、".join(f"{each.code} {each.name}" for each in found.suggestions)
        raise NoCustomerError(f"{NoCustomerError.title}；最接近的：{near}" if near else "")
    return meant


def _named(customer: Customer, period: Period) -> list[Fact]:
    return [
        Fact("customer", "客户", "Customer", customer.name),
        Fact("code", "客户编码", "Code", customer.code, "code"),
        day("from", "从", "From", period.first),
        day("to", "到", "To", period.last),
    ]


def _sums(account: Account) -> list[Fact]:
    return [
        money("opening", "期初余额", "Opening balance", account.opening),
        money("raised", "本期应收增加", "Added", account.raised),
        money("lowered", "本期收款及减少", "Paid", account.lowered),
        money("closing", "期末余额", "Closing balance", account.closing),
    ]


def _ordered_sums(ordered: list[Full]) -> list[Fact]:
    amount = sum((full.line.amount or ZERO for full in ordered), start=ZERO)
    return [money("ordered", "本期订单金额", "Ordered", amount)]


def _lines(account: Account, period: Period) -> Section:
    """Return the entries between two lines that say the balance at both ends."""
    first = [period.first.isoformat(), "期初余额", None, None, None, decimal_text(account.opening), None]
    last = [period.last.isoformat(), "期末余额", None, None, None, decimal_text(account.closing), None]
    rows = [
        [
            entry.on.isoformat(),
            entry.kind,
            entry.reference,
            decimal_text(entry.owed) if entry.owed > 0 else None,
            decimal_text(-entry.owed) if entry.owed <= 0 else None,
            decimal_text(balance),
            entry.remark,
        ]
        for entry, balance in zip(account.entries, account.balances, strict=True)
    ]
    return Section("往来明细", "Account", list(LINES), [first, *rows, last])


def _orders(ordered: list[Full]) -> Section:
    rows = [_ordered(full, texts_of(full.order, full.line, full.names)) for full in ordered]
    return Section(
        "本期订单（开票以后才进余额）", "Orders (on the account once invoiced)", list(ORDERED), rows
    )


def _ordered(full: Full, texts: dict[str, str | None]) -> list[str | None]:
    names = ("order_no", "line_no", "customer_po", "product", "product_name", "quantity", "unit_price")
    on = full.order.ordered_at.astimezone(SHANGHAI).date().isoformat()
    return [on, *(texts[name] for name in (*names, "amount", "shipped", "status"))]
