"""What moves stand on: the rules that hold, facts of orders beyond themselves, and the clock of limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.approvals import store
from server.approvals.rules.people import Staff
from server.approvals.rules.routes import asks_who_is_new, plan_of
from server.approvals.rules.subjects import subject_of
from server.db.keys import new_keys
from server.masterdata.calendar import NoWorkingTimeError, add_working_hours

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.approvals.ports import Ports
    from server.approvals.rules.records import Rule, Subject
    from server.approvals.rules.routes import Plan
    from server.orders.rules.records import Facts, Unit


@dataclass(frozen=True)
class Grounds:
    """The circumstances of a move; people are read where they are needed."""

    conn: Connection
    facts: Facts
    now: dt.datetime
    ports: Ports
    rules: Sequence[Rule]
    keys: Iterator[str] = field(default_factory=new_keys)

    @cached_property
    def staff(self) -> Staff:
        """Return the people of the house as they are today."""
        return Staff(store.load_people(self.conn), now=self.now)

    @cached_property
    def plan(self) -> Plan:
        """Return the rules made ready to be asked of many orders."""
        return plan_of(self.rules)

    @cached_property
    def _ends(self) -> dict[Decimal, dt.datetime | None]:
        return {}

    def due_at(self, hours: Decimal) -> dt.datetime | None:
        """Return when so many working hours will have passed; None where nobody ever works."""
        if hours not in self._ends:
            try:
                day = self.facts.rules.working_day
                self._ends[hours] = add_working_hours(self.now, hours=hours, working_day=day)
            except NoWorkingTimeError:
                self._ends[hours] = None
        return self._ends[hours]

    def subjects(self, units: Sequence[Unit]) -> dict[str, Subject]:
        """Return what is known of orders, by key; who is new is looked up only where a rule asks for it."""
        found = {
            unit.key: subject_of(
                unit, self.facts.customers.get(unit.order.customer or ""), self.facts.products
            )
            for unit in units
        }
        if asks_who_is_new(self.rules):
            customers = {unit.order.customer for unit in units if unit.order.customer}
            known = store.load_known_customers(self.conn, customers)
            for unit in units:
                fresh = unit.order.customer not in known
                found[unit.key] = replace(found[unit.key], new_customer=fresh)
        return found


def load_grounds(conn: Connection, facts: Facts, *, now: dt.datetime, ports: Ports) -> Grounds:
    """Return the circumstances of a move now."""
    return Grounds(conn, facts, now, ports, store.load_rules(conn))
