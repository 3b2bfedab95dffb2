"""Hostile and broken files are named for what they are and left as they are."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from addin.hosts.file import FileHost
from tests.addin.hosts.packages import CONTENT_TYPES, SHEET, parts_of, plain_book, write_parts
from workbooks.package import MOST_BYTES
from workbooks.refusals import REFUSALS, RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write a small ordinary workbook."""
    return plain_book(tmp_path / "订单.xlsx")


def refused(path: Path) -> str:
    before = path.read_bytes() if path.exists() else b""
    with pytest.raises(RefusedBookError) as caught:
        FileHost(path)
    assert (path.read_bytes() if path.exists() else b"") == before
    assert path.name in caught.value.chinese
    assert path.name in caught.value.english
    return caught.value.code


def bent(book: Path, bend: Callable[[dict[str, bytes]], None]) -> Path:
    parts = parts_of(book)
    bend(parts)
    return write_parts(book, parts)


def test_an_ordinary_book_is_opened(book: Path) -> None:
    assert FileHost(book).snapshot([]).book_name == "订单.xlsx"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xlsx") == "missing"


def test_another_suffix_is_refused(book: Path) -> None:
    assert refused(book.rename(book.with_suffix(".csv"))) == "not_xlsx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "renamed"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("产品,数量\nA-1,3\n".encode(), "renamed"),
        (b"<html><table></table></html>", "renamed"),
        (b"", "damaged"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
    ids=["xls", "encrypted", "csv", "html", "empty", "only a beginning"],
)
def test_a_file_that_is_something_else_inside_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "订单.xlsx"
    path.write_bytes(content)
    assert refused(path) == code


def test_a_truncated_file_is_refused(book: Path) -> None:
    content = book.read_bytes()
    for length in (len(content) // 3, len(content) // 2, len(content) - 10):
        book.write_bytes(content[:length])
        assert refused(book) == "damaged"


def test_a_file_with_a_flipped_byte_is_refused(book: Path) -> None:
    content = bytearray(book.read_bytes())
    content[len(content) // 3] ^= 0xFF
    book.write_bytes(content)
    assert refused(book) == "damaged"


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    assert refused(write_parts(tmp_path / "a.xlsx", {"readme.txt": b"hello"})) == "damaged"


def test_a_part_that_unpacks_to_far_more_than_it_takes_is_refused(book: Path) -> None:
    assert refused(bent(book, lambda parts: parts.update({SHEET: b"<a>" + b" " * 9_000_000}))) == "too_large"


def test_a_book_too_large_in_all_is_refused_by_what_it_declares(book: Path) -> None:
    piece = 4 * 1024 * 1024

    def grow(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/media/{number}.png": b"\0" * piece for number in range(MOST_BYTES // piece + 1)})

    assert refused(bent(book, grow)) == "too_large"


def test_thousands_of_parts_are_refused(book: Path) -> None:
    assert (
        refused(bent(book, lambda parts: parts.update({f"xl/media/{n}.png": b"" for n in range(2_100)})))
        == "too_large"
    )


def test_the_same_part_twice_is_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<a/>")
    assert refused(book) == "damaged"


@pytest.mark.parametrize("part", [CONTENT_TYPES, "xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"])
def test_external_entities_are_refused_in_every_part(book: Path, part: str) -> None:
    assert refused(bent(book, lambda parts: parts.update({part: ENTITY}))) == "entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_entities_in_another_encoding_are_found(book: Path, encoding: str) -> None:
    hidden = ENTITY.decode().encode(encoding)
    assert refused(bent(book, lambda parts: parts.update({SHEET: hidden}))) in {"entities", "damaged"}


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32", "gb18030", "no-such"])
def test_unusual_encodings_are_refused(book: Path, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?><a/>'
    content = declared.encode(encoding) if encoding != "no-such" else declared.encode()
    assert refused(bent(book, lambda parts: parts.update({SHEET: content}))) in {"entities", "damaged"}


def test_the_last_column_of_all_is_too_wide(book: Path) -> None:
    def widen(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b'r="A1"', b'r="XFD1"')

    assert refused(bent(book, widen)) == "too_wide"


def test_sixteen_thousand_cells_without_addresses_are_too_wide(book: Path) -> None:
    def widen(parts: dict[str, bytes]) -> None:
        cells = b"<c><v>1</v></c>" * 16_384
        head, _, rest = parts[SHEET].partition(b"<sheetData>")
        tail = rest.partition(b"</sheetData>")[2]
        parts[SHEET] = head + b"<sheetData><row>" + cells + b"</row></sheetData>" + tail

    assert refused(bent(book, widen)) == "too_wide"


def test_strict_open_xml_is_named(book: Path) -> None:
    def strict(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )

    assert refused(bent(book, strict)) == "strict"


def test_xml_that_is_broken_is_damaged(book: Path) -> None:
    assert refused(bent(book, lambda parts: parts.update({SHEET: b"<worksheet><oops>"}))) == "damaged"


def test_encrypted_entries_are_named(book: Path) -> None:
    content = bytearray(book.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + offset] |= 1
            start = content.find(signature, start + 4)
    book.write_bytes(content)
    assert refused(book) == "encrypted"


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    for chinese, english in REFUSALS.values():
        assert any("一" <= letter <= "鿿" for letter in chinese)
        assert english.isprintable()
