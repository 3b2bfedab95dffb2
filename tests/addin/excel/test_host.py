"""What the host does in Excel beyond the contract of all hosts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.bridge import messages as m
from addin.hosts import excel_sheets
from addin.hosts.areas import patches, pieces, rectangles, spans
from addin.hosts.excel_cells import ERRORS, is_date_format, iso, serial, travelling
from tests.addin.excel.engine.maker import ExcelMaker, described
from tests.addin.excel.engine.native import same
from tests.addin.excel.engine.store import PLAIN, Grid, Sheets, Stored, Style, Table
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from addin.hosts.excel import ExcelHost

DAYS = st.datetimes(dt.datetime(1904, 1, 2), dt.datetime(9999, 12, 30)).map(  # noqa: DTZ001 - cells have no zone
    lambda moment: moment.replace(microsecond=0)
)


def block(host: ExcelHost, sheet: str = "订单") -> m.CellBlock:
    return host.snapshot([m.Need(m.Range(sheet, 1, 1, 0, 0))]).blocks[0]


def settings(host: ExcelHost) -> tuple[Any, ...]:
    app = host.book.app
    return app.screen_updating, app.calculation, app.enable_events


@given(DAYS, st.booleans())
def test_moments_survive_both_date_systems(moment: dt.datetime, is_1904: bool) -> None:  # noqa: FBT001
    text = moment.isoformat() if moment.time() != dt.time() else moment.date().isoformat()
    assert iso(serial(text, is_1904=is_1904), is_1904=is_1904) == (text, True)


@pytest.mark.parametrize(
    ("shown", "is_date"),
    [
        *(
            (each, True)
            for each in ("yyyy-mm-dd", 'm"月"d"日";@', "[$-804]yyyy/m/d h:mm", "[h]:mm:ss", "d.m.yy")
        ),
        *(
            (each, False)
            for each in ("General", "@", "0.00", "[Red]0;-0", '0" days"', "#,##0_d", "0.0E+00", "\\d0")
        ),
    ],
)
def test_dates_are_known_by_the_format_of_the_cell(shown: str, is_date: bool) -> None:  # noqa: FBT001
    assert is_date_format(shown) is is_date


def test_numbers_no_date_can_be_stay_numbers() -> None:
    assert iso(-3.0, is_1904=False) == (-3.0, False)
    assert iso(9e9, is_1904=False) == (9e9, False)
    assert iso(0.5, is_1904=False) == ("12:00:00", False)


def test_errors_travel_as_their_words() -> None:
    assert [travelling(code) for code in ERRORS] == list(ERRORS.values())
    assert travelling(7) == 7


def test_a_book_that_counts_from_1904_reads_and_writes_the_same_days() -> None:
    maker = ExcelMaker(is_1904=True)
    host = maker.make()
    assert block(host).rows[1][4] == "2026-11-30"
    host.apply(m.Put(m.Range("订单", 4, 5, 4, 5), [["2026-12-24"]], dates=[(4, 5)]))
    assert block(host).rows[3][4] == "2026-12-24"
    grid: Grid = host.book.impl.store.grid("订单")
    assert grid.at((4, 5)).value == serial("2026-12-24", is_1904=False) - 1_462


def test_a_date_into_a_cell_of_text_is_a_date() -> None:
    store = Sheets("a.xlsx", [Grid("订单", {(1, 1): Stored("x", number_format="@")})])
    host = ExcelMaker().opened(store)
    host.apply(m.Put(m.Range("订单", 1, 1, 1, 1), [["2026-12-24T08:30:00"]], dates=[(1, 1)]))
    assert (block(host).rows, block(host).dates) == ([["2026-12-24T08:30:00"]], [(1, 1)])


def test_excel_is_still_while_rows_are_written_and_as_it_was_when_read() -> None:
    host = ExcelMaker().make()
    host.book.app.calculation = "semiautomatic"
    before = settings(host)
    host.apply(m.Put(m.Range("订单", 4, 1, 4, 1), [["B"]]))
    assert settings(host) == (False, "manual", False)
    host.snapshot([])
    assert settings(host) == before


def test_excel_is_as_it_was_whatever_goes_wrong() -> None:
    host = ExcelMaker().make()
    before = settings(host)
    with pytest.raises(KeyError), host:  # noqa: PT012 - the exception has to leave the block
        host.apply(m.Put(m.Range("订单", 4, 1, 4, 1), [["B"]]))
        raise KeyError
    assert settings(host) == before


def test_formulas_have_fresh_results_when_the_book_is_read_after_writing() -> None:
    host = ExcelMaker().make()
    host.apply(m.Put(m.Range("订单", 2, 2, 2, 2), [[10]]))
    assert block(host).rows[1][3] == 125


def test_a_block_is_never_written_across_the_edge_of_a_filter() -> None:
    store = described()
    grid = store.grids[0]
    grid.hidden = {4, 5, 8}
    host = ExcelMaker().opened(store)
    host.apply(m.Put(m.Range("订单", 2, 1, 9, 1), [[f"P-{row}"] for row in range(2, 10)]))
    assert grid.writes == [(2, 3), (4, 5), (6, 7), (8, 8), (9, 9)]
    assert [row[0] for row in block(host).rows[1:]] == [f"P-{row}" for row in range(2, 10)]
    assert block(host).hidden_rows == [4, 5, 8]


def test_formulas_among_values_cost_a_block_more_and_stay() -> None:
    host = ExcelMaker().make()
    grid: Grid = host.book.impl.store.grid("订单")
    host.apply(m.Put(m.Range("订单", 2, 2, 2, 5), [[1, 2, 99, None]]))
    assert (grid.at((2, 4)).formula, grid.writes) == ("=B2*C2", [(2, 2), (2, 2)])
    assert block(host).rows[1][1:] == [1, 2, 2, None]


def test_text_that_looks_like_a_formula_is_not_listed_as_one() -> None:
    host = ExcelMaker().make()
    host.apply(m.Put(m.Range("订单", 4, 1, 4, 1), [["=1+1"]]))
    assert (block(host).rows[3][0], block(host).formulas) == ("=1+1", [(2, 4), (3, 4)])


def test_a_table_that_ended_above_added_rows_grows_over_them_and_others_do_not() -> None:
    store = described()
    store.grids[0].tables = [Table("orders", (1, 1), (3, 5)), Table("aside", (1, 8), (2, 9))]
    ExcelMaker().opened(store).apply(m.AddRows("订单", 3, [["C", 1, 2], ["D", 1, 2]]))
    assert [table.last for table in store.grids[0].tables] == [(5, 5), (2, 9)]


def test_added_rows_look_like_the_row_above() -> None:
    host = ExcelMaker().make()
    host.apply(m.AddRows("订单", 3, [["C", 1, 2, None, "2026-12-24"]], dates=[(4, 5)]))
    grid: Grid = host.book.impl.store.grid("订单")
    assert grid.at((4, 5)).number_format == 'm"月"d"日";@'
    assert not host.book.app.cut_copy_mode


def test_the_pressed_book_is_read_and_written_whichever_is_in_front() -> None:
    maker = ExcelMaker()
    host = maker.make()
    other = Sheets("别人的.xlsx", [Grid("订单")], selected=("订单", (9, 9), (9, 9)))
    maker.opened(other)
    host.apply(m.Put(m.Range("订单", 4, 1, 4, 1), [["B"]]))
    found = host.snapshot([])
    assert (found.book_name, found.selection) == ("订单.xlsx", None)
    assert other.grids[0].cells == {}


def test_the_cursor_moves_in_the_pressed_book_with_another_in_front() -> None:
    maker = ExcelMaker()
    host = maker.make()
    maker.opened(Sheets("别人的.xlsx", [Grid("订单")]))
    host.apply(m.Select(m.Range("订单", 2, 3, 2, 3)))
    assert host.snapshot([]).selection == m.Range("订单", 2, 3, 2, 3)


def test_state_and_lists_are_hidden_and_the_sheet_in_front_stays_there() -> None:
    host = ExcelMaker().make()
    host.apply(m.PutState({"book": "0190"}))
    host.apply(m.Choices("customers", ["甲"]))
    assert [sheet.visible for sheet in host.book.sheets] == [True, True, False, False]
    assert host.snapshot([]).active_sheet == "订单"


def test_names_of_a_list_cover_its_new_length() -> None:
    store = described()
    host = ExcelMaker().opened(store)
    host.apply(m.Choices("customers", ["甲", "乙"]))
    store.names["customer_list"] = "=_lists!$A$2:$A$3"
    store.names["other"] = "=订单!$A$2:$A$3"
    host.apply(m.Choices("customers", ["甲", "乙", "丙", "丁"]))
    assert store.names == {"customer_list": "=_lists!$A$2:$A$5", "other": "=订单!$A$2:$A$3"}


def test_state_that_does_not_change_is_not_written_again() -> None:
    host = ExcelMaker().make()
    host.apply(m.PutState({"book": "0190"}))
    grid: Grid = host.book.impl.store.grid("_state")
    writes = len(grid.writes)
    host.apply(m.PutState({"book": "0190"}))
    assert len(grid.writes) == writes


def test_a_slip_of_the_hand_far_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_sheets, "MOST_ROWS", 50)
    store = described()
    store.grids[0].cells[77, 2] = Stored("x")
    with pytest.raises(RefusedBookError, match="77"):
        block(ExcelMaker().opened(store))


def test_rows_that_only_look_like_something_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_sheets, "MOST_ROWS", 50)
    store = described()
    store.grids[0].cells[1_048_576, 2] = Stored(number_format="0.00")
    assert len(block(ExcelMaker().opened(store)).rows) == 3


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_pieces_cover_all_rows_each_with_its_own_value(values: list[bool]) -> None:
    def read(span: tuple[int, int]) -> bool | None:
        part = values[span[0] - 1 : span[1]]
        return part[0] if len(set(part)) == 1 else None

    found = [value for (first, last), value in pieces((1, len(values)), read) for _ in range(first, last + 1)]
    assert found == values


@given(st.lists(st.sets(st.integers(1, 6)), max_size=8), st.frozensets(st.integers(1, 8)))
def test_rectangles_cover_just_the_cells_named_and_never_cross_a_break(
    rows: list[set[int]], breaks: frozenset[int]
) -> None:
    named = [(row, sorted(columns)) for row, columns in enumerate(rows, start=1)]
    covered = [
        (row, column)
        for (top, bottom), (left, right) in rectangles(named, breaks)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert sorted(covered) == sorted((row, column) for row, columns in named for column in columns)
    assert all(not breaks & set(range(top + 1, bottom + 1)) for (top, bottom), _ in rectangles(named, breaks))


def test_spans_are_numbers_without_gaps() -> None:
    assert spans([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]


def test_colours_of_five_thousand_rows_are_told_in_few_questions() -> None:
    yellow, red = Style(fill=0x00FFFF), Style(ink=0x0000FF)
    grid = Grid("订单")
    for row in range(1, 5_001):
        for column in range(1, 21):
            style = yellow if column == 7 or (row in {40, 41, 3_000} and column < 5) else PLAIN
            grid.cells[row, column] = Stored(
                f"{row}-{column}", style=red if (row, column) == (9, 9) else style
            )
    host = ExcelMaker().opened(Sheets("订单.xlsx", [grid]))
    found = host.snapshot([m.Need(m.Range("订单", 1, 1, 0, 0), looks=True)]).blocks[0]
    cells = sum((bottom - top + 1) * (right - left + 1) for *_, top, left, bottom, right in found.paints)
    assert cells == 5_000 + 3 * 4 + 1
    assert ("fill", "FFFF00", 1, 7, 5_000, 7) in found.paints
    assert ("font", "FF0000", 9, 9, 9, 9) in found.paints
    assert grid.asked < 250


@given(st.lists(st.lists(st.integers(0, 2), min_size=5, max_size=5), min_size=1, max_size=12))
def test_patches_cover_every_cell_once_each_of_one_look(rows: list[list[int]]) -> None:
    def read(area: tuple[int, int, int, int]) -> Any:
        top, left, bottom, right = area
        return same([look for line in rows[top - 1 : bottom] for look in line[left - 1 : right]])

    found: dict[tuple[int, int], int] = {}
    for (top, left, bottom, right), look in patches((1, 1, len(rows), 5), read):
        for spot in ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            assert spot not in found
            found[spot] = look
    assert found == {
        (row, column): look
        for row, line in enumerate(rows, start=1)
        for column, look in enumerate(line, start=1)
    }
