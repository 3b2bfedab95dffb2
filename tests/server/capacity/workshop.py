"""An order office with workshops: units, special days, places, and what is told of lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.capacity import views as capacity_views
from server.db.session import reading
from server.masterdata.views import VIEWS
from server.orders.service import hold_released
from server.orders.service.planning import evidence, open_load, open_work
from server.orders.views import OrdersView
from server.stock.views import views as stock_views
from server.views.access import Registry
from server.views.contract import Rights
from tests.server.masterdata.sheet import Sheet, counted
from tests.server.orders.office import NOW, Office, line, open_office, row

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from sqlalchemy import Engine

    from server.capacity.rules.records import Evidence
    from sync.protocol.messages import RowResult


@dataclass
class Workshop:
    """Presses of clerks, sheets of capacity, and what an approver is told."""

    office: Office

    def sheet(self, name: str) -> Sheet:
        """Return a sheet of capacity."""
        return Sheet(self.office.engine, self.office.registry.views[name])

    def order(self, quantity: int, **values: str | None) -> RowResult:
        """Enter an order of one line."""
        return self.office.push(line(quantity=str(quantity), **values))[0]

    def told(self, *lines: str) -> dict[str, Evidence]:
        """Return the evidence of lines."""
        with reading(self.office.engine) as conn:
            return evidence(conn, lines, now=NOW)

    def load(self) -> dict[str, dict[dt.date, Decimal]]:
        """Return the open load by unit and day."""
        with reading(self.office.engine) as conn:
            return open_load(conn, now=NOW)

    def statements(self, *lines: str) -> int:
        """Return how many statements the evidence of lines costs."""
        with counted(self.office.engine) as statements:
            self.told(*lines)
        return len([each for each in statements if not each.startswith(("BEGIN", "ROLLBACK"))])

    def product(self, code: str, **values: str | None) -> None:
        """Change a product."""
        (shown,) = self.office.load("products", code=code)
        self.office._admin("products", row(shown.key, shown.rev, **values))


def open_workshop(engine: Engine) -> Workshop:
    """Fill a new database; no stock."""
    open_office(engine)
    every = (
        OrdersView(),
        *VIEWS,
        *stock_views(on_released=hold_released),
        *capacity_views.views(open_work=open_work),
    )
    registry = Registry({view.spec.name: view for view in every}, lambda *_: Rights(read=True, write=True))
    workshop = Workshop(Office(engine, registry))
    workshop.sheet("production_units").add({"code": "L1", "name": "一车间", "hours_a_day": "8"})
    workshop.sheet("transit").add({"place": "江苏", "days": "1"}, {"place": "江苏苏州", "days": "2"})
    workshop.product("LED", production_unit="一车间", hours_per_unit="2")
    return workshop
