"""What the following lines of one order may leave blank: it comes from its other lines, then the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of, values_of
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


@pytest.mark.parametrize("sign", ["customer_po", "order_mark"])
def test_a_line_without_a_customer_is_of_the_order_with_its_number_or_mark(firm: Firm, sign: str) -> None:
    answer = firm.clerk.push(
        line(**{sign: "A1"}),
        line(product="BOX-10", customer=None, phone=None, **{sign: "ａ1"}),
        line(product="ROAM-1", quantity="1", customer=None, phone=None, **{sign: "A1"}),
    )
    assert answer.outcomes == ["created"] * 3
    assert len(set(values_of(answer, "order_no"))) == 1
    assert values_of(answer, "line_no") == ["1", "2", "3"]
    stored = firm.clerk.stored(answer.results[2]["key"])["values"]
    filled = answer.results[2]["values"]
    for field in ("customer", "phone", "payment_terms", "ship_to"):
        assert stored[field]
        assert filled[field] == stored[field], "the sheet is told what was filled"
    assert stored["customer"] == "苏州明辉照明有限公司"


def test_the_first_line_may_be_the_blank_one(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer=None, customer_po="P-1"), line(customer="MH照明", product="BOX-10", customer_po="P-1")
    )
    assert answer.outcomes == ["created", "created"]
    assert len(set(values_of(answer, "order_no"))) == 1


def test_what_was_typed_is_never_filled_over(firm: Firm) -> None:
    typed = {"ship_to": "二号门", "payment_terms": "款到发货"}
    answer = firm.clerk.push(
        line(customer_po="P-2", **typed),
        line(product="BOX-10", customer=None, customer_po="P-2", ship_to="三号门"),
    )
    stored = [firm.clerk.stored(result["key"])["values"] for result in answer.results]
    assert [row["ship_to"] for row in stored] == ["二号门", "三号门"]
    assert {row["payment_terms"] for row in stored} == {"款到发货"}


def test_where_two_customers_use_one_number_nothing_is_guessed(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer="C001", customer_po="P-3"),
        line(customer="C002", customer_po="P-3"),
        line(customer=None, customer_po="P-3", product="BOX-10"),
    )
    assert answer.outcomes == ["created", "created", "rejected"]
    assert codes(answer.results[2]) == {("customer", "required")}


def test_a_blank_customer_alone_or_of_an_earlier_press_is_asked_for(firm: Firm) -> None:
    firm.clerk.push(line(customer_po="P-4"))
    later = firm.clerk.push(line(customer=None, customer_po="P-4", product="BOX-10"), line(customer=None))
    assert [codes(result) for result in later.results] == [{("customer", "required")}] * 2


def test_a_customer_nobody_knows_is_not_passed_on(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer="没有这家", customer_po="P-5"), line(customer=None, customer_po="P-5", product="BOX-10")
    )
    assert answer.outcomes == ["rejected", "rejected"]


def test_what_was_filled_is_no_edit_at_the_next_press(firm: Firm) -> None:
    made = firm.clerk.push(
        line(customer_po="P-6"), line(customer=None, customer_po="P-6", product="BOX-10")
    ).results[1]
    again = firm.clerk.push(edit_of(made, customer=made["values"]["customer"])).only
    assert again["outcome"] == "unchanged"


def test_a_dealers_blank_line_is_of_the_own_customer_whatever_others_name(firm: Firm) -> None:
    answer = firm.dealer.push(
        line(customer="C010", customer_po="P-7"), line(customer=None, customer_po="P-7", product="BOX-10")
    )
    assert set(values_of(answer, "order_no")) == {answer.results[0]["values"]["order_no"]}
