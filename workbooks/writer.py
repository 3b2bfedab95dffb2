"""Sheets of views in a fresh workbook: band, headers, columns, rows; and the two hidden sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.rows.letters import column_letters
from workbooks import theme
from workbooks.layout import (
    FIRST_ROW,
    HEADER_ROW,
    HIDDEN_KEYS,
    LAST_ROW,
    LISTS_SHEET,
    STATE_SHEET,
    TITLE_ROW,
    layout,
)
from workbooks.marking import add_colours
from workbooks.page import set_page
from workbooks.validations import add_validations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.fields.kinds import ViewSpec
    from workbooks.book import Book, Sheet, SheetValue
    from workbooks.layout import Column, Layout


_PADDING = 1.5


@dataclass(frozen=True, slots=True)
class ViewSheet:
    """A sheet to be written: its view, the sentence in its band, and rows as cell values by field key."""

    spec: ViewSpec
    how_to: str
    rows: Sequence[Mapping[str, SheetValue]] = ()


def add_view_sheet(book: Book, content: ViewSheet) -> Sheet:
    """Add the sheet of a view with its rows."""
    plan = layout(content.spec)
    sheet = book.sheet(content.spec.title)
    _set_columns(sheet, plan)
    write_band(sheet, title=content.spec.title, how_to=content.how_to, columns=_band_columns(plan))
    _write_headers(sheet, plan)
    for number, row in enumerate(content.rows, FIRST_ROW):
        _write_row(sheet, plan, number=number, row=row)
    sheet.raw.freeze_panes(FIRST_ROW - 1, plan.frozen)
    sheet.raw.autofilter(
        HEADER_ROW - 1, 0, LAST_ROW - 1, len(plan.columns) - 1
    )  # sorting moves hidden cells too
    first = next(column for column in plan.visible if column.is_typed)
    sheet.raw.set_selection(FIRST_ROW - 1, first.index - 1, FIRST_ROW - 1, first.index - 1)
    add_validations(sheet, plan)
    add_colours(sheet, plan)
    set_page(sheet, plan)
    return sheet


def _band_columns(plan: Layout) -> tuple[int, int]:
    """Return how many columns the band spans, and where its sentence begins: behind the frozen ones."""
    return len(plan.visible), max(plan.frozen, 2) + 1


def write_band(sheet: Sheet, *, title: str, how_to: str, columns: tuple[int, int]) -> None:
    """Write the coloured band on top: the title, and one sentence on how to use the sheet."""
    sheet.raw.set_row(TITLE_ROW - 1, theme.TITLE_HEIGHT)
    last, second = columns
    for column in range(1, last + 1):
        sheet.write(TITLE_ROW, column, value=None, props=theme.BAND_PROPS)
    sheet.write(TITLE_ROW, 1, value=title, props=theme.TITLE_PROPS)
    sheet.write(TITLE_ROW, second, value=how_to, props=theme.HOW_TO_PROPS)


def _set_columns(sheet: Sheet, plan: Layout) -> None:
    """Give empty cells their look, close the group, hide the columns of the protocol."""
    sheet.raw.outline_settings(visible=True, symbols_below=True, symbols_right=False, auto_style=False)
    for column in plan.columns:
        if column.field is None:
            closed = bool(plan.grouped) and column.key == HIDDEN_KEYS[0]  # where LibreOffice looks for it
            sheet.set_column(
                column.index, width=column.width, props=theme.HIDDEN_PROPS, hidden=True, collapsed=closed
            )
            continue
        group = {"level": 1, "hidden": True} if column.is_grouped else {}
        if plan.grouped and column == plan.visible[-1]:
            group = {"collapsed": True}
        sheet.set_column(
            column.index, width=column.width + _PADDING, props=theme.cell_props(column.field), **group
        )


def _write_headers(sheet: Sheet, plan: Layout) -> None:
    sheet.raw.set_row(HEADER_ROW - 1, theme.HEADER_HEIGHT)
    for column in plan.columns:
        props = theme.header_props(column.field) if column.field else theme.HIDDEN_PROPS
        if column.field and column.field.required:
            _write_starred(sheet, column, props=props)
        else:
            sheet.write(HEADER_ROW, column.index, value=column.header, props=props)


def _write_starred(sheet: Sheet, column: Column, *, props: theme.Props) -> None:
    """Write a header with a red star behind it: the field is required."""
    font = {key: props[key] for key in ("font_name", "font_size", "font_family", "font_charset", "bold")}
    word, star = (sheet.book.format(font | {"font_color": ink}) for ink in (props["font_color"], theme.STAR))
    look = sheet.book.format(props)
    sheet.raw.write_rich_string(HEADER_ROW - 1, column.index - 1, word, column.header, star, " *", look)


def _write_row(sheet: Sheet, plan: Layout, *, number: int, row: Mapping[str, SheetValue]) -> None:
    sheet.raw.set_row(number - 1, theme.ROW_HEIGHT)
    for column in plan.columns:
        props = theme.cell_props(column.field) if column.field else theme.HIDDEN_PROPS
        sheet.write(number, column.index, value=row.get(column.key), props=props)


def add_lists(book: Book, lists: Mapping[str, Sequence[str]]) -> None:
    """Add the hidden sheet of dropdown lists: a list a column, named in row 1, with a defined name."""
    sheet = book.sheet(LISTS_SHEET)
    sheet.raw.hide()
    for column, (name, values) in enumerate(lists.items(), 1):
        for row, value in enumerate((name, *values), 1):
            sheet.write(row, column, value=value, props=theme.LIST_PROPS)
        letter = column_letters(column)
        last = max(2, len(values) + 1)
        book.file.define_name(f"list_{name}", f"={LISTS_SHEET}!${letter}$2:${letter}${last}")


def add_state(book: Book) -> None:
    """Add the hidden sheet the add-in keeps its state in; a fresh book has no id yet."""
    book.sheet(STATE_SHEET).raw.hide()
