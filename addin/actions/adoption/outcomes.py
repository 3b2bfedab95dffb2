"""What a press of 接管工作簿 says to programs: tables, columns and colours, as the dry run does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.adoption.proposal import colours_json, table_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.actions.adoption.proposing import Candidate
    from sync.adoption.layout import Layout


def outcome_of(
    tables: Sequence[tuple[Candidate, Layout, Sequence[int] | None]], *, is_applied: bool
) -> dict[str, Any]:
    """Return the outcome; of each table its layout, and the lines that are history once it is adopted."""
    return {
        "action": "adopt",
        "adopted": is_applied,
        "tables": [_table(candidate, layout, history) for candidate, layout, history in tables],
        "colours": colours_json(colour for candidate, _, _ in tables for colour in candidate.colours),
    }


def _table(candidate: Candidate, layout: Layout, history: Sequence[int] | None) -> Mapping[str, Any]:
    columns = ((column, header, candidate.meaning(column)) for column, header in candidate.words.items())
    told = table_json(candidate.found, columns)
    for described, known in zip(told["columns"].values(), layout.columns, strict=True):
        described["key"] = known.key
    return told if history is None else {**told, "history": [*history]}
