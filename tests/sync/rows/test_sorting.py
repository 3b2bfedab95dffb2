"""After a sort of some columns keys follow the content, and what is unclear waits for a person."""

from __future__ import annotations

from sync.fields.masterdata import STOCK
from sync.protocol.messages import RowIn, RowResult
from sync.rows.keys import new_keys
from sync.rows.minting import mint
from sync.rows.plan import plan_press
from sync.rows.results import take_results
from sync.rows.words import MATCHED
from sync.rows.writes import write_rows
from tests.sync.rows.desk import Desk, synced
from tests.sync.rows.grid import IN_SIGHT, TYPED, Grid, order
from tests.sync.rows.oracle import Oracle


def test_a_sort_of_whole_rows_changes_nothing() -> None:
    desk = synced()
    desk.grid.sort([3, 1, 0, 2])
    desk.press()
    assert desk.plan is not None
    assert desk.plan.outgoing == ()


def test_after_a_partial_sort_keys_follow_the_content_and_nothing_is_sent_as_an_edit() -> None:
    desk = synced()
    desk.grid.type(3, ship_to="宁波", ordered_at="2026-11-20T09:00:00")
    desk.press()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    for columns in (IN_SIGHT, TYPED):
        desk.grid.sort([3, 1, 0, 2], columns)
        desk.press()
        assert desk.plan is not None
        assert not any(one.row.values for one in desk.plan.outgoing)
        keys = [keys[index] for index in (3, 1, 0, 2)]
        assert [desk.key(row) for row in (3, 4, 5, 6)] == keys
        for number in (3, 4, 5, 6):
            cells = desk.grid.row(number)
            stored = desk.server.rows[desk.key(number)].now
            shown = {
                "order_no": cells["order_no"],
                "customer": cells["customer"],
                "ship_to": cells.get("ship_to"),
            }
            assert shown == {field: stored[field] for field in shown}


def test_an_edit_after_a_partial_sort_goes_to_the_row_it_was_made_in() -> None:
    desk = synced()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    desk.grid.sort([1, 0, 2, 3], IN_SIGHT)
    desk.grid.type(3, quantity=777)
    desk.press()
    assert desk.key(3) == keys[1]
    assert desk.server.rows[keys[1]].now["quantity"] == "777"
    assert desk.server.rows[keys[0]].now["quantity"] == "101"


def test_a_changed_copy_sorted_under_its_originals_key_is_still_the_copy() -> None:
    desk = synced()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    desk.grid.copy_in_sight(3, 7)
    for number, quantity in ((7, 3000), (4, 777), (5, 888)):
        desk.grid.type(number, quantity=quantity)
    desk.grid.sort([4, 2, 1, 3, 0], IN_SIGHT)
    desk.press()
    assert [desk.key(row) for row in (4, 5, 6, 7)] == [keys[2], keys[1], keys[3], keys[0]]
    assert [desk.server.rows[key].now["quantity"] for key in keys] == ["101", "777", "888", "104"]


def test_an_edit_in_a_row_moved_without_its_number_waits_for_a_look() -> None:
    desk = synced()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    desk.grid.sort([1, 2, 0, 3], TYPED)
    desk.grid.type(3, quantity=777)
    desk.press()
    assert desk.server.rows[keys[1]].now["quantity"] == "102"
    assert desk.grid.row(3)["order_no"] == "SO00002"
    assert desk.grid.row(3)["sync_result"] == "请核对"
    desk.press()
    assert desk.server.rows[keys[1]].now["quantity"] == "777"


def test_a_row_sorted_and_typed_over_is_in_doubt_and_not_sent_until_its_number_is_cleared() -> None:
    desk = synced()
    desk.grid.sort([1, 2, 0, 3], TYPED)
    desk.grid.type(3, **order(9, remark=None))
    for _ in range(2):
        desk.press()
        assert desk.plan is not None
        assert desk.plan.doubtful == (3,)
        assert desk.grid.row(3)["sync_result"] == "请核对"
        assert all(stored.now["customer"] != "客户9" for stored in desk.server.rows.values())
    desk.grid.clear(3, ["order_no"])
    desk.press()
    assert desk.server.rows[desk.key(3)].now["customer"] == "客户9"
    assert len(desk.server.rows) == 5


def test_a_row_in_doubt_that_gets_its_content_back_is_itself_again() -> None:
    desk = synced()
    before = dict(desk.grid.row(3))
    desk.grid.sort([1, 2, 0, 3], TYPED)
    desk.grid.type(3, **order(9, remark=None))
    desk.press()
    doubtful = desk.key(3)
    stored = next(f for f in range(1, 5) if desk.server.rows[doubtful].now["customer"] == f"客户{f}")
    desk.grid.type(3, **order(stored))
    desk.press()
    assert desk.row(3).marks.origin == ""
    assert desk.grid.row(3)["order_no"] == f"SO0000{stored}"
    assert before["order_no"] == "SO00001"


def test_more_doubtful_rows_than_free_keys_take_what_is_left() -> None:
    desk = synced()
    desk.grid.sort([1, 2, 0, 3], TYPED)
    desk.grid.type(3, **order(8, remark=None))
    desk.grid.type(4, **order(9, remark=None))
    desk.press()
    assert desk.plan is not None
    assert desk.plan.doubtful == (3, 4)
    assert len({desk.key(row) for row in (3, 4, 5, 6)}) == 4
    assert len(desk.server.rows) == 4


def test_deleting_cells_in_sight_with_a_shift_up_keeps_every_order_with_its_content() -> None:
    desk = synced()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    desk.grid.sort([1, 2, 3, 0], IN_SIGHT)
    desk.grid.clear(6)
    desk.press()
    assert [desk.key(row) for row in (3, 4, 5, 6)] == [*keys[1:], ""]
    assert list(desk.gone) == [keys[0]]


def test_rows_sorted_in_part_before_their_answer_came_keep_their_orders() -> None:
    desk = Desk(Oracle())
    for number in (1, 2):
        desk.grid.type(number + 2, **order(number))
    desk.press(answered=False)
    desk.grid.sort([1, 0], IN_SIGHT)
    desk.press()
    assert [result.outcome for result in desk.results] == ["unchanged", "unchanged"]
    assert [desk.grid.row(row)["order_no"] for row in (3, 4)] == ["SO00002", "SO00001"]


def test_a_view_without_numbers_follows_content_the_same_way() -> None:
    grid = Grid(spec=STOCK, fields=("product", "warehouse", "on_hand"))
    for number in range(4):
        grid.type(3 + number, product=f"HX-{number}", warehouse="W1", on_hand=number)
    seen = grid.read()
    minted = mint(seen, keys=new_keys())
    plan = plan_press(minted)
    results = [RowResult(one.row.key, "created", 1) for one in plan.outgoing]
    grid.write(write_rows(seen, take_results(minted, plan.outgoing, results)))
    keys = [grid.row(row)["_key"] for row in (3, 4, 5, 6)]
    grid.sort([2, 0, 1, 3], ("product", "warehouse", "on_hand"))
    grid.type(6, on_hand=99)
    again = mint(grid.read(), keys=new_keys())
    assert [row.key for row in again.rows] == [keys[index] for index in (2, 0, 1, 3)]
    assert [one.row for one in plan_press(again).outgoing] == [RowIn(str(keys[3]), {"on_hand": "99"}, 1)]
    grid.clear(3, grid.fields)
    grid.type(8, product="HX-2", warehouse="W1", on_hand=2)
    moved = mint(grid.read(), keys=new_keys())
    assert moved.rows[-1].key == keys[2]


def test_rows_all_edited_after_a_partial_sort_are_still_told_apart() -> None:
    desk = synced()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    desk.grid.sort([1, 2, 3, 0], TYPED)
    for number in (3, 4, 5, 6):
        desk.grid.type(number, quantity=500 + number)
    desk.press()
    assert [desk.key(row) for row in (3, 4, 5, 6)] == [*keys[1:], keys[0]]
    desk.press()
    assert [desk.server.rows[key].now["quantity"] for key in keys] == ["506", "503", "504", "505"]


def test_a_row_matched_by_content_says_so_and_shows_the_result_that_stayed_with_its_number() -> None:
    desk = synced()
    for row, result in ((3, "已更新"), (4, "已挂起")):
        desk.grid.type(row, sync_result=result, sync_note="可用 800，缺 400")
    desk.grid.sort([1, 0, 2, 3], TYPED)
    desk.press()
    told = [(desk.grid.row(row)["sync_result"], desk.grid.row(row)["sync_note"]) for row in (3, 4)]
    assert told == [("已挂起", MATCHED()), ("已更新", MATCHED())]


def test_a_row_sorted_with_its_number_keeps_what_is_said_of_it() -> None:
    desk = synced()
    desk.grid.type(4, sync_result="已挂起", sync_note="可用 800，缺 400")
    desk.grid.sort([1, 0, 2, 3], IN_SIGHT)
    desk.press()
    assert desk.grid.row(3)["sync_result"] == "已挂起"
    assert desk.grid.row(3)["sync_note"] == "可用 800，缺 400"
