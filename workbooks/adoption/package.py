"""`.xlsx` and `.xlsm` as grids: styles and texts by openpyxl, the cells in one pass of our own."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils.datetime import from_excel

from sync.adoption.grid import BookGrid, SheetGrid
from workbooks.adoption.colours import palette_of
from workbooks.adoption.sheet_xml import Looks, SheetParser, TooMuchError
from workbooks.layout import LISTS_SHEET, STATE_SHEET
from workbooks.package import read_package
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workbooks.package import Package

_OURS = frozenset({STATE_SHEET, LISTS_SHEET})


def read_package_grids(path: Path) -> BookGrid:
    """Return the sheets in sight of a workbook. Raises RefusedBookError when the file must be left alone."""
    package = read_package(path)
    book = _opened(package, path.name)
    try:
        looks = _looks(book)
        sheets = tuple(
            _sheet(package, sheet.title, part=sheet._worksheet_path.lstrip("/"), looks=looks)  # noqa: SLF001
            for sheet in book.worksheets
            if sheet.sheet_state == "visible" and sheet.title not in _OURS
        )
    except TooMuchError as error:
        raise RefusedBookError("too_large", name=path.name, what="单元格太多") from error
    except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
        raise RefusedBookError("damaged", name=path.name) from error
    finally:
        book.close()
    return BookGrid(path.name, sheets)


def _opened(package: Package, name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of looks that openpyxl does not know
        try:
            return openpyxl.load_workbook(io.BytesIO(package.content), read_only=True, data_only=True)
        except Exception as error:  # a foreign parser says many things of a broken file
            raise RefusedBookError("damaged", name=name) from error


def _sheet(package: Package, title: str, *, part: str, looks: Looks) -> SheetGrid:
    parser = SheetParser(looks)
    parser.feed(package.parts[part])
    return SheetGrid(title, tuple(sorted(parser.rows, key=lambda row: row.number)), tuple(parser.merges))


def _looks(book: Any) -> Looks:
    palette = palette_of(book)
    paints = {
        number: palette.paints(book._fills[style.fillId], book._fonts[style.fontId])  # noqa: SLF001
        for number, style in enumerate(book._cell_styles)  # noqa: SLF001
    }
    shown = _date_of(book.epoch)
    dates = dict.fromkeys(book._date_formats, shown)  # noqa: SLF001
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "_shared_strings")]
    texts = sheets[0]._shared_strings if sheets else ()  # noqa: SLF001
    return Looks(texts, dates, {number: painted for number, painted in paints.items() if painted})


def _date_of(epoch: dt.datetime) -> Callable[[float], str]:
    return lru_cache(maxsize=8192)(partial(_iso, epoch))


def _iso(epoch: dt.datetime, serial: float) -> str:
    try:
        moment = from_excel(serial, epoch)
    except (ValueError, OverflowError):
        return str(serial)
    return moment.isoformat() if isinstance(moment, dt.date | dt.time) else str(serial)
