"""Sample data: the same for the same day, whole in itself, and showing what it says it shows."""

from __future__ import annotations

import datetime as dt

import pytest

from sync.fields.catalogue import SPEC_BY_NAME
from sync.fields.orders import ORDERS
from sync.fields.values import Guess, Unparsed, from_cell
from sync.protocol.problems import CODE_BY_NAME
from workbooks.samples.days import free_day, is_free, working_day
from workbooks.samples.master_data import choice_lists, master_rows
from workbooks.samples.orders import earlier_rows, order_samples

TODAY = dt.date(2026, 11, 24)
LEVELS = {"created": {"warn"}, "held": {"hold"}, "rejected": {"reject"}}
SHOWN = {
    *("unknown_customer", "ambiguous_customer", "unknown_product", "ambiguous_product", "inactive_product"),
    *("bad_quantity", "quantity_step", "price_below_floor", "bad_date", "date_past", "bad_terms"),
    *("terms_not_allowed", "required", "order_rejected", "order_fields_differ", "price_deviation"),
    *("bad_phone", "free_day", "amount_mismatch", "joined_order", "stock_short", "duplicate_order"),
    "duplicate_po",
}
DAYS = [TODAY, dt.date(2026, 9, 29), dt.date(2026, 12, 28), dt.date(2027, 2, 1), dt.date(2031, 6, 6)]


def test_forty_rows_show_every_problem_that_a_first_press_can_meet() -> None:
    samples = order_samples(TODAY)
    assert len(samples) == 40
    assert {code for sample in samples for code in sample.codes} == SHOWN


def test_a_code_is_expected_where_its_level_fits_the_outcome() -> None:
    for sample in order_samples(TODAY):
        levels = {CODE_BY_NAME[code].level for code in sample.codes}
        assert levels <= LEVELS.get(sample.outcome or "", set()), sample


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_dates_keep_their_distance_from_any_today(today: dt.date) -> None:
    field = ORDERS.field("requested_on")
    for sample in order_samples(today):
        day = from_cell(field, sample.typed["requested_on"], today=today)
        if day is None or isinstance(day, Unparsed):
            continue
        is_past = "date_past" in sample.codes
        assert (dt.date.fromisoformat(day) < today) == is_past
        assert is_free(dt.date.fromisoformat(day)) <= (is_past or "free_day" in sample.codes)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_same_day_makes_the_same_rows(today: dt.date) -> None:
    assert order_samples(today) == order_samples(today)
    assert master_rows(today) == master_rows(today)


def test_values_are_typed_as_people_do() -> None:
    typed = [sample.typed for sample in order_samples(TODAY)]
    quantities = {row["quantity"] for row in typed}
    assert {"1,200", "1.2千", "６００"} <= quantities
    dates = [from_cell(ORDERS.field("requested_on"), row["requested_on"], today=TODAY) for row in typed]
    assert sum(isinstance(date, Guess) for date in dates) == 3
    assert any(str(row.get("remark", "")).startswith("=") for row in typed)


def test_there_is_a_draft_a_row_that_is_no_order_and_an_order_by_mark() -> None:
    samples = order_samples(TODAY)
    assert [sample.typed.get("action") for sample in samples].count("暂存") == 1
    assert [sample.outcome for sample in samples].count(None) == 1
    assert [sample.typed.get("order_mark") for sample in samples].count("甲") == 2


def test_the_two_close_orders_lie_within_the_window() -> None:
    twins = [sample.typed for sample in order_samples(TODAY) if sample.codes == ("duplicate_order",)]
    times = [dt.datetime.fromisoformat(str(row["ordered_at"])) for row in twins]
    assert times[1] - times[0] == dt.timedelta(minutes=3)
    assert twins[0]["phone"] == twins[1]["phone"]
    assert twins[0]["product"] == twins[1]["product"]


def test_rows_that_meet_earlier_ones_name_their_customer_and_number() -> None:
    earlier = {(row["customer"], row["customer_po"]): row["product"] for row in earlier_rows(TODAY)}
    for code, same_product in (("duplicate_po", True), ("joined_order", False)):
        row = next(sample.typed for sample in order_samples(TODAY) if sample.codes == (code,))
        assert (earlier[row["customer"], row["customer_po"]] == row["product"]) == same_product


def test_master_data_has_the_size_of_a_small_factory() -> None:
    rows = master_rows(TODAY)
    assert (len(rows["customers"]), len(rows["products"]), len(rows["stock"])) == (30, 60, 60)


@pytest.mark.parametrize("view", [view for view in master_rows(TODAY) if view != "rules"])
def test_every_master_row_can_be_read_and_has_what_is_required(view: str) -> None:
    spec = SPEC_BY_NAME[view]
    for row in master_rows(TODAY, password="secret")[view]:
        cells = {
            key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()
        }
        values = {key: from_cell(spec.field(key), cell, today=TODAY) for key, cell in cells.items()}
        assert not [value for value in values.values() if isinstance(value, Unparsed)]
        assert all(values.get(field.key) for field in spec.fields if field.required), row


def test_natural_keys_and_references_fit_together() -> None:
    rows = master_rows(TODAY)
    products = [row["code"] for row in rows["products"]]
    warehouses = {row["code"] for row in rows["warehouses"]}
    assert len(set(products)) == len(products)
    assert {row["product"] for view in ("stock", "supplies", "prices") for row in rows[view]} <= set(products)
    assert {
        row["warehouse"] for view in ("stock", "supplies", "products") for row in rows[view]
    } <= warehouses
    names = {row["name"] for row in rows["users"]}
    assert {row["superior"] for row in rows["users"] if row.get("superior")} <= names


def test_dropdowns_offer_what_is_sold_and_each_customer_once() -> None:
    lists = choice_lists(master_rows(TODAY))
    assert "XD-24｜LED吸顶灯 24W 圆形 白光" in lists["products"]
    assert len(lists["products"]) == 59
    assert len(lists["customers"]) == 29


def test_a_working_day_may_be_a_weekend_that_was_swapped() -> None:
    assert working_day(dt.date(2026, 10, 1), 0) == dt.date(2026, 10, 8)
    assert not is_free(dt.date(2026, 10, 10))
    assert free_day(dt.date(2026, 11, 24), 0) == dt.date(2026, 11, 28)


def test_a_year_without_a_published_calendar_rests_on_weekends() -> None:
    assert [is_free(dt.date(2050, 1, day)) for day in (7, 8, 9, 10)] == [False, True, True, False]
