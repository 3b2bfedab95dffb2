"""What an action is: a name in two languages, where it shows, and the step that answers one call of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from addin.bridge.messages import BridgeReply, Snapshot
from addin.bridge.session import Session

Step = Callable[[Snapshot, Any, Session], BridgeReply]
"""(what the host saw, what the last reply carried, the call) -> operations, and whether to call again."""


@dataclass(frozen=True, slots=True)
class Group:
    """Buttons that stand together, with a name in two languages."""

    label: str
    english: str


ORDERS = Group("订单", "Orders")
QUERIES = Group("查询", "Look up")
ACCOUNT = Group("账户", "Account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One button. Without a `step` it is done by the host alone (sign-in never passes through a book).

    `group` gathers buttons, `icon` names a picture of Office's own set, `key_tip` is what to press after Alt
    (one to three letters), `surfaces` says where it shows.
    """

    id: str
    label: str
    english: str
    tip: str
    tip_english: str
    group: Group
    icon: str
    key_tip: str
    step: Step | None = None
    surfaces: tuple[str, ...] = ("ribbon", "toolbar", "cli")
