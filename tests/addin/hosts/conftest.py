"""A book that somebody made their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.contracts.hosts.books import FileMaker
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a book somebody made their own: colours, widths, filter, validation, names, a second sheet."""
    FileMaker(tmp_path).make()
    path = tmp_path / "订单.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["订单"]
    sheet.column_dimensions["A"].width = 31
    sheet.column_dimensions.group("C", "D", hidden=True)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:E3"
    sheet.print_title_rows = "1:1"
    yellow: Any = FormulaRule
    sheet.conditional_formatting.add(
        "B2:B99", yellow(formula=["B2>1000"], fill=PatternFill(bgColor="FFFF00"))
    )
    choices = DataValidation(type="list", formula1="=产品清单", showErrorMessage=False, showInputMessage=True)
    choices.add("A2:A99")
    sheet.add_data_validation(choices)
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    lists.append(["products"])
    lists.append(["A-1"])
    book.defined_names["产品清单"] = DefinedName("产品清单", attr_text=f"{LISTS_SHEET}!$A$2:$A$2")
    other = book["别的"]
    other["B2"] = "=SUM(订单!B2:B3)"
    other["B2"].font = Font(name="楷体", size=18)
    other.merge_cells("C1:D2")
    book.save(path)
    return path
