"""接管工作簿: what adopting a person's own workbook would do, found on this computer without a server."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sync.adoption.proposal import as_json, propose
from sync.client.loop import Ended
from sync.client.transport import RefusedError
from sync.fields.dates import SHANGHAI
from workbooks.adoption.opening import read_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DRY_RUN, VALUES = "dry_run", "values"


def adopt(path: Path | None, options: Mapping[str, str]) -> Ended:
    """Return the proposal for a workbook; the file is only read.

    Raises RefusedError without `dry_run`, RefusedBookError where the file cannot be read.
    """
    if path is None:
        raise RefusedError(status=0, title="缺少 --file", detail="请写 --file 工作簿 / which workbook?")
    if DRY_RUN not in options:
        raise RefusedError(
            status=0,
            title="还不能接管",
            detail="这个版本只给方案，不改文件：请加 --dry-run / it only proposes yet: add --dry-run",
        )
    values = int(options.get(VALUES, "0"))
    proposal = propose(read_book(path), today=dt.datetime.now(SHANGHAI).date(), values=values)
    return Ended(as_json(proposal, values=values > 0), 0)
