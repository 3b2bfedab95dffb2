"""Taking decisions back: while nobody has decided after them, and nothing has followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.approvals.rules.records import DECIDED, State, Step
from server.approvals.service.deciding import Decided, Table, lay_out, settle
from server.orders.rules.supply import demands, serve
from server.stock import lasting
from server.stock import service as stock
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.ports import Ports
    from server.orders.rules.records import Unit
    from server.views.contract import Context
    from sync.protocol.messages import Problem

STAGES = {State.APPROVED: ("review", "approved"), State.REJECTED: ("rejected",)}


def withdraw(
    conn: Connection, handed: Mapping[str, str | None], *, context: Context, ports: Ports
) -> Decided:
    """Take back what was decided about steps; each is open again, its order is in review.

    `handed` tells by step (key) whom it had been handed to before: one that was handed on goes back there.
    """
    table = lay_out(conn, list(handed), context=context, ports=ports)
    decided, open_again = Decided(), {}
    for key, assignee in handed.items():
        step = table.steps.get(key)
        wrong = problem("unknown_row") if step is None else _refusal(step, table)
        if wrong is not None or step is None:
            decided.problems[key] = [wrong] if wrong else []
        elif step.state == State.OPEN:
            open_again[key] = replace(step, assignee=assignee, handed_by=None, comment=None)
        else:
            open_again[key] = _open_again(step)
    if open_again:
        _back_to_review(conn, [table.units[step.order] for step in open_again.values()], table)
        settle(conn, table, open_again, decided, context=context)
    return decided


def _refusal(step: Step, table: Table) -> Problem | None:
    if step.state == State.OPEN:
        return None
    if table.units[step.order].order.stage not in STAGES.get(State(step.state), ()):
        return problem("step_over", "decision", step=step.step)
    followers = [
        other
        for other in table.steps.values()
        if other.order == step.order
        and other.state in DECIDED
        and other.decided_at
        and step.decided_at
        and (other.decided_at, other.place) > (step.decided_at, step.place)
    ]
    if not followers:
        return None
    by = table.grounds.staff.named(followers[0].decided_by)
    return problem("decision_followed", "decision", step=followers[0].step, by=by)


def _open_again(step: Step) -> Step:
    return replace(
        step,
        state=State.OPEN,
        decision=None,
        comment=None,
        decided_by=None,
        decided_for=None,
        decided_at=None,
        evidence=None,
    )


def _back_to_review(conn: Connection, units: Sequence[Unit], table: Table) -> None:
    """Put orders into review: rejected ones ask for stock again, approved ones keep it for a time."""
    facts, now = table.grounds.facts, table.grounds.now
    approved = [unit for unit in units if unit.order.stage == "approved"]
    rejected = [unit for unit in units if unit.order.stage == "rejected"]
    for unit in units:
        unit.order = replace(unit.order, stage="review")
    lines = [line.key for unit in approved for line in unit.live_lines() if line.cover]
    lasting.keep_for_now(conn, lines, now=now)
    asked = demands(rejected, facts)
    if asked:
        served = stock.reserve(conn, asked, now=now)
        answers = {demand.line: answer for demand, answer in zip(asked, served.answers, strict=True)}
        for unit in rejected:
            serve(unit, answers, {})
