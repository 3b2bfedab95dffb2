"""同步: read the sheet, mint and save keys, send chunk by chunk, write back; one call a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions.books import no_view, view_sheets
from addin.actions.closing import close_sheet
from addin.actions.opening import open_sheet
from addin.actions.press import Press, sheet_needs
from addin.actions.sending import send_chunk
from addin.bridge import messages as m

if TYPE_CHECKING:
    from addin.bridge.session import Session

_STEPS = {"open": open_sheet, "send": send_chunk, "close": close_sheet}


def sync(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call of a press."""
    if carry is None:
        return _begin(snapshot, session)
    press = msgspec.convert(carry, Press)
    if press.step not in _STEPS:
        raise msgspec.ValidationError("an unknown step")
    return _STEPS[press.step](snapshot, press, session)


def _begin(snapshot: m.Snapshot, session: Session) -> m.BridgeReply:
    sheets = view_sheets(snapshot, session)
    if not sheets:
        return no_view(snapshot)
    press = Press("open", sheets, session.now().timestamp())
    return m.BridgeReply(more=m.More(sheet_needs(press, snapshot), press))
