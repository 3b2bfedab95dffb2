"""A report as cells of a sheet, and how they look: title, facts in pairs, tables one below the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.actions.reporting import words
from addin.bridge import messages as m
from sync.fields.kinds import Field, Kind
from sync.fields.texts import OUR_MARK
from sync.fields.values import is_dated, to_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.protocol.reports import Fact, Report
    from sync.protocol.stories import Section

_HINT_ROW = 2
_KINDS = {kind.value: kind for kind in Kind}
_FORMATS = {
    Kind.MONEY: "#,##0.00_ ",
    Kind.PRICE: "#,##0.00####_ ",
    Kind.QUANTITY: "#,##0.######_ ",
    Kind.NUMBER: "#,##0.######_ ",
    Kind.WHOLE: "0_ ",
}
"""With room to the right, so that numbers do not touch the text of the next column."""
_WHOLE_QUANTITY = "#,##0_ "
_FIRST_PAIR, _SECOND_PAIR = 1, 4
"""Columns of the labels of facts; what they say stands to the right."""
_NARROWEST, _WIDEST = 9.0, 30.0
_FIRST_FULL_WIDTH = 0x2E80


@dataclass(slots=True)
class Sheet:
    """Cells row by row, which of them are dates, and how ranges look."""

    name: str
    rows: list[list[m.Cell]] = field(default_factory=list)
    dates: list[tuple[int, int]] = field(default_factory=list)
    dresses: list[m.Dress] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)

    def put(self, cells: Sequence[tuple[m.Cell, bool]]) -> int:
        """Add a row of (cell, whether it is a date) and return its number."""
        self.rows.append([cell for cell, _ in cells])
        number = len(self.rows)
        self.dates += [(number, column) for column, (_, dated) in enumerate(cells, start=1) if dated]
        return number

    def widen(self, column: int, text: object) -> None:
        """Let a column be wide enough for a text, within reason."""
        wide = min(_WIDEST, max(_NARROWEST, _length(str(text)) + 2))
        self.widths[column] = max(self.widths.get(column, _NARROWEST), wide)

    def dress(self, role: str, at: tuple[int, int, int, int], *, formats: list[str] | None = None) -> None:
        """Let a rectangle (first row, first column, last row, last column) look like its role."""
        dress = m.Dress(m.Range(self.name, *at), role, formats=formats or [])  # type: ignore[arg-type]
        self.dresses.append(dress)


def sheet_of(report: Report, name: str, *, clock: str) -> Sheet:
    """Return a report as a sheet; `clock` says when it was made."""
    sheet = Sheet(name)
    sheet.put([(_title(report), False)])
    sheet.put([(words.HINT(mark=OUR_MARK, clock=clock.replace("T", " ")), False)])
    _facts(sheet, report.facts)
    for section in report.sections:
        _section(sheet, section)
    width = max(len(row) for row in sheet.rows)
    sheet.dress("title", (1, 1, 1, width))
    sheet.dress("note", (_HINT_ROW, 1, _HINT_ROW, width))
    return sheet


def operations(sheet: Sheet, rows: list[list[m.Cell]]) -> list[m.Operation]:
    """Return what writes the sheet; `rows` are its rows, and blank cells over whatever it held before."""
    tall, wide = len(rows), len(rows[0])
    area = m.Range(sheet.name, 1, 1, tall, wide)
    widths = [sheet.widths.get(column, 0.0) for column in range(1, wide + 1)]
    return [
        m.Put(area, rows, dates=sheet.dates, keep_formulas=False),
        m.Dress(area, "body", widths=widths),
        *sheet.dresses,
        m.Select(m.Range(sheet.name, 1, 1, 1, 1)),
        m.Save(),
    ]


def _title(report: Report) -> str:
    facts = {fact.key: fact.text or "" for fact in report.facts}
    period = f"{facts['from']} 至 {facts['to']}" if {"from", "to"} <= facts.keys() else facts.get("as_of", "")
    return "  ".join(filter(None, (report.title, facts.get("customer") or facts.get("by"), period)))


def _facts(sheet: Sheet, facts: Sequence[Fact]) -> None:
    for start in range(0, len(facts), 2):
        pair = facts[start : start + 2]
        cells: list[tuple[m.Cell, bool]] = [(None, False)] * (_SECOND_PAIR + 1)
        for column, fact in zip((_FIRST_PAIR, _SECOND_PAIR), pair, strict=False):
            label = f"{fact.label} {fact.english}"
            cells[column - 1 : column + 1] = [(label, False), _cell(fact.text, fact.kind)]
            sheet.widen(column + 1, fact.text or "")
            sheet.widen(column, label)
        number = sheet.put(cells)
        for column, fact in zip((_FIRST_PAIR, _SECOND_PAIR), pair, strict=False):
            shown = _format(fact.kind, [fact.text])
            if shown:
                at = (number, column + 1, number, column + 1)
                sheet.dress("body", at, formats=[shown])


def _section(sheet: Sheet, section: Section) -> None:
    wide = len(section.columns)
    sheet.put([])
    title = sheet.put([(f"{section.title} {section.english}", False)])
    sheet.dress("title", (title, 1, title, wide))
    head = sheet.put([(f"{column.label}\n{column.english}", False) for column in section.columns])
    sheet.dress("head", (head, 1, head, wide))
    for column, named in enumerate(section.columns, start=1):
        sheet.widen(column, max(named.label, named.english, key=_length))
    for row in section.rows:
        sheet.put([_cell(text, column.kind) for text, column in zip(row, section.columns, strict=True)])
        for column, text in enumerate(row, start=1):
            sheet.widen(column, text or "")
    if not section.rows:
        sheet.put([("没有 Nothing", False)])
        return
    formats = [
        _format(column.kind, [row[place] for row in section.rows])
        for place, column in enumerate(section.columns)
    ]
    sheet.dress("body", (head + 1, 1, head + len(section.rows), wide), formats=formats)


def _cell(text: str | None, kind: str) -> tuple[m.Cell, bool]:
    shown = Field(key="", label="", english="", kind=_KINDS.get(kind, Kind.TEXT))
    try:
        return to_cell(shown, text), is_dated(shown) and text is not None
    except ValueError:  # of a newer server, or never canonical
        return text, False


def _format(kind: str, texts: Sequence[str | None]) -> str:
    """Return the number format of a column: whole quantities without a point."""
    known = _KINDS.get(kind, Kind.TEXT)
    if known is Kind.QUANTITY and not any("." in (text or "") for text in texts):
        return _WHOLE_QUANTITY
    return _FORMATS.get(known, "")


def _length(text: str) -> int:
    return sum(2 if ord(letter) >= _FIRST_FULL_WIDTH else 1 for letter in text)
