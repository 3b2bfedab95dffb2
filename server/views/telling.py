"""What is told of one row: its values now, who changed what, and the sections that features add to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec
import sqlalchemy as sa

from server.errors import NotFoundError
from server.views.history import REVISIONS, read_delta

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from server.views.access import Access, Registry
    from server.views.contract import Actor
    from sync.fields.kinds import Field

MOST_REVISIONS = 200


class UnknownRowError(NotFoundError):
    """The view has no such row, or not one that the actor may see: nobody is told which."""

    title = "没有这一行"


class ChangeOut(msgspec.Struct, frozen=True):
    """A field that a revision changed; the texts are canonical."""

    field: str
    before: str | None
    after: str | None


class RevisionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the row. `by` and `book` are empty where the actor may not know them.

    `followed`: the row was changed by a press that did not send it, or by no press at all.
    """

    rev: int
    at: str
    by: str | None
    book: str | None
    how: Literal["created", "updated", "followed"]
    changes: list[ChangeOut]


class SectionColumn(msgspec.Struct, frozen=True):
    """A column of a section; `kind` is a kind of fields, and says what its texts are."""

    label: str
    english: str
    kind: str = "text"


class SectionOut(msgspec.Struct, frozen=True):
    """A small table about the row; a text is canonical for the kind of its column."""

    title: str
    english: str
    columns: list[SectionColumn]
    rows: list[list[str | None]]


class RowOut(msgspec.Struct, frozen=True):
    """A row with its history, oldest first; `earlier` is how many older revisions were left out."""

    key: str
    rev: int
    values: dict[str, str | None]
    history: list[RevisionOut]
    earlier: int
    sections: list[SectionOut]


Tell: TypeAlias = Callable[["Connection", str, "Actor"], Sequence[SectionOut]]
"""(connection, key of the row, who asks) -> sections, in a fixed number of statements."""


@dataclass(frozen=True, slots=True)
class Teller:
    """What a feature adds to the rows of a view, for those who may read all the views it `needs`."""

    tell: Tell
    needs: tuple[str, ...] = ()


def column_of(field: Field) -> SectionColumn:
    """Return the column of a section that shows a field of the catalogue."""
    return SectionColumn(field.label, field.english, field.kind)


def told(conn: Connection, access: Access, key: str, *, registry: Registry) -> RowOut:
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
    return RowOut(key, shown.rev, access.columns.seen(shown.values), history, earlier, sections)


def _history(conn: Connection, access: Access, key: str) -> tuple[list[RevisionOut], int]:
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


def _revision(row: Row[tuple[object, ...]], access: Access) -> RevisionOut:
    """Return a revision as the actor may know it: an outsider is not told who in the house did what."""
    known = not access.actor.outside or row.actor == access.actor.name
    changes = [
        ChangeOut(field, before, after)
        for field, (before, after) in read_delta(row.delta).items()
        if field in access.columns.visible
    ]
    how: Literal["created", "updated", "followed"] = "followed" if row.beside else "updated"
    return RevisionOut(
        rev=row.rev,
        at=row.at.isoformat().replace("+00:00", "Z"),
        by=row.actor if known else None,
        book=row.book if known else None,
        how="created" if row.rev == 1 else how,
        changes=changes,
    )
