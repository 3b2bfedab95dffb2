"""Workbooks whose tables stand otherwise: below a title, under two rows of headers, away from the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.adoption.corpus.by_openpyxl import write
from tests.adoption.corpus.lines import HEADER, letters

if TYPE_CHECKING:
    from pathlib import Path

_LAST_LETTER = letters(len(HEADER))


def with_title(path: Path) -> Path:
    """Write a title over all columns, a line of what the sheet is about, and the table below."""

    def making(book: Any, sheet: Any) -> None:
        sheet["A1"], sheet["A2"] = "永昌五金订单跟踪表", "制表：老王"
        sheet.merge_cells(f"A1:{_LAST_LETTER}1")

    return write(path, making, row=4)


def with_two_headers(path: Path) -> Path:
    """Write a header of two rows, groups over columns, ties between the rows."""

    def making(book: Any, sheet: Any) -> None:
        for area, word in (("B1:C1", "订货"), ("D1:F1", "数量金额"), ("G1:I1", "交货"), ("J1:K1", "内部")):
            sheet[area.partition(":")[0]] = word
            sheet.merge_cells(area)
        sheet["A1"], sheet["A2"] = sheet["A2"].value, None
        sheet.merge_cells("A1:A2")

    return write(path, making, row=2)


def further_in(path: Path) -> Path:
    """Write the table away from the edges, notes around it."""

    def making(book: Any, sheet: Any) -> None:
        sheet["A1"], sheet["B3"] = "内部", "2026年订单"

    return write(path, making, row=5, column=3)


SHAPED = (with_title, with_two_headers, further_in)
