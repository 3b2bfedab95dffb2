"""The inbox as a sheet: what one was told, and by which way. Administrators are told what reached nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from server.notices.models import NOTICES
from server.notices.rules.outcomes import State
from server.notices.service.posting import ASKING
from server.notices.store import inbox
from server.views.table import TableView
from sync.fields.notices import NOTICES as FIELDS
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.contract import Actor, Context, Scope, Shown, Stored, Window
    from server.views.drafts import Draft

SHOWN = 500
WAYS = {"wecom": "企业微信", "mail": "邮件", "robot": "群机器人"}
SENT_WORDS = {
    State.WAITING: "待发",
    State.CLAIMED: "发送中",
    State.SENT: "已送",
    State.KEPT: "仅消息表",
    State.VOID: "不再发",
    State.DEAD: "没有送达",
}


@dataclass(frozen=True, kw_only=True)
class NoticesView(TableView):
    """The newest notices of whoever asks; the only thing to write is that they were read."""

    whole: bool = True

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return the stored rows; those of others are not seen."""
        found = super().find(conn, keys, actor)
        seen = {key for key, row in found.items() if self._is_seen(row, actor)}
        return {
            key: row if key in seen else msgspec.structs.replace(row, visible=False)
            for key, row in found.items()
        }

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return the newest rows, the newest first."""
        seen = NOTICES.c.person == actor.name
        chosen = (
            self._select().where(seen, ~NOTICES.c.ended).order_by(NOTICES.c.at.desc(), NOTICES.c.key.desc())
        )
        return self._shown(conn, chosen.limit(SHOWN), with_computed=True)

    def computed(self, conn: Connection, keys: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """Return how notices were settled and by which way they went."""
        states = inbox.load_states(conn, keys)
        return {key: {"state": _state(row), "sent": _sent(row)} for key, row in states.items()}

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse rows that are no notices; a blank means not read."""
        for draft in drafts:
            if draft.fresh:
                draft.problems.append(problem("unknown_row", None))
            elif draft.row["read"] is None:
                draft.put(FIELDS.field("read"), "false")

    def _is_seen(self, row: Stored, actor: Actor) -> bool:
        return row.visible and row.values["person"] == actor.name


def view() -> NoticesView:
    """Return the view."""
    return NoticesView(spec=FIELDS, table=NOTICES)


def _state(row: Any) -> str | None:
    if row.settled_at is not None:
        return str(row.settled or "已处理")
    return "待处理" if row.kind in ASKING else None


def _sent(row: Any) -> str:
    if row.state is None:
        return SENT_WORDS[State.KEPT]
    parts = [WAYS.get(row.way or "", ""), SENT_WORDS[State(row.state)]]
    detail = f"：{row.detail}" if row.detail and row.state in {State.DEAD, State.WAITING} else ""
    return "".join(parts) + detail
