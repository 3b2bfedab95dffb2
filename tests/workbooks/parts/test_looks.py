"""Columns, dropdowns, names and looks are put into parts so that nothing else of them changes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbooks.parts.books import MAIN, RELS, SHEET, packed, parts_of, parts_with, seen
from workbooks.parts import columns, validations
from workbooks.parts.book import Book
from workbooks.parts.sheet import area_of, area_text

ROW = '<row r="2"><c r="B2" s="1"><v>7</v></c></row>'
PLAIN = '<row r="2"><c r="B2"><v>7</v></c></row>'
FURTHER = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
SPANS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), max_size=4)
AREAS = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3)).map(
    lambda each: (each[0], each[1], each[0] + each[2], each[1] + each[3])
)


def styled(styles: str) -> dict[str, bytes]:
    """Return the parts of a book whose cell B2 has the second look."""
    parts = parts_with(ROW)
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    link = f'<Relationship Id="rId9" Type="{RELS}/styles" Target="styles.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", f"{link}</Relationships>").encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    types = parts["[Content_Types].xml"].decode()
    said = f'<Override PartName="/xl/styles.xml" ContentType="{kind}"/>'
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{said}</Types>").encode()
    parts["xl/styles.xml"] = styles.encode()
    return parts


def styles_of(fill: str, font: str = "<{p}sz val='11'/>", *, prefix: str = "") -> str:
    """Return a styles part whose second look has this fill and font."""
    p = prefix
    space = f"xmlns:{p[:-1]}" if p else "xmlns"
    text = (
        "<{p}styleSheet {space}='{main}'><{p}fonts count='2'><{p}font><{p}sz val='11'/></{p}font>"
        "<{p}font>" + font + "</{p}font></{p}fonts><{p}fills count='3'><{p}fill><{p}patternFill"
        " patternType='none'/></{p}fill><{p}fill><{p}patternFill patternType='gray125'/></{p}fill><{p}fill>"
        + fill
        + "</{p}fill></{p}fills><{p}borders count='1'><{p}border/></{p}borders>"
        "<{p}cellStyleXfs count='1'><{p}xf/></{p}cellStyleXfs><{p}cellXfs count='2'>"
        "<{p}xf numFmtId='0' fontId='0' fillId='0' borderId='0'/><{p}xf numFmtId='0' fontId='1' fillId='2'"
        " borderId='0'><{p}protection locked='0'/></{p}xf></{p}cellXfs><{p}cellStyles count='1'>"
        "<{p}cellStyle name='Normal' xfId='0' builtinId='0'/></{p}cellStyles></{p}styleSheet>"
    )
    return text.format(p=p, space=space, main=MAIN)


def paints(styles: str) -> list[tuple[str, str]]:
    book = Book(styled(styles))
    return [(paint.kind, paint.rgb) for paint in book.paints.of(1)]


@pytest.mark.parametrize(
    ("fill", "rgb"),
    [
        ("<{p}patternFill patternType='solid'><{p}fgColor rgb='FF00B0F0'/></{p}patternFill>", "00B0F0"),
        (
            "<{p}patternFill patternType='solid'><{p}fgColor theme='4' tint='0.3999'/></{p}patternFill>",
            "8EA9DB",
        ),
        ("<{p}patternFill patternType='solid'><{p}fgColor indexed='13'/></{p}patternFill>", "FFFF00"),
        ("<{p}patternFill patternType='lightUp'><{p}bgColor rgb='FFFFC000'/></{p}patternFill>", "FFC000"),
        (
            "<{p}gradientFill><{p}stop position='0'><{p}color rgb='FF112233'/></{p}stop></{p}gradientFill>",
            "112233",
        ),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_fills_are_told_in_rgb(fill: str, rgb: str, prefix: str) -> None:
    assert paints(styles_of(fill, prefix=prefix)) == [("fill", rgb)]


@pytest.mark.parametrize(
    "fill",
    [
        "<patternFill patternType='solid'><fgColor rgb='FFFFFFFF'/></patternFill>",
        "<patternFill patternType='solid'><fgColor theme='99'/></patternFill>",
        "<patternFill patternType='solid'><fgColor rgb='red'/></patternFill>",
        "<patternFill patternType='striped'/>",
        "<unknown/>",
        "",
    ],
)
def test_what_is_no_colour_is_none(fill: str) -> None:
    assert paints(styles_of(fill)) == []


def test_a_book_may_have_indexed_colours_of_its_own() -> None:
    own = (
        "<colors><indexedColors><rgbColor rgb='00000000'/><rgbColor rgb='00ABCDEF'/></indexedColors></colors>"
    )
    fill = "<patternFill patternType='solid'><fgColor indexed='1'/></patternFill>"
    text = styles_of(fill, "<color indexed='1'/>").replace("</styleSheet>", f"{own}</styleSheet>")
    assert paints(text) == [("fill", "ABCDEF"), ("font", "ABCDEF")]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_painted_look_is_added_behind_the_others_and_keeps_what_it_said(prefix: str) -> None:
    book = Book(styled(styles_of("<{p}patternFill patternType='none'/>", prefix=prefix)))
    look = book.paints.painted(1, kind="fill", rgb="FFC000")
    look = book.paints.painted(look, kind="font", rgb="FF0000")
    assert book.paints.painted(look, kind="fill", rgb="FFC000") == look
    book.sheet("表").relook(2, 2, look)
    again = packed(book)
    found = again.sheet("表").cell(2, 2)
    assert found is not None
    assert (found.value, found.look) == (7, look)
    assert [(one.kind, one.rgb) for one in again.paints.of(look)] == [("fill", "FFC000"), ("font", "FF0000")]
    assert f"<{prefix}protection locked='0'/>".encode() in again.looks._looks[look]
    if not prefix:  # openpyxl does not know prefixes
        cell = seen(book)["表"]["B2"]
        assert (cell.fill.fgColor.rgb, cell.font.color.rgb, cell.font.sz) == ("FFFFC000", "FFFF0000", 11)


def test_a_book_without_looks_stays_without() -> None:
    book = Book(parts_with(PLAIN))
    assert book.paints.painted(0, kind="fill", rgb="FFC000") == 0
    assert book.paints.of(5) == ()


@given(spans=SPANS, hidden=st.tuples(st.integers(1, 12), st.integers(0, 3)))
def test_hiding_columns_changes_nothing_else_of_any(spans: Any, hidden: Any) -> None:
    taken: dict[int, str] = {}
    head = ""
    for number, (first, more) in enumerate(sorted(spans), start=1):
        span = range(first, first + more + 1)
        if not any(column in taken for column in span):
            taken.update(dict.fromkeys(span, f"{number}.5"))
            head += f'<col min="{span[0]}" max="{span[-1]}" width="{number}.5" customWidth="1"/>'
    book = Book(parts_with(PLAIN, head=f"<cols>{head}</cols>" if head else ""))
    wanted = set(range(hidden[0], hidden[0] + hidden[1] + 1))
    columns.hide(book.sheet("表"), min(wanted), max(wanted))
    sheet = openpyxl.load_workbook(io.BytesIO(book.pack()))["表"]
    found = {
        column: (each.hidden, each.width)
        for each in sheet.column_dimensions.values()
        for column in range(each.min or 0, (each.max or 0) + 1)
    }
    assert {column for column, (is_hidden, _) in found.items() if is_hidden} == wanted
    assert {column: width for column, (_, width) in found.items() if column in taken} == {
        column: float(width) for column, width in taken.items()
    }


@given(others=st.lists(AREAS, max_size=3), area=AREAS)
def test_a_dropdown_replaces_others_in_its_cells_and_only_there(others: Any, area: Any) -> None:
    listed = "".join(
        f'<dataValidation type="whole" sqref="{area_text(each)}"><formula1>{number}</formula1>'
        "</dataValidation>"
        for number, each in enumerate(others)
    )
    tail = f'<dataValidations count="{len(others)}">{listed}</dataValidations>' if listed else ""
    book = Book(parts_with(PLAIN, tail=tail + FURTHER))
    sheet = book.sheet("表")
    validations.offer(sheet, area, source="list_x")
    once = sheet.rows.tail
    validations.offer(sheet, area, source="list_x")
    assert sheet.rows.tail == once
    found: dict[str, set[tuple[int, int]]] = {}
    rules = seen(book)["表"].data_validations.dataValidation
    for rule in rules:
        for part in str(rule.sqref).split():
            found.setdefault(rule.formula1, set()).update(_cells(area_of(part)))
    expected = {str(number): _cells(each) - _cells(area) for number, each in enumerate(others)}
    assert found == {name: cells for name, cells in expected.items() if cells} | {"list_x": _cells(area)}


def _cells(area: Any) -> set[tuple[int, int]]:
    top, left, bottom, right = area
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}


def test_a_dropdown_stands_behind_the_views_of_other_people() -> None:
    views = f'<customSheetViews><customSheetView guid="x">{FURTHER}</customSheetView></customSheetViews>'
    book = Book(parts_with(PLAIN, tail=views + FURTHER))
    validations.offer(book.sheet("表"), (1, 1, 2, 2), source="list_x")
    assert b"</customSheetViews><dataValidations" in parts_of(_packed(book))[SHEET]


def _packed(book: Book) -> bytes:
    book.sheet("表").touched = True
    return book.pack()


@pytest.mark.parametrize(
    "names",
    ["", "<definedNames/>", '<definedNames><definedName name="别的">表!$A$1</definedName></definedNames>'],
)
def test_a_name_is_defined_once_wherever_names_stand(names: str) -> None:
    parts = parts_with(PLAIN)
    whole = parts["xl/workbook.xml"].replace(b"</sheets>", b"</sheets>" + names.encode())
    book = Book(parts | {"xl/workbook.xml": whole})
    book.define("list_x", "'_lists'!$A$2:$A$9")
    book.define("LIST_X", "other")
    found = {name: defined.value for name, defined in seen(book).defined_names.items()}
    assert found.pop("list_x") == "'_lists'!$A$2:$A$9"
    assert list(found) == (["别的"] if "别的" in names else [])
