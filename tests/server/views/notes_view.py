"""A small view to try the protocol with: notes of a title, a body and a weight, numbered by the server."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among, insert_rows, update_rows
from server.views.contract import Applied, Choice, Edit, Shown, Stored, Touched, Written
from server.views.store import on_book
from sync.fields.kinds import Field, Kind, ViewSpec, Writer
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.contract import Actor, Context, Reversal, Scope, Values, Window

SPEC = ViewSpec(
    "notes",
    "便条",
    "Notes",
    (
        Field(key="title", label="标题", english="Title", required=True),
        Field(key="body", label="正文", english="Body", limit=1000),
        Field(key="weight", label="重量", english="Weight", kind=Kind.QUANTITY),
        Field(key="private", label="内部", english="Private", kind=Kind.TRUTH),
        Field(key="action", label="操作", english="Action", kind=Kind.COMMAND, choices=("作废", "抄送")),
        Field(key="pin", label="口令", english="PIN", kind=Kind.SECRET),
        Field(key="order_no", label="编号", english="Number", writer=Writer.SERVER),
        Field(key="state", label="状态", english="State", writer=Writer.SERVER),
        Field(key="total", label="合计", english="Total", writer=Writer.SERVER, compared=True),
        Field(key="length", label="字数", english="Length", writer=Writer.SERVER, computed=True),
        Field(key="changed_by", label="修改人", english="Changed by", writer=Writer.SERVER),
        Field(key="sync_note", label="同步说明", english="Sync note", writer=Writer.SHEET),
    ),
)
TEXTS = ("title", "body", "weight", "private", "order_no", "state", "total", "changed_by")
METADATA = sa.MetaData()
NOTES = sa.Table(
    "notes",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),
    *(sa.Column(name, sa.Text) for name in TEXTS),
)
Row = dict[str, Any]
LIMIT = Decimal(100)


class NotesView:
    """Titles beginning with `=bad` are refused, weights over 100 held, `别名X` means X.

    抄送 copies the body to every other note of the same title; private notes are hidden from dealers.
    """

    spec = SPEC
    witness = ("order_no",)
    whole = False

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        return {
            row["key"]: Stored(row["key"], row["rev"], _texts(row), visible=_sees(actor, row))
            for row in _rows(conn, among(NOTES.c.key, keys))
        }

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        found = _rows(conn, among(NOTES.c.key, keys))
        return {row["key"]: _shown(row, computed=True) for row in found if _sees(actor, row)}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        place = sa.tuple_(NOTES.c.stamp, NOTES.c.key) > sa.tuple_(
            sa.literal(window.after.stamp), sa.literal(window.after.key)
        )
        asked = [place, NOTES.c.stamp < window.horizon]
        if scope.kind == "book":
            asked.append(on_book("notes", sa.literal(scope.book or ""), NOTES.c.key))
        if actor.customer:
            asked.append(NOTES.c.private.is_distinct_from("true"))
        chosen = sa.select(NOTES).where(*asked).order_by(NOTES.c.stamp, NOTES.c.key).limit(window.limit)
        return [_shown(dict(row), computed=window.computed) for row in conn.execute(chosen).mappings()]

    def left(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[str]:
        changed = _rows(conn, NOTES.c.stamp.between(window.after.stamp, window.horizon - 1))
        return [row["key"] for row in changed if not _sees(actor, row)]

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        ready = [_Draft(edit, context) for edit in edits]
        written = [draft for draft in ready if draft.is_written]
        _save(conn, [(draft.row, draft.edit.stored is None) for draft in written])
        return Applied([draft.written for draft in ready], _spread(conn, written, context))

    def undo(self, conn: Connection, reversals: Sequence[Reversal], context: Context) -> Applied:
        edits = [
            Edit(
                reversal.stored.key,
                reversal.stored,
                {} if reversal.created else reversal.restore,
                {},
                command="作废" if reversal.created else None,
            )
            for reversal in reversals
        ]
        return self.apply(conn, edits, context)

    def choices(self, conn: Connection, field: str, actor: Actor) -> list[Choice]:
        return [Choice("早", "早上好")] if field == "title" else []

    def choice_versions(self, conn: Connection, actor: Actor) -> dict[str, int]:
        return {"title": 3}


class _Draft:
    """One edit while it is judged."""

    def __init__(self, edit: Edit, context: Context) -> None:
        stored = edit.stored
        self.edit = edit
        self.before: Values = stored.values if stored else {}
        self.row: Row = {
            **dict.fromkeys(TEXTS),
            **self.before,
            **{name: text for name, text in edit.changes.items() if name in TEXTS},
        }
        title = self.row["title"] or ""
        self.row["title"] = title.removeprefix("别名") or None
        if edit.command == "作废":
            self.row["state"] = "cancelled"
        self.row["order_no"] = self.row["order_no"] or f"N{edit.key[-6:]}"
        self.delta = {
            name: (self.before.get(name), self.row[name])
            for name in TEXTS
            if self.row[name] != self.before.get(name)
        }
        self.row.update(key=edit.key, stamp=context.stamp, rev=(stored.rev if stored else 0) + 1)
        self.problems = list(self._judge(context))

    def _judge(self, context: Context) -> Any:
        title, weight = self.row["title"], self.edit.changes.get("weight")
        if context.undoing:
            return
        if title is None:
            yield problem("required", "title", label="标题")
        elif title.startswith("=bad"):
            yield problem("bad_value", "title", text=title, expected="别的标题")
        if weight is not None and not weight.replace(".", "").isdigit():
            yield problem("bad_quantity", "weight", text=weight)
        elif weight is not None and Decimal(weight) > LIMIT:
            yield problem("stock_short", "weight", available="100", short="1", outlook="", outlook_english="")

    @property
    def is_written(self) -> bool:
        return bool(self.delta) and all(found.level != "reject" for found in self.problems)

    @property
    def written(self) -> Written:
        stored = self.edit.stored
        if not self.is_written:
            return Written(self.edit.key, stored.rev if stored else None, self.problems)
        values = {name: self.row[name] for name in ("order_no", "state", "total", "changed_by")}
        return Written(self.edit.key, self.row["rev"], self.problems, values, self.delta)


def _spread(conn: Connection, drafts: Sequence[_Draft], context: Context) -> list[Touched]:
    bodies = {draft.row["title"]: draft.row["body"] for draft in drafts if draft.edit.command == "抄送"}
    if not bodies:
        return []
    sent = {draft.edit.key for draft in drafts}
    found = [row for row in _rows(conn, among(NOTES.c.title, bodies)) if row["key"] not in sent]
    touched = []
    for row in found:
        before, row["body"] = row["body"], bodies[row["title"]]
        row.update(rev=row["rev"] + 1, stamp=context.stamp)
        touched.append(Touched(row["key"], row["rev"], {"body": (before, row["body"])}))
    _save(conn, [(row, False) for row in found])
    return touched


def _save(conn: Connection, rows: Sequence[tuple[Row, bool]]) -> None:
    insert_rows(conn, NOTES, [row for row, new in rows if new])
    update_rows(conn, NOTES, [row for row, new in rows if not new])


def _rows(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Row]:
    chosen = sa.select(NOTES).where(condition).order_by(NOTES.c.key)
    return [dict(row) for row in conn.execute(chosen).mappings()]


def _texts(row: Row) -> dict[str, str | None]:
    return {name: row[name] for name in TEXTS}


def _shown(row: Row, *, computed: bool) -> Shown:
    texts = _texts(row)
    if computed:
        texts["length"] = str(len(row["title"] or ""))
    return Shown(row["key"], row["rev"], row["stamp"], texts)


def _sees(actor: Actor, row: Row) -> bool:
    return actor.customer is None or row["private"] != "true"
