"""审批待办.xlsx: what waits for whoever opens it: decisions, suspected twins, short lines, holds, notices."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from sync.fields.approvals import APPROVALS
from sync.fields.credit import CREDIT_HOLDS
from sync.fields.notices import NOTICES
from workbooks.book import Book
from workbooks.books.log import add_log
from workbooks.layout import layout
from workbooks.validations import list_names
from workbooks.writer import ViewSheet, add_lists, add_state, add_view_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE_NAME = "审批待办.xlsx"
HOW_TO = {
    "todo": "先按“刷新”，最急的在上面；在“决定”填 同意、驳回（写意见）或 转交，再按“同步”。",
    "duplicates": "每行是一张看着像重复的订单；填 都保留、合并 或 作废本单，写原因，再按“同步”。",
    "shortages": "每行是缺货的一行订单；填 等货、拆单发货 或 改数量，再按“同步”。",
    "credit_holds": "每行是信用冻结的一张订单；填 放行 和原因，再按“同步”；收款、调额度会自动放行。",
    "notices": "系统告诉您的事；看过的在“已读”填 是，再按“同步”。",
}
SHEETS = (*APPROVALS, CREDIT_HOLDS, NOTICES)


def write_approvals(target: Path | IO[bytes], *, lists: Mapping[str, Sequence[str]]) -> None:
    """Write the book; its rows come with the first refresh."""
    with Book(target, title="审批待办") as book:
        for number, spec in enumerate(SHEETS):
            sheet = add_view_sheet(book, ViewSheet(spec, HOW_TO[spec.name]))
            if number == 0:
                sheet.raw.activate()
        add_log(book)
        names = dict.fromkeys(name for spec in SHEETS for name in list_names(layout(spec)))
        add_lists(book, {name: lists.get(name, ()) for name in names})
        add_state(book)
