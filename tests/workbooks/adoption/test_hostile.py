"""Files that are broken, absurd or meant to harm are refused in words, in time, and stay as they were."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from sync.adoption.grid import BookGrid
from tests.sync.adoption.drawings import drawings
from tests.sync.adoption.judging import proposed
from tests.workbooks.adoption.writers import with_openpyxl
from workbooks.adoption.opening import read_book
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS_A_MEGABYTE = 10
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SHEET = "xl/worksheets/sheet1.xml"
ODS_HEAD = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    '<office:spreadsheet><table:table table:name="S">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the path of an ordinary workbook."""
    path = tmp_path / "订单.xlsx"
    with_openpyxl(drawings()[1], path)
    return path


def with_sheet(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """Write the workbook anew with its first sheet's XML changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = change(parts[SHEET])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def ods(path: Path, rows: str, *, head: str = ODS_HEAD) -> Path:
    """Write an OpenDocument file with these rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", head + rows + ODS_TAIL)
    return path


def refusal(path: Path) -> str:
    """Return why a file is refused; it must be as it was afterwards."""
    before = path.read_bytes()
    with pytest.raises(RefusedBookError) as caught:
        read_book(path)
    assert path.read_bytes() == before
    assert caught.value.chinese
    return caught.value.code


def test_xml_entities_are_refused(book: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    assert refusal(with_sheet(book, lambda part: bomb + part)) == "entities"


def test_entities_in_an_open_document_are_refused(tmp_path: Path) -> None:
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ODS_HEAD
    assert refusal(ods(tmp_path / "a.ods", "<table:table-row/>", head=head)) == "entities"


def test_zip_bombs_are_refused(book: Path) -> None:
    assert refusal(with_sheet(book, lambda part: part + b" " * 60_000_000)) == "too_large"


def test_a_cell_far_to_the_right_is_refused(book: Path) -> None:
    far = b'<row r="90"><c r="XFD90"><v>1</v></c></row></sheetData>'
    assert refusal(with_sheet(book, lambda part: part.replace(b"</sheetData>", far))) == "too_wide"


def test_repeated_cells_without_end_are_refused(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="900" office:value-type="float" office:value="1"/>'
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert refusal(ods(tmp_path / "a.ods", rows)) == "too_large"


def test_merges_without_end_are_refused(book: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:ALL%d"/>' % (row, row) for row in range(1, 2000))
    changed = b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    assert refusal(with_sheet(book, lambda part: part.replace(b"</sheetData>", changed))) == "too_large"


def test_half_a_million_blank_painted_cells_are_read_in_time(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened.worksheets[0]["Z1"].fill = PatternFill("solid", fgColor="FFFF00")
    opened.save(book)
    rows = b"".join(
        b'<row r="%d">' % row
        + b"".join(b'<c r="%s%d" s="1"/>' % (b"ABCDEFGHIJ"[at : at + 1], row) for at in range(10))
        + b"</row>"
        for row in range(100, 50_100)
    )
    path = with_sheet(book, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))
    started = time.process_time()
    found = proposed(read_book(path), 0)
    seconds = time.process_time() - started
    assert [table["last_row"] for table in found["tables"]] == [7]
    assert seconds < max(1.0, path.stat().st_size / 1_000_000) * SECONDS_A_MEGABYTE


def test_a_used_range_that_lies_costs_nothing(book: Path) -> None:
    lie = b'<dimension ref="A1:XFD1048576"'
    path = with_sheet(book, lambda part: re.sub(b'<dimension ref="[^"]*"', lie, part))
    assert proposed(read_book(path), 0)["tables"]


def test_texts_that_are_not_there_are_damage(book: Path) -> None:
    changed = b'<row r="90"><c r="A90" t="s"><v>99999</v></c></row></sheetData>'
    assert refusal(with_sheet(book, lambda part: part.replace(b"</sheetData>", changed))) == "damaged"


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<html></html>", OLE + bytes(600), OLE + b"\xff" * 600]
)
def test_what_is_no_workbook_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert refusal(path) in {"damaged", "renamed"}


def test_a_binary_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 10)
    assert refusal(path) == "damaged"


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_with_changed_bytes_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with_openpyxl(data.draw(st.sampled_from(drawings())), path)
    with zipfile.ZipFile(path) as archive:
        part = bytearray(archive.read(SHEET))
    for at in data.draw(st.lists(st.integers(0, len(part) - 1), min_size=1, max_size=8)):
        part[at] = data.draw(st.integers(0, 255))
    with_sheet(path, lambda _: bytes(part))
    before = path.read_bytes()
    try:
        read = read_book(path)
    except RefusedBookError as refused:
        assert refused.chinese  # noqa: PT017 - either is right
    else:
        assert isinstance(read, BookGrid)
        proposed(read, 50)
    assert path.read_bytes() == before


@given(content=st.binary(max_size=400), suffix=st.sampled_from([".xlsx", ".xls", ".ods", ".csv"]))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    try:
        proposed(read_book(path), 10)
    except RefusedBookError as refused:
        assert refused.chinese  # noqa: PT017 - either is right


@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=12),
                st.floats(allow_nan=False),
                st.booleans(),
                st.sampled_from(
                    [
                        "客户",
                        "型号",
                        "数量",
                        "单价",
                        "金额",
                        "交期",
                        "合计",
                        '"',
                        "同上",
                        "11/3",
                        "3箱(每箱200)",
                    ]
                ),
            ),
            max_size=9,
        ),
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_are_understood_or_left_alone(rows: list[list[object]], tmp_path: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    try:
        proposed(read_book(path), 20)
    except RefusedBookError as refused:
        assert refused.chinese  # noqa: PT017 - either is right
