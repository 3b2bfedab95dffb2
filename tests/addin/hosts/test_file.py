"""A file keeps all that is the person's."""

from __future__ import annotations

import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.state import BOOK_PROPERTY
from tests.addin.hosts.packages import parts_of, plain_book, write_parts
from tests.addin.hosts.pressing import pressed, put
from tests.contracts.hosts.books import FileMaker
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from pathlib import Path


EXCEL = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
)


def looks(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    sheet, other = book["订单"], book["别的"]
    return {
        "fill": sheet["A2"].fill.start_color.rgb,
        "bold": sheet["A3"].font.bold,
        "format": sheet["E2"].number_format,
        "width": sheet.column_dimensions["A"].width,
        "group": (sheet.column_dimensions["C"].hidden, sheet.column_dimensions["C"].outlineLevel),
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "hidden row": sheet.row_dimensions[3].hidden,
        "titles": sheet.print_title_rows,
        "conditions": [(str(area.sqref), area.rules[0].formula) for area in sheet.conditional_formatting],
        "choices": [
            (v.formula1, str(v.sqref), v.showErrorMessage) for v in sheet.data_validations.dataValidation
        ],
        "names": {name: defined.attr_text for name, defined in book.defined_names.items()},
        "states": [found.sheet_state for found in book.worksheets[:3]],
        "formulas": (sheet["D2"].value, other["B2"].value),
        "font": (other["B2"].font.name, other["B2"].font.size),
        "merged": str(other.merged_cells.ranges),
    }


def test_everything_of_the_persons_is_as_it_was(path: Path) -> None:
    before = looks(path)
    pressed(path, put(2, 2, 7), m.PutState({"book": "0190"}), put(2, 5, "2026-12-02"))
    assert looks(path) == before


def test_text_that_could_be_a_formula_carries_the_quote_prefix(path: Path) -> None:
    pressed(path, put(2, 1, "=1+1"), put(3, 1, "普通"))
    sheet = openpyxl.load_workbook(path)["订单"]
    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)
    assert (sheet["A3"].data_type, bool(sheet["A3"].quotePrefix)) == ("s", False)


def test_results_of_formulas_survive_saving_unless_they_may_be_old(tmp_path: Path) -> None:
    host = FileMaker(tmp_path).make()
    host.apply(put(2, 2, 7))
    host.apply(put(3, 2, 1200))
    host.apply(m.Save())
    values = openpyxl.load_workbook(host.path, data_only=True)["订单"]
    assert [values["D2"].value, values["D3"].value] == [None, 480]


def test_a_formula_that_was_never_calculated_is_told_apart_from_a_blank_cell(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["订单"]["B2"] = "=1+2"
    book.save(path)
    block = FileHost(path).snapshot([m.Need(m.Range("订单", 2, 2, 3, 2))]).blocks[0]
    assert (block.rows, block.uncalculated) == ([[None], [1200]], [(2, 2)])


@pytest.mark.slow
def test_libreoffice_calculates_what_a_press_changed(tmp_path: Path) -> None:
    path = FileMaker(tmp_path).make().path
    parts = parts_of(path)
    parts["docProps/app.xml"] = EXCEL  # whose results LibreOffice trusts
    host = FileHost(write_parts(path, parts))
    host.apply(put(2, 2, 7))
    host.apply(put(4, 1, "=1+1"))
    host.apply(m.Save())
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv",
        "--outdir",
        str(tmp_path),
        str(host.path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    lines = (tmp_path / "订单.csv").read_text(encoding="utf-8", errors="replace").splitlines()
    assert [line.split(",")[3] for line in lines[1:3]] == ["87.5", "480"]
    assert lines[3].startswith("=1+1")


def test_the_books_id_stands_in_a_property_once(path: Path) -> None:
    pressed(path, m.PutState({"book": "0190"}))
    pressed(path, m.PutState({"book": "0191"}))
    found: Any = openpyxl.load_workbook(path)
    assert [(each.name, each.value) for each in found.custom_doc_props] == [(BOOK_PROPERTY, "0191")]


def test_names_of_a_dropdown_cover_its_new_values(path: Path) -> None:
    pressed(path, m.Choices("products", ["A-1", "A-2", "A-3"]))
    book = openpyxl.load_workbook(path)
    assert book.defined_names["产品清单"].attr_text == f"'{LISTS_SHEET}'!$A$2:$A$4"


def test_added_rows_look_like_the_row_above_and_the_filter_covers_them(path: Path) -> None:
    pressed(path, m.AddRows("订单", 3, [["C-1", 5]]))
    sheet = openpyxl.load_workbook(path)["订单"]
    assert sheet["A4"].font.bold
    assert sheet["A4"].fill.start_color.rgb == sheet["A3"].fill.start_color.rgb
    assert sheet.auto_filter.ref == "A1:E4"


def test_an_excel_table_grows_over_added_rows(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].add_table(Table(displayName="T1", ref="A1:B2"))
    book.save(path)
    pressed(path, m.AddRows("Sheet", 2, [["B-1", 4]]))
    assert openpyxl.load_workbook(path).worksheets[0].tables["T1"].ref == "A1:B3"


@pytest.mark.parametrize("name", ["a.xlsm", "renamed.xlsx"])
def test_macros_stay_in_a_book_with_macros(tmp_path: Path, name: str) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    parts["xl/vbaProject.bin"] = b"macros"
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>",
        b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        b"</Types>",
    )
    macro = tmp_path / name
    with zipfile.ZipFile(macro, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    pressed(macro, m.PutState({"book": "0190"}))
    after = parts_of(macro)
    assert after["xl/vbaProject.bin"] == b"macros"
    assert b"macroEnabled" in after["[Content_Types].xml"]
