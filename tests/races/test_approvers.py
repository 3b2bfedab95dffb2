"""Two approvers at once: one wins, the other is told who it was; two steps are never decided for one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from tests.server.approvals.board import open_board

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sync.protocol.messages import RowResult

ROUNDS = 5
SAYS = {"zhou": "同意", "wu": "驳回"}


def test_of_two_approvers_at_once_one_wins_and_the_other_sees_who(engine: Engine) -> None:
    board = open_board(engine)
    board.office.put("LED", 1000)
    for _ in range(ROUNDS):
        order = board.order()
        step, together = board.open(order), Barrier(2)

        def decide(name: str, step: str = step, together: Barrier = together) -> RowResult:
            together.wait()
            return board.decide(step, name, 1, decision=SAYS[name], comment="因为")

        with ThreadPoolExecutor(2) as pool:
            results = dict(zip(SAYS, pool.map(decide, SAYS), strict=True))
        (winner,) = (name for name, result in results.items() if result.outcome == "updated")
        (loser,) = (name for name in SAYS if name != winner)
        assert results[loser].outcome == "conflict"
        clashes = {clash.field: (clash.theirs, clash.by) for clash in results[loser].conflicts}
        assert clashes["decision"] == (SAYS[winner], winner)
        assert board.stage(order) == ("review" if winner == "zhou" else "rejected")
        decided = [state for _, state in board.steps(order) if state in {"approved", "rejected"}]
        assert len(decided) == 1
