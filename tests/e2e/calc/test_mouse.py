"""A clerk's day in real Calc with mouse and keyboard on a virtual screen; every step leaves a screenshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.presses import COLUMN
from tests.e2e.calc.conftest import PASSWORD, TODAY, row, write_rows
from workbooks.layout import FIRST_ROW
from workbooks.samples.orders import order_samples

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.calc.conftest import Factory
    from tests.e2e.calc.desk import Desk
    from tests.e2e.calc.driving import Calc

pytestmark = pytest.mark.office
GREEN_BAR, YELLOW_BAR, RED_BAR = 0xD4E8D4, 0xFEEFB3, 0xFFBABA
SYNC, STOP, AGAIN = "同步", "停下 Stop", "再试一次"


def results(book: Calc, count: int) -> list[str]:
    return [book.text(FIRST_ROW + number, COLUMN["sync_result"]) for number in range(count)]


def press(desk: Desk, book: Calc, button: str) -> None:
    """Click a button and wait until the bar above the sheet says how it went."""
    desk.click(button)
    desk.until(lambda: book.has_message() and desk.is_free(), f"the end of {button}")


def open_book(desk: Desk, folder: Path, count: int = 3) -> Calc:
    return desk.calc(write_rows(folder / "订单录入.xlsx", [row() for _ in range(count)]))


def test_the_toolbar_stands_in_a_row_of_its_own_with_words(desk: Desk, tmp_path: Path) -> None:
    open_book(desk, tmp_path)
    for words in ("预检", "同步", "撤销本次提交", "刷新", "下一个问题", "查产品", "登录", "退出"):
        assert desk.shows(words)
    desk.picture("01-toolbar")


def test_the_first_press_asks_who_it_is_and_a_wrong_password_may_be_mended(
    desk: Desk, tmp_path: Path, factory: Factory
) -> None:
    desk.stand.tokens.unlink()
    book = open_book(desk, tmp_path)
    desk.click(SYNC)
    desk.wait_for("密码 Password")
    desk.picture("02-sign-in")
    desk.screen.type("wangfang")
    desk.screen.key("Tab")
    desk.screen.type("wrong-one")
    desk.screen.key("Return")
    desk.wait_for("密码不对")
    desk.picture("03-wrong-password")
    desk.screen.type(PASSWORD)
    desk.screen.key("Return")
    desk.until(book.has_message, "the end of the press")
    assert results(book, 3) == ["已建单"] * 3
    desk.picture("04-synced")


def test_what_is_being_typed_counts_when_the_button_is_pressed(
    desk: Desk, tmp_path: Path, factory: Factory
) -> None:
    book = open_book(desk, tmp_path)
    book.select("H3")
    desk.screen.settled()
    desk.screen.type("41")  # and no Enter
    press(desk, book, SYNC)
    number = book.text(FIRST_ROW, COLUMN["order_no"])
    assert factory.stored(number)["values"]["quantity"] == "41"


def test_checked_mended_synced_and_taken_back_by_mouse(desk: Desk, tmp_path: Path) -> None:
    book = open_book(desk, tmp_path)
    book.type_in(FIRST_ROW + 1, COLUMN["product"], "没有这种")
    press(desk, book, "预检")
    assert results(book, 3) == ["可提交", "请修改", "可提交"]
    desk.picture("05-checked")
    desk.click("下一个问题 Next")
    desk.until(
        lambda: book.selected()[1:] == (FIRST_ROW + 1, COLUMN["sync_result"]), "the cursor at the problem"
    )
    desk.picture("06-next-problem")
    desk.until(desk.is_free, "the end of the press")
    book.select("G4")
    desk.screen.type("XD-18")
    desk.screen.key("Return")
    press(desk, book, SYNC)
    assert results(book, 3) == ["已建单"] * 3
    press(desk, book, "撤销本次提交")
    assert results(book, 3) == ["已撤销"] * 3
    desk.picture("07-undone")


def test_a_conflict_is_seen_and_decided(desk: Desk, tmp_path: Path, factory: Factory) -> None:
    book = open_book(desk, tmp_path)
    press(desk, book, SYNC)
    number = book.text(FIRST_ROW, COLUMN["order_no"])
    factory.edit(number, quantity="7")
    book.type_in(FIRST_ROW, COLUMN["quantity"], 9)
    press(desk, book, SYNC)
    assert results(book, 1) == ["冲突"]
    desk.picture("08-conflict")
    book.type_in(FIRST_ROW, COLUMN["action"], "用我的")
    press(desk, book, SYNC)
    assert factory.stored(number)["values"]["quantity"] == "9"


def test_rows_sorted_and_pasted_with_the_keyboard_stay_what_they_are(
    desk: Desk, tmp_path: Path, factory: Factory
) -> None:
    rows = [row(quantity=quantity, remark=f"第{quantity}") for quantity in (2, 3, 1)]
    book = desk.calc(write_rows(tmp_path / "订单录入.xlsx", rows))
    press(desk, book, SYNC)
    number_by_quantity = numbers(book, 3)
    book.select("A3:AZ5")
    desk.screen.key("Tab", *["Tab"] * (COLUMN["quantity"] - 2))  # the cursor within the selection
    book.run(".uno:SortAscending")
    desk.until(lambda: list(numbers(book, 3)) == ["1", "2", "3"], "sorted rows")
    book.select("A4:AZ4")
    desk.screen.key("ctrl+c")
    book.select("A6")
    desk.screen.key("ctrl+v")
    desk.until(lambda: book.text(FIRST_ROW + 3, COLUMN["remark"]) == "第2", "the pasted row")
    book.type_in(FIRST_ROW + 3, COLUMN["quantity"], 4)
    before = len(factory.orders())
    press(desk, book, SYNC)
    found = numbers(book, 4)
    assert {quantity: found[quantity] for quantity in number_by_quantity} == number_by_quantity
    assert found["4"] not in number_by_quantity.values()
    assert len(factory.orders()) == before + 1


def numbers(book: Calc, count: int) -> dict[str, str]:
    """Return order numbers by the quantity of the row, in the order of the sheet."""
    rows = range(FIRST_ROW, FIRST_ROW + count)
    return {book.text(each, COLUMN["quantity"]).strip(): book.text(each, COLUMN["order_no"]) for each in rows}


def test_many_rows_are_stopped_by_a_button_and_gone_on_with_by_another(
    desk: Desk, tmp_path: Path, factory: Factory
) -> None:
    count = 1_200
    rows = [row(product="XD-36", quantity=1, unit_price=60) for _ in range(count)]
    book = desk.calc(write_rows(tmp_path / "订单录入.xlsx", rows))
    before = len(factory.orders())
    with factory.held():
        desk.click(SYNC)
        desk.click(STOP)
        desk.wait_for("正在停下")
        desk.picture("13-stopping")
    desk.wait_for("已停下")
    desk.picture("14-stopped")
    assert 0 < len(factory.orders()) - before < count
    press(desk, book, "接着做 Go on")
    assert len(factory.orders()) - before == count
    assert len(set(results(book, count))) == 1


def test_the_keyboard_takes_a_press_back_in_one_step(desk: Desk, tmp_path: Path) -> None:
    book = open_book(desk, tmp_path)
    press(desk, book, SYNC)
    desk.screen.key("ctrl+z")
    desk.until(lambda: results(book, 3) == [""] * 3, "the sheet as it was")


def test_a_server_that_is_down_is_told_in_words_and_tried_again_by_a_button(
    desk: Desk, tmp_path: Path, factory: Factory
) -> None:
    book = open_book(desk, tmp_path)
    factory.server.kill()
    try:
        desk.click(SYNC)
        desk.wait_for(STOP)
        desk.picture("09-waiting-for-the-server")
        desk.until(book.has_message, "word of the server")
        assert desk.shows("连不上服务器")
        desk.picture("10-server-down")
    finally:
        factory.server.start()
    desk.click(AGAIN)
    desk.until(lambda: results(book, 3) == ["已建单"] * 3, "the rows to be synced")


def test_a_sign_in_that_has_ended_is_renewed_and_the_press_goes_on(desk: Desk, tmp_path: Path) -> None:
    desk.stand.sign_in("wangfang", "a-token-long-gone")
    book = open_book(desk, tmp_path)
    desk.click(SYNC)
    desk.wait_for("登录已过期")
    desk.picture("11-expired")
    desk.screen.type(PASSWORD)
    desk.screen.key("Return")
    desk.until(lambda: results(book, 3) == ["已建单"] * 3, "the rows to be synced")


def test_a_question_is_asked_with_its_answers_as_buttons_and_enter_takes_the_harmless_one(
    desk: Desk, tmp_path: Path, factory: Factory
) -> None:
    book = open_book(desk, tmp_path)
    press(desk, book, SYNC)
    number = book.text(FIRST_ROW + 1, COLUMN["order_no"])
    book.run(".uno:GoToCell", ToPoint="$A$4")
    book.run(".uno:DeleteRows")
    desk.click(SYNC)
    desk.wait_for("只是不看")
    desk.picture("12-question")
    desk.screen.key("Return")  # without looking: nothing is cancelled by that
    desk.until(book.has_message, "the end of the press")
    assert results(book, 2) == ["已建单"] * 2
    assert factory.stored(number)["values"]["status"] != "已作废"


def test_forty_sample_rows_in_all_their_colours(desk: Desk, tmp_path: Path) -> None:
    samples = [sample.typed for sample in order_samples(TODAY)]
    book = desk.calc(write_rows(tmp_path / "订单录入.xlsx", samples))
    press(desk, book, SYNC)
    assert {"已建单", "请修改", "已挂起"} <= set(results(book, len(samples)))
    desk.picture("15-forty-rows")
