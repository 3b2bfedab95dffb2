"""What every host does alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.bridge import messages as m
from addin.hosts.port import NOTE_MARK
from tests.contracts.hosts.books import HEADERS, OWN_NOTE
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from addin.hosts.port import Host
    from tests.contracts.hosts.books import Maker

HOSTILE = ("=1+1", "=cmd|' /C calc'!A0", "+1", "-1-1", "@SUM(A1)", "\ttab", "\rcr", "#N/A", "TRUE", "00012")


@pytest.fixture
def host(maker: Maker) -> Host:
    """Open a fresh book."""
    return maker.make()


def whole(sheet: str = "订单") -> m.Need:
    return m.Need(m.Range(sheet, 1, 1, 0, 0))


def block(host: Host, need: m.Need | None = None) -> m.CellBlock:
    return host.snapshot([need or whole()]).blocks[0]


def put(row: int, column: int, *values: m.Cell, **more: object) -> m.Put:
    area = m.Range("订单", row, column, row, column + len(values) - 1)
    return m.Put(area, [list(values)], **more)  # type: ignore[arg-type]


def test_a_snapshot_names_the_book_its_sheets_and_their_sizes(host: Host) -> None:
    found = host.snapshot([])
    assert found.book_name == "订单.xlsx"
    assert found.sheets == [m.SheetInfo("订单", 3, 5), m.SheetInfo("别的", 1, 1)]
    assert (found.active_sheet, found.blocks, found.state) == ("订单", [], {})


def test_a_block_holds_values_results_of_formulas_and_dates_as_iso_text(host: Host) -> None:
    found = block(host)
    assert found.range == m.Range("订单", 1, 1, 3, 5)
    assert found.rows == [
        list(HEADERS),
        ["A-1", 3, 12.5, 37.5, "2026-11-30"],
        ["00012", 1200, 0.4, 480, "2026-12-01"],
    ]
    assert found.formulas == [(2, 4), (3, 4)]
    assert found.dates == [(2, 5), (3, 5)]
    assert found.hidden_rows == [3]


def test_a_block_of_some_cells_holds_just_these(host: Host) -> None:
    found = block(host, m.Need(m.Range("订单", 2, 2, 3, 3)))
    assert found.rows == [[3, 12.5], [1200, 0.4]]


def test_runs_of_rows_seen_together_are_as_each_is_alone_and_other_sheets_do_not_disturb(host: Host) -> None:
    host.apply(put(7, 1, "B-7", 12, 0.1, None, "2026-12-24", dates=[(7, 5)]))
    runs = [m.Range("订单", first, 1, last, 5) for first, last in ((2, 2), (5, 7))]
    needs = [m.Need(area) for area in (*runs, m.Range("别的", 1, 1, 0, 1), m.Range("订单", 3, 1, 3, 5))]
    together = host.snapshot(needs).blocks
    assert together == [block(host, need) for need in needs]
    assert [each.dates for each in together] == [[(2, 5)], [(7, 5)], [], [(3, 5)]]
    assert [each.formulas for each in together] == [[(2, 4)], [], [], [(3, 4)]]
    assert [each.hidden_rows for each in together] == [[], [], [], [3]]


def test_many_runs_of_rows_are_as_each_is_alone(host: Host) -> None:
    needs = [m.Need(m.Range("订单", row, 1, row, 5)) for row in (*range(1, 20, 2), *range(2, 30, 2))]
    together = host.snapshot(needs).blocks
    assert len(together) == len(needs)
    assert together == [block(host, need) for need in needs]


def test_a_row_is_hidden_by_itself_not_by_its_columns(host: Host) -> None:
    found = block(host, m.Need(m.Range("订单", 1, 5, 0, 5)))
    assert [row[0] for row in found.rows] == ["期望交期", "2026-11-30", "2026-12-01"]
    assert found.hidden_rows == [3]


def test_a_block_beyond_the_used_cells_is_blank_or_ends_with_them(host: Host) -> None:
    assert block(host, m.Need(m.Range("订单", 9, 1, 10, 2))).rows == [[None, None], [None, None]]
    assert block(host, m.Need(m.Range("订单", 4, 1, 0, 0))).rows == []


def test_formulas_whose_result_is_known_are_not_uncalculated(host: Host) -> None:
    assert block(host).uncalculated == []


def test_what_was_put_is_there_after_saving(maker: Maker, host: Host) -> None:
    host.apply(put(4, 1, "B-7", 12, 0.1, None, "2026-12-24", dates=[(4, 5)]))
    host.apply(put(2, 2, None))
    host.apply(m.Save())
    found = block(maker.again(host))
    assert found.rows[3] == ["B-7", 12, 0.1, None, "2026-12-24"]
    assert (4, 5) in found.dates
    assert found.rows[1][1] is None


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_written_as_text_and_never_as_a_formula(maker: Maker, host: Host, text: str) -> None:
    host.apply(put(4, 1, text))
    host.apply(m.Save())
    assert block(maker.again(host)).rows[3][0] == maker.kept(text)
    assert maker.formula(host, 4, 1) == ""


def test_a_formula_stays_unless_it_shall_be_replaced(maker: Maker, host: Host) -> None:
    host.apply(put(2, 4, 99))
    host.apply(put(3, 4, 99, keep_formulas=False))
    host.apply(m.Save())
    assert maker.formula(host, 2, 4) == "=B2*C2"
    assert maker.formula(host, 3, 4) == ""
    assert [row[3] for row in block(maker.again(host)).rows] == ["金额", 37.5, 99]


def test_state_is_kept_by_name_and_may_be_long(maker: Maker, host: Host) -> None:
    long = "|".join(str(number) for number in range(20_000))
    host.apply(m.PutState({"book": "0190", "keys": long, "gone": "x", "formula": "=1"}))
    host.apply(m.PutState({"gone": None, "cursor": "c7"}))
    host.apply(m.Save())
    assert maker.again(host).snapshot([]).state == {
        "book": "0190",
        "keys": long,
        "formula": "=1",
        "cursor": "c7",
    }


def test_lines_and_tabs_come_back_as_written_also_before_saving(host: Host) -> None:
    text = "k1\t1\tSO1\nk2\t2\tSO2"
    host.apply(m.PutState({"keys": text}))
    host.apply(put(4, 1, text))
    found = host.snapshot([whole()])
    assert found.state["keys"] == text
    assert found.blocks[0].rows[3][0] == text


def test_the_state_sheet_is_none_of_the_sheets_one_sees(maker: Maker, host: Host) -> None:
    host.apply(m.PutState({"book": "0190"}))
    host.apply(m.Save())
    assert [sheet.name for sheet in maker.again(host).snapshot([]).sheets] == ["订单", "别的"]


def test_our_notes_are_set_changed_and_removed(maker: Maker, host: Host) -> None:
    host.apply(m.Note("订单", 3, 2, "缺 400"))
    host.apply(m.Note("订单", 3, 3, "太低"))
    host.apply(m.Note("订单", 3, 2, "缺 300"))
    host.apply(m.Note("订单", 3, 3, ""))
    host.apply(m.Save())
    assert maker.note(host, 3, 2) == f"{NOTE_MARK}\n缺 300"
    assert maker.note(host, 3, 3) == ""


def test_a_note_of_a_person_is_never_touched(maker: Maker, host: Host) -> None:
    host.apply(m.Note("订单", 2, 1, "不认识这个型号"))
    host.apply(m.Note("订单", 2, 1, ""))
    host.apply(m.Save())
    assert maker.note(host, 2, 1) == OWN_NOTE


def test_choices_replace_their_own_column_of_the_lists(maker: Maker, host: Host) -> None:
    host.apply(m.Choices("customers", ["甲", "乙", "丙"]))
    host.apply(m.Choices("products", ["A-1"]))
    host.apply(m.Choices("customers", ["丁"]))
    host.apply(m.Save())
    assert block(maker.again(host), whole(LISTS_SHEET)).rows == [["customers", "products"], ["丁", "A-1"]]


def test_added_rows_stand_below_the_table(maker: Maker, host: Host) -> None:
    rows: list[list[m.Cell]] = [["C-1", 1, 2, None, "2026-12-24"], ["C-2", 2, 3]]
    host.apply(m.AddRows("订单", 3, rows, dates=[(4, 5)]))
    host.apply(m.Save())
    found = block(maker.again(host))
    assert found.rows[3:] == [["C-1", 1, 2, None, "2026-12-24"], ["C-2", 2, 3, None, None]]
    assert found.dates[-1] == (4, 5)


def test_the_cursor_goes_where_it_is_put(maker: Maker, host: Host) -> None:
    host.apply(m.Select(m.Range("别的", 7, 2, 7, 2)))
    host.apply(m.Save())
    found = maker.again(host).snapshot([])
    assert (found.active_sheet, found.selection) == ("别的", m.Range("别的", 7, 2, 7, 2))


def test_a_sheet_that_is_not_there_is_made_when_something_is_put_on_it(maker: Maker, host: Host) -> None:
    host.apply(m.Put(m.Range("同步记录", 2, 1, 2, 2), [["时间", "操作"]]))
    host.apply(m.Save())
    again = maker.again(host)
    assert [sheet.name for sheet in again.snapshot([]).sheets] == ["订单", "别的", "同步记录"]
    assert block(again, m.Need(m.Range("同步记录", 2, 1, 0, 0))).rows == [["时间", "操作"]]


@pytest.mark.parametrize("maker", ["file", "memory", "excel"], indirect=True)
def test_a_message_is_no_operation_on_a_book(host: Host) -> None:
    with pytest.raises(TypeError):
        host.apply(m.Message("你好"))
