"""From decided orders to written ones: suspicion, numbers, stock, and what became of every line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from server.db.numbers import allocate
from server.duplicates import service as duplicates
from server.masterdata import service as masterdata
from server.orders import store
from server.orders.rules import suspicion
from server.orders.rules.lines import number_lines
from server.orders.rules.numbers import number_of, series_of
from server.orders.rules.records import Line, Names
from server.orders.rules.shown import delta_of, texts_of, time_text
from server.orders.rules.supply import demands, released, serve
from server.orders.service.followers import Followed
from server.orders.service.gathering import lock_units, refer
from server.orders.service.judging import judge_credit
from server.stock import service as stock
from server.views.contract import Delta, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.orders.rules.records import Facts, Order, Unit
    from server.orders.service.followers import Follow
    from server.views.contract import Context


class Changed(Struct, frozen=True, gc=False):
    """A line as it stands now, what changed in it, and how it looks on a sheet."""

    line: Line
    delta: Delta
    texts: Values
    fresh: bool = False
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """Every line of the orders and of those beside them, by key; what is free of products that were asked.

    `followed` is what those did who follow orders.
    """

    changed: Mapping[str, Changed] = field(default_factory=dict)
    free: Mapping[str, Decimal] = field(default_factory=dict)
    followed: Followed = field(default_factory=Followed)


@dataclass(frozen=True, slots=True)
class Ready:
    """Orders that are decided but for their stages, and those beside them; what is free of their products."""

    units: Sequence[Unit]
    free: Mapping[str, Decimal]


def make_ready(
    conn: Connection, units: list[Unit], known: Mapping[str, Unit], *, facts: Facts, context: Context
) -> Ready:
    """Give orders holds, numbers, stock; `known` are locked and share a purchase number with a unit."""
    every = units + _suspect(conn, units, known, facts=facts, stamp=context.stamp)
    judge_credit(conn, units, facts=facts, stamp=context.stamp)
    _number_orders(conn, units, facts=facts, dry_run=context.dry_run)
    return Ready(every, supply(conn, every, facts=facts, now=context.now))


def finish(conn: Connection, ready: Ready, *, follow: Follow, facts: Facts, context: Context) -> Finished:
    """Write orders, as whoever follows them leaves them."""
    followed = follow(conn, ready.units, facts, context)
    return Finished(write(conn, ready.units, facts=facts, context=context), ready.free, followed)


def write(conn: Connection, units: Sequence[Unit], *, facts: Facts, context: Context) -> dict[str, Changed]:
    """Write what differs from how the orders were read."""
    changed = _changes(conn, units, facts=facts, author=context.actor.name)
    store.insert_units(conn, units)
    store.update_units(conn, units)
    lines = changed.values()
    store.insert_lines(conn, [one.line for one in lines if one.fresh], stamp=context.stamp)
    store.update_lines(conn, [one.line for one in lines if one.rewritten], stamp=context.stamp)
    store.save_holds(conn, units, at=facts.now, submission=context.submission)
    return changed


def _suspect(
    conn: Connection, units: Sequence[Unit], known: Mapping[str, Unit], *, facts: Facts, stamp: int
) -> list[Unit]:
    """Hold and free orders by the duplicate rule; return the orders beside the units that it concerns."""
    judged = [unit for unit in units if unit.judged]
    if not judged:
        return []
    window = dt.timedelta(minutes=float(facts.rules.duplicate_minutes))
    traces = [suspicion.trace_of(unit) for unit in judged if unit.live]
    duplicates.claim(conn, suspicion.claims_of(traces), stamp=stamp)
    rivals = [suspicion.trace_of(unit) for unit in known.values() if unit.live]
    stored = store.load_traces(conn, traces, window=window)
    before = [unit.key for unit in judged if unit.before is not None]
    verdict = duplicates.judge(conn, traces, [*rivals, *stored], stored=before, window=window)
    ours = {unit.key: unit for unit in units}
    matched = {key for match in verdict.matches for key in (match.first, match.second)}
    beside = (matched | verdict.freed) - ours.keys()
    others = {key: known[key] for key in beside & known.keys()}
    others |= lock_units(conn, beside - known.keys())
    refer(conn, facts, others.values())
    every = ours | others
    found = [match for match in verdict.matches if every[match.first].live and every[match.second].live]
    alike = {key for match in found for key in (match.first, match.second)}
    suspicion.suspect(every.values(), matched=alike, freed=verdict.freed)
    suspicion.tell(judged, found, names={key: _name(every[key]) for key in alike})
    duplicates.record(conn, found, judged=before, at=facts.now)
    return list(others.values())


def _name(unit: Unit) -> str:
    """Return how a clerk finds the order; one of this press has no number that a rehearsal could tell."""
    if unit.before is not None and unit.before.order_no:
        return unit.before.order_no
    return f"本次提交的 {unit.order.customer_po}" if unit.order.customer_po else "本次提交的另一张订单"


def _number_orders(conn: Connection, units: Iterable[Unit], *, facts: Facts, dry_run: bool) -> None:
    entering = [unit for unit in units if unit.live and unit.order.order_no is None]
    if dry_run:
        numbers = [f"? {unit.key}" for unit in entering]
    else:
        drawn = allocate(conn, series_of(facts.today), count=len(entering))
        numbers = [number_of(facts.today, place) for place in drawn]
    for unit, number in zip(entering, numbers, strict=True):
        unit.order = replace(unit.order, order_no=number)
    for unit in units:
        if unit.live:
            number_lines(unit)


def supply(
    conn: Connection, units: Sequence[Unit], *, facts: Facts, now: dt.datetime
) -> Mapping[str, Decimal]:
    """Reserve what lines ask for, in the order of the sheet, and give back what is no longer theirs.

    Returns what is free then of the products that were asked for. `now` has its fractions of a second: of two
    reservations in one second it tells the newer.
    """
    rows = {row.key: row for unit in units for row in unit.rows}
    asked = demands(units, facts)
    stock.release(conn, released(units, asked))
    served = stock.reserve(conn, asked, now=now, rules=facts.rules)
    by_line = {demand.line: answer for demand, answer in zip(asked, served.answers, strict=True)}
    for unit in units:
        serve(unit, by_line, rows)
    return served.free


def _changes(conn: Connection, units: Sequence[Unit], *, facts: Facts, author: str) -> dict[str, Changed]:
    lines = [line for unit in units for line in (*unit.lines.values(), *unit.after.values())]
    warehouses = masterdata.warehouses_by_key(conn, {line.warehouse for line in lines if line.warehouse})
    codes = {key: warehouse.code for key, warehouse in warehouses.items()}
    return {
        key: _change(unit, key, facts=facts, codes=codes, author=author)
        for unit in units
        for key in unit.after
    }


def _change(unit: Unit, key: str, *, facts: Facts, codes: Mapping[str, str], author: str) -> Changed:
    stored, line = unit.lines.get(key), unit.after[key]
    texts = texts_of(unit.order, line, _names(unit.order, line, facts, codes))
    if stored is None or unit.before is None:
        line = replace(line, rev=1, changed_by=author, changed_at=facts.now)
        return Changed(line, delta_of({}, texts), texts, fresh=True)
    before = texts_of(unit.before, stored, _names(unit.before, stored, facts, codes))
    delta = delta_of(before, texts)
    if not delta and line == stored:
        return Changed(line, delta, texts)
    line = replace(line, rev=stored.rev + 1, changed_by=author, changed_at=facts.now)
    texts |= {"changed_by": author, "changed_at": time_text(facts.now)}
    return Changed(line, delta, texts, rewritten=True)


def _names(order: Order, line: Line, facts: Facts, codes: Mapping[str, str]) -> Names:
    customer = facts.customers.get(order.customer or "")
    product = facts.products.get(line.product or "")
    warehouse = codes.get(line.warehouse or "")
    if product is None:
        return Names(customer=customer.name if customer else None, warehouse=warehouse)
    return Names(
        customer=customer.name if customer else None,
        product=product.code,
        product_name=product.name,
        spec=product.spec,
        unit=product.unit,
        warehouse=warehouse,
    )
