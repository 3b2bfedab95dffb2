"""Rows of the views that stand over one table, in chunks of keys; names of master data; stored answers."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from server.accounts.administration import CONSOLE
from server.db.bulk import among
from server.integrity.rules.answers import WRITTEN
from server.integrity.rules.records import Answered, Kept
from server.masterdata.models import CUSTOMER_NAMES, PRODUCT_NAMES
from server.views.store import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection

    from server.views.table import TableView

CHUNK_ROWS = 2_000
CHUNK_ANSWERS = 20  # an answer may tell of 10,000 rows
NAMES_OF = {"customers": CUSTOMER_NAMES, "products": PRODUCT_NAMES}


class _Result(msgspec.Struct, rename={"is_": "is"}):
    """What of a row's result the checks look at."""

    key: str
    outcome: str
    rev: int | None = None
    is_: str | None = None


class _Answer(msgspec.Struct):
    """What of a stored answer the checks look at: 10,000 results with all their values would take much."""

    results: list[_Result]
    submission: str | None = None


_answer = msgspec.json.Decoder(_Answer).decode


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as its view sees it, beside its columns."""

    kept: Kept
    columns: Mapping[str, Any]


def load_rows(conn: Connection, view: TableView) -> Iterator[list[TableRow]]:
    """Yield all rows of a view, those taken back too, in chunks."""
    after = ""
    while True:
        chosen = sa.select(view.table).where(view.table.c.key > after)
        rows = conn.execute(chosen.order_by(view.table.c.key).limit(CHUNK_ROWS)).mappings().all()
        if not rows:
            return
        seen = view.find(conn, [row["key"] for row in rows], CONSOLE)
        yield [
            TableRow(
                Kept(row["key"], row["rev"], row["stamp"], None if row["ended"] else seen[row["key"]].values),
                dict(row),
            )
            for row in rows
        ]
        after = rows[-1]["key"]


def load_names(conn: Connection, view: str, keys: Collection[str]) -> dict[str, list[tuple[int, str, str]]]:
    """Return the (rank, text, folded text) rows of a view are found by, by key, in their places."""
    table = NAMES_OF[view]
    chosen = sa.select(table.c.key, table.c.rank, table.c.text, table.c.folded).where(
        among(table.c.key, keys)
    )
    found: dict[str, list[tuple[int, str, str]]] = {}
    for row in conn.execute(chosen.order_by(table.c.key, table.c.place)):
        found.setdefault(row.key, []).append((row.rank, row.text, row.folded))
    return found


def load_answers(conn: Connection) -> Iterator[list[Answered | str]]:
    """Yield stored answers in chunks; of one that cannot be read, where it stands."""
    place = sa.tuple_(REQUESTS.c.actor, REQUESTS.c.view, REQUESTS.c.id)
    after = ("", "", "")
    while True:
        chosen = sa.select(REQUESTS).where(place > sa.tuple_(*map(sa.literal, after)))
        chosen = chosen.order_by(REQUESTS.c.actor, REQUESTS.c.view, REQUESTS.c.id).limit(CHUNK_ANSWERS)
        rows = conn.execute(chosen).all()
        if not rows:
            return
        yield [_answered(row) for row in rows]
        after = (rows[-1].actor, rows[-1].view, rows[-1].id)


def is_readable(answer: bytes | None) -> bool:
    """Tell whether a packed answer can be read."""
    return _unpacked(answer) is not None


def _answered(row: Any) -> Answered | str:
    where = f"请求 requests {row.actor} {row.view} {row.id}"
    answer = _unpacked(row.answer)
    if answer is None:
        return where
    written = [
        (result.is_ or result.key, result.rev)
        for result in answer.results
        if result.outcome in WRITTEN and result.rev is not None
    ]
    return Answered(where, row.view, answer.submission, written, row.at)


def _unpacked(answer: bytes | None) -> _Answer | None:
    if answer is None:
        return None
    try:
        return _answer(zlib.decompress(answer))
    except (zlib.error, msgspec.DecodeError):
        return None
