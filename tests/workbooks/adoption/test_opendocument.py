"""OpenDocument sheets are read with their repeats, merges, formulas and notes as a person sees them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from sync.adoption.grid import Merge
from workbooks.adoption.opening import read_book
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

    from sync.adoption.grid import SheetGrid

HEAD = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    '<office:spreadsheet><table:table table:name="订单">'
)
TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
BLANK_END = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row>'
)


def written(path: Path, rows: str, **parts: str) -> Path:
    with zipfile.ZipFile(path / "a.ods", "w") as archive:
        archive.writestr("content.xml", HEAD + rows + BLANK_END + TAIL)
        for name, part in parts.items():
            archive.writestr(f"META-INF/{name}.xml", part)
    return path / "a.ods"


def sheet_of(path: Path, rows: str) -> SheetGrid:
    return read_book(written(path, rows)).sheets[0]


def text(words: str, attributes: str = "") -> str:
    inside = f'office:value-type="string"><text:p>{words}</text:p>'
    return f"<table:table-cell {attributes} {inside}</table:table-cell>"


def number(value: str, attributes: str = "", kind: str = "float") -> str:
    return f'<table:table-cell {attributes} office:value-type="{kind}" office:value="{value}"/>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def test_values_keep_their_kind(tmp_path: Path) -> None:
    cells = row(
        *(text("客户"), number("12"), number("2.5", kind="currency"), number("0.13", kind="percentage")),
        '<table:table-cell office:value-type="date" office:date-value="2026-11-03"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        '<table:table-cell office:value-type="string" office:string-value="只"/>',
    )
    found = sheet_of(tmp_path, cells)
    assert [line.cells for line in found.rows] == [("客户", 12, 2.5, 0.13, "2026-11-03", True, "只")]
    assert found.title == "订单"


def test_repeated_rows_and_cells_stand_where_they_are_seen(tmp_path: Path) -> None:
    gap = '<table:table-cell table:number-columns-repeated="3"/>'
    twice = number("7", 'table:number-columns-repeated="2"')
    blank = row(gap, attributes='table:number-rows-repeated="4"')
    found = sheet_of(
        tmp_path, row(gap, twice) + blank + row(text("x"), attributes='table:number-rows-repeated="2"')
    )
    assert [(line.number, line.cells) for line in found.rows] == [
        (1, (None, None, None, 7, 7)),
        (6, ("x",)),
        (7, ("x",)),
    ]


def test_merges_cover_the_cells_they_span(tmp_path: Path) -> None:
    wide = text("产品", 'table:number-columns-spanned="2" table:number-rows-spanned="1"')
    tall = text("客户", 'table:number-columns-spanned="1" table:number-rows-spanned="2"')
    found = sheet_of(tmp_path, row(tall, wide, "<table:covered-table-cell/>", text("数量")))
    assert found.merges == (Merge(1, 1, 2, 1), Merge(1, 2, 1, 3))
    assert found.rows[0].cells == ("客户", "产品", None, "数量")


def test_formulas_are_known_and_notes_are_no_text(tmp_path: Path) -> None:
    noted = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>别看</text:p>'
        '</office:annotation><text:p>两<text:s text:c="2"/>行</text:p>'
        "<text:p>字<text:line-break/>符<text:tab/>。</text:p></table:table-cell>"
    )
    summed = number("3", 'table:formula="of:=SUM([.A1:.A2])"')
    (line,) = sheet_of(tmp_path, row(noted, summed)).rows
    assert line.cells == ("两  行\n字\n符\t。", 3)
    assert dict(line.formulas) == {2: "SUM([.A1:.A2])"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(text("x"), attributes='table:number-rows-repeated="500000"'), "too_large"),
        (row(number("1", 'table:number-columns-repeated="5000"')), "too_large"),
        (
            row(text("x", 'table:number-columns-spanned="9" table:number-rows-spanned="2"')) * 120_000,
            "too_large",
        ),
        (row(number("twelve")), "damaged"),
        (row(text("x"))[:-3], "damaged"),
    ],
)
def test_what_is_absurd_or_broken_is_refused(rows: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedBookError) as caught:
        read_book(written(tmp_path, rows))
    assert caught.value.code == code


def test_a_file_with_a_password_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, row(text("x")), manifest="<manifest><encryption-data/></manifest>")
    with pytest.raises(RefusedBookError) as caught:
        read_book(path)
    assert caught.value.code == "encrypted"


def test_an_archive_without_content_is_damaged(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "text")
    with pytest.raises(RefusedBookError) as caught:
        read_book(tmp_path / "a.ods")
    assert caught.value.code == "damaged"
