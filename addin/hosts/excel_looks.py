"""Looks of one sheet of Excel through xlwings: colours in few questions, cells dressed and painted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from addin.hosts import excel_sheets as sheets
from addin.hosts.areas import Area, patches
from addin.hosts.excel_cells import is_date_format
from addin.hosts.paints import reaching
from addin.hosts.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import xlwings as xw

    from addin.bridge import messages as m

_WHITE, _BLACK = 0xFFFFFF, 0
_NONE, _AUTOMATIC, _CENTRE, _TOP, _GENERAL = -4142, -4105, -4108, -4160, 1
"""xlNone, xlAutomatic, xlCenter, xlTop, xlGeneral."""
_LANDSCAPE = 2
_LIST, _STOP, _BETWEEN = 3, 1, 1
"""xlValidateList, xlValidAlertStop, xlBetween."""


def see(sheet: xw.Sheet, found: m.CellBlock) -> None:
    """Put the colours and merged cells of a block into it; what is white or black has none."""
    at = found.range
    area = (at.first_row, at.first_column, at.last_row, at.last_column)
    if not found.rows:
        return
    kinds: tuple[tuple[m.PaintKind, Callable[[Area], Any], int], ...] = (
        ("fill", lambda part: _range(sheet, part).api.Interior.Color, _WHITE),
        ("font", lambda part: _range(sheet, part).api.Font.Color, _BLACK),
    )
    found.paints = sorted(
        (kind, _rgb(colour), *part)
        for kind, read, plain in kinds
        for part, colour in patches(area, read)
        if colour is not None and int(colour) != plain
    )
    found.merged = reaching(set(_merged(sheet, area)), area)


def _merged(sheet: xw.Sheet, area: Area) -> Iterator[Area]:
    """Yield the merged areas of which cells lie in an area."""

    def read(part: Area) -> Any:
        return _range(sheet, part).api.MergeCells

    covered: set[tuple[int, int]] = set()
    for (top, left, bottom, right), is_merged in patches(area, read):
        if not is_merged:
            continue
        for spot in ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            if spot not in covered:
                whole = sheet.range(spot).merge_area
                end = whole.last_cell
                covered.update(
                    (row, column)
                    for row in range(whole.row, end.row + 1)
                    for column in range(whole.column, end.column + 1)
                )
                yield whole.row, whole.column, end.row, end.column


def hide(sheet: xw.Sheet, operation: m.Hide) -> None:
    """Hide columns."""
    sheet.range((1, operation.first_column), (1, operation.last_column)).api.EntireColumn.Hidden = True


def offer(sheet: xw.Sheet, operation: m.Dropdown) -> None:
    """Offer the list of a name in the cells of a range; nobody is stopped from typing something else."""
    validation = _range(sheet, area_of(sheet, operation.range)).api.Validation
    validation.Delete()
    validation.Add(Type=_LIST, AlertStyle=_STOP, Operator=_BETWEEN, Formula1=f"=list_{operation.list}")
    validation.IgnoreBlank = validation.InCellDropdown = True
    validation.ShowInput = validation.ShowError = False


def dress(sheet: xw.Sheet, operation: m.Dress) -> None:
    """Let cells look as their role says; what shows numbers as dates does so still."""
    area, role = area_of(sheet, operation.range), ROLES[operation.role]
    cells = _range(sheet, area).api
    cells.Font.Bold = role.bold
    cells.Font.Size = role.points or sheet.book.api.Styles("Normal").Font.Size
    cells.WrapText = role.wrap
    cells.HorizontalAlignment = _CENTRE if role.centred else _GENERAL
    cells.VerticalAlignment = _CENTRE if role.centred else _TOP
    _colour(cells, "fill", role.fill or None)
    _colour(cells, "font", role.ink or None)
    for column, width in enumerate(operation.widths, start=area[1]):
        if width:
            sheet.range((1, column)).column_width = width
    for column, shown in enumerate(operation.formats, start=area[1]):
        if shown and column <= area[3]:
            _show(sheet, (area[0], column, area[2], column), shown)

    if operation.role == "title" and area[0] == 1:
        _fit_paper(sheet.api.PageSetup)


def _fit_paper(paper: Any) -> None:
    """Print across the paper, as wide as one page."""
    paper.Orientation = _LANDSCAPE
    paper.Zoom = False
    paper.FitToPagesWide = 1
    paper.FitToPagesTall = False


def paint(sheet: xw.Sheet, operation: m.Paint) -> None:
    """Give cells a fill or a font colour, or take it away."""
    _colour(_range(sheet, area_of(sheet, operation.range)).api, operation.kind, operation.rgb)


def area_of(sheet: xw.Sheet, area: m.Range) -> Area:
    """Return a range with its ends."""
    rows, wide = sheets.used(sheet)
    last_row = area.last_row or max(rows, area.first_row)
    return area.first_row, area.first_column, last_row, area.last_column or max(wide, area.first_column)


def _show(sheet: xw.Sheet, area: Area, number_format: str) -> None:
    read = partial(_format, sheet)
    for part, shown in patches(area, read):
        if not is_date_format(str(shown or "General")):
            _range(sheet, part).number_format = number_format


def _format(sheet: xw.Sheet, area: Area) -> Any:
    return _range(sheet, area).number_format


def _colour(cells: Any, kind: m.PaintKind, rgb: str | None) -> None:
    """Set a colour of cells; Excel writes blue first, and has other words for none."""
    if kind == "font":
        if rgb is None:
            cells.Font.ColorIndex = _AUTOMATIC
        else:
            cells.Font.Color = _number(rgb)
    elif rgb is None:
        cells.Interior.Pattern = _NONE
    else:
        cells.Interior.Color = _number(rgb)


def _number(rgb: str) -> int:
    return int(rgb[4:6] + rgb[2:4] + rgb[0:2], 16)


def _rgb(colour: float) -> str:
    digits = f"{int(colour):06X}"
    return digits[4:6] + digits[2:4] + digits[0:2]


def _range(sheet: xw.Sheet, area: Area) -> xw.Range:
    return sheet.range(area[:2], area[2:])
