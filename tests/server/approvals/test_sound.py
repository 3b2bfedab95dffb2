"""Whatever happens to orders in approval, the check finds nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.audit.service import seal
from server.db.session import writing
from tests.server.approvals.board import ROUTE
from tests.server.integrity.findings import found

if TYPE_CHECKING:
    from tests.server.approvals.board import Board


def test_orders_approved_rejected_reopened_held_and_cancelled_leave_nothing_to_find(board: Board) -> None:
    orders = [board.order() for _ in range(4)]
    board.order(quantity="5000")
    board.pass_steps(orders[0], *ROUTE)
    board.edit(orders[0], unit_price="9")
    board.pass_steps(orders[1], "zhou")
    board.decide(board.open(orders[1]), "sun", decision="驳回", comment="排不下")
    board.edit(orders[1], quantity="20")
    board.decide(board.open(orders[2]), "zhou", decision="转交", hand_to="吴刚")
    board.edit(orders[3], action="作废")
    board.pass_steps(orders[2], "wu")
    with writing(board.engine) as conn:
        seal(conn, now=board.clock[0])
    assert found(board.office) == []
