"""Looks of a sheet of a file: colours and merged cells read; columns hidden, cells dressed and painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.hosts.paints import Gathered, reaching
from addin.hosts.roles import ROLES, USUAL_WIDTH, lines_of
from sync.rows.letters import column_letters
from workbooks.layout import LISTS_SHEET
from workbooks.parts import columns, paper, validations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from addin.bridge import messages as m
    from addin.hosts.roles import Role
    from workbooks.parts.book import Book
    from workbooks.parts.sheet import Area, Sheet


_LINE_POINTS, _LEADING, _USUAL_POINTS = 15.0, 1.5, 11
"""How high a line is; ECMA-376 leaves measuring to whoever draws it."""


def see(book: Book, sheet: Sheet, found: m.CellBlock) -> None:
    """Put the colours and merged cells of a block into it."""
    at = found.range
    gathered = Gathered()
    columns_painted = {column: look for column, look in sheet.column_looks.items() if book.paints.of(look)}
    for row in range(at.first_row, at.last_row + 1):
        looks = dict(_looks(sheet, row, columns_painted))
        for column in sorted(column for column in looks if at.first_column <= column <= at.last_column):
            for paint in book.paints.of(looks[column]):
                gathered.add(paint.kind, paint.rgb, row=row, column=column)
    found.paints = gathered.rectangles()
    within = (at.first_row, at.first_column, at.last_row, at.last_column)
    found.merged = reaching(sheet.merged, within)


def _looks(sheet: Sheet, row: int, columns_painted: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Yield column and look of cells that may be painted; those not there look like row or column."""
    look = sheet.row_look(row)
    if look:
        yield from ((column, look) for column in range(1, sheet.size()[1] + 1))
    else:
        yield from columns_painted.items()
    yield from ((column, cell.look) for column, cell in sheet.rows.cells(row).items())


def hide(sheet: Sheet, operation: m.Hide) -> None:
    """Hide columns."""
    columns.hide(sheet, operation.first_column, operation.last_column)


def offer(book: Book, sheet: Sheet, operation: m.Dropdown) -> None:
    """Offer a list in the cells of a range, by a name that follows when it is refilled."""
    if LISTS_SHEET not in book.names:
        return
    lists = book.sheet(LISTS_SHEET)
    column = next((at for at, cell in lists.rows.cells(1).items() if cell.value == operation.list), None)
    if column is None:
        return
    name, letter = f"list_{operation.list}", column_letters(column)
    last = max((row for row in lists.rows if lists.cell(row, column) is not None), default=2)
    book.define(name, f"'{LISTS_SHEET}'!${letter}$2:${letter}${max(2, last)}")
    validations.offer(sheet, area_of(sheet, operation.range), source=name)


def dress(book: Book, sheet: Sheet, operation: m.Dress) -> None:
    """Let cells look as their role says; what shows numbers as dates does so still."""
    first = operation.range.first_column
    for column, width in enumerate(operation.widths, start=first):
        if width:
            columns.widen(sheet, column, width)
    formats = dict(enumerate(operation.formats, start=first))
    role, known = ROLES[operation.role], dict[tuple[int, str], int]()

    def look(column: int, old: int) -> int:
        key = (old, formats.get(column, ""))
        if key not in known:
            known[key] = _dressed(book, old, role, key[1])
        return known[key]

    area = area_of(sheet, operation.range)
    _relook(sheet, area, look)
    if not operation.beside:
        _heighten(sheet, area, role)
    if operation.role == "title" and area[0] == 1:
        paper.fit(sheet)


def _heighten(sheet: Sheet, area: Area, role: Role) -> None:
    """Give rows room for what they hold: programs that open a file take the heights it says."""
    wide = columns.widths(sheet)
    line = max(_LINE_POINTS, role.points * _LEADING)
    for row in range(area[0], area[2] + 1):
        cells = sheet.rows.cells(row).items()
        texts = [(column, cell.value) for column, cell in cells if isinstance(cell.value, str)]
        lines = max((lines_of(text, wide.get(column, USUAL_WIDTH)) for column, text in texts), default=1)
        lines = lines if role.wrap else 1
        if role.points > _USUAL_POINTS or lines > 1 or sheet.rows.has_height(row):
            sheet.rows.heighten(row, line * lines)


def paint(book: Book, sheet: Sheet, operation: m.Paint) -> None:
    """Give cells a fill or a font colour, or take it away."""

    def look(_: int, old: int) -> int:
        return book.paints.painted(old, kind=operation.kind, rgb=operation.rgb)

    _relook(sheet, area_of(sheet, operation.range), look)


def area_of(sheet: Sheet, area: m.Range) -> Area:
    """Return a range with its ends."""
    rows, wide = sheet.size()
    last_row = area.last_row or max(rows, area.first_row)
    return area.first_row, area.first_column, last_row, area.last_column or max(wide, area.first_column)


def _relook(sheet: Sheet, area: Area, look: Callable[[int, int], int]) -> None:
    for row in range(area[0], area[2] + 1):
        for column in range(area[1], area[3] + 1):
            old = sheet.look_for(row, column)
            new = look(column, old)
            if new != old:
                sheet.relook(row, column, new)


def _dressed(book: Book, look: int, role: Role, number_format: str) -> int:
    """Return a look with the usual font of the book as a role has it, and its numbers shown as before."""
    paints, looks = book.paints, book.looks
    look = paints.painted(look, kind="fill", rgb=role.fill or None)
    said = paints.font(0, rgb=role.ink or None, bold=role.bold, points=role.points or None)
    if number_format and not looks.is_date(look):
        said |= looks.shown(number_format)
    return looks.changed(look, said, alignment=_alignment(role, looks.prefix))


def _alignment(role: Role, prefix: bytes) -> bytes:
    stands = b'horizontal="center" vertical="center"' if role.centred else b'vertical="top"'
    return b"<%salignment %s%s/>" % (prefix, stands, b' wrapText="1"' if role.wrap else b"")
