"""Orders and stock: in sheet order, all or nothing a line, promises, holds, what a count takes away."""

from __future__ import annotations

from sync.rows.keys import new_key
from tests.server.orders.office import FRIDAY, Office, Press, codes, line, row, told

MONDAY = "2026-12-07"
THURSDAY = "2026-12-03"


def test_two_lines_of_one_product_in_one_order_count_together(office: Office) -> None:
    office.put("LED", 15)
    first, second, third = office.push(
        line(customer_po="A", phone=None),
        line(customer_po="A", phone=None),
        line(customer_po="A", phone=None, quantity="5"),
    )
    assert (first.outcome, second.outcome, third.outcome) == ("created", "held", "created")
    assert codes(second) == [("quantity", "stock_short")]
    assert second.problems[0].facts["available"] == "5"
    assert second.problems[0].facts["short"] == "5"
    assert second.problems[0].message == "可用 5，缺 5；暂无到货计划"
    assert {made.values["status"] for made in (first, second, third)} == {"待确认"}
    assert {made.values["holds"] for made in (first, second, third)} == {"stock"}
    assert (second.values["warehouse"], second.values["promised_on"]) == (None, None)
    assert office.reserved() == 15
    assert office.holds() == [("stock", second.key)]


def test_a_short_line_is_told_when_the_rest_comes(office: Office) -> None:
    office.put("LED", 4)
    office.plan("LED", 20, MONDAY)
    (made,) = office.push(line())
    assert made.problems[0].message == "可用 4，缺 6；预计 2026-12-07 可补足"


def test_changing_the_quantity_releases_the_hold(office: Office) -> None:
    office.put("LED", 6)
    short, sibling = office.push(
        line(customer_po="A", phone=None), line(customer_po="A", phone=None, quantity="1")
    )
    answer = office.sync([row(short.key, 1, quantity="5")])
    assert told(answer.results[0]) == {
        "outcome": "updated",
        "status": "待审核",
        "holds": None,
        "warehouse": "W1",
        "promised_on": FRIDAY,
    }
    assert [(change.key, change.values["status"]) for change in answer.changes] == [(sibling.key, "待审核")]
    assert office.holds() == []
    assert office.reserved() == 6


def test_asking_for_more_than_there_is_gives_back_what_the_line_held(office: Office) -> None:
    office.put("LED", 12)
    (made,) = office.push(line())
    (more,) = office.push(row(made.key, 1, quantity="13"))
    assert told(more)["status"] == "待确认"
    assert office.reserved() == 0


def test_waiting_takes_the_earliest_supply_and_releases_the_hold(office: Office) -> None:
    office.put("LED", 4)
    office.plan("LED", 20, MONDAY)
    (short,) = office.push(line())
    (waiting,) = office.push(row(short.key, 1, action="同意等货"))
    assert told(waiting) == {
        "outcome": "updated",
        "status": "待审核",
        "holds": None,
        "warehouse": "W1",
        "promised_on": MONDAY,
    }
    (other,) = office.push(line(quantity="15"))
    assert told(other)["status"] == "待确认"


def test_shipping_a_part_reserves_what_is_there(office: Office) -> None:
    office.put("BOX", 25)
    office.plan("BOX", 100, MONDAY)
    (short,) = office.push(line(product="BOX", quantity="50"))
    (part,) = office.push(row(short.key, 1, action="拆单发货"))
    assert told(part)["status"] == "待审核"
    assert part.values["promised_on"] == MONDAY
    assert office.reserved() == 20


def test_a_decision_to_wait_holds_until_quantity_or_product_change(office: Office) -> None:
    office.plan("LED", 20, MONDAY)
    (waiting,) = office.push(line(action="同意等货"))
    assert told(waiting)["promised_on"] == MONDAY
    (moved,) = office.push(row(waiting.key, 1, requested_on="2026-12-08"))
    assert told(moved)["status"] == "待审核"
    (more,) = office.push(row(waiting.key, 2, quantity="11"))
    assert told(more)["status"] == "待确认"


def test_a_product_made_to_order_is_promised_from_supply_that_comes_in_time(office: Office) -> None:
    office.plan("MTO", 20, THURSDAY)
    in_time, late = office.push(
        line(product="MTO", quantity="20"), line(product="MTO", quantity="1", requested_on="2026-12-31")
    )
    assert told(in_time)["promised_on"] == THURSDAY
    assert in_time.outcome == "created"
    assert late.outcome == "held"


def test_the_rule_promises_every_product_from_supply_that_comes_in_time(office: Office) -> None:
    office.plan("LED", 20, THURSDAY)
    (held,) = office.push(line())
    office.rule("按期可供不冻结", "是")
    (made,) = office.push(line())
    assert (held.outcome, made.outcome) == ("held", "created")


def test_a_new_date_moves_the_promise_of_what_is_reserved_and_keeps_it_reserved(office: Office) -> None:
    office.put("LED", 10)
    (made,) = office.push(line())
    taking, moved = office.push(line(quantity="1"), row(made.key, 1, requested_on=MONDAY))
    assert told(taking)["status"] == "待确认"
    assert told(moved)["promised_on"] == MONDAY
    assert office.reserved() == 10


def test_a_line_of_another_product_gives_the_first_one_back(office: Office) -> None:
    office.put("LED", 10)
    office.put("BOX", 10)
    (made,) = office.push(line())
    (changed,) = office.push(row(made.key, 1, product="BOX", unit_price="5"))
    assert changed.values["product_name"] == "端子盒"
    (other,) = office.push(line())
    assert (changed.outcome, other.outcome) == ("updated", "created")
    assert office.reserved() == 20


def test_a_count_below_what_is_reserved_holds_the_newest_orders(office: Office) -> None:
    stock = office.put("LED", 20)
    (old,) = office.push(line())
    (new,) = office.push(line(), press=Press(book=new_key()))
    answer = office.count(stock, 15)
    assert answer.results[0].problems[0].code == "reservations_released"
    assert str(new.values["order_no"]) in answer.results[0].problems[0].message
    assert office.shown(old.key)["status"] == "待审核"
    shown = office.shown(new.key)
    assert (shown["status"], shown["warehouse"], shown["promised_on"]) == ("待确认", None, None)
    assert office.holds() == [("stock", new.key)]
    (again,) = office.push(row(new.key, 1, quantity="5"))
    assert (again.outcome, again.rev) == ("merged", 3)
    assert told(again)["status"] == "待审核"
