"""A view over one table: declared by its spec, table, links and defaults, written in sets of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among, insert_rows, update_rows
from server.views.contract import Applied, Edit, Reversal, Written
from server.views.drafts import Draft, delta_of, demand_required, filled_by_server, take_texts
from server.views.reading import Link, TableRows
from sync.fields.kinds import Kind
from sync.protocol.messages import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.contract import Context, Delta, Touched, Values

__all__ = ["Link", "TableView"]


@dataclass(frozen=True, kw_only=True)
class TableView(TableRows):
    """Rows that are read and written by sheets; sub-classes add what is special in `prepare` and `settle`."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Judge drafts further and lock what they need; runs before natural keys are compared."""

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Follow up rows that were written (never rejected ones); return rows touched beside them."""
        return ()

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Validate and write edits as a set."""
        rows = self._rows(conn, [edit.key for edit in edits])
        drafts = [self._draft(edit, rows.get(edit.key)) for edit in edits]
        for draft in drafts:
            take_texts(draft, fields=self.spec.by_key(), defaults=self.defaults)
        self._look_up(conn, drafts)
        for draft in drafts:
            demand_required(draft, self.fields)
        self.prepare(conn, drafts, context)
        self._claim_natural(conn, drafts)
        return self._write(conn, drafts, context)

    def undo(self, conn: Connection, reversals: Sequence[Reversal], context: Context) -> Applied:
        """End created rows and put old values back."""
        restored = [_edit_back(reversal) for reversal in reversals if not reversal.created]
        back = self.apply(conn, restored, context)
        made = [_edit_back(reversal) for reversal in reversals if reversal.created]
        rows = self._rows(conn, [edit.key for edit in made])
        drafts = [self._draft(edit, rows.get(edit.key)) for edit in made]
        for draft in drafts:
            draft.row.update(ended=True, natural=None)
            draft.texts = dict.fromkeys(draft.texts)
        self.prepare(conn, drafts, context)
        ended = self._write(conn, drafts, context)
        by_key = {written.key: written for written in (*back.written, *ended.written)}
        return Applied(
            [by_key[reversal.stored.key] for reversal in reversals], (*back.touched, *ended.touched)
        )

    def _draft(self, edit: Edit, row: Mapping[str, Any] | None) -> Draft:
        if row is None:
            start: dict[str, Any] = {column.name: None for column in self.table.columns}
            start.update(key=edit.key, rev=0, stamp=0, ended=False)
            return Draft(edit, start, {known.key: None for known in self.fields}, fresh=True)
        texts = dict(edit.stored.values) if edit.stored else {}
        return Draft(edit, dict(row), texts)

    def _look_up(self, conn: Connection, drafts: Sequence[Draft]) -> None:
        """Resolve the texts of every link once, for all drafts."""
        for name, link in self.links.items():
            asked = [(draft, draft.edit.changes[name]) for draft in drafts if name in draft.edit.changes]
            texts = {text for _, text in asked if text}
            known = link.resolve(conn, name, texts) if texts else {}
            for draft, text in asked:
                meant = known[text] if text else None
                if isinstance(meant, Problem):
                    draft.problems.append(meant)
                else:
                    draft.link(name, meant)

    def _claim_natural(self, conn: Connection, drafts: Sequence[Draft]) -> None:
        """Refuse drafts whose natural key another row has, stored or further up in the sheet."""
        if not self.natural:
            return
        sound = [draft for draft in drafts if not draft.rejected]
        for draft in sound:
            draft.row["natural"] = "\n".join(self.fold(str(draft.row[name])) for name in self.natural)
        owners = self._owners(conn, [str(draft.row["natural"]) for draft in sound])
        for draft in sound:
            if owners.setdefault(str(draft.row["natural"]), draft.edit.key) != draft.edit.key:
                text = " ".join(str(draft.texts[name]) for name in self.natural)
                draft.refuse("duplicate_code", self.natural[0], text=text)

    def _owners(self, conn: Connection, naturals: Sequence[str]) -> dict[str, str]:
        table = self.table
        chosen = sa.select(table.c.natural, table.c.key).where(among(table.c.natural, naturals))
        return {row.natural: row.key for row in conn.execute(chosen)}

    def _write(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Applied:
        deltas = {draft.edit.key: delta_of(draft, self.fields) for draft in drafts if not draft.rejected}
        written = [draft for draft in drafts if self._is_changed(draft, deltas)]
        for draft in written:
            draft.row.update(rev=draft.row["rev"] + 1, stamp=context.stamp)
        insert_rows(conn, self.table, [draft.row for draft in written if draft.fresh])
        update_rows(conn, self.table, [draft.row for draft in written if not draft.fresh])
        touched = self.settle(conn, written, context) if written else ()
        computed = self.computed(conn, [draft.edit.key for draft in written])
        return Applied([self._answer(draft, deltas, computed) for draft in drafts], tuple(touched))

    def _is_changed(self, draft: Draft, deltas: Mapping[str, Delta]) -> bool:
        """Tell whether a draft is to be written; a secret shows in no delta."""
        secrets = {known.key for known in self.spec.fields if known.kind is Kind.SECRET}
        return draft.edit.key in deltas and (
            draft.fresh or bool(deltas[draft.edit.key]) or not secrets.isdisjoint(draft.edit.changes)
        )

    def _answer(self, draft: Draft, deltas: Mapping[str, Delta], computed: Mapping[str, Values]) -> Written:
        key = draft.edit.key
        if key not in deltas:
            rev = draft.edit.stored.rev if draft.edit.stored else None
            return Written(key=key, rev=rev, problems=tuple(draft.problems))
        delta = deltas[key]
        filled = filled_by_server(draft, fields=self.spec.by_key(), delta=delta)
        values = {**filled, **computed.get(key, {})}
        return Written(key, draft.row["rev"], tuple(draft.problems), values, delta)

    def _rows(self, conn: Connection, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the rows as they stand in the table."""
        chosen = sa.select(self.table).where(among(self.table.c.key, keys))
        return {row["key"]: dict(row) for row in conn.execute(chosen).mappings()}


def _edit_back(reversal: Reversal) -> Edit:
    restore = reversal.restore
    return Edit(key=reversal.stored.key, stored=reversal.stored, changes=restore, sent=restore)
