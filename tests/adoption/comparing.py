"""What a press may change in a workbook file, held against what it did: part by part, cell by cell."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from sync.rows.letters import column_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TYPES, BOOK, RELS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
GROWING = frozenset({TYPES, RELS, "_rels/.rels", "docProps/custom.xml"})
"""Parts to which something may be added, while all that was in them stays."""
OURS = ("cols", "dimension", "sheetViews", "legacyDrawing")
"""Elements of an adopted sheet in which our columns, the cursor and our notes are."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What may be touched of a sheet: columns from `first_ours` on, blank cells of `fillable` ones."""

    part: str
    first_ours: int
    fillable: frozenset[int]


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a file by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def harm_done(before: Path, after: Path, adopted: Adopted) -> list[str]:
    """Return what is not as it was and should be, in words."""
    old, new = parts_of(before), parts_of(after)
    return [*_of_parts(old, new, adopted), *_of_sheet(old[adopted.part], new.get(adopted.part, b""), adopted)]


def _of_parts(old: Mapping[str, bytes], new: Mapping[str, bytes], adopted: Adopted) -> Iterator[str]:
    for name, part in old.items():
        if name not in new:
            yield f"{name} is gone"
        elif name in GROWING:
            yield from (
                f"{name}: {each} is gone" for each in _elements(part) if each not in _elements(new[name])
            )
        elif name == BOOK:
            yield from _of_book(part, new[name])
        elif name == "xl/styles.xml":
            yield from _of_styles(part, new[name])
        elif name != adopted.part and part != new[name]:
            yield f"{name} is not as it was"


def _elements(part: bytes) -> list[str]:
    return [_said(each) for each in etree.fromstring(part)]


def _said(element: etree._Element) -> str:
    """Return an element as it says the same however it is written; no prefix counts."""
    bare = etree.fromstring(etree.tostring(element, with_tail=False))
    return str(etree.tostring(bare, method="c14n", exclusive=True).decode())


def _of_book(old: bytes, new: bytes) -> Iterator[str]:
    was, now = etree.fromstring(old), etree.fromstring(new)
    for element in was:
        kind = etree.QName(element).localname
        there = [each for each in now if each.tag == element.tag]
        if kind == "sheets":
            kept = [_said(each) for each in there[0]][: len(element)]
            if kept != [_said(each) for each in element]:
                yield "sheets are not as they were"
        elif kind != "bookViews" and _said(element) not in map(_said, there):
            yield f"workbook: {kind} is not as it was"


def _of_styles(old: bytes, new: bytes) -> Iterator[str]:
    was, now = etree.fromstring(old), etree.fromstring(new)
    for element in was:
        there = next((each for each in now if each.tag == element.tag), None)
        kept = [_said(each) for each in there][: len(element)] if there is not None else []
        if kept != [_said(each) for each in element]:
            yield f"styles: {etree.QName(element).localname} is not as it was"


def _of_sheet(old: bytes, new: bytes, adopted: Adopted) -> Iterator[str]:
    was, now = etree.fromstring(old), etree.fromstring(new)
    tags = {each.tag: _said(each) for each in now if etree.QName(each).localname != "conditionalFormatting"}
    formats = [_said(each) for each in now if etree.QName(each).localname == "conditionalFormatting"]
    for element in was:
        kind = etree.QName(element).localname
        if kind == "sheetData":
            yield from _of_cells(element, next(each for each in now if each.tag == element.tag), adopted)
        elif kind == "conditionalFormatting":
            if _said(element) not in formats:
                yield "a conditional format is not as it was"
        elif kind not in OURS and tags.get(element.tag) != _said(element):
            yield f"sheet: {kind} is not as it was"
    yield from _of_columns(was, now, adopted)


def _of_columns(was: etree._Element, now: etree._Element, adopted: Adopted) -> Iterator[str]:
    old, new = (_columns(sheet, adopted.first_ours) for sheet in (was, now))
    if old != new:
        yield f"columns look otherwise: {old} {new}"


def _columns(sheet: etree._Element, below: int) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return how each of the person's columns looks."""
    found = {}
    for each in sheet.iter(f"{MAIN}col"):
        known = dict(each.attrib)
        first, last = int(known.pop("min")), int(known.pop("max"))
        for column in range(first, min(last, below - 1) + 1):
            found[column] = tuple(sorted(known.items()))
    return found


def _of_cells(was: etree._Element, now: etree._Element, adopted: Adopted) -> Iterator[str]:
    old, new = dict(_rows(was)), dict(_rows(now))
    for number, row in old.items():
        there = new.get(number)
        if there is None:
            yield f"row {number} is gone"
            continue
        if _row_look(row) != _row_look(there):
            yield f"row {number} looks otherwise"
        kept = dict(_cells(there))
        for column, cell in _cells(row):
            if column >= adopted.first_ours:
                continue
            if not _is_same(cell, kept.get(column), may_fill=column in adopted.fillable):
                yield f"row {number} column {column} is not as it was"
    for number, row in new.items():
        before = dict(_cells(old[number])) if number in old else {}
        for column, _ in _cells(row):
            if column < adopted.first_ours and column not in before and column not in adopted.fillable:
                yield f"row {number} column {column} was put in"


def _rows(data: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for row in data.iter(f"{MAIN}row"):
        number = int(row.get("r") or number + 1)
        yield number, row


def _row_look(row: etree._Element) -> dict[str, str]:
    return {str(key): str(text) for key, text in row.attrib.items() if key not in {"spans", "r"}}


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = 0
    for cell in row.iter(f"{MAIN}c"):
        spot = cell.get("r")
        column = column_number(spot.rstrip("0123456789")) if spot else column + 1
        yield column, cell


def _is_same(cell: etree._Element, other: etree._Element | None, *, may_fill: bool) -> bool:
    """Tell whether a cell is as it was; the result of a formula may be gone, a blank one filled."""
    if other is None:
        return len(cell) == 0
    if len(cell) == 0 and may_fill:
        return True
    formula = cell.find(f"{MAIN}f")
    if formula is None:
        return _said(cell) == _said(other)
    there = other.find(f"{MAIN}f")
    same_look = cell.get("s") == other.get("s")
    return there is not None and same_look and _said(formula) == _said(there)
