"""What hostile input broke once, each with the smallest input that did."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import pytest

from addin.bridge.messages import Need, Range
from addin.hosts.file import FileHost
from addin.hosts.memory import Content
from addin.hosts.port import JsonBook
from server.masterdata.rules.settings import read_number
from sync.client.loop import run_press
from sync.client.transport import Server
from sync.fields.kinds import Field, Kind
from sync.fields.texts import plain_text
from sync.fields.values import canonical, from_cell
from sync.rows.state import BookState, ViewState, state_of
from tests.addin.fake_api import REQUIRED, TOKEN, FakeApi
from tests.addin.hosts.packages import SHEET as SHEET_PART
from tests.addin.hosts.packages import parts_of, plain_book, write_parts
from tests.addin.presses import COLUMN, SHEET, Clerk, memory_book, order, press
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


@pytest.mark.parametrize("number", ["1e999", "-1e999", pytest.param("1" + "0" * 400, id="huge"), "nan"])
def test_a_number_that_no_message_can_carry_travels_as_text(number: str, tmp_path: Path) -> None:
    host = FileHost(_with_cell(tmp_path, f'<c r="A1"><v>{number}</v></c>'))
    (block,) = host.snapshot([Need(Range("Sheet", 1, 1, 1, 1))]).blocks
    assert isinstance(block.rows[0][0], str)
    msgspec.json.encode(block)


@pytest.mark.parametrize("value", ["not a number", "1_000", "", "12 34"])
def test_a_result_that_is_no_number_does_not_keep_a_book_from_being_read(value: str, tmp_path: Path) -> None:
    host = FileHost(_with_cell(tmp_path, f'<c r="A1"><f>1+1</f><v>{value}</v></c>'))
    (block,) = host.snapshot([Need(Range("Sheet", 1, 1, 1, 1))]).blocks
    assert block.rows == [[value or None]]


@pytest.mark.parametrize("chosen", ["1e999999999", "A9000000000", "XFE1", "A0", "B2 C3", "A:A", ""])
def test_a_selection_that_is_none_does_not_keep_a_book_from_being_read(chosen: str, tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    parts[SHEET_PART] = re.sub(rb'sqref="[^"]*"', b'sqref="%s"' % chosen.encode(), parts[SHEET_PART], count=1)
    assert b"sqref" in parts[SHEET_PART]
    assert FileHost(write_parts(path, parts)).snapshot([]).selection is None


def _with_cell(folder: Path, cell: str) -> Path:
    path = plain_book(folder / "a.xlsx")
    parts = parts_of(path)
    rows = f'<sheetData><row r="1">{cell}</row></sheetData>'.encode()
    parts[SHEET_PART] = re.sub(rb"<sheetData>.*</sheetData>", lambda _: rows, parts[SHEET_PART])
    return write_parts(path, parts)


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
