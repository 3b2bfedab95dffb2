"""`start.py addin adopt --dry-run` proposes, in JSON and for people, and leaves the file as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from addin.cli import main

if TYPE_CHECKING:
    from pathlib import Path

FIRST_COLUMN = {"header": "序号", "field": None, "confidence": 0.0, "applied": False}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the path of a person's own workbook: a title, a header, two lines, a total, a painted row."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "十一月"
    for row in (
        ["永昌五金 2026年11月订单"],
        ["序号", "客户名称", "产品型号", "数量", "含税单价", "交期", "内部颜色"],
        [1, "宏远机械", "HX-01", "1.2千", 0.5, "11月3日", "红"],
        [2, "金泰五金", "HX-02", "3箱(每箱200)", 0.6, "2026-11-20", "黑"],
        ["合计", None, None, 1800],
    ):
        sheet.append(row)
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
    made.save(tmp_path / "我的表.xlsx")
    return tmp_path / "我的表.xlsx"


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["adopt", *words], {})
    return code, capsys.readouterr().out


def proposal(book: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code, said = run("--file", str(book), "--dry-run", "--json", *words, capsys=capsys)
    assert code == 0
    found: dict[str, Any] = json.loads(said)
    return found


def test_the_proposal_names_tables_columns_and_colours(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = proposal(book, capsys=capsys)
    (table,) = found["tables"]
    assert set(found) == {"tables", "colours", "exit"}
    assert set(table) == {"sheet", "header_rows", "first_row", "last_row", "order_lines", "columns"}
    assert (table["sheet"], table["header_rows"], table["order_lines"]) == ("十一月", [2], 2)
    assert (table["first_row"], table["last_row"]) == (3, 4)
    assert table["columns"]["A"] == FIRST_COLUMN
    assert table["columns"]["B"]["field"] == "customer"
    assert table["columns"]["B"]["applied"] is True
    assert found["colours"] == [{"sheet": "十一月", "kind": "fill", "rgb": "FFFF00", "rows": [4]}]


def test_values_of_the_first_lines_are_named_by_their_cells(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (table,) = proposal(book, "--values", "1", capsys=capsys)["tables"]
    assert table["values"]["D3"] == {"value": "1200", "doubtful": False}
    assert table["values"]["F3"] == {"value": "2026-11-03", "doubtful": False}
    assert "D4" not in table["values"]
    (table,) = proposal(book, "--values", "9", capsys=capsys)["tables"]
    assert table["values"]["D4"] == {"value": "600", "doubtful": True}


def test_the_file_stays_as_it_is(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    proposal(book, "--values", "5", capsys=capsys)
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_people_read_a_table(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run("--file", str(book), "--dry-run", "--values", "2", capsys=capsys)
    assert code == 0
    assert "工作表“十一月”：表头第 2 行，订单在第 3–4 行，共 2 行" in said
    assert "√ 直接对应" in said
    assert "· 自己的列" in said
    assert "第 4 行  客户名称 金泰五金；产品型号 HX-02；数量 ？600；" in said
    assert "十一月 底色 #FFFF00：1 行（第 4 行）" in said


def test_without_a_sign_in_nothing_is_done(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    code, said = run("--file", str(book), capsys=capsys)
    assert code == 2
    assert "请先登录" in said
    assert book.read_bytes() == before


@pytest.mark.parametrize("suffix", ["xls", "ods", "csv"])
def test_what_cannot_be_written_back_as_it_was_is_for_importing_only(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"旧表.{suffix}").write_bytes(b"old")
    code, said = run("--file", str(tmp_path / f"旧表.{suffix}"), capsys=capsys)
    assert code == 2
    assert ".xlsx" in said
    assert (tmp_path / f"旧表.{suffix}").read_bytes() == b"old"


def test_a_book_without_orders_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    code, said = run("--file", str(tmp_path / "空.xlsx"), "--dry-run", capsys=capsys)
    assert code == 0
    assert "没有找到订单表" in said


@pytest.mark.parametrize("name", ["没有.xlsx", "坏.xlsx", "坏.xls", "坏.ods", "图.png"])
def test_a_file_that_cannot_be_read_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not name.startswith("没有"):
        (tmp_path / name).write_bytes(b"no workbook")
    code, said = run("--file", str(tmp_path / name), "--dry-run", "--json", capsys=capsys)
    assert code == 2
    assert json.loads(said)["message"]


def test_a_file_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["adopt", "--dry-run"], {})
    assert caught.value.code == 2
    assert "--file" in capsys.readouterr().err


def test_a_negative_count_of_values_is_no_count(book: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["adopt", "--file", str(book), "--dry-run", "--values", "-1"], {})
    assert caught.value.code == 2
