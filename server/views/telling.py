"""What is told of one row: its values now, who changed what, and the sections that features add to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import sqlalchemy as sa

from server.errors import NotFoundError
from server.views.history import REVISIONS, read_delta
from sync.protocol.stories import FieldChange, RowRevision, Section, SectionColumn, Story

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from server.views.access import Access, Registry
    from server.views.contract import Actor
    from sync.fields.kinds import Field

MOST_REVISIONS = 200


class UnknownRowError(NotFoundError):
    """The view has no such row, or not one that the actor may see: nobody is told which."""

    title = "没有这一行"


Tell: TypeAlias = Callable[["Connection", str, "Actor"], Sequence[Section]]
"""(connection, key of the row, who asks) -> sections, in a fixed number of statements."""


@dataclass(frozen=True, slots=True)
class Teller:
    """What a feature adds to the rows of a view, for those who may read all the views it `needs`."""

    tell: Tell
    needs: tuple[str, ...] = ()


def column_of(field: Field) -> SectionColumn:
    """Return the column of a section that shows a field of the catalogue."""
    return SectionColumn(field.label, field.english, field.kind)


def told(conn: Connection, access: Access, key: str, *, registry: Registry) -> Story:
    """Return everything that the actor may know of a row. Raises UnknownRowError."""
    shown = access.view.show(conn, [key], access.actor).get(key)
    if shown is None:
        raise UnknownRowError
    history, earlier = _history(conn, access, key)
    sections = [
        section
        for teller in registry.tellers.get(access.name, ())
        if all(registry.policy(access.actor, view).read for view in teller.needs)
        for section in teller.tell(conn, key, access.actor)
    ]
    return Story(key, shown.rev, access.columns.seen(shown.values), history, earlier, sections)


def _history(conn: Connection, access: Access, key: str) -> tuple[list[RowRevision], int]:
    chosen = (
        sa.select(REVISIONS)
        .where(REVISIONS.c.view == access.name, REVISIONS.c.key == key)
        .order_by(REVISIONS.c.rev.desc())
        .limit(MOST_REVISIONS + 1)
    )
    newest_first = conn.execute(chosen).all()
    kept = newest_first[:MOST_REVISIONS]
    earlier = kept[-1].rev - 1 if len(newest_first) > MOST_REVISIONS else 0
    told_of = [_revision(row, access) for row in reversed(kept)]
    return [one for one in told_of if one.changes or one.how == "created"], earlier


def _revision(row: Row[tuple[object, ...]], access: Access) -> RowRevision:
    """Return a revision as the actor may know it: an outsider is not told who in the house did what."""
    known = not access.actor.outside or row.actor == access.actor.name
    changes = [
        FieldChange(field, before, after)
        for field, (before, after) in read_delta(row.delta).items()
        if field in access.columns.visible
    ]
    how: Literal["created", "updated", "followed"] = "followed" if row.beside else "updated"
    return RowRevision(
        rev=row.rev,
        at=row.at.isoformat().replace("+00:00", "Z"),
        by=row.actor if known else None,
        book=row.book if known else None,
        how="created" if row.rev == 1 else how,
        changes=changes,
    )
