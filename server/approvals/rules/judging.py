"""What is wrong with a decision before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from server.approvals.rules.records import State, Verdict
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from server.approvals.rules.people import Staff
    from server.approvals.rules.records import Person, Step
    from sync.protocol.messages import Problem


class Decision(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody says about a step (key); `verdict` and `hand_to` as typed."""

    key: str
    verdict: str
    comment: str | None = None
    hand_to: str | None = None


def judge(decision: Decision, step: Step | None, *, by: str, author: str, staff: Staff) -> list[Problem]:
    """Return what is wrong with a decision of somebody about a step; `author` entered the order."""
    if step is None:
        return [problem("unknown_row")]
    if step.state != State.OPEN:
        return [_over(step, staff)]
    if not staff.may_decide(step, by, author=author):
        return [_not_theirs(step, by=by, author=author, staff=staff)]
    if decision.verdict == Verdict.REJECT and not decision.comment:
        return [problem("required", "comment", label="意见（驳回的原因）")]
    if decision.verdict == Verdict.HAND_ON:
        return _hand_on(decision, by=by, author=author, staff=staff)
    return []


def colleague(text: str | None, staff: Staff) -> Person | None:
    """Return the colleague meant by a sign-in name, or by a name that only one has."""
    if not text:
        return None
    folded = text.strip().casefold()
    named = [person for person in staff.by_name.values() if person.name.casefold() == folded]
    shown = [person for person in staff.by_name.values() if (person.shown or "").casefold() == folded]
    found = named or shown
    return found[0] if len(found) == 1 else None


def _not_theirs(step: Step, *, by: str, author: str, staff: Staff) -> Problem:
    if by == author:
        return problem("own_order", "decision")
    people = "、".join(map(staff.named, staff.waiting_for(step, author=author)[:5]))
    return problem("not_yours", "decision", step=step.step, people=people or "—")


def _hand_on(decision: Decision, *, by: str, author: str, staff: Staff) -> list[Problem]:
    if not decision.hand_to:
        return [problem("required", "hand_to", label="转交给")]
    meant = colleague(decision.hand_to, staff)
    if meant is None or meant.name == by:
        expected = "另一位同事的登录名或姓名"
        return [problem("bad_value", "hand_to", text=decision.hand_to, expected=expected)]
    if meant.name == author:
        expected = "别的同事：订单是这位录的，不能自己审"
        return [problem("bad_value", "hand_to", text=decision.hand_to, expected=expected)]
    return []


def _over(step: Step, staff: Staff) -> Problem:
    if step.state == State.PAUSED:
        return problem("step_paused", "decision", step=step.step)
    if step.decision:
        by = staff.named(step.decided_by)
        return problem("step_decided", "decision", step=step.step, by=by, decision=step.decision)
    return problem("step_over", "decision", step=step.step)
