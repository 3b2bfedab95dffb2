"""Fields of the order: what its rows agree on, what is filled from the customer, what is wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from server.masterdata.rules.folding import fold
from server.orders.rules.reading import LABELS
from server.orders.rules.records import ORDER_FIELDS
from server.orders.rules.shown import time_text
from server.orders.rules.stages import (
    ASIDE,
    NEW,
    Effect,
    command_problem,
    effect_of,
    is_locked,
    locked_problem,
)
from sync.fields.phones import is_phone
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.orders.rules.records import Facts, Row, Unit


def settle(unit: Unit, facts: Facts) -> None:
    """Decide stage and order fields of a unit; problems go to the rows that say so."""
    for row in unit.rows:
        _judge_command(unit, row)
    _settle_stage(unit)
    _keep_customer(unit, facts)
    before = unit.order
    settled: dict[str, Any] = {}
    for name in ORDER_FIELDS:
        settled |= _settled(unit, name)
    unit.order = replace(unit.order, **settled)
    _fill(unit, facts)
    unit.judged |= unit.entering or any(
        getattr(before, name) != getattr(unit.order, name) for name in ("phone", "ordered_at", "customer_po")
    )
    _check_required(unit)
    _check_terms(unit, facts)
    _check_phone(unit)


def _stage(unit: Unit, row: Row) -> str:
    line = row.ask.line
    if line is None or unit.before is None:
        return NEW
    return "cancelled" if line.cancelled else unit.before.stage


def _judge_command(unit: Unit, row: Row) -> None:
    """Decide what the row does to its order; a row that only compares does nothing."""
    stage = _stage(unit, row)
    wrong = command_problem(stage, row.ask.command)
    if wrong is not None:
        row.problems.append(wrong)
    if not row.idle:
        row.effect = Effect.REFUSED if wrong is not None else effect_of(stage, row.ask.command)
    if row.effect is Effect.CANCEL:
        _drop_edits(row)
    if stage == NEW:
        return
    if row.ask.command is None and row.ask.changes and row.ask.changes.keys() <= ASIDE:
        row.effect = Effect.EDIT
    changed = [name for name in row.values if is_locked(stage, name) and _is_changed(unit, row, name)]
    row.problems += [locked_problem(stage, name, label=LABELS[name]) for name in changed]


def _drop_edits(row: Row) -> None:
    """Forget what a row changes besides ending; a customer typed over still tells of a wrong row."""
    row.values = {name: value for name, value in row.values.items() if name == "customer"}
    row.problems[:] = [found for found in row.problems if found.field == "customer"]


def _is_changed(unit: Unit, row: Row, name: str) -> bool:
    holder = unit.before if name in ORDER_FIELDS else row.ask.line
    return bool(getattr(holder, name) != row.values[name])


def _settle_stage(unit: Unit) -> None:
    """Let a draft stay one when a row says so, else go into review; an order sent back goes there, too."""
    effects = [row.effect for row in unit.rows]
    draft = unit.order.stage == "draft"
    unit.entering = draft and Effect.ENTER in effects and Effect.DRAFT not in effects
    if unit.entering or Effect.REOPEN in effects:
        unit.order = replace(unit.order, stage="review")


def _keep_customer(unit: Unit, facts: Facts) -> None:
    """Refuse another customer on a stored order: the row is not what the sheet takes it for."""
    order = unit.before
    if order is None or order.customer is None:
        return
    named = facts.customers[order.customer].name
    for row in unit.rows:
        customer = row.values.get("customer", order.customer)
        if customer is None:
            row.problems.append(problem("required", "customer", label=LABELS["customer"]))
        elif customer != order.customer:
            stored = " ".join(filter(None, (order.order_no, named)))
            row.problems.append(problem("wrong_row", "customer", stored=stored))
        row.values.pop("customer", None)


def _settled(unit: Unit, name: str) -> dict[str, Any]:
    """Return what a field of the order becomes, nothing where no row says so or rows disagree."""
    stating = [row for row in unit.rows if row.states(name)]
    if not stating:
        return {}
    said = [row.values[name] for row in stating]
    current = getattr(unit.order, name)
    if name == "ordered_at" and not unit.order.timed:
        current = None
    if current is not None and all(row.fresh for row in stating):
        said.insert(0, current)
    if len(said) > 1 and len({_meaning(name, value) for value in said}) > 1:
        values = "、".join(sorted({_shown(value) for value in said}))
        for row in stating:
            row.problems.append(problem("order_fields_differ", name, label=LABELS[name], values=values))
        return {}
    value = said[0]
    if name == "ordered_at":
        return {"timed": value is not None, "ordered_at": value or unit.order.created_at}
    return {name: value}


def _meaning(name: str, value: Any) -> Any:
    """Return what two values must have in common to agree; `PO-1` and `po-1` are one purchase number."""
    return fold(value) if name == "customer_po" and value else value


def _shown(value: Any) -> str:
    return time_text(value) if isinstance(value, dt.datetime) else str(value or "空")


def _fill(unit: Unit, facts: Facts) -> None:
    """Take from the customer what was left blank or was cleared."""
    order, known = unit.order, unit.before is not None and unit.before.customer is not None
    customer = facts.customers.get(order.customer or "")
    if customer is None:
        return
    filled: dict[str, Any] = {}
    if not known:
        filled["department"] = customer.department or facts.department
        filled["salesperson"] = customer.salesperson
    if order.stage != "draft":
        for name in ("phone", "payment_terms"):
            if getattr(order, name) is None and (unit.entering or _is_stated(unit, name)):
                filled[name] = getattr(customer, name)
    unit.order = replace(order, **filled)


def _is_stated(unit: Unit, name: str) -> bool:
    return any(row.states(name) for row in unit.rows)


def _check_required(unit: Unit) -> None:
    """Ask for what an order cannot be without; where nobody said it, every row is asked."""
    if unit.order.stage == "draft":
        return
    names = ["customer"] if unit.order.customer is None else ["payment_terms"]
    for name in names:
        if getattr(unit.order, name) is None and (unit.entering or _is_stated(unit, name)):
            for row in unit.rows:
                if not row.blames(name):
                    row.problems.append(problem("required", name, label=LABELS[name]))


def _check_terms(unit: Unit, facts: Facts) -> None:
    """Allow the customer's own terms and any with fewer days."""
    order = unit.order
    customer = facts.customers.get(order.customer or "")
    text = order.payment_terms
    changed = unit.entering or unit.before is None or text != unit.before.payment_terms
    if customer is None or text is None or not changed:
        return
    wrong = None
    own = customer.payment_terms
    if text not in facts.terms:
        wrong = problem("bad_terms", "payment_terms", text=text, choices="、".join(facts.terms))
    elif own is not None and own in facts.terms and text != own and facts.terms[text] >= facts.terms[own]:
        wrong = problem("terms_not_allowed", "payment_terms", own=own, text=text)
    if wrong is not None:
        for row in _responsible(unit, "payment_terms"):
            row.problems.append(wrong)


def _check_phone(unit: Unit) -> None:
    phone = unit.order.phone
    if phone is None or is_phone(phone):
        return
    for row in unit.rows:
        if row.states("phone"):
            row.problems.append(problem("bad_phone", "phone", text=phone))


def _responsible(unit: Unit, name: str) -> Sequence[Row]:
    """Return the rows that say something about a field, all of them when none does."""
    return [row for row in unit.rows if row.states(name)] or unit.rows
