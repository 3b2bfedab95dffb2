"""What is refused and what is warned of, field by field, with the facts a clerk needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.masterdata.models import CUSTOMERS, PAYMENT_TERMS, PRODUCTS
from tests.server.orders.office import COLLEAGUE, Press, codes, line, row

if TYPE_CHECKING:
    from sync.protocol.messages import Problem, RowResult
    from tests.server.orders.office import Office


@pytest.fixture
def stocked(office: Office) -> Office:
    """Put plenty of everything on the shelves, so that only what is looked for is told."""
    for product in ("LED", "BOX", "NUT"):
        office.put(product, 10**6)
    return office


def only(result: RowResult) -> Problem:
    """Return the one problem of a row."""
    (found,) = result.problems
    return found


@pytest.mark.parametrize("quantity", ["0", "-3", "abc", "0.0000001", "9999999999999"])
def test_a_quantity_is_a_number_above_nothing(stocked: Office, quantity: str) -> None:
    (made,) = stocked.push(line(quantity=quantity))
    assert codes(made) == [("quantity", "bad_quantity")]


def test_an_amount_that_no_ledger_can_hold_is_refused(stocked: Office) -> None:
    (made,) = stocked.push(line(product="NUT", quantity="999999999999", unit_price="99999"))
    assert ("quantity", "bad_quantity") in codes(made)


@pytest.mark.parametrize(
    ("quantity", "nearest"), [("12", "10"), ("15", "20"), ("0.5", "10"), ("104.9", "100")]
)
def test_a_quantity_off_the_steps_of_its_unit_is_refused_with_the_nearest(
    stocked: Office, quantity: str, nearest: str
) -> None:
    (made,) = stocked.push(line(product="BOX", quantity=quantity))
    found = only(made)
    assert (found.field, found.code) == ("quantity", "quantity_step")
    assert found.facts == {"step": "10", "unit": "盒", "nearest": nearest}


def test_another_product_asks_for_its_own_steps(stocked: Office) -> None:
    (made,) = stocked.push(line(quantity="15"))
    (moved,) = stocked.push(row(made.key, 1, product="BOX", unit_price="5"))
    assert codes(moved) == [("quantity", "quantity_step")]


@pytest.mark.parametrize(
    ("price", "code", "facts"),
    [
        ("7.99", "price_below_floor", {"price": "7.99", "floor": "8"}),
        ("12.01", "price_deviation", {"list_price": "10", "percent": "20.1"}),
    ],
)
def test_a_price_is_compared_with_floor_and_list_price(
    stocked: Office, price: str, code: str, facts: dict[str, str]
) -> None:
    (made,) = stocked.push(line(unit_price=price))
    found = {problem.code: problem.facts for problem in made.problems}
    assert found[code] == facts
    assert made.outcome == ("rejected" if code == "price_below_floor" else "created")


@pytest.mark.parametrize("price", ["8", "12", "10.000001"])
def test_prices_on_the_bounds_are_right(stocked: Office, price: str) -> None:
    (made,) = stocked.push(line(unit_price=price))
    assert (made.outcome, made.problems) == ("created", [])


@pytest.mark.parametrize("price", ["-1", "abc", "1.0000001"])
def test_a_price_is_a_number_with_six_decimals_at_most(stocked: Office, price: str) -> None:
    (made,) = stocked.push(line(unit_price=price))
    assert codes(made) == [("unit_price", "bad_price")]


def test_a_product_without_list_price_needs_a_price_and_is_compared_with_none(stocked: Office) -> None:
    with stocked.engine.begin() as conn:
        conn.execute(sa.update(PRODUCTS).where(PRODUCTS.c.code == "NUT").values(list_price=None))
    blank, priced = stocked.push(line(product="NUT"), line(product="NUT", unit_price="77"))
    assert codes(blank) == [("unit_price", "required")]
    assert priced.outcome == "created"


def test_a_blank_price_takes_the_one_agreed_with_the_customer(stocked: Office) -> None:
    stocked._admin("prices", row(customer="C1", product="LED", price="9.5", from_quantity="10"))
    few, many = stocked.push(line(quantity="9"), line(quantity="10"))
    assert [made.values["unit_price"] for made in (few, many)] == ["10", "9.5"]
    (cleared,) = stocked.push(row(few.key, 1, unit_price=None, quantity="20"))
    assert (cleared.values["unit_price"], cleared.values["amount"]) == ("9.5", "190")


def test_a_date_is_one_is_not_past_and_better_no_free_day(stocked: Office) -> None:
    wrong, past, today, saturday = stocked.push(
        *(line(requested_on=date) for date in ("30.2.", "2026-11-23", "2026-11-24", "2026-12-05"))
    )
    assert codes(wrong) == [("requested_on", "bad_date")]
    assert codes(past) == [("requested_on", "date_past")]
    assert (today.outcome, today.problems) == ("created", [])
    assert (saturday.outcome, codes(saturday)) == ("created", [("requested_on", "free_day")])


def test_terms_are_from_the_list_and_not_longer_than_the_own_ones(stocked: Office) -> None:
    unknown, longer, shorter, own, folded = stocked.push(
        *(line(payment_terms=text) for text in ("赊账", "月结60天", "货到付款", "月结30天", "月结３０ 天"))
    )
    assert codes(unknown) == [("payment_terms", "bad_terms")]
    assert only(longer).facts == {"own": "月结30天", "text": "月结60天"}
    assert {made.outcome for made in (shorter, own, folded)} == {"created"}
    (equal,) = stocked.push(line(customer="C2", payment_terms="款到发货"))
    assert codes(equal) == [("payment_terms", "terms_not_allowed")]


def test_terms_edited_later_are_checked_and_cleared_ones_taken_from_the_customer(stocked: Office) -> None:
    (made,) = stocked.push(line(payment_terms="货到付款"))
    (longer,) = stocked.push(row(made.key, 1, payment_terms="月结60天"))
    assert codes(longer) == [("payment_terms", "terms_not_allowed")]
    (cleared,) = stocked.push(row(made.key, 1, payment_terms=None))
    assert cleared.values["payment_terms"] == "月结30天"


def test_a_customer_without_terms_must_be_given_some(stocked: Office) -> None:
    with stocked.engine.begin() as conn:
        conn.execute(sa.update(CUSTOMERS).where(CUSTOMERS.c.code == "C2").values(payment_terms=None))
    blank, given = stocked.push(line(customer="C2"), line(customer="C2", payment_terms="月结60天"))
    assert codes(blank) == [("payment_terms", "required")]
    assert given.outcome == "created"


def test_terms_of_a_customer_that_are_no_longer_offered_must_be_chosen_anew(stocked: Office) -> None:
    with stocked.engine.begin() as conn:
        conn.execute(sa.update(PAYMENT_TERMS).where(PAYMENT_TERMS.c.name == "月结30天").values(active=False))
    blank, given = stocked.push(line(), line(payment_terms="月结60天"))
    assert codes(blank) == [("payment_terms", "bad_terms")]
    assert given.outcome == "created"


@pytest.mark.parametrize("phone", ["12345", "电话"])
def test_a_phone_that_looks_like_none_is_warned_of_and_kept(stocked: Office, phone: str) -> None:
    (made,) = stocked.push(line(phone=phone))
    assert (made.outcome, codes(made)) == ("created", [("phone", "bad_phone")])
    (edited,) = stocked.push(row(made.key, 1, remark="急"))
    assert edited.problems == []


def test_a_phone_of_the_customer_that_looks_like_none_is_not_the_clerks_to_mend(stocked: Office) -> None:
    with stocked.engine.begin() as conn:
        conn.execute(sa.update(CUSTOMERS).where(CUSTOMERS.c.code == "C1").values(phone="前台"))
    (made,) = stocked.push(line(phone=None))
    assert (made.values["phone"], made.problems) == ("前台", [])


def test_cleared_order_fields_fall_back_to_the_customer_and_the_first_sync(stocked: Office) -> None:
    (made,) = stocked.push(line(ship_to="别处", ordered_at="2026-11-20T10:00:00+08:00"))
    (cleared,) = stocked.push(row(made.key, 1, phone=None, ship_to=None, ordered_at=None))
    names = ("phone", "ship_to", "ordered_at")
    assert [cleared.values[name] for name in names] == [
        "13800000001",
        "苏州星湖街1号",
        "2026-11-24T01:00:00Z",
    ]


def test_required_fields_cannot_be_cleared(stocked: Office) -> None:
    (made,) = stocked.push(line())
    (cleared,) = stocked.push(row(made.key, 1, product=None, quantity=None, requested_on=None))
    assert codes(cleared) == [(name, "required") for name in ("product", "quantity", "requested_on")]


def test_a_product_that_is_not_sold_any_more_is_refused(stocked: Office) -> None:
    (draft,) = stocked.push(line(quantity=None, action="暂存"))
    with stocked.engine.begin() as conn:
        conn.execute(sa.update(PRODUCTS).where(PRODUCTS.c.code == "LED").values(active=False))
    (new,) = stocked.push(line())
    assert codes(new) == [("product", "inactive_product")]
    (entered,) = stocked.push(row(draft.key, 1, quantity="5"))
    assert codes(entered) == [("product", "inactive_product")]


def test_texts_have_their_limits_and_fixed_words_are_kept_to(stocked: Office) -> None:
    (made,) = stocked.push(
        line(remark="长" * 1001, customer_po="9" * 201, priority="马上", ordered_at="昨天")
    )
    assert sorted(codes(made), key=str) == [
        ("customer_po", "too_long"),
        ("ordered_at", "bad_value"),
        ("priority", "bad_value"),
        ("remark", "too_long"),
    ]


def test_unknown_names_come_back_with_suggestions(stocked: Office) -> None:
    (made,) = stocked.push(line(customer="明辉照名", product="球泡"))
    found = {problem.code: problem.message for problem in made.problems}
    assert "明辉照明" in found["unknown_customer"]
    assert "球泡灯" in found["unknown_product"]


def test_the_department_of_the_clerk_stands_in_for_one_the_customer_lacks(stocked: Office) -> None:
    mine, theirs = (
        stocked.push(line(customer="C2")),
        stocked.push(line(customer="C2"), press=Press(COLLEAGUE)),
    )
    assert [made[0].values["department"] for made in (mine, theirs)] == ["内销", None]


def test_a_draft_may_lack_its_customer_until_it_goes_into_review(stocked: Office) -> None:
    (draft,) = stocked.push(line(customer=None, action="暂存"))
    assert draft.outcome == "created"
    (asked,) = stocked.push(row(draft.key, 1, remark="好"))
    assert codes(asked) == [("customer", "required")]
    (entered,) = stocked.push(row(draft.key, 1, customer="C1"))
    assert (entered.outcome, entered.values["department"], entered.values["unit_price"]) == (
        "updated",
        "华东",
        "10",
    )
    stocked.undo()
    shown = stocked.shown(draft.key)
    assert (shown["stage"], shown["customer"]) == ("draft", None)
