"""What a press sends, in which order, and what it asks before."""

from __future__ import annotations

import datetime as dt

from sync.fields.masterdata import CUSTOMERS
from sync.protocol.messages import RowIn
from sync.rows.columns import columns_of
from sync.rows.keys import new_keys
from sync.rows.minting import mint
from sync.rows.missing import cancelling, kept_of, missing, missing_choices, missing_question, remember
from sync.rows.plan import Outgoing, chunks, plan_press
from sync.rows.sheet import Reading
from tests.sync.rows.desk import Desk, synced
from tests.sync.rows.grid import ORDER_FIELDS, Grid, order
from tests.sync.rows.oracle import Oracle


def planned(desk: Desk, *, restore: bool = False) -> tuple[Outgoing, ...]:
    return plan_press(desk.mint(), restore=restore).outgoing


def test_a_new_row_sends_all_it_holds_and_its_amount_to_be_compared() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order(amount=100, status="瞎填", action="暂存"))
    row = planned(desk)[0].row
    assert row.values["amount"] == "100"
    assert row.values["action"] == "暂存"
    assert "status" not in row.values
    assert (row.rev, row.witness) == (None, None)


def test_an_accepted_row_sends_only_what_changed_with_its_witness() -> None:
    desk = synced()
    desk.grid.type(3, quantity="1.2千", remark=None)
    (one,) = planned(desk)
    assert one.row == RowIn(
        desk.key(3), {"quantity": "1200", "remark": None}, 1, {"order_no": "SO00001", "line_no": "1"}
    )


def test_writing_the_same_value_another_way_is_no_change() -> None:
    desk = synced()
    desk.grid.type(
        3, quantity="１０１", unit_price="12.50", requested_on="2026年12月30日", phone="138-0000-0001"
    )
    assert planned(desk) == ()


def test_a_guess_stays_what_it_was_when_it_is_read_in_another_year() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order(requested_on="12.30"))
    desk.grid.formulas = frozenset({"requested_on"})
    desk.press()
    later = desk.grid.read(today=dt.date(2027, 11, 1))
    assert later.rows[0].values["requested_on"] == "2026-12-30"
    assert plan_press(mint(later, keys=new_keys())).outgoing == ()


def test_a_guess_is_written_out_once_it_is_accepted() -> None:
    desk = Desk(Oracle())
    desk.grid.type(3, **order(requested_on="12.30"))
    desk.press()
    assert desk.grid.row(3)["requested_on"] == "2026-12-30"


def test_a_formula_sends_its_value_and_is_never_written_over() -> None:
    desk = Desk(Oracle())
    desk.grid.formulas = frozenset({"amount", "unit_price", "order_no"})
    desk.grid.type(3, **order(amount=1262.5))
    minted = desk.mint()
    assert plan_press(minted).outgoing[0].row.values["unit_price"] == "12.5"
    desk.press()
    assert desk.grid.row(3).get("order_no") is None


def test_a_server_cell_written_over_is_told_to_the_server() -> None:
    desk = synced()
    desk.grid.type(3, status="已发货")
    (one,) = planned(desk)
    assert one.row.values == {"status": "已发货"}
    desk.press()
    assert desk.grid.row(3)["status"] == "待审核"


def test_an_order_number_written_over_is_put_back() -> None:
    desk = synced()
    desk.grid.type(3, order_no="SO99999")
    desk.press()
    assert desk.grid.row(3)["order_no"] == "SO00001"


def test_an_edit_under_another_number_is_left_as_it_is() -> None:
    desk = synced()
    desk.grid.type(3, order_no="SO99999", quantity=1)
    desk.press()
    assert desk.results[0].problems[0].code == "wrong_row"
    assert desk.grid.row(3)["order_no"] == "SO99999"


def test_a_column_added_later_is_filled_from_the_server_and_sends_only_what_is_typed() -> None:
    fields = tuple(
        field for field in ORDER_FIELDS if field not in {"order_no", "line_no", "ship_to", "stage"}
    )
    desk = Desk(Oracle(), Grid(fields=fields))
    desk.grid.type(3, **order(1))
    desk.grid.type(4, **order(2))
    desk.press()
    desk.grid.fields = tuple(field for field in ORDER_FIELDS if field != "stage")
    desk.grid.type(3, ship_to="宁波")
    desk.press()
    assert [desk.grid.row(row)["order_no"] for row in (3, 4)] == ["SO00001", "SO00002"]
    desk.press()
    assert desk.server.rows[desk.key(3)].now["ship_to"] == "宁波"
    desk.grid.fields = ORDER_FIELDS
    desk.press()
    assert desk.grid.row(4)["stage"] == "review"


def test_a_known_column_without_check_is_no_edit_of_what_the_server_writes() -> None:
    fields = tuple(field for field in ORDER_FIELDS if field != "status")
    desk = Desk(Oracle(), Grid(fields=fields))
    desk.grid.type(3, **order(1, status="自己写的"))
    desk.press()
    desk.grid.fields = ORDER_FIELDS
    (one,) = planned(desk)
    assert one.row.values == {}


def test_a_draft_without_number_is_edited_without_witness() -> None:
    desk = synced()
    desk.server.rows[desk.key(3)].now.update(order_no=None, line_no=None)
    desk.press()
    desk.grid.type(3, quantity=5)
    desk.grid.clear(4, ["order_no"])
    draft, cleared = planned(desk)
    assert (draft.row.rev, draft.row.witness, draft.row.values) == (1, None, {"quantity": "5"})
    assert (cleared.row.rev, cleared.row.witness) == (None, None)


def test_with_restore_every_accepted_row_sends_all_it_holds() -> None:
    desk = synced(2)
    rows = planned(desk, restore=True)
    assert [one.row.rev for one in rows] == [1, 1]
    assert rows[0].row.values["customer"] == "客户1"


def test_with_restore_a_clearing_is_sent_too_and_a_draft_stays_one() -> None:
    desk = synced(2)
    desk.grid.clear(3, ["remark"])
    desk.grid.type(4, status="草稿")
    cleared, draft = planned(desk, restore=True)
    assert cleared.row.values["remark"] is None
    assert "action" not in cleared.row.values
    assert draft.row.values["action"] == "暂存"


def test_rows_of_one_order_stay_together_in_the_order_of_first_rows() -> None:
    desk = Desk(Oracle())
    orders = ["PO-A", None, "po－a", None, "PO-B", None]
    marks = [None, "甲", None, None, None, "甲"]
    for index, (po, mark) in enumerate(zip(orders, marks, strict=True)):
        desk.grid.type(3 + index, **order(index, customer_po=po, order_mark=mark))
    sent = planned(desk)
    assert [one.number for one in sent] == [3, 5, 4, 8, 6, 7]
    assert [[one.number for one in part] for part in chunks(sent, size=1)] == [[3, 5], [4, 8], [6], [7]]
    assert [[one.number for one in part] for part in chunks(sent, size=3)] == [[3, 5, 4, 8], [6, 7]]
    assert list(chunks((), size=3)) == []


def test_the_brake_asks_when_more_than_five_rows_and_a_fifth_would_change() -> None:
    desk = synced(20)
    for number in range(3, 8):
        desk.grid.type(number, quantity=999)
    assert plan_press(desk.mint()).brake == ()
    desk.grid.type(8, product="HX-99")
    plan = plan_press(desk.mint())
    assert plan.brake == (3, 4, 5, 6, 7, 8)
    assert "6 行" in plan.brake_question
    assert "3、4、5、6、7、8" in plan.brake_question


def test_the_brake_does_not_ask_for_a_fifth_or_less_nor_for_other_fields() -> None:
    desk = synced(30)
    for number in range(3, 9):
        desk.grid.type(number, quantity=999)
    assert plan_press(desk.mint()).brake == ()
    for number in range(3, 33):
        desk.grid.type(number, quantity=100 + number - 2, remark="改")
    plan = plan_press(desk.mint())
    assert (plan.brake, plan.brake_question) == ((), "")
    assert len(plan.outgoing) == 30


def test_the_brake_counts_rows_whose_number_was_cleared() -> None:
    desk = synced(10)
    for number in range(3, 9):
        desk.grid.clear(number, ["order_no"])
    assert plan_press(desk.mint()).brake == (3, 4, 5, 6, 7, 8)


def test_deleted_rows_are_named_by_their_orders_with_three_answers() -> None:
    desk = synced()
    key = desk.key(4)
    desk.grid.delete(4)
    desk.press()
    assert list(desk.gone) == [key]
    assert missing_question(desk.gone) == "表上少了 1 行，订单仍然有效：SO00002"
    columns = columns_of(desk.grid.spec, desk.grid.fields)
    assert missing_choices(columns) == ("作废", "只是不看", "放回来")
    assert cancelling(desk.gone, columns) == [
        RowIn(key, {"action": "作废"}, 1, {"order_no": "SO00002", "line_no": "1"})
    ]
    desk.press()
    assert desk.gone == {}


def test_master_data_that_is_gone_cannot_be_cancelled() -> None:
    assert missing_choices(columns_of(CUSTOMERS, ("code",))) == ("只是不看", "放回来")
    assert missing_question({}) == ""
    kept = kept_of(["k1\t3\tC001", "broken", "k2\tx", "k3\t1"])
    assert list(kept) == ["k1", "k3"]
    assert missing_question(kept).endswith("：C001、草稿")
    assert cancelling(kept, columns_of(CUSTOMERS, ("code",)))[0].witness is None


def test_a_long_list_of_missing_orders_is_cut() -> None:
    kept = kept_of(f"k{number}\t1\tSO{number}\t1" for number in range(30))
    assert missing_question(kept).endswith("SO19 等 30 张")


def test_orders_that_have_ended_are_not_asked_about() -> None:
    desk = synced(2)
    desk.grid.type(3, action="作废")
    desk.press()
    assert desk.grid.row(3).get("action") is None
    assert desk.grid.row(3)["status"] == "已作废"
    desk.grid.delete(3)
    desk.press()
    assert desk.gone == {}


def test_what_is_remembered_are_accepted_rows_only() -> None:
    desk = synced(1)
    desk.grid.type(4, **order(2))
    minted = desk.mint()
    assert list(remember(minted)) == [desk.key(3)]
    assert missing(Reading(minted.columns, "b", ()), remember(minted)).keys() == {desk.key(3)}
