"""What approvals do when orders are written: open steps, void decisions, pass what rules let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals import store
from server.approvals.rules.words import phase_of
from server.approvals.service.advancing import Case, advance
from server.approvals.service.grounds import load_grounds
from server.approvals.service.saving import save, touched_of
from server.approvals.service.telling import tell
from server.orders.service.followers import Followed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.ports import Ports
    from server.orders.rules.records import Facts, Unit
    from server.views.contract import Context


def follow(
    conn: Connection, units: Sequence[Unit], facts: Facts, context: Context, *, ports: Ports
) -> Followed:
    """Move orders on that are about to be written: their stages may change, their steps are written."""
    stored = [unit.key for unit in units if unit.before is not None]
    known = store.load_counting(conn, stored) if stored else {}
    cases = [Case(unit, known.get(unit.key, ())) for unit in units if unit.live or unit.key in known]
    if not cases:
        return Followed()
    grounds = load_grounds(conn, facts, now=facts.now, ports=ports)
    advanced = advance(cases, grounds)
    saved = save(conn, advanced.steps, cases, facts=facts, context=context)
    tell(saved.values(), {case.unit.key: case.unit for case in cases}, advanced.approved, grounds)
    keeping = [case.move.keep for case in cases if case.move.keep]
    standing = {step.order: step for step in (*keeping, *(one.step for one in saved.values()))}
    phases = {order: phase_of(step, named=str) for order, step in standing.items()}
    return Followed(touched_of(saved.values()), phases)


def phases(conn: Connection, orders: Collection[str]) -> Mapping[str, str]:
    """Return how far orders (keys) are, in words; those that nobody has to decide about are missing."""
    found = store.load_last(conn, orders)
    people = store.load_people(conn) if any(step.decided_by for step in found) else []
    names = {person.name: person.shown or person.name for person in people}
    return {step.order: phase_of(step, named=lambda by: names.get(by or "", by or "")) for step in found}
