"""What reviewers decide about orders that look entered twice: keep them, merge one, cancel one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from server.approvals import store
from server.db.bulk import among
from server.db.keys import new_key
from server.duplicates import store as links
from server.orders.models import HOLDS, ORDERS
from server.orders.rules.lines import UNCOVERED, end_line, number_lines
from server.orders.rules.suspicion import DUPLICATE, free
from server.orders.service.answering import touched_of
from server.orders.service.finishing import Finished, Ready, finish, supply
from server.orders.service.gathering import gather, lock_units_where
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.duplicates.rules import Match
    from server.orders.rules.records import Line, Unit
    from server.orders.service.followers import Follower
    from server.views.contract import Context, Touched
    from sync.protocol.messages import Problem

KEEP, MERGE, CANCEL = "都保留", "合并", "作废本单"


class Review(Struct, frozen=True, kw_only=True, gc=False):
    """What a reviewer says about a suspected order (key); `target` is an order number as typed."""

    order: str
    decision: str
    reason: str
    target: str | None = None


@dataclass(slots=True)
class Reviewed:
    """What became of reviews: problems by order, what was written, and all rows touched."""

    problems: dict[str, list[Problem]] = field(default_factory=dict)
    finished: Finished = field(default_factory=Finished)
    touched: Sequence[Touched] = ()


@dataclass(slots=True)
class _Fates:
    """Orders that are written, those kept by a reviewer, and those that end."""

    changed: dict[str, Unit] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)


def is_suspected(unit: Unit) -> bool:
    """Tell whether an order is held as a duplicate."""
    return DUPLICATE in unit.order.holds


def held_links(conn: Connection) -> list[Match]:
    """Return the links of all suspected orders."""
    held = list(conn.execute(sa.select(HOLDS.c.order).where(HOLDS.c.kind == DUPLICATE.kind)).scalars())
    return links.load_links(conn, held)


def review(conn: Connection, reviews: Sequence[Review], *, context: Context, follower: Follower) -> Reviewed:
    """Do as reviewers say: first what ends orders, then what keeps the others."""
    found = held_links(conn)
    numbers = {one.target.strip() for one in reviews if one.target}
    ours = {one.order for one in reviews} | {key for match in found for key in (match.first, match.second)}
    units = lock_units_where(conn, among(ORDERS.c.key, ours) | among(ORDERS.c.order_no, numbers))
    done, fates = Reviewed(), _Fates()
    for one in reviews:
        wrong = _decide(one, units, found, fates)
        if wrong is not None:
            done.problems[one.order] = [wrong]
    for unit in _freed(units, found, fates):
        free(unit)
        fates.changed[unit.key] = unit
        fates.kept.add(unit.key)
    _write(conn, fates, done, context=context, follower=follower)
    _remember(conn, [one for one in reviews if one.order not in done.problems], context=context)
    return done


def _decide(one: Review, units: Mapping[str, Unit], found: Sequence[Match], fates: _Fates) -> Problem | None:
    unit = units[one.order]
    target = _target(one, unit, units, found) if one.decision == MERGE else None
    wrong = _wrong(one, unit, target)
    if wrong is not None:
        return wrong
    fates.changed[unit.key] = unit
    if one.decision == KEEP:
        fates.kept |= _case(unit.key, found)
        return None
    if target is not None:
        _move(unit, target)
        fates.changed[target.key] = target
    _end(unit)
    fates.ended.add(unit.key)
    return None


def _write(conn: Connection, fates: _Fates, done: Reviewed, *, context: Context, follower: Follower) -> None:
    every = list(fates.changed.values())
    if not every:
        return
    facts = gather(conn, [], every, context=context)
    links.delete_links(conn, [*fates.ended, *(key for key in fates.kept if key in fates.changed)])
    ready = Ready(every, supply(conn, every, facts=facts, now=context.now))
    done.finished = finish(conn, ready, follow=follower.follow, facts=facts, context=context)
    done.touched = [*touched_of(done.finished.changed, view="orders"), *done.finished.followed.touched]


def _target(one: Review, unit: Unit, units: Mapping[str, Unit], found: Iterable[Match]) -> Unit | None:
    """Return the order to merge into: the one named, or the only other that is alike."""
    if one.target:
        return next((each for each in units.values() if each.order.order_no == one.target.strip()), None)
    others = {match.other(unit.key) for match in found if unit.key in (match.first, match.second)}
    return units[others.pop()] if len(others) == 1 else None


def _wrong(one: Review, unit: Unit, target: Unit | None) -> Problem | None:
    if not is_suspected(unit):
        return problem("hold_gone", "decision")
    if one.decision != MERGE:
        return None
    fits = (
        target is not None
        and target.key != unit.key
        and target.order.customer == unit.order.customer
        and target.order.stage == "review"
    )
    return None if fits else problem("bad_target", "target", text=one.target or "—")


def _case(order: str, found: Sequence[Match]) -> set[str]:
    """Return the orders that hang together with one through links."""
    case, grew = {order}, True
    while grew:
        linked = {key for match in found for key in (match.first, match.second) if _touches(match, case)}
        grew = not linked <= case
        case |= linked
    return case


def _touches(match: Match, case: Collection[str]) -> bool:
    return match.first in case or match.second in case


def _freed(units: Mapping[str, Unit], found: Sequence[Match], fates: _Fates) -> list[Unit]:
    """Return the orders that are suspected no more: kept ones, and those whose likes have ended."""
    gone = fates.kept | fates.ended
    left = {key for match in found if gone.isdisjoint((match.first, match.second)) for key in _ends(match)}
    likes = {match.other(key) for match in found for key in fates.ended.intersection(_ends(match))}
    concerned = (fates.kept | likes) - fates.ended - left
    return [units[key] for key in sorted(concerned) if key in units and is_suspected(units[key])]


def _ends(match: Match) -> tuple[str, str]:
    return match.first, match.second


def _move(unit: Unit, target: Unit) -> None:
    """Enter lines of an order into another one that lacks them, as new lines."""
    there = {(line.product, line.requested_on) for line in target.live_lines()}
    for line in unit.live_lines():
        if (line.product, line.requested_on) not in there:
            fresh = _copied(line, target)
            target.after[fresh.key] = fresh
    number_lines(target)


def _copied(line: Line, target: Unit) -> Line:
    return replace(line, key=new_key(), order=target.key, line_no=None, rev=0, **UNCOVERED)


def _end(unit: Unit) -> None:
    for line in unit.live_lines():
        end_line(unit, line.key)
    unit.order = replace(unit.order, stage="cancelled", holds=frozenset())


def _remember(conn: Connection, reviews: Sequence[Review], *, context: Context) -> None:
    rows = [
        {
            "key": new_key(),
            "order": one.order,
            "decision": one.decision,
            "target": one.target,
            "reason": one.reason,
            "decided_by": context.actor.name,
            "decided_at": context.now,
        }
        for one in reviews
    ]
    store.save_reviews(conn, rows)
