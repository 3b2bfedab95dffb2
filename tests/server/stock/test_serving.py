"""Demands served in sheet order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.stock.rules.promising import Outlook
from server.stock.rules.records import Answer, Demand, Promised, Reserved, Shelf, Short
from server.stock.rules.serving import newest_beyond, serve

TODAY = dt.date(2026, 11, 24)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def _demand(quantity: int, line: str = "a", **facts: object) -> Demand:
    asked = {"line": line, "product": "p", "quantity": Decimal(quantity), "requested_on": day(10)}
    return Demand(**(asked | facts))  # type: ignore[arg-type]


def _shelf(on_hand: int, warehouse: str = "w1", **facts: object) -> Shelf:
    return Shelf(product="p", warehouse=warehouse, on_hand=Decimal(on_hand), **facts)  # type: ignore[arg-type]


def _supply(number: int, quantity: int) -> tuple[tuple[dt.date, Decimal]]:
    return ((day(number), Decimal(quantity)),)


def _served(*demands: Demand, shelves: tuple[Shelf, ...]) -> list[Answer]:
    return list(serve(demands, shelves, today=TODAY).answers)


def test_a_short_line_takes_nothing_and_later_lines_are_still_served() -> None:
    answers = _served(_demand(6), _demand(5), _demand(4), shelves=(_shelf(10),))
    assert answers == [Reserved("w1"), Short(Decimal(4), Decimal(1), None), Reserved("w1")]


def test_two_lines_of_one_product_count_together() -> None:
    assert _served(_demand(6), _demand(6), shelves=(_shelf(10),))[1] == Short(Decimal(4), Decimal(2), None)


def test_a_product_without_stock_is_short() -> None:
    assert _served(_demand(1), shelves=()) == [Short(Decimal(0), Decimal(1), None)]


def test_stock_below_its_safety_is_none() -> None:
    shelf = _shelf(3, safety=Decimal(5), supplies=_supply(4, 10))
    assert _served(_demand(1), shelves=(shelf,)) == [Short(Decimal(0), Decimal(1), day(4))]


def test_the_preferred_warehouse_is_tried_first_then_the_others_in_order() -> None:
    shelves = (_shelf(5), _shelf(5, "w2"), _shelf(9, "w3"))
    answers = _served(*(_demand(4, warehouse="w2") for _ in range(4)), shelves=shelves)
    assert answers == [Reserved("w2"), Reserved("w1"), Reserved("w3"), Reserved("w3")]


def test_a_line_is_reserved_whole_from_one_warehouse() -> None:
    shelves = (_shelf(5), _shelf(6, "w2", supplies=_supply(3, 2)))
    assert _served(_demand(8), shelves=shelves) == [Short(Decimal(6), Decimal(2), day(3))]


def test_supply_in_time_is_committed_only_where_that_is_allowed() -> None:
    shelf = _shelf(1, supplies=_supply(5, 20))
    assert _served(_demand(8), shelves=(shelf,)) == [Short(Decimal(1), Decimal(7), day(5))]
    allowed = (_demand(8, may_commit=True), _demand(14, may_commit=True), _demand(13, may_commit=True))
    assert _served(*allowed, shelves=(shelf,)) == [
        Promised("w1", day(5)),
        Short(Decimal(1), Decimal(13), None),
        Promised("w1", day(5)),
    ]


def test_supply_after_the_requested_date_does_not_serve_a_line_that_may_commit() -> None:
    shelf = _shelf(0, supplies=_supply(11, 20))
    assert _served(_demand(8, may_commit=True), shelves=(shelf,)) == [Short(Decimal(0), Decimal(8), day(11))]


def test_a_line_that_waits_takes_the_earliest_supply_whenever_it_comes() -> None:
    shelves = (_shelf(0, supplies=_supply(30, 20)), _shelf(0, "w2", supplies=_supply(20, 20)))
    waiting = _demand(8, wait=True)
    assert _served(waiting, waiting, waiting, waiting, waiting, shelves=shelves) == [
        Promised("w2", day(20)),
        Promised("w2", day(20)),
        Promised("w1", day(30)),
        Promised("w1", day(30)),
        Promised("w1", None),
    ]


def test_a_line_that_waits_for_nothing_known_stands_first_in_the_queue() -> None:
    answers = _served(_demand(8, wait=True), _demand(3), shelves=(_shelf(5),))
    assert answers == [Promised("w1", None), Short(Decimal(0), Decimal(3), None)]
    assert _served(_demand(8, wait=True, warehouse="w7"), shelves=()) == [Promised("w7", None)]


def test_a_split_line_reserves_whole_steps_of_what_is_there_and_the_rest_waits() -> None:
    shelf = _shelf(7, step=Decimal(5), supplies=_supply(20, 9))
    answers = _served(_demand(12, part=True), _demand(2), _demand(1, part=True), shelves=(shelf,))
    assert answers[0] == Promised("w1", day(20), reserved=Decimal(5))
    assert answers[1] == Reserved("w1")
    assert answers[2] == Promised("w1", day(20))
    assert _served(_demand(9, part=True), shelves=(_shelf(0),)) == [Promised("w1", None)]
    assert _served(_demand(9, part=True), shelves=()) == [Promised(None, None)]


def test_the_newest_reservations_go_until_the_excess_is_freed() -> None:
    held = [("c", Decimal(3)), ("b", Decimal(4)), ("a", Decimal(9))]
    freed = {excess: newest_beyond(held, excess=Decimal(excess)) for excess in (0, 3, 4, 99)}
    assert freed == {0: [], 3: ["c"], 4: ["c", "b"], 99: ["c", "b", "a"]}


numbers = st.integers(0, 30)
moves = st.lists(st.tuples(st.integers(-3, 15).map(day), numbers.map(Decimal)), max_size=4).map(tuple)
shelves_of_two = st.tuples(
    *(
        st.builds(
            Shelf,
            product=st.just("p"),
            warehouse=st.just(warehouse),
            on_hand=numbers.map(Decimal),
            safety=st.integers(0, 5).map(Decimal),
            step=st.sampled_from([None, Decimal(5)]),
            supplies=moves,
            commitments=moves,
        )
        for warehouse in ("w1", "w2")
    )
)
demand_lists = st.lists(
    st.builds(
        Demand,
        line=st.just("a"),
        product=st.sampled_from(["p", "q"]),
        quantity=st.integers(1, 20).map(Decimal),
        requested_on=st.integers(0, 15).map(day),
        warehouse=st.sampled_from([None, "w1", "w2"]),
        may_commit=st.booleans(),
        wait=st.booleans(),
        part=st.booleans(),
    ),
    max_size=12,
)


def _taken(demand: Demand, answer: Answer) -> dict[str, Decimal]:
    if isinstance(answer, Reserved):
        return {answer.warehouse: demand.quantity}
    if isinstance(answer, Promised) and answer.warehouse:
        return {answer.warehouse: answer.reserved}
    return {}


@given(demand_lists, shelves_of_two)
def test_serving_conserves_stock(demands: list[Demand], shelves: tuple[Shelf, ...]) -> None:
    left = {shelf.warehouse: max(Decimal(0), Outlook(shelf, today=TODAY).at_once()) for shelf in shelves}
    for demand, answer in zip(demands, _served(*demands, shelves=shelves), strict=True):
        for warehouse, quantity in _taken(demand, answer).items():
            left[warehouse] -= quantity
        if isinstance(answer, Short):
            assert answer.available + answer.short == demand.quantity
            assert answer.short > 0
            assert answer.earliest is None or answer.earliest >= TODAY
    assert min(left.values()) >= 0


@given(demand_lists, shelves_of_two)
def test_a_line_never_depends_on_lines_below_it(demands: list[Demand], shelves: tuple[Shelf, ...]) -> None:
    answers = _served(*demands, shelves=shelves)
    for count in range(len(demands)):
        assert _served(*demands[:count], shelves=shelves) == answers[:count]


@given(demand_lists, shelves_of_two)
def test_a_promise_without_waiting_never_breaks_an_earlier_one(
    demands: list[Demand], shelves: tuple[Shelf, ...]
) -> None:
    """What was promisable stays so: no level falls below zero that was not below it before."""
    outlooks = {shelf.warehouse: Outlook(shelf, today=TODAY) for shelf in shelves}
    before = {warehouse: min(Decimal(0), outlook.at_once()) for warehouse, outlook in outlooks.items()}
    for demand, answer in zip(demands, _served(*demands, shelves=shelves), strict=True):
        if isinstance(answer, Promised) and answer.on is None:
            return
        for warehouse, quantity in _taken(demand, answer).items():
            outlooks[warehouse].reserve(quantity)
        if isinstance(answer, Promised) and answer.warehouse and answer.on:
            outlooks[answer.warehouse].commit(demand.quantity - answer.reserved, on=answer.on)
    assert all(outlooks[warehouse].at_once() >= low for warehouse, low in before.items())


@pytest.mark.parametrize("quantity", [1, 30])
def test_the_earliest_day_of_a_shortage_is_one_that_a_waiting_line_gets(quantity: int) -> None:
    shelf = _shelf(0, supplies=_supply(12, 30))
    (short,) = _served(_demand(quantity), shelves=(shelf,))
    (waits,) = _served(_demand(quantity, wait=True), shelves=(shelf,))
    assert isinstance(short, Short)
    assert isinstance(waits, Promised)
    assert short.earliest == waits.on == day(12)
