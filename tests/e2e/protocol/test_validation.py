"""What is wrong with a row, all of it at once (domain.md, Validation; sync.md, problem codes)."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.protocol.api import codes, edit_of, found, new_row
from tests.e2e.protocol.seeds import FREE_DAY, WORKDAY, line, today

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"customer": "完全不认识的公司"}, "customer", "unknown_customer"),
        ({"customer": "宏达"}, "customer", "ambiguous_customer"),
        ({"customer": "C005"}, "customer", "unknown_customer"),
        ({"product": "没有这个"}, "product", "unknown_product"),
        ({"product": "双胞端子"}, "product", "ambiguous_product"),
        ({"product": "OLD-1"}, "product", "inactive_product"),
        ({"quantity": "0"}, "quantity", "bad_quantity"),
        ({"quantity": "-5"}, "quantity", "bad_quantity"),
        ({"quantity": "十"}, "quantity", "bad_quantity"),
        ({"product": "BOX-10", "quantity": "15"}, "quantity", "quantity_step"),
        ({"unit_price": "便宜"}, "unit_price", "bad_price"),
        ({"unit_price": "8.124999"}, "unit_price", "price_below_floor"),
        ({"requested_on": "2020-01-02"}, "requested_on", "date_past"),
        ({"requested_on": "18.6."}, "requested_on", "bad_date"),
        ({"payment_terms": "拖着"}, "payment_terms", "bad_terms"),
        ({"payment_terms": "月结60天"}, "payment_terms", "terms_not_allowed"),
        ({"customer": None}, "customer", "required"),
        ({"product": None}, "product", "required"),
        ({"quantity": None}, "quantity", "required"),
        ({"requested_on": None}, "requested_on", "required"),
        ({"product": "NONE-1"}, "unit_price", "required"),
        ({"remark": "长" * 1001}, "remark", "too_long"),
    ],
)
def test_each_reject_code_stands_on_its_field(
    busy_firm: Firm, values: dict[str, Any], field: str, code: str
) -> None:
    result = busy_firm.clerk.push(line(**values)).only
    assert result["outcome"] == "rejected"
    assert codes(result) == {(field, code)}
    problem = found(result, code)
    assert problem["level"] == "reject"
    assert problem["message"]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"unit_price": "12.01"}, "unit_price", "price_deviation"),
        ({"phone": "12345"}, "phone", "bad_phone"),
        ({"requested_on": FREE_DAY}, "requested_on", "free_day"),
        ({"status": "已审核"}, "status", "not_writable"),
        ({"unit_price": "10", "amount": "99.00"}, "amount", "amount_mismatch"),
    ],
)
def test_a_warning_stands_on_its_field_and_the_row_is_written(
    busy_firm: Firm, values: dict[str, Any], field: str, code: str
) -> None:
    result = busy_firm.clerk.push(line(**values)).only
    assert result["outcome"] == "created"
    assert codes(result) == {(field, code)}
    assert found(result, code)["level"] == "warn"


@pytest.mark.parametrize(
    "values",
    [
        {"unit_price": "12"},
        {"unit_price": "8.125"},
        {"phone": "0512-62881234"},
        {"phone": "+86 138 0013 8000"},
        {"requested_on": WORKDAY},
        {"payment_terms": "货到付款"},
        {"unit_price": "10", "amount": "100"},
        {"unit_price": "10", "amount": "100.00"},
        {"product": "BOX-10", "quantity": "20"},
    ],
)
def test_at_the_edge_of_a_rule_nothing_is_wrong(busy_firm: Firm, values: dict[str, Any]) -> None:
    result = busy_firm.clerk.push(line(**values)).only
    assert (result["outcome"], result["problems"]) == ("created", [])


def test_the_requested_date_may_be_today_but_not_yesterday(busy_firm: Firm) -> None:
    yesterday, now = (today() - dt.timedelta(days=1)).isoformat(), today().isoformat()
    past, fits = busy_firm.clerk.push(line(requested_on=yesterday), line(requested_on=now)).results
    assert codes(past) == {("requested_on", "date_past")}
    assert found(past, "date_past")["facts"]["date"] == yesterday
    assert fits["outcome"] == "created"


def test_all_problems_of_a_row_come_at_once(busy_firm: Firm) -> None:
    result = busy_firm.clerk.push(
        line(customer="谁", product="BOX-10", quantity="15", requested_on="2020-01-02", unit_price="x")
    ).only
    assert codes(result) == {
        ("customer", "unknown_customer"),
        ("quantity", "quantity_step"),
        ("requested_on", "date_past"),
        ("unit_price", "bad_price"),
    }


def test_an_unknown_name_is_answered_with_suggestions_never_a_guess(busy_firm: Firm) -> None:
    result = busy_firm.clerk.push(line(customer="苏州明晖照明")).only
    assert codes(result) == {("customer", "unknown_customer")}
    assert "苏州明辉照明有限公司" in found(result, "unknown_customer")["message"]


def test_an_ambiguous_name_is_answered_with_its_candidates(busy_firm: Firm) -> None:
    message = found(busy_firm.clerk.push(line(customer="宏达")).only, "ambiguous_customer")["message"]
    assert "温州宏达五金厂" in message
    assert "台州宏达机电厂" in message


@pytest.mark.parametrize("name", ["C001", "c001", "苏州明辉照明有限公司", "明辉", "ＭＨ照明", " mh 照明 "])
def test_a_customer_is_known_by_code_name_and_alias_in_any_spelling(busy_firm: Firm, name: str) -> None:
    assert busy_firm.clerk.push(line(customer=name)).outcomes == ["created"]


def test_facts_are_what_the_message_is_built_from(busy_firm: Firm) -> None:
    step = found(busy_firm.clerk.push(line(product="BOX-10", quantity="15")).only, "quantity_step")
    assert step["facts"]["step"] == "10"
    floor = found(busy_firm.clerk.push(line(unit_price="8")).only, "price_below_floor")
    assert (floor["facts"]["price"], floor["facts"]["floor"]) == ("8", "8.125")
    assert "8.125" in floor["message"]


def test_amount_in_a_push_is_compared_and_never_stored(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line(quantity="3", unit_price="10.005", amount="99")).only
    assert codes(made) == {("amount", "amount_mismatch")}
    assert found(made, "amount_mismatch")["facts"]["amount"] == "30.02", "half up, two decimals"
    assert busy_firm.clerk.stored(made["key"])["values"]["amount"] == "30.02"


def test_a_field_the_role_may_not_write_is_ignored(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line(order_no="SO1", stage="approved", salesperson="我")).only
    assert {code for _, code in codes(made)} == {"not_writable"}
    values = busy_firm.clerk.stored(made["key"])["values"]
    assert values["order_no"] != "SO1"
    assert values["salesperson"] == "王芳"


def test_blank_fields_take_the_customers_values_and_the_time_of_first_sync(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line(phone=None)).only
    values = busy_firm.clerk.stored(made["key"])["values"]
    assert values["phone"] == "13800000001"
    assert values["payment_terms"] == "月结30天"
    assert values["ship_to"] == "苏州工业园区星湖街1号"
    assert values["unit_price"] == "10"
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(values["ordered_at"])
    assert dt.timedelta(0) <= age < dt.timedelta(minutes=2)
    for field in ("phone", "payment_terms", "ship_to", "unit_price", "ordered_at"):
        assert made["values"][field] == values[field], "the sheet is told the defaults"


def test_the_server_fills_what_it_knows_of_product_and_customer(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line(quantity="12")).only["values"]
    assert (made["product_name"], made["spec"], made["unit"]) == ("球泡灯", "9W", "只")
    assert (made["salesperson"], made["department"]) == ("王芳", "华东")
    assert made["amount"] in {"120", "120.00"}


def test_a_blank_price_takes_the_customers_then_the_levels_then_the_list_price(firm: Firm) -> None:
    prices = [
        {"customer": "C001", "product": "LED-9W", "price": "9.5", "from_quantity": "100"},
        {"level": "A", "product": "LED-9W", "price": "9.8"},
        {"level": "B", "product": "LED-9W", "price": "9.9", "to_on": "2020-01-01"},
    ]
    assert set(firm.admin.push(*[new_row(**row) for row in prices], view="prices").outcomes) == {"created"}
    wanted = [line(quantity="100"), line(quantity="99"), line(customer="C002", quantity="100")]
    answer = firm.clerk.push(*wanted)
    assert [firm.clerk.stored(row["key"])["values"]["unit_price"] for row in answer.results] == [
        "9.5",
        "9.8",
        "10",
    ]


def test_validation_runs_on_changed_fields_and_those_that_depend_on_them(firm: Firm) -> None:
    made = firm.clerk.push(line(unit_price="8.125")).only
    led = next(
        row for row in firm.admin.pull("products").changes.values() if row["values"]["code"] == "LED-9W"
    )
    raised = {"key": led["key"], "rev": led["rev"], "values": {"floor_price": "9"}}
    assert firm.admin.push(raised, view="products").outcomes == ["updated"]
    edited = firm.clerk.push(edit_of(made, remark="后门")).only
    assert (edited["outcome"], codes(edited)) == ("updated", set())
    refused = firm.clerk.push(edit_of(edited, unit_price="8.5")).only
    assert codes(refused) == {("unit_price", "price_below_floor")}


def test_a_product_edited_before_approval_is_validated_with_what_depends_on_it(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line(quantity="15")).only
    refused = busy_firm.clerk.push(edit_of(made, product="BOX-10")).only
    assert ("quantity", "quantity_step") in codes(refused)
    changed = busy_firm.clerk.push(edit_of(made, product="BOX-10", quantity="20", unit_price="5")).only
    assert changed["outcome"] == "updated"


def test_required_fields_cannot_be_cleared(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    for field in ("product", "quantity", "requested_on"):
        refused = busy_firm.clerk.push(edit_of(made, **{field: None})).only
        assert codes(refused) == {(field, "required")}


def test_a_customer_may_use_the_own_terms_and_any_with_fewer_days(firm: Firm) -> None:
    answer = firm.clerk.push(
        line(customer="C002", payment_terms="货到付款", phone="13800000009"),
        line(customer="C002", payment_terms="月结30天", phone="13800000008"),
    )
    assert answer.outcomes == ["created", "rejected"]
    assert found(answer.results[1], "terms_not_allowed")["facts"]["own"] == "货到付款"


def test_a_stored_date_that_has_passed_is_not_refused(firm: Firm) -> None:
    made = firm.clerk.push(line(requested_on=today().isoformat())).only
    later = firm.later(days=3).clerk
    edited = later.push(
        edit_of(made, remark="后门", requested_on=made["values"].get("requested_on") or today().isoformat())
    )
    assert edited.outcomes == ["updated"]
    more = later.push(edit_of(edited.only, quantity="20")).only
    assert ("requested_on", "date_past") not in codes(more)


def test_a_draft_that_goes_into_review_is_judged_by_the_day_it_does(firm: Firm) -> None:
    draft = firm.clerk.push(line(requested_on=today().isoformat(), action="暂存")).only
    refused = firm.later(days=3).clerk.push(edit_of(draft, remark="后门")).only
    assert ("requested_on", "date_past") in codes(refused)


def test_numbers_of_orders_name_year_and_month(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    assert re.fullmatch(r"SO\d{2}(0[1-9]|1[0-2])\d{4,}", made["values"]["order_no"])
