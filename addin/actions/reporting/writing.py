"""Where a report goes in a book, and the answer that writes it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions.reporting.layout import MARKED_ROW, operations, sheet_names, sheet_of
from addin.actions.words import MARK
from addin.bridge import messages as m

if TYPE_CHECKING:
    from addin.bridge.session import Session
    from sync.protocol.reports import Report
    from sync.rows.words import Sentence


_SAID = {"from": "first", "to": "last"}
"""What facts are called in sentences, where their names are words of Python."""


def marks_needed(snapshot: m.Snapshot, name: str) -> list[m.Need]:
    """Return the needs for the cells that tell sheets of ours from a person's own of the same names."""
    there = {sheet.name for sheet in snapshot.sheets}
    marked = (m.Range(each, MARKED_ROW, 1, MARKED_ROW, 1) for each in sheet_names(name) if each in there)
    return [m.Need(area) for area in marked]


def sheet_for(snapshot: m.Snapshot, name: str) -> str:
    """Return the first name that is free or ours; the last one is taken for ours."""
    blocks = {block.range.sheet: block.rows for block in snapshot.blocks}
    taken = {sheet.name for sheet in snapshot.sheets}
    names = list(sheet_names(name))
    return next((each for each in names if each not in taken or _is_ours(blocks.get(each, []))), names[-1])


def _is_ours(rows: list[list[m.Cell]]) -> bool:
    return any(str(cell or "").startswith(MARK) for row in rows for cell in row)


def facts_of(report: Report) -> dict[str, str]:
    """Return what a report says of the whole, by key."""
    return {fact.key: fact.text or "" for fact in report.facts}


def written(
    snapshot: m.Snapshot, report: Report, session: Session, *, action: str, said: Sentence
) -> m.BridgeReply:
    """Return the answer that writes a report on its sheet and says so."""
    sheet = sheet_for(snapshot, report.title)
    used = next(((each.rows, each.columns) for each in snapshot.sheets if each.name == sheet), (1, 1))
    facts = facts_of(report)
    outcome: dict[str, Any] = {"action": action, "sheet": sheet, "facts": facts}
    outcome["sections"] = msgspec.to_builtins(report.sections)
    named = {_SAID.get(name, name): text for name, text in facts.items()}
    return m.BridgeReply(
        [
            *operations(sheet_of(report, sheet, clock=session.clock), used=used),
            m.Message(said(sheet=sheet, **named)),
        ],
        outcome=outcome,
    )
