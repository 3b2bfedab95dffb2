"""The cursor as it travels: a position in commit order, bound to who asks for what."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from server.views.contract import Position

if TYPE_CHECKING:
    from server.views.contract import Actor, Scope

BEGINNING = Position(-1, "")
_HIGHEST = 2**63 - 1
_FORM = re.compile(r"([0-9]{1,19})\.([0-9a-f-]{0,36})\.([0-9a-f]{16})", re.ASCII)


def binding(view: str, *, actor: Actor, scope: Scope, server: str, epoch: int) -> str:
    """Return a short print of everything a cursor holds for: 16 hexadecimal digits."""
    since = scope.since.isoformat() if scope.since else None
    whole = (view, actor.name, actor.role, actor.customer, actor.department, scope.kind, scope.book, since)
    return sha256(repr((*whole, server, epoch)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def write_cursor(position: Position, bound: str) -> str:
    """Return the text of a cursor."""
    return f"{position.stamp}.{position.key}.{bound}"


def read_cursor(text: str | None, bound: str) -> Position:
    """Return the position of a cursor; the beginning when it is none, or bound to anything else."""
    found = _FORM.fullmatch(text or "")
    if found is None or found[3] != bound or int(found[1]) > _HIGHEST:
        return BEGINNING
    return Position(int(found[1]), found[2])
