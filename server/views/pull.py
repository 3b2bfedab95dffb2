"""What others changed: rows of a scope after a position in commit order, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.db.commits import horizon_here
from server.views import own
from server.views.contract import Leaving, Position, Window
from server.views.cursor import BEGINNING, binding, read_cursor, write_cursor
from sync.protocol.messages import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.access import Access
    from server.views.contract import Scope, Shown

PAGE_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Pulled:
    """A page of rows as they are now, and where the next one begins."""

    cursor: str
    has_more: bool
    complete: bool
    changes: list[Change]
    removed: list[str]
    choices: dict[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pull stands: who this server is, and the first stamp that may still be running.

    Taken before anything is read or stamped: rows below the horizon are then all there.
    """

    server: str
    epoch: int
    horizon: int


def pull(conn: Connection, access: Access, scope: Scope, *, cursor: str | None, place: Place) -> Pulled:
    """Return the rows of the scope after the cursor; one that means nothing here begins from the start."""
    bound = binding(access.name, actor=access.actor, scope=scope, server=place.server, epoch=place.epoch)
    whole = access.view.whole
    after = BEGINNING if whole else read_cursor(cursor, bound)
    # Computed fields are never why a row comes, but part of one that does.
    window = Window(after, place.horizon, PAGE_ROWS, computed=access.columns.computed)
    rows = access.view.load(conn, access.actor, scope, window)
    has_more = not whole and len(rows) >= PAGE_ROWS
    end = _end(rows) if has_more else max(Position(place.horizon, ""), after, key=_order)
    return Pulled(
        cursor=write_cursor(end, bound),
        has_more=has_more,
        complete=whole,
        changes=_changes(conn, access, rows),
        removed=_removed(conn, access, scope, window=window),
        choices=_choices(conn, access),
    )


def _changes(conn: Connection, access: Access, rows: Sequence[Shown]) -> list[Change]:
    """Return rows as the actor sees them, with the texts in columns of the own."""
    changes = [Change(row.key, row.rev, access.columns.seen(row.values)) for row in rows]
    texts = own.kept(conn, access, [row.key for row in rows])
    for change in changes if texts else ():
        change.values |= own.shown(texts.get(change.key, {}))
    return changes


def _removed(conn: Connection, access: Access, scope: Scope, *, window: Window) -> list[str]:
    """Return rows that left the actor's sight; one that never saw any needs none taken away."""
    if not isinstance(access.view, Leaving) or window.after == BEGINNING:
        return []
    return access.view.left(conn, access.actor, scope, window)


def _choices(conn: Connection, access: Access) -> dict[str, int]:
    """Return the versions of the dropdowns of columns that the actor has."""
    versions = access.view.choice_versions(conn, access.actor)
    return {field: version for field, version in versions.items() if field in access.columns.listed}


def _end(rows: Sequence[Shown]) -> Position:
    return Position(rows[-1].stamp, rows[-1].key)


def _order(position: Position) -> tuple[int, str]:
    return position.stamp, position.key


def take_place(conn: Connection) -> Place:
    """Return where pulls of this transaction stand; to be asked before anything else."""
    return Place(*horizon_here(conn))
