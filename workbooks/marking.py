"""Conditional formats of a sheet: error marks, results, statuses, and numbers with a fraction.

They follow hidden and status columns, so no cell a person painted is ever painted over by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.fields.kinds import Kind, Writer
from sync.rows.words import Result
from workbooks import theme
from workbooks.layout import FIRST_ROW, LAST_ROW, MARKS

if TYPE_CHECKING:
    from workbooks.book import Sheet
    from workbooks.layout import Column, Layout


def add_colours(sheet: Sheet, plan: Layout) -> None:
    """Add all conditional formats of a view's sheet; marks of errors come first and win."""
    marks = plan.column(MARKS)
    for column in plan.columns:
        if column.field is None or column.field.writer is Writer.SHEET:
            continue
        formula = f'=ISNUMBER(SEARCH("|{column.header}|",${marks.letter}{FIRST_ROW}))'
        _add(sheet, (column, column), formula=formula, props=theme.ERROR_PROPS)
    _add_words(sheet, plan, key="sync_result")
    _add_words(sheet, plan, key="status")
    _add_waiting(sheet, plan)
    _add_fractions(sheet, plan)
    _add_faded_rows(sheet, plan)


_SOON_HOURS = 2
_LOOKS = {"sync_result": theme.RESULT_LOOKS, "status": theme.STATUS_LOOKS}


def _add_words(sheet: Sheet, plan: Layout, *, key: str) -> None:
    if not plan.has(key):
        return
    column = plan.column(key)
    for word, look in _LOOKS[key].items():
        formula = f'=${column.letter}{FIRST_ROW}="{word}"'
        _add(sheet, (column, column), formula=formula, props=look.props)


def _add_waiting(sheet: Sheet, plan: Layout) -> None:
    """Colour the time by which somebody must decide: past it, and close to it."""
    if not plan.has("due_at"):
        return
    column = plan.column("due_at")
    cell = f"${column.letter}{FIRST_ROW}"
    for hours, look in ((0, theme.RED), (_SOON_HOURS, theme.AMBER)):
        formula = f"=IF(ISNUMBER({cell}),{cell}<NOW()+{hours}/24,FALSE)"
        _add(sheet, (column, column), formula=formula, props=look.props)


def _add_fractions(sheet: Sheet, plan: Layout) -> None:
    """Show the fraction of a quantity that has one; the others would get a lonely point."""
    for column in plan.columns:
        if column.field is not None and column.field.kind is Kind.QUANTITY:
            cell = f"{column.letter}{FIRST_ROW}"
            formula = f"=IF(ISNUMBER({cell}),{cell}<>INT({cell}),FALSE)"
            _add(sheet, (column, column), formula=formula, props={"num_format": theme.FRACTION_FORMAT})


def _add_faded_rows(sheet: Sheet, plan: Layout) -> None:
    """Let rows fade that are out of reach or cancelled."""
    first, last = plan.with_fields[0], plan.with_fields[-1]
    removed = f'=${plan.column("sync_result").letter}{FIRST_ROW}="{Result.REMOVED}"'
    _add(sheet, (first, last), formula=removed, props=theme.PALE.props)
    if plan.has("status"):
        cancelled = f'=${plan.column("status").letter}{FIRST_ROW}="{theme.CANCELLED}"'
        _add(sheet, (first, last), formula=cancelled, props=theme.PALE.props)


def _add(sheet: Sheet, ends: tuple[Column, Column], *, formula: str, props: theme.Props) -> None:
    first, last = ends
    options = {"type": "formula", "criteria": formula, "format": sheet.book.format(props)}
    sheet.raw.conditional_format(FIRST_ROW - 1, first.index - 1, LAST_ROW - 1, last.index - 1, options)
