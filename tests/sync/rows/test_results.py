"""What the sheet shows after an answer: numbers and defaults, problems, sentences and notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.fields.masterdata import USERS
from sync.fields.orders import SYNC_NOTE, SYNC_RESULT
from sync.protocol.messages import Change, OutcomeName, RowResult
from sync.protocol.problems import problem
from sync.rows import words
from sync.rows.changes import take_changes
from sync.rows.columns import columns_of
from sync.rows.keys import new_key, new_keys
from sync.rows.minting import mint
from sync.rows.plan import plan_press
from sync.rows.results import cell_notes, foresee, take_results
from sync.rows.sheet import CellNote, Reading, Row, RowWrite
from sync.rows.writes import write_rows
from tests.sync.rows.desk import answered, one_order, sent, synced
from tests.sync.rows.grid import ORDER_FIELDS, Cells, Grid, order


def test_a_default_fills_the_blank_cell_and_is_no_edit_afterwards() -> None:
    grid = one_order()
    answered(grid, RowResult("", "created", 1, {"order_no": "SO1", "payment_terms": "月结30天"}))
    assert grid.row(3)["payment_terms"] == "月结30天"
    assert grid.row(3)["sync_result"] == "已建单"
    assert sent(grid)[1].outgoing == ()


def test_a_draft_says_that_it_is_saved() -> None:
    grid = one_order(action="暂存")
    answered(grid, RowResult("", "created", 1, {"status": "草稿"}))
    assert (grid.row(3)["sync_result"], sent(grid)[1].outgoing) == ("已暂存", ())


def test_a_cell_that_resolves_stays_as_typed_and_others_rename_is_seen() -> None:
    grid = one_order(customer="海天", product="HX-1｜轴承 6204")
    answered(grid, RowResult("", "created", 1, {"order_no": "SO1", "customer": "宁波海天股份有限公司"}))
    assert (grid.row(3)["customer"], grid.row(3)["product"]) == ("海天", "HX-1｜轴承 6204")
    reading, plan = sent(grid)
    assert plan.outgoing == ()
    key = reading.rows[0].key
    same = take_changes(reading, [Change(key, 2, {"customer": "宁波海天股份有限公司"})])
    assert same.rows[0].values["customer"] == "海天"
    renamed = take_changes(reading, [Change(key, 2, {"customer": "海天国际"})])
    assert renamed.rows[0].values["customer"] == "海天国际"


def test_an_accepted_row_keeps_a_stock_hold_as_a_mark_with_its_sentence() -> None:
    grid = one_order()
    found = problem(
        "stock_short",
        "quantity",
        available="800",
        short="400",
        outlook="预计 2026-12-03 可补足",
        outlook_english="",
    )
    answered(grid, RowResult("", "held", 1, {"status": "待确认"}, [found]))
    assert grid.row(3)["sync_result"] == "已挂起"
    assert grid.row(3)["sync_note"] == "可用 800，缺 400；预计 2026-12-03 可补足"
    assert grid.row(3)["_marks"] == "|数量|"


def test_a_rejected_row_is_marked_and_sent_again_in_full_until_it_is_mended() -> None:
    grid = one_order()
    wrong = problem("unknown_product", "product", text="HX-1", suggestion="")
    warned = problem("free_day", "requested_on", date="2026-12-30")
    answered(grid, RowResult("", "rejected", problems=[wrong, warned]))
    assert grid.row(3)["sync_result"] == "请修改"
    assert grid.row(3)["_marks"] == "|产品型号|"
    assert grid.row(3)["sync_note"] == "没有产品“HX-1”；2026-12-30 是休息日，请确认能收货"
    reading, plan = sent(grid)
    assert plan.outgoing[0].row.values["customer"] == "客户1"
    again = RowResult(plan.outgoing[0].row.key, "rejected", problems=[wrong, warned])
    assert cell_notes(reading, plan.outgoing, [again]) == (CellNote(3, "product", "没有产品“HX-1”"),)


def test_siblings_of_a_bad_row_are_neutral_and_name_the_row_to_mend() -> None:
    grid = Grid()
    for number in (3, 4, 5):
        grid.type(number, **order(number, customer_po="PO-1"))
    bad = RowResult("", "rejected", problems=[problem("required", "unit_price", label="单价（含税）")])
    siblings = [RowResult("", "rejected", problems=[problem("order_rejected")]) for _ in range(2)]
    answered(grid, siblings[0], bad, siblings[1])
    assert [grid.row(row)["sync_result"] for row in (3, 4, 5)] == ["同单待改", "请修改", "同单待改"]
    assert grid.row(3)["sync_note"] == "同一张订单的第 4 行有错，改好后一起提交"
    assert [grid.row(row).get("_marks") for row in (3, 4, 5)] == [None, "|单价（含税）|", None]


def test_a_sibling_whose_bad_row_is_elsewhere_keeps_the_servers_sentence() -> None:
    grid = one_order()
    answered(grid, RowResult("", "rejected", problems=[problem("order_rejected")]))
    assert str(grid.row(3)["sync_note"]).startswith("同单待改：")


def test_rows_of_this_sheet_are_named_by_number_in_sentences() -> None:
    grid = Grid()
    grid.type(3, **order(1))
    grid.type(4, **order(2))
    reading, _ = sent(grid)
    elsewhere = new_key()
    found = [
        problem("duplicate_order", "phone", other=key, gap="2 分钟")
        for key in (reading.rows[0].key, elsewhere)
    ]
    answered(grid, RowResult("", "created", 1), RowResult("", "held", 1, {}, found))
    note = str(grid.row(4)["sync_note"])
    assert "与第 3 行的电话" in note
    assert f"与{elsewhere}的电话" in note


def test_notes_stand_on_the_first_fifty_problem_cells_and_go_when_mended() -> None:
    grid = Grid()
    for number in range(60):
        grid.type(3 + number, **order(number))
    reading, plan = sent(grid)
    results = [
        RowResult(one.row.key, "rejected", problems=[problem("required", "unit_price", label="单价（含税）")])
        for one in plan.outgoing
    ]
    notes = cell_notes(reading, plan.outgoing, results)
    assert len(notes) == 50
    assert notes[0] == CellNote(3, "unit_price", "请填写单价（含税）")
    grid.write(write_rows(reading, take_results(reading, plan.outgoing, results)))
    marked, again = sent(grid)
    fine = [RowResult(one.row.key, "created", 1) for one in again.outgoing]
    assert cell_notes(marked, again.outgoing, fine)[0] == CellNote(3, "unit_price", "")


def test_a_command_is_emptied_once_it_was_run_and_kept_when_refused() -> None:
    grid = one_order(action="暂存")
    answered(grid, RowResult("", "rejected", problems=[problem("required", "product", label="产品型号")]))
    assert grid.row(3)["action"] == "暂存"
    answered(grid, RowResult("", "created", 1))
    assert grid.row(3)["action"] is None
    assert sent(grid)[1].outgoing == ()


@pytest.mark.parametrize("outcome", ["rejected", "conflict"])
def test_a_password_that_was_not_taken_is_emptied_too_and_asked_for_again(outcome: OutcomeName) -> None:
    told = replace(USERS, fields=(*USERS.fields, SYNC_RESULT, SYNC_NOTE))
    grid = Grid(spec=told, fields=("name", "role", "password", "sync_result", "sync_note"))
    grid.type(3, name="wang", role="king", password="geheim 12")
    wrong = problem("bad_value", "role", text="king", expected="角色")
    answered(grid, RowResult("", outcome, problems=[wrong]))
    assert grid.row(3)["password"] is None
    assert "geheim" not in str(grid.rows)
    assert str(grid.row(3)["sync_note"]).endswith("没有写入，新密码已从表上清除；改好后请重新输入")
    grid.type(3, role="clerk")
    answered(grid, RowResult("", "created", 1))
    assert grid.row(3)["sync_note"] is None


def test_a_password_is_sent_once_and_emptied() -> None:
    grid = Grid(spec=USERS, fields=("name", "role", "password"))
    grid.type(3, name="wang", role="clerk", password="geheim")
    answered(grid, RowResult("", "created", 1))
    assert grid.row(3)["password"] is None
    assert sent(grid)[1].outgoing == ()


def test_an_answer_without_revision_or_to_nobody_is_taken_calmly() -> None:
    desk = synced(1)
    desk.grid.type(3, quantity=5)
    reading, plan = sent(desk.grid)
    stranger = RowResult(new_key(), "created", 1)
    after = take_results(reading, plan.outgoing, [RowResult(desk.key(3), "updated"), stranger])
    assert after.rows[0].rev == 1
    assert cell_notes(reading, plan.outgoing, [stranger]) == ()


def test_a_dry_run_writes_the_two_result_columns_and_nothing_else() -> None:
    grid = Grid()
    for number in (3, 4, 5):
        grid.type(number, **order(number))
    before: list[Cells] = [dict(row) for row in grid.rows]
    minted = mint(grid.read(), keys=new_keys())
    plan = plan_press(minted)
    keys = [one.row.key for one in plan.outgoing]
    results = [
        RowResult(keys[0], "created"),
        RowResult(keys[1], "held", problems=[problem("duplicate_po", None, customer_po="PO", other="SO1")]),
        RowResult(keys[2], "rejected", problems=[problem("unknown_row")]),
    ]
    writes = foresee(minted, plan.outgoing, [*results, RowResult(new_key(), "created")])
    grid.write(writes)
    assert [grid.row(row)["sync_result"] for row in (3, 4, 5)] == ["可提交", "将挂起", "请修改"]
    for row in grid.rows:
        row.pop("sync_result")
        row.pop("sync_note")
    assert grid.rows == before


def test_a_sheet_without_result_columns_gets_no_results() -> None:
    grid = Grid(fields=tuple(f for f in ORDER_FIELDS if f not in {"sync_result", "sync_note"}))
    grid.type(3, **order())
    minted, plan = sent(grid)
    results = [RowResult(plan.outgoing[0].row.key, "created", 1)]
    assert foresee(minted, plan.outgoing, results) == (RowWrite(3, {}),)
    writes = write_rows(minted, take_results(minted, plan.outgoing, results))
    assert writes[0].values == {}
    assert writes[0].hidden is not None


def test_a_new_row_without_a_row_before_it_is_written_in_full() -> None:
    columns = columns_of(Grid().spec, ORDER_FIELDS)
    before = Reading(columns, "b", ())
    (write,) = write_rows(before, Reading(columns, "b", (Row(9, {"customer": "客户"}, new_key(), 1),)))
    assert write.values == {"customer": "客户"}
    assert write.hidden is not None


def test_every_result_word_has_its_english() -> None:
    assert set(words.RESULT_ENGLISH) == set(words.Result)
