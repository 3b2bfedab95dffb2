"""Parts of a workbook file: read for checks, and compared one by one."""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING

import openpyxl
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a file by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pretty(part: bytes) -> str:
    """Return an XML part with an element a line, attributes in order: equal when it says the same."""
    root = etree.fromstring(etree.tostring(etree.fromstring(part), method="c14n"))
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode"))


def sheet_part(path: Path, title: str) -> etree._Element:
    """Return the parsed part of the sheet called `title`."""
    return etree.fromstring(parts_of(path)[_part_name(path, title)])


def _part_name(path: Path, title: str) -> str:
    book = etree.fromstring(parts_of(path)["xl/workbook.xml"])
    titles = [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def defined_names(path: Path) -> dict[tuple[str, str | None], str]:
    """Return what defined names refer to, by name and index of the sheet they belong to (None: the book)."""
    book = etree.fromstring(parts_of(path)["xl/workbook.xml"])
    return {
        (name.get("name"), name.get("localSheetId")): name.text or ""
        for name in book.iter(f"{MAIN}definedName")
    }


def columns_of(path: Path, title: str) -> dict[int, tuple[bool, str]]:
    """Return whether each column (from 1) of a sheet is hidden, and its outline level."""
    return {
        index: (col.get("hidden") in {"1", "true"}, col.get("outlineLevel") or "0")
        for col in sheet_part(path, title).iter(f"{MAIN}col")
        for index in range(int(col.get("min", "0")), int(col.get("max", "0")) + 1)
    }


def opened(path: Path) -> Workbook:
    """Return the workbook as openpyxl sees it; it knows no print areas of whole columns and says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Print area cannot be set")
        return openpyxl.load_workbook(path)
