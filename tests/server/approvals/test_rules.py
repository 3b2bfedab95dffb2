"""Rules as rows: who is asked, what passes without a person, and what a change would have done last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.protocol.messages import RowIn
from sync.rows.keys import new_key
from tests.server.orders.office import codes, line

if TYPE_CHECKING:
    from tests.server.approvals.board import Board

AUTOMATIC = "自动通过"


def switched_on(board: Board, *roles: str) -> list[RowIn]:
    """Return the automatic rules of roles, switched on."""
    return [
        RowIn(row.key, {"active": "true"}, row.rev)
        for row in board.office.load("approval_rules", handling=AUTOMATIC)
        if row.values["role"] in roles
    ]


def switch_on(board: Board, *roles: str) -> None:
    """Switch the automatic rules of roles on."""
    results = board.sync("approval_rules", switched_on(board, *roles), by="admin").results
    assert {result.outcome for result in results} == {"updated"}


def limit(board: Board, amount: str) -> None:
    """Set the credit limit of the customer."""
    (customer,) = board.office.load("customers", code="C1")
    board.office._admin("customers", RowIn(customer.key, {"credit_limit": amount}, customer.rev))


def test_a_new_server_asks_three_people_about_every_order_and_has_ways_past_them_switched_off(
    board: Board,
) -> None:
    rules = board.office.load("approval_rules")
    asked = [rule.values["step"] for rule in rules if rule.values["active"] == "true"]
    assert asked == ["销售主管初审", "生产经理复核产能", "财务终审回款条款"]
    assert [rule.values["handling"] for rule in rules if rule.values["active"] == "false"] == [AUTOMATIC] * 3


def test_what_is_in_stock_at_list_price_and_within_credit_passes_without_a_person(board: Board) -> None:
    switch_on(board, "sales_supervisor", "production_manager", "finance")
    limit(board, "100000")
    first = board.order()
    assert board.steps(first) == [("销售", "open")]  # a new customer is known by an approved order
    board.pass_steps(first, "zhou")
    assert board.stage(first) == "approved"
    result = board.enter(line())[0]
    assert (result.outcome, result.values["status"]) == ("created", "已审核")
    assert board.steps(result.key) == [("销售", "passed"), ("生产", "passed"), ("财务", "passed")]
    dear = board.order(unit_price="9.9")
    assert board.steps(dear) == [("销售", "open")]


def test_what_is_unknown_never_passes_by_itself(board: Board) -> None:
    switch_on(board, "production_manager", "finance")
    order = board.order()
    board.pass_steps(order, "zhou")
    assert board.steps(order)[1:] == [("生产", "passed"), ("财务", "open")]  # no limit: credit is not known


def test_a_change_of_rules_moves_the_orders_that_wait(board: Board) -> None:
    order = board.order()
    board.pass_steps(order, "zhou")
    switch_on(board, "production_manager")
    assert board.steps(order)[1:] == [("生产", "ended"), ("生产", "passed"), ("财务", "open")]


def test_an_order_passed_by_rule_is_asked_about_once_it_changes_beyond_the_rule(board: Board) -> None:
    switch_on(board, "production_manager")
    order = board.order()
    board.pass_steps(order, "zhou", "zhao")
    assert board.stage(order) == "approved"
    board.office.plan("LED", 5000, "2026-12-02")
    board.edit(order, quantity="1200", action=None)
    assert board.office.shown(order)["holds"] == "stock"
    assert board.stage(order) == "review"


def test_amounts_levels_and_terms_choose_who_is_asked(board: Board) -> None:
    rule = {
        "place": "40",
        "step": "总经理审批",
        "role": "manager",
        "handling": "需审批",
        "amount_from": "5000",
        "hours": "8",
    }
    board.office._admin("approval_rules", RowIn(new_key(), dict(rule)))
    small, large = board.order(), board.order(quantity="600")
    for order in (small, large):
        board.pass_steps(order, "zhou", "sun", "zhao")
    assert [board.stage(order) for order in (small, large)] == ["approved", "review"]
    board.pass_steps(large, "boss")
    assert board.stage(large) == "approved"


def test_without_a_rule_that_fits_the_manager_is_asked(board: Board) -> None:
    rules = board.office.load("approval_rules", handling="需审批")
    board.office._admin("approval_rules", *(RowIn(rule.key, {"active": "false"}, rule.rev) for rule in rules))
    order = board.order()
    assert board.steps(order) == [("经理", "open")]
    board.pass_steps(order, "boss")
    assert board.stage(order) == "approved"


def test_a_change_is_tried_on_the_orders_of_the_last_month_without_being_made(board: Board) -> None:
    board.enter(*(line() for _ in range(3)), line(unit_price="9"))
    (tried,) = board.rehearse("approval_rules", switched_on(board, "production_manager"))
    assert codes(tried) == [(None, "rule_trial")]
    told = tried.problems[0].message
    assert "这一条会管 4 张" in told
    assert (
        "全部 4 张要人审：销售主管初审 4，财务终审回款条款 4；现行：销售主管初审 4，生产经理复核产能 4"
        in told
    )
    assert len(board.office.load("approval_rules", handling=AUTOMATIC, active="false")) == 3


def test_ranges_and_limits_that_make_no_sense_are_refused(board: Board) -> None:
    rule = {"place": "1", "step": "审", "role": "finance", "handling": "需审批"}
    wrong = {**rule, "amount_from": "9", "amount_to": "5", "hours": "0"}
    (result,) = board.sync("approval_rules", [RowIn(new_key(), dict(wrong))], by="admin").results
    assert codes(result) == [("amount_to", "bad_value"), ("hours", "bad_value")]
