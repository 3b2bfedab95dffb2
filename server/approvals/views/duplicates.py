"""The view `duplicates` (重复待复核): one row is one order that looks entered twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.approvals.rules.words import order_texts
from server.approvals.service.reviewing import MERGE, Review, held_links, review
from server.approvals.service.showing import load_seen
from server.approvals.views.listed import ListedView, refused, unfit
from server.db.bulk import among
from server.duplicates.rules import BY_PHONE
from server.orders import store as orders
from server.orders.models import HOLDS, ORDERS
from server.orders.rules.suspicion import DUPLICATE, gap_text
from server.orders.service.followers import NOBODY, Follower
from server.views.contract import Applied, Shown, Stored, Written
from sync.fields.approvals import DUPLICATES
from sync.fields.texts import first_few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.service.showing import Seen
    from server.duplicates.rules import Match
    from server.orders.rules.records import Unit
    from server.views.contract import Actor, Context, Edit, Scope, Window
    from sync.fields.kinds import ViewSpec

WHY = {BY_PHONE: "电话、产品相同"}
BY_NUMBER = "客户单号相同"
MOST_NAMED = 5
OF_ORDER = ("order_no", "customer", "items", "amount", "entered_by", "entered_at")


@dataclass(frozen=True, kw_only=True)
class DuplicatesView(ListedView):
    """Suspected orders; the orders of one case stand one below the other."""

    spec: ViewSpec = DUPLICATES
    witness: tuple[str, ...] = ("order_no",)
    follower: Follower = NOBODY

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return orders, locked; also those that nobody suspects any more."""
        orders.lock_orders(conn, among(ORDERS.c.key, keys))
        seen = load_seen(conn, keys)
        return {key: Stored(key, rev_of(unit), _texts(unit, seen)) for key, unit in seen.units.items()}

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return orders with those they look like."""
        return {one.key: one for one in _shown(load_seen(conn, keys), held_links(conn))}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return all suspected orders, case by case, the oldest case first."""
        held = conn.execute(sa.select(HOLDS.c.order).where(HOLDS.c.kind == DUPLICATE.kind)).scalars()
        links = held_links(conn)
        seen = load_seen(conn, list(held))
        cases = _cases(links)
        numbers = {key: unit.order.order_no or "" for key, unit in seen.units.items()}

        def place(one: Shown) -> tuple[str, str]:
            case = cases.get(one.key, {one.key})
            return min(numbers.get(key, "") or "~" for key in case), numbers[one.key]

        return sorted(_shown(seen, links), key=place)

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Do as the reviewer says; every decision has a reason."""
        wrongs = {edit.key: unfit(edit, DUPLICATES, needed=("comment",)) for edit in edits}
        written = {edit.key: refused(edit, wrongs[edit.key]) for edit in edits if wrongs[edit.key]}
        sound = {edit.key: edit for edit in edits if not wrongs[edit.key]}
        if not sound:
            return Applied([written[edit.key] for edit in edits])
        done = review(
            conn, [_review(edit) for edit in sound.values()], context=context, follower=self.follower
        )
        revs: dict[str, int] = {}
        for one in done.finished.changed.values():
            revs[one.line.order] = revs.get(one.line.order, 0) + one.line.rev
        for key, edit in sound.items():
            if key in done.problems:
                written[key] = refused(edit, done.problems[key])
            else:
                delta = {name: (None, text) for name, text in edit.changes.items() if text}
                written[key] = Written(key, revs[key], (), {"decided_by": context.actor.name}, delta)
        return Applied([written[edit.key] for edit in edits], done.touched)


def rev_of(unit: Unit) -> int:
    """Return a revision that grows with every change of one of an order's lines."""
    return sum(line.rev for line in unit.lines.values())


def _texts(unit: Unit, seen: Seen) -> dict[str, str | None]:
    customer = seen.customers.get(unit.order.customer or "")
    texts = order_texts(unit.order, unit.after.values(), customer, seen.products)
    return {
        **{name: texts[name] for name in OF_ORDER},
        "phone": unit.order.phone,
        "customer_po": unit.order.customer_po,
        "decision": None,
        "target": None,
        "comment": None,
        "decided_by": None,
    }


def _shown(seen: Seen, links: Sequence[Match]) -> list[Shown]:
    by_order: dict[str, list[Match]] = {}
    for match in links:
        for key in (match.first, match.second):
            by_order.setdefault(key, []).append(match)
    names = {key: unit.order.order_no or "" for key, unit in seen.units.items()}
    return [
        Shown(key, rev_of(unit), 0, {**_texts(unit, seen), **_alike(key, by_order.get(key, []), names)})
        for key, unit in seen.units.items()
    ]


def _alike(key: str, found: Sequence[Match], names: Mapping[str, str]) -> dict[str, str | None]:
    others = {match.other(key): match for match in found}
    told = [
        f"{names.get(other) or '已审核的订单'}（相隔 {gap_text(match.gap)}）"
        for other, match in others.items()
    ]
    why = dict.fromkeys(WHY.get(match.rule, BY_NUMBER) for match in found)
    return {
        "others": first_few(told, most=MOST_NAMED, counted="张") or None,
        "rule": "；".join(why) or None,
    }


def _cases(links: Sequence[Match]) -> dict[str, set[str]]:
    """Return by order the orders of its case: chains are one case."""
    cases: dict[str, set[str]] = {}
    for match in links:
        joined = cases.get(match.first, {match.first}) | cases.get(match.second, {match.second})
        cases |= dict.fromkeys(joined, joined)
    return cases


def _review(edit: Edit) -> Review:
    changes = edit.changes
    target = changes.get("target") if changes["decision"] == MERGE else None
    return Review(
        order=edit.key,
        decision=changes["decision"] or "",
        reason=changes["comment"] or "",
        target=target,
    )
