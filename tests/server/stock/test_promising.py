"""Available to promise with look-ahead."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from server.stock.rules.promising import Outlook
from server.stock.rules.records import Shelf

TODAY = dt.date(2026, 11, 24)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def _outlook(on_hand: int, *moves: tuple[int, int], reserved: int = 0, safety: int = 0) -> Outlook:
    """Make the outlook of a shelf from moves as (day, quantity); a negative quantity is a commitment."""
    return Outlook(
        Shelf(
            product="p",
            warehouse="w",
            on_hand=Decimal(on_hand),
            reserved=Decimal(reserved),
            safety=Decimal(safety),
            supplies=tuple((day(number), Decimal(move)) for number, move in moves if move > 0),
            commitments=tuple((day(number), Decimal(-move)) for number, move in moves if move < 0),
        ),
        today=TODAY,
    )


VECTOR = ((5, 20), (2, -8), (7, -15))


@pytest.mark.parametrize(
    ("number", "promise"), [(0, 2), (1, 2), (2, 2), (4, 2), (5, 7), (6, 7), (7, 7), (99, 7)]
)
def test_the_lowest_level_from_a_day_on_is_what_can_be_promised(number: int, promise: int) -> None:
    assert _outlook(10, *VECTOR).at(day(number)) == promise


def test_now_and_the_earliest_day_follow_the_vector() -> None:
    outlook = _outlook(10, *VECTOR)
    assert outlook.at_once() == 2
    assert [outlook.earliest(Decimal(quantity)) for quantity in (2, 3, 7, 8)] == [TODAY, day(5), day(5), None]


def test_reserved_and_safety_stock_are_not_there() -> None:
    assert _outlook(10, reserved=3, safety=4).at_once() == 3


def test_overdue_supply_does_not_count_but_overdue_commitments_do() -> None:
    assert _outlook(10, (-1, 50)).at(day(9)) == 10
    assert _outlook(10, (-1, -4)).at_once() == 6


def test_supply_of_today_can_be_promised_but_not_reserved() -> None:
    outlook = _outlook(1, (0, 5))
    assert outlook.at_once() == 1
    assert outlook.at(TODAY) == 6
    assert outlook.earliest(Decimal(6)) == TODAY


def test_what_was_taken_is_not_promised_again() -> None:
    outlook = _outlook(10, (5, 20))
    outlook.reserve(Decimal(4))
    assert outlook.at_once() == 6
    outlook.commit(Decimal(22), on=day(5))
    assert outlook.at_once() == 4
    assert outlook.at(day(5)) == 4
