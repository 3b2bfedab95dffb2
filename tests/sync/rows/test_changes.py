"""What others did, what a refresh adds, and what an undo leaves."""

from __future__ import annotations

from sync.protocol.messages import Change, RowResult
from sync.protocol.problems import problem
from sync.rows.changes import added_rows, take_changes
from sync.rows.keys import new_key
from sync.rows.results import take_undone
from sync.rows.writes import write_rows
from tests.sync.rows.desk import Desk, sent, synced
from tests.sync.rows.grid import ORDER_FIELDS, Grid, order
from tests.sync.rows.oracle import Oracle


def test_others_changes_fill_clean_cells_only_and_say_so() -> None:
    desk = synced(2)
    desk.grid.type(3, remark="我在改")
    reading = desk.grid.read()
    change = Change(
        desk.key(3), 2, {"quantity": "150", "status": "待确认", "changed_by": "王芳", "customer": "客户1"}
    )
    row = take_changes(reading, [change]).rows[0]
    assert (row.values["quantity"], row.values["remark"], row.values["status"]) == ("150", "我在改", "待确认")
    assert (row.result, row.note, row.rev) == ("他人已改", "王芳改了数量", 2)


def test_status_alone_is_filled_without_a_word() -> None:
    desk = synced(2)
    row = take_changes(desk.grid.read(), [Change(desk.key(3), 2, {"status": "已审核"})]).rows[0]
    assert (row.values["status"], row.result) == ("已审核", "已建单")


def test_older_revisions_rows_elsewhere_and_rows_never_accepted_are_passed_over() -> None:
    desk = synced(2)
    desk.grid.type(5, **order(3))
    minted = desk.mint()
    changes = [
        Change(desk.key(3), 0, {"quantity": "1"}),
        Change(new_key(), 9, {"quantity": "1"}),
        Change(minted.rows[2].key, 1, {"quantity": "1"}),
    ]
    assert take_changes(minted, changes).rows == minted.rows


def test_a_row_out_of_reach_turns_grey_and_keeps_what_it_holds() -> None:
    desk = synced(2)
    row = take_changes(desk.grid.read(), [], [desk.key(3)]).rows[0]
    assert (row.result, row.values["customer"], row.key) == ("已移出", "客户1", desk.key(3))


def test_a_value_the_catalogue_cannot_read_is_shown_as_it_came() -> None:
    desk = synced(2)
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


def test_a_revision_the_sheet_has_only_fills_cells_never_synced() -> None:
    desk = Desk(Oracle(), Grid(fields=tuple(f for f in ORDER_FIELDS if f != "ship_to")))
    desk.grid.type(3, **order(1))
    desk.press()
    desk.grid.fields = ORDER_FIELDS
    change = Change(desk.key(3), 1, {"ship_to": "宁波", "remark": "别的写法"})
    row = take_changes(desk.grid.read(), [change]).rows[0]
    assert (row.values["ship_to"], row.values["remark"], row.result) == ("宁波", "备注1", "已建单")
