"""The view `credit_holds` (信用冻结): one row is one order that its customer's credit holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.approvals.ports import NO_PORTS, Ports
from server.approvals.rules.words import moment_text, order_texts
from server.approvals.service.showing import load_seen
from server.approvals.views.duplicates import rev_of
from server.approvals.views.listed import ListedView, refused, unfit
from server.db.bulk import among
from server.orders import store as orders
from server.orders.models import HOLDS, ORDERS
from server.orders.rules.crediting import CREDIT
from server.orders.service import crediting
from server.orders.service.followers import NOBODY, Follower
from server.views.cells import decimal_text
from server.views.contract import Applied, Edit, Shown, Stored, Written
from sync.fields.credit import CREDIT_HOLDS
from sync.protocol.problems import problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.service.showing import Seen
    from server.credit.rules.records import Standing
    from server.orders.rules.records import Unit
    from server.views.contract import Actor, Context, Scope, Window
    from sync.fields.kinds import ViewSpec
    from sync.protocol.messages import Problem

OF_ORDER = ("order_no", "customer", "level", "amount", "entered_by")


@dataclass(frozen=True, kw_only=True)
class CreditHoldsView(ListedView):
    """Orders that credit holds, the longest first; finance may let them go."""

    spec: ViewSpec = CREDIT_HOLDS
    witness: tuple[str, ...] = ("order_no",)
    ports: Ports = NO_PORTS
    follower: Follower = NOBODY
    sighted: frozenset[str] = frozenset({"amount"})

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return orders, locked; also those that credit holds no more."""
        orders.lock_orders(conn, among(ORDERS.c.key, keys))
        seen, since = load_seen(conn, keys), _since(conn, keys)
        return {
            key: Stored(key, rev_of(unit), _texts(unit, seen, since.get(key)))
            for key, unit in seen.units.items()
        }

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return orders with how their customers stand."""
        return {one.key: one for one in self._shown(conn, keys)}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return all orders that credit holds, the longest first."""
        held = conn.execute(sa.select(HOLDS.c.order).where(HOLDS.c.kind == CREDIT.kind)).scalars()
        found = self._shown(conn, list(held))
        return sorted(found, key=lambda one: (one.values["since"] or "", one.key))

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Let orders go; every decision has a reason."""
        wrongs = {edit.key: _wrong(edit) for edit in edits}
        keys = [edit.key for edit in edits if not wrongs[edit.key]]
        touched = crediting.release(conn, keys, context=context, follower=self.follower)
        revs = {key: rev_of(unit) for key, unit in load_seen(conn, keys).units.items()} if keys else {}
        return Applied([_written(edit, wrongs[edit.key], revs) for edit in edits], touched)

    def _shown(self, conn: Connection, keys: Collection[str]) -> list[Shown]:
        seen, since = load_seen(conn, keys), _since(conn, keys)
        standings = crediting.standings(conn, keys, now=self.ports.clock())
        return [
            Shown(
                key,
                rev_of(unit),
                0,
                {**_texts(unit, seen, since.get(key)), **_stands(standings.get(key))},
            )
            for key, unit in seen.units.items()
        ]


def _since(conn: Connection, keys: Collection[str]) -> dict[str, dt.datetime]:
    chosen = sa.select(HOLDS.c.order, HOLDS.c.since)
    found = conn.execute(chosen.where(HOLDS.c.kind == CREDIT.kind, among(HOLDS.c.order, keys)))
    return {row.order: row.since for row in found}


def _texts(unit: Unit, seen: Seen, since: dt.datetime | None) -> dict[str, str | None]:
    customer = seen.customers.get(unit.order.customer or "")
    texts = order_texts(unit.order, unit.after.values(), customer, seen.products)
    return {
        **{name: texts[name] for name in OF_ORDER},
        "since": moment_text(since) if since else None,
        "decision": None,
        "comment": None,
    }


def _stands(standing: Standing | None) -> dict[str, str | None]:
    if standing is None:
        return {}
    limit = standing.limit
    return {
        "release": decimal_text(standing.release),
        "exposure": decimal_text(standing.exposure),
        "credit_limit": None if limit is None else decimal_text(limit),
        "receivable": decimal_text(standing.receivable),
        "overdue_days": str(standing.overdue_days),
        "report": "不良" if standing.bad_report else None,
    }


def _wrong(edit: Edit) -> list[Problem]:
    found = unfit(edit, CREDIT_HOLDS, needed=("comment",))
    if found or edit.stored is None:
        return found
    return [problem("hold_gone", "decision")] if edit.stored.values["since"] is None else []


def _written(edit: Edit, wrong: Sequence[Problem], revs: Mapping[str, int]) -> Written:
    if wrong:
        return refused(edit, wrong)
    delta = {name: (None, text) for name, text in edit.changes.items() if text}
    return Written(edit.key, revs[edit.key], (), {}, delta)
