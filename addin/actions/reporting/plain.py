"""周报 and 缺料风险: reports that need nothing of the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.actions.pages import SHORTAGE, WEEK, marks_needed
from addin.actions.reporting import words
from addin.actions.reporting.writing import facts_of, written
from addin.bridge import messages as m

if TYPE_CHECKING:
    from addin.bridge.session import Session


def weekly_report(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the second writes the user's own orders of the week."""
    if carry is None:
        return m.BridgeReply(more=m.More(marks_needed(snapshot, WEEK), "write", light=True))
    query = {"on": session.options["on"]} if session.options.get("on") else {}
    report = session.report("weekly_report", query)
    return written(snapshot, report, session, action="weekly_report", said=words.WEEK_WRITTEN)


def shortage(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the second writes the lines that will miss their day."""
    if carry is None:
        return m.BridgeReply(more=m.More(marks_needed(snapshot, SHORTAGE), "write", light=True))
    report = session.report("shortage", {})
    none = facts_of(report)["lines"] == "0"
    said = words.NO_SHORTAGE if none else words.SHORTAGE_WRITTEN
    return written(snapshot, report, session, action="shortage", said=said)
