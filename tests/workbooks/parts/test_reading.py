"""Parts are read however a program writes what the format allows."""

from __future__ import annotations

import codecs

import pytest

from tests.workbooks.parts.books import MAIN, SHEET, packed, parts_with, seen, values
from workbooks.parts.book import Book


def test_cells_and_rows_without_addresses_follow_each_other() -> None:
    book = Book(
        parts_with('<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c></row>')
    )
    assert values(book) == {(1, 1): 1, (1, 2): 2, (4, 3): 3}


def test_a_sheet_whose_tags_have_a_prefix_is_read_and_written() -> None:
    parts = parts_with("")
    parts[SHEET] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    ).encode()
    book = Book(parts)
    book.sheet("表").put(2, 2, "新", look=0)
    assert values(packed(book)) == {(1, 1): 1, (2, 2): "新"}
    assert seen(book)["表"]["B2"].value == "新"


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF8, "utf-8")]
)
def test_a_part_in_another_encoding_is_read_and_written(mark: bytes, encoding: str) -> None:
    parts = parts_with('<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>')
    text = '<?xml version="1.0" encoding="UTF-16"?>' if "16" in encoding else ""
    parts[SHEET] = mark + (text + parts[SHEET].decode()).encode(encoding)
    book = Book(parts)
    book.sheet("表").put(1, 2, 5, look=0)
    assert values(packed(book)) == {(1, 1): "甲", (1, 2): 5}


def test_what_stands_in_comments_is_no_cell_and_cdata_is_text() -> None:
    rows = '<!-- <c r="B1"><v>9</v></c> --><row r="1"><c r="A1" t="str"><v><![CDATA[a<b&c]]></v></c></row>'
    assert values(Book(parts_with(rows))) == {(1, 1): "a<b&c"}


def test_texts_are_put_together_from_runs_and_without_how_they_sound() -> None:
    runs = "<r><t>东</t></r><r><rPr/><t xml:space='preserve'> 方</t></r>"
    item = f"<is>{runs}<rPh sb='0' eb='1'><t>dong</t></rPh></is>"
    assert values(Book(parts_with(f'<row r="1"><c r="A1" t="inlineStr">{item}</c></row>'))) == {
        (1, 1): "东 方"
    }


@pytest.mark.parametrize(
    ("written", "read"), [("a&amp;b&#10;c", "a&b\nc"), ("_x000D_", "\r"), ("_x005F_x000D_", "_x000D_")]
)
def test_references_and_escapes_stand_for_what_they_say(written: str, read: str) -> None:
    rows = f'<row r="1"><c r="A1" t="str"><v>{written}</v></c></row>'
    assert values(Book(parts_with(rows))) == {(1, 1): read}


@pytest.mark.parametrize(
    "text", ["=1+1", "a&b<c>", "\r\n\t x ", "_x000D_", "_x0041_", '"', "甲" * 32_767, "]]>"]
)
def test_a_text_is_read_as_it_was_put_and_is_no_formula(text: str) -> None:
    book = Book(parts_with(""))
    book.sheet("表").put(1, 1, text, look=0)
    assert values(packed(book)) == {(1, 1): text}
    assert seen(book)["表"]["A1"].data_type in {"s", "inlineStr"}


@pytest.mark.parametrize(
    "rows", ['<row r="1"><c r="A1"><v>1</v></row>', '<row r="1"/><row r="1"/>', "<row r='1'>", "<c"]
)
def test_a_sheet_that_is_broken_is_said_to_be(rows: str) -> None:
    with pytest.raises(ValueError, match=r"XML|twice"):
        Book(parts_with(rows)).sheet("表")
