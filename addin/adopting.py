"""接管工作簿 on the command line: what it would do, found without a server, and which files it takes."""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sync.adoption.proposal import as_json, propose
from sync.client.loop import Ended
from sync.client.transport import RefusedError
from sync.fields.dates import SHANGHAI
from workbooks.adoption.opening import READERS, read_book
from workbooks.package import read_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DRY_RUN, VALUES, OUT = "dry_run", "values", "out"
WRITTEN = frozenset({".xlsx", ".xlsm"})


def require_adoptable(path: Path) -> None:
    """Raise RefusedError where a workbook can be read, but not be written back as it was."""
    if path.suffix.lower() in READERS.keys() - WRITTEN:
        raise RefusedError(
            status=0,
            title="这种文件只能导入",
            detail=f"{path.name} 只能看方案（--dry-run）和导入历史；要接管请先另存为 .xlsx 或 .xlsm / "
            "this kind of file can only be imported: save it as .xlsx or .xlsm first",
        )


@contextmanager
def fresh_copy(path: Path, options: Mapping[str, str]) -> Iterator[Path]:
    """Give a copy of a workbook under the name `out`, which is gone again unless something was saved to it.

    Raises RefusedError where there is no such name, or a file has it already.
    """
    out = Path(options.get(OUT, ""))
    if not options.get(OUT) or out.exists() or out.suffix.lower() != path.suffix.lower():
        title = f"请写 --out 新文件（还没有这个文件，也是 {path.suffix}）"
        raise RefusedError(status=0, title=title, detail=f"{title} / --out must name a new file")
    read_package(path)
    shutil.copyfile(path, out)
    before = out.read_bytes()
    try:
        yield out
    finally:
        if out.read_bytes() == before:
            out.unlink()


def dry_run(path: Path, options: Mapping[str, str]) -> Ended:
    """Return the proposal for a workbook; the file is only read.

    Raises RefusedBookError where the file cannot be read.
    """
    values = int(options.get(VALUES, "0"))
    proposal = propose(read_book(path), today=dt.datetime.now(SHANGHAI).date(), values=values)
    return Ended(as_json(proposal, values=values > 0), 0)
