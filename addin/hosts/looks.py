"""What openpyxl forgets about looks: those of a column for its new cells, print areas of whole columns."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.xml.functions import fromstring

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_NAME = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}definedName"
_STORED, _PRINT_AREA = "_xlnm.Print_Area", "Print_Area"


def column_looks(sheet: Worksheet) -> dict[int, Any]:
    """Return the look of each column that has one of its own: what a person sees in its empty cells."""
    spans: list[Any] = [looks for looks in sheet.column_dimensions.values() if looks.has_style and looks.min]
    return {
        column: looks._style  # noqa: SLF001 - all looks at once
        for looks in spans
        for column in range(looks.min, looks.max + 1)
    }


def ready_cell(sheet: Worksheet, row: int, column: int, *, looks: Mapping[int, Any]) -> Any:
    """Return the cell; one without looks of its own takes those of its column."""
    cell: Any = sheet.cell(row, column)
    if column in looks and not cell.has_style:
        cell._style = copy(looks[column])  # noqa: SLF001
    return cell


def keep_print_areas(book: Workbook, parts: Mapping[str, bytes]) -> None:
    """Give sheets back the print areas that openpyxl cannot read, such as the whole columns `$A:$N`."""
    for name in fromstring(parts["xl/workbook.xml"]).iter(_NAME):
        if name.get("name") != _STORED or not name.text:
            continue
        sheet = _sheet_at(book, int(name.get("localSheetId", "0")))
        if sheet is not None and not sheet.print_area:
            sheet.defined_names[_PRINT_AREA] = DefinedName(_PRINT_AREA, attr_text=name.text)


def _sheet_at(book: Workbook, index: int) -> Worksheet | None:
    title = book.sheetnames[index] if index < len(book.sheetnames) else ""
    return next((sheet for sheet in book.worksheets if sheet.title == title), None)
