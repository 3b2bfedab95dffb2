"""Trying rules: where the orders of the last month would have gone under them, beside those that hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from server.approvals import store
from server.approvals.rules.routes import plan_of, route
from server.approvals.service.grounds import Grounds
from server.masterdata.store import load_terms
from server.orders import store as orders
from server.orders.service.gathering import gather, units_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from server.approvals.ports import Ports
    from server.approvals.rules.records import Asked, Rule, Subject
    from server.views.contract import Context

PERIOD = dt.timedelta(days=31)
CHUNK = 1_000


def try_rules(
    conn: Connection, rows: Sequence[Mapping[str, Any]], *, context: Context, ports: Ports
) -> dict[str, str]:
    """Return by rule (key) what these rows of 审批规则, in place of the stored ones, would have done.

    Orders are looked at as they are stored now: what stock and credit were at the time is not known any more.
    """
    now = store.load_rules(conn)
    terms = {key: name for key, name, _ in load_terms(conn)}
    tried = _tried(now, rows, terms)
    held, then = plan_of(now), plan_of(tried)
    keys = store.load_recent_orders(conn, since=context.now - PERIOD)
    before, after, matched, count = Counter[str](), Counter[str](), Counter[str](), 0
    for start in range(0, len(keys), CHUNK):
        subjects = _subjects(conn, keys[start : start + CHUNK], [*now, *tried], context=context, ports=ports)
        for subject in subjects:
            count += 1
            asked = route(then, subject)
            before.update(_places(route(held, subject)))
            after.update(_places(asked))
            matched.update(one.rule for one in asked if one.rule)
    whole = f"全部 {count} 张要人审：{_told(after)}；现行：{_told(before)}"
    return {row["key"]: f"最近 31 天这一条会管 {matched[row['key']]} 张。{whole}" for row in rows}


def _tried(now: Sequence[Rule], rows: Sequence[Mapping[str, Any]], terms: Mapping[str, str]) -> list[Rule]:
    changed = {row["key"] for row in rows}
    kept = [rule for rule in now if rule.key not in changed]
    live = [row for row in rows if row["active"] and not row["ended"]]
    return kept + [store.rule_of({**row, "terms": terms.get(row["payment_terms"] or "")}) for row in live]


def _subjects(
    conn: Connection, keys: Collection[str], rules: Sequence[Rule], *, context: Context, ports: Ports
) -> list[Subject]:
    units = units_of(orders.load_orders(conn, keys))
    facts = gather(conn, [], units.values(), context=context)
    grounds = Grounds(conn, facts, context.now, ports, rules)
    return list(grounds.subjects(list(units.values())).values())


def _places(asked: Sequence[Asked]) -> list[str]:
    """Return the steps at which a person would have been asked, or that nobody would."""
    return [one.step for one in asked if not one.automatic] or ["全程自动通过"]


def _told(counts: Counter[str]) -> str:
    return "，".join(f"{step} {count}" for step, count in counts.most_common()) or "没有订单"
