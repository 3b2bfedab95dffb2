"""Lines as they shall be: values of the row, prices and addresses filled in, ends of lines, numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from server.masterdata.rules.records import Want
from server.orders.rules.amounts import amount_of
from server.orders.rules.records import LINE_FIELDS, Ask, Hold, Line, Row
from server.orders.rules.stages import MODES, Effect
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.orders.rules.records import Facts, Unit

ZERO = Decimal(0)
UNTOUCHED = (Effect.CANCEL, Effect.NOTHING, Effect.REFUSED, Effect.SHIPPED)


def prepare(unit: Unit, facts: Facts) -> None:
    """Put the lines as the rows want them into `after`; prices that are left blank stay blank here."""
    unit.after = dict(unit.lines)
    for row in unit.rows:
        if row.effect is Effect.CANCEL:
            end_line(unit, row.key)
        elif row.effect not in UNTOUCHED or row.fresh:
            unit.after[row.key] = _line(unit, row, facts)
    if unit.after and all(line.cancelled for line in unit.after.values()):
        unit.order = replace(unit.order, stage="cancelled", holds=frozenset())
    unit.judged |= any(_concerns_duplicates(unit, line) for line in unit.after.values())


def end_line(unit: Unit, key: str) -> None:
    """Cancel a line; what it holds is given back by whoever writes."""
    line = unit.lines[key]
    unit.after[key] = replace(line, cancelled=True, **UNCOVERED)
    unit.order = replace(unit.order, holds=unit.order.holds - {Hold("stock", key)})


UNCOVERED: dict[str, Any] = {"warehouse": None, "promised_on": None, "mode": None, "cover": None}


def silent_rows(unit: Unit) -> list[Row]:
    """Return rows for the lines of a draft that goes into review without being sent: they are judged, too."""
    if not unit.entering:
        return []
    sent = {row.key for row in unit.rows}
    return [Row(Ask(line.key, line, {})) for line in unit.live_lines() if line.key not in sent]


def wants(unit: Unit, facts: Facts) -> Iterator[tuple[str, Want]]:
    """Yield the lines (keys) whose price is blank, with what they buy."""
    customer = facts.customers.get(unit.order.customer or "")
    if customer is None or unit.order.stage == "draft":
        return
    on = unit.order.ordered_at.astimezone(SHANGHAI).date()
    for line in unit.live_lines():
        product = facts.products.get(line.product or "")
        if line.unit_price is None and product is not None:
            yield line.key, Want(customer, product, line.quantity or ZERO, on)


def price(unit: Unit, prices: Mapping[str, Decimal | None]) -> None:
    """Set the prices found for lines, and the amounts of all changed lines."""
    for key, line in unit.after.items():
        unit_price = prices.get(key, line.unit_price)
        if line is not unit.lines.get(key) or unit_price != line.unit_price:
            amount = amount_of(line.quantity, unit_price)
            unit.after[key] = replace(line, unit_price=unit_price, amount=amount)


def number_lines(unit: Unit) -> None:
    """Give numbers to lines that have none, in the order of the sheet."""
    last = max((line.line_no or 0 for line in unit.after.values()), default=0)
    for key, line in unit.after.items():
        if line.line_no is None:
            last += 1
            unit.after[key] = replace(line, line_no=last)


def _line(unit: Unit, row: Row, facts: Facts) -> Line:
    stored = row.ask.line
    values = {name: row.values[name] for name in LINE_FIELDS if name in row.values}
    values["mode"] = _mode(row)
    ship_to = values.get("ship_to", stored.ship_to if stored else None)
    customer = facts.customers.get(unit.order.customer or "")
    blanked = row.fresh or unit.entering or "ship_to" in values
    if ship_to is None and blanked and customer is not None and unit.order.stage != "draft":
        values["ship_to"] = customer.ship_to
    if stored is not None:
        return replace(stored, **values)
    return Line(
        key=row.key,
        order=unit.key,
        shipped=ZERO,
        invoiced=ZERO,
        paid=ZERO,
        changed_by=facts.author,
        changed_at=facts.now,
        **values,
    )


def _mode(row: Row) -> str | None:
    """Return what was decided about missing stock; another product or quantity asks again."""
    if row.ask.command in MODES:
        return MODES[row.ask.command]
    stored = row.ask.line
    if stored is None:
        return None
    values = row.values
    asks_again = any(
        name in values and values[name] != getattr(stored, name) for name in ("product", "quantity")
    )
    return None if asks_again else stored.mode


def _concerns_duplicates(unit: Unit, line: Line) -> bool:
    stored = unit.lines.get(line.key)
    return stored is None or (stored.product, stored.cancelled) != (line.product, line.cancelled)
