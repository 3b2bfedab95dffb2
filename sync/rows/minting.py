"""The first part of a press: new keys, exchanged keys, decided conflicts; saved before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sync.rows import words
from sync.rows.checks import NO_CHECKS, Checks, check
from sync.rows.choices import decide
from sync.rows.identity import settle
from sync.rows.marks import NO_MARKS
from sync.rows.sheet import NEW, Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading, Row, Values

ORDER_TIME = "ordered_at"


def mint(reading: Reading, *, keys: Iterator[str], prefer: str = "") -> Reading:
    """Return the reading ready to be planned: every row that shall be sent has its key.

    `prefer` (用我的 or 用对方的) decides conflicts whose row says nothing itself. The difference to what was
    given (`write_rows`) is what a host must save before anything is sent; doing it again changes nothing.
    """
    columns = reading.columns
    rows = (_minted(row, columns, keys) for row in settle(reading).rows)
    return replace(reading, rows=tuple(decide(row, prefer=prefer) for row in rows))


def _minted(row: Row, columns: Columns, keys: Iterator[str]) -> Row:
    if row.fate in NEW:
        return _new(row, columns, next(keys))
    if row.fate is Fate.MOVED:
        return _moved(row, columns)
    if row.fate is Fate.BLANKED:
        return _without_server(replace(row, key="", rev=None, known=NO_CHECKS, marks=NO_MARKS), columns)
    if row.fate is Fate.UNFINISHED and row.hidden.key:
        return _without_server(replace(row, rev=None, known=NO_CHECKS, marks=NO_MARKS), columns)
    if row.fate is Fate.DOUBT:
        return replace(row, result=words.Result.DOUBT, note=words.IN_DOUBT())
    return row


def _new(row: Row, columns: Columns, key: str) -> Row:
    """Return a new row under its key; its checks are of what will be sent, to know it again."""
    if row.fate is not Fate.FRESH:
        row = _without_server(row, columns)
    if row.fate is Fate.COPY or (row.fate is Fate.REUSED and _is_synced(row, ORDER_TIME)):
        row = replace(row, values=emptied(row, (ORDER_TIME,)))
    return replace(row, key=key, rev=None, known=checks_now(row, columns), note=origin_note(row))


def checks_now(row: Row, columns: Columns) -> Checks:
    """Return checks of the row as it stands."""
    fields = (*columns.people, *columns.servers)
    return Checks({field: check(row.values[field]) for field in fields})


def origin_note(row: Row) -> str:
    """Return the sentence that says how a new row came about; empty for one that was typed in."""
    kind, _, number = row.marks.origin.partition(" ")
    notes = {"copy": words.COPY_OF(row=number), "paste": words.PASTED(), "reuse": words.REUSED()}
    return notes.get(kind, "")


def _moved(row: Row, columns: Columns) -> Row:
    """Return a row under the key its content belongs to.

    Server cells that did not move along are emptied and their checks forgotten: the press refills them.
    """
    stale = [field for field in columns.servers if not _is_synced(row, field)]
    sheet = {field: text for field, text in row.known.sheet.items() if field not in stale}
    server = {field: text for field, text in row.known.server.items() if field not in stale}
    return replace(row, known=Checks(sheet, server), values=emptied(row, stale))


def _is_synced(row: Row, field: str) -> bool:
    return field in row.values and row.known.sheet.get(field) == check(row.values[field])


def _without_server(row: Row, columns: Columns) -> Row:
    return replace(row, values=emptied(row, columns.filled))


def emptied(row: Row, fields: Iterable[str]) -> Values:
    """Return the values with the fields blank; cells with formulas keep theirs."""
    blank = {field: None for field in fields if field in row.values and field not in row.formulas}
    return {**row.values, **blank}
