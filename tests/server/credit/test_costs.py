"""What credit costs a press: nothing where nobody has a limit, two statements where somebody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.server.masterdata.sheet import counted
from tests.server.orders.office import DEALER, Press, line

if TYPE_CHECKING:
    from tests.server.credit.bank import Bank


def _statements(bank: Bank, orders: int, customer: str) -> list[str]:
    rows = [line(customer=customer, quantity="1", payment_terms="货到付款") for _ in range(orders)]
    bank.office.push(*rows)  # compiled before they are counted
    rows = [line(customer=customer, quantity="1", payment_terms="货到付款") for _ in range(orders)]
    with counted(bank.office.engine) as statements:
        bank.office.push(*rows)
    return statements


def test_a_press_costs_at_most_two_statements_more_and_nothing_without_limits(bank: Bank) -> None:
    free, limited = _statements(bank, 1, "C2"), _statements(bank, 1, "C1")
    assert not [each for each in free if "credit_accounts" in each or "ledger" in each]
    assert 1 <= len(limited) - len(free) <= 2


def test_fifty_orders_cost_as_many_statements_as_one(bank: Bank) -> None:
    assert len(_statements(bank, 50, "C1")) == len(_statements(bank, 1, "C1"))


def test_standings_cost_as_many_statements_for_ten_orders_as_for_one(bank: Bank) -> None:
    orders = [bank.order(1).key for _ in range(10)]
    with counted(bank.office.engine) as one:
        bank.standing(orders[0])
    with counted(bank.office.engine) as ten:
        bank.standing(*orders)
    assert len(ten) == len(one)


def test_a_payment_lets_ten_orders_go_in_as_many_statements_as_one(bank: Bank) -> None:
    costs = []
    for held in (1, 1, 10):  # the first time some statements are asked for the first time
        bank.book("期初应收", "10000")
        for _ in range(held):
            bank.order(1)
        with counted(bank.office.engine) as statements:
            bank.book("收款", "10000")
        assert bank.office.holds() == []
        costs.append(len(statements))
    assert costs[2] == costs[1]


def test_a_dealer_is_told_what_the_own_firm_has_to_pay_and_nothing_of_limits(bank: Bank) -> None:
    bank.limit("100", "C9")
    bank.book("期初应收", "777.77", customer="C9")
    held = bank.order(5, Press(actor=DEALER), customer="C9")
    assert [found.message for found in held.problems] == ["超出信用额度，收款 ¥727.77 即可放行"]
    assert held.problems[0].facts == {"release": "727.77"}
