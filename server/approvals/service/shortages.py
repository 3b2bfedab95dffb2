"""What sales decide about lines that stock cannot serve: wait, ship part, another quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.orders.rules.records import Ask, Hold, Row
from server.orders.rules.stages import MODES
from server.orders.service.answering import touched_of
from server.orders.service.finishing import Finished, Ready, finish, supply
from server.orders.service.gathering import gather, units_of_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.service.followers import Follower
    from server.views.contract import Context, Touched
    from sync.protocol.messages import Problem

WORDS = {"等货": "同意等货", "拆单发货": "拆单发货"}


def settle(
    conn: Connection, decisions: Mapping[str, str], *, context: Context, follower: Follower
) -> tuple[Finished, dict[str, Sequence[Problem]], Sequence[Touched]]:
    """Let lines (keys) wait or ship in part as decided; their orders are locked.

    Returns what was written, what is still wrong by line, and all rows touched.
    """
    units = units_of_lines(conn, list(decisions))
    facts = gather(conn, [], units.values(), context=context)
    rows: dict[str, Row] = {}
    for unit in units.values():
        for key in unit.lines.keys() & decisions.keys():
            line = unit.lines[key]
            unit.after[key] = replace(line, mode=MODES[WORDS[decisions[key]]])
            # Without its hold the line asks anew, also for what it was refused before.
            unit.order = replace(unit.order, holds=unit.order.holds - {Hold("stock", key)})
            rows[key] = Row(Ask(key, line, {}, place=len(rows)))
            unit.rows.append(rows[key])
    every = list(units.values())
    ready = Ready(every, supply(conn, every, facts=facts, now=context.now))
    finished = finish(conn, ready, follow=follower.follow, facts=facts, context=context)
    touched = [*touched_of(finished.changed, view="orders"), *finished.followed.touched]
    return finished, {key: row.problems for key, row in rows.items()}, touched
