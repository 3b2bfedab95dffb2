"""A report on paper: whole, whatever its texts hold, and the same bytes for the same report."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from pathlib import Path

import pytest
import reportlab

from server.reports.adapters.fonts import BROUGHT, FILES, font
from server.reports.adapters.pdf import pdf_of, shown
from sync.protocol.reports import Fact, Report
from sync.protocol.stories import Section, SectionColumn

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
HOSTILE = ("<b>&amp;", "&", "</para>", "a\nb\tc\x00", "🧾", "=1+1", "长" * 400, "W" * 400, "")


def report(*texts: str | None, columns: int = 2) -> Report:
    titles = [SectionColumn(f"列{number}", f"Column {number}", "money") for number in range(columns - 1)]
    rows = [[text, *["1234.5"] * (columns - 1)] for text in texts]
    facts = [Fact("f", "客户", "Customer", text and text[:200]) for text in texts[:9]]
    return Report(
        "对账单",
        "Statement",
        facts,
        [Section("往来", "Account", [SectionColumn("备注", "Remark"), *titles], rows)],
    )


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


def streams(content: bytes) -> bytes:
    """Return what is drawn, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    return b"".join(zlib.decompress(a85decode(each.strip().removesuffix(b"~>"))) for each in found)


def test_a_report_is_drawn_whole() -> None:
    drawn = streams(pdf_of(report("甲", None), made="2026-11-25"))
    text = "往来".encode("utf-16-be")
    escaped = text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    codes = "".join(f"\\{byte:03o}" if byte > 126 or byte < 32 else chr(byte) for byte in escaped)
    assert escaped in drawn or codes.encode() in drawn
    assert pages(pdf_of(report("甲"), made="x")) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_no_mark_up_and_stop_nothing(text: str) -> None:
    assert pdf_of(report(text), made=text).startswith(b"%PDF")


def test_a_long_report_goes_on_over_pages() -> None:
    assert pages(pdf_of(report(*["甲"] * 500), made="x")) > 10


def test_a_text_taller_than_a_page_goes_on_over_pages() -> None:
    assert pages(pdf_of(report("长" * 1_000, columns=14), made="x")) > 1


def test_wide_tables_lie_across_the_paper() -> None:
    upright, across = (pdf_of(report("甲", columns=number), made="x") for number in (8, 9))
    assert b"/MediaBox [ 0 0 595" in upright
    assert b"/MediaBox [ 0 0 841" in across


def test_the_same_report_has_the_same_bytes() -> None:
    assert pdf_of(report("甲"), made="x") == pdf_of(report("甲"), made="x")


def test_a_report_without_tables_is_a_page_too() -> None:
    empty = Report("周报", "Week", [Fact("a", "甲", "A", None)], [])
    assert pages(pdf_of(empty, made="x")) == 1


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("1234567.5", "money", "1,234,567.50"),
        ("-3", "money", "-3.00"),
        ("1200", "quantity", "1,200"),
        ("0.125", "price", "0.125"),
        ("1234", "text", "1234"),
        (None, "money", ""),
    ],
)
def test_numbers_stand_as_people_read_them(text: str | None, kind: str, expected: str) -> None:
    assert shown(text, kind) == expected


def test_the_first_font_of_the_machine_that_can_be_used_goes_into_the_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    assert font((tmp_path / "absent.ttf", broken, VERA)) == "sheetline-Vera"
    assert font((broken,)) == BROUGHT
    assert font() in {BROUGHT, *(f"sheetline-{file.stem}" for file in FILES)}
