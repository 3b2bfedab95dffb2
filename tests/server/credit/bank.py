"""An order office with a ledger: customers with limits, entries, and what finance lets go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.capacity import views as capacity_views
from server.credit import views as credit_views
from server.db.commits import stamp
from server.db.session import reading, writing
from server.masterdata import views as masterdata_views
from server.orders.jobs import recheck_all
from server.orders.service import crediting, hold_released
from server.orders.views import OrdersView
from server.stock.views import views as stock_views
from server.views.access import Registry
from server.views.contract import Actor, Context, Rights
from server.views.history import keep_touched
from server.views.store import receive
from sync.rows.keys import new_key
from tests.server.orders.office import NOW, Office, Press, line, open_office, row

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.credit.service import Standing
    from sync.protocol.messages import RowResult, SyncResponse

FINANCE = Actor("赵丽", "finance")
TODAY = dt.date(2026, 11, 24)
LIMIT = "10000"


@dataclass
class Bank:
    """Presses of clerks and of finance. LED costs 10 a piece."""

    office: Office

    def order(self, quantity: int, press: Press | None = None, **values: str | None) -> RowResult:
        """Enter an order of one line: ten a piece."""
        return self.office.push(line(quantity=str(quantity), **values), press=press)[0]

    def book(
        self, kind: str, amount: str, *, days: int = 0, customer: str = "C1", overdue: int | None = None
    ) -> SyncResponse:
        """Write an entry of the ledger, `days` ago; `overdue` says how many days ago it was due."""
        values: dict[str, str | None] = {
            "customer": customer,
            "kind": kind,
            "amount": amount,
            "on": (TODAY - dt.timedelta(days=days)).isoformat(),
        }
        if overdue is not None:
            values["due_on"] = (TODAY - dt.timedelta(days=overdue)).isoformat()
        return self.office._admin("ledger", row(None, None, **values))

    def limit(self, amount: str | None, code: str = "C1") -> SyncResponse:
        """Change the credit limit of a customer."""
        (shown,) = self.office.load("customers", code=code)
        return self.office._admin("customers", row(shown.key, shown.rev, credit_limit=amount))

    def release(self, *lines: str) -> list[str]:
        """Let the orders of lines go on, as finance does; return the lines that changed."""
        with writing(self.office.engine) as conn:
            context = Context(actor=FINANCE, now=NOW, today=TODAY, stamp=stamp(conn), submission=new_key())
            touched = crediting.release(conn, lines, context=context)
            receive(conn, context)
            keep_touched(conn, "orders", touched, context=context)
        return [each.key for each in touched]

    def recheck(self) -> list[str]:
        """Run the job that judges held orders again."""
        with writing(self.office.engine) as conn:
            return recheck_all(conn, NOW)

    def standing(self, *orders: str) -> dict[str, Standing]:
        """Return how the customers stand with orders."""
        with reading(self.office.engine) as conn:
            return crediting.standings(conn, orders, now=NOW)

    def status(self, key: str) -> str | None:
        """Return the status of a line."""
        return self.office.shown(key)["status"]


def open_bank(engine: Engine) -> Bank:
    """Fill a new database; there is plenty of stock."""
    open_office(engine)
    every = (
        OrdersView(),
        masterdata_views.customers_view(on_limits=crediting.recheck),
        *masterdata_views.OTHERS,
        *stock_views(on_released=hold_released),
        credit_views.view(on_changed=crediting.recheck),
        *capacity_views.views(),
    )
    registry = Registry({view.spec.name: view for view in every}, lambda *_: Rights(read=True, write=True))
    bank = Bank(Office(engine, registry))
    bank.office.put("LED", 100_000)
    bank.limit(LIMIT)
    return bank
