"""Clerks who press at the same time for one customer: together they never slip under the limit."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.server.credit.bank import Bank, open_bank
from tests.server.orders.office import line

if TYPE_CHECKING:
    from sqlalchemy import Engine

CLERKS = 6


@pytest.fixture
def bank(engine: Engine) -> Bank:
    """Open an office in which C1 and C2 may owe 10,000 each; LED costs 10 a piece."""
    made = open_bank(engine)
    made.limit("10000", "C2")
    return made


def test_of_clerks_at_once_exactly_so_many_pass_as_the_limit_allows(bank: Bank) -> None:
    start = Barrier(CLERKS)

    def press(_clerk: int) -> str:
        start.wait(timeout=60)
        return bank.order(300).outcome

    with ThreadPoolExecutor(CLERKS) as pool:
        outcomes = Counter(pool.map(press, range(CLERKS)))
    assert outcomes == {"created": 3, "held": CLERKS - 3}


def test_presses_that_name_customers_in_opposite_order_do_not_block_each_other(bank: Bank) -> None:
    start = Barrier(CLERKS)

    def press(clerk: int) -> list[str]:
        names = ("C1", "C2") if clerk % 2 else ("C2", "C1")
        rows = [line(customer=name, quantity="400", payment_terms="货到付款") for name in names]
        start.wait(timeout=60)
        return [result.outcome for result in bank.office.push(*rows)]

    with ThreadPoolExecutor(CLERKS) as pool:
        outcomes = Counter(outcome for batch in pool.map(press, range(CLERKS)) for outcome in batch)
    assert outcomes == {"created": 4, "held": 2 * CLERKS - 4}


def test_a_payment_races_with_clerks_and_no_more_passes_than_it_makes_room_for(bank: Bank) -> None:
    bank.book("期初应收", "10000")
    held = [bank.order(300).key for _ in range(2)]
    start = Barrier(CLERKS)

    def work(clerk: int) -> None:
        start.wait(timeout=60)
        if clerk == 0:
            bank.book("收款", "6000")
        else:
            bank.order(300)

    with ThreadPoolExecutor(CLERKS) as pool:
        list(pool.map(work, range(CLERKS)))
    bank.recheck()
    passed = [row for row in bank.office.load("orders") if row.values["status"] == "待审核"]
    assert len(passed) == 2
    assert {row.key for row in passed} == set(held)
