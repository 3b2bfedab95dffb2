"""Orders that may be one order entered twice (domain.md, Duplicates)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of, found, new_row
from tests.e2e.protocol.seeds import line
from tests.e2e.protocol.test_stock import reserved

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json, Row
    from tests.e2e.protocol.conftest import Firm

PHONE = "13700000001"


def at(time: str, **values: str | None) -> Row:
    """Return a line ordered at a time of one day, with a phone."""
    return line(**{"phone": PHONE, "ordered_at": f"2026-11-20T{time}Z", **values})


def is_held(result: Json) -> bool:
    """Tell whether a row was answered as a suspected duplicate."""
    is_named = "duplicate_order" in {code for _, code in codes(result)}
    assert is_named == (result["outcome"] == "held")
    return is_named


def status(firm: Firm, result: Json) -> str | None:
    """Return the status of a row now."""
    text: str | None = firm.admin.stored(result["key"])["values"]["status"]
    return text


@pytest.mark.parametrize("time", ["10:05:00", "09:55:00", "10:00:00"])
def test_exactly_five_minutes_counts(firm: Firm, time: str) -> None:
    firm.clerk.push(at("10:00:00"))
    assert is_held(firm.colleague.push(at(time)).only)


@pytest.mark.parametrize("time", ["10:05:01", "09:54:59"])
def test_one_second_more_than_five_minutes_does_not_count(firm: Firm, time: str) -> None:
    firm.clerk.push(at("10:00:00"))
    assert not is_held(firm.colleague.push(at(time)).only)


def test_the_later_order_is_held_and_the_earlier_too_while_in_review(firm: Firm) -> None:
    first = firm.clerk.push(at("10:00:00")).only
    assert first["values"]["status"] == "待审核"
    second = firm.colleague.push(at("10:01:00")).only
    assert (second["outcome"], second["values"]["status"], second["values"]["holds"]) == (
        "held",
        "疑似重复",
        "duplicate",
    )
    problem = found(second, "duplicate_order")
    assert problem["level"] == "hold"
    assert first["values"]["order_no"] in problem["message"]
    assert status(firm, first) == "疑似重复"


def test_the_earlier_order_comes_as_a_change_of_the_same_answer(firm: Firm) -> None:
    first = firm.clerk.push(at("10:00:00")).only
    answer = firm.clerk.push(at("10:01:00"))
    assert answer.changes[first["key"]]["values"]["status"] == "疑似重复"


def test_an_ended_order_is_not_held_again(firm: Firm) -> None:
    first = firm.clerk.push(at("10:00:00")).only
    firm.clerk.push(edit_of(first, action="作废"))
    firm.clerk.push(at("10:01:00"))
    assert status(firm, first) == "已作废"


def test_suspected_duplicates_reserve_nothing(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00"))
    assert reserved(firm, "LED-9W") == "10"
    firm.colleague.push(at("10:01:00"))
    assert reserved(firm, "LED-9W") == "0"


def test_the_hold_stands_on_every_line_of_the_order_and_nothing_of_it_is_reserved(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00"))
    answer = firm.colleague.push(
        at("10:01:00", customer_po="PO-1"), at("10:01:00", customer_po="PO-1", product="BOX-10")
    )
    assert [is_held(result) for result in answer.results] == [True, True]
    assert reserved(firm, "BOX-10") == "0"


def test_lines_of_one_order_never_match_each_other(firm: Firm) -> None:
    answer = firm.clerk.push(
        at("10:00:00", customer_po="PO-1"), at("10:00:00", customer_po="PO-1", requested_on="2035-06-19")
    )
    assert answer.outcomes == ["created", "created"]


def test_two_orders_of_one_push_match(firm: Firm) -> None:
    answer = firm.clerk.push(at("10:00:00", quantity="10"), at("10:01:00", quantity="20"))
    assert is_held(answer.results[1])
    assert {status(firm, result) for result in answer.results} == {"疑似重复"}
    assert reserved(firm, "LED-9W") == "0"


def test_a_chain_of_close_orders_is_one_case(firm: Firm) -> None:
    made = [firm.clerk.push(at(time)).only for time in ("10:00:00", "10:08:00")]
    assert [is_held(result) for result in made] == [False, False]
    between = firm.colleague.push(at("10:04:00")).only
    assert is_held(between)
    assert [status(firm, result) for result in made] == ["疑似重复"] * 2
    message = found(between, "duplicate_order")["message"]
    assert all(result["values"]["order_no"] in message for result in made)


def test_another_product_or_phone_is_no_match(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00"))
    answer = firm.colleague.push(at("10:01:00", product="BOX-10"), at("10:01:00", phone="13700000002"))
    assert answer.outcomes == ["created", "created"]


def test_it_matches_across_customers(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00"))
    assert is_held(firm.colleague.push(at("10:01:00", customer="C002")).only)


def test_no_phone_no_match(firm: Firm) -> None:
    rows = [at("10:00:00", customer="C002", phone=None), at("10:01:00", customer="C002", phone=None)]
    assert firm.clerk.push(*rows).outcomes == ["created", "created"]


@pytest.mark.parametrize(
    "spelling", ["１３７０００００００１", "+86 137-0000-0001", "137 0000 0001", "0086 13700000001"]
)
def test_phones_are_compared_normalised(firm: Firm, spelling: str) -> None:
    firm.clerk.push(at("10:00:00"))
    assert is_held(firm.colleague.push(at("10:01:00", phone=spelling)).only)


def test_the_customers_phone_matches_too(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00", phone=None))
    assert is_held(firm.colleague.push(at("10:01:00", phone=None)).only)


def test_a_blank_order_time_matches_only_other_submissions(firm: Firm) -> None:
    answer = firm.clerk.push(line(phone=PHONE), line(phone=PHONE, quantity="20"))
    assert answer.outcomes == ["created", "created"]
    assert is_held(firm.colleague.push(line(phone=PHONE)).only)


def test_the_minutes_are_a_rule(firm: Firm) -> None:
    rules = [
        row for row in firm.admin.pull("rules").changes.values() if row["values"]["name"] == "疑似重复分钟"
    ]
    rows = [{"key": row["key"], "rev": row["rev"], "values": {"value": "1"}} for row in rules]
    firm.admin.push(*(rows or [new_row(name="疑似重复分钟", value="1")]), view="rules")
    firm.clerk.push(at("10:00:00"))
    answer = firm.colleague.push(at("10:01:01", quantity="20"))
    assert answer.outcomes == ["created"]


def test_an_edit_can_make_a_duplicate(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00"))
    other = firm.colleague.push(at("10:01:00", phone="13700000002")).only
    assert is_held(firm.colleague.push(edit_of(other, phone=PHONE)).only)
    assert reserved(firm, "LED-9W") == "0"


def test_a_suspected_duplicate_edited_elsewhere_stays_held(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00"))
    second = firm.colleague.push(at("10:01:00")).only
    edited = firm.colleague.push(edit_of(second, remark="请尽快")).only
    assert edited["values"]["status"] == "疑似重复"
    assert reserved(firm, "LED-9W") == "0"


def test_a_po_changed_to_one_that_exists_is_a_second_rule(firm: Firm) -> None:
    firm.clerk.push(line(customer_po="PO-1", product="BOX-10"))
    other = firm.clerk.push(line(customer_po="PO-2")).only
    edited = firm.clerk.push(edit_of(other, customer_po="po-1")).only
    assert edited["outcome"] == "held"
    assert ("customer_po", "duplicate_po") in codes(edited)
    assert reserved(firm, "LED-9W") == "0"


def test_masked_phones_match_on_the_visible_digits(firm: Firm) -> None:
    firm.clerk.push(at("10:00:00", phone="137****0001"))
    assert is_held(firm.colleague.push(at("10:01:00", phone=PHONE)).only)
    assert not is_held(firm.colleague.push(at("10:01:00", phone="13700000002")).only)


def test_an_undone_duplicate_leaves_no_order_held_for_it(firm: Firm) -> None:
    first = firm.clerk.push(at("10:00:00")).only
    second = firm.colleague.push(at("10:01:00"))
    assert status(firm, first) == "疑似重复"
    assert firm.colleague.undo(second.body["submission"]).status_code == 200
    assert status(firm, first) == "待审核"
    assert reserved(firm, "LED-9W") == "10"


def test_it_matches_across_all_sources(firm: Firm) -> None:
    firm.clerk.at(None).push(at("10:00:00"))
    assert is_held(firm.colleague.push(at("10:01:00")).only)
