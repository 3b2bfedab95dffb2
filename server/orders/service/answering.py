"""What is answered for the rows that were sent, and which rows changed beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from server.orders.rules.shown import answer_of
from server.stock import service as stock
from server.views.cells import decimal_text
from server.views.contract import Applied, Touched, Written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.rules.records import Facts, Row, Texts
    from server.orders.service.finishing import Changed, Finished


class Told(NamedTuple):
    """What answers are made of beside lines: texts as sent, what is free by product, how far orders are."""

    sent: Mapping[str, Texts]
    available: Mapping[str, str]
    phases: Mapping[str, str]


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
    told = Told(sent, available, finished.followed.phases)
    written = [_written(row, changed.get(row.key), told) for row in rows]
    beside = {key: one for key, one in changed.items() if key not in sent_keys}
    return Applied(written, [*touched_of(beside), *finished.followed.touched])


def touched_of(changed: Mapping[str, Changed], *, view: str | None = None) -> list[Touched]:
    """Return the lines that were written although nobody sent them."""
    return [
        Touched(key, one.line.rev, one.delta, view)
        for key, one in changed.items()
        if one.rewritten or one.fresh
    ]


def _written(row: Row, one: Changed | None, told: Told) -> Written:
    line = row.ask.line
    if one is None or row.rejected:
        return Written(row.key, line.rev if line else None, tuple(row.problems))
    now, texts = one.line, one.texts
    values = answer_of(texts, delta=one.delta, sent=told.sent.get(now.key, {}))
    values |= {field: texts.get(field) for field in row.ask.changes if field not in row.values}
    values["available"] = told.available.get(now.product or "")
    if phase := told.phases.get(now.order):
        values["phase"] = phase
    return Written(now.key, now.rev, tuple(row.problems), values, one.delta)
