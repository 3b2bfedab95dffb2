"""The answers to rows that were sent: numbers, status and defaults filled in, problems marked and told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sync.fields.orders import ORDERS, STAGES
from sync.rows import words
from sync.rows.changes import merge_people
from sync.rows.checks import BLANK, NO_CHECKS
from sync.rows.columns import NOTE, RESULT
from sync.rows.marks import NO_MARKS, Marks, Pending
from sync.rows.minting import checks_now, emptied
from sync.rows.plan import edits
from sync.rows.sentences import Telling, is_sibling
from sync.rows.sheet import CellNote, RowWrite
from sync.rows.working import as_read, fill_served, working

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol.messages import RowResult
    from sync.rows.columns import Columns
    from sync.rows.plan import Outgoing
    from sync.rows.sheet import Reading, Row
    from sync.rows.working import Working

NOTED_CELLS = 50
_WORDS = {
    "created": words.Result.CREATED,
    "updated": words.Result.UPDATED,
    "unchanged": words.Result.UNCHANGED,
    "merged": words.Result.MERGED,
    "held": words.Result.HELD,
    "conflict": words.Result.CONFLICT,
    "rejected": words.Result.REJECTED,
}
_WRITTEN = {_WORDS[outcome] for outcome in ("created", "updated", "unchanged", "merged", "held")}
_WRITTEN |= {words.Result.ADDED, words.Result.SAVED}
_FORESEEN = _WORDS | dict.fromkeys(("created", "updated", "unchanged", "merged"), words.Result.FINE)
_FORESEEN |= {"held": words.Result.WILL_HOLD}


def take_results(reading: Reading, sent: Sequence[Outgoing], results: Sequence[RowResult]) -> Reading:
    """Return the reading after the answers to the rows `sent`; rows not answered stay as they are.

    An accepted row takes its revision, server cells and defaults, and the checks of what it sent; a cell that
    was typed stays as typed. A rejected row keeps its checks, so that it is sent again.
    """
    telling = Telling(reading, sent, results)
    answers = {result.key: result for result in results}
    asked = {one.row.key: one for one in sent if one.row.key in answers}
    rows = (
        _answered(row, asked[row.key], answers[row.key], reading.columns) if row.key in asked else row
        for row in reading.rows
    )
    told = (
        _told(before, row, telling.note(before, answers[before.key]), columns=reading.columns)
        if before.key in asked
        else row
        for before, row in zip(reading.rows, rows, strict=True)
    )
    return replace(reading, rows=tuple(told))


def _told(before: Row, row: Row, note: str, *, columns: Columns) -> Row:
    """Say what the answer says; one that was only refilled keeps its edits until a person has looked."""
    if row.result in _WRITTEN and edits(row, columns):
        return replace(row, result=words.Result.DOUBT, note=words.CHECK_AGAIN())
    return replace(row, note="；".join(filter(None, (note, _type_again(before, row, columns)))))


def _answered(row: Row, sent: Outgoing, result: RowResult, columns: Columns) -> Row:
    said = replace(row, result=_word(result, _WORDS | _made(result, columns)))
    if result.outcome == "rejected":
        return _without_secrets(_rejected(said, result, columns), columns)
    if result.outcome == "conflict":
        return _without_secrets(_conflicting(said, result, columns), columns)
    return _accepted(said, sent, result, columns)


def _without_secrets(row: Row, columns: Columns) -> Row:
    """Empty the password's cell although it was not taken: it is not to lie about in the file."""
    typed = [field for field in columns.secrets if row.values[field] is not None]
    return replace(row, values={**row.values, **dict.fromkeys(typed)}) if typed else row


def _type_again(before: Row, row: Row, columns: Columns) -> str:
    """Return the sentence about secrets that were taken off the sheet without being taken."""
    if row.result in _WRITTEN:
        return ""
    gone = (field for field in columns.secrets if before.values[field] is not None)
    return "；".join(words.TYPE_AGAIN(label=columns.labels[field]) for field in gone)


def _made(result: RowResult, columns: Columns) -> dict[str, words.Result]:
    """Return the word for a new row that is no finished order: a draft, or a row of master data."""
    if columns.spec.name != ORDERS.name:
        return {"created": words.Result.ADDED}
    if result.values.get("status") == STAGES["draft"]:
        return {"created": words.Result.SAVED}
    return {}


def _word(result: RowResult, by_outcome: Mapping[str, words.Result]) -> words.Result:
    return words.Result.SIBLING if is_sibling(result) else by_outcome[result.outcome]


def _rejected(row: Row, result: RowResult, columns: Columns) -> Row:
    """Mark a row that was not written; a new one is checked as sent, to be known again."""
    known = checks_now(row, columns) if row.rev is None else row.known
    return replace(row, known=known, marks=replace(row.marks, fields=_marked(result, columns)))


def _conflicting(row: Row, result: RowResult, columns: Columns) -> Row:
    theirs = {one.field: as_read(one.theirs, one.field, columns) for one in result.conflicts}
    stored = result.rev if isinstance(result.rev, int) else row.rev or 0
    fields = tuple(dict.fromkeys((*theirs, *_marked(result, columns))))
    return replace(
        row,
        rev=_known(row.rev, stored),
        marks=replace(row.marks, fields=fields, pending=Pending(stored, theirs)),
    )


def _known(rev: int | None, stored: int | None) -> int | None:
    """Return the revision a row keeps that stays behind; a restored server's newest may be older still."""
    return rev if rev is None or stored is None else min(rev, stored)


def _marked(result: RowResult, columns: Columns) -> tuple[str, ...]:
    """Return the fields of this sheet that have a problem; a row that only waits for its order has none."""
    if is_sibling(result):
        return ()
    fields = (one.field for one in result.problems if one.level != "warn" and one.field in columns.by_key)
    return tuple(dict.fromkeys(field for field in fields if field))


def _accepted(row: Row, sent: Outgoing, result: RowResult, columns: Columns) -> Row:
    work = working(row)
    whole = row.rev is None
    held_back = not whole and any(field not in sent.row.values for field in edits(row, columns))
    for field in columns.people:
        if whole or field in sent.row.values:
            _take_sent(work, field, result, columns)
        elif work.values[field] is None:
            work.sheet.setdefault(field, BLANK)
    merge_people(work, _unsent(sent, result, whole=whole), columns)
    for field in columns.servers:
        work.synced(field, work.values[field])
    fill_served(work, result.values, columns)
    work.values |= dict.fromkeys(field for field in columns.once if field in sent.row.values)
    stored = result.rev if isinstance(result.rev, int) else row.rev
    key = result.is_ if isinstance(result.is_, str) else row.key
    pending = Pending(stored or 0, work.open) if work.open else None
    rev = _known(row.rev, stored) if held_back or pending else stored
    return work.done(key=key, rev=rev, marks=Marks(_marked(result, columns), pending))


def _unsent(sent: Outgoing, result: RowResult, *, whole: bool) -> dict[str, str | None]:
    """Return the values in an answer that are not about what was sent."""
    return {} if whole else {key: text for key, text in result.values.items() if key not in sent.row.values}


def _take_sent(work: Working, field: str, result: RowResult, columns: Columns) -> None:
    """Note a field as synced: a blank cell takes the default, a typed one stays."""
    mine = work.values[field]
    stored = as_read(result.values[field], field, columns) if field in result.values else mine
    if mine is None:
        work.fill(field, stored)
        return
    work.values[field] = str(mine)
    work.synced(field, stored)


def foresee(reading: Reading, sent: Sequence[Outgoing], results: Sequence[RowResult]) -> tuple[RowWrite, ...]:
    """Return what a dry run writes: the two result columns of the rows it asked about, nothing else."""
    telling = Telling(reading, sent, results)
    rows = {row.key: row for row in reading.rows if row.key}
    said = (
        (
            rows[result.key],
            {RESULT: str(_word(result, _FORESEEN)), NOTE: telling.note(rows[result.key], result)},
        )
        for result in results
        if result.key in rows
    )
    return tuple(
        RowWrite(
            row.number, {key: text or None for key, text in texts.items() if key in reading.columns.by_key}
        )
        for row, texts in said
    )


def cell_notes(
    reading: Reading, sent: Sequence[Outgoing], results: Sequence[RowResult], *, limit: int = NOTED_CELLS
) -> tuple[CellNote, ...]:
    """Return the notes of problem cells, the first `limit` of them, and empty ones where a problem is over.

    `reading` is the one before the answers: its marks say which cells may have a note.
    """
    telling = Telling(reading, sent, results)
    answers = {result.key: result for result in results}
    notes: list[CellNote] = []
    gone: list[CellNote] = []
    for row in reading.rows:
        if row.key in answers:
            texts = telling.by_cell(answers[row.key])
            notes += [
                CellNote(row.number, f, text) for f, text in texts.items() if f in reading.columns.by_key
            ]
            gone += [CellNote(row.number, field, "") for field in row.marks.fields if field not in texts]
    return (*gone, *notes[:limit])


def take_undone(reading: Reading, results: Sequence[RowResult]) -> Reading:
    """Return the reading after an undo: created rows are free again, others have their old values."""
    telling = Telling(reading, (), results)
    answers = {result.key: result for result in results}
    rows = (
        _undone(row, answers[row.key], telling, reading.columns) if row.key in answers else row
        for row in reading.rows
    )
    return replace(reading, rows=tuple(rows))


def _undone(row: Row, result: RowResult, telling: Telling, columns: Columns) -> Row:
    if result.outcome == "rejected":
        return replace(row, result=words.Result.REJECTED, note=telling.note(row, result))
    said = replace(row, result=words.Result.UNDONE, note=words.UNDONE())
    if "cancelled" in {result.values.get("stage"), words.STATUS_CODES.get(result.values.get("status") or "")}:
        free = replace(said, key="", rev=None, known=NO_CHECKS, marks=NO_MARKS)
        return replace(free, values=emptied(free, columns.filled))
    work = working(said)
    merge_people(work, result.values, columns)
    fill_served(work, result.values, columns)
    stored = result.rev if isinstance(result.rev, int) else row.rev
    return work.done(rev=row.rev if work.open else stored, marks=NO_MARKS)
