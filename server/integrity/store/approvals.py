"""Steps of approvals that contradict their orders, in one statement a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.approvals.models import STEPS
from server.approvals.rules.records import DONE, STANDING
from server.orders.models import HOLDS, LINES, ORDERS
from server.orders.rules.records import IMPORTED
from server.stock.models import RESERVATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

PASSED = ("approved", "production", "part_shipped", "shipped", "invoiced", "settled")
_JOINED = STEPS.join(ORDERS, ORDERS.c.key == STEPS.c.order)
_OF_LINES = RESERVATIONS.join(LINES, LINES.c.key == RESERVATIONS.c.line).join(
    ORDERS, ORDERS.c.key == LINES.c.order
)
_STANDING = STEPS.c.state.in_([str(state) for state in sorted(STANDING)])
_HELD = sa.select(HOLDS.c.order)
_COUNTING = sa.select(STEPS.c.order).where(STEPS.c.state.in_([str(state) for state in sorted(DONE)]))


def _steps(stored: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(STEPS.c.key, stored).select_from(_JOINED).where(*conditions)


UNSOUND: dict[str, tuple[sa.Select[Any], str]] = {
    # code: what finds (key, what is stored), and what should be
    "step_stage": (_steps(ORDERS.c.stage, _STANDING, ORDERS.c.stage != "review"), "review"),
    "step_own": (
        _steps(STEPS.c.decided_by, STEPS.c.decided_by == ORDERS.c.created_by, STEPS.c.decision.is_not(None)),
        "别人 (somebody else)",
    ),
    "step_held": (_steps(STEPS.c.state, STEPS.c.state == "open", ORDERS.c.key.in_(_HELD)), "paused"),
    "step_paused": (_steps(STEPS.c.state, STEPS.c.state == "paused", ORDERS.c.key.not_in(_HELD)), "open"),
    "step_none": (
        sa.select(ORDERS.c.key, ORDERS.c.stage).where(
            ORDERS.c.stage.in_(PASSED),
            ORDERS.c.key.not_in(_COUNTING),
            ORDERS.c.channel.is_distinct_from(IMPORTED),
        ),
        "有通过的步骤 (a step that counts)",
    ),
    "step_stock": (
        sa.select(LINES.c.key, ORDERS.c.stage)
        .select_from(_OF_LINES)
        .where(ORDERS.c.stage.in_(PASSED), RESERVATIONS.c.expires_at.is_not(None)),
        "占用不到期 (no end)",
    ),
}


def load_unsound(conn: Connection, code: str) -> Iterator[tuple[str, str]]:
    """Yield (key, what is stored) of everything of a kind that is not as it must be."""
    yield from ((row[0], row[1]) for row in conn.execute(UNSOUND[code][0]))
