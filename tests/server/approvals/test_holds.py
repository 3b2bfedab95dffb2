"""What is held stops where it stands: nobody is asked until a person has decided about the hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.protocol.messages import RowIn
from tests.server.orders.office import codes, line

if TYPE_CHECKING:
    from sync.protocol.messages import Change, RowResult
    from tests.server.approvals.board import Board

TWIN = {"phone": "13800000009", "ordered_at": "2026-11-23T02:00:00Z"}


def rows(board: Board, view: str) -> list[Change]:
    """Return what a view lists."""
    return list(board.sync(view, [], by="zhou", cursor=None).changes)


def settle(board: Board, view: str, found: Change, **values: str) -> RowResult:
    """Decide about a row as it is listed."""
    (result,) = board.sync(view, [RowIn(found.key, dict(values), found.rev)], by="zhou").results
    return result


def test_a_short_order_waits_for_nobody_until_sales_lets_it_wait(board: Board) -> None:
    board.office.plan("LED", 5000, "2026-12-03")
    order = board.order(quantity="1500")
    assert board.todo("zhou") == []
    (short,) = rows(board, "shortages")
    assert (short.values["available"], short.values["outlook"]) == ("1000", "2026-12-03")
    assert settle(board, "shortages", short, decision="等货").outcome == "updated"
    assert rows(board, "shortages") == []
    assert board.office.shown(order)["promised_on"] == "2026-12-03"
    assert len(board.todo("zhou")) == 1


def test_another_quantity_is_judged_as_on_the_order_sheet(board: Board) -> None:
    order = board.order(product="BOX", quantity="1500")
    (short,) = rows(board, "shortages")
    wrong = settle(board, "shortages", short, decision="改数量", new_quantity="15")
    assert codes(wrong) == [("new_quantity", "quantity_step")]
    assert settle(board, "shortages", short, decision="改数量", new_quantity="20").outcome == "updated"
    assert board.office.shown(order)["quantity"] == "20"
    assert codes(settle(board, "shortages", short, decision="等货")) == [(None, "changed_in_sight")]


def test_twins_are_kept_merged_or_cancelled_with_a_reason(board: Board) -> None:
    first, second = board.order(**TWIN), board.order(**TWIN)
    assert board.todo("zhou") == []
    one, other = rows(board, "duplicates")
    assert [one.key, other.key] == [first, second]
    assert other.values["others"] == f"{one.values['order_no']}（相隔 0 秒）"
    assert codes(settle(board, "duplicates", other, decision="都保留")) == [("comment", "required")]
    assert settle(board, "duplicates", other, decision="都保留", comment="两个工地").outcome == "updated"
    assert rows(board, "duplicates") == []
    assert board.reserved() == 20
    assert len(board.todo("zhou")) == 2


def test_a_cancelled_twin_frees_the_other(board: Board) -> None:
    first, second = board.order(**TWIN), board.order(**TWIN)
    other = rows(board, "duplicates")[1]
    assert settle(board, "duplicates", other, decision="作废本单", comment="打了两次").outcome == "updated"
    assert [board.stage(order) for order in (first, second)] == ["review", "cancelled"]
    assert [row.values["order_no"] for row in board.todo("zhou")] == [board.office.shown(first)["order_no"]]


def test_merging_moves_what_the_other_order_lacks(board: Board) -> None:
    first = board.order(**TWIN)
    board.enter(*(_line_of("A", product=product) for product in ("LED", "BOX")))
    other = rows(board, "duplicates")[1]
    result = settle(board, "duplicates", other, decision="合并", comment="一张单打成两张")
    assert result.outcome == "updated", result.problems
    assert board.stage(other.key) == "cancelled"
    lines = list(board.office.load("orders", order_no=board.office.shown(first)["order_no"] or ""))
    assert sorted(found.values["product"] or "" for found in lines) == ["BOX", "LED"]


def test_a_count_below_what_is_reserved_pauses_the_decision(board: Board) -> None:
    order = board.order(quantity="600")
    step = board.open(order)
    stock = next(row.key for row in board.office.load("stock", product="LED"))
    board.office.count(stock, 500)
    assert board.todo("zhou") == []
    assert codes(board.decide(step, "zhou")) == [("decision", "step_paused")]
    board.edit(order, quantity="400")
    assert len(board.todo("zhou")) == 1
    assert board.decide(step, "zhou").outcome == "updated"


def _line_of(order: str, **values: str) -> RowIn:

    return line(customer_po=order, **{**TWIN, **values})
