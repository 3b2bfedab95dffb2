"""Orders that look entered twice: who is held, what is reserved, when the suspicion ends."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sync.rows.keys import new_key
from tests.server.orders.office import DEALER, NOW, Office, Press, codes, line, row, told

if TYPE_CHECKING:
    from sync.protocol.messages import RowIn

PHONE = "13811112222"


def at(clock: str, **values: str | None) -> RowIn:
    """Return a line of the same phone, ordered at a time of day."""
    return line(phone=PHONE, ordered_at=f"2026-11-24T{clock}+08:00", **values)


def test_the_later_order_and_the_earlier_one_in_review_are_held_and_reserve_nothing(office: Office) -> None:
    office.put("LED", 100)
    (first,) = office.push(at("09:00:00"), line(phone=None, product="NUT"))[:1]
    assert office.reserved() == 10
    answer = office.sync([at("09:05:00")])
    (second,) = answer.results
    assert second.outcome == "held"
    assert codes(second) == [("phone", "duplicate_order")]
    assert second.problems[0].facts == {"other": first.values["order_no"], "gap": "5 分"}
    assert told(second)["status"] == "疑似重复"
    assert [(change.key, change.values["status"]) for change in answer.changes] == [(first.key, "疑似重复")]
    assert office.reserved() == 0
    assert office.shown(first.key)["warehouse"] is None


def test_one_second_more_is_no_duplicate(office: Office) -> None:
    office.push(at("09:00:00"))
    (second,) = office.push(at("09:05:01"))
    assert {code for _, code in codes(second)} == {"stock_short"}


def test_orders_of_one_request_are_compared_and_a_chain_is_held_whole(office: Office) -> None:
    results = office.push(at("09:00:00"), at("09:04:00"), at("09:08:00"), at("09:14:00"))
    assert [told(made)["status"] for made in results] == ["疑似重复", "疑似重复", "疑似重复", "待确认"]
    assert results[2].problems[0].facts == {"other": "本次提交的另一张订单", "gap": "4 分"}


def test_lines_of_one_order_never_match_each_other(office: Office) -> None:
    office.put("LED", 100)
    results = office.push(at("09:00:00", customer_po="A"), at("09:00:00", customer_po="A"))
    assert [made.outcome for made in results] == ["created", "created"]


def test_every_line_of_a_suspected_order_says_so(office: Office) -> None:
    office.put("NUT", 100)
    office.push(at("09:00:00"))
    results = office.push(at("09:01:00", customer_po="A"), at("09:01:00", customer_po="A", product="NUT"))
    assert [codes(made) for made in results] == [[("phone", "duplicate_order")]] * 2
    assert office.reserved() == 0


def test_a_blank_time_matches_only_other_submissions(office: Office) -> None:
    press = Press(submission=new_key())
    first, second = office.push(line(phone=PHONE), line(phone=PHONE), press=press)
    (third,) = office.push(line(phone=PHONE), press=press)
    assert {told(made)["status"] for made in (first, second, third)} == {"待确认"}
    (other,) = office.push(line(phone=PHONE), press=Press(at=NOW + dt.timedelta(minutes=5)))
    assert told(other)["status"] == "疑似重复"


def test_the_same_purchase_number_again_is_held_by_the_second_rule(office: Office) -> None:
    (first,) = office.push(line(customer_po="PO-7"))
    (second,) = office.push(line(customer_po="po-7", product="NUT"))
    assert codes(second) == [("customer_po", "duplicate_po")]
    assert (
        second.problems[0].message
        == f"疑似重复：客户单号 po-7 已有订单{first.values['order_no']}，等人工复核"
    )
    (other_customer,) = office.push(line(customer_po="PO-7", customer="C2"))
    assert {code for _, code in codes(other_customer)} == {"stock_short"}


def test_a_purchase_number_typed_later_is_compared_too(office: Office) -> None:
    office.push(line(customer_po="PO-7"))
    (second,) = office.push(line())
    (typed,) = office.push(row(second.key, 1, customer_po="PO-7"))
    assert codes(typed) == [("customer_po", "duplicate_po")]


def test_an_earlier_order_that_is_past_review_is_only_named(office: Office) -> None:
    (first,) = office.push(at("09:00:00"))
    with office.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE orders SET stage = 'approved'")
    answer = office.sync([at("09:01:00")])
    assert told(answer.results[0])["status"] == "疑似重复"
    assert answer.changes == []
    assert office.shown(first.key)["stage"] == "approved"


@pytest.mark.parametrize("way", ["undo", "cancel", "edit"])
def test_the_suspicion_ends_with_its_cause_and_stock_is_reserved_again(office: Office, way: str) -> None:
    office.put("LED", 100)
    (first,) = office.push(at("09:00:00"))
    (second,) = office.push(at("09:01:00"))
    assert office.reserved() == 0
    if way == "undo":
        office.undo()
    elif way == "cancel":
        office.push(row(second.key, 1, action="作废"))
    else:
        office.push(row(second.key, 1, phone="13811112223"))
    assert office.shown(first.key)["status"] == "待审核"
    assert office.reserved() == (20 if way == "edit" else 10)
    assert office.numbers("duplicate_links") == 0


def test_an_order_is_free_only_when_its_last_suspicion_ends(office: Office) -> None:
    office.put("LED", 100)
    first, second, third = (office.push(at(f"09:0{minute}:00"))[0] for minute in (0, 4, 8))
    office.push(row(third.key, 1, action="作废"))
    assert [office.shown(made.key)["status"] for made in (first, second)] == ["疑似重复"] * 2
    office.push(row(first.key, 2, action="作废"))
    assert office.shown(second.key)["status"] == "待审核"
    assert office.reserved() == 10


def test_drafts_and_cancelled_orders_are_no_duplicates(office: Office) -> None:
    (draft,) = office.push(at("09:00:00", action="暂存", customer_po="A"))
    (gone,) = office.push(at("09:00:00", customer_po="A"))
    office.push(row(gone.key, 1, action="作废"))
    (made,) = office.push(at("09:00:00", customer_po="A"))
    assert {code for _, code in codes(made)} == {"stock_short"}
    (entered,) = office.push(row(draft.key, 1, remark="好"))
    assert {code for _, code in codes(entered)} == {"duplicate_order", "duplicate_po"}


def test_a_dealer_is_not_told_of_whom_the_order_is_a_duplicate(office: Office) -> None:
    (first,) = office.push(at("09:00:00"))
    answer = office.sync([at("09:00:30", customer=None)], Press(actor=DEALER))
    (made,) = answer.results
    assert made.problems[0].message == "疑似重复，已转人工复核"
    assert made.problems[0].facts == {}
    assert answer.changes == []
    assert office.shown(first.key)["status"] == "疑似重复"
