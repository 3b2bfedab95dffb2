"""What can be promised, and to which line (domain.md, Stock)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.e2e.protocol.api import codes, edit_of, found, new_row, undone, values_of
from tests.e2e.protocol.seeds import line, today

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Answer, Json, Row
    from tests.e2e.protocol.conftest import Firm


def stock(firm: Firm, product: str, warehouse: str = "W1") -> Json:
    """Return the stock row of a product as the administrator sees it."""
    rows = firm.admin.pull("stock", scope="all").changes.values()
    (row,) = [
        row for row in rows if (row["values"]["product"], row["values"]["warehouse"]) == (product, warehouse)
    ]
    return dict(row)


def reserved(firm: Firm, product: str, warehouse: str = "W1") -> str | None:
    """Return how much of a product is reserved."""
    amount: str | None = stock(firm, product, warehouse)["values"]["reserved"]
    return amount


def safe(quantity: str, **values: str) -> Row:
    """Return a line of the product that has 100 on hand, 20 of them protected."""
    return line(product="SAFE-1", quantity=quantity, **values)


def supply(firm: Firm, product: str, quantity: str, *, days: int) -> str:
    """Enter a supply some days ahead and return its date."""
    due = (today() + dt.timedelta(days=days)).isoformat()
    row = new_row(product=product, warehouse="W1", quantity=quantity, due_on=due)
    assert firm.admin.push(row, view="supplies").outcomes == ["created"]
    return due


def test_available_is_on_hand_less_reserved_less_safety(firm: Firm) -> None:
    firm.clerk.push(safe("30"))
    values = stock(firm, "SAFE-1")["values"]
    assert (values["on_hand"], values["reserved"], values["available"]) == ("100", "30", "50")


def test_a_quantity_up_to_what_is_available_is_reserved(firm: Firm) -> None:
    assert firm.clerk.push(safe("80")).outcomes == ["created"]
    assert reserved(firm, "SAFE-1") == "80"


def test_one_more_than_available_is_held_and_reserves_nothing(firm: Firm) -> None:
    made = firm.clerk.push(safe("81")).only
    assert (made["outcome"], made["rev"]) == ("held", 1)
    assert codes(made) == {("quantity", "stock_short")}
    problem = found(made, "stock_short")
    assert problem["level"] == "hold"
    assert (problem["facts"]["available"], problem["facts"]["short"]) == ("80", "1")
    assert (made["values"]["status"], made["values"]["holds"]) == ("待确认", "stock")
    assert made["values"]["order_no"]
    assert reserved(firm, "SAFE-1") == "0"


def test_checks_are_cumulative_down_the_sheet_and_later_lines_may_still_be_served(firm: Firm) -> None:
    answer = firm.clerk.push(safe("50"), safe("40"), safe("30"), safe("1"))
    assert answer.outcomes == ["created", "held", "created", "held"]
    assert found(answer.results[1], "stock_short")["facts"]["available"] == "30"
    assert found(answer.results[3], "stock_short")["facts"]["available"] == "0"
    assert reserved(firm, "SAFE-1") == "80"


def test_two_lines_of_one_product_in_one_order_count_together(firm: Firm) -> None:
    answer = firm.clerk.push(
        safe("50", customer_po="PO-1"), safe("50", customer_po="PO-1", requested_on="2035-06-19")
    )
    assert answer.outcomes == ["created", "held"]
    assert reserved(firm, "SAFE-1") == "50"


def test_stock_short_stands_on_the_short_line_and_siblings_show_the_hold_in_status(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer_po="PO-1"), safe("500", customer_po="PO-1"), line(product="BOX-10", customer_po="PO-1")
    )
    assert answer.outcomes == ["created", "held", "created"]
    assert values_of(answer, "status") == ["待确认"] * 3
    assert [bool(result["problems"]) for result in answer.results] == [False, True, False]
    assert reserved(firm, "LED-9W") == "10"


def test_siblings_updated_by_a_push_show_the_hold_of_a_short_line(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), safe("10", customer_po="PO-1")).results
    answer = firm.clerk.push(edit_of(one, quantity="20"), edit_of(two, quantity="500"))
    assert answer.outcomes == ["updated", "held"]
    assert values_of(answer, "status") == ["待确认"] * 2


def test_a_sibling_that_was_not_sent_shows_the_hold_as_a_change(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), safe("10", customer_po="PO-1")).results
    answer = firm.clerk.push(edit_of(two, quantity="500"), cursor=None)
    assert answer.changes[one["key"]]["values"]["status"] == "待确认"


def test_a_quantity_made_to_fit_releases_the_hold(firm: Firm) -> None:
    made = firm.clerk.push(safe("500")).only
    mended = firm.clerk.push(edit_of(made, quantity="60")).only
    assert (mended["outcome"], codes(mended)) == ("updated", set())
    assert mended["values"]["status"] == "待审核"
    assert reserved(firm, "SAFE-1") == "60"


def test_a_changed_quantity_counts_its_own_reservation_once(firm: Firm) -> None:
    made = firm.clerk.push(safe("50")).only
    more = firm.clerk.push(edit_of(made, quantity="80")).only
    assert more["outcome"] == "updated"
    assert reserved(firm, "SAFE-1") == "80"
    less = firm.clerk.push(edit_of(more, quantity="20")).only
    assert less["outcome"] == "updated"
    assert reserved(firm, "SAFE-1") == "20"


def test_a_line_reserves_from_the_products_warehouse(firm: Firm) -> None:
    made = firm.clerk.push(line(product="HOME-1", quantity="20")).only
    assert made["values"]["warehouse"] in {"W2", "西仓"}
    assert (reserved(firm, "HOME-1", "W1"), reserved(firm, "HOME-1", "W2")) == ("0", "20")


def test_without_one_it_reserves_whole_from_the_first_warehouse_in_code_order_that_has_it(firm: Firm) -> None:
    answer = firm.clerk.push(line(product="ROAM-1", quantity="20"), line(product="ROAM-1", quantity="5"))
    assert answer.outcomes == ["created", "created"]
    assert (reserved(firm, "ROAM-1", "W1"), reserved(firm, "ROAM-1", "W2")) == ("5", "20")


def test_a_line_is_never_split_over_warehouses(firm: Firm) -> None:
    assert firm.clerk.push(line(product="ROAM-1", quantity="52")).outcomes == ["held"]


def test_the_message_says_when_the_rest_can_be_there(firm: Firm) -> None:
    due = supply(firm, "SAFE-1", "500", days=9)
    problem = found(firm.clerk.push(safe("200")).only, "stock_short")
    assert due in problem["message"]


def test_the_vector_of_available_to_promise_with_look_ahead(firm: Firm) -> None:
    """On hand 10, supply +20 on day 5, committed 8 on day 2 and 15 on day 7: A(now) 2, A(day 5) 7, not 22."""
    supply(firm, "MTO-1", "8", days=2)
    supply(firm, "MTO-1", "15", days=7)
    dates = [(today() + dt.timedelta(days=days)).isoformat() for days in (2, 7)]
    wanted = zip(("8", "15"), dates, strict=True)
    made = firm.clerk.push(
        *[line(product="MTO-1", quantity=number, requested_on=date) for number, date in wanted]
    )
    assert values_of(made, "promised_on") == dates
    firm.admin.push(new_row(product="MTO-1", warehouse="W1", on_hand="10"), view="stock")
    first, second = firm.admin.pull("supplies").changes.values()
    moved = {"quantity": "20", "due_on": (today() + dt.timedelta(days=5)).isoformat()}
    firm.admin.push({"key": first["key"], "rev": first["rev"], "values": moved}, view="supplies")
    late = {"due_on": "2036-01-02"}
    firm.admin.push({"key": second["key"], "rev": second["rev"], "values": late}, view="supplies")
    asked = [
        firm.clerk.push(
            line(product="MTO-1", quantity=number, requested_on=moved["due_on"]), dry_run=True
        ).only
        for number in ("2", "3", "7", "8")
    ]
    assert [result["outcome"] for result in asked] == ["created", "created", "created", "held"]
    assert [result["values"]["promised_on"] for result in asked[1:3]] == [moved["due_on"]] * 2


def test_a_product_made_to_order_is_promised_from_supply_without_a_hold(firm: Firm) -> None:
    due = supply(firm, "MTO-1", "50", days=5)
    made = firm.clerk.push(line(product="MTO-1", quantity="50")).only
    assert made["outcome"] == "created"
    assert made["values"]["promised_on"] == due
    assert made["values"]["status"] == "待审核"
    assert firm.clerk.push(line(product="MTO-1", quantity="1")).outcomes == ["held"], "committed once"


def test_a_product_made_to_order_is_held_when_the_supply_comes_after_the_requested_date(firm: Firm) -> None:
    supply(firm, "MTO-1", "50", days=5)
    soon = (today() + dt.timedelta(days=4)).isoformat()
    assert firm.clerk.push(line(product="MTO-1", quantity="50", requested_on=soon)).only["outcome"] == "held"


def test_the_rule_promises_stock_products_from_supply_too(firm: Firm) -> None:
    due = supply(firm, "SAFE-1", "500", days=5)
    assert firm.clerk.push(safe("200")).outcomes == ["held"]
    rules = firm.admin.pull("rules").changes.values()
    known = [row for row in rules if row["values"]["name"] == "按期可供不冻结"]
    rows = [{"key": row["key"], "rev": row["rev"], "values": {"value": "是"}} for row in known]
    firm.admin.push(*(rows or [new_row(name="按期可供不冻结", value="是")]), view="rules")
    made = firm.clerk.push(safe("200")).only
    assert (made["outcome"], made["values"]["promised_on"]) == ("created", due)


def test_a_count_below_what_is_reserved_releases_the_newest_and_holds_their_orders(firm: Firm) -> None:
    old = firm.clerk.push(safe("40")).only
    new = firm.clerk.push(safe("30")).only
    row = stock(firm, "SAFE-1")
    keeper = firm.person("keeper")
    answer = keeper.push({"key": row["key"], "rev": row["rev"], "values": {"on_hand": "65"}}, view="stock")
    assert answer.outcomes == ["updated"]
    assert new["values"]["order_no"] in answer.only["problems"][0]["message"], "named in the answer"
    assert reserved(firm, "SAFE-1") == "40"
    assert firm.clerk.stored(old["key"])["values"]["status"] == "待审核"
    assert firm.clerk.stored(new["key"])["values"]["status"] == "待确认"


def test_a_cancelled_line_gives_its_reservation_back(firm: Firm) -> None:
    made = firm.clerk.push(safe("80")).only
    firm.clerk.push(edit_of(made, action="作废"))
    assert reserved(firm, "SAFE-1") == "0"
    assert firm.clerk.push(safe("80")).outcomes == ["created"]


def test_an_undone_order_gives_its_reservation_back(firm: Firm) -> None:
    made: Answer = firm.clerk.push(safe("80"))
    undone(firm.clerk.undo(made.body["submission"]))
    assert reserved(firm, "SAFE-1") == "0"


def test_a_changed_product_moves_the_reservation(firm: Firm) -> None:
    made = firm.clerk.push(safe("10")).only
    firm.clerk.push(edit_of(made, product="LED-9W"))
    assert (reserved(firm, "SAFE-1"), reserved(firm, "LED-9W")) == ("0", "10")
