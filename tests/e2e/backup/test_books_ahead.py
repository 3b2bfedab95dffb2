"""Books that know more than the restored server: nothing doubled, nothing lost, conflicts told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from addin.staging.typing_in import look, type_in
from server.cli import main
from sync.client.loop import run_press
from tests.addin.presses import Clerk
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from tests.e2e.backup.conftest import Plant

pytestmark = pytest.mark.slow
ROW = FIRST_ROW + 3


def press_again(plant: Plant) -> list[dict[str, Any]]:
    """Press 同步 in the book that is ahead, and say yes to what it asks."""
    ended = plant.factory.press(yes="1")
    return list(ended.outcome.get("rows", []))


def live(plant: Plant) -> dict[str, dict[str, Any]]:
    """Return the stored rows that are no drafts and not cancelled."""
    return {key: row for key, row in plant.factory.orders().items() if row["stage"] != "cancelled"}


def test_orders_made_after_the_backup_come_back_once_with_numbers_nobody_has(plant: Plant) -> None:
    made = plant.back_up()
    plant.factory.press(book=plant.factory.other_book)
    plant.factory.press()
    before = live(plant)
    assert len(before) > 20
    plant.lose()
    assert plant.restore(made) == 0
    assert live(plant) == {}
    rows = press_again(plant)
    rows += plant.factory.press(book=plant.factory.other_book, yes="1").outcome["rows"]
    after = live(plant)
    assert after.keys() == before.keys()
    told = [row for row in rows if "restored" in {problem["code"] for problem in row["problems"]}]
    drafts = {row["key"] for row in told} - before.keys()
    assert len(told) == len(before) + len(drafts)
    assert len(drafts) == 1  # and it is still one, else it would have a number now
    lost = {row["order_no"] for row in before.values()}
    assert lost.isdisjoint({row["order_no"] for row in after.values()})
    same = ("customer", "product", "quantity", "unit_price", "requested_on", "customer_po", "remark")
    for key, row in before.items():
        assert {name: after[key][name] for name in same} == {name: row[name] for name in same}
    press_again(plant)
    assert live(plant) == after
    assert main(["admin", "check"]) == 0


def test_an_edit_made_after_the_backup_is_told_as_a_conflict_and_can_be_taken_over(plant: Plant) -> None:
    plant.factory.press()
    made = plant.back_up()
    type_in(plant.factory.book, {ROW: {"quantity": 1250}})
    plant.factory.press()
    key = look(plant.factory.book).rows[ROW]["_key"]
    assert plant.factory.orders()[key]["quantity"] == "1250"
    plant.lose()
    assert plant.restore(made) == 0
    assert plant.factory.orders()[key]["quantity"] == "1200"
    rows = {row["key"]: row["outcome"] for row in press_again(plant)}
    assert rows.pop(key) == "conflict"
    assert set(rows.values()) <= {"unchanged", "rejected"}
    sheet = look(plant.factory.book).rows[ROW]
    assert (sheet["sync_result"], sheet["quantity"]) == ("冲突", 1250)
    plant.factory.press(prefer="mine", yes="1")
    assert plant.factory.orders()[key]["quantity"] == "1250"


def test_what_others_did_after_the_restore_is_not_overwritten_by_a_revision_of_the_same_number(
    plant: Plant,
) -> None:
    plant.factory.press()
    plant.factory.press("refresh", plant.factory.other_book, scope="all")
    made = plant.back_up()
    type_in(plant.factory.book, {ROW: {"quantity": 1250}})
    plant.factory.press()
    key, order_no = (look(plant.factory.book).rows[ROW][name] for name in ("_key", "order_no"))
    plant.lose()
    assert plant.restore(made) == 0
    plant.factory.press(book=plant.factory.other_book, yes="1")
    hers = look(plant.factory.other_book).row_of(order_no=order_no)
    type_in(plant.factory.other_book, {hers: {"quantity": 1300, "remark": "先发一半"}})
    plant.factory.press(book=plant.factory.other_book)
    assert plant.factory.orders()[key]["quantity"] == "1300"
    rows = {row["key"]: row["outcome"] for row in press_again(plant)}
    assert rows[key] == "conflict"
    assert plant.factory.orders()[key]["quantity"] == "1300"
    assert look(plant.factory.book).rows[ROW]["quantity"] == 1250


def test_a_book_that_is_not_ahead_goes_on_and_its_own_edits_are_taken(plant: Plant) -> None:
    plant.factory.press()
    orders = live(plant)
    made = plant.back_up()
    plant.lose()
    assert plant.restore(made) == 0
    type_in(plant.factory.book, {ROW: {"quantity": 1250}})
    outcomes = Counter(row["outcome"] for row in press_again(plant))
    assert outcomes["updated"] == 1
    assert not outcomes.keys() - {"updated", "unchanged", "rejected"}
    assert live(plant).keys() == orders.keys()
    plant.factory.press()
    assert set(Counter(row["outcome"] for row in plant.factory.press().outcome["rows"])) <= {"rejected"}


def test_a_press_that_is_not_confirmed_sends_nothing(plant: Plant) -> None:
    made = plant.back_up()
    plant.factory.press()
    plant.lose()
    assert plant.restore(made) == 0
    clerk, post = Clerk({"restore": "取消"}), plant.factory.poster("sync")
    assert run_press(post, book=JsonBook(FileHost(plant.factory.book)), person=clerk).exit == 2
    assert len(clerk.asked) == 1
    assert plant.factory.orders() == {}


def test_a_refresh_before_the_press_writes_over_nothing_that_was_lost(plant: Plant) -> None:
    plant.factory.press()
    plant.factory.press("refresh", plant.factory.other_book, scope="all")
    made = plant.back_up()
    type_in(plant.factory.book, {ROW: {"quantity": 1250}})
    plant.factory.press()
    order_no = look(plant.factory.book).rows[ROW]["order_no"]
    plant.lose()
    assert plant.restore(made) == 0
    plant.factory.press(book=plant.factory.other_book, yes="1")
    hers = look(plant.factory.other_book).row_of(order_no=order_no)
    for remark in ("一", "二", "三"):
        type_in(plant.factory.other_book, {hers: {"remark": remark, "quantity": 1300}})
        plant.factory.press(book=plant.factory.other_book)
    plant.factory.press("refresh")
    assert look(plant.factory.book).rows[ROW]["quantity"] == 1250
    assert {row["outcome"] for row in press_again(plant) if row["row"] == ROW} == {"conflict"}
