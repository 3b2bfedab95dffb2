"""What an action is: a name in two languages, where it shows, and the step that answers one call of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from addin.bridge.messages import BridgeReply, Snapshot
from addin.bridge.session import Session

Step = Callable[[Snapshot, Any, Session], BridgeReply]
"""(what the host saw, what the last reply carried, the call) -> operations, and whether to call again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One button. Without a `step` it is done by the host alone (sign-in never passes through a book).

    `group` gathers buttons, `icon` names a picture of Office's own set, `surfaces` says where it shows.
    """

    id: str
    label: str
    english: str
    tip: str
    tip_english: str
    group: str
    icon: str
    step: Step | None = None
    surfaces: tuple[str, ...] = ("ribbon", "toolbar", "cli")
