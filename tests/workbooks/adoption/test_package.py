"""Cells are read as every writer of the format spells them."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from workbooks.adoption.opening import read_book
from workbooks.adoption.sheet_xml import area_of, column_of, number, without_blank_rows
from workbooks.adoption.texts import shared_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sync.adoption.grid import GridRow

DAY = dt.datetime(2026, 11, 3)  # noqa: DTZ001  a sheet's day has no zone


def rows(path: Path) -> list[tuple[object, ...]]:
    return [row.cells for row in first_rows(path)]


def first_rows(path: Path) -> tuple[GridRow, ...]:
    return read_book(path).sheets[0].rows


def saved(path: Path, *cells: object, number_format: str = "yyyy-mm-dd") -> Path:
    """Write a book whose first row holds the cells, dates in a format."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(cells))
    for cell in sheet[1]:
        if isinstance(cell.value, dt.date):
            cell.number_format = number_format
    book.save(path / "a.xlsx")
    return path / "a.xlsx"


def rewritten(path: Path, changes: Mapping[str, Callable[[str], str]]) -> Path:
    """Change parts of a package as text."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def test_numbers_texts_truths_and_days_keep_their_kind(tmp_path: Path) -> None:
    path = saved(tmp_path, "客户", 12, 1.5, bool(1), DAY, None, "_x000D_")
    assert rows(path) == [("客户", 12, 1.5, True, "2026-11-03T00:00:00", None, "\r")]


@pytest.mark.parametrize("code", ["27", "31", "57", "58"])
def test_days_in_formats_a_chinese_excel_has_built_in_are_days(code: str, tmp_path: Path) -> None:
    path = saved(tmp_path, DAY, number_format="mm-dd-yy")
    rewritten(path, {"xl/styles.xml": lambda part: part.replace('numFmtId="14"', f'numFmtId="{code}"')})
    assert rows(path) == [("2026-11-03T00:00:00",)]


def test_days_of_the_calendar_of_1904_are_the_same_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([DAY])
    book.save(tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx") == [("2026-11-03T00:00:00",)]


def test_a_sheet_with_a_prefix_and_without_references_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, "客户", 12)

    def bare(part: str) -> str:
        without = re.sub(r' r="[A-Z]*\d+"', "", part)
        named = re.sub(r"<(/?)(\w)", r"<\1x:\2", without)
        return named.replace("xmlns=", "xmlns:x=")

    rewritten(path, {"xl/worksheets/sheet1.xml": bare})
    assert rows(path) == [("客户", 12)]


def test_texts_in_the_cell_itself_and_results_of_formulas_are_read(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>客</t></r><r><t>户</t></r><rPh><t>x</t></rPh></is></c>'
        '<c r="B1" t="str"><f>A1&amp;"x"</f><v>客户x</v></c><c r="C1"><f>1+1</f></c>'
        '<c r="D1" t="e"><v>#N/A</v></c><c r="E1"><f>2*2</f><v>4</v></c></row>'
    )
    path = saved(tmp_path, 1)
    rewritten(path, {"xl/worksheets/sheet1.xml": lambda part: re.sub("<row.*</row>", cells, part)})
    (row,) = first_rows(path)
    assert row.cells == ("客户", "客户x", None, "#N/A", 4)
    assert dict(row.formulas) == {2: 'A1&"x"', 3: "1+1", 5: "2*2"}
    assert row.is_filled(3)


def test_runs_of_a_shared_text_are_joined_and_readings_left_out() -> None:
    part = "<sst><si><r><t>数</t></r><r><t>量</t></r><rPh><t>shu</t></rPh></si><si><t/></si></sst>".encode()
    assert shared_texts(part) == ["数量", ""]


def test_rows_of_looks_alone_are_dropped_only_where_rows_are_numbered() -> None:
    blank, full = b'<row r="2" s="1"><c r="A2" s="1"/><c s="2"/></row>', b'<row r="3"><c><v>1</v></c></row>'
    assert without_blank_rows(blank + full) == full
    uncounted = blank + b"<row><c><v>1</v></c></row>"
    assert without_blank_rows(uncounted) == uncounted


def test_areas_letters_and_numbers() -> None:
    merge = area_of("$B$2:AMJ3")
    assert merge is not None
    assert (merge.first_row, merge.first_column, merge.last_row, merge.last_column) == (2, 2, 3, 1000)
    assert area_of("A1") is None
    assert area_of("nothing") is None
    assert column_of("XFD") == 16384
    with pytest.raises(ValueError, match="1"):
        column_of("1")
    assert [number(text) for text in ("7", "1.5", "1e3", "12345678901234567890", "x", "")] == [
        *(7, 1.5, 1000.0, 1.2345678901234567e19),
        *("x", None),
    ]
