"""Changes of fields that decide who gets a row: for views whose rows pass out of a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.views.history import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.views.contract import Window


def select_crossings(view: str, fields: Sequence[str], window: Window) -> sa.Subquery:
    """Select key and delta of revisions of the window that changed one of the fields of an old row."""
    named = sa.or_(*(REVISIONS.c.delta.contains(f'"{name}":', autoescape=True) for name in fields))
    return (
        sa.select(REVISIONS.c.key, REVISIONS.c.delta)
        .where(REVISIONS.c.view == view, REVISIONS.c.rev > 1, named)
        .where(REVISIONS.c.stamp >= window.after.stamp, REVISIONS.c.stamp < window.horizon)
        .subquery()
    )
