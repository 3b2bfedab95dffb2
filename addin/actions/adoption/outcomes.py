"""What a press of 接管工作簿 says to programs: tables, columns and colours, as the dry run does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.rows.letters import column_letters

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
        "colours": [
            {
                "sheet": colour.sheet,
                "kind": colour.paint.kind,
                "rgb": colour.paint.rgb,
                "rows": [*colour.rows],
            }
            for candidate, _, _ in tables
            for colour in candidate.colours
        ],
    }


def _table(candidate: Candidate, layout: Layout, history: Sequence[int] | None) -> Mapping[str, Any]:
    found = candidate.found
    told = {
        "sheet": candidate.sheet,
        "header_rows": [*found.band.rows],
        "first_row": found.orders[0],
        "last_row": found.orders[-1],
        "order_lines": len(found.orders),
        "columns": {
            column_letters(column): {
                "header": header,
                "field": candidate.meaning(column).field,
                "confidence": candidate.meaning(column).confidence,
                "applied": candidate.meaning(column).is_applied,
                "key": known.key,
            }
            for (column, header), known in zip(candidate.words.items(), layout.columns, strict=True)
        },
    }
    return told if history is None else {**told, "history": [*history]}
