"""Workbooks of every format give the same tables, whoever wrote them, and stay untouched."""

from __future__ import annotations

import codecs
import csv
import io
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.sync.adoption.drawings import Drawing, drawings
from tests.sync.adoption.judging import mistakes, proposed
from tests.workbooks.adoption.writers import WRITERS
from tests.workbooks.office import Office
from workbooks.adoption.opening import read_book
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

DRAWINGS = drawings()
BY_NAME = {drawing.name: drawing for drawing in DRAWINGS}
CASES = [
    (drawing, writer)
    for drawing in DRAWINGS
    for writer in WRITERS
    if not (writer == "xlsxwriter" and drawing.has_formulas and drawing.values)  # it writes 0 as every result
]
PLAIN = "title, contact rows, total and notes"
ENCODINGS = {"utf-8": b"", "utf-8-sig": b"", "gb18030": b"", "utf-16-le": codecs.BOM_UTF16_LE}


@pytest.mark.parametrize(
    ("drawing", "writer"), CASES, ids=[f"{case.name}-{writer}" for case, writer in CASES]
)
def test_files_of_every_writer_are_read_alike(drawing: Drawing, writer: str, tmp_path: Path) -> None:
    path = tmp_path / "订单.xlsx"
    WRITERS[writer](drawing, path)
    before = path.read_bytes()
    assert mistakes(drawing, proposed(read_book(path))) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_and_with_every_sign(encoding: str, sign: str, tmp_path: Path) -> None:
    drawing = BY_NAME[PLAIN]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign).writerows(drawing.sheets["11月订单"])
    path = tmp_path / "11月订单.csv"
    path.write_bytes(ENCODINGS[encoding] + text.getvalue().encode(encoding))
    assert mistakes(drawing, proposed(read_book(path))) == []


@pytest.fixture(scope="module")
def office_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return many drawings in one book as LibreOffice writes it, by suffix."""
    folder = tmp_path_factory.mktemp("office")
    office = Office(folder / "profile")
    WRITERS["openpyxl"](_together(), folder / "订单.xlsx")
    return {
        suffix: office.convert(folder / "订单.xlsx", folder / suffix, suffix=suffix)
        for suffix in ("xlsx", "ods", "xls")
    }


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_files_of_libreoffice_are_read_alike(suffix: str, office_files: dict[str, Path]) -> None:
    assert mistakes(_together(), proposed(read_book(office_files[suffix]))) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_old_files_with_changed_bytes_are_read_or_refused(
    seed: int, office_files: dict[str, Path], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    content = bytearray(office_files["xls"].read_bytes())
    for at in chance.sample(range(len(content)), 64):
        content[at] = chance.choice((0, 255, chance.randrange(256)))
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    try:
        proposed(read_book(path))
    except RefusedBookError as refused:
        assert refused.code in {"damaged", "renamed", "too_large", "encrypted"}  # noqa: PT017 - either is right


def _together() -> Drawing:
    """Return many drawings as sheets of one book: a program is started once for all."""
    chosen = [drawing for drawing in DRAWINGS if drawing.tables and not drawing.has_formulas]
    book = Drawing("together")
    for number, drawing in enumerate(chosen):
        names = {title: f"{number}-{place}" for place, title in enumerate(drawing.sheets)}
        book.sheets.update({names[title]: rows for title, rows in drawing.sheets.items()})
        book.merges.update({names[title]: areas for title, areas in drawing.merges.items()})
        book.tables.extend(replace(table, sheet=names[table.sheet]) for table in drawing.tables)
    return book


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "订单.docx"
    path.write_bytes(b"PK")
    with pytest.raises(RefusedBookError) as caught:
        read_book(path)
    assert caught.value.code == "not_readable"


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv"])
def test_a_file_that_is_not_there_is_named(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedBookError) as caught:
        read_book(tmp_path / f"没有{suffix}")
    assert caught.value.code == "missing"


def test_hidden_sheets_and_our_own_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, state in (("看得见", "visible"), ("藏着", "hidden"), ("_state", "visible")):
        book.create_sheet(title).sheet_state = state
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert [sheet.title for sheet in read_book(path).sheets] == ["Sheet", "看得见"]
