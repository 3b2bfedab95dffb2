"""A clerk's day in real Calc, pressed by dispatch: what the sheet says after each press."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from addin.hosts.file import FileHost
from addin.hosts.port import NOTE_MARK, JsonBook
from sync.client.loop import run_press
from sync.client.transport import Server
from tests.addin.presses import COLUMN, Clerk
from tests.e2e.calc.conftest import PASSWORD, row, write_rows
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.calc.conftest import Factory
    from tests.e2e.calc.driving import Calc
    from tests.e2e.calc.stand import Stand

pytestmark = pytest.mark.office
NOTES = COLUMN["remark"]


def shown(book: Calc, number: int, key: str) -> str:
    """Return what a cell shows; rows count from the first one below the header."""
    return book.text(FIRST_ROW + number - 1, COLUMN[key])


def results(book: Calc, count: int = 3) -> list[str]:
    return [shown(book, number, "sync_result") for number in range(1, count + 1)]


def write(book: Calc, number: int, key: str, value: str | float) -> None:
    book.type_in(FIRST_ROW + number - 1, COLUMN[key], value)


def pressed(book: Calc, action: str = "sync", **arguments: Any) -> dict[str, Any]:
    """Press, and see to it that it went well."""
    done = book.press(action, **arguments)
    assert done["exit"] == 0, done
    return done


def test_checked_synced_and_told_row_by_row(book: Calc, factory: Factory) -> None:
    write(book, 3, "product", "没有这种")
    assert pressed(book, "precheck")["counts"] == {"created": 2, "rejected": 1}
    assert results(book) == ["可提交", "可提交", "请修改"]
    before = len(factory.orders())
    pressed(book)
    assert results(book) == ["已建单", "已建单", "请修改"]
    assert shown(book, 1, "order_no").startswith("SO")
    assert book.note(FIRST_ROW + 2, COLUMN["product"]).startswith(NOTE_MARK)
    assert len(factory.orders()) == before + 2


def test_a_press_again_sends_nothing_that_stands(book: Calc, factory: Factory) -> None:
    pressed(book)
    before = factory.orders()
    assert pressed(book)["counts"] == {}
    assert factory.orders() == before


def test_what_a_person_painted_calculated_and_sized_stays(book: Calc) -> None:
    book.paint(FIRST_ROW, COLUMN["customer"], 0xFFEEAA)
    book.type_in(FIRST_ROW, NOTES, '=CONCATENATE("总";H3*2)')
    book.type_in(FIRST_ROW, COLUMN["quantity"], "=1+1")
    heights = [book.height(number) for number in range(1, 9)]
    pressed(book)
    assert book.colour(FIRST_ROW, COLUMN["customer"]) == 0xFFEEAA
    assert book.formula(FIRST_ROW, COLUMN["quantity"]) == "=1+1"
    assert [book.height(number) for number in range(1, 9)] == heights
    assert results(book) == ["已建单"] * 3


def test_a_press_is_one_step_of_undo(book: Calc) -> None:
    pressed(book)
    steps = book.undo_titles()
    assert steps.count("同步") == 1
    assert book.undo() == "同步"
    assert results(book) == ["", "", ""]
    assert [shown(book, number, "_key") for number in (1, 2, 3)] == ["", "", ""]
    assert book.redo() == "同步"
    assert results(book) == ["已建单"] * 3
    assert all(shown(book, number, "_key") for number in (1, 2, 3))


def test_a_press_undone_with_the_keyboard_is_recognised_by_the_server(book: Calc, factory: Factory) -> None:
    pressed(book)
    book.undo()
    before = len(factory.orders())
    pressed(book)
    assert len(factory.orders()) == before
    assert shown(book, 1, "order_no").startswith("SO")


def test_a_conflict_is_shown_and_decided_in_the_sheet(book: Calc, factory: Factory) -> None:
    pressed(book)
    number = shown(book, 1, "order_no")
    factory.edit(number, quantity="7")
    write(book, 1, "quantity", 9)
    pressed(book)
    assert results(book)[0] == "冲突"
    write(book, 1, "action", "用我的")
    pressed(book)
    assert results(book)[0] == "已更新"
    assert factory.stored(number)["values"]["quantity"] == "9"


def test_what_others_changed_comes_into_the_sheet(book: Calc, factory: Factory) -> None:
    pressed(book)
    factory.edit(shown(book, 2, "order_no"), quantity="8")
    pressed(book)
    assert (shown(book, 2, "quantity").strip(), results(book)[1]) == ("8", "他人已改")


def test_a_submission_is_taken_back_and_may_be_sent_again(book: Calc, factory: Factory) -> None:
    pressed(book)
    numbers = {shown(book, number, "order_no") for number in (1, 2, 3)}
    pressed(book, "undo")
    assert results(book) == ["已撤销"] * 3
    pressed(book)
    again = {shown(book, number, "order_no") for number in (1, 2, 3)}
    assert results(book) == ["已建单"] * 3
    assert not numbers & again


def test_rows_are_known_again_after_sorting_and_a_pasted_row_is_a_new_order(
    book: Calc, factory: Factory
) -> None:
    pressed(book)
    numbers = [shown(book, number, "order_no") for number in (1, 2, 3)]
    width = max(COLUMN.values())
    rows = book.rows(FIRST_ROW, FIRST_ROW + 2, width)
    book.fill(FIRST_ROW, 1, [rows[2], rows[0], rows[1]])
    book.fill(FIRST_ROW + 3, 1, [rows[0]])
    write(book, 4, "quantity", 1)
    before = len(factory.orders())
    pressed(book)
    assert [shown(book, number, "order_no") for number in (1, 2, 3)] == [numbers[2], numbers[0], numbers[1]]
    assert shown(book, 4, "order_no") not in {*numbers, ""}
    assert len(factory.orders()) == before + 1


def test_the_book_travels_to_another_host_and_back(book: Calc, factory: Factory, tmp_path: Path) -> None:
    pressed(book)
    path = tmp_path / "saved" / "订单录入.xlsx"
    path.parent.mkdir()
    book.store(path)
    before = len(factory.orders())
    server = Server(factory.server.url, factory.wangfang.token)
    host = JsonBook(FileHost(path))
    ended = run_press(lambda body: dict(server.post("/api/v1/bridge/sync", body)), book=host, person=Clerk())
    assert (ended.exit, ended.outcome["counts"]) == (0, {})
    assert len(factory.orders()) == before


def test_without_a_server_nothing_is_lost_and_nothing_doubled(
    book: Calc, factory: Factory, stand: Stand
) -> None:
    factory.server.kill()
    try:
        done = book.press("sync")
        assert done["exit"] == 3
        assert "连不上服务器" in done["message"]
        assert results(book) == ["", "", ""]
    finally:
        factory.server.start()
    before = len(factory.orders())
    pressed(book)
    assert results(book) == ["已建单"] * 3
    assert len(factory.orders()) == before + 3


def test_a_wrong_password_is_refused_in_words_and_leaves_no_token(book: Calc, stand: Stand) -> None:
    stand.tokens.unlink()
    done = book.press("login", options={"user": "wangfang", "password": "wrong-fern-lamp"})
    assert done["exit"] == 2
    assert "密码" in done["message"]
    assert not stand.tokens.exists()
    assert book.press("sync")["refused"] == "not_signed_in"


def test_a_sign_in_is_kept_for_its_owner_alone_and_never_in_the_book(
    book: Calc, stand: Stand, tmp_path: Path
) -> None:
    stand.tokens.unlink()
    pressed(book, "login", options={"user": "wangfang", "password": PASSWORD})
    assert stand.tokens.stat().st_mode & 0o777 == 0o600
    pressed(book)
    token = next(text for name, text in stand.remembered().items() if name.startswith("wangfang "))
    book.store(tmp_path / "saved.xlsx")
    content = (tmp_path / "saved.xlsx").read_bytes()
    assert token
    assert token.encode() not in b"".join(unzipped(content))


def unzipped(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_a_sign_in_that_has_ended_is_forgotten_and_a_new_one_goes_on(book: Calc, stand: Stand) -> None:
    stand.sign_in("wangfang", "a-token-long-gone")
    done = book.press("sync")
    assert done["exit"] == 2
    assert not any(name.startswith("wangfang ") for name in stand.remembered())
    pressed(book, "login", options={"user": "wangfang", "password": PASSWORD})
    pressed(book)
    assert results(book) == ["已建单"] * 3


def test_signing_out_ends_the_token_on_the_server_too(book: Calc, stand: Stand, factory: Factory) -> None:
    stand.tokens.unlink()
    pressed(book, "login", options={"user": "wangfang", "password": PASSWORD})
    token = next(text for name, text in stand.remembered().items() if name.startswith("wangfang "))
    pressed(book, "logout")
    stand.sign_in("wangfang", token)
    assert book.press("sync")["exit"] == 2


def test_a_protected_sheet_is_left_alone_and_the_message_says_what_to_do(
    book: Calc, factory: Factory
) -> None:
    before = len(factory.orders())
    book.protect()
    done = book.press("sync")
    assert done["exit"] == 2
    assert "取消保护" in done["message"]
    assert results(book) == ["", "", ""]
    assert len(factory.orders()) == before


def test_a_second_press_while_one_is_at_work_is_refused_kindly(book: Calc, factory: Factory) -> None:
    with factory.held():
        first = book.start("sync")
        second = book.press("sync")
    assert (second["refused"], second["exit"]) == ("busy", 2)
    assert first.wait()["exit"] == 0
    assert results(book) == ["已建单"] * 3


def test_two_books_are_pressed_at_once(book: Calc, stand: Stand, tmp_path: Path) -> None:
    other = stand.calc(write_rows(tmp_path / "b" / "另一本.xlsx", [row(), row(), row()]))
    both = [book.start("sync"), other.start("sync")]
    assert [each.wait()["exit"] for each in both] == [0, 0]
    assert results(book) == results(other) == ["已建单"] * 3


def test_a_row_that_was_deleted_is_asked_about(book: Calc, factory: Factory) -> None:
    pressed(book)
    number = shown(book, 2, "order_no")
    book.run(".uno:GoToCell", ToPoint="$A$4")
    book.run(".uno:DeleteRows")
    done = pressed(book, answers={"missing": "作废"})
    assert "assumed" not in done
    assert factory.stored(number)["values"]["status"] == "已作废"


def test_the_product_in_the_selected_cell_is_looked_up(book: Calc) -> None:
    book.select("G3")
    done = pressed(book, "lookup_product")
    assert done["written"] == "XD-18"
    assert shown(book, 1, "product").startswith("XD-18")


def test_the_cursor_goes_to_the_next_problem(book: Calc) -> None:
    write(book, 2, "quantity", -5)
    pressed(book)
    pressed(book, "next_problem")
    assert book.selected() == ("订单录入", FIRST_ROW + 1, COLUMN["quantity"])


def test_refreshing_brings_dropdowns_and_rows_of_mine(book: Calc) -> None:
    done = pressed(book, "refresh")
    assert done["counts"]["rows"] >= 3
    assert ("_lists", False) in book.sheets()
