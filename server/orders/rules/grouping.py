"""Which rows are one order: those of a stored one, with one purchase number or mark, or that join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.masterdata.rules.folding import fold
from server.orders.rules.records import Line, Order, Row, Unit
from server.orders.rules.stages import SAVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from server.orders.rules.records import Facts

OPEN = frozenset({"draft", "review"})


def purchase_of(customer: str | None, customer_po: str | None) -> str | None:
    """Return what orders of one customer (key) with one purchase number have in common."""
    return f"{customer}\n{fold(customer_po)}" if customer and customer_po else None


def bundle_of_order(order: Order, lines: Iterable[Line]) -> str | None:
    """Return what a new row must have in common with a stored order to be of it."""
    purchase = purchase_of(order.customer, order.customer_po)
    if purchase:
        return purchase
    mark = next((line.order_mark for line in lines if line.order_mark), None)
    return _by_mark(order.customer, mark, order.submission)


def bundle_of_row(row: Row, facts: Facts) -> str | None:
    """Return what keeps new rows together: customer with purchase number, else with mark; None: alone."""
    customer = row.values.get("customer") or f"?{fold(row.ask.changes.get('customer') or '')}"
    purchase = purchase_of(customer, row.values.get("customer_po"))
    return purchase or _by_mark(customer, row.values.get("order_mark"), facts.submission)


def follow_siblings(rows: Iterable[Row]) -> None:
    """Let new rows that name no customer be of the one that rows of their purchase number or mark name.

    Where those rows name several customers nothing is guessed: the blank row is asked for its own.
    """
    fresh = [row for row in rows if row.fresh]
    blank = [row for row in fresh if not (row.values.get("customer") or row.ask.changes.get("customer"))]
    if not blank:
        return
    named: dict[str, set[str]] = {}
    for row in fresh:
        if (customer := row.values.get("customer")) and (sign := _sign_of(row)):
            named.setdefault(sign, set()).add(customer)
    for row in blank:
        customers = named.get(_sign_of(row) or "", set())
        if len(customers) == 1:
            (row.values["customer"],) = customers


def _sign_of(row: Row) -> str | None:
    """Return what the rows of one order have in common beside the customer."""
    purchase, mark = row.values.get("customer_po"), row.values.get("order_mark")
    return f"po {fold(purchase)}" if purchase else f"mark {fold(mark)}" if mark else None


def bundles_to_find(rows: Iterable[Row], known: Mapping[str, Unit], facts: Facts) -> set[str]:
    """Return the bundles whose stored orders matter: those of new rows, and purchase numbers typed anew."""
    fresh = {bundle for row in rows if row.fresh and (bundle := bundle_of_row(row, facts))}
    typed = {
        purchase_of(unit.order.customer, row.values.get("customer_po"))
        for unit in known.values()
        for row in unit.rows
    }
    entering = {
        purchase_of(unit.order.customer, unit.order.customer_po)
        for unit in known.values()
        if unit.order.stage == "draft"
    }
    return fresh | {bundle for bundle in typed | entering if bundle}


def group(rows: Sequence[Row], known: Mapping[str, Unit], facts: Facts) -> list[Unit]:
    """Return the orders the rows make or change, in the order of their first rows.

    `known` are stored orders by key: those of edited rows (which are in their `rows` already) and those that
    share a bundle with something. A new row joins one that is open; see `_home`.
    """
    by_bundle: dict[str, list[Unit]] = {}
    for unit in known.values():
        for bundle in _bundles_as_edited(unit):
            by_bundle.setdefault(bundle, []).append(unit)
    units = {unit.key: unit for unit in known.values() if unit.rows}
    for bundle, together in _together(rows, facts):
        home = _home(together, by_bundle.get(bundle, ()), facts)
        if home is None:
            home = _new_unit(together, facts)
        else:
            home.joined = home.order.submission != facts.submission
            home.rows += together
        units[home.key] = home
    for unit in units.values():
        unit.rows.sort(key=lambda row: row.ask.place)
    return sorted(units.values(), key=lambda unit: unit.rows[0].ask.place)


def _by_mark(customer: str | None, mark: str | None, submission: str) -> str | None:
    return f"{customer}\n\n{fold(mark)}\n{submission}" if customer and mark else None


def _together(rows: Iterable[Row], facts: Facts) -> Iterator[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.fresh:
            groups.setdefault(bundle_of_row(row, facts) or f"alone {row.key}", []).append(row)
    yield from groups.items()


def _bundles_as_edited(unit: Unit) -> set[str]:
    """Return the bundles of a stored order, with what its rows say now."""
    customer, po = unit.order.customer, unit.order.customer_po
    typed = [row.values["customer_po"] for row in unit.rows if "customer_po" in row.values]
    purchases = {purchase_of(customer, text) for text in typed or [po]}
    stored = {bundle_of_order(unit.order, unit.lines.values())} if not typed else set()
    return {bundle for bundle in purchases | stored if bundle}


def _home(rows: Sequence[Row], candidates: Sequence[Unit], facts: Facts) -> Unit | None:
    """Return the stored order that new rows belong to, None when they are an order of their own.

    Rows of one submission are one order. A later row joins only from a sheet, an order that is still in
    review, and when no line of an order with this number has its product and date.
    """
    if not candidates:
        return None
    oldest_first = sorted(candidates, key=lambda unit: (unit.order.created_at, unit.key))
    still_open = [unit for unit in oldest_first if unit.order.stage in OPEN]
    ours = [unit for unit in still_open if unit.order.submission == facts.submission]
    if ours:
        return ours[0]
    if not facts.from_sheet or _is_entered_again(rows, oldest_first):
        return None
    stage = "draft" if any(row.ask.command == SAVE for row in rows) else "review"
    return next((unit for unit in still_open if unit.order.stage == stage), None)


def _is_entered_again(rows: Sequence[Row], units: Sequence[Unit]) -> bool:
    there = {(line.product, line.requested_on) for unit in units for line in unit.live_lines()}
    return any((row.values.get("product"), row.values.get("requested_on")) in there for row in rows)


def _new_unit(rows: Sequence[Row], facts: Facts) -> Unit:
    key = rows[0].key
    order = Order(
        key=key,
        ordered_at=facts.now,
        stage="draft",
        submission=facts.submission,
        created_by=facts.author,
        created_at=facts.now,
        channel="表格" if facts.from_sheet else "接口",
    )
    return Unit(key, list(rows), None, order)
