"""Files: the empty workbooks people start from, and two of them filled with sample data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.books.approvals import FILE_NAME as APPROVALS_FILE
from workbooks.books.approvals import write_approvals
from workbooks.books.master_data import FILE_NAME as MASTER_DATA_FILE
from workbooks.books.master_data import write_master_data
from workbooks.books.order_entry import FILE_NAME as ORDER_ENTRY_FILE
from workbooks.books.order_entry import write_order_entry
from workbooks.samples.master_data import TERMS, choice_lists, master_rows
from workbooks.samples.orders import earlier_rows, order_samples

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

EARLIER_FILE = "订单录入-李娜.xlsx"


def build(folder: Path) -> list[Path]:
    """Write the empty workbooks into the folder and return their paths; dropdowns fill at the first press."""
    folder.mkdir(parents=True, exist_ok=True)
    names = (ORDER_ENTRY_FILE, MASTER_DATA_FILE, APPROVALS_FILE)
    orders, master_data, approvals = (folder / name for name in names)
    lists = {"payment_terms": [name for name, _ in TERMS]}
    write_order_entry(orders, lists=lists)
    write_master_data(master_data, lists=lists)
    write_approvals(approvals, lists=lists)
    return [orders, master_data, approvals]


def build_samples(folder: Path, *, today: dt.date, password: str | None = None) -> list[Path]:
    """Write sample workbooks: master data, the forty order rows, and the two another clerk entered before.

    `password` becomes the password of all sample users.
    """
    folder.mkdir(parents=True, exist_ok=True)
    master_data, orders, earlier = (
        folder / name for name in (MASTER_DATA_FILE, ORDER_ENTRY_FILE, EARLIER_FILE)
    )
    rows = master_rows(today, password=password)
    lists = choice_lists(rows)
    write_master_data(master_data, lists=lists, rows=rows)
    write_order_entry(orders, lists=lists, rows=[sample.typed for sample in order_samples(today)])
    write_order_entry(earlier, lists=lists, rows=earlier_rows(today))
    return [master_data, orders, earlier]
