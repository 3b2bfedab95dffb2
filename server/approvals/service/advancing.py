"""How orders go on: the next move of each, stages, stock that lasts, and steps as they shall be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.approvals.rules.moves import Move, Situation, next_move
from server.approvals.rules.records import Asked, State, Step
from server.approvals.rules.subjects import changed_fields, is_again
from server.orders.service.securing import secure
from server.stock import lasting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from server.approvals.service.grounds import Grounds
    from server.orders.rules.records import Unit


@dataclass(slots=True)
class Case:
    """An order with the steps that stand or count, some of them decided just now, and its next move.

    `withdrawn`: a decision was taken back, the others stand.
    """

    unit: Unit
    steps: Sequence[Step]
    withdrawn: bool = False
    move: Move = field(default_factory=lambda: Move(stage=""))


@dataclass(slots=True)
class Advanced:
    """Steps as they were (None: new) and as they shall be, and the orders that were approved just now."""

    steps: list[tuple[Step | None, Step]] = field(default_factory=list)
    approved: list[Unit] = field(default_factory=list)


def advance(cases: Sequence[Case], grounds: Grounds) -> Advanced:
    """Move orders on: set their stages, and return what becomes of their steps. Steps are not written."""
    before = {case.unit.key: case.unit.order.stage for case in cases}
    _decide(cases, grounds)
    done = [case for case in cases if _enters(case, "approved")]
    again = [case.unit for case in done if case.unit.before is not None]
    if again:
        secure(grounds.conn, again, facts=grounds.facts, now=grounds.now)
        _decide([case for case in done if case.unit.order.holds], grounds)
    _let_stock_last(cases, grounds)
    advanced = Advanced()
    for case in cases:
        if case.unit.order.stage != case.move.stage:
            case.unit.order = replace(case.unit.order, stage=case.move.stage)
        if case.move.stage == "approved" != before[case.unit.key]:
            advanced.approved.append(case.unit)
        advanced.steps += _written(case, grounds)
    return advanced


def _decide(cases: Sequence[Case], grounds: Grounds) -> None:
    subjects = grounds.subjects([case.unit for case in cases])
    for case in cases:
        unit = case.unit
        situation = Situation(
            stage=unit.order.stage,
            held=bool(unit.order.holds),
            subject=subjects[unit.key],
            changed=changed_fields(unit),
            again=not case.withdrawn and is_again(unit),
        )
        case.move = next_move(situation, case.steps, grounds.plan)


def _enters(case: Case, stage: str) -> bool:
    return case.move.stage == stage != case.unit.order.stage


def _let_stock_last(cases: Sequence[Case], grounds: Grounds) -> None:
    """Keep for good what approved orders reserved; what goes back into review is kept for a time again."""
    approved = [case.unit for case in cases if _enters(case, "approved")]
    back = [case.unit for case in cases if _enters(case, "review") and case.unit.order.stage == "approved"]
    conn = grounds.conn
    lasting.keep_for_good(conn, [line.key for unit in approved for line in unit.live_lines() if line.cover])
    lines = [line.key for unit in back for line in unit.live_lines() if line.cover]
    lasting.keep_for_now(conn, lines, now=grounds.now)


def _written(case: Case, grounds: Grounds) -> Iterator[tuple[Step | None, Step]]:
    move, order = case.move, case.unit.key
    for states, steps in ((State.VOID, move.void), (State.ENDED, move.end)):
        for step in steps:
            yield step, replace(step, state=states)
    for asked in move.passed:
        yield None, replace(_step(asked, order, grounds), state=State.PASSED, decided_at=grounds.now)
    if move.ask is not None:
        yield None, _step(move.ask, order, grounds, due_at=grounds.due_at(move.ask.hours))
    keep = move.keep
    if keep is not None and keep.state != move.keep_as:
        yield keep, _resumed(keep, move.keep_as, grounds)


def _step(asked: Asked, order: str, grounds: Grounds, *, due_at: dt.datetime | None = None) -> Step:
    return Step(
        key=next(grounds.keys),
        order=order,
        step=asked.step,
        role=asked.role,
        place=asked.place,
        hours=asked.hours,
        state=State.OPEN,
        opened_at=grounds.now,
        due_at=due_at,
        rule=asked.rule,
    )


def _resumed(step: Step, state: State, grounds: Grounds) -> Step:
    """Return a step that waits no more, or waits again: its time begins anew."""
    if state is State.PAUSED:
        return replace(step, state=state, due_at=None)
    return replace(step, state=state, opened_at=grounds.now, due_at=grounds.due_at(step.hours))
