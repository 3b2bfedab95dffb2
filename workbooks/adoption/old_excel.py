"""`.xls` as grids, read in a process of its own: values and merges, no looks and no formulas."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from sync.adoption.grid import BookGrid, GridRow, Merge, SheetGrid
from workbooks.adoption import apart
from workbooks.refusals import RefusedBookError

_ROOT = Path(__file__).resolve().parents[2]
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BARE = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How sheets begin that were written before Excel 5, without a container around them."""
_MOST_BYTES = 64 * 1024 * 1024
_SECONDS, _SECONDS_A_MEGABYTE = 20, 10


def read_old_grids(path: Path) -> BookGrid:
    """Return the sheets in sight of an old workbook. Raises RefusedBookError when it cannot be read."""
    _require_old(path)
    read = _read(path)
    if read.refused:
        raise RefusedBookError(read.refused, name=path.name, what=read.what)
    return BookGrid(path.name, tuple(_sheet(sheet) for sheet in read.sheets))


def _require_old(path: Path) -> None:
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    if path.stat().st_size > _MOST_BYTES:
        raise RefusedBookError("too_large", name=path.name, what=f"{path.stat().st_size // 1024 // 1024} MB")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    if not start:
        raise RefusedBookError("damaged", name=path.name)
    if not start.startswith((_OLE, *_BARE)):
        raise RefusedBookError("renamed", name=path.name, what="文本、网页或别的格式")


def _read(path: Path) -> apart.Answer:
    command = [sys.executable, "-m", apart.__name__, str(path.resolve())]
    seconds = _SECONDS + _SECONDS_A_MEGABYTE * path.stat().st_size // 1_000_000
    surroundings = os.environ | {"PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a path is no option
            command, check=True, capture_output=True, timeout=seconds, env=surroundings
        )
        return msgspec.json.decode(done.stdout, type=apart.Answer)
    except (subprocess.SubprocessError, msgspec.DecodeError) as error:
        raise RefusedBookError("damaged", name=path.name) from error


def _sheet(sheet: apart.ReadSheet) -> SheetGrid:
    rows = tuple(GridRow(row.number, tuple(row.cells)) for row in sheet.rows)
    return SheetGrid(sheet.title, rows, tuple(Merge(*merge) for merge in sheet.merges))
