"""What waits for people: for the clock of stalls, and orders that wait for nobody although they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals import store
from server.approvals.rules.people import Staff
from server.approvals.service.showing import earlier, load_seen
from server.notices.contract import OpenStep
from server.orders.service.answering import touched_of
from server.orders.service.finishing import Ready, finish
from server.orders.service.gathering import gather, lock_units

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.orders.service.followers import Follower
    from server.views.contract import Context, Touched

MOST_AT_ONCE = 2_000
TOLD = ("order_no", "customer", "amount", "requested_on")


def open_steps(conn: Connection, now: dt.datetime) -> Sequence[OpenStep]:
    """Return every decision that waits for a person; implements `OpenSteps`."""
    found = [(step, author) for step, author in store.load_open(conn) if step.due_at is not None]
    orders = {step.order for step, _ in found}
    seen, histories = load_seen(conn, orders), store.load_histories(conn, orders)
    staff = Staff(store.load_people(conn), now=now)
    steps = []
    for step, author in found:
        texts = seen.texts(step)
        facts = {name: text for name in TOLD if (text := texts[name])}
        history = earlier(histories.get(step.order, ()), step, staff)
        steps.append(
            OpenStep(
                key=step.key,
                since=step.opened_at,
                limit_hours=float(step.hours),
                users=staff.waiting_for(step, author=author),
                superiors=staff.superiors(step, author=author),
                facts={**facts, "step": step.step, **({"history": history} if history else {})},
                rev=step.rev,
            )
        )
    return steps


def take_up(conn: Connection, *, context: Context, follower: Follower) -> list[Touched]:
    """Let orders go on that wait for nobody: they were there before approvals were."""
    return _go_on(conn, store.load_forgotten(conn, limit=MOST_AT_ONCE), context, follower)


def reconsider(conn: Connection, *, context: Context, follower: Follower) -> list[Touched]:
    """Let every order that waits go its way by the rules as they are now."""
    return _go_on(conn, [step.order for step, _ in store.load_open(conn)], context, follower)


def _go_on(conn: Connection, orders: Sequence[str], context: Context, follower: Follower) -> list[Touched]:
    units = list(lock_units(conn, orders).values())
    if not units:
        return []
    facts = gather(conn, [], units, context=context)
    finished = finish(conn, Ready(units, {}), follow=follower.follow, facts=facts, context=context)
    return [*touched_of(finished.changed, view="orders"), *finished.followed.touched]
