"""A dealer sees the own orders and nothing else, by any door (sync.md, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of, found, new_id, undone
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json, Row
    from tests.e2e.protocol.conftest import Firm


def own(**values: str | None) -> Row:
    """Return a line of the dealer's customer."""
    return line(**{"customer": "C010", **values})


@pytest.fixture
def theirs(firm: Firm) -> Json:
    """Return an order of somebody else's customer."""
    made: Json = firm.clerk.push(
        line(remark="内部备注", phone="13700000001", ordered_at="2026-11-20T02:00:00Z")
    ).only
    return made


def test_a_dealer_pulls_the_own_orders_and_nothing_else(firm: Firm, theirs: Json) -> None:
    mine = firm.dealer.push(own()).only
    entered = firm.clerk.push(own(product="BOX-10")).only
    firm.rival.push(line(customer="C011", product="HOME-1"))
    for scope in ("all", "mine", "department", "book"):
        pulled = set(firm.dealer.pull(scope=scope).changes)
        assert pulled <= {mine["key"], entered["key"]}
    assert set(firm.dealer.at(None).pull().changes) == {mine["key"], entered["key"]}


def test_a_dealer_at_somebody_elses_book_sees_nothing_of_it(firm: Firm) -> None:
    clerk = firm.clerk
    row = line(remark="内部备注")
    clerk.push(row)
    dealer = firm.dealer.at(clerk.book)
    answer = dealer.push({"key": new_id(), "values": row["values"]}, cursor=None)
    assert answer.changes == {}
    assert "is" not in answer.only
    assert row["key"] not in answer.raw.decode()


def test_a_key_a_dealer_may_not_see_is_answered_like_a_malformed_one(firm: Firm, theirs: Json) -> None:
    seen, unknown, malformed = firm.dealer.push(
        edit_of(theirs, remark="我看看"),
        edit_of(theirs | {"key": new_id()}, remark="我看看"),
        {"key": "nonsense", "rev": 1, "values": {"remark": "我看看"}},
    ).results
    assert seen["outcome"] == "rejected"
    assert {name: part for name, part in seen.items() if name != "key"} == {
        name: part for name, part in malformed.items() if name != "key"
    }
    assert seen["problems"] == unknown["problems"]


def test_a_new_row_under_a_foreign_key_is_unknown_row(firm: Firm, theirs: Json) -> None:
    refused = firm.dealer.push(own() | {"key": theirs["key"]}).only
    assert codes(refused) == {(None, "unknown_row")}


def test_a_dealer_orders_for_the_own_customer_only(firm: Firm) -> None:
    mine, other, blank = firm.dealer.push(
        own(customer="经销商甲"), line(customer="C001"), own(customer=None, product="BOX-10")
    ).results
    assert mine["outcome"] == "created"
    assert {code for _, code in codes(other)} == {"unknown_customer"}
    assert blank["outcome"] in {"created", "rejected"}
    if blank["outcome"] == "created":
        assert firm.admin.stored(blank["key"])["values"]["customer"] == "经销商甲"


def test_suggestions_name_no_other_customers(firm: Firm) -> None:
    for text in ("苏州明辉照明有限公司", "苏州明晖照明", "宏达", "经销商乙"):
        answer = firm.dealer.push(own(customer=text))
        assert {code for _, code in codes(answer.only)} == {"unknown_customer"}
        told = answer.raw.decode().replace(text, "")
        assert not any(name in told for name in ("明辉", "宏达", "经销商乙", "海川", "C001", "C011"))


def test_a_dealer_is_told_of_a_duplicate_but_not_by_whom(firm: Firm, theirs: Json) -> None:
    answer = firm.dealer.push(own(phone="13700000001", ordered_at="2026-11-20T02:01:00Z"))
    assert answer.outcomes == ["held"]
    problem = found(answer.only, "duplicate_order")
    assert problem["message"] == "疑似重复，已转人工复核"
    assert problem["facts"] == {}
    assert theirs["values"]["order_no"] not in answer.raw.decode()
    assert theirs["key"] not in answer.raw.decode()


def test_staff_who_reads_that_order_is_told_by_whom(firm: Firm, theirs: Json) -> None:
    held = firm.clerk.push(own(phone="13700000001", ordered_at="2026-11-20T02:01:00Z")).only
    assert theirs["values"]["order_no"] in found(held, "duplicate_order")["message"]


def test_a_dealer_is_not_told_the_floor_price(firm: Firm) -> None:
    answer = firm.dealer.push(own(unit_price="1"))
    assert "8.125" not in answer.raw.decode()
    assert "8.125" not in firm.dealer.call("POST", "/views/products/sync", json={"cursor": None}).text


@pytest.mark.parametrize("view", ["customers", "stock", "supplies", "users", "rules", "prices"])
def test_a_dealer_reads_no_other_masterdata(busy_firm: Firm, view: str) -> None:
    assert busy_firm.dealer.post(view, {"cursor": None}).status_code == 403
    assert busy_firm.dealer.call("GET", f"/views/{view}").status_code in {403, 404}


def test_a_dealer_writes_no_master_data(busy_firm: Firm) -> None:
    row = {"key": new_id(), "values": {"code": "X", "name": "X"}}
    for view in ("products", "payment_terms", "warehouses"):
        assert busy_firm.dealer.post(view, busy_firm.dealer.body(row)).status_code == 403


def test_choices_name_no_other_customers(busy_firm: Firm) -> None:
    answer = busy_firm.dealer.call("GET", "/views/orders/choices/customer")
    assert not any(name in answer.text for name in ("明辉", "宏达", "海川", "经销商乙", "C001"))


def test_a_dealer_cannot_undo_or_probe_foreign_submissions(firm: Firm) -> None:
    made = firm.clerk.push(line())
    assert firm.dealer.undo(made.body["submission"]).status_code in {403, 404}
    assert firm.clerk.stored(made.only["key"])["values"]["status"] == "待审核"


def test_a_dealer_pushing_into_a_foreign_submission_learns_and_joins_nothing(firm: Firm) -> None:
    made = firm.clerk.push(own(customer_po="PO-1", remark="内部"))
    answer = firm.dealer.post(
        "orders",
        firm.dealer.body(own(customer_po="PO-1", product="BOX-10"), submission=made.body["submission"]),
    )
    assert answer.status_code in {200, 403, 409, 422}
    assert "内部" not in answer.text


def test_changes_beside_results_hold_no_foreign_rows(firm: Firm, theirs: Json) -> None:
    answer = firm.dealer.push(own(phone="13700000001", ordered_at="2026-11-20T02:01:00Z"), cursor=None)
    assert set(answer.changes) <= {answer.only["key"]}


def test_what_becomes_of_an_order_reaches_its_dealer(firm: Firm) -> None:
    dealer = firm.dealer
    mine = dealer.push(own()).only
    cursor = dealer.pull().body["cursor"]
    firm.clerk.push(edit_of(mine, quantity="20"))
    assert dealer.pull(cursor=cursor).changes[mine["key"]]["values"]["quantity"] == "20"


def test_a_conflict_does_not_name_the_colleague_in_the_house(firm: Firm) -> None:
    dealer = firm.dealer
    mine = dealer.push(own()).only
    firm.clerk.push(edit_of(mine, quantity="20"))
    conflict = dealer.push(edit_of(mine, quantity="30")).only
    assert conflict["outcome"] == "conflict"
    assert conflict["conflicts"][0]["theirs"] == "20"


def test_a_dealer_undoes_the_own_submission(firm: Firm) -> None:
    made = firm.dealer.push(own())
    assert undone(firm.dealer.undo(made.body["submission"])).outcomes == ["updated"]


def test_waiting_and_shipping_a_part_are_decided_by_sales_not_by_a_dealer(firm: Firm) -> None:
    made = firm.dealer.push(own(product="SAFE-1", quantity="200")).only
    assert made["outcome"] == "held"
    for action in ("同意等货", "拆单发货"):
        firm.dealer.push(edit_of(made, action=action))
        assert firm.clerk.stored(made["key"])["values"]["status"] == "待确认"


def test_fields_hidden_from_a_dealer_are_not_even_named(firm: Firm) -> None:
    described = firm.dealer.get("/views/products")
    assert "floor_price" not in str(described)
    pulled = firm.dealer.at(None).pull("products")
    assert pulled.changes
    assert not any("floor_price" in row["values"] for row in pulled.changes.values())


def test_a_dealer_is_not_told_by_a_conflict_or_change_who_works_in_the_house(firm: Firm) -> None:
    dealer = firm.dealer
    mine = dealer.push(own()).only
    firm.clerk.push(edit_of(mine, quantity="20"))
    conflict = dealer.push(edit_of(mine, quantity="30")).only["conflicts"][0]
    assert conflict["by"] != "clerk"


def test_words_of_the_house_about_an_order_are_nothing_a_dealer_reads_or_writes(firm: Firm) -> None:
    mine = firm.dealer.push(own(tags="我很急")).only
    assert codes(mine) == {("tags", "not_writable")}
    assert firm.clerk.push(edit_of(mine, tags="难缠")).outcomes == ["updated"]
    answers = [
        firm.dealer.pull(scope="all").raw,
        firm.dealer.push(edit_of(mine, tags=None, remark="改")).raw,
        firm.dealer.call("GET", f"/views/orders/rows/{mine['key']}/history").data,
    ]
    assert not [raw for raw in answers if "难缠" in raw.decode()]
    assert firm.admin.stored(mine["key"])["values"]["tags"] == "难缠"
