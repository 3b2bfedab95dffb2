"""The view `shortages` (缺货待确认): one row is one order line that stock cannot serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.approvals.ports import NO_PORTS, Ports
from server.approvals.rules.words import moment_text
from server.approvals.service.shortages import WORDS, settle
from server.approvals.views.listed import ListedView, refused, unfit
from server.db.bulk import among
from server.masterdata import service as masterdata
from server.orders import service as orders_service
from server.orders import store as orders
from server.orders.models import HOLDS, LINES
from server.orders.rules.records import Hold
from server.orders.rules.shown import texts_of
from server.orders.service.followers import NOBODY, Follower
from server.stock import foreseeing
from server.stock import service as stock
from server.views.cells import decimal_text
from server.views.contract import Applied, Edit, Shown, Stored, Touched, Written
from sync.fields.approvals import SHORTAGES
from sync.fields.dates import SHANGHAI
from sync.protocol.problems import problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.orders.store import Full
    from server.views.contract import Actor, Context, Scope, Window
    from sync.fields.kinds import ViewSpec
    from sync.protocol.messages import Problem

CHANGE = "改数量"
FIELDS = {"quantity": "new_quantity", "action": "decision"}
IS_SHORT = LINES.c.key.in_(sa.select(HOLDS.c.line).where(HOLDS.c.kind == "stock"))


@dataclass(frozen=True, kw_only=True)
class ShortagesView(ListedView):
    """Lines held for want of stock, the longest first; what is decided writes their orders."""

    spec: ViewSpec = SHORTAGES
    witness: tuple[str, ...] = ("order_no", "line_no")
    ports: Ports = NO_PORTS
    follower: Follower = NOBODY
    sighted: frozenset[str] = frozenset({"quantity"})

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return lines, their orders locked; also those that are short no more."""
        orders.lock_orders_of(conn, keys)
        found = self._rows(conn, among(LINES.c.key, keys))
        return {full.line.key: Stored(full.line.key, full.line.rev, texts) for full, texts in found}

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return lines with what is there of their products."""
        return {one.key: one for one in self._shown(conn, self._rows(conn, among(LINES.c.key, keys)))}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return all lines that are short, the longest first."""
        found = self._shown(conn, self._rows(conn, IS_SHORT))
        return sorted(found, key=lambda one: (one.values["since"] or "", one.key))

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Do as the rows say."""
        wrongs = {edit.key: _wrong(edit) for edit in edits}
        written = {edit.key: refused(edit, wrongs[edit.key]) for edit in edits if wrongs[edit.key]}
        sound = [edit for edit in edits if not wrongs[edit.key]]
        touched: list[Touched] = []
        for some, write in (
            ([edit for edit in sound if edit.changes["decision"] == CHANGE], self._change),
            ([edit for edit in sound if edit.changes["decision"] in WORDS], self._settle),
        ):
            if some:
                done = write(conn, some, context)
                written |= {row.key: row for row in done.written}
                touched += done.touched
        return Applied([written[edit.key] for edit in edits], touched)

    def _settle(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        decisions = {edit.key: edit.changes["decision"] or "" for edit in edits}
        finished, problems, touched = settle(conn, decisions, context=context, follower=self.follower)
        revs = {edit.key: finished.changed[edit.key].line.rev for edit in edits}
        return Applied([_written(edit, revs[edit.key], problems[edit.key]) for edit in edits], touched)

    def _change(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Change quantities as the order sheet would."""
        lines = orders.load_full(conn, orders.select_full().where(among(LINES.c.key, [e.key for e in edits])))
        stored = {full.line.key: full for full in lines}
        asked = []
        for edit in edits:
            full, quantity = stored[edit.key], {"quantity": edit.changes["new_quantity"]}
            texts = texts_of(full.order, full.line, full.names)
            asked.append(Edit(edit.key, Stored(edit.key, full.line.rev, texts), quantity, quantity))
        done = orders_service.apply(conn, asked, context, follower=self.follower)
        beside = [Touched(w.key, w.rev or 1, w.delta, "orders") for w in done.written if w.delta]
        written = [
            _written(edit, result.rev, [_renamed(one) for one in result.problems])
            for edit, result in zip(edits, done.written, strict=True)
        ]
        return Applied(written, [*beside, *(_of_orders(row) for row in done.touched)])

    def _rows(
        self, conn: Connection, condition: sa.ColumnElement[bool]
    ) -> list[tuple[Full, dict[str, str | None]]]:
        found = orders.load_full(conn, orders.select_full().where(condition))
        held = sa.select(HOLDS.c.line, HOLDS.c.since).where(
            HOLDS.c.kind == "stock", among(HOLDS.c.line, [full.line.key for full in found])
        )
        since = {row.line: row.since for row in conn.execute(held)} if found else {}
        customers = {full.order.customer for full in found if full.order.customer}
        levels = masterdata.customers_by_key(conn, customers) if customers else {}
        return [
            (full, _texts(full, since.get(full.line.key), levels[full.order.customer or ""].level))
            for full in found
            if full.order.customer in levels
        ]

    def _shown(self, conn: Connection, found: Sequence[tuple[Full, Mapping[str, str | None]]]) -> list[Shown]:
        products = {full.line.product for full, _ in found if full.line.product}
        if not products:
            return []
        today = self.ports.clock().astimezone(SHANGHAI).date()
        there = stock.available(conn, products, today=today)
        wants = [(full.line.product or "", full.line.quantity) for full, _ in found if full.line.quantity]
        days = dict(zip(wants, foreseeing.earliest(conn, wants, today=today), strict=True))
        shown = []
        for full, texts in found:
            product, quantity = full.line.product or "", full.line.quantity
            day = days.get((product, quantity)) if quantity else None
            more = {
                "available": decimal_text(there[product]) if product in there else "0",
                "outlook": day.isoformat() if day else None,
            }
            shown.append(Shown(full.line.key, full.line.rev, full.stamp, {**texts, **more}))
        return shown


def _texts(full: Full, since: dt.datetime | None, level: str | None) -> dict[str, str | None]:
    texts = texts_of(full.order, full.line, full.names)
    names = ("order_no", "line_no", "product", "product_name", "quantity", "requested_on", "customer")
    held = Hold("stock", full.line.key) in full.order.holds
    return {
        **{name: texts[name] for name in names},
        "level": level,
        "since": moment_text(since) if since and held else None,
        "entered_by": full.order.created_by,
        "decision": None,
        "new_quantity": None,
        "comment": None,
    }


def _wrong(edit: Edit) -> list[Problem]:
    found = unfit(edit, SHORTAGES)
    if found or edit.stored is None:
        return found
    if edit.stored.values["since"] is None:
        return [problem("hold_gone", "decision")]
    if edit.changes["decision"] == CHANGE and not edit.changes.get("new_quantity"):
        return [problem("required", "new_quantity", label=SHORTAGES.field("new_quantity").label)]
    return []


def _written(edit: Edit, rev: int | None, problems: Sequence[Problem]) -> Written:
    if any(found.level == "reject" for found in problems):
        return refused(edit, problems)
    delta: dict[str, tuple[str | None, str | None]]
    delta = {name: (None, text) for name, text in edit.changes.items() if text}
    if "new_quantity" in delta and edit.stored:
        delta["quantity"] = (edit.stored.values["quantity"], edit.changes["new_quantity"])
    return Written(edit.key, rev, tuple(problems), {}, delta)


def _renamed(found: Problem) -> Problem:
    """Return a problem of the order's line on the field of this sheet."""
    field = FIELDS.get(found.field or "")
    return type(found)(
        field=field, level=found.level, code=found.code, message=found.message, facts=found.facts
    )


def _of_orders(row: Touched) -> Touched:
    return row if row.view else Touched(row.key, row.rev, row.delta, "orders")
