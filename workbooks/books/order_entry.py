"""订单录入.xlsx: the clerk's order sheet, its legend, the log of presses, and the hidden sheets."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from sync.fields.orders import ORDERS
from workbooks.book import Book
from workbooks.books.legend import add_legend
from workbooks.books.log import add_log
from workbooks.layout import layout
from workbooks.validations import list_names
from workbooks.writer import ViewSheet, add_lists, add_state, add_view_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbooks.book import SheetValue

FILE_NAME = "订单录入.xlsx"
HOW_TO = (
    "白格您来填，灰格系统填；一行一个产品。填好按“同步”，再看最左边：绿色已建单，黄色要等，红色请改红格。"
)


def write_order_entry(
    target: Path | IO[bytes],
    *,
    lists: Mapping[str, Sequence[str]],
    rows: Sequence[Mapping[str, SheetValue]] = (),
) -> None:
    """Write the order book; `lists` are dropdown words by view (`customers`, `products`, `payment_terms`)."""
    with Book(target, title="订单录入") as book:
        sheet = add_view_sheet(book, ViewSheet(ORDERS, HOW_TO, rows))
        sheet.raw.activate()
        add_legend(book)
        add_log(book)
        add_lists(book, {name: lists.get(name, ()) for name in list_names(layout(ORDERS))})
        add_state(book)
