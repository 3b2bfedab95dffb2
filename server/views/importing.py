"""Sheets of a file pushed as an administrator: through the same door as a press, with the same history."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from server.db.commits import horizon
from server.db.keys import new_key
from server.db.session import reading
from server.views.contract import Position, Scope, Window
from server.views.service import Asked, sync
from server.views.table import TableView
from server.views.transactions import in_writing
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse
from sync.rows.keys import is_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from server.views.access import Access
    from server.views.contract import Shown
    from sync.protocol.messages import RowResult, Values
    from workbooks.reader import ReadRow, ReadSheet

CHUNK_ROWS = 2_000
_SPACE = uuid.UUID("6f0d3b9a-52c8-5c1e-9d7e-2f6f1d0c4b11")  # of keys made from contents


@dataclass(frozen=True, slots=True)
class Complaint:
    """A row that was not taken as it stands: its number on the sheet, the level, and why."""

    number: int
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet: rows by outcome, and what is to be said of single rows."""

    sheet: str
    counts: Mapping[str, int]
    complaints: Sequence[Complaint]


def import_sheet(engine: Engine, access: Access, sheet: ReadSheet, *, now: dt.datetime) -> Imported:
    """Push the rows of a sheet, a transaction a chunk.

    A row that names a stored one (by hidden key or natural key) edits it; others are new. Importing a file
    twice changes nothing.
    """
    with reading(engine) as conn:
        known = _known(conn, access)
    counts: Counter[str] = Counter()
    complaints: list[Complaint] = []
    for start in range(0, len(sheet.rows), CHUNK_ROWS):
        rows = sheet.rows[start : start + CHUNK_ROWS]
        request = SyncRequest(request_id=new_key(), rows=[known.row(row) for row in rows])
        results = _pushed(engine, Asked(request, access, now))
        counts.update(result.outcome for result in results)
        complaints += chain.from_iterable(map(_complaints, rows, results))
    return Imported(sheet.sheet, counts, complaints)


@dataclass(frozen=True, slots=True)
class _Known:
    """Stored rows of a view: revisions by key, and keys by what makes a row one of its kind."""

    access: Access
    revs: Mapping[str, int]
    keys: Mapping[str, str]

    def row(self, read: ReadRow) -> RowIn:
        values = {field: None if text is None else str(text) for field, text in read.values.items()}
        key = read.key if read.key in self.revs else self.keys.get(_natural(self.access, values) or "")
        if key is not None:
            return RowIn(key=key, rev=self.revs[key], values=values)
        filled: Values = {field: text for field, text in values.items() if text is not None}
        key = read.key if read.key and is_key(read.key) else _new_key(self.access, filled)
        return RowIn(key=key, rev=self.revs.get(key), values=filled)


def _known(conn: Connection, access: Access) -> _Known:
    rows = list(_stored(conn, access))
    naturals = {_natural(access, row.values): row.key for row in rows}
    return _Known(
        access,
        {row.key: row.rev for row in rows},
        {natural: key for natural, key in naturals.items() if natural is not None},
    )


def _stored(conn: Connection, access: Access) -> Iterator[Shown]:
    """Yield all rows of the view."""
    end, after = horizon(conn), Position(-1, "")
    while True:
        window = Window(after, end, CHUNK_ROWS)
        page = access.view.load(conn, access.actor, Scope("all"), window)
        yield from page
        if len(page) < CHUNK_ROWS or access.view.whole:
            return
        after = Position(page[-1].stamp, page[-1].key)


def _natural(access: Access, values: Mapping[str, str | None]) -> str | None:
    """Return what makes a row one of its kind, folded, blanks as their defaults; None where nothing does."""
    view = access.view
    if not isinstance(view, TableView) or not view.natural:
        return None
    texts = [values.get(field) or view.defaults.get(field) for field in view.natural]
    return "\n".join(view.fold(text) for text in texts if text) if all(texts) else None


def _new_key(access: Access, values: Values) -> str:
    """Return the key of a new row; where nothing makes it one of its kind, the same row has the same key."""
    if isinstance(access.view, TableView) and access.view.natural:
        return new_key()
    return str(uuid.uuid5(_SPACE, msgspec.json.encode([access.name, values], order="sorted").decode()))


def _pushed(engine: Engine, asked: Asked) -> list[RowResult]:
    answer = in_writing(engine, lambda conn: sync(conn, asked))
    return msgspec.json.decode(answer, type=SyncResponse).results


def _complaints(read: ReadRow, result: RowResult) -> Iterator[Complaint]:
    for problem in result.problems:
        yield Complaint(read.number, problem.level, problem.message)
    for conflict in result.conflicts:
        yield Complaint(read.number, "reject", f"{conflict.field}: {conflict.theirs}")
