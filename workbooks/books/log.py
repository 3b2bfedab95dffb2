"""The sheet 同步记录: one line a press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks import theme
from workbooks.layout import HEADER_ROW, LOG_COLUMNS, LOG_SHEET
from workbooks.page import set_paper
from workbooks.writer import write_band

if TYPE_CHECKING:
    from workbooks.book import Book

_HOW_TO = "每按一次记一行：什么时候、谁、多少行、用了几秒。出了问题，把最后一格的提交编号告诉管理员。"
_WIDTHS = {"时间": 19, "用户": 14, "提交编号": 40}
_TEXTS = frozenset({"时间", "操作", "用户", "提交编号"})
_RULES: theme.Props = {"border": 1, "border_color": theme.RULE}


def add_log(book: Book) -> None:
    """Add the empty log."""
    sheet = book.sheet(LOG_SHEET)
    write_band(sheet, title=LOG_SHEET, how_to=_HOW_TO, columns=(len(LOG_COLUMNS), 3))
    sheet.raw.set_row(HEADER_ROW - 1, theme.HEADER_HEIGHT)
    for column, word in enumerate(LOG_COLUMNS, 1):
        place: theme.Props = {"align": "left", "indent": 1} if word in _TEXTS else {"align": "right"}
        cell = theme.BASE | _RULES | place | {"num_format": _number_format(word)}
        sheet.set_column(column, width=_WIDTHS.get(word, 9), props=cell)
        sheet.write(HEADER_ROW, column, value=word, props=theme.HEADER_PROPS)
    sheet.raw.freeze_panes(HEADER_ROW, 0)
    set_paper(sheet)
    sheet.raw.repeat_rows(0, HEADER_ROW - 1)


def _number_format(word: str) -> str:
    if word == "秒":
        return "0.0_ "
    return "General" if word in _TEXTS else "#,##0_ "
