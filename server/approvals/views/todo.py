"""The view `todo` (审批待办): one row is one decision of one order, listed to those who may make it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.approvals import store
from server.approvals.models import STEPS
from server.approvals.ports import NO_PORTS, Ports
from server.approvals.rules.judging import Decision
from server.approvals.rules.people import Staff
from server.approvals.rules.records import State
from server.approvals.service.deciding import decide
from server.approvals.service.saving import touched_of
from server.approvals.service.showing import computed, load_seen
from server.approvals.service.withdrawing import withdraw
from server.db.bulk import among
from server.orders import store as orders
from server.orders.models import ORDERS
from server.views.cells import complaint
from server.views.contract import Applied, Choice, Shown, Stored, Written
from sync.fields.approvals import TODO, WITHDRAW
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa
    from sqlalchemy import Connection

    from server.approvals.rules.records import Step
    from server.approvals.service.deciding import Decided
    from server.approvals.service.showing import Seen
    from server.views.contract import Actor, Context, Edit, Reversal, Scope, Window
    from sync.fields.kinds import ViewSpec
    from sync.protocol.messages import Problem

OVERSEERS = frozenset({"manager", "admin"})
SIGHTED = frozenset({"customer", "amount", "items", "requested_on", "payment_terms"})
TAKEN = ("state", "decided_by", "decided_at", "assignee")
LAST = "9999"


@dataclass(frozen=True)
class TodoView:
    """Steps as rows. Who decides sees the order as it is; a decision about another one is a conflict."""

    ports: Ports = NO_PORTS
    spec: ViewSpec = TODO
    witness: tuple[str, ...] = ("order_no", "step")
    whole: bool = True
    table: sa.Table = STEPS
    sighted: frozenset[str] = SIGHTED

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return steps, their orders locked; seen by those who may decide, would have, or did."""
        mine = among(STEPS.c.key, keys)
        orders.lock_orders(conn, ORDERS.c.key.in_(store.select_orders(mine)))
        steps, seen, staff = self._read(conn, mine)
        return {
            step.key: Stored(
                step.key, step.rev, seen.texts(step), visible=_is_known(step, actor, seen=seen, staff=staff)
            )
            for step in steps
        }

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return steps with what is computed now, also those that are decided."""
        steps, seen, staff = self._read(conn, among(STEPS.c.key, keys))
        known = [step for step in steps if _is_known(step, actor, seen=seen, staff=staff)]
        return {shown.key: shown for shown in self._shown(conn, known, seen, staff)}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return what the actor may decide now, what is most pressing first."""
        staff = self._staff(conn)
        waiting = store.load_open(conn)
        mine = [step for step, author in waiting if staff.may_decide(step, actor.name, author=author)]
        seen = load_seen(conn, {step.order for step in mine})
        return sorted(self._shown(conn, mine, seen, staff), key=_urgency)

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Decide as the rows say; 撤回 takes an own decision back."""
        written = {edit.key: _refused(edit, found) for edit in edits if (found := _unfit(edit))}
        backed = {edit.key: None for edit in edits if edit.command and edit.key not in written}
        asked = [edit for edit in edits if edit.key not in written and edit.key not in backed]
        decisions = [_decision(edit) for edit in asked]
        touched = []
        by_key = {edit.key: edit for edit in edits}
        for done in (
            decide(conn, decisions, context=context, ports=self.ports) if decisions else None,
            self._withdraw(conn, backed, context) if backed else None,
        ):
            if done is not None:
                written |= _answers(done, by_key)
                touched += [*done.touched, *touched_of(s for k, s in done.saved.items() if k not in by_key)]
        return Applied([written[edit.key] for edit in edits], touched)

    def undo(self, conn: Connection, reversals: Sequence[Reversal], context: Context) -> Applied:
        """Take decisions back, and let what was handed on go back to whom it waited for."""
        handed = {one.stored.key: one.delta.get("assignee", (None, None))[0] for one in reversals}
        done = withdraw(conn, handed, context=context, ports=self.ports)
        rows = {one.stored.key: one.stored for one in reversals}
        written = [
            Written(key, rows[key].rev, tuple(done.problems[key]))
            if key in done.problems
            else Written(key, done.saved[key].step.rev, (), _taken(done, key), done.saved[key].delta)
            for key in handed
        ]
        others = touched_of(saved for key, saved in done.saved.items() if key not in handed)
        return Applied(written, [*done.touched, *others])

    def choices(self, conn: Connection, field: str, actor: Actor) -> list[Choice]:
        """Return the dropdown of a field; decisions are handed on to colleagues."""
        if field == "hand_to":
            people = store.load_people(conn)
            return [Choice(one.name, one.shown or one.name, one.shown or "") for one in people]
        known = self.spec.field(field).choices
        return [Choice(word, word) for word in known] if isinstance(known, tuple) else []

    def choice_versions(self, conn: Connection, actor: Actor) -> dict[str, int]:
        """Return nothing: no dropdown stands in a list of the book."""
        return {}

    def _withdraw(self, conn: Connection, keys: Mapping[str, None], context: Context) -> Decided:
        """Take back decisions; one of somebody else is not the actor's to take back."""
        steps = {step.key: step for step in store.load_steps(conn, among(STEPS.c.key, keys))}
        own = {key: None for key in keys if steps[key].decided_by == context.actor.name}
        done = withdraw(conn, own, context=context, ports=self.ports)
        for key in keys:
            if key not in own:
                step = steps[key]
                done.problems[key] = [problem("not_yours", "action", step=step.step, people=_owner(step))]
        return done

    def _staff(self, conn: Connection) -> Staff:
        return Staff(store.load_people(conn), now=self.ports.clock())

    def _read(self, conn: Connection, condition: sa.ColumnElement[bool]) -> tuple[list[Step], Seen, Staff]:
        steps = store.load_steps(conn, condition)
        return steps, load_seen(conn, {step.order for step in steps}), self._staff(conn)

    def _shown(self, conn: Connection, steps: Sequence[Step], seen: Seen, staff: Staff) -> list[Shown]:
        if not steps:
            return []
        more = computed(conn, steps, seen, staff=staff, ports=self.ports)
        return [Shown(step.key, step.rev, 0, {**seen.texts(step), **more[step.key]}) for step in steps]


def _is_known(step: Step, actor: Actor, *, seen: Seen, staff: Staff) -> bool:
    """Tell whether the actor may know of a step: it is, was or would be theirs to decide."""
    if actor.role == step.role or actor.role in OVERSEERS:
        return True
    if actor.name in {step.decided_by, step.handed_by, step.assignee}:
        return True
    author = seen.units[step.order].order.created_by
    return staff.may_decide(step, actor.name, author=author)


def _urgency(shown: Shown) -> tuple[str, float, str, str]:
    values = shown.values
    return values["due_at"] or LAST, -float(values["amount"] or 0), values["level"] or "Z", shown.key


def _unfit(edit: Edit) -> list[Problem]:
    """Return what is wrong with a row before anybody looks at its step."""
    if edit.stored is None:
        return [problem("no_new_rows")]
    if edit.command is not None:
        wrong = problem("bad_value", "action", text=edit.command, expected=WITHDRAW)
        return [] if edit.command == WITHDRAW else [wrong]
    wrongs = [complaint(TODO.field(name), text) for name, text in edit.changes.items()]
    found = [wrong for wrong in wrongs if wrong is not None]
    if not found and not edit.changes.get("decision"):
        label = TODO.field("decision").label
        return [problem("required", "decision", label=label)]
    return found


def _refused(edit: Edit, problems: Sequence[Problem]) -> Written:
    return Written(edit.key, edit.stored.rev if edit.stored else None, tuple(problems))


def _decision(edit: Edit) -> Decision:
    changes = edit.changes
    return Decision(
        key=edit.key,
        verdict=changes["decision"] or "",
        comment=changes.get("comment"),
        hand_to=changes.get("hand_to"),
    )


def _answers(done: Decided, edits: Mapping[str, Edit]) -> dict[str, Written]:
    refused = {key: _refused(edits[key], wrong) for key, wrong in done.problems.items()}
    written = {
        key: Written(key, done.saved[key].step.rev, (), _taken(done, key), done.saved[key].delta)
        for key in edits
        if key in done.saved
    }
    return {**refused, **written}


def _taken(done: Decided, key: str) -> dict[str, str | None]:
    """Return what the sheet is told of a row that was written; what was handed on is open for the next."""
    saved = done.saved[key]
    values = {name: after for name, (_, after) in saved.delta.items() if name in TAKEN}
    if saved.step.state == State.OPEN:
        values |= {"decision": None, "comment": None, "hand_to": None}
    return values


def _owner(step: Step) -> str:
    return step.decided_by or "—"
