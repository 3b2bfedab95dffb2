"""Writing steps: new ones, decided ones, and those whose order changed under the eyes of whoever decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from server.approvals import store
from server.approvals.rules.records import Step
from server.approvals.rules.words import order_texts, step_texts
from server.views.contract import Delta, Touched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from server.approvals.service.advancing import Case
    from server.orders.rules.records import Facts
    from server.views.contract import Context

VIEW = "todo"
NOTHING: Delta = {}


class Saved(Struct, frozen=True, gc=False):
    """A step that was written, and what changed in its row of `todo`."""

    step: Step
    delta: Delta
    fresh: bool = False


def save(
    conn: Connection,
    changes: Sequence[tuple[Step | None, Step]],
    cases: Sequence[Case],
    *,
    facts: Facts,
    context: Context,
) -> dict[str, Saved]:
    """Write steps as they shall be and return them by key; one that is changed twice is written once."""
    first: dict[str, Step] = {}
    last: dict[str, Step] = {}
    for before, after in changes:
        last[after.key] = after
        if before is not None:
            first.setdefault(after.key, before)
    of_orders = {case.unit.key: delta for case in cases if (delta := _order_delta(case, facts))}
    for case in cases:
        keep = case.move.keep
        if keep is not None and case.unit.key in of_orders:
            last.setdefault(keep.key, keep)
            first.setdefault(keep.key, keep)
    saved = {
        key: Saved(step, NOTHING, fresh=True)
        if key not in first
        else _changed(first[key], step, of_orders.get(step.order, {}))
        for key, step in last.items()
    }
    store.save_steps(
        conn,
        fresh=[one.step for one in saved.values() if one.fresh],
        changed=[one.step for one in saved.values() if not one.fresh],
        stamp=context.stamp,
    )
    return saved


def touched_of(saved: Iterable[Saved]) -> list[Touched]:
    """Return the steps that nobody sent; a new one has no history yet."""
    return [Touched(one.step.key, one.step.rev, one.delta, VIEW) for one in saved if not one.fresh]


def _changed(before: Step, after: Step, of_order: Delta) -> Saved:
    old, new = step_texts(before), step_texts(after)
    delta = {name: (old[name], text) for name, text in new.items() if text != old[name]}
    return Saved(replace(after, rev=before.rev + 1), {**of_order, **delta})


def _order_delta(case: Case, facts: Facts) -> Delta:
    """Return what a write changed in what rows of `todo` tell of an order."""
    unit = case.unit
    if unit.before is None or (unit.order is unit.before and unit.after == unit.lines):
        return {}
    customer = facts.customers.get(unit.order.customer or "")
    old = order_texts(unit.before, unit.lines.values(), customer, facts.products)
    new = order_texts(unit.order, unit.after.values(), customer, facts.products)
    return {name: (old[name], text) for name, text in new.items() if text != old[name]}
