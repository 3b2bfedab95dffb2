"""A book that is open in Excel as a host, through xlwings: thin, and Excel's own settings as they were."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from addin.bridge import messages as m
from addin.hosts import excel_looks as looks
from addin.hosts import excel_sheets as sheets
from addin.hosts import runs
from addin.hosts.excel_state import load_state, save_state
from workbooks.layout import LISTS_SHEET, STATE_SHEET
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import xlwings as xw

HOST = "excel"
MANUAL = "manual"


class ExcelHost:
    """The book it was given, whichever one is in front. Use it in a `with`: at the end Excel is as it was.

    Painting and recalculation are held back from the first write until the book is read again. Saving is left
    to the person: what was not saved when Excel ends is known again by the server.
    """

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._quiet = ExitStack()
        self._is_quiet = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """Give Excel its settings back, so that it paints, and calculates what was written."""
        self._is_quiet = False
        self._quiet.close()

    def snapshot(self, needs: Sequence[m.Need]) -> m.Snapshot:
        """Return the book as it stands. Raises RefusedBookError."""
        self.rest()
        active = self.book.sheets.active
        return m.Snapshot(
            book_name=self.book.name,
            host=HOST,
            sheets=[
                m.SheetInfo(sheet.name, *sheets.used(sheet))
                for sheet in self.book.sheets
                if sheet.name != STATE_SHEET
            ],
            active_sheet=active.name,
            selection=self._selection(active),
            state=load_state(self.book),
            blocks=runs.blocks(needs, self._block),
        )

    def apply(self, operation: m.Operation) -> None:
        """Do one operation on the book."""
        self._hush()
        match operation:
            case m.Put():
                sheets.put(self._sheet(operation.range.sheet), operation)
            case m.PutState():
                save_state(self.book, operation.values)
            case m.Note():
                sheets.note(self.book.sheets[operation.sheet], operation)
            case m.Choices():
                self._refill(operation)
            case m.AddRows():
                sheets.add_rows(self.book.sheets[operation.sheet], operation)
            case m.Select():
                self._select(operation.range)
            case m.Hide() | m.Dropdown() | m.Dress() | m.Paint():
                self._look(operation)
            case m.Save():
                pass
            case _:
                raise TypeError(operation)

    def _look(self, operation: m.Looks) -> None:
        match operation:
            case m.Hide():
                looks.hide(self._sheet(operation.sheet), operation)
            case m.Dropdown():
                if column := self._list_column(operation.list):
                    self._name_list(operation.list, column)
                    looks.offer(self._sheet(operation.range.sheet), operation)
            case m.Dress():
                looks.dress(self._sheet(operation.range.sheet), operation)
            case m.Paint():
                looks.paint(self._sheet(operation.range.sheet), operation)

    def _list_column(self, name: str) -> int:
        """Return the column of a dropdown list, 0 where there is none."""
        if LISTS_SHEET not in {sheet.name for sheet in self.book.sheets}:
            return 0
        titles = self._titles(self.book.sheets[LISTS_SHEET])
        return titles.index(name) + 1 if name in titles else 0

    def _name_list(self, name: str, column: int) -> None:
        """Give a dropdown list a name that dropdowns can refer to."""
        named = f"list_{name}"
        if named.lower() in {each.name.lower() for each in self.book.names}:
            return
        sheet = self.book.sheets[LISTS_SHEET]
        rows = sheets.block(sheet, m.Range(LISTS_SHEET, 1, column, 0, column)).rows
        start = sheet.range((2, column)).get_address(include_sheetname=True)
        self.book.names.add(named, f"={start}:{sheet.range((max(2, len(rows)), column)).address}")

    @staticmethod
    def _titles(sheet: xw.Sheet) -> Sequence[m.Cell]:
        return sheets.block(sheet, m.Range(LISTS_SHEET, 1, 1, 1, sheets.used(sheet)[1])).rows[0]

    def _hush(self) -> None:
        if self._is_quiet:
            return
        self._is_quiet = True
        app = self.book.app
        quiet = {"screen_updating": False, "enable_events": False, "calculation": MANUAL}
        self._quiet.enter_context(app.properties(**quiet))

    def _sheet(self, name: str) -> xw.Sheet:
        """Return a sheet, made when there is none of this name; the one in front stays there."""
        names = {sheet.name for sheet in self.book.sheets}
        if name in names:
            return self.book.sheets[name]
        front = self.book.sheets.active
        made = self.book.sheets.add(name, after=self.book.sheets[len(names) - 1])
        front.api.Activate()
        return made

    def _block(self, need: m.Need) -> m.CellBlock:
        sheet = self.book.sheets[need.range.sheet]
        try:
            found = sheets.block(sheet, need.range)
        except sheets.TooTallError as error:
            facts = {"name": self.book.name, "what": error.sheet, "row": str(error.row)}
            raise RefusedBookError("too_tall", **facts) from error
        if need.looks:
            looks.see(sheet, found)
        return found

    def _selection(self, active: xw.Sheet) -> m.Range | None:
        """Return what is selected on the sheet in front of this book; None for a shape or several ranges."""
        chosen = self.book.app.selection
        if chosen is None or chosen.sheet.book.fullname != self.book.fullname or "," in chosen.address:
            return None
        last = chosen.last_cell
        return m.Range(active.name, chosen.row, chosen.column, last.row, last.column)

    def _refill(self, operation: m.Choices) -> None:
        """Write a dropdown list into its column, and let names of the column cover it."""
        is_new = LISTS_SHEET not in {sheet.name for sheet in self.book.sheets}
        sheet = self._sheet(LISTS_SHEET)
        if is_new:
            sheet.visible = False
        column = _column_of(operation.name, self._titles(sheet))
        blank = max(0, sheets.used(sheet)[0] - 1 - len(operation.values))
        texts: list[m.Cell] = [operation.name, *operation.values, *[None] * blank]
        rows = [[text] for text in texts]
        area = m.Range(LISTS_SHEET, 1, column, len(rows), column)
        sheets.put(sheet, m.Put(area, rows, keep_formulas=False))
        self._resize_names(sheet, column, max(2, len(operation.values) + 1))

    def _resize_names(self, sheet: xw.Sheet, column: int, last_row: int) -> None:
        start = sheet.range((2, column)).get_address(include_sheetname=True)
        end = sheet.range((last_row, column)).address
        for name in self.book.names:
            if (name.refers_to or "").replace("'", "").partition(":")[0] == f"={start}".replace("'", ""):
                name.refers_to = f"={start}:{end}"

    def _select(self, area: m.Range) -> None:
        sheet = self.book.sheets[area.sheet]
        self.book.api.Activate()  # xlwings' own way fails where another Excel is in front
        sheet.api.Activate()
        last = (area.last_row or area.first_row, area.last_column or area.first_column)
        sheet.range((area.first_row, area.first_column), last).select()


def _column_of(name: str, titles: Sequence[m.Cell]) -> int:
    """Return the column of a list, or the first that is free."""
    if name in titles:
        return titles.index(name) + 1
    return titles.index(None) + 1 if None in titles else len(titles) + 1
