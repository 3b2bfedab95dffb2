"""Rows of master data, stock and users: natural keys, and the names they are found by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.integrity.rules.history import replay
from server.integrity.rules.records import Finding, Renamed
from server.integrity.rules.words import shown
from server.masterdata.rules.folding import fold as fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from server.integrity.rules.records import Kept, Revised

Names = list[tuple[int, str]]


def check_natural(
    row: Kept, columns: Mapping[str, Any], natural: Sequence[str], *, fold: Callable[[str], str]
) -> Iterator[Finding]:
    """Yield a row whose natural key does not follow from its fields; one taken back has none.

    Of a kind that no fields make one of (notices go by the event they tell) nothing can be said.
    """
    if not natural:
        return
    expected = "\n".join(fold(str(columns[name])) for name in natural) if row.texts else None
    if columns["natural"] != expected:
        yield Finding("natural", row.key, shown(expected), shown(columns["natural"]))


def check_names(where: str, names: Names, stored: Sequence[tuple[int, str, str]]) -> Iterator[Finding]:
    """Yield a row that is found by other names (rank, text, folded) than it has."""
    expected = [(rank, text, fold_name(text)) for rank, text in names]
    if list(stored) != expected:
        yield Finding("names", where, _told(expected), _told(stored))


def renamed_links(
    row: Kept,
    revisions: Sequence[Revised],
    columns: Mapping[str, Any],
    *,
    tables: Mapping[str, tuple[str, str]],
) -> Iterator[Renamed]:
    """Yield linked texts in which history and row differ; `tables` names view and field behind each field."""
    replayed = replay(revisions)
    for field, (view, name) in tables.items() if row.texts else ():
        text, before = (row.texts or {}).get(field), replayed.get(field)
        if text != before:
            otherwise = Finding("history_replay", f"{row.key} {field}", shown(before), shown(text))
            yield Renamed(view, columns[field], name, before, otherwise)


def _told(names: Sequence[tuple[int, str, str]]) -> str:
    return " / ".join(text for _, text, _ in names) or "—"
