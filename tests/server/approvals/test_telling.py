"""Who is told what, and when: a decision waits, it is settled, an order came back or is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.service.waiting import open_steps
from server.db.session import reading
from server.notices.contract import Kind
from tests.server.approvals.board import ROUTE
from tests.server.orders.office import DEALER, Press, line

if TYPE_CHECKING:
    from server.notices.contract import Event
    from tests.server.approvals.board import Board


def told(board: Board) -> list[tuple[Kind, tuple[str, ...]]]:
    """Return kind and recipients of what was told since it was asked last."""
    found = [(event.kind, (*event.users, *event.roles)) for event in board.events]
    board.events.clear()
    return found


def test_each_step_calls_those_who_may_decide_it_and_the_clerk_hears_the_end(board: Board) -> None:
    order = board.order()
    assert told(board) == [(Kind.DECISION_WANTED, ("wu", "zhou"))]
    board.pass_steps(order, "zhou")
    assert told(board) == [(Kind.DECISION_WANTED, ("sun",)), (Kind.DECIDED, ())]
    board.pass_steps(order, "sun", "zhao")
    assert told(board)[-1] == (Kind.ORDER_APPROVED, ("lina",))


def test_a_rejection_reaches_the_clerk_with_its_reason_and_an_edit_withdraws_what_waited(
    board: Board,
) -> None:
    order = board.order()
    board.decide(board.open(order), "zhou", decision="驳回", comment="价太低")
    rejected = _of(board.events, Kind.ORDER_REJECTED)
    assert (rejected.users, rejected.facts["reason"], rejected.facts["by"]) == (["lina"], "价太低", "周敏")
    board.edit(order, quantity="20")
    board.pass_steps(order, *ROUTE[:2])
    told(board)
    board.edit(order, quantity="30")
    assert told(board) == [(Kind.DECISION_WANTED, ("sun",)), (Kind.WITHDRAWN, ())]


def test_what_is_held_is_told_to_whoever_releases_it(board: Board) -> None:
    twin = {"phone": "13800000009", "ordered_at": "2026-11-23T02:00:00Z"}
    board.order(quantity="5000")
    assert told(board) == [(Kind.ORDER_HELD, ("lina",))]
    board.enter(line(**twin), line(**twin))
    assert told(board) == [(Kind.ORDER_HELD, ("sales_supervisor",))] * 2


def test_of_a_dealers_order_sales_is_told_and_not_the_dealer(board: Board) -> None:
    (result,) = board.office.push(line(customer=None), press=Press(actor=DEALER, at=board.clock[0]))
    board.decide(board.open(result.key), "zhou", decision="驳回", comment="信用太差")
    rejected = _of(board.events, Kind.ORDER_REJECTED)
    assert (rejected.users, rejected.roles) == ((), ("sales_supervisor",))


def test_of_many_orders_at_once_a_single_event_tells(board: Board) -> None:
    board.enter(*(line() for _ in range(30)))
    (event,) = board.events
    assert event.kind is Kind.DECISIONS_WANTED
    assert "等 30 张" in event.facts["order_no"]


def test_what_waits_is_told_to_the_clock_with_superiors_and_the_story_so_far(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, "zhou")
    with reading(board.engine) as conn:
        (step,) = open_steps(conn, board.clock[0])
    assert (step.users, step.superiors, step.limit_hours) == (["sun"], ["boss"], 4.0)
    assert step.facts["history"].startswith("销售主管初审 周敏 同意")


def _of(events: list[Event], kind: Kind) -> Event:
    (found,) = (event for event in events if event.kind is kind)
    return found
