"""One described book, made for each host: a table with formulas, dates, a note, a filter, another sheet."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from addin.hosts.file import FileHost
from addin.hosts.memory import Content, MemoryHost, MemorySheet
from tests.contracts.hosts.coloured import Look, coloured_in_memory, saved_look, write_coloured
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from addin.hosts.port import Host

OWN_NOTE = "别忘了打电话"
HEADERS = ("产品型号", "数量", "单价", "金额", "期望交期")
ROWS = (("A-1", 3, 12.5, "2026-11-30"), ("00012", 1200, 0.4, "2026-12-01"))


class Maker(Protocol):
    """Makes the described book, and opens it again as saved."""

    def make(self) -> Host:
        """Return a host over a fresh book."""

    def again(self, host: Host) -> Host:
        """Return a host over the book as it was last saved."""

    def formula(self, host: Host, row: int, column: int) -> str:
        """Return the formula of a saved cell; empty where there is none."""

    def note(self, host: Host, row: int, column: int) -> str:
        """Return the note of a saved cell."""

    def coloured(self) -> Host:
        """Return a host over the coloured book."""

    def look(self, host: Host, sheet: str, spot: tuple[int, int]) -> Look:
        """Return how a saved cell looks."""

    def kept(self, text: str) -> str:
        """Return a text as this program keeps it: where it knows one kind of line break, a return is one."""


@dataclass(frozen=True)
class FileMaker:
    """Books as files in a folder."""

    folder: Path

    def make(self) -> FileHost:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "订单"
        sheet.append(HEADERS)
        for number, (product, quantity, price, requested) in enumerate(ROWS, start=2):
            sheet.append(
                [product, quantity, price, f"=B{number}*C{number}", dt.date.fromisoformat(requested)]
            )
            sheet.cell(number, 5).number_format = "m月d日"
            sheet.cell(number, 1).fill = PatternFill("solid", start_color="FFEEAA")
            sheet.cell(number, 1).font = Font(bold=True)
        sheet["A2"].comment = Comment(OWN_NOTE, "王姐")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True
        book.create_sheet("别的")["A1"] = "不动"
        path = self.folder / "订单.xlsx"
        book.save(path)
        calculate(path, {"D2": "37.5", "D3": "480"})
        return FileHost(path)

    def again(self, host: Host) -> FileHost:
        assert isinstance(host, FileHost)
        return FileHost(host.path)

    def coloured(self) -> FileHost:
        return FileHost(write_coloured(self.folder / "订单.xlsx"))

    def look(self, host: Host, sheet: str, spot: tuple[int, int]) -> Look:
        assert isinstance(host, FileHost)
        return saved_look(host.path, sheet, spot)

    def formula(self, host: Host, row: int, column: int) -> str:
        assert isinstance(host, FileHost)
        cell = openpyxl.load_workbook(host.path)["订单"].cell(row, column)
        return str(cell.value) if cell.data_type == "f" else ""

    def note(self, host: Host, row: int, column: int) -> str:
        assert isinstance(host, FileHost)
        comment = openpyxl.load_workbook(host.path)["订单"].cell(row, column).comment
        return comment.text if comment else ""

    def kept(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class MemoryMaker:
    """Books in memory."""

    def make(self) -> MemoryHost:
        sheet = MemorySheet(notes={(2, 1): OWN_NOTE}, hidden_rows={3})
        for column, header in enumerate(HEADERS, start=1):
            sheet.put((1, column), Content(header))
        for row, (product, quantity, price, requested) in enumerate(ROWS, start=2):
            contents = (
                Content(product),
                Content(quantity),
                Content(price),
                Content(quantity * price, formula=f"=B{row}*C{row}"),
                Content(requested, is_date=True),
            )
            for column, content in enumerate(contents, start=1):
                sheet.put((row, column), content)
        other = MemorySheet({(1, 1): Content("不动")})
        return MemoryHost("订单.xlsx", {"订单": sheet, "别的": other})

    def again(self, host: Host) -> Host:
        return host

    def coloured(self) -> MemoryHost:
        return coloured_in_memory()

    def look(self, host: Host, sheet: str, spot: tuple[int, int]) -> Look:
        assert isinstance(host, MemoryHost)
        looks = host.sheets[sheet].looks
        name = looks.dropdowns.get(spot, "")
        lists = host.sheets.get(LISTS_SHEET, MemorySheet()).cells
        column = next((at for (row, at), each in lists.items() if row == 1 and each.value == name), 0)
        offered = [str(each.value) for (row, at), each in sorted(lists.items()) if at == column and row > 1]
        width, shown = looks.widths.get(spot[1], 0), looks.formats.get(spot, "General")
        return Look(
            looks.roles.get(spot, ""),
            shown,
            width,
            spot[1] in looks.hidden_columns,
            offered,
            looks.fits_paper,
        )

    def formula(self, host: Host, row: int, column: int) -> str:
        assert isinstance(host, MemoryHost)
        return host.sheets["订单"].cells.get((row, column), Content(None)).formula

    def note(self, host: Host, row: int, column: int) -> str:
        assert isinstance(host, MemoryHost)
        return host.sheets["订单"].notes.get((row, column), "")

    def kept(self, text: str) -> str:
        return text


def calculate(path: Path, results: dict[str, str]) -> None:
    """Put results beside formulas, as a spreadsheet program does when it saves."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for spot, result in results.items():
        before, start, rest = sheet.partition(f'<c r="{spot}"')
        cell, end, after = rest.partition("</c>")
        head, formula_end, _ = cell.partition("</f>")
        sheet = before + start + head + formula_end + f"<v>{result}</v>" + end + after
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
