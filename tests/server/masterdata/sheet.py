"""A sheet without the engine: rows go to a view as edits, one transaction a press."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.commits import stamp
from server.db.keys import new_key
from server.db.session import reading, writing
from server.views.contract import Actor, Context, Edit, Reversal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from server.views.contract import Applied, Shown, Values, View, Written

NOW = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)
ADMIN = Actor("admin", "admin")


def context_of(conn: Connection, *, undoing: bool = False) -> Context:
    return Context(
        actor=ADMIN, now=NOW, today=TODAY, stamp=stamp(conn), submission=new_key(), undoing=undoing
    )


@dataclass
class Sheet:
    """Rows of one view by key, as this sheet sent them."""

    engine: Engine
    view: View
    keys: list[str] = field(default_factory=list)

    def add(self, *rows: Values) -> list[Written]:
        """Send new rows and return what became of them."""
        edits = [Edit(key=new_key(), stored=None, changes=row, sent=row) for row in rows]
        self.keys += [edit.key for edit in edits]
        return list(self.send(edits).written)

    def edit(self, changes: Mapping[str, Values]) -> list[Written]:
        """Send changes of known rows, by key."""
        return list(self.edit_all(changes).written)

    def edit_all(self, changes: Mapping[str, Values]) -> Applied:
        """Send changes of known rows, by key, and return the rows touched as well."""
        with writing(self.engine) as conn:
            stored = self.view.find(conn, list(changes), ADMIN)
            edits = [Edit(key=key, stored=stored[key], changes=row, sent=row) for key, row in changes.items()]
            return self.view.apply(conn, edits, context_of(conn))

    def send(self, edits: Sequence[Edit]) -> Applied:
        """Apply edits in one transaction."""
        with writing(self.engine) as conn:
            return self.view.apply(conn, edits, context_of(conn))

    def undo(self, written: Written, *, created: bool) -> Applied:
        """Take back one row of a press."""
        with writing(self.engine) as conn:
            stored = self.view.find(conn, [written.key], ADMIN)[written.key]
            restore = {} if created else {key: old for key, (old, _) in written.delta.items()}
            reversal = Reversal(stored=stored, created=created, restore=restore, delta=written.delta)
            return self.view.undo(conn, [reversal], context_of(conn, undoing=True))

    def shown(self, *keys: str) -> list[Shown]:
        """Return rows as they are shown."""
        with reading(self.engine) as conn:
            rows = self.view.show(conn, list(keys), ADMIN)
        return [rows[key] for key in keys if key in rows]


def codes(written: Written) -> list[tuple[str | None, str]]:
    """Return (field, code) of each problem."""
    return [(found.field, found.code) for found in written.problems]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile; an executemany is one."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
