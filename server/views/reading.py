"""Reading rows of one table as a view shows them, in sets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among
from server.views.contract import Choice, Shown, Stored
from server.views.drafts import Target, stored_fields, texts_of
from server.views.models import BookRow
from sync.fields.kinds import Field, Kind, ViewSpec
from sync.protocol.messages import Problem

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from server.views.contract import Actor, Scope, Values, Window

Resolve = Callable[["Connection", str, Collection[str]], Mapping[str, Target | Problem]]
TRUTHS = (Choice("是", "是"), Choice("否", "否"))


@dataclass(frozen=True, slots=True)
class Link:
    """A field whose text names a row of another table.

    `shown` is the column that stands for the row; `resolve(conn, field, texts)` says for every text which row
    it means, or what is wrong with it; `choices` lists the dropdown.
    """

    table: sa.Table
    shown: str
    resolve: Resolve
    choices: Callable[[Connection], list[Choice]]


@dataclass(frozen=True, kw_only=True)
class TableRows:
    """Rows of `table`, a `SyncedRow` with a column for each stored field; that of a link holds the other key.

    `natural` names the fields that make a row one of its kind, `fold` says which spellings of them are alike.
    """

    spec: ViewSpec
    table: sa.Table
    links: Mapping[str, Link] = field(default_factory=dict)
    defaults: Values = field(default_factory=dict)
    natural: tuple[str, ...] = ()
    fold: Callable[[str], str] = str.casefold
    whole: bool = False
    witness: tuple[str, ...] = ()

    def computed(self, conn: Connection, keys: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """Return the computed fields of rows, by key."""
        return {}

    @property
    def fields(self) -> list[Field]:
        """Return the fields that stand in the table."""
        return stored_fields(self.spec.fields)

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return the stored rows; those taken back come with `visible=False`."""
        chosen = self._select().where(among(self.table.c.key, keys))
        rows = conn.execute(chosen).mappings()
        return {
            row["key"]: Stored(row["key"], row["rev"], texts_of(self.fields, row), visible=not row["ended"])
            for row in map(_plain, rows)
        }

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return rows with their computed fields."""
        chosen = self._select().where(among(self.table.c.key, keys), ~self.table.c.ended)
        return {shown.key: shown for shown in self._shown(conn, chosen, with_computed=True)}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return the rows of the window, or all of them when the view is answered whole."""
        seen = ~self.table.c.ended & self._in_scope(scope)
        chosen = self._select().where(seen).order_by(self.table.c.stamp, self.table.c.key)
        if not self.whole:
            chosen = chosen.where(self._inside(window)).limit(window.limit)
        return self._shown(conn, chosen, with_computed=self.whole or window.computed)

    def left(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[str]:
        """Return the keys of rows of the window that were taken back."""
        chosen = sa.select(self.table.c.key).where(self.table.c.ended, self._inside(window))
        return list(conn.execute(chosen).scalars())

    def choices(self, conn: Connection, field: str, actor: Actor) -> list[Choice]:
        """Return the dropdown of a field."""
        known = self.spec.field(field)
        if field in self.links:
            return self.links[field].choices(conn)
        if known.kind is Kind.TRUTH:
            return list(TRUTHS)
        return [Choice(word, word) for word in known.choices] if isinstance(known.choices, tuple) else []

    def choice_versions(self, conn: Connection, actor: Actor) -> dict[str, int]:
        """Return by linked field how often rows of the other table have changed in all."""
        if not self.links:
            return {}
        counts = [
            sa.select(sa.func.coalesce(sa.func.sum(link.table.c.rev), 0)).scalar_subquery().label(name)
            for name, link in self.links.items()
        ]
        return {name: int(count) for name, count in conn.execute(sa.select(*counts)).mappings().one().items()}

    def _in_scope(self, scope: Scope) -> sa.ColumnElement[bool]:
        """Return the condition of the scope: rows of the book, or all; nobody owns master data alone."""
        if scope.kind != "book":
            return sa.true()
        ours = (BookRow.view == self.spec.name) & (BookRow.book == scope.book)
        return sa.exists().where(ours, BookRow.key == self.table.c.key)

    def _inside(self, window: Window) -> sa.ColumnElement[bool]:
        """Return the condition that a row lies in the window."""
        after = sa.tuple_(sa.literal(window.after.stamp), sa.literal(window.after.key))
        place = sa.tuple_(self.table.c.stamp, self.table.c.key)
        return (place > after) & (self.table.c.stamp < window.horizon)

    def _select(self) -> sa.Select[Any]:
        """Select rows with the shown text of their links."""
        joined: sa.FromClause = self.table
        shown = []
        for name, link in self.links.items():
            other = link.table.alias(f"{name}_link")
            joined = joined.outerjoin(other, self.table.c[name] == other.c.key)
            shown.append(other.c[link.shown].label(f"{name}_shown"))
        return sa.select(self.table, *shown).select_from(joined)

    def _shown(self, conn: Connection, chosen: sa.Select[Any], *, with_computed: bool) -> list[Shown]:
        rows = [_plain(row) for row in conn.execute(chosen).mappings()]
        computed = self.computed(conn, [row["key"] for row in rows]) if with_computed and rows else {}
        return [
            Shown(
                row["key"],
                row["rev"],
                row["stamp"],
                {**texts_of(self.fields, row), **computed.get(row["key"], {})},
            )
            for row in rows
        ]


def _plain(row: RowMapping) -> dict[str, Any]:
    """Return a selected row with the shown text of a link in place of its key."""
    shown = {name.removesuffix("_shown"): row[name] for name in row if name.endswith("_shown")}
    return {**row, **shown}
