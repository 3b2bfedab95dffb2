"""Steps with their orders, as rows of `todo` show them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.approvals import store
from server.approvals.rules.records import DECIDED, State
from server.approvals.rules.words import history_line, order_texts, step_texts
from server.approvals.service.evidence import NOTHING, known_of
from server.masterdata import service as masterdata
from server.masterdata.calendar import working_hours_between
from server.orders import store as orders
from server.orders.service.gathering import units_of
from server.views.cells import decimal_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.ports import Ports
    from server.approvals.rules.people import Staff
    from server.approvals.rules.records import Step
    from server.masterdata.rules.records import Customer, Product
    from server.orders.rules.records import Unit

Texts = dict[str, "str | None"]
_HOUR = Decimal(3600)
_TENTH = Decimal("0.1")
_TOLD = frozenset({State.APPROVED, State.PASSED, State.REJECTED, State.VOID})


@dataclass(frozen=True, slots=True)
class Seen:
    """Orders by key, whole, with the customers and products they name."""

    units: Mapping[str, Unit]
    customers: Mapping[str, Customer]
    products: Mapping[str, Product]

    def texts(self, step: Step) -> Texts:
        """Return the texts of all fields of a row but the computed ones."""
        unit = self.units[step.order]
        customer = self.customers.get(unit.order.customer or "")
        return step_texts(step) | order_texts(unit.order, unit.after.values(), customer, self.products)


def load_seen(conn: Connection, keys: Collection[str]) -> Seen:
    """Return orders (keys) as they are."""
    units = units_of(orders.load_orders(conn, keys))
    customers = {unit.order.customer for unit in units.values() if unit.order.customer}
    products = {line.product for unit in units.values() for line in unit.lines.values() if line.product}
    return Seen(
        units,
        masterdata.customers_by_key(conn, customers) if customers else {},
        masterdata.products_by_key(conn, products) if products else {},
    )


def computed(
    conn: Connection, steps: Sequence[Step], seen: Seen, *, staff: Staff, ports: Ports
) -> dict[str, Texts]:
    """Return by step (key) what is computed at the moment of reading, in a fixed number of statements."""
    units = list({step.order: seen.units[step.order] for step in steps}.values())
    known = known_of(conn, units, ports=ports, now=staff.now)
    histories = store.load_histories(conn, [unit.key for unit in units])
    day = masterdata.rules(conn).working_day
    found = {}
    for step in steps:
        unit, told = seen.units[step.order], known.get(step.order, NOTHING)
        until = step.decided_at or staff.now
        waited = working_hours_between(step.opened_at, until, working_day=day) if day else None
        names = staff.waiting_for(step, author=unit.order.created_by) if step.state == State.OPEN else []
        found[step.key] = {
            "waited": _hours(waited.total_seconds()) if waited is not None else None,
            "capacity": told.capacity,
            "promise": told.promise.isoformat() if told.promise else None,
            "credit": told.credit,
            "earlier": earlier(histories.get(step.order, ()), step, staff),
            "waits_for": "、".join(map(staff.named, names)) or None,
        }
    return found


def earlier(steps: Iterable[Step], current: Step | None, staff: Staff) -> str | None:
    """Return what was decided about an order so far, in one line."""
    told = [step for step in steps if step is not current and step.state in _TOLD and step != current]
    words = [
        history_line(step, named=staff.named) + ("（已失效）" if step.state == State.VOID else "")
        for step in told
        if step.state in DECIDED or step.state == State.PASSED or step.decided_by
    ]
    return "；".join(words)[:1000] or None


def _hours(seconds: float) -> str:
    return decimal_text((Decimal(int(seconds)) / _HOUR).quantize(_TENTH))
