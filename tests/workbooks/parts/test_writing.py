"""What is put into a part stands there, and what it would have broken was looked after."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from tests.workbooks.parts.books import SHEET, packed, parts_of, parts_with, seen, values
from workbooks.parts import cursor
from workbooks.parts.book import Book

NUMBERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c></row>'
)


def test_rows_and_cells_are_put_where_they_belong() -> None:
    book = Book(parts_with(NUMBERS))
    for row, column in ((2, 1), (1, 3), (1, 2), (9, 1)):
        book.sheet("表").put(row, column, row * 10 + column, look=0)
    assert list(values(packed(book))) == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (9, 1)]
    assert seen(book)["表"]["B1"].value == 12


def test_rows_that_are_not_touched_stay_byte_for_byte() -> None:
    odd = '<row r="3" ht="20"  x14ac:dyDescent="0.25" xmlns:x14ac="urn:a"><c  r="A3"><v>3.10</v></c></row>'
    book = Book(parts_with('<row r="1"/>' + odd))
    book.sheet("表").put(2, 1, "x", look=0)
    assert odd.encode() in parts_of(book.pack())[SHEET]


def test_followers_of_a_shared_formula_stand_by_themselves_when_their_first_goes() -> None:
    book = Book(parts_with(SHARED))
    book.sheet("表").put(1, 2, 7, look=0)
    sheet = seen(book)["表"]
    assert [sheet["B1"].value, sheet["B2"].value, sheet["B3"].value] == [7, "=A2*2", "=A3*2"]


def test_formulas_that_follow_another_are_told_as_they_are() -> None:
    told = Book(parts_with(SHARED)).sheet("表").formulas()
    formulas = {(row, column): text for row, column, text in told}
    assert formulas == {(1, 2): "=A1*2", (2, 2): "=A2*2", (3, 2): "=A3*2"}


def test_a_formula_whose_result_is_forgotten_is_calculated_by_whoever_opens_the_book() -> None:
    book = Book(parts_with('<row r="1"><c r="A1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'))
    book.sheet("表").forget_result(1, 1)
    written = parts_of(book.pack())[SHEET]
    assert b'<c r="A1"><f>"a"&amp;"b"</f></c>' in written


def test_the_chain_of_calculation_goes_with_the_first_formula_that_goes() -> None:
    parts = parts_with(SHARED)
    chain = "xl/calcChain.xml"
    parts[chain] = b"<calcChain/>"
    rels = "xl/_rels/workbook.xml.rels"
    link = b'<Relationship Id="rId9" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link)
    untouched, touched = Book(parts), Book(parts)
    untouched.sheet("表").put(1, 1, 5, look=0)
    touched.sheet("表").put(1, 2, 5, look=0)
    assert chain in parts_of(untouched.pack())
    assert chain not in parts_of(touched.pack())
    assert b"calcChain" not in parts_of(touched.pack())[rels]


def test_cells_under_a_merged_one_are_covered() -> None:
    sheet = Book(parts_with(NUMBERS, tail='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')).sheet("表")
    assert [sheet.is_covered(*spot) for spot in ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1))] == [
        *(False, True, True, True, False)
    ]


def test_a_sheet_is_added_behind_the_others() -> None:
    book = Book(parts_with(NUMBERS))
    book.add_sheet("说明 & 更多", hidden=True).put(1, 1, "甲", look=0)
    again = seen(book)
    assert again.sheetnames == ["表", "说明 & 更多"]
    assert again["说明 & 更多"].sheet_state == "hidden"
    assert again["说明 & 更多"]["A1"].value == "甲"


def test_one_sheet_alone_is_in_front() -> None:
    head = '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    parts = parts_with(NUMBERS, head=head)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<sheets>", b"<bookViews><workbookView/></bookViews><sheets>"
    )
    book = Book(parts)
    book.add_sheet("二")
    book.bring_to_front("二")
    cursor.select(book.sheet("二"), (3, 2, 4, 5))
    again = seen(book)
    assert book.front == "二"
    assert [bool(sheet.sheet_view.tabSelected) for sheet in again] == [False, True]
    assert cursor.selected(packed(book).sheet("二")) == (3, 2, 4, 5)


@pytest.mark.parametrize("head", ["", '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'])
def test_a_selection_is_made_where_there_was_none(head: str) -> None:
    book = Book(parts_with(NUMBERS, head=head))
    cursor.select(book.sheet("表"), (2, 1, 2, 1))
    assert seen(book)["表"].sheet_view.selection[0].activeCell == "A2"


def test_a_property_is_set_and_set_again() -> None:
    book = Book(parts_with(NUMBERS))
    book.set_property("SheetlineBook", "一")
    book.set_property("SheetlineBook", "二&")
    assert packed(book).property("SheetlineBook") == "二&"
    assert [each.value for each in seen(book).custom_doc_props] == ["二&"]


def test_notes_are_put_beside_each_other_and_taken_away() -> None:
    book = Book(parts_with(NUMBERS))
    notes = book.notes("表")
    notes.put(1, 1, "一\n<b>&", author="王姐")
    notes.put(3, 1, "三", author="表上单")
    notes.put(3, 1, "三改", author="表上单")
    again = seen(book)["表"]
    assert (again["A1"].comment.text, again["A1"].comment.author) == ("一\n<b>&", "王姐")
    assert again["A3"].comment.text == "三改"
    notes.remove(3, 1)
    assert seen(book)["表"]["A3"].comment is None
    assert packed(book).notes("表").text(1, 1) == "一\n<b>&"
    drawing = parts_of(book.pack())["xl/drawings/vmlDrawing1.vml"]
    assert drawing.count(b"<v:shape ") == 1


def test_a_shared_text_that_no_cell_stands_for_any_more_is_nowhere_in_the_file() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet("表")
        for number, row in enumerate((["甲", "secret"], ["乙", "甲"], ["secret too", "丙"])):
            sheet.write_row(number, 0, row)
    assert b">secret<" in parts_of(content.getvalue())["xl/sharedStrings.xml"]
    book = Book(parts_of(content.getvalue()))
    book.sheet("表").put(1, 2, None, look=0)
    book.sheet("表").put(1, 1, "新", look=0)
    assert b">secret<" not in parts_of(book.pack())["xl/sharedStrings.xml"]
    again = values(packed(book))
    assert again == {(1, 1): "新", (2, 1): "乙", (2, 2): "甲", (3, 1): "secret too", (3, 2): "丙"}
