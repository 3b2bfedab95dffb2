"""What the sheet shows after an answer: numbers and defaults, problems and notes, conflicts and choices."""

from __future__ import annotations

from sync.fields.masterdata import USERS
from sync.protocol.messages import Change, Conflict, RowResult
from sync.protocol.problems import problem
from sync.rows import words
from sync.rows.changes import added_rows, take_changes
from sync.rows.checks import check
from sync.rows.columns import columns_of
from sync.rows.keys import new_key, new_keys
from sync.rows.marks import Pending
from sync.rows.minting import mint
from sync.rows.plan import Plan, plan_press
from sync.rows.results import cell_notes, foresee, take_results, take_undone
from sync.rows.sheet import CellNote, Reading, Row, RowWrite
from sync.rows.writes import write_rows
from tests.sync.rows.desk import Desk
from tests.sync.rows.grid import ORDER_FIELDS, Cells, Grid, order
from tests.sync.rows.oracle import Oracle


def synced(count: int = 2) -> Desk:
    desk = Desk(Oracle())
    for number in range(1, count + 1):
        desk.grid.type(number + 2, **order(number))
    desk.press()
    return desk


def sent(grid: Grid) -> tuple[Reading, Plan]:
    """Return a sheet minted and planned, keys written."""
    seen = grid.read()
    minted = mint(seen, keys=new_keys())
    grid.write(write_rows(seen, minted))
    return minted, plan_press(minted)


def answered(grid: Grid, *results: RowResult) -> tuple[RowWrite, ...]:
    """Write back answers to the rows to be sent, given in their order with any key."""
    minted, plan = sent(grid)
    for one, result in zip(plan.outgoing, results, strict=True):
        result.key = one.row.key
    writes = write_rows(minted, take_results(minted, plan.outgoing, results))
    grid.write(writes)
    return writes


def one_order(**cells: object) -> Grid:
    grid = Grid()
    grid.type(3, **order(1, **cells))  # type: ignore[arg-type]
    return grid


def test_a_default_fills_the_blank_cell_and_is_no_edit_afterwards() -> None:
    grid = one_order()
    answered(grid, RowResult("", "created", 1, {"order_no": "SO1", "payment_terms": "月结30天"}))
    assert grid.row(3)["payment_terms"] == "月结30天"
    assert grid.row(3)["sync_result"] == "已建单"
    assert sent(grid)[1].outgoing == ()


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


def conflicting() -> Desk:
    """Return a desk where both sides changed the quantity of row 3, pressed once."""
    desk = synced()
    desk.server.store(desk.key(3), {"quantity": "150", "remark": "对方备注"})
    desk.grid.type(3, quantity=120)
    desk.press()
    return desk


def test_a_conflict_says_both_values_and_offers_the_choice() -> None:
    desk = conflicting()
    assert desk.grid.row(3)["sync_result"] == "冲突"
    assert desk.grid.row(3)["quantity"] == 120
    assert desk.grid.row(3)["remark"] == "对方备注"
    assert desk.row(3).marks.pending == Pending(2, {"quantity": "150"})
    assert "你写 120" in str(desk.grid.row(3)["sync_note"])
    assert "改成 150" in str(desk.grid.row(3)["sync_note"])
    desk.press()
    assert [result.outcome for result in desk.results] == ["conflict"]


def test_mine_writes_over_their_value() -> None:
    desk = conflicting()
    desk.grid.type(3, action="用我的")
    desk.press()
    assert desk.server.rows[desk.key(3)].now["quantity"] == "120"
    assert desk.grid.row(3)["action"] is None
    assert desk.row(3).marks.pending is None
    assert desk.row(3).rev == 3


def test_theirs_takes_their_value_and_sends_nothing() -> None:
    desk = conflicting()
    desk.grid.type(3, action="用对方的")
    desk.press()
    assert desk.results == []
    assert desk.grid.row(3)["quantity"] == 150
    assert (desk.row(3).rev, desk.row(3).marks.pending) == (2, None)


def test_the_choice_may_be_given_for_all_conflicts_at_once() -> None:
    for prefer, quantity in ((words.MINE, "120"), (words.THEIRS, "150")):
        desk = conflicting()
        desk.press(prefer=prefer)
        assert desk.server.rows[desk.key(3)].now["quantity"] == quantity


def test_typing_their_value_or_the_old_one_settles_a_conflict() -> None:
    for typed in (150, 101):
        desk = conflicting()
        desk.grid.type(3, quantity=typed)
        desk.press()
        assert desk.results == []
        assert desk.grid.row(3)["quantity"] == 150
        assert desk.row(3).rev == 2


def test_a_conflict_in_two_fields_may_be_settled_one_after_the_other() -> None:
    desk = synced()
    desk.server.store(desk.key(3), {"quantity": "150", "remark": "对方"})
    desk.grid.type(3, quantity=120, remark="我的")
    desk.press()
    desk.grid.type(3, remark="对方")
    minted = desk.mint()
    assert minted.rows[0].marks.pending == Pending(2, {"quantity": "150"})
    assert minted.rows[0].marks.fields == ("quantity",)
    assert minted.rows[0].rev == 1


def test_a_choice_without_conflict_is_only_emptied() -> None:
    desk = synced()
    desk.grid.type(3, action="用我的")
    desk.press()
    assert desk.results == []
    assert desk.grid.row(3)["action"] is None


def test_their_value_beside_a_formula_counts_as_synced() -> None:
    desk = conflicting()
    desk.grid.formulas = frozenset({"quantity"})
    desk.press(prefer=words.THEIRS)
    assert desk.grid.row(3)["quantity"] == 120
    assert desk.results == []


def test_a_conflict_names_who_and_when_and_blank_cells() -> None:
    desk = synced(1)
    desk.grid.type(3, remark=None)
    minted, plan = sent(desk.grid)
    conflict = Conflict("remark", None, "改了", "王芳", "2026-11-24T06:05:00Z")
    unknown = Conflict("remark", "x", None, None, None)
    results = [RowResult(desk.key(3), "conflict", 2, conflicts=[conflict])]
    after = take_results(minted, plan.outgoing, results)
    assert after.rows[0].note.startswith("备注：你写 （空），王芳 11-24 14:05 改成 改了；")
    assert cell_notes(minted, plan.outgoing, results) == (
        CellNote(3, "remark", "备注：你写 （空），王芳 11-24 14:05 改成 改了"),
    )
    nameless = [RowResult(desk.key(3), "conflict", conflicts=[unknown])]
    after = take_results(minted, plan.outgoing, nameless)
    assert after.rows[0].note.startswith("备注：你写 x，别人改成 （空）；")
    assert after.rows[0].marks.pending == Pending(1, {"remark": None})


def test_others_changes_fill_clean_cells_only_and_say_so() -> None:
    desk = synced()
    desk.grid.type(3, remark="我在改")
    reading = desk.grid.read()
    change = Change(
        desk.key(3), 2, {"quantity": "150", "status": "待确认", "changed_by": "王芳", "customer": "客户1"}
    )
    row = take_changes(reading, [change]).rows[0]
    assert (row.values["quantity"], row.values["remark"], row.values["status"]) == ("150", "我在改", "待确认")
    assert (row.result, row.note, row.rev) == ("他人已改", "王芳改了数量", 2)


def test_others_change_of_an_edited_cell_is_a_conflict_at_once() -> None:
    desk = synced()
    desk.grid.type(3, quantity=120, remark=None)
    change = Change(desk.key(3), 2, {"quantity": "150", "remark": "备注1"})
    after = take_changes(desk.grid.read(), [change])
    row = after.rows[0]
    assert (row.result, row.rev, row.marks.pending) == ("冲突", 1, Pending(2, {"quantity": "150"}))
    assert row.note == "数量：你写 120，别人改成 150；在“操作”填 用我的 或 用对方的，再同步"
    back = take_changes(after, [Change(desk.key(3), 3, {"quantity": "101"})]).rows[0]
    assert (back.rev, back.marks.pending, back.marks.fields) == (3, None, ())
    still = take_changes(after, [Change(desk.key(3), 3, {"unit_price": "9"})]).rows[0]
    assert (still.rev, still.marks.pending) == (1, Pending(3, {"quantity": "150"}))


def test_the_same_change_by_both_is_no_conflict() -> None:
    desk = synced()
    desk.grid.type(3, quantity=150)
    row = take_changes(desk.grid.read(), [Change(desk.key(3), 2, {"quantity": "150"})]).rows[0]
    assert (row.rev, row.marks.pending, row.result) == (2, None, "已建单")


def test_status_alone_is_filled_without_a_word() -> None:
    desk = synced()
    row = take_changes(desk.grid.read(), [Change(desk.key(3), 2, {"status": "已审核"})]).rows[0]
    assert (row.values["status"], row.result) == ("已审核", "已建单")


def test_older_revisions_rows_elsewhere_and_rows_never_accepted_are_passed_over() -> None:
    desk = synced()
    desk.grid.type(5, **order(3))
    minted = desk.mint()
    changes = [
        Change(desk.key(3), 0, {"quantity": "1"}),
        Change(new_key(), 9, {"quantity": "1"}),
        Change(minted.rows[2].key, 1, {"quantity": "1"}),
    ]
    assert take_changes(minted, changes).rows == minted.rows


def test_a_row_out_of_reach_turns_grey_and_keeps_what_it_holds() -> None:
    desk = synced()
    row = take_changes(desk.grid.read(), [], [desk.key(3)]).rows[0]
    assert (row.result, row.values["customer"], row.key) == ("已移出", "客户1", desk.key(3))


def test_a_value_the_catalogue_cannot_read_is_shown_as_it_came() -> None:
    desk = synced()
    row = take_changes(desk.grid.read(), [Change(desk.key(3), 2, {"promised_on": "待定"})]).rows[0]
    assert row.values["promised_on"] == "待定"


def test_a_refresh_adds_rows_below_that_are_clean_at_once() -> None:
    desk = synced(1)
    reading = desk.grid.read()
    changes = [
        Change(desk.key(3), 1, {}),
        Change(first := new_key(), 1, {"customer": "旧"}),
        Change(
            first,
            2,
            {"customer": "客户8", "quantity": "8", "product": "P", "order_no": "SO8", "available": "5"},
        ),
        Change(second := new_key(), 1, {"customer": "客户9"}),
    ]
    added = added_rows(reading, changes, first=9)
    assert [(row.number, row.key, row.rev) for row in added.rows] == [(9, first, 2), (10, second, 1)]
    assert [row.key for row in added_rows(reading, changes, first=9, only=[second]).rows] == [second]
    desk.grid.write(write_rows(reading, added))
    assert desk.grid.row(9)["available"] == 5
    assert sent(desk.grid)[1].outgoing == ()


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


def test_after_an_undo_a_created_row_is_free_and_an_edited_one_has_its_old_values() -> None:
    desk = synced(3)
    desk.grid.type(4, quantity=999)
    desk.press()
    reading = desk.grid.read()
    results = [
        RowResult(desk.key(3), "updated", 2, {"stage": "cancelled", "status": "已作废"}),
        RowResult(desk.key(4), "updated", 3, {"quantity": "102"}),
        RowResult(desk.key(5), "rejected", problems=[problem("shipped")]),
    ]
    after = take_undone(reading, results)
    desk.grid.write(write_rows(reading, after))
    assert (desk.key(3), desk.grid.row(3)["order_no"], desk.grid.row(3)["customer"]) == ("", None, "客户1")
    assert (desk.grid.row(4)["quantity"], desk.grid.row(4)["_rev"]) == (102, "3")
    assert desk.grid.row(5)["sync_note"] == "已经发货，不能再改"
    assert [desk.grid.row(row)["sync_result"] for row in (3, 4, 5)] == ["已撤销", "已撤销", "请修改"]


def test_an_undo_does_not_touch_what_was_typed_since() -> None:
    desk = synced(1)
    desk.grid.type(3, quantity=555)
    results = [RowResult(desk.key(3), "updated", values={"quantity": "1"})]
    row = take_undone(desk.grid.read(), results).rows[0]
    assert (row.values["quantity"], row.rev) == ("555", 1)
    other = take_undone(desk.grid.read(), [RowResult(new_key(), "updated", 2)])
    assert other.rows == desk.grid.read().rows


def test_a_row_sent_in_part_that_others_changed_is_a_conflict_where_both_typed() -> None:
    desk = synced(1)
    desk.grid.type(3, remark="新备注")
    reading, plan = sent(desk.grid)
    result = RowResult(desk.key(3), "merged", 3, {"quantity": "150", "order_no": "SO00001"})
    row = take_results(reading, plan.outgoing, [result]).rows[0]
    assert (row.values["quantity"], row.rev, row.known.sheet["quantity"]) == ("150", 3, check("150"))


def test_a_new_row_without_a_row_before_it_is_written_in_full() -> None:
    columns = columns_of(Grid().spec, ORDER_FIELDS)
    before = Reading(columns, "b", ())
    (write,) = write_rows(before, Reading(columns, "b", (Row(9, {"customer": "客户"}, new_key(), 1),)))
    assert write.values == {"customer": "客户"}
    assert write.hidden is not None


def test_every_result_word_has_its_english() -> None:
    assert set(words.RESULT_ENGLISH) == set(words.Result)
