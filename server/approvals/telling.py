"""What approvals add to the story of an order's line: every step with who decided what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.approvals import store
from server.approvals.models import STEPS
from server.approvals.rules.people import Staff
from server.approvals.rules.words import moment_text
from server.orders.models import LINES
from server.views.telling import Teller
from sync.fields.approvals import STATES
from sync.fields.kinds import Kind
from sync.protocol.stories import Section, SectionColumn

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.approvals.rules.records import Step
    from server.views.contract import Actor

COLUMNS = [
    SectionColumn("审批步骤", "Step"),
    SectionColumn("状态", "State"),
    SectionColumn("到达时间", "Opened", Kind.TIME),
    SectionColumn("处理人", "Decided by"),
    SectionColumn("处理时间", "Decided", Kind.TIME),
    SectionColumn("意见", "Comment"),
]


def approvals(conn: Connection, key: str, _actor: Actor) -> list[Section]:
    """Return all steps the order of a line ever had, as they were opened."""
    order = sa.select(LINES.c.order).where(LINES.c.key == key).scalar_subquery()
    steps = store.load_steps(conn, STEPS.c.order == order)
    if not steps:
        return []
    staff = Staff(store.load_people(conn), now=steps[-1].opened_at)
    return [Section("审批", "Approvals", COLUMNS, [_row(step, staff) for step in steps])]


def _row(step: Step, staff: Staff) -> list[str | None]:
    by = staff.named(step.decided_by) if step.decided_by else None
    for_whom = f"（代{staff.named(step.decided_for)}）" if step.decided_for else ""
    return [
        step.step,
        STATES[step.state],
        moment_text(step.opened_at),
        f"{by}{for_whom}" if by else None,
        moment_text(step.decided_at) if step.decided_at else None,
        step.comment,
    ]


TELLERS = (Teller(approvals, needs=("todo",)),)
