"""What is answered for the rows that were sent, and which rows changed beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.orders.rules.shown import answer_of
from server.stock import service as stock
from server.views.cells import decimal_text
from server.views.contract import Applied, Touched, Written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.rules.records import Facts, Row, Texts
    from server.orders.service.finishing import Changed, Finished


def answer(
    conn: Connection,
    rows: Sequence[Row],
    finished: Finished,
    *,
    sent: Mapping[str, Texts],
    facts: Facts,
) -> Applied:
    """Return the result of each row, in their order; a row without a change was refused or left as it was."""
    changed = finished.changed
    sent_keys = {row.key for row in rows}
    products = {one.line.product for row in rows if (one := changed.get(row.key)) and one.line.product}
    rest = products - finished.free.keys()
    there = {**finished.free, **(stock.available(conn, rest, today=facts.today) if rest else {})}
    available = {product: decimal_text(quantity) for product, quantity in there.items()}
    written = [
        _written(row, changed.get(row.key), sent=sent.get(row.key, {}), available=available) for row in rows
    ]
    phases = finished.followed.phases
    if phases:
        written = [_with_phase(one, changed, phases) for one in written]
    beside = {key: one for key, one in changed.items() if key not in sent_keys}
    return Applied(written, [*touched_of(beside), *finished.followed.touched])


def touched_of(changed: Mapping[str, Changed], *, view: str | None = None) -> list[Touched]:
    """Return the lines that were written although nobody sent them."""
    return [
        Touched(key, one.line.rev, one.delta, view)
        for key, one in changed.items()
        if one.rewritten or one.fresh
    ]


def _with_phase(written: Written, changed: Mapping[str, Changed], phases: Mapping[str, str]) -> Written:
    """Return the result with how far its order is, where something is to be said of that."""
    phase = phases.get(changed[written.key].line.order) if written.values else None
    return replace(written, values={**written.values, "phase": phase}) if phase else written


def _written(row: Row, one: Changed | None, *, sent: Texts, available: Mapping[str, str]) -> Written:
    stored = row.ask.line
    if row.rejected or one is None:
        return Written(row.key, stored.rev if stored else None, tuple(row.problems))
    values = answer_of(one.texts, delta=one.delta, sent=sent)
    values |= {field: one.texts.get(field) for field in row.ask.changes if field not in row.values}
    values["available"] = available.get(one.line.product or "")
    return Written(row.key, one.line.rev, tuple(row.problems), values, one.delta)
