"""Presses on adopted books in memory: what is read, what is written, and what of a person's own never is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.hosts.memory import Content, MemoryHost
from tests.addin.actions.adoption.sheets import (
    FIRST,
    HEADER,
    SHEET,
    adopted,
    ask,
    at,
    own_book,
    own_sheet,
    put,
    stored,
)
from tests.addin.presses import press

if TYPE_CHECKING:
    from tests.addin.fake_api import FakeApi


def theirs(host: MemoryHost) -> dict[tuple[int, int], Content]:
    cells = host.sheets[SHEET].cells
    return {spot: content for spot, content in cells.items() if spot[1] <= len(HEADER)}


def test_ditto_marks_mean_the_line_above_and_stay_as_typed(api: FakeApi) -> None:
    host = own_book()
    before = theirs(host)
    adopted(api, host)
    assert [stored(api, host, row)["customer"] for row in (3, 4, 5)] == ["宏远机械"] * 3
    assert stored(api, host, 5)["requested_on"] == "2026-12-03"
    assert theirs(host) == before


def test_a_total_is_no_line_and_a_second_press_sends_nothing(api: FakeApi) -> None:
    host = adopted(api)
    api.asked.clear()
    ended = press(host, api)
    assert (ended.exit, ended.outcome["counts"], api.asked) == (0, {}, [])


def test_a_change_of_the_first_line_by_others_leaves_the_lines_that_leaned_on_it(api: FakeApi) -> None:
    host = adopted(api)
    api.edit(at(host, 3, "_key"), requested_on="2026-12-24")
    press(host, api)
    assert [at(host, row, "交期") for row in (3, 4, 5)] == ["2026-12-24", "2026-12-03", '"']
    api.asked.clear()
    press(host, api)
    assert api.asked == []
    assert stored(api, host, 5)["requested_on"] == "2026-12-03"


def test_a_change_of_a_leaning_line_by_others_is_written_there_and_no_further(api: FakeApi) -> None:
    host = adopted(api)
    api.edit(at(host, 4, "_key"), requested_on="2026-12-24")
    press(host, api)
    assert [at(host, row, "交期") for row in (3, 4, 5)] == ["2026-12-03", "2026-12-24", "2026-12-03"]
    api.asked.clear()
    press(host, api)
    assert api.asked == []


def test_a_change_of_all_leaning_lines_is_written_once(api: FakeApi) -> None:
    host = adopted(api)
    for row in (3, 4, 5):
        api.edit(at(host, row, "_key"), requested_on="2026-12-24")
    press(host, api)
    assert at(host, 3, "交期") == "2026-12-24"
    api.asked.clear()
    press(host, api)
    assert api.asked == []


def test_the_person_who_changes_the_first_line_changes_those_that_lean_on_it(api: FakeApi) -> None:
    host = adopted(api)
    put(host, 3, 交期="2026-12-11")
    press(host, api)
    assert [stored(api, host, row)["requested_on"] for row in (3, 4, 5)] == ["2026-12-11"] * 3


def test_cells_merged_over_several_lines_are_read_for_each_and_never_written(api: FakeApi) -> None:
    host = own_book()
    sheet = host.sheets[SHEET]
    for row in (4, 5):
        sheet.put((row, 7), Content(None))
    sheet.looks.merged.add((3, 7, 5, 7))
    adopted(api, host)
    assert [stored(api, host, row)["phone"] for row in (3, 4, 5)] == ["13800000001"] * 3
    api.edit(at(host, 4, "_key"), phone="13900000009")
    press(host, api)
    assert [at(host, row, "联系电话") for row in (3, 4, 5)] == ["13800000001", None, None]
    assert "13900000009" in str(at(host, 4, "同步说明"))
    api.asked.clear()
    press(host, api)
    assert api.asked == []


def test_doubtful_cells_are_asked_about_and_sent_as_read(api: FakeApi) -> None:
    host = own_book()
    put(host, 3, 数量="3箱(每箱200)")
    press(host, api, "adopt", yes="1")
    _, clerk = ask(host, api, doubtful="按读到的提交")
    assert "3 行 数量 3箱(每箱200) → 600" in clerk.asked[0]
    assert stored(api, host, 3)["quantity"] == "600"
    assert at(host, 3, "数量") == "3箱(每箱200)"
    again, clerk = ask(host, api)
    assert (clerk.asked, again.outcome["counts"]) == ([], {})


def test_doubtful_lines_wait_where_nobody_answers_and_say_why(api: FakeApi) -> None:
    host = own_book()
    put(host, 3, 数量="3箱(每箱200)")
    press(host, api, "adopt", yes="1")
    ended = press(host, api)
    assert ended.outcome["counts"] == {"created": 2, "doubtful": 1}
    assert at(host, 3, "同步结果") == "请核对"
    assert "3箱(每箱200) 读作 600" in at(host, 3, "同步说明")
    assert "读作 600" in host.sheets[SHEET].notes[3, 4]
    put(host, 3, 数量=600)
    press(host, api)
    assert (at(host, 3, "同步结果"), api.orders) == ("已建单", 3)
    assert host.sheets[SHEET].notes == {}


def test_a_day_without_a_year_stays_the_day_it_was(api: FakeApi) -> None:
    host = own_book()
    put(host, 3, 交期="12月3日")
    adopted(api, host)
    known = stored(api, host, 3)["requested_on"]
    api.asked.clear()
    press(host, api)
    assert (known, api.asked) == ("2026-12-03", [])
    assert at(host, 3, "交期") == "12月3日"


def test_own_columns_travel_with_the_row_and_formulas_of_theirs_do_not(api: FakeApi) -> None:
    host = own_book()
    host.sheets[SHEET].put((3, 8), Content(12, formula="=TODAY()-F3"))
    adopted(api, host)
    assert "own:区域" not in stored(api, host, 3)
    assert stored(api, host, 4)["own:区域"] == "华东"
    host.sheets[SHEET].put((3, 8), Content(13, formula="=TODAY()-F3"))
    api.asked.clear()
    press(host, api)
    assert api.asked == []


def test_an_own_number_that_comes_back_is_a_number_again(api: FakeApi) -> None:
    host = adopted(api)
    put(host, 3, 序号=7)
    press(host, api)
    api.edit(at(host, 3, "_key"), **{"own:序号": "1"})
    press(host, api)
    assert at(host, 3, "序号") == 1


def test_formulas_of_the_person_are_never_written_over(api: FakeApi) -> None:
    host = own_book()
    host.sheets[SHEET].put((3, 4), Content(1200, formula="=600*2"))
    adopted(api, host)
    api.edit(at(host, 3, "_key"), quantity="99")
    press(host, api)
    assert host.sheets[SHEET].cells[3, 4].formula == "=600*2"
    api.asked.clear()
    press(host, api)
    assert api.asked == []


def test_a_row_cleared_by_hand_is_missed_and_its_order_stands(api: FakeApi) -> None:
    host = adopted(api)
    for column in range(2, len(HEADER) + 1):
        host.sheets[SHEET].cells.pop((5, column), None)
    _, clerk = ask(host, api, missing="只是不看")
    assert "SO0003" in clerk.asked[0]
    assert at(host, 5, "_key") is None
    assert api.orders == 3


def test_the_other_buttons_work_on_an_adopted_sheet(api: FakeApi) -> None:
    host = own_book()
    put(host, 4, 数量="许多")
    adopted(api, host)
    assert press(host, api, "precheck").exit == 0
    assert press(host, api, "next_problem").exit == 0
    assert press(host, api, "explain_row", row=str(FIRST), sheet=SHEET).exit == 0
    ended = press(host, api, "refresh")
    assert (ended.exit, ended.outcome["counts"]["added"]) == (0, 0)
    assert press(host, api, "undo").exit == 0
    assert at(host, 3, "同步结果") == "已撤销"


def test_an_amount_that_the_sheet_works_out_is_sent_once_and_never_again(api: FakeApi) -> None:
    header = (*HEADER, "金额")
    host = MemoryHost("我的表.xlsx", {SHEET: own_sheet(header=header)})
    host.sheets[SHEET].put((3, 10), Content(600, formula="=D3*E3"))
    adopted(api, host)
    assert stored(api, host, 3)["amount"] == "600"
    host.sheets[SHEET].put((3, 10), Content(None, formula="=D3*E3"))
    api.asked.clear()
    press(host, api)
    assert api.asked == []
