"""Taking a submission back: what it made ends, what it changed becomes as it was, nothing is judged anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.orders.rules import reversing
from server.orders.rules.reading import LABELS, read
from server.orders.rules.records import Ask
from server.orders.service.answering import answer
from server.orders.service.finishing import finish, make_ready
from server.orders.service.followers import NOBODY
from server.orders.service.gathering import gather, units_of_lines
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.rules.records import Line, Row, Unit
    from server.orders.service.followers import Follower
    from server.views.contract import Applied, Context, Reversal


def undo(
    conn: Connection, reversals: Sequence[Reversal], context: Context, *, follower: Follower = NOBODY
) -> Applied:
    """End created lines and put old values back; a line of which goods have left is refused."""
    known = units_of_lines(conn, [reversal.stored.key for reversal in reversals])
    stored = {line.key: line for unit in known.values() for line in unit.lines.values()}
    rows = [_row(reversal, place, known=known, stored=stored) for place, reversal in enumerate(reversals)]
    facts = gather(conn, rows, known.values(), context=context)
    reversing.resolve(rows, facts)
    for row, reversal in zip(rows, reversals, strict=True):
        if not row.rejected:
            _take_back(known[stored[row.key].order], row, reversal)
    units = list(known.values())
    for unit in units:
        reversing.settle(unit)
    ready = make_ready(conn, units, {}, facts=facts, context=context)
    finished = finish(conn, ready, follow=follower.follow, facts=facts, context=context)
    return answer(conn, rows, finished, sent={}, facts=facts)


def _row(reversal: Reversal, place: int, *, known: Mapping[str, Unit], stored: Mapping[str, Line]) -> Row:
    line = stored[reversal.stored.key]
    row = read(Ask(line.key, line, reversal.restore, place=place))
    if line.shipped:
        row.problems.append(problem("shipped"))
    for name in reversing.halved(known[line.order].order, reversal.restore, reversal.delta):
        row.problems.append(problem("changed_since", name, fields=LABELS["status"]))
    return row


def _take_back(unit: Unit, row: Row, reversal: Reversal) -> None:
    unit.rows.append(row)
    if reversal.created:
        reversing.end(unit, row)
    else:
        reversing.put_back(unit, row, reversal.delta)
