"""Rows a book had at the last sync: what it remembers of them, and what is asked when they are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.fields.numbers import count_of
from sync.fields.orders import STAGES
from sync.fields.texts import first_few
from sync.protocol.messages import RowIn
from sync.rows import words
from sync.rows.columns import ACTION
from sync.rows.words import CANCEL_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading, Row

_ENDED = frozenset(word for stage in ("cancelled", "settled") for word in (stage, STAGES[stage]))
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What a book remembers of a row: its revision and what the sheet showed as its number (order, line)."""

    rev: int
    witness: tuple[str, ...] = ()


def remember(reading: Reading) -> dict[str, Kept]:
    """Return the accepted rows of a sheet by key; those that have ended are not worth a question later."""
    columns = reading.columns
    return {
        row.key: Kept(row.rev, _witness(row, columns))
        for row in reading.rows
        if row.key and row.rev is not None and not _has_ended(row)
    }


def _witness(row: Row, columns: Columns) -> tuple[str, ...]:
    fields = columns.witness or (columns.spec.natural_key or "",)
    return tuple(row.values.get(field) or "" for field in fields)


def _has_ended(row: Row) -> bool:
    return row.values.get("stage") in _ENDED or row.values.get("status") in _ENDED


def missing(reading: Reading, remembered: Mapping[str, Kept]) -> dict[str, Kept]:
    """Return remembered rows that are no longer on the sheet (their cells blanked or deleted)."""
    present = {row.key for row in reading.rows}
    return {key: kept for key, kept in remembered.items() if key not in present}


def missing_question(gone: Mapping[str, Kept]) -> str:
    """Return the question about missing rows, naming their orders; empty when none is missing."""
    if not gone:
        return ""
    orders = dict.fromkeys(kept.witness[0] if kept.witness else "" for kept in gone.values())
    listed = [order or "草稿" for order in orders]
    return words.STILL_VALID(count=len(gone), orders=first_few(listed, most=_LISTED, counted="张"))


def missing_choices(columns: Columns) -> tuple[str, ...]:
    """Return the answers to the question; 作废 only where rows have commands."""
    has_command = any(field.key == ACTION for field in columns.spec.fields)
    return tuple(choice for choice in words.MISSING_CHOICES if has_command or choice != CANCEL_ALL)


def cancelling(gone: Mapping[str, Kept], columns: Columns) -> list[RowIn]:
    """Return rows that cancel what is missing, for a clerk who answered 作废."""
    return [
        RowIn(key, {ACTION: CANCEL_ALL}, kept.rev, _named(kept, columns) or None)
        for key, kept in gone.items()
    ]


def _named(kept: Kept, columns: Columns) -> dict[str, str | None]:
    return {field: value for field, value in zip(columns.witness, kept.witness, strict=False) if value}


def kept_text(kept: Mapping[str, Kept]) -> Iterator[str]:
    """Yield one line of text for each remembered row: key, revision, number; see `kept_of`."""
    for key, one in kept.items():
        yield "\t".join((key, str(one.rev), *one.witness))


def kept_of(lines: Iterable[str]) -> dict[str, Kept]:
    """Return remembered rows from their lines; lines that are none are passed over."""
    parts = (line.split("\t") for line in lines)
    found = ((key, count_of(rev), rest) for key, rev, *rest in (each for each in parts if len(each) > 1))
    return {key: Kept(rev, tuple(rest)) for key, rev, rest in found if rev is not None}
