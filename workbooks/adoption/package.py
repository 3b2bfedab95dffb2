"""`.xlsx` and `.xlsm` as grids: styles and texts by openpyxl, the cells in one pass of our own."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel

from sync.adoption.grid import BookGrid, SheetGrid
from workbooks.adoption.colours import palette_of
from workbooks.adoption.limits import TooMuchError
from workbooks.adoption.sheet_xml import Looks, SheetParser
from workbooks.adoption.texts import shared_texts
from workbooks.layout import LISTS_SHEET, STATE_SHEET
from workbooks.package import read_package
from workbooks.parts.looks import CHINESE_DATES
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workbooks.package import Package

_OURS = frozenset({STATE_SHEET, LISTS_SHEET})
_TEXTS_PART = "xl/sharedstrings.xml"


def read_package_grids(path: Path) -> BookGrid:
    """Return the sheets in sight of a workbook. Raises RefusedBookError when the file must be left alone."""
    package = read_package(path)
    try:
        reader = _opened(package)
        looks = _looks(reader.wb, _texts(package))
        sheets = tuple(
            _sheet(package, sheet.name, part=relation.target, looks=looks)
            for sheet, relation in reader.parser.find_sheets()
            if sheet.state == "visible" and sheet.name not in _OURS and relation.Type.endswith("/worksheet")
        )
    except TooMuchError as error:
        raise RefusedBookError("too_large", name=path.name, what=error.what) from error
    except Exception as error:  # a foreign parser says many things of a broken file
        raise RefusedBookError("damaged", name=path.name) from error
    return BookGrid(path.name, sheets)


def _opened(package: Package) -> ExcelReader:
    """Return openpyxl's reader after it has read everything but texts and sheets."""
    reader = ExcelReader(io.BytesIO(package.content), read_only=True, keep_links=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of looks that openpyxl does not know
        reader.read_manifest()
        reader.read_workbook()
        reader.read_theme()
        apply_stylesheet(reader.archive, reader.wb)
    return reader


def _texts(package: Package) -> Sequence[str]:
    part = next((part for name, part in package.parts.items() if name.lower() == _TEXTS_PART), None)
    return shared_texts(part) if part else ()


def _sheet(package: Package, title: str, *, part: str, looks: Looks) -> SheetGrid:
    parser = SheetParser(looks)
    parser.feed(package.parts[part])
    return SheetGrid(title, tuple(sorted(parser.rows, key=lambda row: row.number)), tuple(parser.merges))


def _looks(book: Any, texts: Sequence[str]) -> Looks:
    palette = palette_of(book)
    paints = {
        number: palette.paints(book._fills[style.fillId], book._fonts[style.fontId])  # noqa: SLF001
        for number, style in enumerate(book._cell_styles)  # noqa: SLF001
    }
    shown = _date_of(book.epoch)
    styles = enumerate(book._cell_styles)  # noqa: SLF001
    local = [number for number, style in styles if style.numFmtId in CHINESE_DATES]
    dates = dict.fromkeys([*book._date_formats, *local], shown)  # noqa: SLF001
    return Looks(texts, dates, {number: painted for number, painted in paints.items() if painted})


def _date_of(epoch: dt.datetime) -> Callable[[float], str]:
    return lru_cache(maxsize=8192)(partial(_iso, epoch))


def _iso(epoch: dt.datetime, serial: float) -> str:
    try:
        moment = from_excel(serial, epoch)
    except (ValueError, OverflowError):
        return str(serial)
    return moment.isoformat() if isinstance(moment, dt.date | dt.time) else str(serial)
