"""Rows become orders: defaults, amounts, numbers, orders of several rows, rejections, drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.rows.keys import new_key
from tests.server.orders.office import ADMIN, FRIDAY, Press, codes, line, row

if TYPE_CHECKING:
    from tests.server.orders.office import Office


def test_a_row_becomes_an_order_with_what_was_left_blank_taken_from_the_customer(office: Office) -> None:
    office.put("LED", 100)
    (made,) = office.push(line(phone=None, customer="明辉"))
    assert made.outcome == "created"
    assert made.rev == 1
    assert made.problems == []
    expected = {
        "order_no": "SO26110001",
        "line_no": "1",
        "status": "待审核",
        "stage": "review",
        "holds": None,
        "phone": "13800000001",
        "payment_terms": "月结30天",
        "ship_to": "苏州星湖街1号",
        "unit_price": "10",
        "amount": "100",
        "ordered_at": "2026-11-24T01:00:00Z",
        "warehouse": "W1",
        "promised_on": FRIDAY,
        "available": "90",
        "product_name": "球泡灯",
        "spec": "9W",
        "unit": "只",
        "department": "华东",
        "salesperson": "王芳",
        "channel": "接口",
        "shipped": "0",
        "changed_by": "王芳",
        "changed_at": "2026-11-24T01:00:00Z",
    }
    assert {name: made.values.get(name) for name in expected} == expected
    assert "customer" not in made.values
    shown = office.shown(made.key)
    assert (shown["customer"], shown["product"], shown["quantity"]) == ("明辉照明", "LED", "10")


def test_amounts_are_rounded_half_up_to_cents(office: Office) -> None:
    rows = [line(product="NUT", quantity=quantity) for quantity in ("1", "3.6", "0.04")]
    assert [made.values["amount"] for made in office.push(*rows)] == ["0.13", "0.45", "0.01"]


def test_an_amount_that_differs_is_warned_of_and_never_stored(office: Office) -> None:
    right, rounded, wrong, text = office.push(
        *(line(amount=text) for text in ("100", "100.004", "99", "一百"))
    )
    assert [codes(made) for made in (right, rounded)] == [[("quantity", "stock_short")]] * 2
    assert ("amount", "amount_mismatch") in codes(wrong)
    assert ("amount", "amount_mismatch") in codes(text)
    assert {made.values["amount"] for made in (right, rounded, wrong, text)} == {"100"}


def test_an_amount_typed_over_later_is_warned_of_and_changes_nothing(office: Office) -> None:
    made, draft = office.push(line(), line(product="NUT", action="暂存"))
    amount, other = office.push(row(made.key, 1, amount="99"), row(draft.key, 1, amount="99"))
    assert (amount.outcome, codes(amount)) == ("unchanged", [("amount", "amount_mismatch")])
    assert (other.outcome, codes(other)) == ("unchanged", [])
    assert amount.values["amount"] == "100"
    assert office.shown(draft.key)["stage"] == "draft"


def test_rows_with_one_purchase_number_are_one_order_and_blank_cells_say_nothing(office: Office) -> None:
    first, second, third = office.push(
        line(customer_po="PO 1", phone="13811112222"),
        line(customer_po="po1", phone=None, product="NUT"),
        line(customer_po="PO2"),
    )
    assert first.values["order_no"] == second.values["order_no"] != third.values["order_no"]
    assert [made.values["line_no"] for made in (first, second, third)] == ["1", "2", "1"]
    assert second.values["phone"] == "13811112222"


def test_rows_with_one_mark_are_one_order_only_within_a_submission(office: Office) -> None:
    first, second = office.push(line(order_mark="甲", phone=None), line(order_mark="甲", phone=None))
    assert first.values["order_no"] == second.values["order_no"]
    (later,) = office.push(line(order_mark="甲"))
    assert later.values["order_no"] != first.values["order_no"]


@pytest.mark.parametrize("shared", ["customer_po", "order_mark"])
def test_a_submission_in_several_requests_is_one_order(office: Office, shared: str) -> None:
    press = Press(submission=new_key())
    values: dict[str, str | None] = {shared: "X", "phone": None}
    (first,) = office.push(line(**values), press=press)
    (second,) = office.push(line(**values), press=press)
    assert second.outcome == first.outcome
    assert second.values["order_no"] == first.values["order_no"]
    assert second.values["line_no"] == "2"
    assert {code for _, code in codes(second)} == {"stock_short"}


def test_the_siblings_of_a_bad_row_wait_for_it(office: Office) -> None:
    bad, sibling, other = office.push(
        line(customer_po="A", quantity="x"), line(customer_po="A", phone=None), line(customer_po="B")
    )
    assert codes(bad) == [("quantity", "bad_quantity")]
    assert codes(sibling) == [(None, "order_rejected")]
    assert (bad.outcome, sibling.outcome, other.outcome) == ("rejected", "rejected", "held")
    assert bad.rev is None
    assert office.numbers("orders") == 1


def test_rows_that_disagree_about_their_order_are_told_so(office: Office) -> None:
    results = office.push(
        line(customer_po="A", phone="13811112222"),
        line(customer_po="A", phone="13811113333"),
        line(customer_po="A", phone=None),
    )
    assert [codes(made) for made in results] == [
        [("phone", "order_fields_differ")],
        [("phone", "order_fields_differ")],
        [(None, "order_rejected")],
    ]
    assert results[0].problems[0].facts["values"] == "13811112222、13811113333"


def test_a_field_of_the_order_edited_on_one_line_reaches_its_siblings(office: Office) -> None:
    first, second = office.push(line(customer_po="A", phone=None), line(customer_po="A", phone=None))
    answer = office.sync([row(first.key, 1, phone="13811112222")])
    assert answer.results[0].outcome == "updated"
    assert [(change.key, change.rev, change.values["phone"]) for change in answer.changes] == [
        (second.key, 2, "13811112222")
    ]


def test_a_good_edit_waits_for_a_bad_edit_of_its_order(office: Office) -> None:
    first, second = office.push(line(customer_po="A", phone=None), line(customer_po="A", phone=None))
    results = office.push(row(first.key, 1, quantity="-1"), row(second.key, 1, remark="急"))
    assert [codes(made) for made in results] == [[("quantity", "bad_quantity")], [(None, "order_rejected")]]
    assert office.shown(second.key)["remark"] is None


def test_the_customer_of_a_stored_row_never_changes(office: Office) -> None:
    (made,) = office.push(line())
    (other,) = office.push(row(made.key, 1, customer="C2"))
    assert codes(other) == [("customer", "wrong_row")]
    (alias,) = office.push(row(made.key, 1, customer="明辉"))
    assert alias.outcome == "unchanged"
    (cleared,) = office.push(row(made.key, 1, customer=None))
    assert codes(cleared) == [("customer", "required")]


def test_all_problems_of_a_row_are_told_at_once(office: Office) -> None:
    (made,) = office.push(
        line(
            customer="谁",
            product="什么",
            quantity="0",
            unit_price="x",
            requested_on="2026-01-01",
            payment_terms="赊",
        )
    )
    assert {found.field for found in made.problems} == {
        "customer",
        "product",
        "quantity",
        "unit_price",
        "requested_on",
        "payment_terms",
    }
    assert made.outcome == "rejected"


def test_a_stored_value_is_never_refused_again(office: Office) -> None:
    (made,) = office.push(line(unit_price="8.5"))
    with office.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE products SET floor_price = 9000000, active = false WHERE code = 'LED'")
        conn.exec_driver_sql("UPDATE order_lines SET requested_on = '2026-01-05'")
    (remark,) = office.push(row(made.key, 1, remark="急", product="LED"))
    assert (remark.outcome, codes(remark)) == ("updated", [])
    (quantity,) = office.push(row(made.key, 2, quantity="11"))
    assert {code for _, code in codes(quantity)} == {"stock_short"}
    (price,) = office.push(row(made.key, 3, unit_price="8.6"))
    assert [code for _, code in codes(price)] == ["price_below_floor"]


def test_a_precheck_foresees_the_push_and_writes_nothing(office: Office) -> None:
    office.put("LED", 15)
    rows = [line(customer_po="A", phone=None), line(customer_po="A", phone=None), line(quantity="0")]
    foreseen = office.precheck(*rows)
    assert office.numbers("orders") == office.numbers("order_lines") == office.reserved() == 0
    pushed = office.push(*rows)
    for before, after in zip(foreseen, pushed, strict=True):
        assert (before.outcome, before.problems) == (after.outcome, after.problems)
        numbered = {"order_no", "line_no", "changed_by", "changed_at"}
        assert before.values == {name: text for name, text in after.values.items() if name not in numbered}


def test_a_later_row_joins_an_order_in_review_only_from_a_sheet(office: Office) -> None:
    book = Press(book=new_key())
    (first,) = office.push(line(customer_po="A", phone=None), press=book)
    (joined,) = office.push(line(customer_po="A", phone=None, product="NUT"), press=Press(book=new_key()))
    assert joined.values["order_no"] == first.values["order_no"]
    assert joined.values["line_no"] == "2"
    assert ("customer_po", "joined_order") in codes(joined)
    (alone,) = office.push(line(customer_po="A", phone=None, product="BOX"))
    assert alone.values["order_no"] != first.values["order_no"]
    assert ("customer_po", "duplicate_po") in codes(alone)


def test_a_row_entered_again_does_not_join(office: Office) -> None:
    (first,) = office.push(line(customer_po="A"), press=Press(book=new_key()))
    again, beside = office.push(
        line(customer_po="A", phone=None),
        line(customer_po="A", product="NUT", phone=None),
        press=Press(book=new_key()),
    )
    assert again.values["order_no"] == beside.values["order_no"] != first.values["order_no"]
    assert ("customer_po", "duplicate_po") in codes(again)
    assert ("customer_po", "duplicate_po") in codes(beside)


def test_a_row_that_joins_must_agree_with_the_order(office: Office) -> None:
    office.push(line(customer_po="A", phone="13811112222"))
    (joined,) = office.push(
        line(customer_po="A", phone="13811113333", product="NUT"), press=Press(book=new_key())
    )
    assert codes(joined) == [("phone", "order_fields_differ")]


def test_a_restored_row_is_made_anew_under_its_key(office: Office) -> None:
    new = line()
    new.rev = 7
    (made,) = office.push(new, press=Press(restore=True))
    assert made.rev == 1
    assert ("restored") in {code for _, code in codes(made)}
    assert office.shown(made.key, ADMIN)["order_no"] == "SO26110001"
