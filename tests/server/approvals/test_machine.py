"""Whatever comes in whatever order, no order is approved without every step by a person allowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from server.db.session import reading, writing
from server.stock.service import expire
from sync.protocol.messages import RowIn
from tests.server.approvals.board import BY_NAME, PEOPLE, open_board
from tests.server.integrity.findings import found
from tests.server.orders.office import line

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.server.approvals.board import Board

NAMES = tuple(BY_NAME)
ROLES = {name: role for name, _, role, _ in PEOPLE}
SUPERIORS = {name: superior for name, _, _, superior in PEOPLE}
NEEDED = {"sales_supervisor", "production_manager", "finance"}
EDITS: tuple[dict[str, str | None], ...] = (
    {"quantity": "20"},
    {"quantity": "30"},
    {"unit_price": "9.5"},
    {"unit_price": "10"},
    {"payment_terms": "款到发货"},
    {"requested_on": "2036-06-19"},
    {"remark": "轻放"},
    {"phone": "13900001111"},
    {"product": "BOX"},
    {"action": "作废"},
)
DATES = (None, "2026-11-01", "2026-11-24", "2026-12-31")


class Approvals(RuleBasedStateMachine):
    """People press, decide, hand on, go away and come back; the oracle knows only who is who."""

    orders = Bundle("orders")

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board

    @rule(target=orders, by=st.sampled_from(NAMES), quantity=st.sampled_from(("10", "20", "700")))
    def enter(self, by: str, quantity: str) -> Any:
        (result,) = self.board.enter(line(quantity=quantity, requested_on="2036-06-18"), by=by)
        assert result.outcome in {"created", "held"}, result.problems
        return result.key

    @rule(order=orders, by=st.sampled_from(NAMES), edit=st.sampled_from(EDITS))
    def edit(self, order: str, by: str, edit: dict[str, str | None]) -> None:
        self.board.edit(order, by, **edit)

    @rule(
        order=orders,
        by=st.sampled_from(NAMES),
        stale=st.booleans(),
        verdict=st.sampled_from(("同意",) * 4 + ("驳回",)),
    )
    def decide(self, order: str, by: str, stale: bool, verdict: str) -> None:  # noqa: FBT001
        """Let anybody decide; what is refused changes nothing, what counts was theirs to decide."""
        step = self.any_step(order, newest=not stale)
        if step is None:
            return
        before = self.board.steps(order), self.board.stage(order)
        allowed = self.allowed(step, order)
        result = self.board.decide(step["key"], by, decision=verdict, comment="因为")
        if result.outcome in {"updated", "merged"}:
            assert by in allowed, (by, allowed, step)
        else:
            assert (self.board.steps(order), self.board.stage(order)) == before

    @rule(order=orders, by=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def hand_on(self, order: str, by: str, to: str) -> None:
        step = self.any_step(order, newest=True)
        if step is None:
            return
        allowed = self.allowed(step, order)
        result = self.board.decide(step["key"], by, decision="转交", hand_to=to)
        if result.outcome in {"updated", "merged"}:
            assert by in allowed
            assert to != self.author(order)

    @rule(by=st.sampled_from(NAMES))
    def undo(self, by: str) -> None:
        """Take the last press back, whoever made it, if it was theirs."""
        with reading(self.board.engine) as conn:
            chosen = sa.text("SELECT author FROM submissions WHERE id = :id")
            author = conn.execute(chosen, {"id": self.board.office.last}).scalar()
        if author == by:
            self.board.undo(by)

    @rule(
        name=st.sampled_from(NAMES),
        to=st.sampled_from(NAMES),
        start=st.sampled_from(DATES),
        end=st.sampled_from(DATES),
    )
    def depute(self, name: str, to: str, start: str | None, end: str | None) -> None:
        if name == to or (start and end and end < start):
            return
        (user,) = self.board.office.load("users", name=name)
        days: dict[str, str | None] = {"deputy": to, "deputy_from": start, "deputy_to": end}
        answer = self.board.sync("users", [RowIn(user.key, days, user.rev)], by="admin")
        assert answer.results[0].outcome in {"updated", "unchanged"}, answer.results

    @rule(hours=st.sampled_from((1, 3, 30)))
    def wait(self, hours: int) -> None:
        self.board.later(hours=hours)
        with writing(self.board.engine) as conn:
            expire(conn, now=self.board.clock[0])

    @invariant()
    def nothing_is_approved_without_three_people_who_were_allowed_to(self) -> None:
        with reading(self.board.engine) as conn:
            asked = sa.text(
                "SELECT o.key, o.created_by, s.role, s.decided_by FROM orders o"
                ' JOIN approval_steps s ON s."order" = o.key'
                " WHERE o.stage = 'approved' AND s.state = 'approved'"
            )
            rows = conn.execute(asked).all()
            approved = (
                conn.execute(sa.text("SELECT key FROM orders WHERE stage = 'approved'")).scalars().all()
            )
        for order in approved:
            steps = [row for row in rows if row.key == order]
            assert {row.role for row in steps} == NEEDED
            assert len(steps) == len(NEEDED)
            assert all(row.decided_by not in {None, row.created_by} for row in steps)

    def teardown(self) -> None:
        with reading(self.board.engine) as conn:
            chosen = sa.text("SELECT key FROM approval_steps WHERE state = 'open'")
            waiting = set(conn.execute(chosen).scalars())
        assert waiting == {row.key for name in NAMES for row in self.board.todo(name)}
        assert found(self.board.office) == []

    def any_step(self, order: str, *, newest: bool) -> dict[str, Any] | None:
        """Return the newest step of an order, or the oldest, as it is stored."""
        with reading(self.board.engine) as conn:
            chosen = sa.text('SELECT * FROM approval_steps WHERE "order" = :order ORDER BY opened_at, key')
            rows = conn.execute(chosen, {"order": order}).mappings().all()
        return dict(rows[-1 if newest else 0]) if rows else None

    def author(self, order: str) -> str:
        """Return who entered an order."""
        with reading(self.board.engine) as conn:
            chosen = sa.text("SELECT created_by FROM orders WHERE key = :key")
            return str(conn.execute(chosen, {"key": order}).scalar_one())

    def allowed(self, step: dict[str, Any], order: str) -> set[str]:
        """Return who may decide at the very most: told from roles, superiors, deputies, and nothing else."""
        author = self.author(order)
        ours = {step["assignee"]} if step["assignee"] else {n for n in NAMES if ROLES[n] == step["role"]}
        above = {SUPERIORS[name] for name in ours} | {"boss"}
        people = {name for name in ours | above if name}
        today = self.board.clock[0].date().isoformat()
        for user in self.board.office.load("users"):
            deputy, start, end = (user.values[name] for name in ("deputy", "deputy_from", "deputy_to"))
            named = user.values["name"] in people and deputy and (start or end)
            if named and (start or "") <= today <= (end or "9"):
                people.add(deputy or "")
        return people - {author}


def run(engine: Engine, *, examples: int, steps: int) -> None:
    """Run the machine on one database; every example founds orders of its own there."""
    board = open_board(engine)
    board.office.put("LED", 1500)
    board.office.put("BOX", 300)
    phases = (Phase.explicit, Phase.reuse, Phase.generate)  # what is stored stays: nothing to shrink
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, phases=phases)
    machine: Any = lambda: Approvals(board)  # noqa: E731 - a machine is made anew for every example
    run_state_machine_as_test(machine, settings=chosen)


def test_no_order_is_approved_without_every_step_by_a_person_allowed_to(engine: Engine) -> None:
    run(engine, examples=3, steps=12)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_no_order_is_approved_without_every_step_however_long_it_goes_on(engine: Engine) -> None:
    run(engine, examples=120, steps=50)
