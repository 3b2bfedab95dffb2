"""Workbooks that LibreOffice wrote, adopted and synced: it opens them and calculates what it did before."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.adoption.comparing import harm_done
from tests.adoption.corpus import by_openpyxl
from tests.adoption.corpus.lines import HEADER, SHEET
from tests.adoption.test_round_trip import allowed, round_trip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.adoption.conftest import Press

USUAL = (
    *(by_openpyxl.looks, by_openpyxl.painted, by_openpyxl.merged_customers, by_openpyxl.charts),
    *(by_openpyxl.more_sheets, by_openpyxl.filtered, by_openpyxl.conditional, by_openpyxl.comments),
)
MORE = tuple(each for each in by_openpyxl.PLAIN if each not in USUAL and each is not by_openpyxl.tall)
_SECONDS = 240


def converted(books: Sequence[Path], folder: Path, profile: Path) -> list[Path]:
    """Return the workbooks as one LibreOffice writes them after it has calculated them anew."""
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), *map(str, books)]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return [folder / book.name for book in books]


def priced(making: by_openpyxl.Making) -> by_openpyxl.Making:
    """Return what writes the price that is otherwise left to the server, which changes an amount."""

    def both(book: Any, sheet: Any) -> None:
        making(book, sheet)
        sheet["E3"] = 1.9

    return both


def shown(path: Path) -> dict[str, Any]:
    """Return what the filled cells of the person's own columns show, by their addresses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl does not know
        sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    rows = sheet.iter_rows(1, sheet.max_row, 1, len(HEADER))
    return {cell.coordinate: cell.value for row in rows for cell in row if cell.value is not None}


@pytest.mark.parametrize(
    "makings", [USUAL, pytest.param(MORE, marks=pytest.mark.long)], ids=["usual", "more"]
)
def test_libreoffice_calculates_the_same_as_before(
    makings: Sequence[by_openpyxl.Making], tmp_path: Path, press: Press
) -> None:
    first, theirs, ours, again = (tmp_path / name for name in ("written", "theirs", "ours", "again"))
    for folder in (first, theirs, ours, again):
        folder.mkdir()
    written = [by_openpyxl.write(first / f"{each.__name__}.xlsx", priced(each)) for each in makings]
    books = converted(written, theirs, tmp_path / "profile")
    adopted = [ours / book.name for book in books]
    for book, copy in zip(books, adopted, strict=True):
        shutil.copyfile(book, copy)
        table = round_trip(copy, press)
        assert harm_done(book, copy, allowed(copy, table)) == [], book.name
    for book, opened in zip(books, converted(adopted, again, tmp_path / "profile"), strict=True):
        before, after = shown(book), shown(opened)
        assert {spot: after.get(spot) for spot in before} == before, book.name
