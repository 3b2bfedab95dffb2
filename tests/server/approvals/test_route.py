"""An order goes its way: three steps, each by a person allowed to; what changes void, what rejections do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.telling import approvals
from server.db.session import reading
from tests.server.approvals.board import BY_NAME, ROUTE
from tests.server.orders.office import codes

if TYPE_CHECKING:
    from tests.server.approvals.board import Board


def test_an_order_is_approved_by_three_people_in_turn(board: Board) -> None:
    order = board.order()
    assert [row.values["order_no"] for row in board.todo("zhou")] == [board.office.shown(order)["order_no"]]
    assert board.todo("sun") == board.todo("zhao") == []
    board.pass_steps(order, "zhou", "sun")
    assert board.stage(order) == "review"
    board.pass_steps(order, "zhao")
    assert board.stage(order) == "approved"
    assert board.office.shown(order)["status"] == "已审核"
    assert board.steps(order) == [("销售", "approved"), ("生产", "approved"), ("财务", "approved")]


def test_a_rejection_needs_a_reason_gives_stock_back_and_an_edit_opens_all_steps_again(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, "zhou")
    assert codes(board.decide(board.open(order), "sun", decision="驳回")) == [("comment", "required")]
    assert board.decide(board.open(order), "sun", decision="驳回", comment="排不下").outcome == "updated"
    assert board.stage(order) == "rejected"
    assert board.reserved() == 0
    assert "排不下" in (board.office.shown(order)["phase"] or "")
    assert board.edit(order, requested_on="2026-12-11").outcome == "updated"
    assert board.stage(order) == "review"
    assert board.reserved() == 10
    assert board.steps(order) == [("销售", "void"), ("生产", "rejected"), ("销售", "open")]


def test_nobody_approves_an_order_they_entered(board: Board) -> None:
    order = board.order(by="zhou")
    assert codes(board.decide(board.open(order), "zhou")) == [("decision", "own_order")]
    assert [len(board.todo(name)) for name in ("zhou", "wu", "boss", "sun")] == [0, 1, 1, 0]
    assert codes(board.decide(board.open(order), "sun")) == [(None, "unknown_row")]
    assert board.decide(board.open(order), "boss").outcome == "updated"


def test_a_change_voids_only_the_decisions_it_concerns(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, *ROUTE)
    assert board.edit(order, remark="加急送", phone="13900001111", ship_to="苏州").outcome == "updated"
    assert board.stage(order) == "approved"
    assert board.edit(order, unit_price="9").outcome == "updated"
    assert board.stage(order) == "review"
    assert board.steps(order)[2:] == [("财务", "void"), ("财务", "open")]
    board.pass_steps(order, "zhao")
    assert board.stage(order) == "approved"
    assert board.edit(order, quantity="20").outcome == "updated"
    assert [step for step in board.steps(order) if step[1] == "open"] == [("生产", "open")]
    assert board.edit(order, product="BOX").outcome == "updated"


def test_the_product_is_locked_from_approval_on(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, *ROUTE)
    assert ("product", "locked_by_stage") in codes(board.edit(order, product="BOX"))


def test_the_story_of_an_order_tells_every_step_with_who_decided_what(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, "zhou")
    board.decide(board.open(order), "sun", decision="驳回", comment="排不下")
    with reading(board.engine) as conn:
        (section,) = approvals(conn, order, BY_NAME["zhao"])
    assert [(row[0], row[1], row[3], row[5]) for row in section.rows] == [
        ("销售主管初审", "已同意", "周敏", None),
        ("生产经理复核产能", "已驳回", "孙建", "排不下"),
    ]
