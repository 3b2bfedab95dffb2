"""Revisions of rows, in sets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among
from server.integrity.rules.records import Revised
from server.views.history import REVISIONS, read_delta

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

_COLUMNS = (
    REVISIONS.c.key,
    REVISIONS.c.rev,
    REVISIONS.c.stamp,
    REVISIONS.c.actor,
    REVISIONS.c.delta,
)


def load_histories(conn: Connection, view: str, keys: Collection[str]) -> dict[str, list[Revised]]:
    """Return the revisions of rows by key, in order."""
    chosen = sa.select(*_COLUMNS).where(REVISIONS.c.view == view, among(REVISIONS.c.key, keys))
    found: defaultdict[str, list[Revised]] = defaultdict(list)
    for row in conn.execute(chosen.order_by(REVISIONS.c.key, REVISIONS.c.rev)):
        found[row.key].append(_revised(row))
    return dict(found)


def load_known(conn: Connection, written: Iterable[tuple[str, str, int]]) -> set[tuple[str, str, int]]:
    """Return those (view, key, revision) that the history has."""
    wanted = set(written)
    chosen = sa.select(REVISIONS.c.view, REVISIONS.c.key, REVISIONS.c.rev).where(
        REVISIONS.c.view.in_(sorted({view for view, _, _ in wanted})),
        among(REVISIONS.c.key, {key for _, key, _ in wanted}),
    )
    return {(row.view, row.key, row.rev) for row in conn.execute(chosen)} & wanted


def _revised(row: Any) -> Revised:
    return Revised(row.key, row.rev, row.stamp, row.actor, read_delta(row.delta))
