"""A workbook file on disk as a host: read once, saved by replacement, every part that is not touched kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.bridge import messages as m
from addin.hosts import disk, sheet_looks, sheets
from addin.hosts.losses import losses
from addin.hosts.staleness import stale
from addin.hosts.state import load_state, save_state
from workbooks.layout import STATE_SHEET
from workbooks.package import MOST_COLUMNS, read_package
from workbooks.parts.book import Book
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from addin.hosts.staleness import Spot
    from workbooks.package import Package
    from workbooks.parts.sheet import Sheet

MOST_ROWS = 100_000
"""Rows of a sheet that a press reads; what lies further down is a slip of the hand."""


class FileHost:
    """The workbook at `path`. Nothing is written before a Save, which replaces the file in one step."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises RefusedBookError with the reason when it must be left alone."""
        self.path = path.resolve()
        self._print = disk.print_of(self.path)
        package = read_package(self.path)
        disk.require_free(self.path)
        lost = losses(package.parts)
        if lost:
            raise RefusedBookError("would_lose", name=self.path.name, what="、".join(lost))
        self._book = _opened(package, self.path.name)
        self._changed: set[Spot] = set()
        self._state = load_state(self._book)

    def snapshot(self, needs: Sequence[m.Need]) -> m.Snapshot:
        """Return the book as it stands in memory."""
        front = self._book.front
        return m.Snapshot(
            book_name=self.path.name,
            host="file",
            sheets=[m.SheetInfo(sheet.name, *sheet.size()) for sheet in self._sheets()],
            active_sheet=front or "",
            selection=sheets.selection(self._book.sheet(front)) if front else None,
            state=dict(self._state),
            blocks=[self._block(need) for need in needs],
        )

    def apply(self, operation: m.Operation) -> None:
        """Do one operation in memory; Save writes the file."""
        try:
            self._do(operation)
        except (ValueError, LookupError) as error:  # a part that is broken shows it when it is written to
            raise RefusedBookError("damaged", name=self.path.name) from error

    def _do(self, operation: m.Operation) -> None:
        match operation:
            case m.PutState():
                self._put_state(operation.values)
            case m.Save():
                self._save()
            case m.Choices():
                self._changed.update(sheets.refill(self._book, operation))
            case m.Put():
                self._changed.update(sheets.put(self._book, self._sheet(operation.range.sheet), operation))
            case m.Note():
                sheets.note(self._book, self._book.sheet(operation.sheet), operation)
            case m.AddRows():
                self._changed.update(
                    sheets.add_rows(self._book, self._book.sheet(operation.sheet), operation)
                )
            case m.Select():
                sheets.select(self._book, operation.range)
            case m.Hide() | m.Dropdown() | m.Dress() | m.Paint():
                self._do_looks(operation)
            case _:
                raise TypeError(operation)

    def _do_looks(self, operation: m.Looks) -> None:
        match operation:
            case m.Hide():
                sheet_looks.hide(self._sheet(operation.sheet), operation)
            case m.Dropdown():
                sheet_looks.offer(self._book, self._sheet(operation.range.sheet), operation)
            case m.Dress():
                sheet_looks.dress(self._book, self._sheet(operation.range.sheet), operation)
            case m.Paint():
                sheet_looks.paint(self._book, self._sheet(operation.range.sheet), operation)

    def _sheet(self, name: str) -> Sheet:
        """Return a sheet, made when there is none of this name."""
        return self._book.sheet(name) if name in self._book.names else self._book.add_sheet(name)

    def _sheets(self) -> list[Sheet]:
        return [self._book.sheet(name) for name in self._book.names if name != STATE_SHEET]

    def _block(self, need: m.Need) -> m.CellBlock:
        sheet = self._book.sheet(need.range.sheet)
        if not need.range.last_row and (row := sheet.last_filled()) > MOST_ROWS:
            raise RefusedBookError("too_tall", name=self.path.name, what=sheet.name, row=str(row))
        found = sheets.block(self._book, sheet, need.range)
        if need.looks:
            sheet_looks.see(self._book, sheet, found)
        return found

    def _put_state(self, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            if value is None:
                self._state.pop(name, None)
            else:
                self._state[name] = value

    def _save(self) -> None:
        save_state(self._book, self._state)
        self._forget_old_results()
        content = self._book.pack()
        self._print = disk.replace(
            self.path, expected=self._print, write=lambda fresh: _write(fresh, content)
        )
        self._changed = set()

    def _forget_old_results(self) -> None:
        """Take away the results of formulas that what was written may have changed."""
        if not self._changed:
            return
        formulas = {
            (sheet.name, row, column): formula
            for sheet in self._sheets()
            for row, column, formula in sheet.formulas()
        }
        for name, row, column in stale(formulas, self._changed):
            self._book.sheet(name).forget_result(row, column)


def _opened(package: Package, name: str) -> Book:
    """Return the book, every sheet read. Raises RefusedBookError where a part is not what it should be."""
    try:
        book = Book(package.parts)
        sizes = [book.sheet(each).size() for each in book.names]
    except Exception as error:  # what is wrong with a broken file has many names
        raise RefusedBookError("damaged", name=name) from error
    widest = max((columns for _, columns in sizes), default=0)
    if not sizes:
        raise RefusedBookError("damaged", name=name)
    if widest > MOST_COLUMNS:
        raise RefusedBookError("too_wide", name=name, what=str(widest))
    return book


def _write(fresh: Path, content: bytes) -> None:
    fresh.write_bytes(content)
