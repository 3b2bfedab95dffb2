"""The sheets 库存 and 在途与计划, on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from server.db.session import writing
from server.stock import jobs
from server.stock.rules.records import Promised, Reserved
from server.stock.views import Released
from server.views.contract import Touched
from tests.server.masterdata.sheet import NOW, TODAY, Sheet, codes, counted
from tests.server.stock.floor import MASTER_DATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.contract import Context
    from tests.server.stock.floor import Floor


def test_stock_shows_what_is_reserved_and_available(floor: Floor) -> None:
    made = floor.put("NUT", "W1", 20)
    assert made.values == {"reserved": "0", "available": "15"}
    floor.reserve(floor.demand("a", "NUT", 4))
    (shown,) = floor.sheet("stock").shown(made.key)
    assert shown.values == {
        "product": "NUT",
        "warehouse": "W1",
        "on_hand": "20",
        "reserved": "4",
        "available": "11",
    }
    assert shown.rev == 1


def test_a_product_stands_once_in_a_warehouse(floor: Floor) -> None:
    floor.put("BOLT", "W1", 1)
    assert codes(floor.put("BOLT", "W1", 2)) == [("product", "duplicate_code")]
    assert codes(floor.put("BOLT", "W2", 2)) == []


def test_the_place_of_a_stock_row_stays(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 1)
    (written,) = floor.sheet("stock").edit({made.key: {"warehouse": "W2", "product": "螺母"}})
    assert codes(written) == [("product", "bad_value"), ("warehouse", "bad_value")]
    assert codes(floor.sheet("stock").edit({made.key: {"warehouse": "总仓"}})[0]) == []


def test_bad_stock_and_supply_are_told(floor: Floor) -> None:
    stock = floor.sheet("stock").add(
        {"product": "没有", "warehouse": "W9", "on_hand": "-1"}, {"product": "BOLT", "warehouse": "W1"}
    )
    assert codes(stock[0]) == [
        ("on_hand", "bad_quantity"),
        ("product", "unknown_product"),
        ("warehouse", "bad_value"),
    ]
    assert codes(stock[1]) == [("on_hand", "required")]
    supply = {"product": "BOLT", "warehouse": "W1", "quantity": "0", "due_on": "11.30"}
    assert codes(floor.sheet("supplies").add(supply)[0]) == [
        ("due_on", "bad_date"),
        ("quantity", "bad_quantity"),
    ]


def test_a_count_above_what_is_reserved_keeps_every_reservation(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6))
    (written,) = floor.sheet("stock").edit({made.key: {"on_hand": "6"}})
    assert codes(written) == []
    assert written.values == {"reserved": "6", "available": "0"}
    assert floor.reserved() == {("BOLT", "W1"): 6}


def test_a_count_below_what_is_reserved_releases_the_newest_and_names_their_orders(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 4), floor.demand("b", "BOLT", 2), now=NOW - dt.timedelta(hours=1))
    floor.reserve(floor.demand("c", "BOLT", 1), floor.demand("d", "BOLT", 3))
    told: list[Sequence[str]] = []
    touched = Touched("d", 2, {"status": ("待审核", "待确认")}, view="orders")

    def hold(_conn: Connection, lines: Sequence[str], _context: Context) -> Released:
        told.append(lines)
        return Released((touched,), {"d": "SO26110004", "c": "SO26110003", "b": "SO26110001"})

    applied = floor.sheet("stock", hold).edit_all({made.key: {"on_hand": "5"}})
    (written,) = applied.written
    assert told == [["d", "c", "b"]]
    assert applied.touched == (touched,)
    assert codes(written) == [("on_hand", "reservations_released")]
    assert written.problems[0].facts == {"orders": "SO26110004、SO26110003、SO26110001"}
    assert written.values == {"reserved": "4", "available": "1"}
    assert floor.reserved() == {("BOLT", "W1"): 4}


def test_a_refused_count_releases_nothing(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6))
    (written,) = floor.sheet("stock").edit({made.key: {"on_hand": "1", "warehouse": "W2"}})
    assert codes(written) == [("warehouse", "bad_value")]
    assert floor.reserved() == {("BOLT", "W1"): 6}


def test_a_count_that_is_undone_comes_back_and_its_reservations_do_not(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6))
    stock = floor.sheet("stock")
    (counted_low,) = stock.edit({made.key: {"on_hand": "1"}})
    (undone,) = stock.undo(counted_low, created=False).written
    assert dict(undone.delta) == {"on_hand": ("1", "10")}
    assert floor.reserved() == {}
    assert floor.reserve(floor.demand("a", "BOLT", 10)) == [Reserved(floor.warehouses["W1"])]


def test_a_stock_row_that_is_undone_releases_all_and_its_place_is_free_again(floor: Floor) -> None:
    made = floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6))
    (undone,) = floor.sheet("stock").undo(made, created=True).written
    assert [problem.facts for problem in undone.problems] == [{"orders": "a"}]
    assert floor.reserved() == {}
    assert floor.sheet("stock").shown(made.key) == []
    assert codes(floor.put("BOLT", "W1", 3)) == []
    assert floor.reserve(floor.demand("a", "BOLT", 3)) == [Reserved(floor.warehouses["W1"])]


def test_a_planned_supply_can_be_promised_until_it_is_taken_back(floor: Floor) -> None:
    planned = floor.plan("BOLT", "W1", 20, 5)
    asked = floor.demand("a", "BOLT", 8, may_commit=True)
    assert floor.reserve(asked) == [Promised(floor.warehouses["W1"], TODAY + dt.timedelta(days=5))]
    floor.release("a")
    floor.sheet("supplies").undo(planned, created=True)
    assert not isinstance(floor.reserve(asked)[0], Promised)


def test_jobs_expire_and_recount(floor: Floor) -> None:
    floor.put("BOLT", "W1", 10)
    floor.reserve(floor.demand("a", "BOLT", 6))
    expire, recount = (job.run for job in jobs.JOBS)
    with writing(floor.engine) as conn:
        assert expire(conn, NOW) == []
        assert expire(conn, NOW + dt.timedelta(days=30)) == ["a"]
        assert recount(conn, NOW) == []


@pytest.mark.parametrize("name", ["stock", "supplies"])
def test_the_number_of_statements_does_not_grow_with_rows(floor: Floor, name: str) -> None:
    counts = []
    for size in (10, 1_000):
        names = [f"P-{size}-{place}" for place in range(size)]
        Sheet(floor.engine, MASTER_DATA["products"]).add(*({"code": code, "name": code} for code in names))
        rest = {"on_hand": "5"} if name == "stock" else {"quantity": "5", "due_on": "2026-12-01"}
        with counted(floor.engine) as statements:
            written = floor.sheet(name).add(*({"product": code, "warehouse": "W1", **rest} for code in names))
            field = "on_hand" if name == "stock" else "quantity"
            again = floor.sheet(name).edit({answer.key: {field: "4"} for answer in written})
            floor.sheet(name).shown(*(answer.key for answer in written))
        assert [codes(answer) for answer in (*written, *again)] == [[]] * (2 * size)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_count_of_many_rows_releases_in_a_fixed_number_of_statements(floor: Floor) -> None:
    counts = []
    for products in (("BOLT",), ("NUT", "BOX")):
        made = [floor.put(product, "W1", 20) for product in products]
        floor.reserve(
            *(floor.demand(f"{product}{place}", product, 5) for product in products for place in range(3))
        )
        with counted(floor.engine) as statements:
            floor.sheet("stock").edit({answer.key: {"on_hand": "5"} for answer in made})
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert floor.reserved() == {(product, "W1"): Decimal(5) for product in ("BOLT", "NUT", "BOX")}
