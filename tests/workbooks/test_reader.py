"""The administrator's import: rows by labels, files that must not be parsed refused with a clear sentence."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from sync.fields.masterdata import CUSTOMERS, MASTER_DATA, PRODUCTS
from sync.fields.values import Unparsed
from tests.workbooks.packages import parts_of
from workbooks.books.master_data import write_master_data
from workbooks.reader import IMPORT_ORDER, read_sheets
from workbooks.refusals import RefusedBookError
from workbooks.samples.master_data import choice_lists, master_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

TODAY = dt.date(2026, 11, 24)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def master_data(tmp_path: Path) -> Path:
    """Write the sample master data."""
    path = tmp_path / "主数据.xlsx"
    rows = master_rows(TODAY, password="only-once")
    write_master_data(path, lists=choice_lists(rows), rows=rows)
    return path


def _book(path: Path, sheets: Mapping[str, Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_what_was_written_is_read_back_in_import_order(master_data: Path) -> None:
    sheets = read_sheets(master_data, today=TODAY)
    assert [sheet.spec.name for sheet in sheets] == list(IMPORT_ORDER)
    written = master_rows(TODAY)
    assert {sheet.spec.name: len(sheet.rows) for sheet in sheets} == {
        name: len(rows) for name, rows in written.items()
    }


def test_every_view_has_its_place_in_the_import() -> None:
    assert sorted(IMPORT_ORDER) == sorted(spec.name for spec in MASTER_DATA)


def test_values_are_canonical_and_server_columns_are_left_out(master_data: Path) -> None:
    by_view = {sheet.spec.name: sheet.rows for sheet in read_sheets(master_data, today=TODAY)}
    assert by_view["customers"][0].values["aliases"] == "启明灯饰；苏州启明"
    assert by_view["products"][1].values["list_price"] == "38.5"
    assert by_view["supplies"][0].values["due_on"] == "2026-12-03"
    assert by_view["users"][0].values["password"] == "only-once"
    assert set(by_view["stock"][0].values) == {"product", "warehouse", "on_hand"}
    assert by_view["stock"][0].number == 3


def test_own_headers_title_rows_blank_rows_and_order_are_understood(tmp_path: Path) -> None:
    rows = [
        ["我们的产品"],
        [],
        ["型号", "我的备注", "品名", "标准价（含税）"],
        [],
        ["A-1", "x", "灯", "¥1,200"],
    ]
    path = _book(tmp_path / "p.xlsx", {"说明": [["看第二页"]], " 产 品 ": rows})
    (sheet,) = read_sheets(path, today=TODAY)
    assert (sheet.spec, sheet.sheet, len(sheet.rows)) == (PRODUCTS, " 产 品 ", 1)
    assert sheet.rows[0].number == 5
    assert sheet.rows[0].values == {"code": "A-1", "name": "灯", "list_price": "1200"}


def test_blank_is_none_and_what_cannot_be_read_comes_as_typed(tmp_path: Path) -> None:
    rows = [["产品型号", "品名", "标准价（含税）", "规格"], ["A-1", "灯", "面议", None]]
    (sheet,) = read_sheets(_book(tmp_path / "p.xlsx", {"产品": rows}), today=TODAY)
    price = sheet.rows[0].values["list_price"]
    assert isinstance(price, Unparsed)
    assert (price, sheet.rows[0].values["spec"]) == ("面议", None)


def test_a_key_on_the_sheet_is_told(tmp_path: Path) -> None:
    rows = [["客户编码", "客户名称", "_key"], ["C1", "甲", " 0190ABCD "], ["C2", "乙", None]]
    (sheet,) = read_sheets(_book(tmp_path / "c.xlsx", {"客户": rows}), today=TODAY)
    assert [row.key for row in sheet.rows] == ["0190abcd", None]


def test_text_that_a_file_cannot_hold_plainly_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    row = {"code": "C1", "name": "=甲", "ship_to": "\r=1+1"}
    write_master_data(path, lists={}, rows={"customers": [row]})
    customers = next(s for s in read_sheets(path, today=TODAY) if s.spec is CUSTOMERS)
    assert {key: customers.rows[0].values[key] for key in row} == row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_the_sheet_it_is_called_like(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    path.write_bytes('客户编码,客户名称,别名\r\nC1,甲公司,"甲;阿甲"\r\n,,\r\n'.encode(encoding))
    (sheet,) = read_sheets(path, today=TODAY)
    assert [row.values for row in sheet.rows] == [{"code": "C1", "name": "甲公司", "aliases": "甲；阿甲"}]


def test_a_formula_with_its_result_is_read_and_one_without_is_refused(tmp_path: Path) -> None:
    rows = [["产品型号", "品名", "标准价（含税）"], ["A-1", "灯", "=6*7"]]
    path = _book(tmp_path / "p.xlsx", {"产品": rows})
    with pytest.raises(RefusedBookError, match="产品 2 C"):
        read_sheets(path, today=TODAY)
    _edit(path, SHEET, lambda part: part.replace(b"<v></v>", b"<v>42</v>").replace(b"<v />", b"<v>42</v>"))
    (sheet,) = read_sheets(path, today=TODAY)
    assert sheet.rows[0].values["list_price"] == "42"


def _edit(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    parts = parts_of(path)
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def _bomb(path: Path) -> None:
    _edit(path, SHEET, lambda part: part + b" " * (300 * 1024 * 1024))


def _entities(path: Path) -> None:
    _edit(path, SHEET, lambda part: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + part)


def _encrypted(path: Path) -> None:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le"))


def _old_xls(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def _wide(path: Path) -> None:
    _edit(path, SHEET, lambda part: part.replace(b'r="A3"', b'r="XFD3"', 1))


def _broken_inside(path: Path) -> None:
    _edit(path, SHEET, lambda part: part[: len(part) // 2])


@pytest.mark.parametrize(
    ("harm", "code", "words"),
    [
        (_bomb, "too_large", "解开后太大"),
        (_entities, "entities", "外部实体"),
        (_encrypted, "encrypted", "打开密码"),
        (_old_xls, "renamed", "旧版 .xls"),
        (_truncated, "damaged", "不完整或已损坏"),
        (_broken_inside, "damaged", "不完整或已损坏"),
        (lambda path: path.write_bytes("客户编码,客户名称".encode()), "renamed", "只是改了扩展名"),
        (lambda path: path.write_bytes(b""), "damaged", "不完整或已损坏"),
        (_wide, "too_wide", "XFD"),
        (lambda path: path.unlink(), "missing", "找不到文件"),
    ],
    ids=["bomb", "entities", "encrypted", "xls", "truncated", "broken", "csv", "empty", "wide", "missing"],
)
def test_a_file_that_must_not_be_parsed_is_refused_with_the_reason(
    harm: Callable[[Path], object], code: str, words: str, master_data: Path
) -> None:
    harm(master_data)
    with pytest.raises(RefusedBookError, match=words) as refused:
        read_sheets(master_data, today=TODAY)
    assert refused.value.code == code
    assert refused.value.english


def test_a_book_without_a_known_sheet_says_which_are_known(tmp_path: Path) -> None:
    with pytest.raises(RefusedBookError, match="客户、产品、协议价"):
        read_sheets(_book(tmp_path / "x.xlsx", {"Sheet1": [["客户编码", "客户名称"]]}), today=TODAY)


def test_a_sheet_without_headers_is_named(tmp_path: Path) -> None:
    with pytest.raises(RefusedBookError, match="“客户”里找不到表头"):
        read_sheets(_book(tmp_path / "x.xlsx", {"客户": [["甲公司", "乙公司"]]}), today=TODAY)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01\x81", b"\0\0\0"])
def test_a_csv_file_that_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "客户.csv").write_bytes(content)
    with pytest.raises(RefusedBookError, match="损坏"):
        read_sheets(tmp_path / "客户.csv", today=TODAY)


def test_a_csv_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedBookError, match="找不到文件"):
        read_sheets(tmp_path / "客户.csv", today=TODAY)


def test_cells_at_the_far_end_of_a_sheet_cost_no_memory(tmp_path: Path) -> None:
    path = _book(tmp_path / "c.xlsx", {"客户": [["客户编码", "客户名称"], ["C1", "甲"]]})
    far = b'<row r="1048576"><c r="ZZ1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    _edit(path, SHEET, lambda part: part.replace(b"</sheetData>", far))
    (sheet,) = read_sheets(path, today=TODAY)
    assert [row.values["code"] for row in sheet.rows] == ["C1"]


def test_real_dates_and_truths_are_read(tmp_path: Path) -> None:
    rows = [["登录名", "角色", "代理开始", "启用"], ["lina", "clerk", dt.date(2026, 12, 1), True]]
    (sheet,) = read_sheets(_book(tmp_path / "u.xlsx", {"用户": rows}), today=TODAY)
    assert sheet.rows[0].values["deputy_from"] == "2026-12-01"
    assert sheet.rows[0].values["active"] == "true"


def test_more_rows_than_any_factory_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbooks.reader.MOST_ROWS", 2)
    rows = [["客户编码", "客户名称"], ["C1", "甲"], ["C2", "乙"]]
    with pytest.raises(RefusedBookError, match="超过 2 行"):
        read_sheets(_book(tmp_path / "c.xlsx", {"客户": rows}), today=TODAY)


def test_a_csv_file_that_is_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbooks.grids._MOST_CSV_BYTES", 10)
    (tmp_path / "客户.csv").write_text("客户编码,客户名称\n", encoding="utf-8")
    with pytest.raises(RefusedBookError, match="太大"):
        read_sheets(tmp_path / "客户.csv", today=TODAY)


def test_a_book_whose_inside_openpyxl_cannot_read_is_damaged(master_data: Path) -> None:
    _edit(master_data, "xl/workbook.xml", lambda part: part[:200])
    with pytest.raises(RefusedBookError, match="损坏"):
        read_sheets(master_data, today=TODAY)
