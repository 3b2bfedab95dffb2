"""A submission is taken back: orders end, edits, commands and drafts become as they were."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from server.db.session import reading
from server.integrity.service import check
from server.orders.models import LINES
from sync.rows.keys import new_key
from tests.server.orders.office import FRIDAY, Office, Press, line, row

MONDAY = "2026-12-07"


def test_created_orders_end_and_give_their_stock_back(office: Office) -> None:
    office.put("LED", 100)
    first, second = office.push(line(customer_po="A", phone=None), line())
    answer = office.undo()
    assert [(result.key, result.outcome) for result in answer.results] == [
        (first.key, "updated"),
        (second.key, "updated"),
    ]
    assert {office.shown(made.key)["stage"] for made in (first, second)} == {"cancelled"}
    assert office.reserved() == 0
    (again,) = office.push(line(customer_po="A"))
    assert again.outcome == "created"
    assert again.values["order_no"] == "SO26110003"


def test_a_line_that_joined_ends_and_the_order_stays(office: Office) -> None:
    (first,) = office.push(line(customer_po="A", phone=None), press=Press(book=new_key()))
    (second,) = office.push(line(customer_po="A", phone=None, product="NUT"), press=Press(book=new_key()))
    office.undo()
    assert office.shown(second.key)["stage"] == "cancelled"
    assert office.shown(first.key)["stage"] == "review"


def test_edits_are_put_back_with_their_stock_and_reach_the_siblings(office: Office) -> None:
    office.put("LED", 100)
    first, second = office.push(line(customer_po="A", phone="13811112222"), line(customer_po="A", phone=None))
    office.push(row(first.key, 1, quantity="30", phone="13811113333", remark="急"))
    assert office.reserved() == 40
    answer = office.undo()
    shown = office.shown(first.key)
    assert (shown["quantity"], shown["phone"], shown["remark"], shown["amount"]) == (
        "10",
        "13811112222",
        None,
        "100",
    )
    assert office.shown(second.key)["phone"] == "13811112222"
    assert [change.key for change in answer.changes] == [second.key]
    assert office.reserved() == 20


def test_a_cancelled_line_comes_back_and_reserves_again(office: Office) -> None:
    office.put("LED", 100)
    (made,) = office.push(line())
    office.push(row(made.key, 1, action="作废"))
    assert office.reserved() == 0
    (back,) = office.undo().results
    assert (back.outcome, back.values["status"], back.values["warehouse"]) == ("updated", "待审核", "W1")
    assert office.reserved() == 10


def test_a_cancelled_line_that_finds_its_stock_gone_comes_back_on_hold(office: Office) -> None:
    office.put("LED", 10)
    (made,) = office.push(line())
    office.push(row(made.key, 1, action="作废"))
    cancelling = office.last
    office.push(line())
    office.undo(cancelling)
    assert office.shown(made.key)["status"] == "待确认"
    assert office.reserved() == 10


def test_a_decision_to_wait_is_taken_back(office: Office) -> None:
    office.plan("LED", 20, MONDAY)
    (short,) = office.push(line())
    office.push(row(short.key, 1, action="同意等货"))
    assert office.shown(short.key)["promised_on"] == MONDAY
    office.undo()
    shown = office.shown(short.key)
    assert (shown["status"], shown["promised_on"]) == ("待确认", None)
    assert office.numbers("commitments") == 0


def test_an_entered_draft_is_a_draft_again(office: Office) -> None:
    office.put("LED", 100)
    (draft,) = office.push(line(quantity=None, action="暂存"))
    office.push(row(draft.key, 1, quantity="5"))
    office.undo()
    shown = office.shown(draft.key)
    assert (shown["stage"], shown["order_no"], shown["line_no"], shown["quantity"]) == (
        "draft",
        None,
        None,
        None,
    )
    assert office.reserved() == 0


def test_nor_from_one_that_ended_since_and_may_come_back(office: Office) -> None:
    (draft,) = office.push(line(customer=None, action="暂存"))
    office.push(row(draft.key, 1, customer="C1", action="暂存"))
    filling = office.last
    office.push(row(draft.key, 2, remark="齐了"))
    office.push(row(draft.key, 3, action="作废"))
    ending = office.last
    assert [result.outcome for result in office.undo(filling).results] == ["rejected"]
    assert [result.outcome for result in office.undo(ending).results] == ["updated"]
    assert office.shown(draft.key)["customer"] == "明辉照明"


def test_a_line_of_which_goods_have_left_is_refused(office: Office) -> None:
    office.put("LED", 100)
    first, second = office.push(line(), line())
    with office.engine.begin() as conn:
        shipped = sa.update(LINES).where(LINES.c.key == first.key).values(shipped=Decimal(1))
        conn.execute(shipped)
    answer = office.undo()
    found = {
        result.key: (result.outcome, [problem.code for problem in result.problems])
        for result in answer.results
    }
    assert found == {first.key: ("rejected", ["shipped"]), second.key: ("updated", [])}
    assert office.shown(first.key)["promised_on"] == FRIDAY
    assert office.reserved() == 10


def test_product_and_time_become_as_they_were(office: Office) -> None:
    office.put("LED", 100)
    (made,) = office.push(line())
    office.push(row(made.key, 1, product="BOX", unit_price="5", ordered_at="2026-11-20T10:00:00+08:00"))
    office.undo()
    shown = office.shown(made.key)
    names = ("product", "unit_price", "ordered_at", "warehouse")
    assert [shown[name] for name in names] == ["LED", "10", "2026-11-24T01:00:00Z", "W1"]
    assert office.reserved() == 10


def test_a_product_that_goes_by_another_code_now_is_left_as_it_is(office: Office) -> None:
    (made,) = office.push(line())
    office.push(row(made.key, 1, product="NUT", unit_price="0.1"))
    (led,) = office.load("products", code="LED")
    office._admin("products", row(led.key, led.rev, code="LED-2", name="灯"))
    office.undo()
    shown = office.shown(made.key)
    assert (shown["product"], shown["unit_price"]) == ("NUT", "10")


def test_one_of_two_lines_comes_back_into_its_order(office: Office) -> None:
    first, second = office.push(line(customer_po="A", phone=None), line(customer_po="A", phone=None))
    office.push(row(first.key, 1, action="作废"))
    office.undo()
    assert {office.shown(made.key)["stage"] for made in (first, second)} == {"review"}


@pytest.mark.parametrize("rows", [1, 2, 5_000])
def test_a_submission_is_taken_back_the_same_however_many_rows_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr("server.views.undo.CHUNK_ROWS", rows)
    office.put("LED", 100)
    old = office.push(*(line(customer_po="A", phone="13811112222") for _ in range(3)))
    edits = [row(one.key, 1, quantity="20", phone="13811113333", remark="急") for one in old]
    new = [line(customer_po="B", phone=None, quantity=str(number)) for number in (1, 2, 3)]
    office.push(*edits, *new)
    answer = office.undo()
    assert {result.key: result.outcome for result in answer.results} == dict.fromkeys(
        [*(one.key for one in old), *(one.key for one in new)], "updated"
    )
    assert answer.changes == []
    shown = [office.shown(one.key) for one in old]
    assert {(one["quantity"], one["phone"], one["remark"], one["stage"]) for one in shown} == {
        ("10", "13811112222", None, "review")
    }
    assert {office.shown(one.key)["stage"] for one in new} == {"cancelled"}
    assert office.reserved() == 30
    with reading(office.engine) as conn:
        assert [found for found in check(conn, office.registry.views) if found.code != "step_none"] == []
