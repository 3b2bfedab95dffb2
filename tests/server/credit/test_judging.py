"""Exposure, debts that payments do not cover, and the payment that is just enough."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.credit.rules.judging import judge, judge_each, uninvoiced, unpaid
from server.credit.rules.records import Ask, Debt, OpenOrder, Position, Standing, Terms

TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
TERMS = Terms(today=TODAY, overdue_days=30)
MONEY = st.decimals(0, 10_000, places=2)
DEBTS = st.lists(
    st.builds(Debt, st.integers(-90, 60).map(lambda days: TODAY + dt.timedelta(days)), MONEY), max_size=6
)


def _ask(order: str, amount: Decimal, limit: Decimal | None, hours: int | None = None) -> Ask:
    entered_at = None if hours is None else NOON + dt.timedelta(hours=hours)
    return Ask(order=order, customer="c", amount=amount, limit=limit, entered_at=entered_at)


def _standing(ask: Ask, position: Position, terms: Terms = TERMS) -> Standing:
    return judge([ask], {"c": position}, terms)[ask.order]


@pytest.mark.parametrize(
    ("amount", "quantity", "invoiced", "left"),
    [
        ("100", "3", "0", "100"),
        ("100", "3", "1", "66.67"),
        ("100", "3", "3", "0"),
        ("100", "3", "4", "0"),
        ("0.01", "2", "1", "0"),
    ],
)
def test_what_is_not_invoiced_is_half_up_to_the_cent(
    amount: str, quantity: str, invoiced: str, left: str
) -> None:
    found = uninvoiced(Decimal(amount), quantity=Decimal(quantity), invoiced=Decimal(invoiced))
    assert found == Decimal(left)


def test_exposure_is_what_is_owed_and_all_open_orders() -> None:
    position = Position(
        debts=[Debt(TODAY, Decimal(700))],
        paid=Decimal(200),
        orders=[OpenOrder(Decimal(300)), OpenOrder(Decimal(50), "held", NOON, held=True)],
    )
    told = _standing(_ask("x", Decimal(150), Decimal(1000)), position)
    assert [told.receivable, told.exposure, told.release] == [500, 1000, 0]
    assert _standing(_ask("x", Decimal("150.01"), Decimal(1000)), position).release == Decimal("0.01")


def test_an_order_that_is_held_waits_for_those_held_before_and_not_for_later_ones() -> None:
    position = Position(
        orders=[
            OpenOrder(Decimal(100), "a", NOON, held=True),
            OpenOrder(Decimal(100), "b", NOON + dt.timedelta(hours=1), held=True),
            OpenOrder(Decimal(100), "c", NOON + dt.timedelta(hours=2), held=True),
            OpenOrder(Decimal(1), "d", NOON + dt.timedelta(hours=3)),
        ]
    )
    ask = _ask("b", Decimal(100), Decimal(1000), 1)
    assert _standing(ask, position).exposure == 201
    assert judge_each([ask], {"c": position}, TERMS)["b"].exposure == 201


def test_a_waived_order_passes_until_it_takes_more() -> None:
    position = Position(
        debts=[Debt(TODAY - dt.timedelta(99), Decimal(5000))], waived={"x": Decimal(100)}, bad_report=True
    )
    terms = replace(TERMS, bad_report_holds=True)
    assert _standing(_ask("x", Decimal(100), Decimal(0)), position, terms).passes
    assert not _standing(_ask("x", Decimal("100.01"), Decimal(0)), position, terms).passes


def test_a_bad_report_holds_where_the_rule_says_so() -> None:
    ask = _ask("x", Decimal(1), Decimal(1000))
    assert _standing(ask, Position(bad_report=True)).passes
    told = _standing(ask, Position(bad_report=True), replace(TERMS, bad_report_holds=True))
    assert (told.passes, told.release) == (False, Decimal(0))


def test_a_customer_without_a_limit_passes_whatever_is_owed() -> None:
    position = Position(debts=[Debt(TODAY - dt.timedelta(99), Decimal(5000))], bad_report=True)
    assert _standing(_ask("x", Decimal(10**6), None), position, replace(TERMS, bad_report_holds=True)).passes


@given(debts=DEBTS, paid=MONEY)
def test_payments_cover_debts_to_the_cent_and_leave_the_latest(debts: list[Debt], paid: Decimal) -> None:
    left = unpaid(debts, paid)
    owed = sum((debt.amount for debt in debts), start=Decimal(0))
    assert sum((debt.amount for debt in left), start=Decimal(0)) == max(owed - paid, Decimal(0))
    assert [debt.due_on for debt in left] == sorted(debt.due_on for debt in left)


@given(debts=DEBTS, paid=MONEY, orders=st.lists(MONEY, max_size=4), amount=MONEY, limit=MONEY)
def test_the_payment_named_is_enough_and_a_cent_less_is_not(
    debts: list[Debt], paid: Decimal, orders: list[Decimal], amount: Decimal, limit: Decimal
) -> None:
    position = Position(debts=debts, paid=paid, orders=[OpenOrder(each) for each in orders])
    ask = _ask("x", amount, limit)
    told = _standing(ask, position)
    assume(told.release > 0)
    enough, less = paid + told.release, paid + told.release - Decimal("0.01")
    assert _standing(ask, replace(position, paid=enough)).passes
    assert not _standing(ask, replace(position, paid=less)).passes


@given(amounts=st.lists(MONEY, max_size=8), limit=MONEY)
def test_orders_asked_together_never_pass_beyond_the_limit(amounts: list[Decimal], limit: Decimal) -> None:
    asks = [_ask(str(place), amount, limit) for place, amount in enumerate(amounts)]
    told = judge(asks, {"c": Position()}, TERMS)
    passed = sum((ask.amount for ask in asks if told[ask.order].passes), start=Decimal(0))
    assert passed <= limit
    first = [told[ask.order].passes for ask in asks]
    assert first == sorted(first, reverse=True)


@given(amounts=st.lists(MONEY, min_size=2, max_size=2), debts=DEBTS, limit=MONEY)
def test_a_smaller_order_or_a_higher_limit_never_does_worse(
    amounts: list[Decimal], debts: list[Debt], limit: Decimal
) -> None:
    position = Position(debts=debts)
    small, large = (_standing(_ask("x", amount, limit), position) for amount in sorted(amounts))
    assert small.release <= large.release
    assert _standing(_ask("x", max(amounts), limit + 1), position).release <= large.release
