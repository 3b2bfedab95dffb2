"""Adopted, synced and synced again, a workbook is what it was but for the cells that were to change."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from sync.rows.letters import column_number
from tests.adoption.comparing import Adopted, harm_done, parts_of
from tests.adoption.corpus.all_of_them import CORPUS, MORE, Specimen
from tests.adoption.corpus.lines import SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adoption.conftest import Press

FILLED = frozenset(
    {"phone", "payment_terms", "ship_to", "unit_price", "product_name", "spec", "unit", "amount"}
)
ENTERED = {"已建单", "已挂起"}


def round_trip(book: Path, press: Press) -> dict[str, Any]:
    """Adopt, sync and sync again; return what adopting said of the table."""
    told = press(book, "adopt")
    assert told.exit == 0, told.outcome
    assert told.outcome["adopted"]
    for _ in range(2):
        ended = press(book, "sync")
        assert ended.exit == 0, ended.outcome
        assert not ended.outcome["counts"].keys() & {"rejected", "conflict", "doubtful"}, ended.outcome
    assert ended.outcome["counts"] == {}
    table: dict[str, Any] = told.outcome["tables"][0]
    return table


def cells(book: Path, sheet: str = SHEET) -> list[list[Any]]:
    return FileHost(book).snapshot([m.Need(m.Range(sheet, 1, 1, 0, 0))]).blocks[0].rows


def allowed(book: Path, table: dict[str, Any]) -> Adopted:
    """Return what may have been touched: our columns, and blank cells of fields that have defaults."""
    header = next(row for row in cells(book) if "_key" in row)
    names = {column_number(at): column["key"] for at, column in table["columns"].items()}
    fillable = frozenset(at for at, key in names.items() if key in FILLED)
    return Adopted(part_of(book), header.index("同步结果") + 1, fillable)


def part_of(book: Path) -> str:
    """Return the part of the sheet that was adopted: the one with our hidden header."""
    return next(name for name, part in parts_of(book).items() if b"_marks" in part and "worksheets" in name)


ALL = [
    *(pytest.param(each, id=each.name) for each in CORPUS),
    *(pytest.param(each, id=each.name, marks=pytest.mark.long) for each in MORE),
]


@pytest.mark.parametrize("specimen", ALL)
def test_only_touched_cells_and_our_columns_differ(specimen: Specimen, tmp_path: Path, press: Press) -> None:
    book = specimen.write(tmp_path / f"我的表{specimen.suffix}")
    before = shutil.copyfile(book, tmp_path / f"before{specimen.suffix}")
    table = round_trip(book, press)
    assert harm_done(before, book, allowed(book, table)) == []
    results = [
        row[next(row.index("同步结果") for row in cells(book) if "_key" in row)] for row in cells(book)
    ]
    assert len(ENTERED.intersection(results)) > 0
    assert "历史" in results
