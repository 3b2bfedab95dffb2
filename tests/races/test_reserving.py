"""Writers that reserve at the same time: exactly what is there is reserved, and nobody sees an error."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from server.db.session import reading
from server.stock import service
from server.stock.rules.records import Reserved, Short
from tests.server.stock.floor import Floor, build

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.stock.rules.records import Answer

WRITERS = 8
ORDERS = 40
UNITS = 10


@pytest.fixture
def floor(engine: Engine) -> Floor:
    """Fill a new database with a small factory that has ten bolts and ten nuts to give."""
    made = build(engine)
    made.put("BOLT", "W1", UNITS)
    made.put("NUT", "W1", UNITS + 5)
    return made


def test_forty_orders_of_one_unit_race_for_ten_units(floor: Floor) -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> list[Answer]:
        start.wait(timeout=60)
        lines = range(writer, ORDERS, WRITERS)
        return [answer for line in lines for answer in floor.reserve(floor.demand(f"line {line}", "BOLT", 1))]

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = [answer for batch in pool.map(write, range(WRITERS)) for answer in batch]
    assert Counter(map(type, answers)) == {Reserved: UNITS, Short: ORDERS - UNITS}
    assert floor.reserved() == {("BOLT", "W1"): UNITS}


def test_batches_that_name_products_in_opposite_order_do_not_block_each_other(floor: Floor) -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> list[Answer]:
        order = ("BOLT", "NUT") if writer % 2 else ("NUT", "BOLT")
        start.wait(timeout=60)
        demands = [floor.demand(f"{writer} {product}", product, 2) for product in order]
        answers = floor.reserve(*demands)
        floor.release(*(demand.line for demand in demands[:1]))
        return answers

    with ThreadPoolExecutor(WRITERS) as pool:
        batches = list(pool.map(write, range(WRITERS)))
    assert len(batches) == WRITERS
    with reading(floor.engine) as conn:
        assert service.recount(conn) == []


def test_a_count_races_with_writers_and_nothing_is_lost(floor: Floor) -> None:
    """A warehouse counts down while writers reserve: counters and reservations agree at the end."""
    with reading(floor.engine) as conn:
        (level,) = service.levels(conn, [floor.products["BOLT"]])
    assert level.on_hand == UNITS
    start = Barrier(WRITERS)
    stock = floor.sheet("stock")
    made = floor.put("BOLT", "W2", UNITS)

    def work(writer: int) -> None:
        start.wait(timeout=60)
        for step in range(4):
            if writer == 0:
                stock.edit({made.key: {"on_hand": str(UNITS - 2 * step)}})
            else:
                floor.reserve(floor.demand(f"{writer} {step}", "BOLT", 1, warehouse=floor.warehouses["W2"]))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    with reading(floor.engine) as conn:
        levels = service.levels(conn, [floor.products["BOLT"]])
        assert service.recount(conn) == []
    assert {(int(row.on_hand), int(row.reserved)) for row in levels} == {(4, 4), (10, 10)}
