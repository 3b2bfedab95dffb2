"""Decisions that need no database: the table of stages, amounts, words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.orders.rules.amounts import agrees, amount_of, deviation_percent
from server.orders.rules.stages import EFFECTS, NEW, Effect, command_problem, effect_of, is_locked
from server.orders.rules.suspicion import gap_text, listed
from sync.fields.orders import ACTIONS, STAGES

COMMANDS = (None, *ACTIONS)


def test_every_stage_says_what_every_command_does() -> None:
    assert set(EFFECTS) == {NEW, *STAGES}
    for stage, effects in EFFECTS.items():
        assert set(effects) == set(COMMANDS), stage


@pytest.mark.parametrize("stage", EFFECTS)
def test_a_command_is_refused_with_a_reason_exactly_when_the_table_refuses_it(stage: str) -> None:
    for command in ACTIONS:
        refused = effect_of(stage, command) in {Effect.REFUSED, Effect.SHIPPED}
        assert (command_problem(stage, command) is not None) == refused
    assert command_problem(stage, None) is None


@pytest.mark.parametrize(
    ("stage", "command", "code"),
    [
        ("shipped", "作废", "shipped"),
        ("part_shipped", "作废", "shipped"),
        ("approved", "暂存", "locked_by_stage"),
        ("approved", "同意等货", "locked_by_stage"),
        ("cancelled", "暂存", "locked_by_stage"),
        (NEW, "作废", "bad_value"),
        ("review", "删除", "bad_value"),
    ],
)
def test_a_refused_command_is_told_why(stage: str, command: str, code: str) -> None:
    found = command_problem(stage, command)
    assert found is not None
    assert (found.field, found.code) == ("action", code)


def test_the_product_is_locked_once_an_order_is_approved_and_everything_once_it_ended() -> None:
    assert [stage for stage in EFFECTS if is_locked(stage, "product")] == [
        "approved",
        "production",
        "part_shipped",
        "shipped",
        "invoiced",
        "settled",
        "cancelled",
    ]
    assert [stage for stage in EFFECTS if is_locked(stage, "remark")] == ["cancelled"]


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [
        ("1", "0.125", "0.13"),
        ("3", "0.335", "1.01"),
        ("1200", "12.5", "15000"),
        ("0.000001", "1", "0"),
        ("1", "0", "0"),
    ],
)
def test_amounts_are_rounded_half_up(quantity: str, price: str, amount: str) -> None:
    assert amount_of(Decimal(quantity), Decimal(price)) == Decimal(amount)


def test_without_quantity_or_price_there_is_no_amount() -> None:
    assert amount_of(None, Decimal(1)) is None
    assert amount_of(Decimal(1), None) is None


@given(
    st.decimals(0, 10**12, places=6, allow_nan=False, allow_infinity=False),
    st.decimals(0, 10**12, places=6, allow_nan=False, allow_infinity=False),
)
def test_an_amount_is_within_half_a_cent_of_the_exact_product(quantity: Decimal, price: Decimal) -> None:
    amount = amount_of(quantity, price)
    assert amount is not None
    units = int(quantity.scaleb(6)) * int(price.scaleb(6))
    cents = int(amount.scaleb(2)) * 10**10
    assert -5 * 10**9 < units - cents + 1 <= 5 * 10**9 + 1
    assert units - cents < 5 * 10**9


@pytest.mark.parametrize(
    ("text", "right"), [("100", True), ("100.004", True), ("99.995", True), ("99.99", False), ("x", False)]
)
def test_an_amount_on_a_sheet_agrees_when_it_does_in_cents(text: str, right: bool) -> None:  # noqa: FBT001
    assert agrees(Decimal(100), text) is right


def test_a_deviation_counts_either_way() -> None:
    assert deviation_percent(Decimal(12), list_price=Decimal(10)) == 20
    assert deviation_percent(Decimal(8), list_price=Decimal(10)) == 20


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 秒"), (59, "59 秒"), (60, "1 分"), (301, "5 分 1 秒")])
def test_a_gap_is_told_in_minutes_and_seconds(seconds: int, words: str) -> None:
    assert gap_text(dt.timedelta(seconds=seconds)) == words


def test_a_suspicion_names_the_nearest_orders_and_counts_the_rest() -> None:
    assert listed(["SO1", "SO2"]) == "SO1、SO2"
    assert listed([f"SO{number}" for number in range(1, 301)]) == "SO1、SO2、SO3、SO4、SO5 等 300 张"
