"""What people are told: a decision waits for them, it is settled, their order was approved or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.approvals.rules.records import STANDING, State
from server.approvals.rules.words import order_texts
from server.notices.contract import Event, Kind, nowhere
from server.views.cells import decimal_text
from sync.fields.approvals import STATES
from sync.fields.orders import HOLDS
from sync.fields.texts import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from server.approvals.rules.records import Step
    from server.approvals.service.grounds import Grounds
    from server.approvals.service.saving import Saved
    from server.orders.rules.records import Unit

MOST_EVENTS = 20
"""So many new decisions of one write are told one by one; of more a single event tells."""
SALES = "sales_supervisor"
RELEASERS = {"duplicate": (SALES,), "credit": ("finance",)}
"""Roles that release a hold; what else holds an order is for whoever entered it."""
TOLD = ("order_no", "customer", "amount", "requested_on")


def tell(
    saved: Iterable[Saved], units: Mapping[str, Unit], approved: Sequence[Unit], grounds: Grounds
) -> None:
    """Hand what happened to the sink; without one nothing is worked out."""
    if grounds.ports.sink is nowhere:
        return
    steps = [one for one in saved if one.step.order in units]
    events = [
        *_wanted([one.step for one in steps if _is_asked(one)], units, grounds),
        *(_settled(one.step, grounds) for one in steps if not one.fresh and _is_over(one)),
        *(_rejected(one.step, units, grounds) for one in steps if one.step.state == State.REJECTED),
        *(_approved(unit, grounds) for unit in approved if unit.before is not None),
        *_held(units.values(), grounds),
    ]
    if events:
        grounds.ports.sink(grounds.conn, events, grounds.now)


def _is_asked(one: Saved) -> bool:
    return one.step.state == State.OPEN and (one.fresh or bool(one.delta.keys() & {"state", "assignee"}))


def _is_over(one: Saved) -> bool:
    before = one.delta.get("state", (None, None))[0]
    return one.step.state not in STANDING and before in {STATES[state] for state in STANDING}


def facts_of(unit: Unit, grounds: Grounds) -> dict[str, str]:
    """Return what an event tells of an order."""
    customer = grounds.facts.customers.get(unit.order.customer or "")
    texts = order_texts(unit.order, unit.after.values(), customer, grounds.facts.products)
    return {name: text for name in TOLD if (text := texts[name])}


def _wanted(steps: Sequence[Step], units: Mapping[str, Unit], grounds: Grounds) -> list[Event]:
    by_step: dict[str, list[Step]] = {}
    for step in steps:
        by_step.setdefault(step.step, []).append(step)
    events = []
    for name, asked in by_step.items():
        if len(asked) > MOST_EVENTS:
            events.append(_many(name, asked, units, grounds))
        else:
            events += [_one(step, units[step.order], grounds) for step in asked]
    return events


def _one(step: Step, unit: Unit, grounds: Grounds) -> Event:
    facts = {**facts_of(unit, grounds), "step": step.step}
    if step.comment:
        facts["comment"] = step.comment
    if step.handed_by:
        facts["by"] = grounds.staff.named(step.handed_by)
    return Event(
        kind=Kind.HANDED_ON if step.handed_by else Kind.DECISION_WANTED,
        subject=step.key,
        dedupe=f"decision/{step.key}/open/{step.rev}",
        users=grounds.staff.waiting_for(step, author=unit.order.created_by),
        facts=facts,
        rev=step.rev,
        urgent=any(line.priority == "加急" for line in unit.live_lines()),
    )


def _many(name: str, steps: Sequence[Step], units: Mapping[str, Unit], grounds: Grounds) -> Event:
    asked = [units[step.order] for step in steps]
    numbers = [unit.order.order_no or "" for unit in asked]
    amounts = [line.amount for unit in asked for line in unit.live_lines() if line.amount]
    first = steps[0]
    # Steps of one role whose orders one person entered wait for the same people.
    alike = {
        (step.role, step.assignee, unit.order.created_by): step
        for step, unit in zip(steps, asked, strict=True)
    }
    waiting = (grounds.staff.waiting_for(step, author=author) for (*_, author), step in alike.items())
    users = [user for people in waiting for user in people]
    return Event(
        kind=Kind.DECISIONS_WANTED,
        subject=first.key,
        dedupe=f"decision/{first.key}/many",
        users=list(dict.fromkeys(users)),
        facts={
            "order_no": first_few(numbers, most=3, counted="张"),
            "amount": decimal_text(sum(amounts[1:], start=amounts[0])) if amounts else "0",
            "step": name,
        },
    )


def _settled(step: Step, grounds: Grounds) -> Event:
    decided = step.state in {State.APPROVED, State.REJECTED}
    by = grounds.staff.named(step.decided_by) if decided else ""
    facts = {"by": by, "decision": step.decision or "", "comment": step.comment or ""}
    if not decided:
        facts = {"reason": "订单改过或已结束"}
    return Event(
        kind=Kind.DECIDED if decided else Kind.WITHDRAWN,
        subject=step.key,
        dedupe=f"decision/{step.key}/settled/{step.rev}",
        facts={name: text for name, text in facts.items() if text},
    )


def _rejected(step: Step, units: Mapping[str, Unit], grounds: Grounds) -> Event:
    unit = units[step.order]
    by = {"by": grounds.staff.named(step.decided_by), "reason": step.comment or ""}
    return Event(
        kind=Kind.ORDER_REJECTED,
        subject=unit.key,
        dedupe=f"order/{unit.key}/rejected/{step.key}",
        **_whose(unit, grounds),
        facts={**facts_of(unit, grounds), **by},
    )


def _held(units: Iterable[Unit], grounds: Grounds) -> list[Event]:
    """Tell whoever can release them of orders that are held now and were not before."""
    by_kind: dict[str, list[Unit]] = {}
    for unit in (unit for unit in units if unit.order.holds):
        before = unit.before.holds if unit.before else frozenset()
        for kind in sorted({hold.kind for hold in unit.order.holds} - {hold.kind for hold in before}):
            by_kind.setdefault(kind, []).append(unit)
    events = []
    for kind, held in by_kind.items():
        told = [facts_of(unit, grounds) for unit in held[:MOST_EVENTS]]
        if len(held) > MOST_EVENTS:
            numbers = [unit.order.order_no or "" for unit in held]
            told = [{"order_no": first_few(numbers, most=3, counted="张")}]
        events += [
            Event(
                kind=Kind.ORDER_HELD,
                subject=unit.key,
                dedupe=f"order/{unit.key}/held/{kind}/{grounds.now.isoformat()}",
                facts={**facts, "hold": HOLDS[kind]},
                **({"roles": RELEASERS[kind]} if kind in RELEASERS else _whose(unit, grounds)),
            )
            for unit, facts in zip(held, told, strict=False)
        ]
    return events


def _whose(unit: Unit, grounds: Grounds) -> dict[str, Any]:
    """Return who is told of an order as its own: who entered it; of a dealer's, whoever looks after sales."""
    author = unit.order.created_by
    return {"users": [author]} if author in grounds.staff.by_name else {"roles": (SALES,)}


def _approved(unit: Unit, grounds: Grounds) -> Event:
    return Event(
        kind=Kind.ORDER_APPROVED,
        subject=unit.key,
        dedupe=f"order/{unit.key}/approved/{grounds.now.isoformat()}",
        **_whose(unit, grounds),
        facts=facts_of(unit, grounds),
    )
