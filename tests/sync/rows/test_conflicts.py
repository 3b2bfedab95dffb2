"""A field changed by both sides, and how a person decides."""

from __future__ import annotations

from sync.protocol.messages import Change, Conflict, RowResult
from sync.rows import words
from sync.rows.changes import take_changes
from sync.rows.checks import check
from sync.rows.marks import Pending
from sync.rows.results import cell_notes, take_results
from sync.rows.sheet import CellNote
from tests.sync.rows.desk import Desk, sent, synced


def conflicting() -> Desk:
    """Return a desk where both sides changed the quantity of row 3, pressed once."""
    desk = synced(2)
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
    desk = synced(2)
    desk.server.store(desk.key(3), {"quantity": "150", "remark": "对方"})
    desk.grid.type(3, quantity=120, remark="我的")
    desk.press()
    desk.grid.type(3, remark="对方")
    minted = desk.mint()
    assert minted.rows[0].marks.pending == Pending(2, {"quantity": "150"})
    assert minted.rows[0].marks.fields == ("quantity",)
    assert minted.rows[0].rev == 1


def test_a_choice_without_conflict_is_only_emptied() -> None:
    desk = synced(2)
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


def test_others_change_of_an_edited_cell_is_a_conflict_at_once() -> None:
    desk = synced(2)
    desk.grid.type(3, quantity=120, remark=None)
    change = Change(desk.key(3), 2, {"quantity": "150", "remark": "备注1"})
    after = take_changes(desk.grid.read(), [change])
    row = after.rows[0]
    assert (row.result, row.rev, row.marks.pending) == ("冲突", 1, Pending(2, {"quantity": "150"}))
    assert row.note == "数量：你写 120，别人改成 150；在“操作”填 用我的 或 用对方的，再同步"
    back = take_changes(after, [Change(desk.key(3), 3, {"quantity": "101"})]).rows[0]
    assert (back.rev, back.marks.pending, back.marks.fields) == (3, None, ())
    assert take_changes(after, [Change(desk.key(3), 1, {"quantity": "101"})]).rows == after.rows
    still = take_changes(after, [Change(desk.key(3), 3, {"unit_price": "9"})]).rows[0]
    assert (still.rev, still.marks.pending) == (1, Pending(3, {"quantity": "150"}))


def test_the_same_change_by_both_is_no_conflict() -> None:
    desk = synced(2)
    desk.grid.type(3, quantity=150)
    row = take_changes(desk.grid.read(), [Change(desk.key(3), 2, {"quantity": "150"})]).rows[0]
    assert (row.rev, row.marks.pending, row.result) == (2, None, "已建单")


def test_a_row_sent_in_part_that_others_changed_is_a_conflict_where_both_typed() -> None:
    desk = synced(1)
    desk.grid.type(3, remark="新备注")
    reading, plan = sent(desk.grid)
    result = RowResult(desk.key(3), "merged", 3, {"quantity": "150", "order_no": "SO00001"})
    row = take_results(reading, plan.outgoing, [result]).rows[0]
    assert (row.values["quantity"], row.rev, row.known.sheet["quantity"]) == ("150", 3, check("150"))
