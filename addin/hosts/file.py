"""A workbook file on disk as a host: one load, saves by replacement, everything of the person's kept."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.writer.excel import ExcelWriter

from addin.bridge import messages as m
from addin.hosts import disk, sheets
from addin.hosts.cells import formula_of
from addin.hosts.formulas import results_of, with_results
from addin.hosts.looks import keep_print_areas
from addin.hosts.losses import losses
from addin.hosts.staleness import stale
from addin.hosts.state import load_state, save_state
from workbooks.layout import STATE_SHEET
from workbooks.package import MOST_COLUMNS, read_package
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from addin.hosts.formulas import Results
    from addin.hosts.staleness import Spot

MOST_ROWS = 100_000
"""Rows of a sheet that a press reads; what lies further down is a slip of the hand."""
_MACROS = "xl/vbaProject.bin"
_APP_PART = "docProps/app.xml"
_APP = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Sheetline</Application></Properties>"
)  # LibreOffice trusts stored results of programs it knows, and calculates afresh for others: as we want it
_LOST_ON_READING = (("header or footer", "页眉页脚"), ("DrawingML", "形状或文本框"))


class FileHost:
    """The workbook at `path`. Nothing is written before a Save, which replaces the file in one step."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises RefusedBookError with the reason when it must be left alone."""
        self.path = path.resolve()
        self._print = disk.print_of(self.path)
        package = read_package(self.path)
        disk.require_free(self.path)
        _require_nothing_lost(losses(package.parts), self.path.name)
        self._book = _loaded(package.content, self.path)
        self._results = results_of(package.parts)
        self._changed: set[Spot] = set()
        keep_print_areas(self._book, package.parts)
        self._state = load_state(self._book)

    def snapshot(self, needs: Sequence[m.Need]) -> m.Snapshot:
        """Return the book as it stands in memory."""
        active = self._book.active
        return m.Snapshot(
            book_name=self.path.name,
            host="file",
            sheets=[m.SheetInfo(sheet.title, sheet.max_row, sheet.max_column) for sheet in self._sheets()],
            active_sheet=active.title if active else "",
            selection=sheets.selection(active) if active in self._book.worksheets else None,
            state=dict(self._state),
            blocks=[self._block(need) for need in needs],
        )

    def apply(self, operation: m.Operation) -> None:
        """Do one operation in memory; Save writes the file."""
        match operation:
            case m.PutState():
                self._put_state(operation.values)
            case m.Save():
                self._save()
            case m.Choices():
                self._changed.update(sheets.refill(self._book, operation))
            case m.Put():
                self._changed.update(sheets.put(self._sheet(operation.range.sheet), operation))
            case m.Note():
                sheets.note(self._book[operation.sheet], operation)
            case m.AddRows():
                self._changed.update(sheets.add_rows(self._book[operation.sheet], operation))
            case m.Select():
                self._book.active = self._book[operation.range.sheet]
                sheets.select(self._book[operation.range.sheet], operation.range)
            case _:
                raise TypeError(operation)

    def _sheet(self, name: str) -> Worksheet:
        """Return a sheet, made when there is none of this name."""
        found: Worksheet = (
            self._book[name] if name in self._book.sheetnames else self._book.create_sheet(name)
        )
        return found

    def _sheets(self) -> list[Worksheet]:
        return [sheet for sheet in self._book.worksheets if sheet.title != STATE_SHEET]

    def _block(self, need: m.Need) -> m.CellBlock:
        sheet = self._book[need.range.sheet]
        if not need.range.last_row and (row := sheets.last_filled(sheet)) > MOST_ROWS:
            raise RefusedBookError("too_tall", name=self.path.name, what=sheet.title, row=str(row))
        return sheets.block(sheet, need.range, results=self._results.get(sheet.title, {}))

    def _put_state(self, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            if value is None:
                self._state.pop(name, None)
            else:
                self._state[name] = value

    def _save(self) -> None:
        save_state(self._book, self._state)
        results = self._fresh_results()
        plain = _written(self._book, self.path.name)
        content = _package(plain, put_back=lambda parts: with_results(parts, results))
        self._print = disk.replace(
            self.path, expected=self._print, write=lambda fresh: _discard(fresh.write_bytes(content))
        )

    def _fresh_results(self) -> dict[str, Results]:
        """Return the results of formulas that what was written cannot have changed."""
        formulas = {
            (sheet, cell.row, cell.column): formula
            for sheet, results in self._results.items()
            for cell in (self._book[sheet][spot] for spot in results)
            if (formula := formula_of(cell))
        }
        old = stale(formulas, self._changed)
        return {
            sheet: {
                spot: result
                for spot, result in results.items()
                if (sheet, self._book[sheet][spot].row, self._book[sheet][spot].column) not in old
            }
            for sheet, results in self._results.items()
        }


def _require_nothing_lost(lost: Sequence[str], name: str) -> None:
    if lost:
        raise RefusedBookError("would_lose", name=name, what="、".join(lost))


def _may_hold_macros(content: bytes, path: Path) -> bool:
    """Tell whether macros are to be kept: by name, or because a renamed book holds some."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return path.suffix.lower() == ".xlsm" or _MACROS in archive.namelist()


def _loaded(content: bytes, path: Path) -> Workbook:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), keep_vba=_may_hold_macros(content, path), rich_text=True
            )
        except Exception as error:  # a foreign parser says many things of a broken file
            raise RefusedBookError("damaged", name=path.name) from error
    said = " ".join(str(warning.message) for warning in heard)
    _require_nothing_lost([words for hint, words in _LOST_ON_READING if hint in said], path.name)
    for sheet in book.worksheets:
        if sheet.max_column > MOST_COLUMNS:
            raise RefusedBookError("too_wide", name=path.name, what=str(sheet.max_column))
    return book


def _written(book: Workbook, name: str) -> io.BytesIO:
    """Return the workbook as openpyxl writes it. Raises RefusedBookError: not all that is read can be."""
    plain = io.BytesIO()
    book.properties.modified = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
    with _Archive(plain, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        try:
            ExcelWriter(book, archive).write_data()
        except OSError:  # of the disk, not of the book
            raise
        except Exception as error:  # a foreign writer says many things of a broken book
            raise RefusedBookError("damaged", name=name) from error
    return plain


def _package(plain: io.BytesIO, *, put_back: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    """Return the bytes of the workbook, after what openpyxl forgets was put back into its parts."""
    with zipfile.ZipFile(plain) as archive:
        parts = put_back({name: archive.read(name) for name in archive.namelist()})
    packed = io.BytesIO()
    with _Archive(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | {_APP_PART: _APP}).items():
            archive.writestr(name, content)
    return packed.getvalue()


class _Archive(zipfile.ZipFile):
    """An archive whose parts have no times: the format knows none before 1980, where a dead clock stands."""

    def writestr(self, zinfo_or_arcname: str | zipfile.ZipInfo, *args: Any, **kw: Any) -> None:
        """Write a part."""
        part = zinfo_or_arcname
        if isinstance(part, str):
            part = zipfile.ZipInfo(part)
            part.compress_type = self.compression
        super().writestr(part, *args, **kw)


def _discard(_: int) -> None:
    """Turn a function that counts bytes into one that returns nothing."""
