"""Writing rows of a sheet: gather, decide, apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.masterdata import service as masterdata
from server.orders.rules import checking, heading, lines
from server.orders.rules.grouping import follow_siblings, group
from server.orders.rules.reading import read, resolve
from server.orders.rules.records import Ask
from server.orders.rules.stages import MODES, SAVE
from server.orders.service.answering import answer
from server.orders.service.finishing import Finished, finish, make_ready
from server.orders.service.followers import NOBODY
from server.orders.service.gathering import gather, refer, units_in_bundles, units_of_lines
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.rules.records import Facts, Line, Row, Unit
    from server.orders.service.followers import Follower
    from server.views.contract import Applied, Context, Edit


def apply(
    conn: Connection, edits: Sequence[Edit], context: Context, *, follower: Follower = NOBODY
) -> Applied:
    """Validate and write rows; an order with a bad row, also one refused before, is not written at all."""
    every = (*edits, *context.refused)
    known = units_of_lines(conn, [edit.key for edit in every if edit.stored])
    stored = {line.key: line for unit in known.values() for line in unit.lines.values()}
    dealer = context.actor.outside
    rows = [_row(edit, place, stored=stored, dealer=dealer) for place, edit in enumerate(every)]
    asking, refused = rows[: len(edits)], rows[len(edits) :]
    for row in refused:
        row.problems.append(problem("order_rejected"))
    for row in rows:
        if row.ask.line is not None:
            known[row.ask.line.order].rows.append(row)
    facts = gather(conn, rows, known.values(), context=context)
    for row in rows:
        resolve(row, facts)
    follow_siblings(rows)
    known |= units_in_bundles(conn, rows, known, facts=facts, stamp=context.stamp)
    refer(conn, facts, known.values())
    units = group(rows, known, facts)
    _decide(conn, units, facts)
    good = [unit for unit in units if not unit.rejected]
    finished = Finished()
    if good:
        ready = make_ready(conn, good, known, facts=facts, context=context)
        finished = finish(conn, ready, follow=follower.follow, facts=facts, context=context)
    sent = {edit.key: edit.sent for edit in edits}
    return answer(conn, asking, finished, sent=sent, facts=facts)


def _row(edit: Edit, place: int, *, stored: Mapping[str, Line], dealer: bool) -> Row:
    """Return the row of an edit; how to go on without stock is for sales to say, not for a dealer."""
    barred = dealer and edit.command in MODES
    # A draft is not submitted because the answer that it was saved got lost: saving may come twice.
    command = SAVE if edit.spent_command == SAVE else edit.command
    row = read(
        Ask(
            edit.key,
            stored[edit.key] if edit.stored else None,
            edit.changes,
            place=place,
            command=None if barred else command,
            amount=edit.sent.get("amount"),
        )
    )
    if barred:
        row.problems.append(problem("not_writable", "action", label="操作"))
    return row


def _decide(conn: Connection, units: Sequence[Unit], facts: Facts) -> None:
    """Settle orders and lines; those of an order with a bad row are put back as they were."""
    for unit in units:
        heading.settle(unit, facts)
        lines.prepare(unit, facts)
    wants = [want for unit in units for want in lines.wants(unit, facts)]
    found = masterdata.prices_for(conn, [want for _, want in wants]) if wants else []
    prices = {key: price for (key, _), price in zip(wants, found, strict=True)}
    for unit in units:
        lines.price(unit, prices)
        _judge(unit, facts)


def _judge(unit: Unit, facts: Facts) -> None:
    silent = lines.silent_rows(unit)
    for row in (*unit.rows, *silent):
        checking.check(unit, row, facts)
    if unit.rejected or any(row.rejected for row in silent):
        checking.reject_siblings(unit)
        unit.order, unit.after = unit.before or unit.order, dict(unit.lines)
    elif unit.joined:
        _tell_joined(unit)


def _tell_joined(unit: Unit) -> None:
    for row in unit.rows:
        if row.fresh and unit.order.order_no:
            row.problems.append(problem("joined_order", "customer_po", order_no=unit.order.order_no))
