"""The golden workbooks: how each is made, and the files to compare with.

After a wanted change run `python -m tests.golden.books`, look at the workbooks, and commit them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from tests.workbooks.answered import answered_rows
from workbooks.books.approvals import write_approvals
from workbooks.books.master_data import write_master_data
from workbooks.books.order_entry import write_order_entry
from workbooks.samples.master_data import choice_lists, master_rows

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
TODAY = dt.date(2026, 11, 24)


def write_empty_orders(path: Path) -> None:
    """Write the order book as `build` gives it away."""
    write_order_entry(path, lists={})


def write_answered_orders(path: Path) -> None:
    """Write the order book with forty rows in every colour."""
    write_order_entry(path, lists=choice_lists(master_rows(TODAY)), rows=answered_rows(TODAY))


def write_sample_master_data(path: Path) -> None:
    """Write the master data of the sample factory."""
    rows = master_rows(TODAY)
    write_master_data(path, lists=choice_lists(rows), rows=rows)


def write_empty_approvals(path: Path) -> None:
    """Write the to-do book as `build` gives it away."""
    write_approvals(path, lists={})


BOOKS: dict[str, Callable[[Path], None]] = {
    "empty-orders.xlsx": write_empty_orders,
    "answered-orders.xlsx": write_answered_orders,
    "empty-approvals.xlsx": write_empty_approvals,
    "sample-master-data.xlsx": write_sample_master_data,
}


def regenerate() -> None:
    """Write all golden workbooks anew."""
    for name, write in BOOKS.items():
        write(FOLDER / name)


if __name__ == "__main__":
    regenerate()
