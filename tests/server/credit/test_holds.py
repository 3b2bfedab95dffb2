"""Orders that their customer's credit holds, and what lets them go on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.server.orders.office import Press, codes, line, row, told

if TYPE_CHECKING:
    from sync.protocol.messages import RowIn, RowResult
    from tests.server.credit.bank import Bank


def edit(result: RowResult, **values: str) -> RowIn:
    """Return an edit of a row as it was answered."""
    assert isinstance(result.rev, int)
    return row(result.key, result.rev, **values)


def test_an_order_up_to_the_limit_passes_and_a_cent_more_is_held(bank: Bank) -> None:
    assert bank.order(1000).outcome == "created"
    held = bank.order(1, unit_price="9")
    assert told(held) == {
        "outcome": "held",
        "status": "信用冻结",
        "holds": "credit",
        "warehouse": None,
        "promised_on": None,
    }


def test_the_sentence_names_the_payment_that_lets_the_order_go(bank: Bank) -> None:
    bank.order(900)
    (found,) = bank.order(4820).problems
    assert (found.field, found.code, found.level) == ("customer", "credit_limit", "hold")
    assert found.message == "超出信用额度，收款 ¥47,200.00 即可放行"


def test_a_held_order_reserves_nothing(bank: Bank) -> None:
    bank.order(2000)
    assert bank.office.reserved() == 0


def test_a_payment_of_a_cent_less_does_not_release_and_the_payment_named_does(bank: Bank) -> None:
    bank.book("期初应收", "4000")
    held = bank.order(900)
    assert held.problems[0].facts["release"] == "3,000.00"
    bank.book("收款", "2999.99")
    assert bank.status(held.key) == "信用冻结"
    bank.book("收款", "0.01")
    assert bank.status(held.key) == "待审核"
    assert bank.office.reserved() == 900


def test_a_higher_limit_releases_and_no_limit_does(bank: Bank) -> None:
    first, second = bank.order(1500), bank.order(5000)
    bank.limit("15000")
    assert (bank.status(first.key), bank.status(second.key)) == ("待审核", "信用冻结")
    bank.limit(None)
    assert bank.status(second.key) == "待审核"
    assert bank.office.holds() == []


def test_held_orders_go_on_in_the_order_they_were_entered(bank: Bank) -> None:
    bank.book("期初应收", "10000")
    first, second = bank.order(300), bank.order(200)
    assert second.problems[0].facts["release"] == "5,000.00"
    bank.book("收款", "3000")
    assert (bank.status(first.key), bank.status(second.key)) == ("待审核", "信用冻结")
    bank.book("收款", "2000")
    assert bank.status(second.key) == "待审核"


def test_customers_without_a_limit_are_never_held(bank: Bank) -> None:
    bank.book("期初应收", "1000000", customer="C2", overdue=400)
    assert bank.order(90_000, customer="C2").outcome == "created"


def test_switched_off_nobody_is_held_and_held_orders_go_on_with_their_next_edit(bank: Bank) -> None:
    held = bank.order(2000)
    bank.office.rule("信用检查", "否")
    assert bank.order(2000).outcome == "created"
    assert bank.office.push(edit(held, remark="催"))[0].values["status"] == "待审核"


def test_orders_of_one_press_count_one_after_the_other(bank: Bank) -> None:
    rows = [line(quantity="400") for _ in range(3)]
    outcomes = [result.outcome for result in bank.office.push(*rows)]
    assert outcomes == ["created", "created", "held"]


def test_every_line_of_the_order_says_so(bank: Bank) -> None:
    same = {"customer_po": "PO-1", "quantity": "600", "phone": "13812345678"}
    rows = [line(**same), line(**same, requested_on="2026-12-07")]
    results = bank.office.push(*rows)
    assert [codes(result) for result in results] == [[("customer", "credit_limit")]] * 2
    assert bank.office.holds() == [("credit", "")]


def test_a_copy_is_judged_like_any_order(bank: Bank) -> None:
    assert [bank.order(600).outcome for _ in range(2)] == ["created", "held"]


def test_a_draft_is_judged_when_it_is_entered(bank: Bank) -> None:
    draft = bank.order(2000, action="暂存")
    assert draft.outcome == "created"
    (entered,) = bank.office.push(edit(draft, remark="录好了"))
    assert entered.values["status"] == "信用冻结"


def test_an_edit_that_takes_more_is_judged_and_one_that_takes_less_goes_on(bank: Bank) -> None:
    made = bank.order(900)
    (held,) = bank.office.push(edit(made, quantity="1100"))
    assert (held.outcome, held.values["status"]) == ("held", "信用冻结")
    assert bank.office.reserved() == 0
    (freed,) = bank.office.push(edit(held, quantity="1000"))
    assert (freed.outcome, freed.values["status"]) == ("updated", "待审核")
    assert bank.office.reserved() == 1000


def test_an_edit_of_a_remark_is_not_judged(bank: Bank) -> None:
    made = bank.order(900)
    bank.book("期初应收", "5000")
    assert bank.office.push(edit(made, remark="加急"))[0].outcome == "updated"


@pytest.mark.parametrize(("overdue", "outcome"), [(30, "created"), (31, "held")])
def test_a_debt_may_be_overdue_for_thirty_days(bank: Bank, overdue: int, outcome: str) -> None:
    bank.book("开票", "500", days=90, overdue=overdue)
    assert bank.order(1).outcome == outcome


def test_the_oldest_debt_is_paid_first_and_what_is_overdue_is_named(bank: Bank) -> None:
    bank.book("开票", "500", days=90, overdue=60)
    bank.book("开票", "300", days=60, overdue=40)
    bank.book("收款", "450.50")
    held = bank.order(1)
    assert held.problems[0].message == "有逾期款 60 天，收款 ¥349.50 即可放行"
    bank.book("收款", "349.50")
    assert bank.status(held.key) == "待审核"


def test_over_the_limit_and_overdue_each_sentence_names_enough(bank: Bank) -> None:
    bank.book("开票", "9000", days=90, overdue=60)
    held = bank.order(300)
    assert [(found.code, found.facts["release"]) for found in held.problems] == [
        ("credit_limit", "9,000.00"),
        ("overdue", "9,000.00"),
    ]


def test_a_due_date_follows_from_the_terms_of_the_customer(bank: Bank) -> None:
    bank.book("开票", "500", days=60)
    assert bank.order(1).outcome == "created"
    bank.book("开票", "500", days=61)
    assert bank.order(1).outcome == "held"


def test_cancelling_another_order_makes_room_that_the_job_finds(bank: Bank) -> None:
    first, held = bank.order(900), bank.order(200)
    assert bank.recheck() == []
    bank.office.push(edit(first, action="作废"))
    assert bank.recheck() == [held.key]
    assert bank.status(held.key) == "待审核"
    assert bank.recheck() == []


def test_finance_lets_an_order_go_up_to_its_amount(bank: Bank) -> None:
    held = bank.order(2000)
    assert bank.release(held.key) == [held.key]
    assert bank.status(held.key) == "待审核"
    (less,) = bank.office.push(row(held.key, 2, quantity="1999"))
    assert less.outcome == "updated"
    (more,) = bank.office.push(edit(less, quantity="2001"))
    assert more.values["status"] == "信用冻结"


def test_an_order_that_is_not_held_is_let_alone(bank: Bank) -> None:
    assert bank.release(bank.order(1).key) == []


def test_a_rehearsal_says_the_same_and_holds_nothing(bank: Bank) -> None:
    wanted = line(quantity="2000")
    (told_before,) = bank.office.precheck(wanted)
    (held,) = bank.office.push(wanted)
    assert told_before.problems == held.problems
    assert told_before.outcome == held.outcome == "held"


def test_an_undone_order_owes_nothing_any_more(bank: Bank) -> None:
    bank.order(900)
    bank.office.undo()
    assert bank.order(1000).outcome == "created"


def test_standings_say_for_each_order_what_would_let_it_go(bank: Bank) -> None:
    bank.book("期初应收", "4000")
    first, second = bank.order(500), bank.order(300)
    found = bank.standing(first.key, second.key)
    assert found == bank.standing(first.key) | bank.standing(second.key)
    assert (found[first.key].passes, found[first.key].exposure) == (True, Decimal(9000))
    assert (found[second.key].passes, found[second.key].release) == (False, Decimal(2000))


def test_a_press_of_another_day_counts_what_is_stored(bank: Bank) -> None:
    bank.order(600)
    assert bank.order(600, Press(book=None)).outcome == "held"


def test_a_line_that_ends_in_the_press_is_not_told_of_the_hold(bank: Bank) -> None:
    same = {"customer_po": "PO-1", "quantity": "100", "phone": "13812345678"}
    first, second = bank.office.push(line(**same), line(**same, requested_on="2026-12-07"))
    ended, held = bank.office.push(edit(first, action="作废"), edit(second, quantity="2000"))
    assert (ended.outcome, ended.problems) == ("updated", [])
    assert codes(held) == [("customer", "credit_limit")]
