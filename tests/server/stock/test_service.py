"""Use cases of stock, on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.bulk import update_rows
from server.db.session import reading, writing
from server.stock import service
from server.stock.models import COMMITMENTS, RESERVATIONS, STOCK
from server.stock.rules.records import Difference, Promised, Reserved, Short
from tests.server.masterdata.sheet import TODAY, counted

if TYPE_CHECKING:
    from tests.server.stock.floor import Floor


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def test_what_is_there_is_reserved_and_counted(floor: Floor) -> None:
    floor.put("BOLT", "W1", 10)
    answers = floor.reserve(
        floor.demand("a", "BOLT", 6), floor.demand("b", "BOLT", 6), floor.demand("c", "BOLT", 4)
    )
    w1 = floor.warehouses["W1"]
    assert answers == [Reserved(w1), Short(Decimal(4), Decimal(2), None), Reserved(w1)]
    assert floor.reserved() == {("BOLT", "W1"): 10}


def test_safety_stock_is_not_given_away(floor: Floor) -> None:
    floor.put("NUT", "W1", 12)
    answers = floor.reserve(floor.demand("a", "NUT", 8), floor.demand("b", "NUT", 7))
    assert answers == [Short(Decimal(7), Decimal(1), None), Reserved(floor.warehouses["W1"])]


def test_the_usual_warehouse_of_a_product_comes_first_then_the_order_of_codes(floor: Floor) -> None:
    for product in ("BOX", "BOLT"):
        floor.put(product, "W2", 10)
        floor.put(product, "W1", 10)
    floor.reserve(floor.demand("a", "BOX", 10), floor.demand("b", "BOLT", 10))
    assert floor.reserved() == {("BOX", "W2"): 10, ("BOLT", "W1"): 10}
    floor.reserve(floor.demand("c", "BOX", 10))
    assert floor.reserved()["BOX", "W1"] == 10


def test_a_line_that_asks_again_gives_back_what_it_held(floor: Floor) -> None:
    floor.put("BOLT", "W1", 10)
    floor.put("BOX", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 8))
    assert floor.reserve(floor.demand("a", "BOLT", 10)) == [Reserved(floor.warehouses["W1"])]
    assert floor.reserved() == {("BOLT", "W1"): 10}
    floor.reserve(floor.demand("a", "BOX", 5))
    assert floor.reserved() == {("BOX", "W1"): 5}
    assert isinstance(floor.reserve(floor.demand("a", "BOX", 11))[0], Short)
    assert floor.reserved() == {}


def test_what_is_released_can_be_reserved_again(floor: Floor) -> None:
    floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6), floor.demand("b", "BOLT", 4))
    floor.release("a", "unknown")
    assert floor.reserved() == {("BOLT", "W1"): 4}
    floor.release()
    assert floor.reserve(floor.demand("c", "BOLT", 6)) == [Reserved(floor.warehouses["W1"])]


def test_a_promise_is_kept_for_its_line_and_freed_with_it(floor: Floor) -> None:
    floor.plan("BOLT", "W2", 20, 5)
    first = floor.demand("a", "BOLT", 15, may_commit=True)
    second = floor.demand("b", "BOLT", 15, may_commit=True)
    assert floor.reserve(first) == [Promised(floor.warehouses["W2"], day(5))]
    assert floor.reserve(second) == [Short(Decimal(0), Decimal(15), None)]
    floor.release("a")
    assert floor.reserve(second) == [Promised(floor.warehouses["W2"], day(5))]


def test_look_ahead_protects_later_promises(floor: Floor) -> None:
    """The vector of the business rules: on hand 10, +20 on day 5, committed 8 on day 2 and 15 on day 7."""
    floor.put("BOLT", "W1", 10)
    floor.plan("BOLT", "W1", 20, 5)
    rows = [("x", 8, 2), ("y", 15, 7)]
    with writing(floor.engine) as conn:
        conn.execute(
            sa.insert(COMMITMENTS),
            [
                {
                    "line": line,
                    "product": floor.products["BOLT"],
                    "warehouse": floor.warehouses["W1"],
                    "quantity": Decimal(quantity),
                    "due_on": day(number),
                }
                for line, quantity, number in rows
            ],
        )
    with reading(floor.engine) as conn:
        assert service.available(conn, [floor.products["BOLT"]], today=TODAY) == {floor.products["BOLT"]: 2}
    assert floor.reserve(floor.demand("a", "BOLT", 3)) == [Short(Decimal(2), Decimal(1), day(5))]
    assert floor.reserve(floor.demand("a", "BOLT", 8)) == [Short(Decimal(2), Decimal(6), None)]
    assert floor.reserve(floor.demand("a", "BOLT", 7, may_commit=True)) == [
        Promised(floor.warehouses["W1"], day(5))
    ]


def test_a_split_line_holds_its_part_and_waits_for_the_rest(floor: Floor) -> None:
    floor.put("BOX", "W1", 7)
    floor.plan("BOX", "W1", 20, 30)
    w1 = floor.warehouses["W1"]
    assert floor.reserve(floor.demand("a", "BOX", 12, part=True)) == [Promised(w1, day(30), Decimal(5))]
    assert floor.reserved() == {("BOX", "W1"): 5}
    floor.release("a")
    assert floor.reserved() == {}


def test_a_line_may_wait_for_what_nobody_has_planned(floor: Floor) -> None:
    assert floor.reserve(floor.demand("a", "BOX", 5, wait=True)) == [Promised(floor.warehouses["W2"], None)]
    floor.put("BOX", "W2", 5)
    assert floor.reserve(floor.demand("b", "BOX", 5)) == [Short(Decimal(0), Decimal(5), None)]
    assert floor.reserve(floor.demand("a", "BOX", 5)) == [Reserved(floor.warehouses["W2"])]
    assert floor.reserve(floor.demand("c", "BOLT", 1, wait=True)) == [Promised(None, None)]


def test_a_reservation_expires_after_its_working_hours(floor: Floor) -> None:
    floor.put("BOLT", "W1", 10)
    monday = dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)  # 08:00 in the factory
    floor.reserve(floor.demand("a", "BOLT", 6), now=monday)
    floor.reserve(floor.demand("b", "BOLT", 4), now=monday + dt.timedelta(days=1))
    wednesday_evening = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
    with writing(floor.engine) as conn:
        assert service.expire(conn, now=wednesday_evening - dt.timedelta(seconds=1)) == []
        assert service.expire(conn, now=wednesday_evening) == ["a"]
        assert service.expire(conn, now=wednesday_evening) == []
    assert floor.reserved() == {("BOLT", "W1"): 4}


def test_levels_name_what_is_there_reserved_and_available(floor: Floor) -> None:
    floor.put("NUT", "W1", 20)
    floor.put("NUT", "W2", 3)
    floor.reserve(floor.demand("a", "NUT", 4))
    with reading(floor.engine) as conn:
        levels = service.levels(conn, [floor.products["NUT"]])
        best = service.available(conn, [floor.products["NUT"], floor.products["BOX"]])
    assert {(int(row.on_hand), int(row.reserved), int(row.available)) for row in levels} == {
        (20, 4, 11),
        (3, 0, -2),
    }
    assert best == {floor.products["NUT"]: 11, floor.products["BOX"]: 0}


def test_a_recount_lists_counters_that_are_wrong(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6))
    with writing(floor.engine) as conn:
        update_rows(conn, STOCK, [{"key": made.key, "reserved": Decimal(5)}])
        assert service.recount(conn) == [Difference(made.key, Decimal(5), Decimal(6))]


@pytest.mark.parametrize("reserved", ["-1", "11"])
def test_the_database_refuses_counters_that_cannot_be(floor: Floor, reserved: str) -> None:
    made = floor.put("BOLT", "W1", 10)
    with pytest.raises(sa.exc.IntegrityError), writing(floor.engine) as conn:
        update_rows(conn, STOCK, [{"key": made.key, "reserved": Decimal(reserved)}])


def test_the_number_of_statements_does_not_grow_with_lines(floor: Floor) -> None:
    for product in ("BOLT", "NUT", "BOX"):
        floor.put(product, "W1", 5_000)
        floor.plan(product, "W1", 5_000, 5)
    counts = []
    for size in (10, 1_000):
        demands = [
            floor.demand(f"{size}-{place}", ("BOLT", "NUT", "BOX")[place % 3], 20, may_commit=True)
            for place in range(size)
        ]
        with counted(floor.engine) as statements:
            answers = floor.reserve(*demands)
        with counted(floor.engine) as more:
            floor.release(*(demand.line for demand in demands))
        assert not any(isinstance(answer, Short) for answer in answers)
        counts.append((len(statements), len(more)))
    assert counts[0][1] == counts[1][1]
    assert (
        counts[1][0] - counts[0][0] == 1
    )  # nothing was promised in the small batch: no commitments to insert
    assert counts[1][0] <= 18
    with reading(floor.engine) as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(RESERVATIONS)).scalar_one() == 0
        assert conn.execute(sa.select(sa.func.count()).select_from(COMMITMENTS)).scalar_one() == 0


def test_asking_for_nothing_takes_no_statement(floor: Floor) -> None:
    with counted(floor.engine) as statements:
        assert floor.reserve() == []
        floor.release()
    assert [sql for sql in statements if "BEGIN" not in sql] == []
