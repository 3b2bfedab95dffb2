"""How a sheet looks: colours and merged cells read in groups; columns hidden, cells dressed and painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import uno

from addin.libreoffice.host.ranges import Rectangle, cells_of, rectangles, used_end
from addin.libreoffice.host.reading import AMBIGUOUS, DATE, groups_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from addin.libreoffice.host.facts import Facts
    from addin.libreoffice.host.writing import Writer

WHITE, BLACK, NONE = 0xFFFFFF, 0, -1
METRE = 100_000
"""In hundredths of a millimetre."""
INCH_METRES, INCH_POINTS = 0.0254, 72
PAGE_STYLE, A4 = "Sheetline", (21_000, 29_700)
BOLD, NORMAL = 150.0, 100.0
TOP, MIDDLE = 1, 2
"""com.sun.star.table.CellVertJustify2."""
LIST_UNSORTED = 1
_KINDS = (("fill", "CellBackColor", WHITE), ("font", "CharColor", BLACK))


class Looks(NamedTuple):
    """Colours as (kind, RGB, rectangle), and merged areas."""

    paints: Sequence[tuple[str, str, Rectangle]]
    merged: Sequence[Rectangle]


NO_LOOKS = Looks((), ())


def see(sheet: Any, area: Mapping[str, Any]) -> Looks:
    """Return how a range looks: columns that differ in a colour are asked for their groups of equal looks."""
    return Looks(tuple(_paints(sheet, area)), tuple(_merged(sheet, area)))


def _paints(sheet: Any, area: Mapping[str, Any]) -> Iterator[tuple[str, str, Rectangle]]:
    for column in range(area["first_column"], area["last_column"] + 1):
        run = cells_of(sheet, {**area, "first_column": column, "last_column": column})
        states = run.getPropertyStates(tuple(name for _, name, _ in _KINDS))
        if any(state.value == AMBIGUOUS for state in states):
            found = [(group.getByIndex(0), group.getRangeAddresses()) for group in groups_of(run)]
        else:
            found = [(run, [run.RangeAddress])]
        for cells, addresses in found:
            for kind, name, plain in _KINDS:
                colour = getattr(cells, name)
                if colour not in {plain, NONE}:
                    yield from ((kind, f"{colour:06X}", each) for each in rectangles(addresses))


def _merged(sheet: Any, area: Mapping[str, Any]) -> Iterator[Rectangle]:
    """Yield the merged areas that reach into a range; those of one group are of one size."""
    cursor = sheet.createCursorByRange(cells_of(sheet, area))
    cursor.collapseToMergedArea()
    if not cursor.getIsMerged():
        return
    around = cursor.RangeAddress
    for column in range(around.StartColumn, around.EndColumn + 1):
        run = sheet.getCellRangeByPosition(column, around.StartRow, column, around.EndRow)
        if not run.getIsMerged():
            continue
        for group in groups_of(run):
            first = group.getByIndex(0)
            if first.getIsMerged():
                yield from _areas(sheet, first, rectangles(group.getRangeAddresses()), area)


def _areas(
    sheet: Any, first: Any, corners: Sequence[Rectangle], area: Mapping[str, Any]
) -> Iterator[Rectangle]:
    corner = first.getCellByPosition(0, 0)
    whole = sheet.createCursorByRange(corner)
    whole.collapseToMergedArea()
    size = whole.RangeAddress
    tall, wide = size.EndRow - size.StartRow, size.EndColumn - size.StartColumn
    for each in corners:
        for top in range(each.top, each.bottom + 1):
            found = Rectangle(top, top + tall, each.left, each.left + wide)
            if _reaches(found, area):
                yield found


def _reaches(found: Rectangle, area: Mapping[str, Any]) -> bool:
    down = found.top <= area["last_row"] and found.bottom >= area["first_row"]
    across = found.left <= area["last_column"] and found.right >= area["first_column"]
    return bool(down and across)


def travelling(found: Looks, top: int, bottom: int) -> dict[str, Any]:
    """Return what of the looks lies in some rows as it travels."""
    return {
        "paints": [
            (kind, rgb, max(at.top, top), at.left, min(at.bottom, bottom), at.right)
            for kind, rgb, at in _joined(found.paints)
            if at.top <= bottom and at.bottom >= top
        ],
        "merged": sorted(
            (at.top, at.left, at.bottom, at.right)
            for at in found.merged
            if at.top <= bottom and at.bottom >= top
        ),
    }


def _joined(paints: Iterable[tuple[str, str, Rectangle]]) -> Iterator[tuple[str, str, Rectangle]]:
    """Yield rectangles as wide as a colour reaches over the same rows; what comes in goes by columns."""
    open_at: dict[tuple[str, str, int, int], Rectangle] = {}
    for kind, rgb, at in paints:
        key = (kind, rgb, at.top, at.bottom)
        held = open_at.get(key)
        if held is not None and held.right == at.left - 1:
            open_at[key] = held._replace(right=at.right)
            continue
        if held is not None:
            yield kind, rgb, held
        open_at[key] = at
    yield from ((kind, rgb, at) for (kind, rgb, _, _), at in open_at.items())


def hide(operation: Mapping[str, Any], writer: Writer) -> None:
    """Hide columns."""
    first, last = operation["first_column"] - 1, operation["last_column"] - 1
    columns = writer.sheet(operation["sheet"]).getCellRangeByPosition(first, 0, last, 0).getColumns()
    columns.IsVisible = False


def offer(document: Any, facts: Facts, operation: Mapping[str, Any], writer: Writer) -> None:
    """Offer a list in the cells of a range, by a name that follows when it is refilled."""
    name = _named(document, facts, operation["list"])
    if not name:
        return
    cells = _cells(writer.sheet(operation["range"]["sheet"]), operation["range"])
    validation = cells.Validation
    validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
    validation.ShowList = LIST_UNSORTED
    validation.IgnoreBlankCells = True
    validation.ShowErrorMessage = validation.ShowInputMessage = False
    validation.setFormula1(name)
    cells.Validation = validation


def _named(document: Any, facts: Facts, wanted: str) -> str:
    """Return the name that stands for a dropdown list, made where there is none; empty without the list."""
    if not document.Sheets.hasByName(facts.lists_sheet):
        return ""
    sheet = document.Sheets.getByName(facts.lists_sheet)
    rows, columns = used_end(sheet)
    values = sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1).getDataArray()
    if wanted not in values[0]:
        return ""
    name, column = f"list_{wanted}", values[0].index(wanted)
    if not document.NamedRanges.hasByName(name):
        last = max((row for row, line in enumerate(values) if line[column] != ""), default=1)
        covered = sheet.getCellRangeByPosition(column, 1, column, max(1, last))
        corner = covered.getCellByPosition(0, 0).getCellAddress()
        document.NamedRanges.addNewByName(name, covered.AbsoluteName, corner, 0)
    return name


def dress(document: Any, facts: Facts, operation: Mapping[str, Any], writer: Writer) -> None:
    """Let cells look as their role says; what shows numbers as days does so still."""
    role, sheet = facts.roles[operation["role"]], writer.sheet(operation["range"]["sheet"])
    cells = _cells(sheet, operation["range"])
    usual = _usual(document).CharHeight
    cells.CharWeight = cells.CharWeightAsian = BOLD if role["bold"] else NORMAL
    cells.CharHeight = cells.CharHeightAsian = role["points"] or usual
    cells.CellBackColor, cells.CharColor = _colour(role["fill"]), _colour(role["ink"])
    cells.IsTextWrapped = role["wrap"]
    justify = "CENTER" if role["centred"] else "STANDARD"
    cells.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", justify)
    cells.VertJustify = MIDDLE if role["centred"] else TOP
    first = cells.RangeAddress.StartColumn
    digit = _digit_width(document)
    for column, width in enumerate(operation.get("widths", ()), start=first):
        if width:
            sheet.getColumns().getByIndex(column).Width = round(width * digit)
    for place, code in enumerate(operation.get("formats", ())):
        if code and first + place <= cells.RangeAddress.EndColumn:
            _show(
                document, cells.getCellRangeByPosition(place, 0, place, _height(cells)), writer.format(code)
            )
    if not operation.get("beside"):
        _heighten(document, cells)
    if operation["role"] == "title" and operation["range"]["first_row"] == 1:
        sheet.PageStyle = _across(document)


def _heighten(document: Any, cells: Any) -> None:
    """Let rows be as high as they must: while a press writes, the office measures none by itself."""
    measures = document.IsAdjustHeightEnabled
    document.IsAdjustHeightEnabled = True
    cells.getRows().OptimalHeight = True
    document.IsAdjustHeightEnabled = measures


def _across(document: Any) -> str:
    """Return the name of a page style that lies across the paper and is as wide as the sheet."""
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(PAGE_STYLE):
        styles.insertByName(PAGE_STYLE, document.createInstance("com.sun.star.style.PageStyle"))
        style = styles.getByName(PAGE_STYLE)
        style.IsLandscape = True
        style.Width, style.Height = A4[1], A4[0]
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    return PAGE_STYLE


def paint(operation: Mapping[str, Any], writer: Writer) -> None:
    """Give cells a fill or a font colour, or take it away."""
    cells = _cells(writer.sheet(operation["range"]["sheet"]), operation["range"])
    name = "CellBackColor" if operation["kind"] == "fill" else "CharColor"
    setattr(cells, name, _colour(operation["rgb"]))


def _usual(document: Any) -> Any:
    return document.StyleFamilies.getByName("CellStyles").getByName("Default")


def _digit_width(document: Any) -> float:
    """Return how wide the widest digit of the usual font is, in hundredths of a millimetre.

    Widths of columns in files count these; the office measures them the same way when it opens one.
    """
    usual, device = _usual(document), document.ReferenceDevice
    info = device.getInfo()
    font = uno.createUnoStruct("com.sun.star.awt.FontDescriptor")
    font.Name = usual.CharFontName
    font.Height = round(info.PixelPerMeterY * INCH_METRES / INCH_POINTS * usual.CharHeight)
    wide = max(device.getFont(font).getCharWidth(digit) for digit in "0123456789")
    return float(wide / info.PixelPerMeterX * METRE)


def _show(document: Any, column: Any, key: int) -> None:
    formats = document.getNumberFormats()
    is_mixed = column.getPropertyState("NumberFormat").value == AMBIGUOUS
    for cells in groups_of(column) if is_mixed else [column]:
        one = cells.getByIndex(0) if is_mixed else cells
        if not formats.getByKey(one.NumberFormat).Type & DATE:
            cells.NumberFormat = key


def _height(cells: Any) -> int:
    at = cells.RangeAddress
    return int(at.EndRow - at.StartRow)


def _colour(rgb: str | None) -> int:
    return int(rgb, 16) if rgb else NONE


def _cells(sheet: Any, area: Mapping[str, Any]) -> Any:
    """Return the cells of a range, which goes on to the used end where it says so."""
    rows, columns = used_end(sheet)
    end = {
        "last_row": area["last_row"] or max(rows, area["first_row"]),
        "last_column": area["last_column"] or max(columns, area["first_column"]),
    }
    return cells_of(sheet, {**area, **end})
