"""Balances, weeks and what stock can keep, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from server.reports.rules.statement import Entry, account_of
from server.reports.rules.week import Item, monday_of, week_of
from server.stock.rules.records import Demand, Shelf
from server.stock.rules.risks import Claim, Foreseen, kept, line_up

TODAY = dt.date(2026, 11, 25)
MONDAY = dt.date(2026, 11, 23)


def day(number: int) -> dt.date:
    """Return a day of November, beyond its end of December."""
    return dt.date(2026, 11, 1) + dt.timedelta(days=number - 1)


def entry(number: int, owed: str) -> Entry:
    return Entry(day(number), "开票", None, None, Decimal(owed))


def test_an_account_runs_from_its_opening_to_its_closing() -> None:
    found = account_of(Decimal("100.00"), [entry(1, "50.10"), entry(2, "-120"), entry(2, "0")])
    assert list(found.balances) == [Decimal("150.10"), Decimal("30.10"), Decimal("30.10")]
    assert (found.raised, found.lowered, found.closing) == (Decimal("50.10"), Decimal(120), Decimal("30.10"))


def test_an_account_without_entries_closes_as_it_opened() -> None:
    found = account_of(Decimal("-7.00"), [])
    nothing = Decimal(0)
    assert (found.raised, found.lowered, found.closing) == (nothing, nothing, Decimal("-7.00"))


def item(**values: object) -> Item:
    usual = {
        "order_no": "SO1",
        "line_no": "1",
        "customer": "甲",
        "product": "LED",
        "name": "球泡灯",
        "quantity": Decimal(10),
        "amount": Decimal(100),
        "shipped": Decimal(0),
        "entered_on": day(10),
        "due_on": day(40),
        "stage": "review",
        "status": "待审核",
    }
    return Item(**(usual | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "tables"),
    [
        ({}, ""),
        ({"entered_on": day(23)}, "entered"),
        ({"entered_on": day(29)}, "entered"),
        ({"entered_on": day(30)}, ""),
        ({"entered_on": day(23), "stage": "cancelled"}, ""),
        ({"held": True}, "held"),
        ({"held": True, "stage": "shipped"}, ""),
        ({"left_now": Decimal(3)}, "shipped"),
        ({"due_on": day(24)}, "late"),
        ({"due_on": day(25)}, ""),
        ({"due_on": day(24), "shipped": Decimal(10), "stage": "part_shipped"}, ""),
        ({"due_on": day(30)}, "due"),
        ({"due_on": day(36)}, "due"),
        ({"due_on": day(37)}, ""),
        ({"due_on": None, "entered_on": day(24)}, "entered"),
    ],
)
def test_a_line_stands_where_a_week_tells_of_it(values: dict[str, object], tables: str) -> None:
    week = week_of([item(**values)], MONDAY, today=TODAY)
    found = [name for name in ("entered", "held", "shipped", "late", "due") if getattr(week, name)]
    assert " ".join(found) == tables


def test_a_week_begins_on_its_monday() -> None:
    assert {monday_of(day(number)) for number in range(23, 30)} == {MONDAY}


def shelf(on_hand: int = 0, *supplies: tuple[int, int], warehouse: str = "W1", owed: int = 0) -> Shelf:
    return Shelf(
        product="LED",
        warehouse=warehouse,
        on_hand=Decimal(on_hand),
        supplies=tuple((day(on), Decimal(quantity)) for on, quantity in supplies),
        commitments=((day(28), Decimal(owed)),) if owed else (),
    )


def claim(line: str, quantity: int, due: int) -> Claim:
    return Claim(line, "LED", "W1", Decimal(quantity), day(due))


def test_claims_take_what_comes_in_the_order_of_their_days() -> None:
    shelves = [shelf(5, (20, 99), (27, 10), (30, 10))]  # what was due on the 20th never came
    claims = [claim("late", 10, 30), claim("first", 5, 26), claim("next", 8, 27), claim("never", 9, 31)]
    found = kept(claims, shelves, today=TODAY)
    assert found == {"first": TODAY, "next": day(27), "late": day(30), "never": None}


def test_a_claim_on_a_shelf_that_is_not_there_is_not_met() -> None:
    assert kept([claim("a", 1, 26)], [shelf(5, warehouse="W2")], today=TODAY) == {}


def demand(quantity: int, requested: int) -> Demand:
    return Demand(line="x", product="LED", quantity=Decimal(quantity), requested_on=day(requested))


def test_wants_line_up_behind_each_other_and_behind_what_was_promised() -> None:
    shelves = [shelf(10, (27, 20), (30, 10), owed=5)]
    wants = [demand(12, 26), demand(12, 27), demand(50, 26), demand(11, 29)]
    assert line_up(wants, shelves, today=TODAY) == [
        Foreseen(Decimal(2), day(27)),  # 10 there on the 26th, 25 free from the 27th on
        Foreseen(Decimal(0), day(27)),  # 13 left then
        Foreseen(Decimal(49), None),  # never: and so it takes nothing
        Foreseen(Decimal(10), day(30)),  # 1 left on the 29th, 11 on the 30th
    ]


def test_a_want_of_what_stands_nowhere_is_short_of_all_of_it() -> None:
    assert line_up([demand(3, 26)], [], today=TODAY) == [Foreseen(Decimal(3), None)]


def test_a_want_takes_from_the_shelf_that_has_it_first() -> None:
    shelves = [shelf(0, (29, 5)), shelf(0, (27, 5), warehouse="W2")]
    wants = [demand(5, 26), demand(5, 26)]
    assert [found.on for found in line_up(wants, shelves, today=TODAY)] == [day(27), day(29)]
