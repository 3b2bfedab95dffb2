"""Clerks who order at the same time, through the view: stock is given once, twins are seen, nobody fails."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from sync.rows.keys import new_key
from tests.server.orders.office import Office, Press, codes, line, open_office, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from sync.protocol.messages import RowResult

WRITERS = 8
ORDERS = 40
UNITS = 10


@pytest.fixture
def office(engine: Engine) -> Office:
    """Open an order office on a new database."""
    return open_office(engine)


def race(work: Callable[[int], list[RowResult]]) -> list[RowResult]:
    """Let all writers begin at once and return all their results."""
    start = Barrier(WRITERS)

    def run(writer: int) -> list[RowResult]:
        start.wait(timeout=60)
        return work(writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        return [result for results in pool.map(run, range(WRITERS)) for result in results]


def test_forty_orders_of_one_unit_race_for_ten_units(office: Office) -> None:
    office.put("LED", UNITS)

    def write(_: int) -> list[RowResult]:
        return [result for _ in range(ORDERS // WRITERS) for result in office.push(line(quantity="1"))]

    results = race(write)
    assert Counter(result.outcome for result in results) == {"created": UNITS, "held": ORDERS - UNITS}
    short = [codes(result) for result in results if result.outcome == "held"]
    assert short == [[("quantity", "stock_short")]] * (ORDERS - UNITS)
    assert office.reserved() == UNITS
    assert len({result.values["order_no"] for result in results}) == ORDERS


def test_two_lines_of_one_product_in_one_order_count_together_in_a_race(office: Office) -> None:
    office.put("LED", UNITS)

    def write(writer: int) -> list[RowResult]:
        shared = {"customer_po": f"P{writer}", "phone": f"1381111222{writer}"}
        return office.push(*(line(quantity="3", **shared) for _ in range(2)))

    results = race(write)
    assert Counter(result.outcome for result in results) == {"created": 3, "held": 2 * WRITERS - 3}
    assert office.reserved() == 9


def test_one_order_entered_by_eight_clerks_at_once_is_held_eight_times(office: Office) -> None:
    office.put("LED", 1_000)
    race(lambda _: office.push(line(phone="13811112222")))
    assert office.reserved() == 0
    assert [kind for kind, _ in office.holds()] == ["duplicate"] * WRITERS


def test_one_purchase_number_entered_from_eight_books_is_one_order(office: Office) -> None:
    products = ("LED", "BOX", "NUT", "MTO")
    dates = ("2026-12-04", "2026-12-07")

    def write(writer: int) -> list[RowResult]:
        asked = line(
            customer_po="A", phone=None, product=products[writer % 4], requested_on=dates[writer // 4]
        )
        return office.push(asked, press=Press(book=new_key()))

    results = race(write)
    assert len({result.values["order_no"] for result in results}) == 1
    assert sorted(str(result.values["line_no"]) for result in results) == list("12345678")


def test_siblings_edited_at_once_keep_both_edits(office: Office) -> None:
    office.put("LED", 1_000)
    made = office.push(*(line(customer_po="A", phone=None) for _ in range(WRITERS)))

    def write(writer: int) -> list[RowResult]:
        return office.push(row(made[writer].key, 1, remark=f"{writer}", phone="13811112222"))

    results = race(write)
    assert {result.outcome for result in results} <= {"updated", "merged"}
    shown = [office.shown(result.key) for result in made]
    assert [values["remark"] for values in shown] == [str(writer) for writer in range(WRITERS)]
    assert {values["phone"] for values in shown} == {"13811112222"}
