"""Where a report goes in a book, and the answer that writes it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions.pages import covering, sheet_for
from addin.actions.reporting.layout import operations, sheet_of
from addin.bridge import messages as m

if TYPE_CHECKING:
    from addin.bridge.session import Session
    from sync.protocol.reports import Report
    from sync.rows.words import Sentence


_SAID = {"from": "first", "to": "last"}
"""What facts are called in sentences, where their names are words of Python."""


def facts_of(report: Report) -> dict[str, str]:
    """Return what a report says of the whole, by key."""
    return {fact.key: fact.text or "" for fact in report.facts}


def written(
    snapshot: m.Snapshot, report: Report, session: Session, *, action: str, said: Sentence
) -> m.BridgeReply:
    """Return the answer that writes a report on its sheet and says so."""
    sheet = sheet_for(snapshot, report.title)
    made = sheet_of(report, sheet, clock=session.clock)
    facts = facts_of(report)
    outcome: dict[str, Any] = {"action": action, "sheet": sheet, "facts": facts}
    outcome["sections"] = msgspec.to_builtins(report.sections)
    named = {_SAID.get(name, name): text for name, text in facts.items()}
    return m.BridgeReply(
        [
            *operations(made, covering(snapshot, sheet, made.rows)),
            m.Message(said(sheet=sheet, **named)),
        ],
        outcome=outcome,
    )
