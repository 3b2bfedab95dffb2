"""What others changed, worked into the rows on the sheet, and rows that are to be added below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sync.fields.orders import STAGES
from sync.rows import words
from sync.rows.plan import edits, shows_wrong_number
from sync.rows.sheet import OUT, Fate, Row
from sync.rows.working import as_read, fill_served, still_open, working

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.protocol.messages import Change
    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading
    from sync.rows.working import Working


REJECTED = STAGES["rejected"]


def take_changes(reading: Reading, changes: Iterable[Change], removed: Iterable[str] = ()) -> Reading:
    """Return the reading with changes of others in its rows; rows that are not on the sheet are passed over.

    Older revisions than the row's are dropped. Clean cells are filled; where others changed an edited cell,
    the row shows the conflict at once. A row with edits under another number than its own is left alone: it
    may be another row. Rows `removed` from the user's reach say so and keep what they hold.
    """
    newest = {change.key: change for change in sorted(changes, key=lambda change: change.rev)}
    gone = set(removed)
    return replace(reading, rows=tuple(_changed(row, newest, gone, reading.columns) for row in reading.rows))


def _changed(row: Row, newest: dict[str, Change], gone: set[str], columns: Columns) -> Row:
    if row.key in gone:
        note = words.SETTLED() if columns.is_list else words.OUT_OF_REACH()
        return replace(row, result=words.Result.REMOVED, note=note)
    change = newest.get(row.key)
    if change is None or row.rev is None or change.rev < _newest(row) or row.fate in OUT:
        return row
    if shows_wrong_number(row, columns) and edits(row, columns):
        return row
    return _merged(row, row.rev, change, columns)


def _newest(row: Row) -> int:
    """Return the newest revision the row knows of, an undecided conflict's included."""
    return max(row.rev or 0, row.marks.pending.rev if row.marks.pending else 0)


def _merged(row: Row, rev: int, change: Change, columns: Columns) -> Row:
    work = working(row)
    if change.rev == rev:
        _respell(work, change.values, columns)
    else:
        merge_people(work, change.values, columns)
    fill_served(work, change.values, columns)
    old = row.marks.pending
    unmentioned = {key: text for key, text in (old.theirs if old else {}).items() if key not in change.values}
    pending = still_open(old, change.rev, unmentioned | work.open)
    fields = (key for key in row.marks.fields if key not in (old.theirs if old else ()))
    marks = replace(
        row.marks,
        fields=tuple(dict.fromkeys((*fields, *(pending.theirs if pending else ())))),
        pending=pending,
    )
    after = work.done(rev=rev if pending else change.rev, marks=marks)
    if change.values.get("status") == REJECTED != row.values.get("status"):
        return replace(after, result=words.Result.REJECTED, note=change.values.get("phase") or REJECTED)
    return after if change.rev == rev else _told(after, work, change, columns)


def _respell(work: Working, values: dict[str, str | None], columns: Columns) -> None:
    """Take a revision the sheet has already: only the spelling may differ; unknown cells are filled."""
    for key in columns.people:
        if key in values and key in work.sheet:
            work.respell(key, as_read(values[key], key, columns))
        elif key in values:
            work.merge(key, as_read(values[key], key, columns))


def gone_from(reading: Reading, listed: Iterable[Change], *, but: Iterable[str] = ()) -> list[str]:
    """Return the keys of accepted rows that a complete list has no more, but for rows with these results."""
    there, left_alone = {change.key for change in listed}, set(but)
    return [
        row.key
        for row in reading.rows
        if row.key and row.rev is not None and row.key not in there and row.result not in left_alone
    ]


def merge_people(work: Working, values: dict[str, str | None], columns: Columns) -> None:
    """Merge the fields people write, field by field."""
    for key in columns.people:
        if key in values:
            work.merge(key, as_read(values[key], key, columns))


def _told(row: Row, work: Working, change: Change, columns: Columns) -> Row:
    """Say on the row what others did, when it was more than what the server writes."""
    by = row.values.get("changed_by") or words.SOMEBODY
    if work.open:
        told = [
            words.YOURS_THEIRS(
                label=columns.labels[key],
                yours=row.values[key] or words.BLANK_WORD,
                by=by,
                at="",
                theirs=text or words.BLANK_WORD,
            )
            for key, text in work.open.items()
        ]
        return replace(row, result=words.Result.CONFLICT, note="；".join([*told, words.DECIDE()]))
    if work.filled:
        labels = "、".join(_named(key, row, change.values, columns) for key in work.filled)
        return replace(row, result=words.Result.THEIRS, note=words.OTHERS_CHANGED(by=by, labels=labels))
    return row


def _named(key: str, row: Row, values: dict[str, str | None], columns: Columns) -> str:
    """Return the label of a changed field; with what it is now where the cell must stay as it is."""
    label = columns.labels[key]
    if key not in row.formulas:
        return label
    return words.NOT_WRITTEN(label=label, value=values.get(key) or words.BLANK_WORD)


def added_rows(
    reading: Reading, changes: Sequence[Change], *, first: int, only: Iterable[str] | None = None
) -> Reading:
    """Return rows for changes whose key is not on the sheet, numbered from `first`; nothing else.

    `only` limits them to some keys (rows a clerk wants put back).
    """
    present = {row.key for row in reading.rows}
    wanted = None if only is None else set(only)
    fresh = {
        change.key: change
        for change in sorted(changes, key=lambda change: change.rev)
        if change.key not in present and (wanted is None or change.key in wanted)
    }
    rows = (_added(change, first + index, reading.columns) for index, change in enumerate(fresh.values()))
    return replace(reading, rows=tuple(rows))


def _added(change: Change, number: int, columns: Columns) -> Row:
    blank = dict.fromkeys((*columns.people, *columns.once, *columns.filled))
    work = working(Row(number, blank, change.key, change.rev, fate=Fate.KEPT))
    for key in columns.people:
        work.fill(key, as_read(change.values.get(key), key, columns))
    fill_served(work, dict.fromkeys(columns.servers) | change.values, columns)
    return work.done()
