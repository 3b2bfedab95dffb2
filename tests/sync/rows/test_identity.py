"""Which stored row a sheet row is, after everything a person can do to rows."""

from __future__ import annotations

from sync.fields.masterdata import STOCK
from sync.protocol.messages import RowIn, RowResult
from sync.rows.identity import settle
from sync.rows.keys import new_key, new_keys
from sync.rows.minting import mint
from sync.rows.plan import plan_press
from sync.rows.results import take_results
from sync.rows.sheet import HIDDEN_COLUMNS, Fate
from sync.rows.writes import write_rows
from tests.sync.rows.desk import Desk
from tests.sync.rows.grid import IN_SIGHT, TYPED, Cells, Grid, order
from tests.sync.rows.oracle import Oracle


def synced(count: int = 4) -> Desk:
    """Return a desk with some orders accepted in rows 3, 4, …."""
    desk = Desk(Oracle())
    for number in range(1, count + 1):
        desk.grid.type(number + 2, **order(number))
    desk.press()
    return desk


def fates(desk: Desk) -> dict[int, Fate]:
    return {row.number: row.fate for row in settle(desk.grid.read()).rows}


def test_a_row_typed_in_is_fresh_and_gets_a_key_before_anything_is_sent() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order())
    desk.mint()
    assert desk.key(3)
    assert not desk.grid.row(3).get("_rev")
    assert not desk.server.rows


def test_minting_again_changes_nothing() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order())
    first = desk.mint()
    seen = desk.grid.read()
    again = mint(seen, keys=new_keys())
    assert write_rows(seen, again) == ()
    assert [row.key for row in again.rows] == [row.key for row in first.rows]


def test_a_clean_press_sends_nothing() -> None:
    desk = synced()
    desk.press()
    assert desk.plan is not None
    assert desk.plan.outgoing == ()


def test_of_a_copied_row_the_one_that_still_matches_keeps_the_key() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.copy(3, 7)
    desk.grid.type(3, quantity=999)
    desk.press()
    assert desk.key(7) == key
    assert desk.key(3) != key
    assert desk.server.rows[key].now["quantity"] == "101"
    assert desk.grid.row(3)["sync_note"] == "第 7 行的副本，已当作新的一行"


def test_a_copy_is_a_new_row_with_server_cells_and_order_time_emptied() -> None:
    desk = synced()
    desk.grid.type(3, ordered_at="2026-11-20T09:00:00")
    desk.press()
    desk.grid.copy(3, 7)
    desk.mint()
    copied = desk.grid.row(7)
    assert [copied.get(f) for f in ("order_no", "line_no", "status", "ordered_at")] == [None] * 4
    assert copied["customer"] == "客户1"
    assert desk.grid.row(3)["order_no"] == "SO00001"


def test_a_copy_above_its_original_with_the_number_taken_out_is_the_copy() -> None:
    desk = synced()
    key = desk.key(4)
    desk.grid.copy(4, 3)
    desk.grid.clear(3, ["order_no"])
    desk.press()
    assert desk.key(4) == key


def test_two_changed_rows_under_one_key_are_one_row_and_one_copy() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.copy(3, 7)
    desk.grid.type(3, quantity=998)
    desk.grid.type(7, quantity=999, unit_price=1, remark="另一张", product="HX-9")
    desk.press()
    assert desk.key(3) == key
    assert desk.server.rows[desk.key(7)].now["quantity"] == "999"
    assert [result.outcome for result in desk.results] == ["updated", "created"]


def test_a_copied_row_without_product_and_quantity_is_left_alone_without_key() -> None:
    desk = synced()
    desk.grid.copy(3, 7)
    desk.grid.clear(7, ["product", "quantity"])
    desk.press()
    assert desk.key(7) == ""
    assert desk.grid.row(7).get("order_no") is None
    assert desk.plan is not None
    assert desk.plan.unfinished == (7,)


def test_cells_in_sight_copied_to_another_row_are_a_copy_too() -> None:
    desk = synced()
    desk.grid.copy_in_sight(3, 7)
    desk.grid.type(7, quantity=7)
    assert fates(desk)[7] is Fate.COPY
    desk.press()
    assert desk.grid.row(7)["order_no"] == "SO00005"


def test_a_row_pasted_from_another_book_is_a_new_row() -> None:
    server = Oracle()
    theirs, mine = Desk(server, Grid("book-b")), Desk(server)
    theirs.grid.type(3, **order())
    theirs.press()
    mine.grid.type(3, **theirs.grid.row(3))
    assert fates(mine)[3] is Fate.PASTED
    mine.press()
    assert mine.key(3) not in {"", theirs.key(3)}
    assert mine.grid.row(3)["order_no"] == "SO00002"
    assert mine.grid.row(3)["sync_note"] == "从别的工作簿粘贴来，已当作新的一行"


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


def test_a_row_cut_and_pasted_in_sight_keeps_its_order() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.copy_in_sight(3, 7)
    desk.grid.clear(3)
    desk.press()
    assert desk.key(7) == key
    assert desk.key(3) == ""
    assert desk.gone == {}


def test_deleting_cells_in_sight_with_a_shift_up_keeps_every_order_with_its_content() -> None:
    desk = synced()
    keys = [desk.key(row) for row in (3, 4, 5, 6)]
    desk.grid.sort([1, 2, 3, 0], IN_SIGHT)
    desk.grid.clear(6)
    desk.press()
    assert [desk.key(row) for row in (3, 4, 5, 6)] == [*keys[1:], ""]
    assert list(desk.gone) == [keys[0]]


def test_a_blanked_row_sends_nothing_and_loses_its_hidden_cells() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.clear(3, TYPED)
    desk.press()
    assert desk.plan is not None
    assert desk.plan.outgoing == ()
    assert [desk.grid.row(3).get(column) for column in HIDDEN_COLUMNS] == [None] * 4
    assert desk.grid.row(3).get("order_no") is None
    assert list(desk.gone) == [key]


def test_a_blank_row_with_hidden_cells_of_another_book_is_emptied() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, _key=new_key(), _rev="1", _sum="other")
    desk.mint()
    assert desk.key(3) == ""


def test_a_row_reused_after_its_number_was_cleared_is_a_new_order() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.clear(3)
    desk.grid.type(3, **order(9))
    desk.press()
    assert desk.server.rows[key].now["customer"] == "客户1"
    assert desk.server.rows[desk.key(3)].now["customer"] == "客户9"
    assert desk.grid.row(3)["sync_note"] == "订单号被清空，已当作新的一行"
    assert list(desk.gone) == [key]


def test_a_row_typed_over_under_its_number_is_refused_by_the_server() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.type(3, **order(9))
    desk.press()
    assert desk.results[0].problems[0].code == "wrong_row"
    assert desk.server.rows[key].now["customer"] == "客户1"


def test_a_row_never_answered_that_was_typed_over_is_a_new_order() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order(1))
    desk.press(answered=False)
    key = desk.key(3)
    desk.grid.type(3, **order(2))
    desk.press()
    assert desk.server.rows[key].now["customer"] == "客户1"
    assert desk.server.rows[desk.key(3)].now["customer"] == "客户2"


def test_rows_sorted_in_part_before_their_answer_came_keep_their_orders() -> None:
    desk = Desk(Oracle())
    for number in (1, 2):
        desk.grid.type(number + 2, **order(number))
    desk.press(answered=False)
    desk.grid.sort([1, 0], IN_SIGHT)
    desk.press()
    assert [result.outcome for result in desk.results] == ["unchanged", "unchanged"]
    assert [desk.grid.row(row)["order_no"] for row in (3, 4)] == ["SO00002", "SO00001"]


def test_an_answer_lost_is_no_second_order() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order())
    desk.press(answered=False)
    desk.press()
    assert [result.outcome for result in desk.results] == ["unchanged"]
    assert len(desk.server.rows) == 1
    assert desk.grid.row(3)["order_no"] == "SO00001"


def test_keys_lost_with_an_unsaved_book_are_found_again() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order())
    desk.press(answered=False)
    key = desk.key(3)
    for column in HIDDEN_COLUMNS:
        del desk.grid.row(3)[column]
    desk.press()
    assert desk.key(3) == key
    assert desk.grid.row(3)["sync_note"] == "这一行上次已经登记，已对上原来的订单"
    desk.press()
    assert len(desk.server.rows) == 1


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


def test_a_row_without_product_and_quantity_is_left_alone() -> None:
    desk = Desk(Oracle())
    cells: Cells = {"customer": "客户1", "remark": "等型号"}
    desk.grid.type(3, **cells)
    desk.press()
    assert desk.grid.row(3) == cells
    assert desk.plan is not None
    assert (desk.plan.outgoing, desk.plan.unfinished) == ((), (3,))


def test_an_exact_copy_in_sight_does_not_take_the_order_of_its_edited_original() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.copy_in_sight(3, 7)
    desk.grid.type(3, quantity=777)
    desk.press()
    assert desk.key(3) == key
    assert desk.server.rows[key].now["quantity"] == "777"
    assert desk.server.rows[desk.key(7)].now["quantity"] == "101"


def test_a_pasted_row_does_not_take_the_order_it_looks_like() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.copy(3, 7)
    desk.grid.type(7, _sum="of another book")
    desk.grid.type(3, quantity=777)
    desk.press()
    assert desk.key(3) == key
    assert desk.server.rows[key].now["quantity"] == "777"
    assert desk.server.rows[desk.key(7)].now["quantity"] == "101"


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
