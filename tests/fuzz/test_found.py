"""What hostile input broke once, each with the smallest input that did."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import openpyxl
import pytest

from addin.bridge.messages import Range, Save
from addin.hosts.cells import travelling
from addin.hosts.file import FileHost
from addin.hosts.formulas import Result
from addin.hosts.memory import Content
from addin.hosts.port import JsonBook
from addin.hosts.sheets import selection
from server.masterdata.rules.settings import read_number
from sync.client.loop import run_press
from sync.client.transport import Server
from sync.fields.kinds import Field, Kind
from sync.fields.texts import plain_text
from sync.fields.values import canonical, from_cell
from sync.rows.state import BookState, ViewState, state_of
from tests.addin.fake_api import REQUIRED, TOKEN, FakeApi
from tests.addin.presses import COLUMN, SHEET, Clerk, memory_book, order, press, write_book
from tests.addin.serving import BRIDGE, serving
from workbooks.layout import FIRST_ROW, HEADER_ROW
from workbooks.reader import read_sheets
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

    from addin.hosts.memory import MemoryHost


def put_header(host: MemoryHost, key: str, word: str) -> None:
    """Rename a column of the order sheet."""
    host.sheets[SHEET].put((HEADER_ROW, COLUMN[key]), Content(word))


def put(host: MemoryHost, key: str, content: Content) -> None:
    """Put something into the first row of the order sheet."""
    host.sheets[SHEET].put((FIRST_ROW, COLUMN[key]), content)


def test_a_formula_in_a_hidden_cell_gives_way_so_that_the_row_is_known_again() -> None:
    host, api = memory_book([order()]), FakeApi()
    put(host, "_sum", Content("C010", formula="=A1"))
    press(host, api)
    press(host, api)
    assert api.orders == 1


def test_a_column_that_had_a_problem_may_be_taken_away() -> None:
    host, api = memory_book([order()]), FakeApi(required=(*REQUIRED, "remark"))
    press(host, api)
    put_header(host, "remark", "我的列")
    api.required = REQUIRED
    assert press(host, api).exit == 0
    assert press(host, api, "undo").exit == 0


@pytest.mark.parametrize("kind", Kind)
def test_a_number_beyond_all_floats_is_left_as_typed(kind: Kind) -> None:
    field = Field(key="f", label="字段", english="Field", kind=kind)
    assert from_cell(field, 10**400, today=dt.date(2026, 11, 24)) == "1" + "0" * 400


def test_blanks_within_a_code_are_one_however_wide_they_were_typed() -> None:
    field = Field(key="f", label="字段", english="Field", kind=Kind.CODE)
    assert canonical(field, "A  1") == canonical(field, "Ａ\u3000\u30001") == "A 1"


def test_a_long_run_of_line_ends_is_not_tried_from_each_of_its_signs() -> None:
    assert plain_text("\r" * 1_000_000 + "\0") is None
    assert plain_text("a" + "\r" * 1_000_000 + "\nb") == "a\nb"


@pytest.mark.parametrize("key", ["_rev", "_marks", "_sum", "_key"])
def test_thousands_of_digits_in_a_hidden_cell_are_no_number(key: str) -> None:
    host, api = memory_book([order()]), FakeApi()
    press(host, api)
    put(host, key, Content("9" * 5_000))
    assert press(host, api).exit == 0


@pytest.mark.parametrize("name", ["epoch", "before.orders", "submission.orders", "last_submission.orders"])
def test_a_state_sheet_of_rubbish_counts_as_absent(name: str) -> None:
    rubbish = state_of({name: "a " + "9" * 5_000, "keys.orders#0": "a\t" + "9" * 5_000})
    assert rubbish == BookState(views={"orders": ViewState()})


def test_a_quotation_mark_that_is_never_closed_is_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    path.write_bytes('客户编码,客户名称\r\nC1,"'.encode() + b"a" * 200_000)
    with pytest.raises(RefusedBookError, match="损坏"):
        read_sheets(path, today=dt.date(2026, 11, 24))


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), 10**400])
def test_a_number_that_no_message_can_carry_travels_as_text(number: float) -> None:
    value, _ = travelling(number)
    assert value == str(number)


def test_a_result_that_is_no_number_is_text() -> None:
    assert Result("n", "not a number").value == "not a number"


@pytest.mark.parametrize("chosen", ["1e999999999", "A9000000000", "XFE1", "A0", "B2 C3", "A:A", ""])
def test_a_selection_that_is_none_does_not_keep_a_book_from_being_read(chosen: str) -> None:
    sheet = openpyxl.Workbook().worksheets[0]
    sheet.sheet_view.selection[0].sqref = chosen
    found = selection(sheet)
    assert found is None or msgspec.convert(msgspec.to_builtins(found), Range) == found


def test_a_book_that_can_be_read_but_not_written_is_left_alone(tmp_path: Path) -> None:
    path = write_book(tmp_path / "订单录入.xlsx", [order()])
    host = FileHost(path)
    host._book.worksheets[0].cell(9, 1).value = 10**400
    before = path.read_bytes()
    with pytest.raises(RefusedBookError, match="损坏"):
        host.apply(Save())
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["1e-999999999", "1e3", "NaN", "-1", "", "10001", "９" * 5_000])
def test_a_rule_holds_no_number_with_an_exponent(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text[:60]}"):
        read_number(text)


def test_half_a_character_in_a_cell_does_not_keep_a_press_from_being_sent() -> None:
    api = FakeApi()
    with serving(api) as url:
        server = Server(url=url, token=TOKEN)
        host = memory_book([order()])
        put(host, "remark", Content("半\ud83d个"))
        ended = run_press(partial(server.post, f"{BRIDGE}/sync"), book=JsonBook(host), person=Clerk())
    assert ended.exit == 0
    assert [row.values["remark"] for row in api.rows.values()] == ["半个"]
