"""Drafts and the ends of lines: what 暂存 and 作废 do, and where they do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.rows.keys import new_key
from tests.server.orders.office import Press, codes, line, row, told

if TYPE_CHECKING:
    from tests.server.orders.office import Office


def test_a_draft_keeps_what_is_known_and_goes_into_review_when_it_is_pressed_without_the_command(
    office: Office,
) -> None:
    office.put("LED", 100)
    (draft,) = office.push(line(quantity=None, action="暂存"))
    assert told(draft) == {
        "outcome": "created",
        "status": "草稿",
        "holds": None,
        "warehouse": None,
        "promised_on": None,
    }
    assert draft.values["order_no"] is draft.values["line_no"] is None
    assert office.reserved() == 0
    (short,) = office.push(row(draft.key, 1, remark="再看"))
    assert codes(short) == [("quantity", "required")]
    (kept,) = office.push(row(draft.key, 1, remark="再看", action="暂存"))
    assert (kept.outcome, kept.values["status"]) == ("updated", "草稿")
    (entered,) = office.push(row(draft.key, 2, quantity="5"))
    assert told(entered)["status"] == "待审核"
    assert entered.values["order_no"] == "SO26110001"
    assert entered.values["line_no"] == "1"
    assert office.reserved() == 5


def test_what_is_known_of_a_draft_is_checked(office: Office) -> None:
    (draft,) = office.push(line(product="什么", quantity=None, action="暂存"))
    assert codes(draft) == [("product", "unknown_product")]
    (bare,) = office.push(line(product=None, action="暂存"))
    assert (bare.outcome, bare.values["product_name"]) == ("created", None)


def test_a_draft_row_joins_the_draft_with_its_purchase_number(office: Office) -> None:
    press = Press(book=new_key())
    first, second = (
        office.push(line(customer_po="A", phone=None, product=product, action="暂存"), press=press)[0]
        for product in ("LED", "NUT")
    )
    assert second.problems == []
    both = office.push(row(first.key, 1, remark="好"), row(second.key, 1, remark="好"), press=press)
    assert len({made.values["order_no"] for made in both}) == 1


def test_another_spelling_of_what_is_stored_is_no_change(office: Office) -> None:
    (made,) = office.push(line())
    with office.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE products SET active = false WHERE code = 'LED'")
    (spelled,) = office.push(row(made.key, 1, product="球泡灯 9W"))
    assert (spelled.outcome, spelled.problems) == ("unchanged", [])


def test_a_draft_with_an_unfinished_line_that_was_not_sent_stays_as_it_is(office: Office) -> None:
    press = Press(book=new_key())
    first, second = office.push(
        line(customer_po="A", phone=None, action="暂存"),
        line(customer_po="A", phone=None, quantity=None, action="暂存"),
        press=press,
    )
    (alone,) = office.push(row(first.key, 1, remark="好了"))
    assert codes(alone) == [(None, "order_rejected")]
    both = office.push(row(first.key, 1, remark="好了"), row(second.key, 1, quantity="3"))
    assert [made.values["line_no"] for made in both] == ["1", "2"]


@pytest.mark.parametrize("action", ["作废", "什么"])
def test_a_command_that_means_nothing_for_a_new_row_is_refused(office: Office, action: str) -> None:
    (made,) = office.push(line(action=action))
    assert codes(made) == [("action", "bad_value")]


def test_an_order_in_review_cannot_become_a_draft_again(office: Office) -> None:
    (made,) = office.push(line())
    (saved,) = office.push(row(made.key, 1, action="暂存"))
    assert codes(saved) == [("action", "locked_by_stage")]


def test_a_cancelled_line_gives_its_stock_back_and_the_last_one_ends_the_order(office: Office) -> None:
    office.put("LED", 100)
    first, second = office.push(line(customer_po="A", phone=None), line(customer_po="A", phone=None))
    (gone,) = office.push(row(first.key, 1, action="作废", quantity="x"))
    assert (gone.outcome, gone.values["status"], gone.values["warehouse"]) == ("updated", "已作废", None)
    assert gone.values["quantity"] == "10"
    assert office.reserved() == 10
    assert office.shown(second.key)["status"] == "待审核"
    (locked,) = office.push(row(first.key, 2, remark="改"))
    assert codes(locked) == [("remark", "locked_by_stage")]
    (again,) = office.push(row(first.key, 2, action="作废"))
    assert again.outcome == "unchanged"
    office.push(row(second.key, 1, action="作废"))
    assert office.reserved() == 0
    assert office.shown(second.key)["stage"] == "cancelled"
