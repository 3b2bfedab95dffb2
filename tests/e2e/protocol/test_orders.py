"""Which rows are one order, and what stands or falls together (sync.md, section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of, found, new_id, values_of
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


def test_rows_with_the_same_customer_and_po_are_one_order_numbered_down_the_sheet(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer_po="PO-1"),
        line(customer_po="PO-2", phone="13700000002"),
        line(customer_po="po-1 ", customer="明辉", product="BOX-10"),
    )
    assert answer.outcomes == ["created"] * 3
    first, other, second = values_of(answer, "order_no")
    assert first == second != other
    assert values_of(answer, "line_no") == ["1", "1", "2"]


def test_the_same_po_of_another_customer_is_another_order(firm: Firm) -> None:
    answer = firm.clerk.push(line(customer_po="PO-1"), line(customer="C002", customer_po="PO-1"))
    assert answer.outcomes == ["created", "created"]
    assert len(set(values_of(answer, "order_no"))) == 2


def test_without_a_po_rows_with_the_same_mark_are_one_order(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(order_mark="甲"), line(order_mark="乙"), line(order_mark="甲", product="BOX-10")
    )
    first, other, second = values_of(answer, "order_no")
    assert first == second != other


def test_without_po_and_mark_every_row_is_an_order_of_its_own(firm: Firm) -> None:
    answer = firm.clerk.push(line(), line(product="BOX-10"), line(product="HOME-1"))
    assert len(set(values_of(answer, "order_no"))) == 3


def test_rows_of_one_submission_are_one_order_over_two_requests(firm: Firm) -> None:
    submission = new_id()
    first = firm.clerk.push(line(customer_po="PO-1"), submission=submission).only
    second = firm.clerk.push(line(customer_po="PO-1", product="BOX-10"), submission=submission).only
    assert second["outcome"] == "created"
    assert second["values"]["order_no"] == first["values"]["order_no"]
    assert second["values"]["line_no"] == "2"


def test_the_order_falls_with_a_bad_row_and_its_siblings_say_order_rejected(firm: Firm) -> None:
    rows = [
        line(customer_po="PO-1"),
        line(customer_po="PO-1", product="没有这个"),
        line(customer_po="PO-1", product="BOX-10"),
        line(product="HOME-1"),
    ]
    answer = firm.clerk.push(*rows)
    assert answer.outcomes == ["rejected", "rejected", "rejected", "created"]
    assert [{code for _, code in codes(result)} for result in answer.results[:3]] == [
        {"order_rejected"},
        {"unknown_product"},
        {"order_rejected"},
    ]
    assert set(firm.clerk.pull(scope="all").changes) == {rows[3]["key"]}


def test_a_bad_edit_stops_the_edits_of_its_siblings(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    answer = firm.clerk.push(edit_of(one, quantity="0"), edit_of(two, quantity="20"))
    assert answer.outcomes == ["rejected", "rejected"]
    assert codes(answer.results[1]) == {(None, "order_rejected")}
    assert firm.clerk.stored(two["key"])["values"]["quantity"] == "10"


def test_a_row_the_server_does_not_know_is_a_bad_row_of_its_order(firm: Firm) -> None:
    values = line(customer_po="PO-1", product="BOX-10")["values"]
    unknown = {"key": new_id(), "rev": 3, "values": values}
    malformed = {"key": "nonsense", "values": values | {"product": "HOME-1"}}
    answer = firm.clerk.push(line(customer_po="PO-1", customer="明辉"), unknown, malformed, line())
    assert [{code for _, code in codes(result)} for result in answer.results] == [
        {"order_rejected"},
        {"unknown_row"},
        {"unknown_row"},
        set(),
    ]


def test_a_wrong_row_stops_the_edits_of_its_order(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    wrong = edit_of(one, quantity="20")
    wrong["witness"]["order_no"] = "SO99999999"
    answer = firm.clerk.push(wrong, edit_of(two, quantity="20"))
    assert [{code for _, code in codes(result)} for result in answer.results] == [
        {"wrong_row"},
        {"order_rejected"},
    ]
    assert firm.clerk.stored(two["key"])["values"]["quantity"] == "10"


def test_rows_as_stored_are_unchanged_beside_a_bad_row(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    answer = firm.clerk.push(edit_of(one, quantity="10"), edit_of(two, quantity="0"))
    assert answer.outcomes == ["unchanged", "rejected"]


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("phone", ("13700000001", "13700000002")),
        ("payment_terms", ("月结30天", "货到付款")),
        ("ordered_at", ("2026-11-20T02:00:00Z", "2026-11-20T03:00:00Z")),
    ],
)
def test_disagreeing_order_fields_are_order_fields_differ(
    firm: Firm, field: str, texts: tuple[str, str]
) -> None:
    first, second = texts
    answer = firm.clerk.push(
        line(customer_po="PO-1", **{field: first}),
        line(customer_po="PO-1", product="BOX-10", **{field: second}),
    )
    assert answer.outcomes == ["rejected", "rejected"]
    told = [code for result in answer.results for code in codes(result)]
    assert (field, "order_fields_differ") in told


def test_a_blank_order_field_does_not_disagree(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer_po="PO-1", phone="13700000001"), line(customer_po="PO-1", product="BOX-10", phone=None)
    )
    assert answer.outcomes == ["created", "created"]
    assert {firm.clerk.stored(row["key"])["values"]["phone"] for row in answer.results} == {"13700000001"}


def test_line_fields_may_differ(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer_po="PO-1", ship_to="一号门", remark="甲", priority="加急"),
        line(customer_po="PO-1", ship_to="二号门", remark="乙", priority="普通", product="BOX-10"),
    )
    assert answer.outcomes == ["created", "created"]
    assert len(set(values_of(answer, "order_no"))) == 1


def test_a_later_row_of_a_sheet_joins_the_order_of_its_po_with_a_warning(firm: Firm) -> None:
    first = firm.clerk.push(line(customer_po="PO-1")).only
    later = firm.clerk.push(line(customer_po="PO-1", product="BOX-10")).only
    assert later["outcome"] == "created"
    assert {code for _, code in codes(later)} == {"joined_order"}
    assert found(later, "joined_order")["level"] == "warn"
    assert later["values"]["order_no"] == first["values"]["order_no"]
    assert later["values"]["line_no"] == "2"


def test_the_same_product_on_another_date_joins(firm: Firm) -> None:
    firm.clerk.push(line(customer_po="PO-1"))
    later = firm.clerk.push(line(customer_po="PO-1", requested_on="2035-06-19")).only
    assert {code for _, code in codes(later)} == {"joined_order"}


def test_a_line_with_the_same_product_and_date_does_not_join_and_is_held_duplicate_po(firm: Firm) -> None:
    first = firm.clerk.push(line(customer_po="PO-1", phone="13700000001")).only
    later = firm.clerk.push(line(customer_po="PO-1", phone="13700000002")).only
    assert later["outcome"] == "held"
    assert {code for _, code in codes(later)} == {"duplicate_po"}
    assert found(later, "duplicate_po")["level"] == "hold"
    assert later["values"]["order_no"] != first["values"]["order_no"]
    assert (later["values"]["holds"], later["values"]["status"]) == ("duplicate", "疑似重复")


def test_a_row_that_comes_from_no_sheet_does_not_join(firm: Firm) -> None:
    first = firm.clerk.push(line(customer_po="PO-1")).only
    later = firm.clerk.at(None).push(line(customer_po="PO-1", product="BOX-10")).only
    assert later["outcome"] == "held"
    assert {code for _, code in codes(later)} == {"duplicate_po"}
    assert later["values"]["order_no"] != first["values"]["order_no"]


def test_an_order_that_left_review_is_not_joined(firm: Firm) -> None:
    first = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="HOME-1"))
    firm.clerk.push(*[edit_of(result, action="作废") for result in first.results])
    later = firm.clerk.push(line(customer_po="PO-1", product="BOX-10")).only
    assert later["values"]["order_no"] not in values_of(first, "order_no")


def test_the_whole_order_falls_out_when_one_of_its_rows_cannot_join(firm: Firm) -> None:
    """The same file in a new book: every order with a PO is held, none joined, none reserved."""
    rows = [line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")]
    firm.clerk.push(*rows)
    copies = [row | {"key": new_id()} for row in rows]
    again = firm.clerk.push(*copies)
    assert again.outcomes == ["held", "held"]
    assert all("duplicate_po" in {code for _, code in codes(result)} for result in again.results)
    assert not any("joined_order" in {code for _, code in codes(result)} for result in again.results)
    assert len(set(values_of(again, "order_no"))) == 1


def test_an_order_field_edited_on_one_line_reaches_its_siblings_as_changes(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    answer = firm.clerk.push(edit_of(one, phone="13700000001"))
    assert answer.outcomes == ["updated"]
    change = answer.changes[two["key"]]
    assert change["values"]["phone"] == "13700000001"
    assert change["rev"] == 2
    assert firm.colleague.stored(two["key"])["values"]["phone"] == "13700000001"


def test_an_edit_of_a_sibling_from_before_that_merges(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    firm.colleague.push(edit_of(one, phone="13700000001"))
    answer = firm.clerk.push(edit_of(two, quantity="20"))
    assert answer.outcomes == ["merged"]


def test_numbers_are_never_used_again(firm: Firm) -> None:
    made = firm.clerk.push(line())
    firm.clerk.undo(made.body["submission"])
    again = firm.clerk.push(line(quantity="20"))
    assert values_of(made, "order_no") != values_of(again, "order_no")
