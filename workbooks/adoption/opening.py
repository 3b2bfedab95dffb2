"""A person's workbook of any format as grids: one reader a format, chosen by the file's ending."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from workbooks.adoption.csv_text import read_csv_grid
from workbooks.adoption.old_excel import read_old_grids
from workbooks.adoption.opendocument import read_open_grids
from workbooks.adoption.package import read_package_grids
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sync.adoption.grid import BookGrid

READERS: Mapping[str, Callable[[Path], BookGrid]] = MappingProxyType(
    {
        ".xlsx": read_package_grids,
        ".xlsm": read_package_grids,
        ".xls": read_old_grids,
        ".ods": read_open_grids,
        ".csv": read_csv_grid,
    }
)


def read_book(path: Path) -> BookGrid:
    """Return the sheets of a workbook. Raises RefusedBookError with the reason and what to do."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise RefusedBookError("not_readable", name=path.name)
    return reader(path)
