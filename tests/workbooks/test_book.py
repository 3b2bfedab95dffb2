"""Values go into cells as what they are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.workbooks.packages import opened
from workbooks.book import Book
from workbooks.theme import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from workbooks.book import SheetValue

MOMENT = dt.datetime(2026, 11, 30, 9, 30)  # noqa: DTZ001 - a sheet's times have no zone


@pytest.mark.parametrize(
    ("value", "kind", "number_format"),
    [
        (3, "n", "General"),
        (0.035, "n", "General"),
        (True, "b", "General"),
        ("TRUE", "s", "General"),
        ("00123", "s", "General"),
        (MOMENT, "d", "yyyy-mm-dd hh:mm"),
        (None, "n", "General"),
    ],
)
def test_a_cell_holds_the_value_as_what_it_is(
    value: SheetValue, kind: str, number_format: str, tmp_path: Path
) -> None:
    with Book(tmp_path / "b.xlsx", title="x") as book:
        book.sheet("x").write(2, 3, value=value, props=BASE)
    cell = opened(tmp_path / "b.xlsx")["x"]["C2"]
    assert (cell.value, cell.data_type, cell.number_format) == (value, kind, number_format)


def test_a_date_format_that_fits_is_kept(tmp_path: Path) -> None:
    with Book(tmp_path / "b.xlsx", title="x") as book:
        book.sheet("x").write(1, 1, value=MOMENT, props=BASE | {"num_format": "yyyy-mm-dd"})
    assert opened(tmp_path / "b.xlsx")["x"]["A1"].number_format == "yyyy-mm-dd"


def test_no_file_is_written_when_something_went_wrong(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Book(tmp_path / "b.xlsx", title="x"):
        raise KeyError
    assert not (tmp_path / "b.xlsx").exists()
