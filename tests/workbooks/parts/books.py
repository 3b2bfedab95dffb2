"""Workbooks made of written parts, as programs other than ours write them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl

from workbooks.parts.book import Book

if TYPE_CHECKING:
    from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"


def parts_with(rows: str, *, head: str = "", tail: str = "") -> dict[str, bytes]:
    """Return the parts of a book with one sheet 表 of these rows."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/{SHEET}" ContentType="{kind}.worksheet+xml"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        SHEET: f'<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>'.encode(),
    }


def packed(book: Book) -> Book:
    """Return the book as it is read again from its file."""
    return Book(parts_of(book.pack()))


def parts_of(content: bytes) -> Mapping[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def seen(book: Book) -> Any:
    """Return the book as openpyxl reads it: a reader that is not ours."""
    return openpyxl.load_workbook(io.BytesIO(book.pack()))


def values(book: Book, name: str = "表") -> dict[tuple[int, int], Any]:
    """Return the values of a sheet by row and column."""
    sheet = book.sheet(name)
    return {
        (number, column): cell.value
        for number in sheet.rows
        for column, cell in sheet.rows.cells(number).items()
        if cell.value is not None
    }
