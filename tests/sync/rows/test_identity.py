"""Which stored row a sheet row is: copies, pasted rows, reused and blanked ones, lost answers."""

from __future__ import annotations

from sync.rows.identity import settle
from sync.rows.keys import new_key, new_keys
from sync.rows.minting import mint
from sync.rows.sheet import HIDDEN_COLUMNS, Fate
from sync.rows.writes import write_rows
from tests.sync.rows.desk import Desk, synced
from tests.sync.rows.grid import TYPED, Cells, Grid, order
from tests.sync.rows.oracle import Oracle


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


def test_a_row_cut_and_pasted_in_sight_keeps_its_order() -> None:
    desk = synced()
    key = desk.key(3)
    desk.grid.copy_in_sight(3, 7)
    desk.grid.clear(3)
    desk.press()
    assert desk.key(7) == key
    assert desk.key(3) == ""
    assert desk.gone == {}


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
