"""Rows nobody touched are known by their `_sum` at once; every other way to read it says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sync.rows.checks import Checks, parse_checks
from sync.rows.plan import plan_press
from tests.sync.rows.desk import Desk, synced

if TYPE_CHECKING:
    from sync.fields.values import Cell
    from sync.rows.sheet import Row

CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(), st.text(max_size=4), st.integers(-2, 3), st.booleans(), st.sampled_from([1.0, 0.5, 7.25])
)


def parsed(row: Row, desk: Desk) -> object:
    return parse_checks(row.hidden.sum, desk.grid.read().columns.signs)


def test_a_row_nobody_touched_is_as_synced_with_the_checks_in_its_cell() -> None:
    desk = synced()
    for row in desk.grid.read().rows:
        assert row.is_as_synced
        assert row.known == parsed(row, desk)


def test_a_row_whose_customer_is_an_alias_is_as_synced_too() -> None:
    desk = synced()
    row = desk.row(3)
    own = row.hidden.sum
    sign = next(sign for sign, key in desk.grid.read().columns.signs.items() if key == "customer")
    at = own.index(sign) + 8
    desk.grid.type(3, _sum=f"{own[:at]}=zzzzz{own[at:]}")
    found = desk.row(3)
    assert found.is_as_synced
    assert found.known.server == {"customer": "zzzzz"}
    assert found.known == parsed(found, desk)


def test_checks_of_a_column_that_is_gone_are_passed_over() -> None:
    desk = synced()
    desk.grid.type(3, _sum=desk.row(3).hidden.sum + "ZZZaaaaa=bbbbb")
    assert desk.row(3).is_as_synced
    assert desk.row(3).known == parsed(desk.row(3), desk)


def test_a_row_with_other_values_or_checks_is_no_longer_as_synced() -> None:
    row = synced().row(3)
    assert not replace(row, values={**row.values}).is_as_synced
    assert not replace(row, known=Checks(dict(row.known.sheet))).is_as_synced


@given(st.lists(CELLS, min_size=2, max_size=5))
def test_equal_looking_cells_of_other_kinds_are_read_each_as_what_they_are(cells: list[Cell]) -> None:
    alone, together = [], Desk(synced().server)
    for number, cell in enumerate(cells, start=3):
        single = Desk(synced().server)
        single.grid.type(3, product="A", quantity=cell)
        together.grid.type(number, product="A", quantity=cell)
        alone.append(single.row(3).values["quantity"])
    assert [row.values["quantity"] for row in together.grid.read().rows] == alone


@given(field=st.sampled_from(["quantity", "remark", "product", "requested_on"]), cell=CELLS)
def test_what_is_typed_is_sent_exactly_where_it_says_something_else(field: str, cell: Cell) -> None:
    desk = synced(1)
    before = desk.row(3).values[field]
    desk.grid.type(3, **{field: cell})
    row = desk.row(3)
    assert row.is_as_synced == (row.values[field] == before)
    sent = [one.row.values for one in plan_press(desk.grid.read()).outgoing]
    assert [field in values for values in sent] == ([] if row.is_as_synced else [True])
