"""Deciding steps as a set, whoever asks: the sheet, a page, a card."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa
from msgspec.json import encode
from msgspec.structs import replace

from server.approvals import store
from server.approvals.models import STEPS
from server.approvals.rules.judging import Decision, colleague, judge
from server.approvals.rules.records import DONE, STANDING, State, Step, Verdict
from server.approvals.service.advancing import Case, advance
from server.approvals.service.evidence import known_of
from server.approvals.service.grounds import load_grounds
from server.approvals.service.saving import Saved, save
from server.approvals.service.telling import tell
from server.db.bulk import among
from server.orders.models import ORDERS
from server.orders.service.answering import touched_of
from server.orders.service.finishing import write
from server.orders.service.gathering import gather, lock_units_where
from server.orders.service.rejecting import reject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.ports import Ports
    from server.approvals.service.grounds import Grounds
    from server.orders.rules.records import Unit
    from server.views.contract import Context, Touched
    from sync.protocol.messages import Problem


@dataclass(slots=True)
class Decided:
    """What became of decisions: problems by step (key), all steps that were written, order lines touched."""

    problems: dict[str, list[Problem]] = field(default_factory=dict)
    saved: Mapping[str, Saved] = field(default_factory=dict)
    touched: Sequence[Touched] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """All that is on the table when steps are decided: whole orders, locked, and every step of theirs."""

    units: Mapping[str, Unit]
    steps: Mapping[str, Step]
    grounds: Grounds
    by: str

    def author(self, step: Step) -> str:
        """Return who entered the order of a step."""
        return self.units[step.order].order.created_by


def decide(conn: Connection, decisions: Sequence[Decision], *, context: Context, ports: Ports) -> Decided:
    """Decide steps; one that is refused has problems and changes nothing. Orders are locked first."""
    table = lay_out(conn, [decision.key for decision in decisions], context=context, ports=ports)
    decided = Decided()
    sound = []
    for decision in decisions:
        wrong = _judge(decision, table)
        if wrong:
            decided.problems[decision.key] = wrong
        else:
            sound.append(decision)
    if sound:
        ruled = _rule(conn, sound, table)
        settle(conn, table, ruled, decided, context=context)
    return decided


def lay_out(conn: Connection, keys: Sequence[str], *, context: Context, ports: Ports) -> Table:
    """Lock the orders of steps (keys) and read what decisions about them stand on."""
    ours = sa.select(STEPS.c.order).where(among(STEPS.c.key, keys))
    units = lock_units_where(conn, ORDERS.c.key.in_(ours))
    found = store.load_steps(conn, among(STEPS.c.order, units))
    facts = gather(conn, [], units.values(), context=context)
    grounds = load_grounds(conn, facts, now=facts.now, ports=ports)
    return Table(units, {step.key: step for step in found}, grounds, context.actor.name)


def settle(
    conn: Connection, table: Table, ruled: Mapping[str, Step], decided: Decided, *, context: Context
) -> None:
    """Write steps that were ruled upon, and let their orders go on; an open one was taken back."""
    facts = table.grounds.facts
    units = {step.order: table.units[step.order] for step in ruled.values()}
    reject(conn, [units[step.order] for step in ruled.values() if step.state == State.REJECTED])
    counting: dict[str, list[Step]] = {key: [] for key in units}
    for step in {**table.steps, **ruled}.values():
        if step.order in counting and step.state in DONE | STANDING:
            counting[step.order].append(step)
    back = {step.order for step in ruled.values() if step.state == State.OPEN}
    cases = [Case(unit, counting[key], withdrawn=key in back) for key, unit in units.items()]
    advanced = advance(cases, table.grounds)
    changes = [*((table.steps[key], step) for key, step in ruled.items()), *advanced.steps]
    decided.saved = save(conn, changes, cases, facts=facts, context=context)
    changed = write(conn, list(units.values()), facts=facts, context=context)
    decided.touched = touched_of(changed, view="orders")
    tell(decided.saved.values(), units, advanced.approved, table.grounds)


def _judge(decision: Decision, table: Table) -> list[Problem]:
    step = table.steps.get(decision.key)
    author = table.author(step) if step else ""
    return judge(decision, step, by=table.by, author=author, staff=table.grounds.staff)


def _rule(conn: Connection, decisions: Sequence[Decision], table: Table) -> dict[str, Step]:
    """Return the steps as they are decided, each with what was known at that moment."""
    grounds = table.grounds
    final = [decision.key for decision in decisions if decision.verdict != Verdict.HAND_ON]
    units = [table.units[table.steps[key].order] for key in final]
    known = known_of(conn, units, ports=grounds.ports, now=grounds.now)
    subjects = grounds.subjects(units) if units else {}
    ruled = {}
    for decision in decisions:
        step = table.steps[decision.key]
        if decision.verdict == Verdict.HAND_ON:
            ruled[step.key] = _handed_on(decision, step, table)
        else:
            seen = {"order": subjects[step.order], "known": known[step.order]}
            ruled[step.key] = _decided(decision, step, table, evidence=encode(seen).decode())
    return ruled


def _handed_on(decision: Decision, step: Step, table: Table) -> Step:
    meant = colleague(decision.hand_to, table.grounds.staff)
    name = meant.name if meant else None
    return replace(step, assignee=name, handed_by=table.by, comment=decision.comment)


def _decided(decision: Decision, step: Step, table: Table, *, evidence: str) -> Step:
    approved = decision.verdict == Verdict.APPROVE
    return replace(
        step,
        state=State.APPROVED if approved else State.REJECTED,
        decision=decision.verdict,
        comment=decision.comment,
        decided_by=table.by,
        decided_for=table.grounds.staff.acts_for(step, table.by, author=table.author(step)),
        decided_at=table.grounds.now,
        evidence=evidence,
    )
