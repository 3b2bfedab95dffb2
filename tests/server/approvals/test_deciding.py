"""Decisions: who may make them, which are too late, what takes them back, and that sets cost no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.session import reading, writing
from server.stock.service import expire
from sync.protocol.messages import RowIn
from sync.rows.keys import new_key
from tests.server.approvals.board import ROUTE
from tests.server.orders.office import codes, line

if TYPE_CHECKING:
    from tests.server.approvals.board import Board


def test_of_two_who_decide_one_wins_and_the_other_is_told_who(board: Board) -> None:
    order = board.order()
    step, rev = board.open(order), 1
    assert board.decide(step, "zhou", rev).outcome == "updated"
    late = board.decide(step, "wu", rev, decision="驳回", comment="太便宜")
    assert (late.outcome, late.conflicts[0].field) == ("conflict", "decision")
    assert (late.conflicts[0].theirs, late.conflicts[0].by) == ("同意", "zhou")
    assert board.decide(step, "wu", rev).outcome == "unchanged"


def test_a_decision_about_an_order_that_changed_since_is_a_conflict(board: Board) -> None:
    order = board.order()
    step = board.open(order)
    board.edit(order, quantity="900")
    stale = board.decide(step, "zhou", 1)
    assert stale.outcome == "conflict"
    assert stale.conflicts[0].by == "lina"
    assert codes(stale) == [(None, "changed_in_sight")]
    assert "LED×10只" in stale.problems[0].message
    assert board.decide(step, "zhou", stale.rev if isinstance(stale.rev, int) else None).outcome == "updated"


def test_a_remark_that_changed_since_is_no_conflict(board: Board) -> None:
    order = board.order()
    step = board.open(order)
    board.edit(order, remark="周五前打电话")
    assert board.decide(step, "zhou", 1).outcome == "merged"


def test_what_is_handed_on_waits_for_the_colleague_alone(board: Board) -> None:
    order = board.order()
    step = board.open(order)
    for hand_to, code in ((None, "required"), ("没有这人", "bad_value"), ("李娜", "bad_value")):
        assert codes(board.decide(step, "zhou", decision="转交", hand_to=hand_to)) == [("hand_to", code)]
    assert board.decide(step, "zhou", decision="转交", hand_to="吴刚", comment="你熟").outcome == "updated"
    assert [len(board.todo(name)) for name in ("zhou", "wu")] == [0, 1]
    assert codes(board.decide(step, "zhou")) == [("decision", "not_yours")]
    assert codes(board.decide(step, "wu", decision="转交", hand_to="zhou")) == []


def test_a_deputy_decides_on_the_named_days_only(board: Board) -> None:
    order = board.order()
    (sun,) = board.office.load("users", name="sun")
    days = {"deputy": "lina", "deputy_from": "2026-11-24", "deputy_to": "2026-11-25"}
    board.office._admin("users", RowIn(sun.key, dict(days), sun.rev))
    board.pass_steps(order, "zhou")
    assert board.todo("lina") == []  # she entered it
    other = board.order(by="boss")
    board.pass_steps(other, "zhou")
    assert len(board.todo("lina")) == 1
    board.later(days=2)
    assert board.todo("lina") == []
    board.later(days=-2)
    assert board.decide(board.open(other), "lina").outcome == "updated"
    with reading(board.engine) as conn:
        chosen = sa.text("SELECT decided_by, decided_for FROM approval_steps WHERE decided_by = 'lina'")
        assert conn.execute(chosen).all() == [("lina", "sun")]


def test_the_superior_may_decide_once_it_is_overdue(board: Board) -> None:
    board.order()
    assert board.todo("boss") == []
    board.later(days=1)
    assert len(board.todo("boss")) == 1


def test_a_decision_is_taken_back_while_nobody_has_followed_it(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, "zhou")
    assert [result.outcome for result in board.undo("zhou").results] == ["updated"]
    assert board.steps(order) == [("销售", "open"), ("生产", "ended")]
    first = board.open(order)
    board.pass_steps(order, "zhou", "sun")
    row = RowIn(first, {"action": "撤回"}, board.rev("approval_steps", first))
    (refused,) = board.sync("todo", [row], by="zhou").results
    assert codes(refused) == [("decision", "decision_followed")]
    board.pass_steps(order, "zhao")
    assert [result.outcome for result in board.undo("zhao").results] == ["updated"]
    assert board.stage(order) == "review"
    board.decide(board.open(order), "zhao", decision="驳回", comment="账期太长")
    assert board.reserved() == 0
    assert [result.outcome for result in board.undo("zhao").results] == ["updated"]
    assert (board.stage(order), board.reserved()) == ("review", 10)
    board.pass_steps(order, "zhao")
    assert board.stage(order) == "approved"


def test_what_expired_is_reserved_again_at_approval_or_holds_the_order(board: Board) -> None:
    first, second = board.order(quantity="600"), board.order(product="BOX", quantity="600")
    for order in (first, second):
        board.pass_steps(order, "zhou", "sun")
    with writing(board.engine) as conn:
        assert len(expire(conn, now=board.clock[0].replace(year=2027))) == 2
    taken = board.order(quantity="900")
    assert board.reserved() == 900
    board.pass_steps(second, "zhao")
    assert (board.stage(second), board.reserved()) == ("approved", 1500)
    assert board.decide(board.open(first), "zhao").outcome == "updated"
    assert board.stage(first) == "review"
    assert board.office.shown(first)["holds"] == "stock"
    board.edit(taken, action="作废")
    board.edit(first, quantity="500")
    assert [state for _, state in board.steps(first)][-1] == "open"


def test_what_an_approved_order_reserved_never_expires(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, *ROUTE)
    with writing(board.engine) as conn:
        assert expire(conn, now=board.clock[0].replace(year=2030)) == []


def test_five_hundred_decisions_cost_as_many_statements_as_ten(board: Board) -> None:
    board.office.count(board.office.load("stock", product="LED")[0].key, 100_000)
    statements: list[str] = []
    sa.event.listen(board.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    asked = []
    for count in (10, 500):
        board.enter(*(line() for _ in range(count)))
        rows = [RowIn(row.key, {"decision": "同意"}, row.rev) for row in board.todo("zhou")]
        assert len(rows) == count
        statements.clear()
        answer = board.sync("todo", rows, by="zhou")
        asked.append(len(statements))
        assert {result.outcome for result in answer.results} == {"updated"}
    assert asked[0] == asked[1] < 60


@pytest.mark.parametrize("stranger", [True, False])
def test_rows_nobody_listed_and_words_nobody_knows_are_refused(board: Board, stranger: bool) -> None:  # noqa: FBT001
    board.order()
    if stranger:
        (result,) = board.sync("todo", [RowIn(new_key(), {"decision": "同意"})], by="zhou").results
        assert codes(result) == [(None, "no_new_rows")]
        return
    (row,) = board.todo("zhou")
    assert codes(board.decide(row.key, "zhou", decision="好的")) == [("decision", "bad_value")]
    assert codes(board.decide(row.key, "zhou", decision=None, comment="再看看")) == [("decision", "required")]
