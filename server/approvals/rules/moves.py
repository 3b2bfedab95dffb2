"""What happens next to an order: which decisions become void, which step opens, when it is approved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from server.approvals.rules.records import DONE, STANDING, Asked, State, Step, Subject
from server.approvals.rules.routes import route

if TYPE_CHECKING:
    from server.approvals.rules.routes import Plan

GOODS = frozenset({"product", "quantity", "requested_on"})
MONEY = frozenset({"unit_price", "payment_terms"})
CONCERNS = {"sales_supervisor": frozenset[str](), "production_manager": GOODS, "finance": GOODS | MONEY}
"""The fields whose change makes a decision void, by the role that made it; other roles looked at all."""
MATERIAL = GOODS | MONEY


class Situation(Struct, frozen=True, kw_only=True, gc=False):
    """An order as it shall stand, and what a write changed in it.

    `again`: it goes into review anew, so all steps are open.
    """

    stage: str
    held: bool
    subject: Subject
    changed: Collection[str] = ()
    again: bool = False


class Move(Struct, frozen=True, kw_only=True, gc=False):
    """What is to be written: steps that are void or over, steps passed by rule, the step to ask for.

    `keep` is the standing step that goes on, at the state `keep_as`. `stage` is what the order becomes.
    """

    stage: str
    void: Sequence[Step] = ()
    end: Sequence[Step] = ()
    passed: Sequence[Asked] = ()
    ask: Asked | None = None
    keep: Step | None = None
    keep_as: State = State.OPEN


def next_move(situation: Situation, steps: Sequence[Step], plan: Plan) -> Move:
    """Return what happens to an order with these steps; `steps` are those that stand or count."""
    stage = situation.stage
    standing = [step for step in steps if step.state in STANDING]
    if stage not in {"review", "approved"}:
        return Move(stage=stage, end=standing)
    if stage == "approved" and not MATERIAL.intersection(situation.changed):
        return Move(stage=stage)
    asked = route(plan, situation.subject)
    void = _void(situation, steps, asked)
    counting = {step.step for step in steps if step.state in DONE} - {step.step for step in void}
    left = [one for one in asked if one.step not in counting]
    passed, wanted = _until_a_person(left)
    if wanted is None and not situation.held:
        return Move(stage="approved", void=void, end=standing, passed=passed)
    if situation.held:
        return _stopped(stage, void=void, standing=standing, left=left)
    keep = next((step for step in standing if wanted and step.step == wanted.step), None)
    return Move(
        stage="review",
        void=void,
        end=[step for step in standing if step is not keep],
        passed=passed,
        ask=None if keep else wanted,
        keep=keep,
    )


def _stopped(stage: str, *, void: Sequence[Step], standing: Sequence[Step], left: Sequence[Asked]) -> Move:
    """Return what becomes of an order that is held: nobody is asked until it goes on."""
    names = {one.step for one in left}
    keep = next((step for step in standing if step.step in names), None)
    return Move(
        stage="review" if left else stage,
        void=void,
        end=[step for step in standing if step is not keep],
        keep=keep,
        keep_as=State.PAUSED,
    )


def _void(situation: Situation, steps: Sequence[Step], asked: Sequence[Asked]) -> list[Step]:
    """Return the decisions that count no more: the change concerns them, or a rule passed them no longer."""
    manual = {one.step for one in asked if not one.automatic}
    return [
        step
        for step in steps
        if step.state in DONE
        and (
            situation.again
            or (step.state == State.PASSED and step.step in manual)
            or (step.state == State.APPROVED and concerns(step.role).intersection(situation.changed))
        )
    ]


def concerns(role: str) -> frozenset[str]:
    """Return the fields that a decision of a role is about."""
    return CONCERNS.get(role, MATERIAL)


def _until_a_person(left: Sequence[Asked]) -> tuple[list[Asked], Asked | None]:
    """Return the steps that pass by rule before the first one that asks a person, and that one."""
    passed: list[Asked] = []
    for one in left:
        if not one.automatic:
            return passed, one
        passed.append(one)
    return passed, None
